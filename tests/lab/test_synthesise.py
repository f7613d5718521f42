"""Invented cases follow the published figures, are sound, and are the same for the same seed."""

import json
from collections import Counter
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.synthesise import SCHEMA, synthesise
from engine.columnar.schema import to_plain
from policy_lab.cases import read_cases
from policy_lab.cases.sound import soundness
from policy_lab.synthetic.calibration import bounds, load_calibration
from policy_lab.synthetic.draws import Draws
from policy_lab.synthetic.synthesise import Wanted, batches

Json = Any
FIGURES = load_calibration().figures
COUNT = 8_000


@cache
def cases() -> list[Json]:
    (batch,) = batches(Wanted(COUNT, 7, 2010, 2024, 0.08))
    return to_plain(batch)


def test_every_invented_case_is_sound_and_says_that_it_is_invented() -> None:
    sound = soundness()
    refs = [case["ref"] for case in cases()]
    assert len(set(refs)) == COUNT
    assert all(ref.startswith("invented-7-") for ref in refs)
    assert [case["ref"] for case in cases()[::20] if sound.faults(case)] == []


# --- margins --------------------------------------------------------------------------------------


def agrees(found: Counter[str], published: dict[str, float]) -> None:
    """Each share as published, give or take what chance does to one group in some ten thousand."""
    total, whole = found.total(), sum(published.values())
    assert set(found) <= set(published)
    for name, figure in published.items():
        share = figure / whole
        assert abs(found[name] / total - share) < 4 * sqrt(share * (1 - share) / total) + 1 / total, name


def gender(case: Json) -> str:
    return str(case["person"].get("gender", "not_known"))


def age(case: Json) -> int | None:
    person = case["person"]
    if "age" in person:
        return int(person["age"])
    born = person.get("date_of_birth")
    return None if born is None else int(case["assessment_date"][:4]) - int(born[:4])


def nationality(case: Json) -> str:
    names = {"UK national": "uk", "EU national": "eu", "national of another country": "outside_eu"}
    return names.get(case["protected_characteristics"].get("race"), "not_known")


def needs(case: Json) -> str:
    told = case["support_needs"]
    if "drugs" not in told:
        return "not_known"
    return "+".join(need for need in ("alcohol", "drugs", "mental_health") if told[need] != "none") or "none"


def band(value: int, bands: dict[str, float]) -> str:
    named = (name for name in bands if name[0].isdigit() and bounds(name)[0] <= value <= bounds(name)[1])
    return next(named, "more than ten")


def seen_often(case: Json) -> bool:
    return bool(case["rough_sleeping"]["contacts"] > 10)


def test_where_people_sleep_rough_is_as_counted() -> None:
    agrees(Counter(case["applying_to"] for case in cases()), dict(load_calibration().sleeping_rough))


def test_each_year_has_the_cases_that_its_count_asks_for() -> None:
    years = {str(year): load_calibration().people_in(year) for year in range(2010, 2025)}
    agrees(Counter(case["assessment_date"][:4] for case in cases()), years)


def test_gender_and_nationality_are_as_published() -> None:
    agrees(Counter(map(gender, cases())), dict(FIGURES["gender"]))
    agrees(Counter(map(nationality, cases())), dict(FIGURES["nationality"]))


def test_age_is_known_as_often_as_published() -> None:
    known = sum(people for name, people in FIGURES["age"].items() if name != "not_known")
    found = Counter("known" if age(case) is not None else "not_known" for case in cases())
    agrees(found, {"known": known, "not_known": FIGURES["age"]["not_known"]})


def test_age_bands_are_as_published() -> None:
    told = Counter(case["protected_characteristics"].get("age") for case in cases())
    young = FIGURES["age"]["16-17"] + FIGURES["age"]["18-25"]
    older = FIGURES["age"]["26 and over"]
    parts = FIGURES["age_from_26"]
    shares = {name: older * part / sum(parts.values()) for name, part in parts.items()}
    agrees(
        Counter({name: count for name, count in told.items() if name}),
        {"16-25": young, "26-35": shares["26-35"], "36-55": shares["36-55"], "56 and over": shares["56-80"]},
    )


def test_how_often_people_are_seen_is_as_published() -> None:
    contacts = [case["rough_sleeping"]["contacts"] for case in cases()]
    agrees(Counter(band(each, dict(FIGURES["times_seen"])) for each in contacts), dict(FIGURES["times_seen"]))
    often = dict(FIGURES["times_seen_above_ten"])
    agrees(Counter(band(each, often) for each in contacts if each > 10), often)


def test_support_needs_are_those_of_the_cohort_where_seen_often_and_of_london_elsewhere() -> None:
    agrees(Counter(needs(case) for case in cases() if seen_often(case)), dict(FIGURES["needs_above_ten"]))
    others = [case["support_needs"] for case in cases() if not seen_often(case)]
    for need, share in FIGURES["needs"].items():
        found = Counter("yes" if told[need] != "none" else "no" for told in others)
        agrees(found, {"yes": share, "no": 100 - share})


def test_prison_and_service_are_as_published_of_those_of_whom_it_is_known() -> None:
    custody = (case["vulnerability"].get("served_custody") for case in cases())
    agrees(Counter(str(each) for each in custody if each is not None), {"True": 32, "False": 68})
    served = (case["person"]["armed_forces"].get("served") for case in cases())
    agrees(Counter(str(each) for each in served if each is not None), {"True": 5, "False": 95})


# --- doubt, and something to find -----------------------------------------------------------------


def test_dates_are_told_with_more_and_with_less_doubt() -> None:
    starts = [stay["from"] for case in cases() for stay in case["housing_history"]]
    forms = Counter((len(start.rstrip("~")), start.endswith("~")) for start in starts)
    assert set(forms) == {(10, False), (7, False), (7, True), (4, False), (4, True)}
    assert min(forms.values()) > len(starts) * 0.05


def test_some_things_were_not_asked_and_some_people_are_not_alone() -> None:
    assert 0.05 < sum("employment" not in case for case in cases()) / COUNT < 0.11
    assert 0.05 < sum(bool(case.get("household")) for case in cases()) / COUNT < 0.12
    stays = sum(len(case["housing_history"]) for case in cases()) / COUNT
    assert 2.8 < stays < 3.8


def decided(errors: float) -> list[Json]:
    (batch,) = batches(Wanted(1500, 7, 2015, 2020, errors))
    return [area for case in to_plain(batch) for area in case["decision"]["local_connection"]]


def test_recorded_decisions_err_as_often_as_is_asked_where_the_law_settles_the_case() -> None:
    right, some_wrong, all_wrong = (decided(errors) for errors in (0.0, 0.25, 1.0))
    settled = [a["verdict"] != b["verdict"] for a, b in zip(right, all_wrong, strict=True)]
    wrong = [a["verdict"] != b["verdict"] for a, b in zip(right, some_wrong, strict=True)]
    assert all(law for law, error in zip(settled, wrong, strict=True) if error)
    assert abs(sum(wrong) / sum(settled) - 0.25) < 4 * sqrt(0.25 * 0.75 / sum(settled))
    assert {each["verdict"] for each in right} == {"met", "not_met"}
    assert all("ground" in each for each in some_wrong if each["verdict"] == "met")


# --- the same again -------------------------------------------------------------------------------


def run(*arguments: object) -> Any:
    import typer  # noqa: PLC0415

    app = typer.Typer()
    app.command()(synthesise)
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    answers = [
        run("--n", 300, "--seed", seed, "--out", tmp_path / f"{name}.parquet", "--format", "json")
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    a, b, c = ((tmp_path / f"{name}.parquet").read_bytes() for name in "abc")
    assert a == b != c
    told = [json.loads(answer.stdout) for answer in answers]
    assert told[0]["schema"] == SCHEMA
    assert told[0]["sha256"] == told[1]["sha256"] != told[2]["sha256"]
    assert told[0]["bytes"] == len(a)


def test_both_forms_hold_the_same_cases_and_are_read_back_whole(tmp_path: Path) -> None:
    for name in ("cases.parquet", "cases.jsonl"):
        assert run("--n", 200, "--out", tmp_path / name).exit_code == 0
    found = [list(read_cases(tmp_path / name)) for name in ("cases.parquet", "cases.jsonl")]
    assert [each.quarantined for batches_read in found for each in batches_read] == [(), ()]
    parquet, lines = (to_plain(batches_read[0].cases) for batches_read in found)
    assert parquet == lines
    assert len(lines) == 200


def test_the_draws_are_fixed_for_good() -> None:
    assert Draws(1, 0).shares(2).tolist() == [0.0668020093396563, 0.07901298235490295]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--n", 5, "--out", "cases.txt"), "the name of a file of cases ends in"),
        (("--n", 5, "--out", "nowhere/cases.parquet"), "there is no such folder."),
        (
            ("--n", 5, "--out", "cases.parquet", "--from-year", 2020, "--to-year", 2019),
            "`--to-year`: is before `--from-year`.",
        ),
        (("--n", 0, "--out", "cases.parquet"), "Invalid value for '--n'"),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert words in answer.stderr
    assert list(tmp_path.iterdir()) == []
