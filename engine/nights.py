"""Nights lived in an area within a window: the least and the most that they can be, and until when.

Nights are day numbers, and spans of them half-open: a stay from F to T is the nights F … T-1. Overlapping
stays count once. The least is the union of what is certain of the stays that surely count; the most is the
union of the widest extents of those that may (design sections 3 and 4). Stays come `placed`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from engine.dates import Duration, add_months
from engine.known import Amount, Nights
from engine.stays import BEGINNING, FOREVER, Span, Stay, core, extent, longest, most_nights, placed

__all__ = ["Stay", "core", "extent", "lapses_on", "nights_in", "nights_on_evidence", "placed", "reaches_on"]

Spanned: TypeAlias = tuple[Stay, Span]  # a stay and its extent
_ALWAYS = (BEGINNING, FOREVER)


def nights_in(
    stays: Sequence[Stay], window: Span, *, may_be_more: bool, listed_in: str = "housing_history"
) -> Nights:
    """Nights lived in the area within a window, on the client's account.

    The window is half-open. `may_be_more` says that the list of stays, at `listed_in`, may not be complete:
    then every night of the window may have been lived here. `missing` names only what could still move
    a count: the ends, area or basis on which some night of the window turns that is not certain yet.
    """
    return _nights(stays, window, listed_in if may_be_more else None, on_evidence=False)


def nights_on_evidence(
    stays: Sequence[Stay], window: Span, *, may_be_more: bool, listed_in: str = "housing_history"
) -> Nights:
    """Nights lived in the area within a window, on what the documents held support.

    The least counts only stays with evidence; the most is as on account. So `missing` also names the
    evidence of stays that have none.
    """
    return _nights(stays, window, listed_in if may_be_more else None, on_evidence=True)


def reaches_on(stays: Sequence[Stay], test_day: int, months: int, needed: int) -> int | None:
    """The first day after the test day on which the nights surely lived here reach what is needed.

    Counted on account, in the calendar months before each day, if current stays go on and nothing else
    changes. A current stay counts from its latest start; one whose start is not known has no certain
    night, however long it goes on. None where the nights are enough already, or never will be.
    """
    lived = _lived_if_all_goes_on(stays)
    if not lived or lived[-1][1] < FOREVER:
        return None  # nobody stays on: no night is added any more
    unlived, longest_window = _gaps(lived, _ALWAYS), longest(Duration(months, 0))
    day, start, counted = test_day, *_counted(lived, test_day, months)
    if counted >= needed:
        return None
    while counted < needed:
        short = needed - counted
        # A day adds one night at most. And while the start of the window moves on by d nights, of which u
        # were not lived, its end moves on by d and by what its length grows: at most u nights and that
        # growth are gained. So the start has so many nights not lived to pass before they can be enough.
        passed = _past(unlived, start, short - (longest_window - (day - start)))
        if passed == FOREVER:
            return None
        day = max(day + short, add_months(passed, months))
        start, counted = _counted(lived, day, months)
    return day


def lapses_on(stays: Sequence[Stay], test_day: int, months: int, needed: int) -> int | None:
    """The first day after the test day on which the nights surely lived here are no longer enough.

    Counted as for `reaches_on`. None where they are not enough now, or always will be.
    """
    lived = _lived_if_all_goes_on(stays)
    shortest_window = _shortest_window(months)
    day, start, counted = test_day, *_counted(lived, test_day, months)
    if counted < needed:
        return None
    while counted >= needed:
        spare = counted - needed
        # Where somebody stays on, a night is gained for each that the start of the window passes, but for
        # what its length shrinks by.
        stays_on = bool(lived) and lived[-1][0] <= day and lived[-1][1] == FOREVER
        if stays_on and spare >= day - start - shortest_window:
            return None
        # The start has one lived night more to pass than can be spared.
        passed = _past(lived, start, spare + 1)
        if passed == FOREVER:
            return None
        day = max(day + 1, add_months(passed, months))
        start, counted = _counted(lived, day, months)
    return day


def _nights(stays: Sequence[Stay], window: Span, more_in: str | None, *, on_evidence: bool) -> Nights:
    start, end = window
    surely: list[Spanned] = []
    if_counted: list[Spanned] = []
    may_count: list[str] = []
    for stay in stays:
        span = extent(stay)
        first, last = span
        if first >= last or first >= end or last <= start or stay.here is False:
            continue
        if stay.may_count:
            may_count.append(stay.path)
        elif stay.counts is False:
            continue
        else:
            surely.append((stay, span))
        if_counted.append((stay, span))
    amount = _amount(surely, window, more_in, on_evidence)
    if not may_count:
        return Nights(amount, amount)
    return Nights(amount, _amount(if_counted, window, more_in, on_evidence), tuple(may_count))


def _amount(stays: list[Spanned], window: Span, more_in: str | None, on_evidence: bool) -> Amount:
    cores = [
        span
        for stay, _ in stays
        if stay.here and (stay.counts or stay.may_count) and (stay.evidenced or not on_evidence)
        if (span := core(stay))
    ]
    certain = _union(cores, window)
    at_least = _length(certain)
    if more_in is not None:
        at_most = max(0, window[1] - window[0])
    elif cores == [span for _, span in stays]:
        at_most = at_least  # every stay is certain from end to end
    else:
        at_most = _most(stays, window)
    if at_least == at_most:
        return Amount(at_least, at_most)
    open_nights = _gaps(certain, window)
    missing = [path for stay, _ in stays for path in _missing(stay, open_nights, on_evidence)]
    return Amount(at_least, at_most, (*missing, more_in) if more_in else tuple(missing))


def _missing(stay: Stay, open_nights: list[Span], on_evidence: bool) -> Iterator[str]:
    """The fields of a stay on which some night turns that is not certain yet.

    A night turns on the start from the earliest start on, as long as a later start could miss it; on the
    end likewise; and on both wherever the length ties them together.
    """
    starts, ends = stay.starts, stay.ends
    first, last = whole = extent(stay)
    if starts is None or starts.first < starts.last:
        late = last if starts is None or stay.lasted else min(starts.last, last)
        if _meets((first, late), open_nights):
            yield f"{stay.path}.from"
    if ends is None or ends.first < ends.last:
        early = first if ends is None or stay.lasted else max(ends.first, first)
        if _meets((early, last), open_nights):
            yield f"{stay.path}.to"
    if not _meets(whole, open_nights):
        return
    if stay.here is None:
        yield f"{stay.path}.area"
    if stay.counts is None and not stay.may_count:
        yield f"{stay.path}.basis"
    if on_evidence and not stay.evidenced:
        yield f"{stay.path}.evidence"


def _most(stays: list[Spanned], window: Span) -> int:
    """The most nights of the window that the stays can cover between them."""
    covered = _union([span for stay, span in stays if most_nights(stay) is None], window)
    bounded = [
        (last, first, most) for stay, (first, last) in stays if (most := most_nights(stay)) is not None
    ]
    return _length(covered) + (_filled(_gaps(covered, window), bounded) if bounded else 0)


def _filled(gaps: list[Span], bounded: list[tuple[int, int, int]]) -> int:
    """The most nights of the gaps that stays of bounded length can fill: (last, first, most nights) each.

    Each night goes to the stay that must end soonest, which leaves the others the most room.
    """
    left = sorted(bounded)
    edges = sorted({day for last, first, _ in left for day in (first, last)})
    filled = 0
    for start, end in gaps:
        for a, b in pairwise((start, *(day for day in edges if start < day < end), end)):
            room = b - a
            for index, (last, first, most) in enumerate(left):
                taken = min(room, most) if first <= a and b <= last else 0
                left[index] = (last, first, most - taken)
                room -= taken
            filled += b - a - room
    return filled


def _union(spans: list[Span], window: Span) -> list[Span]:
    """The nights of a window that any of the spans covers, as spans in order that do not touch."""
    start, end = window
    merged: list[Span] = []
    reached = start
    begun = start
    for first, last in sorted(spans):
        if last <= reached or first >= end:
            continue
        if first > reached:
            if reached > begun:
                merged.append((begun, reached))
            begun = first
        reached = min(last, end)
    if reached > begun:
        merged.append((begun, reached))
    return merged


def _gaps(covered: list[Span], window: Span) -> list[Span]:
    """The nights of a window outside spans that are in order and do not touch."""
    days = [window[0], *(day for span in covered for day in span), window[1]]
    return [(a, b) for a, b in zip(days[::2], days[1::2], strict=True) if a < b]


def _length(spans: Iterable[Span]) -> int:
    return sum(last - first for first, last in spans)


def _meets(span: Span, spans: list[Span]) -> bool:
    first, last = span
    for a, b in spans:  # noqa: SIM110 - asked for every field of every stay: any() takes twice as long
        if first < b and a < last:
            return True
    return False


def _lived_if_all_goes_on(stays: Sequence[Stay]) -> list[Span]:
    """The nights surely lived here, current stays going on for ever."""
    spans: list[Span] = []
    for stay in stays:
        if stay.here and stay.counts and not stay.may_count:
            if stay.current and stay.starts is not None:
                spans.append((stay.starts.last, FOREVER))
            elif span := core(stay):
                spans.append(span)
    return _union(spans, _ALWAYS)


def _counted(lived: list[Span], day: int, months: int) -> tuple[int, int]:
    """The start of the window before a day, and the nights lived in it."""
    start = add_months(day, -months)
    return start, sum(
        min(last, day) - max(first, start) for first, last in lived if first < day and last > start
    )


def _past(spans: list[Span], start: int, number: int) -> int:
    """The day after so many nights of the spans, from a start on; FOREVER where there are fewer.

    A window of calendar months that starts on a day or later ends `add_months` after that day or later:
    going back from its end and forth again never comes out after it (short months only take days away).
    """
    if number <= 0:
        return start
    for first, last in spans:
        number -= max(0, last - max(first, start))
        if number <= 0:
            return last + number
    return FOREVER


def _shortest_window(months: int) -> int:
    """What the longest rest leaves of whole years (between 1901 and 2099, with a leap day every four)."""
    years = -(-months // 12)
    return 365 * years + years // 4 - longest(Duration(12 * years - months, 0))
