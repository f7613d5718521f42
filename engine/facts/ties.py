"""Facts about jobs, relatives and special circumstances in an area."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from engine.dates import DateRange
from engine.facts.subjects import (
    CIRCUMSTANCE_KINDS,
    JOB_KINDS,
    RELATIONS,
    Group,
    Subject,
    here_of,
    number,
    undocumented,
    word,
    yes_no,
)
from engine.facts.times import since_at_least
from engine.known import Truth, Value, YesNo
from engine.profile.models import Circumstance, Job, Relative

if TYPE_CHECKING:
    from engine.facts.case import Case, Person
    from engine.packs.law import BoundMeasure

MOST_HOURS = 168


def tie_group(
    case: "Case", person: "Person", area: str, kind: str, measures: Sequence["BoundMeasure"]
) -> Group:
    """The jobs, relatives or circumstances that a person has, or may have, in an area."""
    field, facts_of = _KINDS[kind]
    items = getattr(person.source, field)
    path = f"{person.prefix}{field}"
    subjects = []
    for index, item in enumerate(items or ()):
        here = here_of(item.area, item.possible_areas, area)
        if here is not False:
            subjects.append(_subject(case, f"{path}.{index}", item, here, facts_of, measures))
    return Group(
        kind, area, person.key, tuple(subjects), path,
        asked=items is not None, complete=getattr(person.source, f"{field}_complete") is not False,
    )  # fmt: skip


def _subject(
    case: "Case", path: str, item: Any, here: Truth, facts_of: Callable[..., dict[str, Value]],
    measures: Sequence["BoundMeasure"],
) -> Subject:  # fmt: skip
    facts = facts_of(case, path, item)
    for measure in measures:
        facts[measure.name] = _resident(case, path, item, measure)
    documented = bool(item.evidence) or bool(getattr(item, "employer_confirmed", False))
    shown = facts if documented else undocumented(facts, f"{path}.evidence")
    label = getattr(item, "relation", None) or item.kind if hasattr(item, "kind") else item.relation
    return Subject(path, here, facts, shown, {"item": (label or "relative").replace("_", " ")})


def _job(case: "Case", path: str, job: Job) -> dict[str, Value]:
    return {
        "current": _current(job, case.test_day, path),
        "casual": yes_no(job.casual, f"{path}.casual"),
        "employer_confirmed": yes_no(job.employer_confirmed, f"{path}.employer_confirmed"),
        "kind": word(job.kind, JOB_KINDS, f"{path}.kind"),
        "hours_per_week": number(job.hours_per_week, f"{path}.hours_per_week", MOST_HOURS),
    }


def _current(job: Job, test_day: int, path: str) -> YesNo:
    if job.current is not None:
        return yes_no(job.current, path)
    if job.to is None:
        return YesNo(None, (f"{path}.to",))
    return YesNo(_after(job.to, test_day), (f"{path}.to",))


def _after(when: DateRange, day: int) -> Truth:
    if when.last <= day:
        return False
    return True if when.first > day else None


def _relative(_case: "Case", path: str, relative: Relative) -> dict[str, Value]:
    adult = True if relative.relation == "adult_child" else relative.adult
    return {
        "relation": word(relative.relation, RELATIONS, f"{path}.relation"),
        "adult": yes_no(adult, f"{path}.adult"),
        "wishes_to_be_near": yes_no(relative.wishes_to_be_near, f"{path}.wishes_to_be_near"),
    }


def _resident(case: "Case", path: str, relative: Relative, measure: "BoundMeasure") -> YesNo:
    years = measure.arguments["years"]
    assert isinstance(years, int)
    day = case.test_day if measure.measure == "resident_for_years" else case.application_day
    return since_at_least(relative.resident_since, day, years, f"{path}.resident_since")


def _circumstance(_case: "Case", path: str, circumstance: Circumstance) -> dict[str, Value]:
    return {
        "kind": word(circumstance.kind, CIRCUMSTANCE_KINDS, f"{path}.kind"),
        "only_available_there": yes_no(circumstance.only_available_there, f"{path}.only_available_there"),
    }


_KINDS: dict[str, tuple[str, Callable[..., dict[str, Value]]]] = {
    "job": ("employment", _job),
    "relative": ("family", _relative),
    "circumstance": ("special_circumstances", _circumstance),
}
