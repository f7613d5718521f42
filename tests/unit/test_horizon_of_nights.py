"""From when on the nights are enough, and until when: against counting again on every single day."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dates import DateRange, iso, parse_edtf, window_before
from engine.known import Truth
from engine.nights import Stay, lapses_on, nights_in, placed, reaches_on


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def stay(start: str | None, end: str | None = None, *, counts: Truth = True, here: Truth = True) -> Stay:
    """A stay here that counts; without an end it goes on."""
    starts, ends = (parse_edtf(text) if text else None for text in (start, end))
    return Stay("housing_history.0", starts, ends, current=end is None, counts=counts, here=here)


def gained(stays: Sequence[Stay], test_day: str, months: int, needed: int) -> str | None:
    on = reaches_on(placed(stays, day(test_day)), day(test_day), months, needed)
    return None if on is None else iso(on)


def lost(stays: Sequence[Stay], test_day: str, months: int, needed: int) -> str | None:
    on = lapses_on(placed(stays, day(test_day)), day(test_day), months, needed)
    return None if on is None else iso(on)


SIX_OF_TWELVE = (12, 183)
THREE_OF_FIVE = (60, 1096)


def test_a_stay_that_goes_on_is_enough_after_183_nights() -> None:
    assert gained([stay("2016-06-01")], "2016-09-01", *SIX_OF_TWELVE) == "2016-12-01"


def test_nights_lived_before_bring_the_day_forward() -> None:
    assert gained([stay("2016-01-01", "2016-02-01"), stay("2016-06-01")], "2016-09-01", *SIX_OF_TWELVE) == (
        "2016-10-31"
    )


def test_three_years_from_moving_in() -> None:
    assert gained([stay("2016-03-01")], "2016-09-01", *THREE_OF_FIVE) == "2019-03-02"


def test_an_old_stay_that_leaves_the_window_as_fast_as_a_new_one_fills_it_helps_only_later() -> None:
    # Until 2019 one night leaves the window for each that is added: only from then on do they add up.
    stays = [stay("2011-01-01", "2014-01-01"), stay("2016-12-31")]
    assert gained(stays, "2017-01-20", *THREE_OF_FIVE) == "2020-01-01"


def test_a_stay_known_to_the_year_counts_from_its_last_day() -> None:
    assert gained([stay("2015")], "2016-02-01", *SIX_OF_TWELVE) == "2016-07-01"


def test_where_nobody_stays_on_nothing_is_gained() -> None:
    assert gained([stay("2016-06-01", "2016-08-01")], "2016-09-01", *SIX_OF_TWELVE) is None


def test_what_is_enough_already_is_not_gained() -> None:
    assert gained([stay("2010-01-01")], "2016-09-01", *SIX_OF_TWELVE) is None


@pytest.mark.parametrize(
    "uncertain",
    [
        stay(None),
        stay("2016-06-01", here=None),
        stay("2016-06-01", counts=None),
        stay("2016-06-01", counts=False),
        stay("2016-06-01")._replace(may_count=True),
    ],
    ids=["start not known", "place not known", "basis not known", "does not count", "officer may count it"],
)
def test_what_is_not_certain_is_never_enough_by_itself(uncertain: Stay) -> None:
    assert gained([uncertain], "2016-09-01", *SIX_OF_TWELVE) is None
    assert lost([uncertain, stay("2010-01-01", "2016-08-01")], "2016-09-01", *SIX_OF_TWELVE) == "2017-02-01"


def test_who_has_moved_away_keeps_the_connection_until_the_window_has_left_it_behind() -> None:
    assert lost([stay("2010-01-01", "2016-08-01")], "2016-09-01", *SIX_OF_TWELVE) == "2017-02-01"


def test_what_goes_on_never_lapses() -> None:
    assert lost([stay("2010-01-01")], "2016-09-01", *SIX_OF_TWELVE) is None


def test_nights_just_enough_never_lapse_while_each_one_that_leaves_is_replaced() -> None:
    assert lost([stay("2015-09-01", "2016-02-20"), stay("2016-08-21")], "2016-09-01", *SIX_OF_TWELVE) is None


def test_a_stay_that_may_yet_begin_replaces_nothing_until_it_surely_has() -> None:
    stays = [stay("2010-01-01", "2016-08-01"), stay("2016-08/2017-12")]
    assert lost(stays, "2016-09-01", *SIX_OF_TWELVE) == "2017-02-01"


def test_what_is_not_enough_does_not_lapse() -> None:
    assert lost([stay("2016-06-01", "2016-08-01")], "2016-09-01", *SIX_OF_TWELVE) is None


def test_a_whole_leap_year_is_full_only_while_its_leap_day_is_in_the_window() -> None:
    assert gained([stay("2014-01-01")], "2015-09-01", 12, 366) == "2016-02-29"
    assert lost([stay("2014-01-01")], "2016-09-01", 12, 366) == "2017-03-01"
    assert gained([stay("2014-01-01")], "2015-09-01", 12, 367) is None


def test_a_month_before_the_end_of_march_starts_on_the_last_of_february() -> None:
    assert lost([stay("2016-01-01", "2016-03-01")], "2016-03-01", 1, 1) == "2016-04-01"


# --- against every day --------------------------------------------------------------------------------

TEST_DAY = day("2016-02-28")
FIVE_YEARS = 1830  # after which the calendar has shown every length of window that it has


def enough(stays: Sequence[Stay], on: int, months: int, needed: int) -> bool:
    """Whether the nights surely lived are enough on a day, current stays going on up to it."""
    as_of = [each._replace(ends=DateRange(on, on)) if each.current else each for each in stays]
    return nights_in(as_of, window_before(on, months), may_be_more=False).surely.at_least >= needed


def first_day(stays: Sequence[Stay], months: int, needed: int, *, wanted: bool) -> int | None:
    """The first day after the test day on which the nights are enough (or are not), day by day."""
    if enough(stays, TEST_DAY, months, needed) is wanted:
        return None
    days = range(TEST_DAY + 1, TEST_DAY + FIVE_YEARS)
    return next((on for on in days if enough(stays, on, months, needed) is wanted), None)


@st.composite
def histories(draw: st.DrawFn) -> tuple[int, tuple[Stay, ...]]:
    """A window of so many months, and stays of about its size before a test day."""
    months = draw(st.sampled_from([1, 2, 3, 6, 12]))
    back = st.integers(0, 45 * months)
    days = sorted(TEST_DAY - each for each in draw(st.lists(back, max_size=6)))
    spans = draw(st.permutations(list(pairwise(days))))[:3]
    stays = [
        Stay(f"housing_history.{place}", DateRange(start, start + draw(st.sampled_from([0, 0, 9]))),
             DateRange(end, end), counts=True, here=True)
        for place, (start, end) in enumerate(spans)
    ]  # fmt: skip
    if draw(st.booleans()):
        start = TEST_DAY - draw(back | st.just(0))
        latest = start + draw(st.sampled_from([0, 0, 20]))
        stays.append(
            Stay("housing_history.9", DateRange(start, latest), current=True, counts=True, here=True)
        )
    return months, placed(stays, TEST_DAY)


@st.composite
def questions(draw: st.DrawFn) -> tuple[int, tuple[Stay, ...], int]:
    """A history, and a number of nights close to what it holds or to what its window can hold."""
    months, stays = draw(histories())
    held = nights_in(stays, window_before(TEST_DAY, months), may_be_more=False).surely.at_least
    close_by = st.integers(-4, 4).map(lambda more: held + more)
    return months, stays, max(1, draw(close_by | st.integers(1, 32 * months) | st.just(28 * months)))


@given(questions())
def test_the_day_on_which_the_nights_become_enough(asked: tuple[int, tuple[Stay, ...], int]) -> None:
    months, stays, needed = asked
    assert reaches_on(stays, TEST_DAY, months, needed) == first_day(stays, months, needed, wanted=True)


@given(questions())
def test_the_day_on_which_the_nights_are_no_longer_enough(asked: tuple[int, tuple[Stay, ...], int]) -> None:
    months, stays, needed = asked
    assert lapses_on(stays, TEST_DAY, months, needed) == first_day(stays, months, needed, wanted=False)


@given(histories())
def test_a_higher_line_is_never_reached_sooner_nor_kept_longer(asked: tuple[int, tuple[Stay, ...]]) -> None:
    months, stays = asked
    for one, more in pairwise(range(1, 29 * months, 1 + months)):
        sooner, later = (reaches_on(stays, TEST_DAY, months, needed) for needed in (one, more))
        assert sooner is None or later is None or sooner <= later
        longer, shorter = (lapses_on(stays, TEST_DAY, months, needed) for needed in (one, more))
        assert longer is None or shorter is None or shorter <= longer
