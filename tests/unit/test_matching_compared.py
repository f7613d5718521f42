"""Why one option stands above another: two sentences, no figures, and what they name is so."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.answers import Asked, reading_of
from casework.options import options_answer
from casework.setting import load_setting
from engine.assess import decide
from engine.matching import MatchingPolicy, Option, Ranking, compared, policy_on
from engine.matching.comparing import NOT_SETTLED, SHUT, tie_breaker
from engine.problems import InputError
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


def ranked(profile: Mapping[str, Any]) -> tuple[Ranking, MatchingPolicy]:
    decided = decide(reading_of(dict(profile), setting(), AREAS).profile, setting())
    return decided.ranking(setting()), policy_on(setting().policies, decided.case.test_day)


def profiles(shared: Path) -> Iterator[dict[str, Any]]:
    yield from (example("mark"), example("aariz"))
    yield from cohort(shared).values()


def names_left_out(told: str, *options: Option) -> str:
    for option in sorted(options, key=lambda each: -len(each.accommodation.name)):
        told = told.replace(option.accommodation.name, "It").replace(f", {option.area['name']}", "")
    return told


def decides(told: str, policy: MatchingPolicy) -> tuple[set[str], set[str]]:
    """The criteria that are named for the higher option, and those named against it."""
    first, _, second = told.partition(". ")
    words: dict[str, str] = {name: row.better for name, row in policy.weights.items()}
    for_it, against = ({name for name in words if words[name] in part} for part in (first, second))
    return for_it, against


def check(higher: Option, lower: Option, policy: MatchingPolicy) -> None:
    told = compared(lower, higher, policy)
    assert told == compared(higher, lower, policy), "whichever is named first"
    plain = names_left_out(told, higher, lower)
    assert not any(sign.isdigit() for sign in plain), told
    assert len(re.findall(r"\.(?= [A-Z]|$)", plain)) == 2, told
    if higher.rank is None or lower.rank is None:
        assert all(SHUT[gate] in told for gate in lower.closed_by), told
    elif lower.step > higher.step:
        assert all(NOT_SETTLED[gate] in told for gate in lower.unknown_gates), told
    elif higher.total == lower.total:
        assert "are level" in told
        breaker = tie_breaker(higher, lower)
        assert (policy.weights[breaker].better if breaker else "order of their ids") in told
    else:
        weighed_is_true(told, higher, lower, policy)


def weighed_is_true(told: str, higher: Option, lower: Option, policy: MatchingPolicy) -> None:
    for_it, against = decides(told, policy)
    gain = {part.criterion: part.weight * (part.value - lower.value(part.criterion)) for part in higher.parts}
    assert for_it, told
    assert all(gain[name] > 0 for name in for_it if name in gain), told
    assert against == {name for name, by in gain.items() if by < 0}, "all that speaks for the other is said"
    # What is named for it is enough to decide: without anything else it would still come first.
    assert sum(gain[name] for name in gain if name in for_it | against) > 0, told


def test_any_two_options_are_compared_truly_in_two_sentences(shared: Path) -> None:
    for profile in profiles(shared):
        every_pair(profile)


def every_pair(profile: Mapping[str, Any]) -> None:
    ranking, policy = ranked(profile)
    for higher, lower in combinations((*ranking.options, *ranking.closed), 2):
        check(higher, lower, policy)


def test_why_an_option_is_not_higher_is_the_comparison_with_the_one_just_above() -> None:
    ranking, policy = ranked(example("aariz"))
    for above, option in zip(ranking.options, ranking.options[1:], strict=False):
        said = compared(above, option, policy).replace(option.accommodation.name, "this")
        assert (option.why_not_higher or "").replace(option.accommodation.name, "this") == said


def test_options_of_one_name_are_told_apart_by_their_areas() -> None:
    ranking, policy = ranked(example("aariz"))
    first, second = ranking.options[0], ranking.options[1]
    twin = Option(
        second.id,
        second.area,
        first.accommodation,
        second.route,
        second.connection,
        second.gates,
        rank=second.rank,
        score=second.score,
        step=second.step,
    )
    told = compared(first, twin, policy)
    assert f"{first.accommodation.name}, {first.area['name']} comes before" in told
    assert f"{first.accommodation.name}, {second.area['name']}" in told


def answer(**asked: Any) -> dict[str, Any]:
    return options_answer(example("aariz"), setting(), AREAS, Asked(), **asked)


def test_two_options_are_compared_by_their_ranks_or_ids() -> None:
    by_rank = answer(compare=("3", "1"))["comparison"]
    by_id = answer(compare=("service:kittiwake-newham", "stay:tower-hamlets"))["comparison"]
    assert by_rank == by_id
    assert by_rank["higher"] == "service:kittiwake-newham"
    assert [each["rank"] for each in by_rank["options"]] == [1, 3]


def test_what_is_closed_is_compared_too_and_never_stands_higher() -> None:
    told = answer(compare=("part7:leeds", "2"))["comparison"]
    assert told["options"][1]["closed_by"] == ["consent"]
    assert told["because"].endswith("is closed, because the client does not want it.")
    assert answer(compare=("part7:leeds", "private-rented:leeds"))["comparison"]["higher"] is None


@pytest.mark.parametrize(
    ("pair", "why", "near"),
    [
        (("1", "part7:leed"), "no such option", "part7:leeds"),
        (("1", "1"), "neither above nor below itself", None),
        (("stay:tower-hamlets", "3"), "neither above nor below itself", None),
        (("0", "1"), "no such option", None),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(
    pair: tuple[str, str], why: str, near: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        answer(compare=pair)
    (fault,) = caught.value.faults
    assert why in fault.why
    assert fault.do
    assert near is None or near in fault.near
