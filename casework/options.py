"""The ranked candidate safe connections of a client by themselves, with what the order rests on."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from casework.answers import Asked, must_be_a_nation, reading_of
from engine.assess import decide_and_rank
from engine.decided import Decided
from engine.matching import (
    MatchingPolicy,
    Option,
    Ranking,
    Sensitivity,
    compared,
    policy_on,
    sensitivity,
    stability,
)
from engine.matching.comparing import higher_first, tie_breaker
from engine.packs import NoLawError
from engine.problems import Fault, InputError
from engine.profile import AreaIndex, Reading
from engine.questions import READ_AT, Question
from engine.setting import Setting

SCHEMA = "safe-connections/options/1"
Pair = tuple[str, str]  # two options, each by its id or its rank


def options_answer(
    data: object,
    setting: Setting,
    areas: AreaIndex,
    asked: Asked,
    *,
    limit: int | None = None,
    compare: Pair | None = None,
) -> dict[str, Any]:
    """The options of a profile: in order, with what is closed, how firm the order is, what would change it.

    `limit` keeps the first so many, and staying; `compare` adds why one of two stands above the other.
    Raises InputError where the profile cannot be read, or there is no such option to compare.
    """
    reading, decided, ranking = ranked_of(data, setting, areas, asked)
    policy = policy_on(setting.policies, decided.case.test_day)
    told = decided.assessment(setting, reading, ranking)
    firm, turns = stability(ranking.order, policy), sensitivity(ranking.options)
    kept = [option for option in ranking.options if _listed(option.rank, option.route, limit)]
    answer = {
        "schema": SCHEMA,
        "profile_ref": told.profile_ref,
        "assessed_on": told.assessed_on,
        "options": [option.to_dict() for option in kept],
        "closed_options": [option.to_dict() for option in ranking.closed],
        "readiness": {option.id: [each._asdict() for each in option.readiness] for option in kept},
        "stability": firm.to_dict() if firm else None,
        "sensitivity": _with_questions(turns, told.questions, limit),
        "ties": _ties(kept),
        "questions": [question.to_dict() for question in told.questions],
        "verification": told.verification.to_dict(),
        "warnings": list(told.warnings),
    }
    return answer | {"comparison": comparison(ranking, policy, compare)} if compare else answer


def ranked_of(
    data: object, setting: Setting, areas: AreaIndex, asked: Asked
) -> tuple[Reading, Decided, Ranking]:
    """A profile as read, what the law says of it, and its options in order. Raises InputError."""
    must_be_a_nation(asked.jurisdiction)
    reading = reading_of(data, setting, areas, asked.as_of)
    try:
        return reading, *decide_and_rank(reading.profile, setting, asked.jurisdiction)
    except NoLawError as refusal:
        raise InputError("No law is held for this case.", [Fault((), f"{refusal}.")]) from None


def with_first_options(answer: dict[str, Any], limit: int | None) -> dict[str, Any]:
    """An answer with its first options alone; staying is listed wherever it ranks."""
    if limit is None:
        return answer
    kept = [each for each in answer["options"] if _listed(each["rank"], each["route"], limit)]
    return {**answer, "options": kept}


def _listed(rank: int | None, route: str, limit: int | None) -> bool:
    return limit is None or route == "stay" or (rank is not None and rank <= limit)


def comparison(ranking: Ranking, policy: MatchingPolicy, pair: Pair) -> dict[str, Any]:
    """Why one of two options stands above the other. Raises InputError where one of them is not there."""
    first, second = higher_first(*_named(ranking, pair))
    return {
        "higher": first.id if first.rank is not None else None,
        "options": [_brief(first), _brief(second)],
        "because": compared(first, second, policy),
    }


def _brief(option: Option) -> dict[str, Any]:
    return {
        "id": option.id,
        "rank": option.rank,
        "name": option.accommodation.name,
        "area": dict(option.area),
        "closed_by": list(option.closed_by),
    }


def _named(ranking: Ranking, pair: Pair) -> tuple[Option, Option]:
    """Two options, each by its id or its rank."""
    everything = (*ranking.options, *ranking.closed)
    by_name = {str(option.rank): option for option in ranking.options}
    by_name |= {option.id: option for option in everything}
    do = f"Give an id, or a rank from 1 to {len(ranking.options)}."
    faults = [
        Fault(("compare", place), "no such option.", tuple(get_close_matches(name, by_name, cutoff=0.5)), do)
        for place, name in enumerate(pair)
        if name not in by_name
    ]
    if not faults and by_name[pair[0]] is by_name[pair[1]]:
        faults = [Fault(("compare", 1), "an option stands neither above nor below itself.", (), "Name two.")]
    if faults:
        raise InputError("This cannot be compared.", faults)
    return by_name[pair[0]], by_name[pair[1]]


def _ties(options: Sequence[Option]) -> list[dict[str, Any]]:
    """Neighbours in the order that are level, and what puts the one before the other."""
    return [
        {"options": [above.id, below.id], "broken_by": tie_breaker(above, below)}
        for above, below in pairwise(options)
        if (above.step, above.total) == (below.step, below.total)
    ]


def _with_questions(turns: Sensitivity, questions: Sequence[Question], most: int | None) -> dict[str, Any]:
    """What the order turns on, with the places of the profile that would settle a gate of the law."""
    told = turns.to_dict(most)
    for opening, said in zip(turns.openings, told["openings"], strict=False):
        held = {option.area["code"] for option in (*opening.opens, *opening.with_more)}
        said["paths"] = _paths(READ_AT.get(opening.gate), held, questions)
    return told


def _paths(family: str | None, held: set[str], questions: Sequence[Question]) -> list[str]:
    """The places that a family's verdict in some areas turns on, most useful first."""
    return [
        question.path
        for question in questions
        if any(_settles(change.rule, change.area, family, held) for change in question.could_change)
    ]


def _settles(rule: str, area: Mapping[str, str] | None, family: str | None, held: set[str]) -> bool:
    return rule.split(".")[1] == family and (area is None or area["code"] in held)
