"""Nights and places in columns: whatever is told of people's stays, the same as one person at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from engine import dates
from engine.columnar.by_row import facts_by_row
from engine.columnar.compiled import compiled
from engine.columnar.encode import encode
from engine.columnar.facts.homes import cases_deciding, people_in_areas
from engine.columnar.facts.places import places
from engine.columnar.frames import SHOWN, Measures, as_column
from engine.columnar.nights import (
    ANYWHERE,
    COUNTS,
    MAY_COUNT,
    NEVER,
    NOT_KNOWN,
    PLACE_NOT_KNOWN,
    Asked,
    Counted,
    Stays,
    add_months,
    nights_lived,
)  # fmt: skip
from engine.columnar.schema import to_arrow
from engine.dates import DateRange
from engine.expressions import Parameter
from engine.known import Nights
from engine.nights import Stay, nights_in, nights_on_evidence, placed
from engine.packs.law import BoundMeasure
from engine.profile import read_profile
from engine.stays import BEGINNING, FOREVER
from services_directory.areas import load_areas
from tests.agreement.in_columns import country
from tests.profiles import AREAS, BASES, Json, with_gaps

pytestmark = pytest.mark.agreement

DAYS = st.sampled_from([date(2016, 2, 29), date(2017, 2, 28), date(2020, 3, 1), date(2026, 3, 31)])
MONTHS = (1, 12, 36, 60)
HERE, THERE, ABROAD = 7, 8, -2


@dataclass(frozen=True)
class Told:
    """A person's stays, as the evaluator has them, with the area of each and whether it counts."""

    test_day: int
    whole: bool
    stays: Sequence[tuple[Stay, int, int]]

    def nights(self, area: int, months: int) -> tuple[Nights, Nights]:
        """On account and on evidence, one stay after the other."""
        window = dates.window_before(self.test_day, months)
        stays = placed([_asked(*each, area) for each in self.stays], self.test_day)
        more = not self.whole
        return nights_in(stays, window, may_be_more=more), nights_on_evidence(stays, window, may_be_more=more)


def _asked(stay: Stay, area: int, counting: int, wanted: int) -> Stay:
    here = True if wanted in (area, ANYWHERE) else None if area == PLACE_NOT_KNOWN else False
    counts = {NEVER: False, COUNTS: True, MAY_COUNT: False, NOT_KNOWN: None}[counting]
    return stay._replace(here=here, counts=counts, may_count=counting == MAY_COUNT)


def in_columns(people: Sequence[Told]) -> tuple[Stays, "np.ndarray[Any, Any]"]:
    """The same people for the compiled count."""
    stays = [each for person in people for each in person.stays]

    def days(name: str, end: str, otherwise: int) -> "np.ndarray[Any, Any]":
        known = [getattr(stay, name) for stay, _area, _counting in stays]
        return np.array([otherwise if day is None else getattr(day, end) for day in known], np.int32)

    return Stays(
        np.cumsum([0, *(len(person.stays) for person in people)]),
        np.array([person.test_day for person in people], np.int32),
        np.array([person.whole for person in people], np.bool_),
        np.array([area for _stay, area, _counting in stays], np.int32),
        days("starts", "first", BEGINNING),
        days("starts", "last", FOREVER),
        days("ends", "first", BEGINNING),
        days("ends", "last", FOREVER),
        np.array([stay.current for stay, _area, _counting in stays], np.bool_),
        np.array([stay.evidenced for stay, _area, _counting in stays], np.bool_),
    ), np.array([counting for _stay, _area, counting in stays], np.int8)


@st.composite
def a_date(draw: st.DrawFn, near: int) -> DateRange | None:
    if draw(st.integers(0, 5)) == 0:
        return None
    first = near - draw(st.integers(-60, 2000))
    return DateRange(first, first + draw(st.sampled_from((0, 0, 0, 14, 30, 365, 730))))


@st.composite
def a_person(draw: st.DrawFn) -> Told:
    day = draw(DAYS).toordinal()
    stays: list[tuple[Stay, int, int]] = []
    for number in range(draw(st.integers(0, 6))):
        starts, begins_where_one_ended = draw(a_date(day)), draw(st.booleans())
        if stays and begins_where_one_ended and stays[-1][0].ends:
            starts = stays[-1][0].ends
        stay = Stay(
            f"housing_history.{number}", starts, draw(a_date(day)), draw(st.integers(0, 4)) == 0,
            evidenced=draw(st.booleans()),
        )  # fmt: skip
        area = draw(st.sampled_from((HERE, HERE, HERE, THERE, PLACE_NOT_KNOWN, ABROAD)))
        counting = draw(st.sampled_from((COUNTS, COUNTS, COUNTS, NEVER, MAY_COUNT, NOT_KNOWN)))
        stays.append((stay, area, counting))
    return Told(day, draw(st.integers(0, 4)) > 0, stays)


@given(st.lists(a_person(), min_size=1, max_size=4))
def test_nights_in_columns_are_the_nights_of_one_person_at_a_time(people: list[Told]) -> None:
    areas = (HERE, THERE, -3, ANYWHERE)
    pairs = [(person, area) for person in range(len(people)) for area in areas]
    stays, counting = in_columns(people)
    asked = Asked(np.array([p for p, _ in pairs]), np.array([a for _, a in pairs], np.int32))
    counted = nights_lived(stays, counting, asked, np.array(MONTHS))
    for pair, (person, area) in enumerate(pairs):
        for window, months in enumerate(MONTHS):
            told, shown = people[person].nights(area, months)
            assert _bounds(counted, (window, pair)) == (
                told.surely.at_least, told.surely.at_most, told.if_counted.at_least, told.if_counted.at_most,
                shown.surely.at_least, shown.if_counted.at_least,
            )  # fmt: skip
            assert shown.surely.at_most == told.surely.at_most
            assert shown.if_counted.at_most == told.if_counted.at_most


def _bounds(counted: Counted, at: tuple[int, int]) -> tuple[int, ...]:
    return tuple(int(each[at]) for each in counted)


@given(st.integers(1, FOREVER), st.integers(-1500, 1500))
def test_months_are_counted_as_for_one_day(day: int, months: int) -> None:
    if date.min.toordinal() + 31 * 1500 < day:
        assert add_months(day, months) == dates.add_months(day, months)


def test_a_year_before_a_leap_day_is_28_february() -> None:
    leap_day = date(2024, 2, 29).toordinal()
    assert add_months(leap_day, -12) == date(2023, 2, 28).toordinal()
    assert add_months(leap_day, -48) == date(2020, 2, 29).toordinal()


def test_nobody_and_nothing_asked_counts_nothing() -> None:
    stays, counting = in_columns([])
    counted = nights_lived(
        stays, counting, Asked(np.empty(0, np.int64), np.empty(0, np.int32)), np.array(MONTHS)
    )
    assert {each.shape for each in counted} == {(len(MONTHS), 0)}


def test_a_usual_history_is_counted_as_a_caseworker_would() -> None:
    day = date(2017, 1, 20).toordinal()
    hostel = Stay("", DateRange(day - 300, day - 300), DateRange(day - 100, day - 90), evidenced=True)
    refuge = Stay("", DateRange(day - 120, day - 120), DateRange(day - 60, day - 60))
    street = Stay("", DateRange(day - 40, day - 30), None, current=True)
    person = Told(day, True, [(hostel, HERE, COUNTS), (refuge, HERE, MAY_COUNT), (street, HERE, COUNTS)])
    stays, counting = in_columns([person])
    asked = Asked(np.array([0]), np.array([HERE], np.int32))
    counted = nights_lived(stays, counting, asked, np.array([12]))
    assert _bounds(counted, (0, 0)) == (230, 250, 270, 280, 200, 200)


def test_what_can_be_kept_nowhere_is_compiled_all_the_same() -> None:
    made: dict[str, Any] = {}
    exec("def next_day(day): return day + 1", made)  # it has no file to be kept beside
    assert compiled(made["next_day"])(6) == 7


# --- the facts of people in areas -------------------------------------------------------------------

NEVER_COUNT = frozenset({"prison", "asylum_s95"})
MAY = frozenset({"refuge", "hospital", "other"})
WANTED: tuple[tuple[str, dict[str, Parameter]], ...] = (
    ("nights_lived_here", {"within": 12, "never": NEVER_COUNT, "maybe": MAY}),
    ("nights_lived_here", {"within": 60, "never": NEVER_COUNT, "maybe": MAY}),
    ("nights_lived_here", {"within": 36, "never": frozenset(), "maybe": frozenset({"hostel"})}),
    ("nights_here_on", {"within": 60, "bases": frozenset({"rough_sleeping", "sofa"})}),
    ("nights_elsewhere_on", {"within": 60, "bases": frozenset({"prison"})}),
    ("nights_elsewhere_on", {"within": 12, "bases": frozenset({"prison"})}),
    ("placed_here_in_care", {"months": 24, "before_age": 16}),
    ("placed_here_in_care", {"months": 3, "before_age": 18}),
)
MEASURES: Measures = {
    "person_in_area": tuple(
        as_column(BoundMeasure("", measure, arguments, None)) for measure, arguments in WANTED
    )
}


def people_in_columns(profiles: Sequence[Json]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts of people in areas, in columns and as the evaluator has them."""
    tables = encode(to_arrow(profiles), country())
    assert not tables.refused
    homes, cases = people_in_areas(tables), cases_deciding(tables, country(), "england")
    found = places(tables, homes, cases, MEASURES["person_in_area"], country())
    read = {
        number: read_profile(profile, load_areas()).profile
        for number, profile in enumerate(profiles)
        if number not in tables.by_row
    }
    told = facts_by_row(read, dict.fromkeys(read, "england"), MEASURES, country()).subjects["person_in_area"]
    return found, told


def same(profiles: Sequence[Json]) -> None:
    found, told = people_in_columns(profiles)
    facts = [name for name in told.columns if not name.endswith((".asked", ".complete"))]
    for name in facts:  # a fact without a column on evidence reads there as on account
        column = found[name if name in found.columns else name.removesuffix(SHOWN)]
        assert_series_equal(column, told[name], check_names=False)


# How a day may be told: exactly, about, by its month, by its year, as some day of the time until another.
TELLINGS: tuple[Callable[[date], str | None], ...] = (
    date.isoformat,
    date.isoformat,
    lambda day: f"{day.isoformat()}~",
    lambda day: f"{day:%Y-%m}",
    lambda day: f"{day:%Y}~",
    lambda day: f"{day.isoformat()}/{day.year + 1}",
    lambda _day: None,
)
tellings = st.sampled_from(TELLINGS)
places_told = st.sampled_from((*AREAS, *AREAS, "unknown", "outside-uk"))
documents = st.sampled_from(([], ["tenancy_agreement"], None))
yes_no = st.sampled_from((True, False, "unknown", None))
of_stays = {
    "basis": st.sampled_from((*BASES, "asylum_s95", "asylum_s95", "rough_sleeping", None)),
    "own_choice": yes_no,
    "lawful": yes_no,
}
of_placements = {"section_22a": st.sampled_from((True, True, True, False, None))}


@st.composite
def spells(draw: st.DrawFn, day: date, fields: Mapping[str, st.SearchStrategy[Any]]) -> list[Json] | None:
    """A list of what has its place and its time, or none where it was not asked about."""
    found = []
    for _ in range(draw(st.integers(-1, 5))):
        began, lasted = draw(st.integers(0, 4000)), draw(st.integers(0, 1500))
        told: Json = {"from": draw(tellings)(day - timedelta(days=began))}
        if draw(st.integers(0, 3)) == 0:
            told["current"] = True
        else:
            told["to"] = draw(tellings)(day - timedelta(days=max(0, began - lasted)))
        rest = {name: draw(field) for name, field in fields.items()}
        found.append({**told, "area": draw(places_told), "evidence": draw(documents), **rest})
    return found or draw(st.sampled_from(([], None)))


@st.composite
def doubtful(draw: st.DrawFn) -> Json:
    """A profile of which places, dates and papers are half known."""
    day = draw(st.sampled_from((date(2016, 2, 29), date(2019, 7, 1), date(2026, 3, 31))))
    births: tuple[Json, ...] = ({"age": 19}, {"date_of_birth": "1999"}, {"date_of_birth": "2000-02-29"}, {})
    born = draw(st.sampled_from(births))
    care = {
        "looked_after": draw(yes_no),
        "leaving_care_duty_owed_by": draw(st.sampled_from(("none", "leeds", "kent", None))),
        "placements": draw(spells(day, of_placements)),
        "evidence": draw(documents),
    }
    household = [{"age": 30, "housing_history": draw(spells(day, of_stays))}] * draw(st.integers(0, 2))
    return {
        "schema": "safe-connections/profile/1",
        "assessment_date": day.isoformat(),
        "applying_to": draw(places_told),
        "person": {**born, "care": draw(st.sampled_from((care, care, care, None)))},
        "housing_history": draw(spells(day, of_stays)),
        "housing_history_complete": draw(st.sampled_from((None, True, False))),
        "household": household,
        "wishes": {"areas_wanted": draw(st.sampled_from((None, [], ["leeds"], ["rutland", "unknown"])))},
    }


@settings(max_examples=20)
@given(st.lists(doubtful(), min_size=1, max_size=6))
def test_what_is_half_known_of_places_reads_the_same_in_columns(profiles: list[Json]) -> None:
    same(profiles)


@settings(max_examples=12)
@given(st.lists(with_gaps(), min_size=1, max_size=3))
def test_whole_profiles_and_profiles_with_gaps_read_the_same_in_columns(
    pairs: list[tuple[Json, Json]],
) -> None:
    same([profile for pair in pairs for profile in pair])


def case(**told: Json) -> Json:
    """A case of somebody born on 1 January 1998 of whom no more is told than what bears on places."""
    care = {"looked_after": True, "placements": told.pop("placements", [])}
    person = {"date_of_birth": "1998-01-01", "care": care}
    frame = {"schema": "safe-connections/profile/1", "assessment_date": "2017-01-20", "applying_to": "leeds"}
    return {**frame, "person": person, "household": [], "housing_history": [], **told}


def fact_in_leeds(name: str, told: Json) -> bool | None:
    same([told])
    found, _told = people_in_columns([told])
    value: bool | None = found.filter(pl.col("area") == country().number["E08000035"])[name].item()
    return value


def placement(begun: str, ended: str, area: str = "leeds") -> Json:
    return {"area": area, "section_22a": True, "from": begun, "to": ended}


@pytest.mark.parametrize(
    ("placements", "long_enough"),
    [
        ([("2010-01-01", "2011-06-01"), ("2011-06-01", "2012-01-01")], True),
        ([("2010-01-01", "2011-06-01"), ("2011-06-02", "2012-01-01")], False),  # a night between them
        ([("2010-01-01", "2011-06-01"), ("2010-02-01", "2010-03-01"), ("2011-06-01", "2012-01-01")], True),
        ([("2013-12-31", "2016-01-01")], True),
        ([("2014-01-01", "2016-02-01")], False),  # begun on the 16th birthday, which is not before it
        ([("2010-01-01", "2012-01-01", "unknown")], None),
    ],
)
def test_two_years_in_care_are_without_a_break_and_begun_before_16(
    placements: list[tuple[str, ...]], long_enough: bool | None
) -> None:
    told = case(placements=[placement(*each) for each in placements])
    in_care = next(each.name for each in MEASURES["person_in_area"] if each.arguments.get("months") == 24)
    assert fact_in_leeds(in_care, told) is long_enough


def test_support_that_started_last_at_a_place_not_known_may_have_been_here() -> None:
    here = {"area": "leeds", "basis": "asylum_s95", "from": "2014-01-01", "to": "2014-06-01"}
    later = {"area": "unknown", "basis": "asylum_s95", "from": "2015-01-01", "to": "2015-06-01"}
    told = case(housing_history=[here, later])
    assert fact_in_leeds("asylum_support_latest_here", told) is None
    assert fact_in_leeds("asylum_support_latest_here", case(housing_history=[here])) is True


def test_a_batch_without_cases_has_no_rows_of_places() -> None:
    found, told = people_in_columns([])
    assert found.height == told.height == 0
