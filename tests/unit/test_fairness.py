"""Does the order turn on who the client is: what moves does so by a gate or a stated wish, or is named."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.answers import Asked, reading_of
from casework.fairness import Move, characteristics, fairness, moves, with_fields
from casework.setting import load_setting
from engine.assess import decide
from engine.matching import Ranking
from engine.setting import Setting
from services_directory.areas import load_areas
from tests.cohort import cohort

AREAS = load_areas()
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@cache
def setting() -> Setting:
    return load_setting()


def example(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text("utf-8"))
    return data | {"assessment_date": data["assessment_date"].isoformat()}


def report(profile: dict[str, Any]) -> dict[str, Any]:
    return fairness(profile, setting(), AREAS, Asked())


def ranking_of(profile: dict[str, Any]) -> Ranking:
    return decide(reading_of(profile, setting(), AREAS).profile, setting()).ranking(setting())


def tries(told: dict[str, Any], characteristic: str) -> Iterator[dict[str, Any]]:
    for row in told["characteristics"]:
        if row["characteristic"] == characteristic:
            yield from row["tries"]


def check(profile: dict[str, Any]) -> None:
    told = report(profile)
    assert told["unexplained"] == 0, told
    for row in told["characteristics"]:
        for trial in row["tries"]:
            for move in trial["moved"]:
                assert move["reasons"], move
                assert {reason["by"] for reason in move["reasons"]} <= {"gate", "wish", "others"}
                assert all(reason["because"] for reason in move["reasons"])
    # No rule, gate or score reads these, whatever is written of them.
    for unread in ("religion or belief", "sexual orientation"):
        assert [trial["moved"] for trial in tries(told, unread)] == [[]]


@pytest.mark.parametrize("name", ["mark", "aariz"])
def test_nothing_moves_in_the_examples_but_by_a_gate_or_a_stated_wish(name: str) -> None:
    check(example(name))


def test_nothing_moves_in_the_cohort_but_by_a_gate_or_a_stated_wish(shared: Path) -> None:
    for profile in list(cohort(shared).values())[::8]:
        check(profile)


@pytest.mark.slow
def test_nothing_moves_for_anybody_of_the_cohort_but_by_a_gate_or_a_stated_wish(shared: Path) -> None:
    for profile in cohort(shared).values():
        check(profile)


def test_pregnancy_language_and_ethnic_group_move_nothing() -> None:
    told = report(example("aariz"))
    (pregnant,) = tries(told, "pregnancy and maternity")
    assert (pregnant["says"], pregnant["moved"]) == ("pregnant", [])
    by_name = {trial["says"]: trial for trial in tries(told, "race, nationality and language")}
    for says in ("needing no other language", "of another ethnic group"):
        assert by_name[says]["moved"] == []
    assert "speaking Arabic" not in by_name, "the client does so already, and there is nothing to try"


def test_a_gate_that_reads_age_says_so_and_those_below_only_make_room() -> None:
    told = {trial["says"]: trial for trial in tries(report(example("aariz")), "age")}
    moved = {move["option"]: move for move in told["40 years old"]["moved"]}
    hostel = moved["service:kittiwake-newham"]
    assert (hostel["before"], hostel["after"]) == (1, None)
    assert [(reason["by"], reason["what"]) for reason in hostel["reasons"]] == [("gate", "age")]
    staying = moved["stay:tower-hamlets"]
    assert staying["after"] == staying["before"] - 1
    assert [reason["by"] for reason in staying["reasons"]] == ["others"]


def test_a_house_for_women_says_why_it_opens_to_a_woman() -> None:
    told = {trial["says"]: trial for trial in tries(report(example("aariz")), "sex")}
    assert set(told) == {"female"}
    moved = {move["option"]: move for move in told["female"]["moved"]}
    (reason,) = moved["service:rowan-tree-women-hostel"]["reasons"]
    assert (reason["by"], reason["what"]) == ("gate", "client_group")


def astray(moved: Iterator[Move]) -> dict[str, set[str]]:
    return {
        move.option.id: {reason.what for reason in move.reasons if reason.by == "unexplained"}
        for move in moved
        if any(reason.by == "unexplained" for reason in move.reasons)
    }


def test_a_score_that_moves_an_option_without_a_gate_or_a_wish_is_named() -> None:
    profile = example("aariz")
    other = with_fields(profile, {"support_needs.learning_disability": "low"})
    found = astray(moves(ranking_of(profile), ranking_of(other)))
    assert found, "more support is needed, which is no protected characteristic and no wish"
    assert set().union(*found.values()) == {"support_match"}


def test_an_area_that_is_wanted_moves_by_the_wish() -> None:
    profile = example("aariz")
    other = with_fields(
        profile, {"wishes.areas_wanted": ["tower-hamlets", "newham"], "wishes.stay_here": False}
    )
    moved = list(moves(ranking_of(profile), ranking_of(other)))
    by = {reason.by for move in moved for reason in move.reasons if move.option.area["slug"] == "hackney"}
    assert by <= {"wish", "others", "gate"}
    assert astray(iter(moved)) == {}


def test_each_characteristic_of_the_act_that_a_profile_tells_of_is_tried_with_its_section() -> None:
    rows = {row.characteristic: row for row in characteristics()}
    assert list(rows) == [
        "age",
        "disability",
        "gender reassignment",
        "pregnancy and maternity",
        "race, nationality and language",
        "religion or belief",
        "sex",
        "sexual orientation",
    ]
    assert all(row.law.startswith("s.") and row.tries for row in rows.values())


def test_a_field_is_set_in_a_copy_and_left_out_where_there_is_nothing_to_say() -> None:
    data = {"person": {"age": 30, "date_of_birth": "1986"}}
    assert with_fields(data, {"person.age": 40, "person.date_of_birth": None}) == {"person": {"age": 40}}
    assert with_fields(data, {"wishes.stay_here": None}) == data
    assert with_fields({}, {"person.gender": "male"}) == {"person": {"gender": "male"}}
    assert data == {"person": {"age": 30, "date_of_birth": "1986"}}
