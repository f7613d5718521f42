"""The nights question by hand, as a script without an engine would answer it.

Leaves out: dates that are not exact, an end or a basis that is not known, stays that only may count
or were not of choice, the evidence standard, just-missed thresholds, the dates of the law (its numbers
stand in the code), which facts are missing, and every reason and sentence.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from benchmarks.cases import STAYS, TEST_DAY


class Residence(NamedTuple):
    """Nights lived in an area within 12 and within 60 months, and whether either is enough."""

    nights_12: int
    nights_60: int
    enough: bool


def residence(stays: Sequence[dict[str, Any]] = STAYS, test_day: str = TEST_DAY) -> dict[str, Residence]:
    """How long the client lived in each area before the test day. Overlapping nights count once."""
    end = date.fromisoformat(test_day)
    windows = [(end.replace(year=end.year - years).toordinal(), end.toordinal()) for years in (1, 5)]
    lived: dict[str, list[tuple[int, int]]] = {}
    for stay in stays:
        last = end if stay.get("current") else date.fromisoformat(stay["to"])
        spell = (date.fromisoformat(stay["from"]).toordinal(), last.toordinal())
        lived.setdefault(stay["area"], []).append(spell)
    found = {}
    for area, spells in lived.items():
        year, five = (_nights(sorted(spells), *window) for window in windows)
        found[area] = Residence(year, five, year >= 183 or five >= 1096)
    return found


def _nights(spells: list[tuple[int, int]], start: int, end: int) -> int:
    nights, reached = 0, start
    for first, last in spells:
        nights += max(0, min(last, end) - max(first, reached))
        reached = max(reached, min(last, end))
    return nights
