"""Dates that may be only partly known: which forms are read, how wide they are, what is refused."""

import time
from datetime import date, timedelta

import pytest
from edtf import parse_edtf as peer_parse
from hypothesis import given
from hypothesis import strategies as st

from engine.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    DateRange,
    Duration,
    DurationRange,
    add_duration,
    add_months,
    duration_between,
    iso,
    parse_duration,
    parse_edtf,
    subtract_duration,
    window_before,
)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def span(text: str) -> tuple[str, str]:
    found = parse_edtf(text)
    return iso(found.first), iso(found.last)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2014-06-03", "2014-06-03", "2014-06-03"),
        ("2014-06", "2014-06-01", "2014-06-30"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2014", "2014-01-01", "2014-12-31"),
        # about: one year, one month or seven days wider on either side
        ("2014~", "2013-01-01", "2015-12-31"),
        ("2014-06~", "2014-05-01", "2014-07-31"),
        ("2014-01~", "2013-12-01", "2014-02-28"),
        ("2014-06-03~", "2014-05-27", "2014-06-10"),
        # `?` does not widen; `%` widens as `~` does
        ("2014?", "2014-01-01", "2014-12-31"),
        ("2014-06-03?", "2014-06-03", "2014-06-03"),
        ("2014%", "2013-01-01", "2015-12-31"),
        ("2014-06%", "2014-05-01", "2014-07-31"),
        ("2014-06-03%", "2014-05-27", "2014-06-10"),
        # some day between
        ("2014-06/2015-02", "2014-06-01", "2015-02-28"),
        ("2014-06-03/2014-06-05", "2014-06-03", "2014-06-05"),
        ("2014~/2015-02", "2013-01-01", "2015-02-28"),
        ("2014/2015-02~", "2014-01-01", "2015-03-31"),
        ("2014-06/2014", "2014-06-01", "2014-12-31"),
        ("2014/2014", "2014-01-01", "2014-12-31"),
    ],
)
def test_a_written_date_may_be_any_day_from_its_first_to_its_last(
    written: str, first: str, last: str
) -> None:
    assert span(written) == (first, last)


@pytest.mark.parametrize(
    ("written", "confirm"),
    [
        ("2014", False), ("2014~", False), ("2014?", True), ("2014-06-03%", True),
        ("2014?/2015", True), ("2014/2015?", True), ("2014~/2015", False),
    ],
)  # fmt: skip
def test_a_question_mark_asks_for_confirmation(written: str, confirm: bool) -> None:
    assert parse_edtf(written).confirm is confirm


def test_the_date_is_kept_as_it_was_written() -> None:
    assert parse_edtf("2014~/2015").text == "2014~/2015"


def test_a_date_is_exact_where_it_can_be_one_day_only() -> None:
    assert parse_edtf("2014-06-03").exact
    assert not parse_edtf("2014-06").exact


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "empty"),
        (" 2014", "no spaces"),
        ("2014-02-30", "no such day"),
        ("2015-02-29", "no such day"),
        ("2014-06-00", "no such day"),
        ("2014-13", "no such month"),
        ("2014-00", "no such month"),
        ("2014-21", "seasons"),
        ("2014-21/2014-06", "seasons"),
        ("201X", "unspecified digits"),
        ("2014-XX", "unspecified digits"),
        ("2014-06-uu", "unspecified digits"),
        ("2014/201X", "unspecified digits"),
        ("../2014", "open intervals"),
        ("2014/..", "open intervals"),
        ("2014/", "open intervals"),
        ("/2014", "open intervals"),
        ("..", "not a date"),
        ("2014-06-03T10:00", "times of day"),
        ("2014-06-03T10:00:00Z", "times of day"),
        ("[2014,2016]", "sets"),
        ("{2014,2016}", "sets"),
        ("2014/2015/2016", "one `/`"),
        ("2015/2014", "reversed"),
        ("2014-06-03/2014-06-02", "reversed"),
        ("2015~/2014~", "reversed"),
        ("Y20140", "long years"),
        ("2014S3", "significant digits"),
        ("-0400", "before 0"),
        ("2014?~", "one sign"),
        ("2014~-06", "at the end"),
        ("~2014", "at the end"),
        ("20140603", "hyphens"),
        ("201406", "hyphens"),
        ("2014-6-3", "two figures"),
        ("03/06/2014", "year first"),
        ("3.6.14", "year first"),
        ("1899", "1900 to 2100"),
        ("2101", "1900 to 2100"),
        ("0000", "1900 to 2100"),
        ("June 2014", "not a date"),
        ("soon", "not a date"),
        ("２０１４", "not a date"),  # noqa: RUF001 (full-width figures)
        ("2014\n", "no spaces"),
    ],
)
def test_other_forms_are_refused_by_name(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_edtf(written)


def test_a_refusal_never_repeats_what_was_written() -> None:
    with pytest.raises(ValueError, match="not a date") as refused:
        parse_edtf("secret")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("written", ["?" * 20_000 + "a", "/" * 20_000, "2014-" * 4_000, " " * 20_000 + "a"])
def test_a_very_long_text_is_refused_at_once(written: str) -> None:
    before = time.perf_counter()
    with pytest.raises(ValueError, match="not a"):
        parse_edtf(written)
    with pytest.raises(ValueError, match="not a"):
        parse_duration(written)
    assert time.perf_counter() - before < 1


DATES = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
WRITTEN = st.one_of(
    DATES.map(lambda d: d.isoformat()),
    DATES.map(lambda d: d.isoformat()[:7]),
    DATES.map(lambda d: f"{d.year}"),
)


@given(st.text(max_size=25) | st.text("0123456789-/~?%.XT:", max_size=25))
def test_any_text_is_a_range_of_days_or_a_plain_refusal(text: str) -> None:
    try:
        found = parse_edtf(text)
    except ValueError:
        return  # a plain refusal; any other error fails the test
    assert found.first <= found.last
    assert found.text == text


@given(WRITTEN)
def test_about_is_wider_on_either_side_and_uncertain_is_not(written: str) -> None:
    plain, about, uncertain, both = (parse_edtf(written + sign) for sign in ("", "~", "?", "%"))
    assert about.first < plain.first <= plain.last < about.last
    assert (uncertain.first, uncertain.last) == (plain.first, plain.last)
    assert (both.first, both.last) == (about.first, about.last)


@given(WRITTEN, WRITTEN)
def test_an_interval_runs_from_the_first_day_of_one_to_the_last_of_the_other(one: str, other: str) -> None:
    start, end = sorted((parse_edtf(one), parse_edtf(other)), key=lambda found: (found.first, found.last))
    both = parse_edtf(f"{start.text}/{end.text}")
    assert (both.first, both.last) == (start.first, end.last)


@given(WRITTEN)
def test_strict_bounds_agree_with_the_edtf_library(written: str) -> None:
    ours, theirs = parse_edtf(written), peer_parse(written)
    assert iso(ours.first) == "{:04}-{:02}-{:02}".format(*theirs.lower_strict()[:3])
    assert iso(ours.last) == "{:04}-{:02}-{:02}".format(*theirs.upper_strict()[:3])


@pytest.mark.parametrize("written", ["2014-06/2015-02", "2014/2016", "2014-06-03/2014-06-05"])
def test_strict_bounds_of_intervals_agree_with_the_edtf_library(written: str) -> None:
    ours, theirs = parse_edtf(written), peer_parse(written)
    assert iso(ours.first) == "{:04}-{:02}-{:02}".format(*theirs.lower_strict()[:3])
    assert iso(ours.last) == "{:04}-{:02}-{:02}".format(*theirs.upper_strict()[:3])


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [
        ("P7M", (7, 0), (7, 0)),
        ("P1Y6M", (18, 0), (18, 0)),
        ("P10D", (0, 10), (0, 10)),
        ("P2W", (0, 14), (0, 14)),
        ("P1Y2M1W3D", (14, 10), (14, 10)),
        # about: one of the smallest unit written, on either side
        ("P7M~", (6, 0), (8, 0)),
        ("P4Y~", (36, 0), (60, 0)),
        ("P1Y6M~", (17, 0), (19, 0)),
        ("P2W~", (0, 7), (0, 21)),
        ("P2M27D~", (2, 26), (2, 28)),
        ("P1M0D~", (1, -1), (1, 1)),
        ("P1M~", (0, 0), (2, 0)),
        ("P0D~", (0, 0), (0, 1)),
    ],
)
def test_a_length_of_time_is_calendar_months_and_days(
    written: str, least: tuple[int, int], most: tuple[int, int]
) -> None:
    assert parse_duration(written) == DurationRange(Duration(*least), Duration(*most))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "not a length"), ("P", "not a length"), ("P~", "not a length"), ("7M", "not a length"),
        ("P6M1Y", "not a length"), ("7 months", "not a length"), ("PT3H", "hours"), ("P1DT3H", "hours"),
        ("P1.5Y", "decimal"), ("P1,5Y", "decimal"), ("P7M?", "`~` says about"), ("-P7M", "no sign"),
        ("P-7M", "no sign"), ("P151Y", "150 years"), ("P99999D", "150 years"),
    ],
)  # fmt: skip
def test_other_lengths_are_refused_by_name(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_duration(written)


def test_a_length_may_be_bounded_on_one_side_or_both() -> None:
    assert duration_between("P7M", None) == DurationRange(Duration(7, 0), None)
    assert duration_between(None, "P1Y~") == DurationRange(None, Duration(24, 0))
    assert duration_between("P3M~", "P6M~") == DurationRange(Duration(2, 0), Duration(7, 0))


@pytest.mark.parametrize(("at_least", "at_most"), [("P7M", "P6M"), ("P1M", "P30D"), ("P32D", "P1M")])
def test_a_length_whose_least_may_exceed_its_greatest_is_refused(at_least: str, at_most: str) -> None:
    with pytest.raises(ValueError, match="longer"):
        duration_between(at_least, at_most)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2014-06-03", 1, "2014-07-03"),
        ("2014-06-03", -6, "2013-12-03"),
        ("2014-01-31", 1, "2014-02-28"),
        ("2016-01-31", 1, "2016-02-29"),
        ("2014-03-31", -1, "2014-02-28"),
        ("2016-02-29", -12, "2015-02-28"),
        ("2016-02-29", -48, "2012-02-29"),
        ("2014-10-31", 1, "2014-11-30"),
        ("2014-12-15", 1, "2015-01-15"),
        ("2014-01-15", -1, "2013-12-15"),
        ("2014-06-03", 0, "2014-06-03"),
    ],
)
def test_months_are_calendar_months_and_go_back_to_the_last_day(start: str, months: int, end: str) -> None:
    assert iso(add_months(day(start), months)) == end


@given(DATES, st.integers(-1800, 1800))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(start: date, months: int) -> None:
    moved = date.fromordinal(add_months(start.toordinal(), months))
    assert (moved.year - start.year) * 12 + moved.month - start.month == months
    assert moved.day == start.day or (moved.day < start.day and (moved + timedelta(days=1)).day == 1)


@given(DATES, st.integers(0, 1200), st.integers(0, 400))
def test_more_months_never_end_earlier(start: date, months: int, more: int) -> None:
    assert add_months(start.toordinal(), months) <= add_months(start.toordinal(), months + more)


def test_a_window_is_the_nights_before_the_day() -> None:
    assert window_before(day("2024-02-29"), 12) == (day("2023-02-28"), day("2024-02-29"))
    assert window_before(day("2017-01-20"), 60) == (day("2012-01-20"), day("2017-01-20"))


def test_a_length_added_or_taken_away() -> None:
    assert iso(add_duration(day("2014-01-31"), Duration(1, 2))) == "2014-03-02"
    assert iso(subtract_duration(day("2014-03-31"), Duration(1, 2))) == "2014-02-26"


def test_ranges_are_compared_by_their_days_and_text() -> None:
    assert parse_edtf("2014-06-03") == DateRange(day("2014-06-03"), day("2014-06-03"), "2014-06-03", False)
