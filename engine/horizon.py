"""From which day a finding on local connection would hold, and from which it would hold no more."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from engine.dates import add_months
from engine.evaluate import on_account, verdict_of
from engine.facts.case import Case, Person, measures_of
from engine.facts.places import Dwelt, place_group
from engine.facts.subjects import ELSEWHERE, Group
from engine.facts.ties import tie_group
from engine.findings import NEVER, Finding, Horizon
from engine.nights import lapses_on, reaches_on
from engine.packs.law import BoundMeasure, BoundRule, Law
from engine.verdicts import AT_LEAST_PRESUMED_MET


def with_horizons(case: Case, law: Law, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with their horizons, if circumstances go on as they are and nothing else changes.

    Nights in an area follow the current stays; relatives and ages follow the calendar.
    """
    people = {person.key: person for person in case.people}
    return tuple([_dated(case, law, finding, people[finding.person]) for finding in found])


def _dated(case: Case, law: Law, finding: Finding, person: Person) -> Finding:
    if finding.area is None or finding.area == ELSEWHERE:  # no place in particular is never shown
        return finding
    nights = finding.rule.nights
    if nights is not None and nights.needed is not None:
        return finding._replace(horizon=_of_nights(case, finding, nights, nights.needed))
    if not finding.rule.follows_calendar:
        return finding
    days = sorted({day for day in _days(finding.rule, person) if day > case.test_day})
    if not days:
        return finding
    horizon = _of_days(finding, days, _judge_on(case, law, finding, person))
    return finding if horizon is NEVER else finding._replace(horizon=horizon)


def _of_nights(case: Case, finding: Finding, nights: BoundMeasure, needed: int) -> Horizon:
    assert finding.area is not None
    counted = case.dwelt[finding.person].counted(finding.area, nights)
    months = nights.arguments["within"]
    assert isinstance(months, int)
    if finding.verdict in AT_LEAST_PRESUMED_MET:
        return Horizon(None, lapses_on(counted, case.test_day, months, needed))
    return Horizon(reaches_on(counted, case.test_day, months, needed), None)


def _days(rule: BoundRule, person: Person) -> Iterator[int]:
    """The days on which a fact that the rule reads changes by the calendar alone."""
    for age in rule.ages if person.born else ():
        assert person.born is not None
        yield from (add_months(day, 12 * age) for day in person.born)
    for years in rule.years:
        for relative in person.source.family or ():
            if relative.resident_since is not None:
                yield add_months(relative.resident_since.last, 12 * years)


def _judge_on(case: Case, law: Law, finding: Finding, person: Person) -> Callable[[int], str]:
    area, kind = finding.area, finding.rule.rule.about
    assert area is not None

    def judge(day: int) -> str:
        later = replace(case, test_day=day)
        group: Group
        if kind == "person_in_area":
            older = later.aged(person)
            group = place_group(later, Dwelt(older, day), area, measures_of(law, kind, area))
        else:
            group = tie_group(later, person, area, kind, measures_of(law, kind, area))
        return verdict_of(finding.rule, group, on_account)[0]

    return judge


def _of_days(finding: Finding, days: list[int], judge: Callable[[int], str]) -> Horizon:
    holds = finding.verdict in AT_LEAST_PRESUMED_MET
    for day in days:
        if (judge(day) in AT_LEAST_PRESUMED_MET) is not holds:
            return Horizon(None, day) if holds else Horizon(day, None)
    return NEVER
