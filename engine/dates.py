"""Days that may be only partly known: the EDTF dates and ISO durations that a profile may give.

A day is its proleptic ordinal (`datetime.date.toordinal()`), an int, so that windows and nights are
plain arithmetic. Which forms are read, and how far `~` widens them: design section 3 and decision 0003.
"""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2100
DAYS_ABOUT = 7  # how far `~` widens a day; a month and a year widen by one of their own
LONGEST_STAY = 150  # years
LONGEST_TEXT = 60  # characters; longer ones are no date, whatever they look like

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")
_DURATION = re.compile(r"P(?:([0-9]{1,5})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,5})D)?(~?)")

# Forms of EDTF, and of everyday writing, that are refused by name: the first that matches is said.
_REFUSED_DATES = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"\s*", "a date is empty; leave the field out where it is not known"),
        (r"\s.*|.*\s", "a date has no spaces around it"),
        (
            r"(\.\.)?/.*|.*/(\.\.)?",
            "open intervals are not read; leave an unknown end out, or write `current: true`",
        ),
        (r"[\[{].*", "sets of dates are not read; give one date or one interval"),
        (r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", "write the year first, as in 2014-06-03"),
        (r".*/.*/.*", "an interval has two ends: one `/` only"),
        (r".*([0-9]T[0-9]|:).*", "times of day are not read; give the day alone"),
        (
            r"(?=.*[Xxu])[0-9Xxu]{4}(-[0-9Xxu]{2}){0,2}[?~%]?",
            "unspecified digits are not read; give an interval, as in 2010/2019",
        ),
        (
            r"Y-?[0-9].*|[0-9]+[ES][0-9].*",
            "long years and significant digits are not read; write a year with four figures",
        ),
        (r"-[0-9].*", "years before 0 are not read"),
        (r".*[?~%]{2,}", "one sign at the end is enough: `%` says both about and uncertain"),
        (r"[?~%].*|.*[?~%]-.*", "`?`, `~` and `%` are read at the end of a date only"),
        (r"[0-9]{6}|[0-9]{8}", "write hyphens between year, month and day, as in 2014-06-03"),
        (r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?[?~%]?", "month and day have two figures, as in 2014-06-03"),
    )
)
_REFUSED_DURATIONS = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"P.*T.*", "hours and minutes are not read; give days, as in P10D"),
        (r"P.*[.,].*", "decimal fractions are not read; give a smaller unit, as in P18M"),
        (r".*[?%].*", "`?` and `%` are not read on a length; `~` says about"),
        (r"[-+].*|P.*-.*", "a length has no sign"),
    )
)


class DateRange(NamedTuple):
    """A date that may be only partly known: its first and its last possible day, both inclusive.

    `text` is the date as written; `confirm` says that `?` or `%` asks for it to be confirmed.
    """

    first: int
    last: int
    text: str = ""
    confirm: bool = False

    @property
    def exact(self) -> bool:
        """Whether the very day is known."""
        return self.first == self.last


class Duration(NamedTuple):
    """A length of time as people say it: calendar months first, then days (`days` may be below 0)."""

    months: int
    days: int


class DurationRange(NamedTuple):
    """How long something lasted, at least and at most; None where there is no such bound."""

    least: Duration | None
    most: Duration | None


def parse_edtf(text: str) -> DateRange:
    """The first and last day that a written date may mean.

    Reads `2014-06-03`, `2014-06`, `2014`, each with `~` (one unit wider on either side), `?` (to be
    confirmed) or `%` (both), and `a/b`: some day from the first of a to the last of b.
    Raises: ValueError with a reason in plain words.
    """
    start, slash, end = text.partition("/")
    if not slash:
        _, (first, last), confirm = _one_date(text, text)
        return DateRange(first, last, text, confirm)
    (start_named, _), (first, _), start_confirm = _one_date(start, text)
    (_, end_named), (_, last), end_confirm = _one_date(end, text)
    if start_named > end_named:
        raise ValueError("the interval is reversed: it ends before it starts")
    return DateRange(first, last, text, start_confirm or end_confirm)


def _one_date(part: str, whole: str) -> tuple[tuple[int, int], tuple[int, int], bool]:
    """The days that one date names, the days that it may mean, and whether to confirm it."""
    match = _DATE.fullmatch(part)
    if not match:
        raise ValueError(
            _why_refused((whole, part), _REFUSED_DATES) or "not a date; write 2014-06-03 or 2014"
        )
    month, day = (int(group) if group else None for group in match.group(2, 3))
    sign = match[4]
    named = _named_days(int(match[1]), month, day)
    return named, _widened(named, month, day) if sign in ("~", "%") else named, sign in ("?", "%")


def _named_days(year: int, month: int | None, day: int | None) -> tuple[int, int]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"years from {FIRST_YEAR} to {LAST_YEAR} are read")
    if month is None:
        return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    if not 1 <= month <= 12:
        if 21 <= month <= 41:  # so ISO 8601-2 numbers seasons, quarters and halves of a year
            raise ValueError("seasons and quarters are not read; give months, as in 2014-06/2014-08")
        raise ValueError("there is no such month")
    first = date(year, month, 1).toordinal()
    last = add_months(first, 1) - 1
    if day is None:
        return first, last
    if not 1 <= day <= last - first + 1:
        raise ValueError("there is no such day in that month")
    return first + day - 1, first + day - 1


def _widened(named: tuple[int, int], month: int | None, day: int | None) -> tuple[int, int]:
    first, last = named
    if day is not None:
        return first - DAYS_ABOUT, last + DAYS_ABOUT
    months = 12 if month is None else 1
    return add_months(first, -months), add_months(last + 1, months) - 1


def _why_refused(texts: tuple[str, ...], refused: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    if max(map(len, texts)) > LONGEST_TEXT:
        return None
    return next((why for text in texts for pattern, why in refused if pattern.fullmatch(text)), None)


def parse_duration(text: str) -> DurationRange:
    """How long a written length may mean: `P7M`, `P1Y6M`, `P2W`, `P10D`; `~` for about.

    `~` widens by one of the smallest unit given, on either side (our convention, decision 0003).
    Raises: ValueError with a reason in plain words.
    """
    match = _DURATION.fullmatch(text)
    if not match or not any(match.group(1, 2, 3, 4)):
        reason = _why_refused((text,), _REFUSED_DURATIONS)
        raise ValueError(reason or "not a length of time; write P7M, P1Y6M, P2W or P10D")
    years, months, weeks, days = (int(group or 0) for group in match.group(1, 2, 3, 4))
    length = Duration(12 * years + months, 7 * weeks + days)
    if length.months > 12 * LONGEST_STAY or length.days > 365 * LONGEST_STAY:
        raise ValueError(f"lengths up to {LONGEST_STAY} years are read")
    if not match[5]:
        return DurationRange(length, length)
    unit = next(unit for group, unit in _UNITS if match[group])
    least = Duration(max(0, length.months - unit.months), length.days - unit.days)
    if not least.months:
        least = Duration(0, max(0, least.days))
    return DurationRange(least, Duration(length.months + unit.months, length.days + unit.days))


def duration_between(at_least: str | None, at_most: str | None) -> DurationRange:
    """How long something lasted, where its least and its greatest length are written apart.

    Raises: ValueError with a reason in plain words, also where the least may exceed the greatest.
    """
    least = parse_duration(at_least).least if at_least is not None else None
    most = parse_duration(at_most).most if at_most is not None else None
    if least and most and any(add_duration(day, least) > add_duration(day, most) for day in _MONTH_STARTS):
        raise ValueError("`at_least` may be longer than `at_most`")
    return DurationRange(least, most)


@lru_cache(maxsize=4096)  # the same few windows are asked for by every rule and area
def add_months(day: int, months: int) -> int:
    """The same day of the month, some calendar months later (or earlier, below 0).

    Where that month is too short, its last day: 31 January and one month is 28 or 29 February.
    """
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    after = date(year + 1, 1, 1) if month == 11 else date(year, month + 2, 1)
    return min(first.toordinal() + start.day, after.toordinal()) - 1


def add_duration(day: int, length: Duration) -> int:
    """The day on which something that began on `day` and lasted so long ended."""
    return add_months(day, length.months) + length.days


def subtract_duration(day: int, length: Duration) -> int:
    """The day on which something that ended on `day` and lasted so long began."""
    return add_months(day, -length.months) - length.days


def window_before(day: int, months: int) -> tuple[int, int]:
    """The calendar months before a day, half-open: the nights n with start <= n < day."""
    return add_months(day, -months), day


def iso(day: int) -> str:
    """A day as `2014-06-03`."""
    return date.fromordinal(day).isoformat()


# The groups of a written length with their units, the smallest first.
_UNITS = ((4, Duration(0, 1)), (3, Duration(0, 7)), (2, Duration(1, 0)), (1, Duration(12, 0)))
# Four years of month starts: every length of month, and a leap year, to compare months with days.
_MONTH_STARTS = tuple(
    date(year, month, 1).toordinal() for year in range(2001, 2005) for month in range(1, 13)
)
