"""Stays: when a person lived somewhere, as far as that is known.

`placed` brings together what is said of all of a person's stays (their dates, how long they lasted, their
order, which of them go on) and narrows their dates by it. It only ever narrows, and only by what follows
for every way in which the unknown could turn out; where what is said contradicts itself, the dates stand.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.dates import DateRange, Duration, DurationRange, add_duration, subtract_duration
from engine.known import Truth

Span: TypeAlias = tuple[int, int]

# Stand for "no first day" and "no last day": beyond every date that is read, and so far from the ends of the
# calendar that a length added or taken away stays within it.
BEGINNING, FOREVER = date(1000, 1, 1).toordinal(), date(9000, 1, 1).toordinal()
_ANY_DAY = DateRange(BEGINNING, FOREVER)
_NO_TIME = Duration(0, 0)


class Stay(NamedTuple):
    """A stay somewhere: first night in to leaving day, each as far as it is known.

    `starts` and `ends` are None where not known; `ends` is the first day not lived there any more.
    `counts` says whether its nights are normal residence (None: not known, as its basis is not);
    `may_count` that an officer may count them (a refuge, a hospital), and then `counts` is not read.
    `here` says whether it was in the area asked about; stays that were not are left out beforehand.
    """

    path: str
    starts: DateRange | None = None
    ends: DateRange | None = None
    current: bool = False
    lasted: DurationRange | None = None
    sequence: int | None = None
    counts: Truth = None
    may_count: bool = False
    here: Truth = None
    evidenced: bool = False


def core(stay: Stay) -> Span | None:
    """The nights certainly lived there, half-open: from the latest start to the earliest end, if any."""
    starts, ends = stay.starts, stay.ends
    if starts is None or ends is None or starts.last >= ends.first:
        return None
    return starts.last, ends.first


def extent(stay: Stay) -> Span:
    """Every night that may have been lived there, half-open: from the earliest start to the latest end."""
    starts, ends = stay.starts, stay.ends
    return BEGINNING if starts is None else starts.first, FOREVER if ends is None else ends.last


def longest(length: Duration) -> int:
    """The most nights that a length of time can come to, wherever in the calendar it lies.

    Whole years hold at most one leap day in four, rounded up; the months left over come to most where
    the long ones stand together (March to July, August to December: 153 days in five months).
    """
    years, months = divmod(length.months, 12)
    return 365 * years - (-years // 4) - (-153 * months // 5) + length.days


def most_nights(stay: Stay) -> int | None:
    """The most nights that the stay can hold by its length; None where it has no such bound."""
    return None if stay.lasted is None or stay.lasted.most is None else longest(stay.lasted.most)


def placed(stays: Sequence[Stay], test_day: int) -> tuple[Stay, ...]:
    """All of a person's stays, wherever they were, with their dates narrowed by what is said of them.

    A current stay ends at the test day, and no other ends after it. With one end known, a length places
    the other; with both, it may narrow them; with neither, it only bounds the nights (`most_nights`).
    `sequence` says that a later stay starts on or after the day on which an earlier one ends.
    A length that does not fit the dates is dropped; an order that does not fit them is not used.
    """
    ended = tuple(_ended(stay, test_day) for stay in stays)
    by_length = tuple(_by_length(stay, test_day) for stay in ended)
    in_order = _in_order(by_length, test_day)
    # The order may have placed an end from which a length now places the other.
    return in_order if in_order is by_length else tuple(_by_length(stay, test_day) for stay in in_order)


def _ended(stay: Stay, test_day: int) -> Stay:
    if stay.current:
        return stay._replace(ends=DateRange(test_day, test_day))
    ends = stay.ends
    if ends is None or ends.last <= test_day:
        return stay
    return stay._replace(ends=ends._replace(first=min(ends.first, test_day), last=test_day))


def _by_length(stay: Stay, test_day: int) -> Stay:
    starts, ends = stay.starts, stay.ends
    if stay.lasted is None or (starts is None and ends is None):
        return stay
    least, most = stay.lasted.least or _NO_TIME, stay.lasted.most
    if ends is not None:
        starts = _within(stay.starts, _before(ends.first, most), _before(ends.last, least))
    if stay.starts is not None:
        first, last = _after(stay.starts.first, least), _after(stay.starts.last, most)
        ends = _within(stay.ends, min(first, test_day), min(last, test_day))
    if starts is None or ends is None:
        return stay._replace(lasted=None)
    return stay._replace(starts=starts, ends=ends)


def _within(given: DateRange | None, first: int, last: int) -> DateRange | None:
    """A date as given, narrowed to the days from first to last; None where none of its days is left."""
    days = _days(given)
    first, last = max(days.first, first), min(days.last, last)
    return days._replace(first=first, last=last) if first <= last else None


def _days(given: DateRange | None) -> DateRange:
    return given or _ANY_DAY


def _after(day: int, length: Duration | None) -> int:
    return FOREVER if length is None else add_duration(day, length)


def _before(day: int, length: Duration | None) -> int:
    return BEGINNING if length is None else subtract_duration(day, length)


def _in_order(stays: tuple[Stay, ...], test_day: int) -> tuple[Stay, ...]:
    """The stays with their dates narrowed by their order; the very same stays where it says nothing."""
    steps = sorted({stay.sequence for stay in stays if stay.sequence is not None})
    groups = [[stay for stay in stays if stay.sequence == step] for step in steps]
    if len(steps) < 2 or any(stay.current for group in groups[:-1] for stay in group):
        return stays  # no order; or one that contradicts itself, since nothing follows a stay that goes on
    limits = dict(zip(steps, _limits(groups), strict=True))
    ordered = []
    for stay in stays:
        between = stay if stay.sequence is None else _between(stay, *limits[stay.sequence], test_day)
        if between is None:
            return stays
        ordered.append(between)
    return tuple(ordered)


def _limits(groups: list[list[Stay]]) -> Iterator[Span]:
    """For each group in order: the day from which its stays can start, and by which they must have ended."""
    ended = [max(max(_days(stay.starts).first, _days(stay.ends).first) for stay in group) for group in groups]
    begun = [min(min(_days(stay.starts).last, _days(stay.ends).last) for stay in group) for group in groups]
    for place in range(len(groups)):
        yield max(ended[:place], default=BEGINNING), min(begun[place + 1 :], default=FOREVER)


def _between(stay: Stay, first: int, last: int, test_day: int) -> Stay | None:
    starts, ends = _within(stay.starts, first, last), _within(stay.ends, first, min(last, test_day))
    return None if starts is None or ends is None else stay._replace(starts=starts, ends=ends)
