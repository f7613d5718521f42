"""How firm the first place is: the smallest change of weights that displaces it, checked against a solver."""

from collections.abc import Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from casework.answers import Asked, reading_of
from casework.options import options_answer
from casework.setting import load_setting
from engine.assess import decide
from engine.matching import Option, Part, Score, policy_on, sensitivity, stability
from engine.matching.model import Accommodation
from engine.matching.stability import smallest_change
from engine.setting import Setting
from services_directory.areas import load_areas

AREAS = load_areas()
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@cache
def setting() -> Setting:
    return load_setting()


POLICY = policy_on(setting().policies, 736000)
CRITERIA = tuple(POLICY.weights)


def option_of(name: str, values: tuple[float, ...], weights: tuple[float, ...], step: int = 0) -> Option:
    """An option worth these values under these weights, with as many unknown gates as its step says."""
    rows = zip(CRITERIA, weights, values, strict=True)
    parts = tuple(Part(criterion, weight, value, "", value) for criterion, weight, value in rows)
    total = round(sum(part.weight * part.value for part in parts), 6)
    area = {"code": "E1", "name": "Somewhere", "slug": "somewhere"}
    what = Accommodation(name, name.title(), "hostel")
    score = Score(total, parts, step > 0)
    return Option(name, area, what, "direct_referral", {"needed": False}, (), rank=1, score=score, step=step)


def ranked(*options: Option) -> list[Option]:
    return sorted(options, key=lambda option: (option.step, -option.total, option.id))


shares = st.lists(st.integers(0, 20), min_size=7, max_size=7).filter(any)
weights = shares.map(lambda parts: tuple(part / sum(parts) for part in parts))
values = st.lists(st.integers(0, 10), min_size=7, max_size=7).map(
    lambda found: tuple(one / 10 for one in found)
)


def least_distance(first: Option, other: Option) -> float | None:
    """The L1 distance to the nearest weights under which the other is level, by a linear programme."""
    old = np.array([part.weight for part in first.parts])
    ahead = np.array([other.value(part.criterion) - part.value for part in first.parts])
    if ahead.max() <= 0:
        return None
    # More of each weight, then less of each: as much more as less in all, and none below nothing.
    solved = linprog(
        np.ones(14),
        A_ub=[np.concatenate([-ahead, ahead])],
        b_ub=[float(ahead @ old)],
        A_eq=[np.concatenate([np.ones(7), -np.ones(7)])],
        b_eq=[0.0],
        bounds=[(0, None)] * 7 + [(0, float(weight)) for weight in old],
    )
    assert solved.status == 0
    return float(solved.fun)


@given(weights, values, values)
def test_the_smallest_change_between_two_is_that_of_a_linear_programme(
    weight: tuple[float, ...], one: tuple[float, ...], two: tuple[float, ...]
) -> None:
    first, other = ranked(option_of("a", one, weight), option_of("b", two, weight))
    change, expected = smallest_change(first, other), least_distance(first, other)
    assert (change is None) == (expected is None)
    if change is not None and expected is not None:
        assert change.distance == pytest.approx(expected, abs=2e-5)


def moved_weights(first: Option, change: Any, share: float = 1.0) -> dict[str, float]:
    new: dict[str, float] = {part.criterion: part.weight for part in first.parts}
    for moved in change.less:
        new[moved.criterion] -= share * moved.by
    new[change.more.criterion] += share * change.more.by
    return new


def total_under(option: Option, new: Mapping[str, float]) -> float:
    return sum(new[part.criterion] * part.value for part in option.parts)


@given(weights, st.lists(values, min_size=2, max_size=5, unique=True))
def test_at_the_change_another_is_level_and_short_of_it_the_first_stays(
    weight: tuple[float, ...], found: list[tuple[float, ...]]
) -> None:
    options = ranked(*(option_of("abcde"[place], each, weight) for place, each in enumerate(found)))
    firm = stability(options, POLICY)
    assert firm is not None
    assert firm.first is options[0]
    if firm.change is None:
        assert all(smallest_change(options[0], other) is None for other in options[1:])
        return
    assume(firm.change.distance > 1e-4)
    there, short = (moved_weights(options[0], firm.change, share) for share in (1.0, 0.99))
    assert sum(there.values()) == pytest.approx(1)
    assert min(there.values()) >= -1e-9
    assert total_under(firm.change.first, there) == pytest.approx(total_under(options[0], there), abs=2e-5)
    assert all(total_under(options[0], short) > total_under(other, short) - 1e-9 for other in options[1:])


EVEN = (0.25, 0.25, 0.1, 0.1, 0.1, 0.1, 0.1)
FIRST = option_of("first", (1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5), EVEN)


def test_the_change_names_what_counts_for_more_and_what_for_less_and_who_would_be_first() -> None:
    other = option_of("other", (0.5, 1.0, 0.4, 0.5, 0.5, 0.5, 0.5), EVEN)
    firm = stability([FIRST, other], POLICY)
    assert firm is not None
    assert firm.to_dict() == {
        "first": "first",
        "among": 2,
        "level_with": [],
        "change": {
            "would_be_first": "other",
            "distance": 0.02,
            "less": [{"criterion": "wishes", "by": 0.01}],
            "more": {"criterion": "support_match", "by": 0.01},
        },
        "because": "Other would come first after a slight change of weights: "
        "if the support that is given counted for more, and the client's wishes for less.",
    }


def test_one_that_is_as_good_by_everything_is_first_whatever_the_weights() -> None:
    firm = stability([FIRST, option_of("worse", (0.9,) + (0.5,) * 6, EVEN)], POLICY)
    assert firm is not None
    assert firm.change is None
    assert firm.because.startswith("No change of weights puts another option before First")


def test_no_weight_brings_an_option_past_a_gate_that_is_not_known() -> None:
    firm = stability([FIRST, option_of("better", (1.0,) * 7, EVEN, step=1)], POLICY)
    assert firm is not None
    assert (firm.among, firm.change) == (1, None)
    assert firm.because.startswith("Nothing competes with First")


def test_a_tie_for_the_first_place_is_said() -> None:
    firm = stability([FIRST, option_of("twin", (0.5, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5), EVEN)], POLICY)
    assert firm is not None
    assert [option.id for option in firm.level_with] == ["twin"]
    assert firm.because.startswith("First is level with Twin")
    assert firm.change is not None
    assert firm.change.distance == 0


def test_where_nothing_is_ranked_nothing_is_firm() -> None:
    assert stability([], POLICY) is None
    nothing = sensitivity([])
    assert (nothing.settled, nothing.contenders, nothing.openings) == (False, (), ())


# In an answer


def example(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text("utf-8"))
    return data | {"assessment_date": data["assessment_date"].isoformat()}


def test_how_firm_the_order_is_does_not_depend_on_how_much_of_it_is_listed() -> None:
    whole, short = (
        options_answer(example("aariz"), setting(), AREAS, Asked(), limit=limit) for limit in (None, 1)
    )
    assert whole["stability"] == short["stability"]
    assert whole["sensitivity"]["in_all"] == short["sensitivity"]["in_all"]
    assert whole["sensitivity"]["openings"][:1][0]["in_all"] == short["sensitivity"]["openings"][0]["in_all"]
    assert len(short["sensitivity"]["openings"][0]["opens"]) <= 1
    assert len(short["options"]) < len(whole["options"])
    assert list(short["readiness"]) == [option["id"] for option in short["options"]]


def test_the_answer_that_opens_most_is_told_first_with_what_it_opens() -> None:
    told = options_answer(example("mark"), setting(), AREAS, Asked())
    assert told["options"][0]["route"] == "stay"
    opening = told["sensitivity"]["openings"][0]
    assert opening["gate"] == "consent"
    assert opening["ask"].startswith("Ask the client which areas are out of the question")
    assert opening["opens"]
    by_id = {option["id"]: option for option in told["options"]}
    for each in opening["opens"]:
        unknown = [gate["gate"] for gate in by_id[each["id"]]["gates"] if gate["verdict"] == "unknown"]
        assert unknown == ["consent"]


def test_where_the_law_must_settle_a_gate_the_places_of_the_profile_are_named() -> None:
    told = options_answer(example("mark"), setting(), AREAS, Asked())["sensitivity"]["openings"]
    paths = {opening["gate"]: opening["paths"] for opening in told}
    assert "person.immigration.habitually_resident" in paths["eligibility"]
    assert paths["capacity"] == []


def test_neighbours_that_are_level_are_told_with_what_broke_the_tie() -> None:
    for name in ("mark", "aariz"):
        decided = decide(reading_of(example(name), setting(), AREAS).profile, setting())
        options = {option.id: option for option in decided.ranking(setting()).options}
        told = options_answer(example(name), setting(), AREAS, Asked())["ties"]
        level = [
            (one.id, two.id)
            for one, two in combinations(options.values(), 2)
            if (one.step, one.total) == (two.step, two.total) and (two.rank or 0) - (one.rank or 0) == 1
        ]
        assert [tuple(tie["options"]) for tie in told] == level
