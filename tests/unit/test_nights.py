"""Nights lived in an area: counted once each, and bounded by everything that is not known of the stays.

The generated stays are small enough to try every way in which they could have been, night by night.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dates import (
    DateRange,
    Duration,
    DurationRange,
    add_duration,
    parse_duration,
    parse_edtf,
    window_before,
)
from engine.known import Amount, Nights
from engine.nights import core, extent, nights_in, nights_on_evidence, placed
from engine.stays import Stay, longest, most_nights


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def stay(start: str | None = None, end: str | None = None, **known: Any) -> Stay:
    """A stay that counts in the area asked about, with its dates and length as a profile writes them."""
    known = {"path": "housing_history.0", "counts": True, "here": True, **known}
    if "lasted" in known:
        known["lasted"] = parse_duration(known["lasted"])
    starts, ends = (parse_edtf(text) if text else None for text in (start, end))
    return Stay(starts=starts, ends=ends, **known)


def counted(stays: Sequence[Stay], test_day: str, months: int = 12, *, may_be_more: bool = False) -> Nights:
    """The nights of the calendar months before a test day."""
    when = day(test_day)
    return nights_in(placed(stays, when), window_before(when, months), may_be_more=may_be_more)


def least_and_most(nights: Nights) -> tuple[int, int | None]:
    return nights.surely.at_least, nights.surely.at_most


# --- as a caseworker counts -------------------------------------------------------------------------


def test_the_first_night_counts_and_the_leaving_day_does_not() -> None:
    assert counted([stay("2016-12-01", "2016-12-03")], "2017-01-20") == Nights(Amount(2, 2), Amount(2, 2))


def test_a_current_stay_is_counted_up_to_the_test_day() -> None:
    assert least_and_most(counted([stay("2017-01-01", current=True)], "2017-01-20")) == (19, 19)


def test_only_nights_within_the_window_count() -> None:
    assert least_and_most(counted([stay("2010-01-01", "2016-02-01")], "2017-01-20")) == (12, 12)


def test_the_window_of_a_leap_day_goes_back_to_28_february() -> None:
    assert least_and_most(counted([stay("2010-01-01", current=True)], "2016-02-29")) == (366, 366)


def test_overlapping_stays_count_once() -> None:
    both = [stay("2016-12-01", "2016-12-21"), stay("2016-12-11", "2016-12-31", path="housing_history.1")]
    assert least_and_most(counted(both, "2017-01-20")) == (30, 30)


def test_a_stay_known_to_the_year_has_no_certain_night() -> None:
    nights = counted([stay("2016", "2016")], "2017-01-01")
    assert nights.surely == Amount(0, 365, ("housing_history.0.from", "housing_history.0.to"))


def test_an_imprecise_start_before_the_window_does_not_matter() -> None:
    assert counted([stay("2010~", "2016-12-01")], "2017-01-20").surely == Amount(316, 316)


def test_a_current_stay_with_an_unknown_start_has_no_certain_night() -> None:
    nights = counted([stay(current=True)], "2017-01-20")
    assert nights.surely == Amount(0, 366, ("housing_history.0.from",))


def test_an_end_that_is_not_known_may_be_any_day_from_the_start_to_the_test_day() -> None:
    nights = counted([stay("2017-01-01")], "2017-01-20")
    assert nights.surely == Amount(0, 19, ("housing_history.0.to",))


def test_a_start_that_is_not_known_may_be_any_day_before_the_end() -> None:
    nights = counted([stay(None, "2016-02-20")], "2017-01-20")
    assert nights.surely == Amount(0, 31, ("housing_history.0.from",))


def test_an_end_matters_only_for_nights_that_its_own_stay_can_reach() -> None:
    stays = [
        stay("2016-12-10", "2016-12-20", path="certain"),
        stay("2016-12-15/2016-12-31", "2016-12-20", path="started late"),
        stay("2016-12-10", "2016-12-01/2016-12-15", path="ended early"),
        stay("2016-12-01", path="open"),
    ]
    assert counted(stays, "2017-01-20").missing == ("open.to",)


def test_a_place_not_known_adds_to_the_most_alone() -> None:
    nights = counted([stay("2017-01-01", current=True, here=None)], "2017-01-20")
    assert nights.surely == Amount(0, 19, ("housing_history.0.area",))


def test_a_place_not_known_outside_the_window_does_not_matter() -> None:
    assert counted([stay("2010-01-01", "2015-01-01", here=None)], "2017-01-20").surely == Amount(0, 0)


def test_a_basis_not_known_adds_to_the_most_alone() -> None:
    nights = counted([stay("2017-01-01", current=True, counts=None)], "2017-01-20")
    assert nights.surely == Amount(0, 19, ("housing_history.0.basis",))


def test_a_stay_that_does_not_count_adds_nothing() -> None:
    assert counted([stay("2016", current=True, counts=False)], "2017-01-20").surely == Amount(0, 0)


def test_a_refuge_counts_only_if_an_officer_counts_it() -> None:
    nights = counted([stay("2017-01-01", current=True, may_count=True)], "2017-01-20")
    assert nights == Nights(Amount(0, 0), Amount(19, 19), ("housing_history.0",))


def test_a_refuge_left_by_the_first_night_of_the_window_is_not_named() -> None:
    assert counted([stay("2010", "2016-01-20", may_count=True)], "2017-01-20").may_count == ()


def test_a_stay_elsewhere_adds_nothing() -> None:
    assert counted([stay("2016", current=True, here=False)], "2017-01-20").surely == Amount(0, 0)


def test_a_day_without_a_night_adds_nothing() -> None:
    assert core(stay("2016-12-01", "2016-12-01")) is None
    assert counted([stay("2016-12-01", "2016-12-01")], "2017-01-20").surely == Amount(0, 0)


def test_no_stay_goes_on_beyond_the_test_day() -> None:
    for known in (stay("2016-12-01", "2017-06-01"), stay("2016-12-01", lasted="P7M")):
        (ended,) = placed([known], day("2017-01-20"))
        assert core(ended) == extent(ended) == (day("2016-12-01"), day("2017-01-20"))


def test_a_list_that_may_hold_more_leaves_every_night_open() -> None:
    nights = counted([stay("2017-01-01", current=True)], "2017-01-20", may_be_more=True)
    assert nights.surely == Amount(19, 366, ("housing_history",))


def test_a_list_that_may_hold_more_does_not_matter_where_every_night_is_certain() -> None:
    assert counted([stay("2010", current=True)], "2017-01-20", may_be_more=True).surely == Amount(366, 366)


def test_a_household_members_list_is_named_as_such() -> None:
    window = window_before(day("2017-01-20"), 12)
    nights = nights_in([], window, may_be_more=True, listed_in="household.0.housing_history")
    assert nights.missing == ("household.0.housing_history",)


def test_what_a_document_supports_is_certain_on_evidence_and_the_rest_is_open() -> None:
    stays = [
        stay("2016-12-01", "2016-12-11", evidenced=True),
        stay("2016-12-21", "2016-12-31", path="housing_history.1"),
    ]
    nights = nights_on_evidence(stays, window_before(day("2017-01-20"), 12), may_be_more=False)
    assert nights.surely == Amount(10, 20, ("housing_history.1.evidence",))


# --- what is known of a stay by its length, or by its place in the order ------------------------------


def test_a_start_and_a_length_give_the_end() -> None:
    assert least_and_most(counted([stay("2016-03-01", lasted="P3M")], "2017-01-20")) == (92, 92)


def test_an_end_and_a_length_give_the_start() -> None:
    assert least_and_most(counted([stay(None, "2016-06-01", lasted="P3M")], "2017-01-20")) == (92, 92)


def test_a_current_stay_and_its_length_give_its_start() -> None:
    assert least_and_most(counted([stay(current=True, lasted="P10D")], "2017-01-20")) == (10, 10)


def test_a_length_with_about_leaves_a_month_on_either_side() -> None:
    nights = counted([stay("2016-03-01", lasted="P3M~")], "2017-01-20")
    assert nights.surely == Amount(61, 122, ("housing_history.0.to",))


def test_a_stay_that_is_over_ended_by_the_test_day_however_long_it_lasted() -> None:
    assert least_and_most(counted([stay("2017-01-01", lasted="P7M")], "2017-01-20")) == (19, 19)


def test_a_length_alone_bounds_the_nights_and_nothing_else() -> None:
    nights = counted([stay(lasted="P5M")], "2017-01-20")
    assert nights.surely == Amount(0, 153, ("housing_history.0.from", "housing_history.0.to"))


def test_two_stays_known_by_their_lengths_add_up_to_no_more_than_the_window() -> None:
    stays = [stay(lasted="P5M"), stay(lasted="P9M", path="housing_history.1")]
    assert least_and_most(counted(stays, "2017-01-20")) == (0, 366)


def test_nights_already_lived_here_leave_less_room_for_a_stay_known_by_its_length() -> None:
    stays = [stay("2016-01-20", "2016-12-20"), stay(lasted="P5M", path="housing_history.1")]
    assert least_and_most(counted(stays, "2017-01-20")) == (335, 366)


def test_two_stays_known_by_their_lengths_are_each_given_room_where_they_can_have_been() -> None:
    stays = [stay("2016-01/2016-02", lasted="P5M"), stay(lasted="P5M", path="housing_history.1")]
    assert least_and_most(counted(stays, "2017-01-20")) == (93, 153 + 153)


def test_a_length_is_used_up_once_before_and_after_what_is_certain() -> None:
    stays = [stay("2016-07-01", "2016-08-01"), stay(lasted="P5M", path="housing_history.1")]
    assert least_and_most(counted(stays, "2017-01-20")) == (31, 31 + 153)


def test_a_start_before_the_window_matters_where_the_length_ties_the_end_to_it() -> None:
    nights = counted([stay("2015-12", lasted="P3M")], "2017-01-20")
    assert nights.missing == ("housing_history.0.from", "housing_history.0.to")


def test_an_end_on_certain_nights_matters_where_the_length_ties_the_start_to_it() -> None:
    stays = [stay(None, "2016-12", lasted="P2M"), stay("2016-12-01", current=True, path="housing_history.1")]
    assert counted(stays, "2017-01-20").missing == ("housing_history.0.from", "housing_history.0.to")


def test_a_length_bounds_the_nights_of_dates_known_to_the_year() -> None:
    assert least_and_most(counted([stay("2016", "2016", lasted="P2M27D")], "2017-01-01")) == (0, 89)


def test_at_least_so_long_without_a_most_bounds_nothing_from_above() -> None:
    long = stay("2016-03-01")._replace(lasted=DurationRange(Duration(3, 0), None))
    assert counted([long], "2017-01-20").surely == Amount(92, 325, ("housing_history.0.to",))


def test_where_the_dates_and_the_length_contradict_each_other_the_dates_stand() -> None:
    for length in ("P7M", "P10D"):
        nights = counted([stay("2016-03-01", "2016-04-01/2016-04-11", lasted=length)], "2017-01-20")
        assert nights.surely == Amount(31, 41, ("housing_history.0.to",))


def test_a_stay_starts_when_those_before_it_in_order_have_ended() -> None:
    _, second = placed(
        [stay(None, "2016-12-21", sequence=1), stay(path="housing_history.1", sequence=2, current=True)],
        day("2017-01-20"),
    )
    assert core(second) is None
    assert extent(second) == (day("2016-12-21"), day("2017-01-20"))


def test_a_stay_that_is_over_lies_between_those_before_it_in_order_and_the_test_day() -> None:
    _, second = placed(
        [stay("2016-12-21", lasted="P10D", sequence=1), stay(path="housing_history.1", sequence=2)],
        day("2017-01-20"),
    )
    assert extent(second) == (day("2016-12-31"), day("2017-01-20"))


def test_a_stay_ends_by_the_time_those_after_it_in_order_ended() -> None:
    first, _ = placed(
        [
            stay(lasted="P3M", sequence=1),
            stay(None, "2016-12-21", path="housing_history.1", sequence=2),
        ],
        day("2017-01-20"),
    )
    assert core(first) is None
    assert extent(first)[1] == day("2016-12-21")


def test_a_stay_ends_by_the_time_those_after_it_in_order_began() -> None:
    first, _ = placed(
        [
            stay("2016-11-01", sequence=1),
            stay("2016-12", path="housing_history.1", sequence=2, current=True),
        ],
        day("2017-01-20"),
    )
    assert core(first) is None
    assert extent(first) == (day("2016-11-01"), day("2016-12-31"))


def test_stays_elsewhere_place_a_stay_here_between_them() -> None:
    _, between, _ = placed(
        [
            stay("2015", "2016-03-01", sequence=1),
            stay(path="housing_history.1", sequence=2, lasted="P3M"),
            stay("2016-06-01", path="housing_history.2", sequence=3, current=True),
        ],
        day("2017-01-20"),
    )
    assert core(between) == extent(between) == (day("2016-03-01"), day("2016-06-01"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (stay("2016-06-01", "2016-07-01"), stay("2016-01-01", "2016-02-01")),
        (stay("2016-06-01", current=True), stay("2016-07-01", current=True)),
        (stay(current=True), stay()),
    ],
    ids=["against the dates", "after a stay that goes on", "unknown, after a stay that goes on"],
)
def test_an_order_that_contradicts_what_else_is_said_is_not_used(first: Stay, second: Stay) -> None:
    stays = [first, second._replace(path="housing_history.1")]
    in_order = [each._replace(sequence=place) for place, each in enumerate(stays)]
    dates = [(each.starts, each.ends) for each in placed(stays, day("2017-01-20"))]
    assert dates == [(each.starts, each.ends) for each in placed(in_order, day("2017-01-20"))]


def test_the_longest_that_a_length_can_come_to_is_right_to_the_night() -> None:
    month_starts = [day(f"{year}-{month:02}-01") for year in range(2001, 2009) for month in range(1, 13)]
    for length in (Duration(months, 0) for months in range(131)):
        assert max(add_duration(began, length) - began for began in month_starts) == longest(length)


@pytest.mark.parametrize("months", [1, 2, 5, 7, 11, 12, 14, 60])
def test_no_start_makes_a_length_longer_than_that(months: int) -> None:
    length = Duration(months, 0)
    began = range(day("2001-01-01"), day("2005-02-01"))
    assert max(add_duration(first, length) - first for first in began) == longest(length)


# --- against every way in which it could have been, night by night ------------------------------------

START, TEST_DAY = 736_000, 736_012
WINDOW = (START + 3, TEST_DAY)
DAYS = range(START, TEST_DAY + 1)
FIELDS = ("from", "to", "area", "basis")
Way = tuple[int, int, bool, bool]


@st.composite
def date_ranges(draw: st.DrawFn, first: int = START) -> DateRange:
    earliest = draw(st.integers(first, TEST_DAY))
    return DateRange(earliest, min(TEST_DAY, earliest + draw(st.sampled_from([0, 0, 1, 3, 6]))))


@st.composite
def dated_stays(draw: st.DrawFn) -> Stay:
    starts = draw(st.none() | date_ranges())
    current = draw(st.booleans())
    ends = None if current else draw(st.none() | date_ranges(starts.first if starts else START))
    truths = st.sampled_from([True, True, True, None])
    counts = draw(truths | st.just(False))
    may_count, evidenced = draw(st.tuples(st.booleans(), st.booleans()))
    return Stay("", starts, ends, current, None, None, counts, may_count, draw(truths), evidenced)


lists_of_stays = st.lists(dated_stays(), max_size=3).map(
    lambda stays: [each._replace(path=f"housing_history.{place}") for place, each in enumerate(stays)]
)


def ways(each: Stay) -> Iterator[Way]:
    """Every way that a stay could have been: start, end, whether here, whether it counts."""
    starts = DAYS if each.starts is None else range(each.starts.first, each.starts.last + 1)
    ends = DAYS if each.ends is None else range(each.ends.first, each.ends.last + 1)
    counts_if_counted = True if each.may_count else each.counts
    here, counts = ((True, False) if truth is None else (truth,) for truth in (each.here, counts_if_counted))
    for way in product(starts, (TEST_DAY,) if each.current else ends, here, counts):
        start, end, _, _ = way
        if start <= end:
            yield way


def lived(way: Way) -> int:
    """The nights of the window lived in one way, a bit each."""
    start, end, here, counts = way
    nights = range(max(start, WINDOW[0]), min(end, WINDOW[1])) if here and counts else ()
    return sum(1 << night - START for night in nights)


def together(stays: Iterable[Stay]) -> set[int]:
    """Every set of nights that the stays can cover between them."""
    sets = {0}
    for each in stays:
        own = {lived(way) for way in ways(each)}
        sets = {nights | more for nights in sets for more in own}
    return sets


def fields_that_matter(stays: list[Stay]) -> set[str]:
    """The fields by which alone, all else being one way or another, the number of nights can change."""
    fields = set()
    for each in stays:
        others = together(other for other in stays if other is not each)
        for one, another in combinations(ways(each), 2):
            differ = [name for name, a, b in zip(FIELDS, one, another, strict=True) if a != b]
            a, b = lived(one), lived(another)
            if len(differ) == 1 and any((o | a).bit_count() != (o | b).bit_count() for o in others):
                fields.add(f"{each.path}.{differ[0]}")
    return fields


@given(lists_of_stays)
def test_the_least_and_the_most_are_those_of_every_way_it_could_have_been(stays: list[Stay]) -> None:
    nights = nights_in(placed(stays, TEST_DAY), WINDOW, may_be_more=False)
    without = [each for each in stays if not each.may_count]
    for amount, of in ((nights.surely, without), (nights.if_counted, stays)):
        numbers = [covered.bit_count() for covered in together(of)]
        assert (amount.at_least, amount.at_most) == (min(numbers), max(numbers))


@given(lists_of_stays)
def test_what_is_missing_is_what_can_change_the_count_and_nothing_else(stays: list[Stay]) -> None:
    nights = nights_in(placed(stays, TEST_DAY), WINDOW, may_be_more=False)
    assert set(nights.surely.missing) == fields_that_matter([each for each in stays if not each.may_count])
    assert set(nights.if_counted.missing) == fields_that_matter(stays)


@given(lists_of_stays, st.booleans())
def test_on_evidence_the_least_is_what_the_documents_say_and_the_most_is_as_on_account(
    stays: list[Stay], may_be_more: bool
) -> None:
    stays = list(placed(stays, TEST_DAY))
    shown = nights_on_evidence(stays, WINDOW, may_be_more=may_be_more)
    told = nights_in(stays, WINDOW, may_be_more=may_be_more)
    supported = nights_in([each for each in stays if each.evidenced], WINDOW, may_be_more=may_be_more)
    for name in ("surely", "if_counted"):
        on_paper, on_account = getattr(shown, name), getattr(told, name)
        assert on_paper.at_least == getattr(supported, name).at_least
        assert on_paper.at_most == on_account.at_most
        assert set(on_account.missing) <= set(on_paper.missing)
        assert bool(on_paper.missing) == (on_paper.at_least < on_paper.at_most)


@given(lists_of_stays, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_list_and_a_stay_told_twice_change_nothing(
    stays: list[Stay], random: Any, may_be_more: bool
) -> None:
    shuffled = [*stays, *stays[:1]]
    random.shuffle(shuffled)
    nights = nights_in(placed(stays, TEST_DAY), WINDOW, may_be_more=may_be_more)
    again = nights_in(placed(shuffled, TEST_DAY), WINDOW, may_be_more=may_be_more)
    assert least_and_most(again) == least_and_most(nights)
    assert set(again.missing) == set(nights.missing)
    assert set(again.may_count) == set(nights.may_count)


@given(
    date_ranges(), st.integers(0, 6), st.integers(0, 2), st.sampled_from(["from", "to", "both", "neither"])
)
def test_the_most_of_a_stay_known_by_its_length_is_that_of_some_way_it_could_have_been(
    known_day: DateRange, nights: int, margin: int, given_end: str
) -> None:
    least, most = max(0, nights - margin), nights + margin
    later = DateRange(min(TEST_DAY, known_day.first + least), min(TEST_DAY, known_day.last + most + 1))
    long = Stay(
        "housing_history.0",
        known_day if given_end in ("from", "both") else None,
        {"to": known_day, "both": later}.get(given_end),
        lasted=DurationRange(Duration(0, least), Duration(0, most)),
        counts=True,
        here=True,
    )
    numbers = [lived(way).bit_count() for way in ways(long) if least <= way[1] - way[0] <= most]
    amount = nights_in(placed([long], TEST_DAY), WINDOW, may_be_more=False).surely
    if numbers:  # else the stay would have gone on past the test day
        assert amount.at_least <= min(numbers)
        assert amount.at_most == max(numbers)


@st.composite
def stays_of_known_length(draw: st.DrawFn) -> list[Stay]:
    stays = draw(lists_of_stays)
    lengths = st.integers(0, 5).map(lambda nights: DurationRange(None, Duration(0, nights)))
    certain = [each._replace(counts=True, here=True, may_count=False) for each in stays]
    return [each._replace(lasted=None if each.current else draw(st.none() | lengths)) for each in certain]


@given(stays_of_known_length())
def test_stays_of_known_length_cover_the_most_that_they_can_between_them(stays: list[Stay]) -> None:
    # The most nights that can be shared out is the least, over every choice of stays, of what those may
    # reach by their dates and what the others may fill by their lengths (Koenig's theorem).
    stays = list(placed(stays, TEST_DAY))
    bounds = []
    for within_dates in product((True, False), repeat=len(stays)):
        reached, filled = 0, 0
        for each, by_dates in zip(stays, within_dates, strict=True):
            if by_dates:
                reached |= lived((*extent(each), True, True))
            else:
                most = most_nights(each)
                filled += len(DAYS) if most is None else most
        bounds.append(reached.bit_count() + filled)
    assert nights_in(stays, WINDOW, may_be_more=False).surely.at_most == min(bounds)


# --- knowing more only ever narrows -------------------------------------------------------------------


@st.composite
def what_was_and_what_is_known(draw: st.DrawFn) -> tuple[list[Stay], list[Stay], list[Stay]]:
    """Stays one after another as they were, as they are known, and as they are known less well."""
    days = sorted(draw(st.lists(st.integers(START, TEST_DAY), min_size=2, max_size=6)))
    truth, known, vague = [], [], []
    for place, (start, end) in enumerate(zip(days[::2], days[1::2], strict=False)):
        path = f"housing_history.{place}"
        truth.append(Stay(path, DateRange(start, start), DateRange(end, end), counts=True, here=True))
        current = end == TEST_DAY and place == len(days) // 2 - 1 and draw(st.booleans())
        known.append(
            Stay(
                path,
                draw(around(start)),
                None if current else draw(around(end)),
                current,
                draw(st.none() | lengths_around(end - start)),
                draw(st.sampled_from([None, place])),
                draw(st.sampled_from([True, None])),
                here=draw(st.sampled_from([True, None])),
            )
        )
        vague.append(draw(less_of(known[-1])))
    order = draw(st.permutations(range(len(truth))))
    return truth, [known[place] for place in order], [vague[place] for place in order]


def around(when: int) -> st.SearchStrategy[DateRange | None]:
    margins = st.sampled_from([0, 0, 1, 2, 5])
    return st.none() | st.builds(lambda a, b: DateRange(when - a, when + b), margins, margins)


def lengths_around(nights: int) -> st.SearchStrategy[DurationRange]:
    margins = st.sampled_from([0, 1, 2])
    return st.builds(
        lambda a, b: DurationRange(
            None if a is None else Duration(0, max(0, nights - a)),
            None if b is None else Duration(0, nights + b),
        ),
        st.none() | margins,
        st.none() | margins,
    )


@st.composite
def less_of(draw: st.DrawFn, known: Stay) -> Stay:
    """The same stay with some of what is known of it lost or widened."""
    margins = st.integers(0, 3)

    def wider(days: DateRange | None) -> DateRange | None:
        if days is None or draw(st.booleans()):
            return None
        return DateRange(days.first - draw(margins), days.last + draw(margins))

    names = draw(st.frozensets(st.sampled_from(["lasted", "sequence", "counts", "here"])))
    lost: dict[str, Any] = dict.fromkeys(names)
    return known._replace(starts=wider(known.starts), ends=wider(known.ends), **lost)


def bounds(stays: list[Stay]) -> tuple[int, int]:
    amount = nights_in(placed(stays, TEST_DAY), WINDOW, may_be_more=False).surely
    assert amount.at_most is not None
    assert bool(amount.missing) == (amount.at_least < amount.at_most)
    return amount.at_least, amount.at_most


@given(what_was_and_what_is_known())
def test_the_bounds_hold_what_was_and_knowing_more_only_narrows_them(
    stays: tuple[list[Stay], list[Stay], list[Stay]],
) -> None:
    (was, _), (least, most), (vague_least, vague_most) = (bounds(each) for each in stays)
    assert vague_least <= least <= was <= most <= vague_most


@given(what_was_and_what_is_known())
def test_a_list_that_may_hold_more_only_widens(
    stays: tuple[list[Stay], list[Stay], list[Stay]],
) -> None:
    known = placed(stays[1], TEST_DAY)
    complete = nights_in(known, WINDOW, may_be_more=False).surely
    open_ended = nights_in(known, WINDOW, may_be_more=True).surely
    assert (open_ended.at_least, open_ended.at_most) == (complete.at_least, WINDOW[1] - WINDOW[0])
    assert set(complete.missing) <= set(open_ended.missing)
