"""The rules in columns by themselves: conditions, lists and laws, each against the evaluator's own words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.columnar.by_row import facts_by_row
from engine.columnar.conditions import Columns, Reading
from engine.columnar.decide import decide, decide_by_row
from engine.columnar.frames import (
    NO_BOUND,
    SHOWN,
    bits_of,
    columns_of,
    joined,
    measure_column,
    words_in_order,
)
from engine.columnar.laws import docket
from engine.columnar.lists import Hanging, found_in_list, found_of_each
from engine.columnar.rules import NotInColumnsError, Stated, possible, stated
from engine.columnar.schema import to_arrow
from engine.conditions import All, Any, AtLeast, Below, Condition, In, Is
from engine.evaluate import on_account, on_evidence, verdict_of
from engine.facts.subjects import ANY_WORD, Group, Subject
from engine.known import Amount, OneOf, Value, YesNo
from engine.packs import Pack, law_on, load_pack
from engine.packs.law import BoundRow, BoundRule, bound
from engine.truth import test_of as truth_of
from engine.verdicts import LEGAL
from tests.agreement.in_columns import by_columns, by_evaluator, country, differences, read, setting
from tests.agreement.odd_cases import Odd
from tests.panel import panel
from tests.small_packs import FEAR, HEAD, HOME, WORK, but, writer

pytestmark = pytest.mark.agreement

# --- a decision list over jobs: each row of the frame is a job with whatever is known of it ---

KINDS = words_in_order("job", "kind")
hours = st.integers(-1, 60)
conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(
        st.builds(Is, st.sampled_from(("current", "casual")), st.booleans()),
        st.builds(AtLeast, st.just("hours_per_week"), hours),
        st.builds(Below, st.just("hours_per_week"), hours),
        st.builds(In, st.just("kind"), st.frozensets(st.sampled_from(KINDS)), st.booleans()),
    ),
    lambda parts: st.one_of(
        st.builds(All, st.lists(parts, max_size=3).map(tuple)),
        st.builds(Any, st.lists(parts, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
bits = st.sampled_from([1 << rank for rank in range(len(LEGAL.verdicts))])
decision_lists = st.lists(st.tuples(conditions, bits), max_size=4).flatmap(
    lambda rows: bits.map(lambda last: (*rows, (cast(Condition, All(())), last)))
)


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    least = draw(hours)
    return Amount(least, draw(st.none() | hours.map(lambda most: max(least, most))))


jobs: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {
        "current": st.builds(YesNo, st.none() | st.booleans()),
        "casual": st.builds(YesNo, st.none() | st.booleans()),
        "hours_per_week": amounts(),
        "kind": st.builds(OneOf, st.frozensets(st.sampled_from(KINDS), min_size=1) | st.just(ANY_WORD)),
    }
)


def frame_of(facts: list[dict[str, Value]], shown: list[dict[str, Value]] | None = None) -> pl.DataFrame:
    rows = [_row(each, "") for each in facts]
    if shown is not None:
        rows = [row | _row(each, SHOWN) for row, each in zip(rows, shown, strict=True)]
    types = {"current": "yes_no", "casual": "yes_no", "hours_per_week": "amount", "kind": "one_of"}
    standards = ("",) if shown is None else ("", SHOWN)
    schema = {
        name: column
        for standard in standards
        for fact, of_type in types.items()
        for name, column in columns_of(fact, of_type, standard).items()  # type: ignore[arg-type]  # of the four
    }
    return pl.DataFrame(rows, schema=schema)


def _row(facts: Mapping[str, Value], standard: str) -> dict[str, object]:
    row: dict[str, object] = {}
    for fact, value in facts.items():
        match value:
            case YesNo(truth):
                row[fact + standard] = truth
            case OneOf(options):
                row[fact + standard] = bits_of("job", fact, options)
            case Amount(least, most):
                row[f"{fact}.least{standard}"] = least
                row[f"{fact}.most{standard}"] = NO_BOUND if most is None else most
    return row


def a_rule(rows: tuple[tuple[Condition, int], ...], none: int | None = None) -> Stated:
    return Stated(
        "sml.local_connection.x",
        "local_connection",
        "job",
        False,
        frozenset(),
        frozenset(),
        none,
        rows,
        False,
    )


@given(st.lists(jobs, min_size=1, max_size=8), decision_lists)
@settings(max_examples=60)
def test_what_a_decision_list_may_come_to_is_what_trying_its_rows_one_by_one_gives(
    facts: list[dict[str, Value]], rows: tuple[tuple[Condition, int], ...]
) -> None:
    found = possible(a_rule(rows), Columns("job", frame_of(facts)), Reading())
    assert found.tolist() == [one_by_one(rows, each) for each in facts]


def one_by_one(rows: tuple[tuple[Condition, int], ...], facts: Mapping[str, Value]) -> int:
    found = 0
    for condition, bit in rows:
        truth = truth_of(condition)(facts, 0)
        if truth is not False:
            found |= bit
        if truth:
            break
    return found


# --- lists of jobs ---


@dataclass(frozen=True)
class Listed:
    """What is known of the jobs of one person in one area."""

    items: list[tuple[dict[str, Value], dict[str, Value], bool | None]]
    asked: bool
    complete: bool


lists = st.builds(
    Listed,
    st.lists(st.tuples(jobs, jobs, st.sampled_from((True, None))), max_size=4),
    st.booleans(),
    st.booleans(),
).map(lambda told: told if told.asked else replace(told, items=[]))
nones = st.sampled_from((None, "silent", "not_met", "met"))


@given(st.lists(lists, min_size=1, max_size=6), decision_lists, nones)
@settings(max_examples=60)
@example([Listed([], True, True)], ((All(()), 2),), "silent")
def test_the_verdict_over_a_list_is_the_evaluators(
    told: list[Listed], rows: tuple[tuple[Condition, int], ...], none: str | None
) -> None:
    rule = evaluated(rows, none)
    said = a_rule(rows, None if none is None else LEGAL.only(none))
    hanging = hung(told)
    if none is None:
        found = found_of_each(said, hanging, evidence=True)
        parts = [part for each in told for part in a_group(each).items]
    else:
        found = found_in_list(said, hanging, evidence=True)
        parts = [a_group(each) for each in told]
    assert len(parts) == found.verdict.size
    for part, verdict, shown in zip(parts, found.verdict.tolist(), found.shown.tolist(), strict=True):
        expected = verdict_of(rule, part, on_account)[0]
        on_documents = verdict_of(rule, part, on_evidence)[0]
        assert verdict == (0 if expected == "silent" else LEGAL.only(expected))
        if expected != "silent":
            assert shown == LEGAL.only(expected if on_documents == "silent" else on_documents)


def hung(told: list[Listed]) -> Hanging:
    items = [item for each in told for item in each.items]
    listed = frame_of([item[0] for item in items], [item[1] for item in items]).with_columns(
        group=pl.Series([n for n, each in enumerate(told) for _ in each.items], dtype=pl.UInt32),
        here=pl.Series([item[2] for item in items], dtype=pl.Boolean),
    )
    home = pl.DataFrame(
        {"job.asked": [each.asked for each in told], "job.complete": [each.complete for each in told]}
    )
    return Hanging("job", listed, home)


def a_group(told: Listed) -> Group:
    subjects = [
        Subject(f"employment.{n}", here, facts, shown, {})
        for n, (facts, shown, here) in enumerate(told.items)
    ]
    return Group("job", "E1", "client", tuple(subjects), "employment", told.asked, told.complete)


def evaluated(rows: tuple[tuple[Condition, int], ...], none: str | None) -> BoundRule:
    like = next(
        rule for rule in law_on(setting().packs, "england", 737_000, 737_000).about["job"] if rule.rule.none
    )
    verdict_at = {1 << rank: verdict for rank, verdict in enumerate(LEGAL.verdicts)}
    lines = tuple(
        BoundRow(condition, truth_of(condition), verdict_at[bit], bit, None) for condition, bit in rows
    )
    return BoundRule(like.rule, LEGAL, {}, (), lines, (), none)


# --- the words of choices, and the names of measures ---


def test_a_word_that_a_choice_never_is_counts_as_some_other_word() -> None:
    order = words_in_order("job", "kind")
    assert bits_of("job", "kind", ("employed",)) == 1 << order.index("employed")
    assert bits_of("job", "kind", ("mother",)) == bits_of("job", "kind", ("barred",)) == 1 << len(order)
    assert words_in_order("case", "homelessness") == LEGAL.verdicts


def test_a_measure_is_one_column_for_what_it_counts_whatever_law_asks() -> None:
    eve, day = date(2008, 11, 30).toordinal(), date(2008, 12, 1).toordinal()
    laws = [law_on(setting().packs, "england", each, each) for each in (eve, day, day + 900)]
    counted = [
        {
            measure_column(measure)
            for rule in law.rules
            if rule.rule.id.startswith("eng.local_connection.residence.")
            for measure in rule.measures
            if measure.measure == "nights_lived_here"
        }
        for law in laws
    ]
    assert counted[1] == counted[2]
    assert len(counted[0]) == len(counted[1]) == 2
    assert not counted[0] & counted[1]  # from that day service in the armed forces counts


# --- the law of each case ---


def test_each_case_has_the_law_that_the_evaluator_takes() -> None:
    days = [date(1998, 1, 1).toordinal() + 397 * n for n in range(27)]
    cases = pl.DataFrame(
        {
            "case": pl.Series(range(len(days) * 4), dtype=pl.UInt32),
            "nation": pl.Series(
                [bits_of("target", "nation", (n,)) for n in _NATIONS for _ in days], dtype=pl.UInt32
            ),
            "test_day": pl.Series(days * 4, dtype=pl.Int32),
            "application_day": pl.Series([day - day % 80 for day in days * 4], dtype=pl.Int32),
        }
    )
    held = docket(cases, (setting().packs,))
    (laws,), (refused,) = held.laws, held.refused
    without = {each.case for each in refused}
    for row, cell in zip(cases.iter_rows(named=True), held.cells["cell"], strict=True):
        if row["case"] in without:
            assert cell not in laws
            continue
        nation = _NATIONS[row["case"] // len(days)]
        assert laws[cell] is law_on(setting().packs, nation, row["test_day"], row["application_day"])
    assert 0 < len(without) < len(days)


_NATIONS = ("england", "wales", "scotland", "northern_ireland")


# --- facts row by row, joined with others ---


def test_frames_of_some_cases_and_of_others_join_to_those_of_all() -> None:
    profiles = {each.seed: read(each.on(date(2021, 5, 1))) for each in panel(30)}
    nations = {each.seed: each.nation for each in panel(30)}
    whole = facts_by_row(profiles, nations, {}, country())
    parts = [
        facts_by_row({n: p for n, p in profiles.items() if n % 3 == part}, nations, {}, country())
        for part in range(3)
    ]
    together = joined(parts)
    assert together.cases.equals(whole.cases)
    for kind, frame in whole.subjects.items():
        assert together.subjects[kind].equals(frame), kind


def test_facts_row_by_row_are_decided_as_the_evaluator_decides_them() -> None:
    odd = Odd(21)
    cases = [*(each.on(date(2021, 5, 1)) for each in panel(20)), *(odd.case() for _ in range(60))]
    profiles = {number: read(case) for number, case in enumerate(cases)}
    (decisions,) = decide_by_row(profiles, (setting().packs,), country(), evidence=True, findings=True)
    told = by_columns(decisions)
    for number, profile in profiles.items():
        assert not differences(by_evaluator(profile), told[number])


# --- what is refused ---


def refusal(tmp_path: Path, rule: dict[str, object]) -> str:
    pack = load_pack(writer(tmp_path)(HEAD, rule=rule))
    case = {"schema": "safe-connections/profile/1", "assessment_date": "2021-05-01", "applying_to": "leeds"}
    with pytest.raises(NotInColumnsError) as refused:
        decide(to_arrow([case]), (pack,), country())
    return str(refused.value)


def test_nights_for_the_officer_in_a_rule_on_safety_are_refused_by_name(tmp_path: Path) -> None:
    rows = [{"when": "nights >= 183", "is": "caution"}, {"otherwise": "clear"}]
    rule = {
        **HOME, "rule": "sml.safety.nights", "verdict": rows,
        "plain": dict.fromkeys(("caution", "clear", "officer_judgement", "undetermined"), "{nights}"),
    }  # fmt: skip
    rule = {name: value for name, value in rule.items() if value is not None}
    assert refusal(tmp_path, rule).startswith(
        "rule `sml.safety.nights` cannot be decided in columns: stays that only may count"
    )


def test_a_connection_through_a_risk_is_refused_by_name(tmp_path: Path) -> None:
    rule = {
        **FEAR, "rule": "sml.local_connection.fear",
        "verdict": [{"when": "probable_on_return", "is": "not_met"}, {"otherwise": "met"}],
        "plain": dict.fromkeys(("met", "not_met", "undetermined"), "A sentence."),
    }  # fmt: skip
    rule = {name: value for name, value in rule.items() if value is not None}
    assert "a local connection is not judged by `risk`" in refusal(tmp_path, rule)


def test_a_number_that_columns_cannot_hold_is_refused_by_name(tmp_path: Path) -> None:
    rule = but(WORK, "parameters", "few_hours", "values", to={date(2000, 1, 1): 2**31})
    message = refusal(tmp_path, rule)
    assert "rule `sml.local_connection.work`" in message
    assert "compares with 2147483648, which is too large" in message


def test_a_condition_of_a_language_to_come_is_refused_by_name(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Unless:
        fact: str

    pack: Pack = load_pack(writer(tmp_path)(HEAD, rule=WORK))
    rule = bound(pack.rules[0], {"test_day": 737_000, "application_date": 737_000})
    unknown = replace(rule.rows[0], condition=All((cast(Condition, Unless("casual")),)))
    with pytest.raises(NotInColumnsError, match=r"`sml.local_connection.work`.*`Unless` is not a condition"):
        stated(replace(rule, rows=(unknown, *rule.rows[1:])))


def test_a_verdict_is_one_bit_and_silence_none() -> None:
    rows = ((cast(Condition, Is("current", True)), LEGAL.only("met")), (cast(Condition, All(())), 1))
    facts: list[dict[str, Value]] = [
        {"current": YesNo(truth), "casual": YesNo(None), "hours_per_week": Amount(0, None),
         "kind": OneOf(frozenset({"employed"}))}
        for truth in (True, False, None)
    ]  # fmt: skip
    found = found_of_each(
        a_rule(rows), hung([Listed([(each, each, True) for each in facts], True, True)]), evidence=False
    )
    assert found.verdict.tolist() == [LEGAL.only("met"), 0, LEGAL.only("undetermined")]
    assert found.shown is found.verdict
    assert found.verdict.dtype == np.uint8
