"""Nights lived in areas within windows, for whole case files at once: as `engine.nights` counts them.

The least is the union of what is certain of the stays that surely count, the most the union of the widest
extents of those that may (design sections 3 and 4); without the stays that an officer may count, and with
them; on the client's account, and on what the documents held support. Stays are known by their dates alone:
one with a length or a place in an order is for `engine.nights`, as is one at one of several places.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.columnar.compiled import compiled

Days: TypeAlias = npt.NDArray[np.int32]
Flags: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.int64]  # places in other arrays
Areas: TypeAlias = npt.NDArray[np.int32]
Counting: TypeAlias = npt.NDArray[np.int8]

# Whether a stay counts as residence of choice.
NEVER, COUNTS, MAY_COUNT, NOT_KNOWN = 0, 1, 2, 3

PLACE_NOT_KNOWN = -1
ANYWHERE = -9  # asked of a person: nights wherever they were


class Stays(NamedTuple):
    """The stays of all the people asked about, person by person.

    Those of person p are `begins[p]` … `begins[p + 1] - 1`. A start or an end that is not known is any day
    from `engine.stays.BEGINNING` to `FOREVER`. `whole` says that the person's list is complete.
    """

    begins: Places
    test_day: Days
    whole: Flags
    area: Areas
    from_first: Days
    from_last: Days
    to_first: Days
    to_last: Days
    current: Flags
    evidenced: Flags


class Asked(NamedTuple):
    """The people (their places in `Stays.begins`) and the areas that are asked about, pair by pair."""

    person: Places
    area: Areas


class Counted(NamedTuple):
    """Nights by window and by pair asked about, at least and at most.

    `counted` takes in the stays that only may count. `shown` is on evidence, where the most is the same.
    """

    least: Days
    most: Days
    least_counted: Days
    most_counted: Days
    least_shown: Days
    least_counted_shown: Days


# A span and what is said of it in one number, so that spans are sorted as numbers are.
_LAST_AT, _FIRST_AT, _A_DAY = 2, 26, (1 << 24) - 1
_ONLY_MAY_COUNT, _NOT_EVIDENCED = 1, 2

# The calendar repeats after 400 years; counted from 1 March, a leap day comes last in its year.
_CYCLE = 146_097  # days in 400 years
_CYCLE_BEGINS = -305  # 1 March of the year 0, as an ordinal


@compiled
def nights_lived(stays: Stays, counting: Counting, asked: Asked, months: Places) -> Counted:
    """Nights lived in each area asked about, within so many calendar months before the test day.

    `counting` says of each stay whether it counts: NEVER, COUNTS, MAY_COUNT, or NOT_KNOWN.
    """
    windows, pairs = len(months), len(asked.person)
    least, most, least_counted, most_counted, least_shown, least_counted_shown = [
        np.empty((windows, pairs), np.int32) for _ in range(6)
    ]
    cores, extents = np.empty(len(counting), np.int64), np.empty(len(counting), np.int64)
    starts = np.empty(windows, np.int64)
    end = 0
    for pair in range(pairs):
        person = asked.person[pair]
        if end != stays.test_day[person]:
            end = stays.test_day[person]
            for window in range(windows):
                starts[window] = add_months(end, -months[window])
        certain, possible, said = _gathered(stays, counting, person, asked.area[pair], cores, extents)
        for window in range(windows):
            at, start = (window, pair), starts[window]
            low = counted = _union(cores, certain, start, _ONLY_MAY_COUNT)
            high = high_counted = end - start
            if stays.whole[person]:
                high = high_counted = _union(extents, possible, start, _ONLY_MAY_COUNT)
            if said & _ONLY_MAY_COUNT:
                counted = _union(cores, certain, start, 0)
                if stays.whole[person]:
                    high_counted = _union(extents, possible, start, 0)
            shown, counted_shown = low, counted
            if said & _NOT_EVIDENCED:
                shown = _union(cores, certain, start, _ONLY_MAY_COUNT | _NOT_EVIDENCED)
                counted_shown = _union(cores, certain, start, _NOT_EVIDENCED)
            least[at], most[at], least_counted[at], most_counted[at] = low, high, counted, high_counted
            least_shown[at], least_counted_shown[at] = shown, counted_shown
    return Counted(least, most, least_counted, most_counted, least_shown, least_counted_shown)


@compiled
def _gathered(
    stays: Stays, counting: Counting, person: int, area: int, cores: Places, extents: Places
) -> tuple[int, int, int]:
    """Put the cores and the extents of the stays that may be in the area in order.

    Returns how many of each there are, and everything that is said of some of them.
    """
    certain = possible = said = 0
    test_day = stays.test_day[person]
    for stay in range(stays.begins[person], stays.begins[person + 1]):
        here = stays.area[stay] == area or area == ANYWHERE
        counts = counting[stay]
        if counts == NEVER or not (here or stays.area[stay] == PLACE_NOT_KNOWN):
            continue
        # A current stay ends at the test day, and no other ends after it.
        to_first, to_last = min(stays.to_first[stay], test_day), min(stays.to_last[stay], test_day)
        if stays.current[stay]:
            to_first = to_last = test_day
        first, last = stays.from_first[stay], stays.from_last[stay]
        if first >= to_last:
            continue
        flags = (_ONLY_MAY_COUNT if counts == MAY_COUNT else 0) | (
            0 if stays.evidenced[stay] else _NOT_EVIDENCED
        )
        said |= flags
        possible = _put(extents, possible, first, to_last, flags)
        if here and counts != NOT_KNOWN and last < to_first:
            certain = _put(cores, certain, last, to_first, flags)
    return certain, possible, said


@compiled
def _put(spans: Places, number: int, first: int, last: int, flags: int) -> int:
    """Put a span among so many that are in order; how many there are then."""
    span = (np.int64(first) << _FIRST_AT) | (np.int64(last) << _LAST_AT) | flags
    place = number
    while place > 0 and spans[place - 1] > span:
        spans[place] = spans[place - 1]
        place -= 1
    spans[place] = span
    return number + 1


@compiled
def _union(spans: Places, number: int, start: int, left_out: int) -> int:
    """The nights from a start on that any of the spans covers, without those of which a flag is said."""
    nights, reached = 0, start
    for place in range(number):
        span = spans[place]
        last = 0 if span & left_out else (span >> _LAST_AT) & _A_DAY
        nights += max(0, last - max(reached, span >> _FIRST_AT))
        reached = max(reached, last)
    return nights


@compiled
def _month_and_day(day: int) -> tuple[int, int]:
    """The month of a day, counted on from January of the year 0, and the day of the month."""
    days = day - _CYCLE_BEGINS
    cycle, left = days // _CYCLE, days % _CYCLE
    year = (left - left // 1460 + left // 36524 - left // 146096) // 365
    left -= 365 * year + year // 4 - year // 100
    month = (5 * left + 2) // 153  # from March
    return 12 * (400 * cycle + year) + month + 2, left - (153 * month + 2) // 5 + 1


@compiled
def _first_of_month(month: int) -> int:
    """The first day of a month that is counted on from January of the year 0."""
    year, from_march = (month - 2) // 12, (month - 2) % 12
    cycle, left = year // 400, year % 400
    days = cycle * _CYCLE + 365 * left + left // 4 - left // 100 + (153 * from_march + 2) // 5
    return days + _CYCLE_BEGINS


@compiled
def add_months(day: int, months: int) -> int:
    """The same day of the month, some calendar months later (or earlier, below 0).

    Where that month is too short, its last day: 31 January and one month is 28 or 29 February.
    """
    month, of_month = _month_and_day(day)
    first, after = _first_of_month(month + months), _first_of_month(month + months + 1)
    return min(first + of_month, after) - 1
