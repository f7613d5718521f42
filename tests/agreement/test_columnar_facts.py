"""The facts in columns are the facts of the evaluator: every column of every row, on every case tried."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.assess import nation_deciding
from engine.columnar.by_row import facts_by_row
from engine.columnar.day_texts import UNREAD, days_meant
from engine.columnar.encode import encode
from engine.columnar.facts import facts_of
from engine.columnar.frames import SHOWN, Frames, Measures, as_column
from engine.columnar.schema import to_arrow
from engine.columnar.tables import Refused, Tables
from engine.dates import parse_edtf
from engine.facts.case import measures_of
from engine.packs import NoLawError, law_on
from engine.packs.law import BoundMeasure
from engine.profile import Profile
from engine.vocabulary import KINDS
from tests.agreement.in_columns import country, read, setting
from tests.agreement.odd_cases import BY_HAND, Odd
from tests.profiles import AREAS, TEST_DAYS, Json, whole_profiles, with_gaps

NATIONS = ("england", "wales", "scotland", "northern_ireland")


@cache
def every_measure() -> Measures:
    """Every measure that the law of some nation and day asks for, once each."""
    found: dict[str, dict[str, BoundMeasure]] = {kind: {} for kind in KINDS}
    for nation in NATIONS:
        for day in TEST_DAYS:
            try:
                law = law_on(setting().packs, nation, day.toordinal(), day.toordinal())
            except NoLawError:
                continue
            for kind, measures in found.items():
                measures |= {each.name: each for each in map(as_column, measures_of(law, kind))}
    return {kind: tuple(measures.values()) for kind, measures in found.items()}


def nation_of(profile: Profile) -> str | None:
    try:
        return nation_deciding(profile, setting())
    except NoLawError:
        return None


def encoded(cases: Sequence[Json]) -> Tables:
    return encode(to_arrow(cases), country())


def assert_same_facts(cases: Sequence[Json]) -> int:
    """Hold the facts in columns of some cases against the evaluator's; returns how many went by column."""
    read_cases = [(case, read(case)) for case in cases]
    decided = [(case, profile) for case, profile in read_cases if nation_of(profile)]
    tables = encoded([case for case, _profile in decided])
    assert not tables.refused
    by_column = {n: profile for n, (_case, profile) in enumerate(decided) if n not in tables.by_row}
    nations = {n: nation_of(profile) or "" for n, profile in by_column.items()}
    assert set(tables.by_row) == {n for n, (case, _profile) in enumerate(decided) if goes_by_row(case)}
    ours = facts_of(tables, every_measure(), country())
    theirs = facts_by_row(by_column, nations, every_measure(), country())
    for kind, expected, found in both(ours, theirs):
        try:
            assert_frame_equal(found, expected)
        except AssertionError as error:
            pytest.fail(f"{kind}: {error}\n{first_difference(found, expected, decided)}")
    return len(by_column)


def both(ours: Frames, theirs: Frames) -> Iterator[tuple[str, pl.DataFrame, pl.DataFrame]]:
    assert ours.subjects.keys() == theirs.subjects.keys()
    yield "cases", theirs.cases, ours.cases.select(theirs.cases.columns)
    for kind, expected in theirs.subjects.items():
        found = ours.subjects[kind]
        assert set(found.columns) <= set(expected.columns), kind
        # A fact without a column on evidence reads there as on account.
        columns = [
            name if name in found.columns else pl.col(name.removesuffix(SHOWN)).alias(name)
            for name in expected.columns
        ]
        yield kind, expected, found.select(columns)


def first_difference(
    found: pl.DataFrame, expected: pl.DataFrame, cases: Sequence[tuple[Json, Profile]]
) -> str:
    """The first case that differs, with what differs, for whoever has to mend it."""
    for case in expected["case"].unique(maintain_order=True):
        one, other = (frame.filter(pl.col("case") == case) for frame in (found, expected))
        if not one.equals(other):
            columns = [
                f"{name}: {one[name].to_list()} for {other[name].to_list()}"
                for name in other.columns
                if not one[name].equals(other[name], null_equal=True)
            ]
            return f"case {case}: {columns}\n{cases[case][0]}"
    return "rows of a case that should have none"


def goes_by_row(case: Json) -> bool:
    """Whether something is told by a length, an order, or as one of several areas, anywhere."""
    if isinstance(case, list):
        return any(map(goes_by_row, case))
    if not isinstance(case, dict):
        return False
    told = any(case.get(name) not in (None, "unknown") for name in ("lasted", "sequence", "possible_areas"))
    return told or any(map(goes_by_row, case.values()))


def test_odd_cases_by_hand_read_the_same() -> None:
    case = {"schema": "safe-connections/profile/1", "assessment_date": "2026-03-31", "applying_to": "leeds"}
    named = {"family": [{"area": area, "relation": "mother"} for area in AREAS]}
    told = [{**case, **more, **said} for said in BY_HAND.values() for more in ({}, named)]
    assert assert_same_facts(told) == len(told)


WRITTEN = st.one_of(
    st.dates(date(1899, 1, 1), date(2101, 12, 31)).map(date.isoformat),
    st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}[~?%]?(/[0-9]{4}(-[0-9]{2}){0,2})?", fullmatch=True),
    st.text(alphabet="0123456789-/~?%\u0663\u00e9", max_size=12),
)


@settings(max_examples=60)
@given(st.lists(WRITTEN, max_size=40), st.integers(0, 3))
def test_written_dates_mean_the_same_days(texts: list[str], first: int) -> None:
    firsts, lasts = days_meant(pa.array(texts, pa.string())[first:])
    for text, *days in zip(texts[first:], firsts.tolist(), lasts.tolist(), strict=True):
        try:
            meant = parse_edtf(text)
        except ValueError:
            assert days == [UNREAD, UNREAD]
        else:
            assert days == [meant.first, meant.last]


def test_no_case_at_all_has_no_facts() -> None:
    assert assert_same_facts([]) == 0


def assert_same_tables(found: Tables, expected: Tables) -> None:
    for name, frame in asdict(expected).items():
        other = getattr(found, name)
        assert frame.equals(other) if isinstance(frame, pl.DataFrame) else frame == other, name


def test_texts_that_a_file_holds_once_each_read_the_same() -> None:
    odd = Odd(77)
    batch = to_arrow([odd.case() for _ in range(40)])
    once = pa.RecordBatch.from_arrays([each_once(column) for column in batch.columns], batch.schema.names)
    assert_same_tables(encode(once, country()), encode(batch, country()))


def each_once(column: Any) -> Any:
    if pa.types.is_string(column.type):
        return column.dictionary_encode()
    if pa.types.is_struct(column.type):
        names = [field.name for field in column.type]
        fields = [each_once(pc.struct_field(column, [name])) for name in names]
        return pa.StructArray.from_arrays(fields, names, mask=column.is_null())
    if pa.types.is_list(column.type):
        return pa.ListArray.from_arrays(column.offsets, each_once(column.values), mask=column.is_null())
    return column


def test_a_slice_of_a_batch_reads_as_those_cases_alone() -> None:
    odd = Odd(5)
    cases = [odd.case() for _ in range(30)]
    assert_same_tables(encode(to_arrow(cases).slice(10, 15), country()), encoded(cases[10:25]))


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("housing_history.from", {"housing_history": [{"area": "leeds", "from": "last spring"}]}),
        ("household.risks.area", {"household": [{"risks": [{"area": "no-such-place"}]}]}),
        ("applying_to", {"applying_to": "essex"}),
        ("wishes.areas_wanted", {"wishes": {"areas_wanted": ["no-such-place"]}}),
        ("restrictions.areas", {"restrictions": [{}, {"areas": ["leeds", "no-such-place"]}]}),
        ("sso.area", {"sso": {"area": "no-such-place"}}),
        (
            "person.care.leaving_care_duty_owed_by",
            {"person": {"care": {"leaving_care_duty_owed_by": "no-such-place"}}},
        ),
        ("employment.kind", {"employment": [{"kind": "a_job"}]}),
        ("assessment_date", {"assessment_date": None}),
    ],
)
def test_a_value_that_cannot_be_read_takes_its_case_out(column: str, told: Json) -> None:
    sound = {
        "assessment_date": "2026-03-31", "applying_to": "leeds", "housing_history": [{"area": "rutland"}],
    }  # fmt: skip
    tables = encoded([sound, {**sound, **told}, sound])
    assert tables.refused == (Refused(1, column),)
    for name, frame in asdict(tables).items():
        if isinstance(frame, pl.DataFrame):
            assert 1 not in frame["case"], name
    assert set(facts_of(tables, {}, country()).cases["case"]) == {0, 2}


def test_whose_law_decides_is_not_known_where_two_nations_are_named() -> None:
    case = {"assessment_date": "2026-03-31"}
    stays = [[{"area": "leeds"}, {"area": area}] for area in ("cardiff", "rutland", "outside-uk")]
    tables = encoded([*({**case, "housing_history": each} for each in stays), case])
    told = [nation is not None for nation in facts_of(tables, {}, country()).cases["nation"]]
    assert told == [False, True, True, False]
    assert facts_of(tables, {}, country(), "wales").cases["nation"].n_unique() == 1


@pytest.mark.parametrize("seed", range(4))
def test_whatever_a_case_may_hold_reads_the_same(seed: int) -> None:
    odd = Odd(seed)
    assert assert_same_facts([odd.case() for _ in range(150)]) >= 75


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_whatever_very_many_cases_may_hold_reads_the_same(seed: int) -> None:
    odd = Odd(seed)
    assert assert_same_facts([odd.case() for _ in range(500)]) >= 250


@given(st.lists(st.one_of(whole_profiles(), with_gaps().map(lambda pair: pair[0])), min_size=1, max_size=6))
@settings(max_examples=15)
def test_profiles_whole_and_with_gaps_read_the_same(cases: list[Json]) -> None:
    assert_same_facts(cases)


def test_every_decided_case_reads_the_same(shared: Path) -> None:
    files = sorted((shared / "cases" / "profiles").glob("*.json"))
    cases = [case for file in files for case in json.loads(file.read_text("utf-8"))["profiles"]]
    assert assert_same_facts(cases) >= 60
