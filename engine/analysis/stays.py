"""Nights written back as the stays of a housing history."""

from collections.abc import Mapping
from typing import Any

from engine.analysis.compare import Difference
from engine.analysis.domains import StayKind
from engine.dates import add_months, iso, window_before

Fields = dict[str, Any]

_LONG_AGO = 12 * 40  # months: before every window that a rule looks back over


def with_stays(fields: Fields, difference: Difference, elsewhere: str) -> Fields:
    """A profile's fields with the stays that make a difference's nights, laid end to end back in time."""
    assert difference.facts is not None
    test_day, values = difference.days[0], difference.facts.values
    stays: list[Fields] = []
    ends: dict[int, int] = {}
    lengths = sorted({within for within, _kinds, _number in difference.facts.nights})
    for within, kinds, number in difference.facts.nights:
        shorter = max((each for each in lengths if each < within), default=0)
        end = ends.get(within, window_before(test_day, shorter)[0])
        ends[within] = end - number
        stays += [_stay(kind, end - number, end, elsewhere) for kind in kinds]
    stays += _told_of(values, test_day, elsewhere)
    return {**fields, "housing_history": stays}


def _stay(kind: StayKind, start: int, end: int, elsewhere: str) -> Fields:
    said: Fields = {"from": iso(start), "to": iso(end), "basis": kind.basis}
    said |= {} if kind.own_choice is None else {"own_choice": kind.own_choice}
    said |= {} if kind.lawful is None else {"lawful": kind.lawful}
    return said if kind.here else {"area": elsewhere, **said}


def _told_of(values: Mapping[str, Any], test_day: int, elsewhere: str) -> list[Fields]:
    """One night long ago for what is asked of the list of stays beside nights."""
    start = add_months(test_day, -_LONG_AGO)
    night = {"from": iso(start), "to": iso(start + 1)}
    stays: list[Fields] = []
    if values.get("rough_sleeping_here"):
        stays.append({**night, "basis": "rough_sleeping"})
    if values.get("asylum_support_here"):
        stays.append({**night, "basis": "asylum_s95"})
        if not values.get("asylum_support_latest_here", True):
            later = {"from": iso(start + 9), "to": iso(start + 10)}
            stays.append({"area": elsewhere, **later, "basis": "asylum_s95"})
    return stays
