"""The columnar engine and the evaluator on whole cases: one answer, down to every finding."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.setting import rules_folder
from engine.columnar.decide import decide, decide_under
from engine.columnar.decisions import Decisions
from engine.columnar.schema import to_arrow
from engine.packs import NoLawError, Pack, load_pack
from engine.packs.diff import days_of_change
from tests.agreement.in_columns import (
    assert_agree,
    by_columns,
    by_evaluator,
    country,
    differences,
    read,
    setting,
)
from tests.agreement.odd_cases import BY_HAND, Odd
from tests.panel import Member, panel
from tests.profiles import Json, with_gaps
from tests.small_packs import FEAR, HEAD, HOME, WORK, writer

pytestmark = pytest.mark.agreement


def without_notes(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: without_notes(item) for key, item in value.items() if key != "note"}
    return [without_notes(item) for item in value] if isinstance(value, list) else value


def test_they_agree_on_every_decided_case(shared: Path) -> None:
    folder = shared / "cases" / "profiles"
    cases = [
        without_notes(case)
        for path in sorted(folder.glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))["profiles"]
    ]
    assert len(cases) >= 80
    assert_agree(cases)


@given(st.lists(with_gaps(), min_size=3, max_size=5))
@settings(max_examples=10)
def test_they_agree_on_generated_profiles(pairs: list[tuple[Json, Json]]) -> None:
    assert_agree([profile for pair in pairs for profile in pair])


def test_they_agree_on_odd_profiles() -> None:
    odd = Odd(8)
    assert_agree([odd.case() for _ in range(120)])


def test_they_agree_on_what_is_told_by_hand() -> None:
    least = {"schema": "safe-connections/profile/1", "assessment_date": "2026-03-31", "applying_to": "leeds"}
    assert_agree([{**least, **told} for told in BY_HAND.values()])


# --- every dated edge ---


def edges() -> list[int]:
    """The day before and the day of every change that a pack holds."""
    days = {day for pack in setting().packs for day in days_of_change(pack)}
    days |= {day for pack in setting().packs for each in pack.decides for day in (each.period.start,)}
    return sorted({day + eve for day in days for eve in (-1, 0)})


def on_edges(members: list[Member]) -> Iterator[Json]:
    for member in members:
        for day in edges():
            for late in {0, member.lag}:  # the change meets the test day, and the application day
                yield member.on(date.fromordinal(day + late))


def test_they_agree_on_every_dated_edge() -> None:
    cases = list(on_edges(panel(3)))
    assert len(cases) > 3 * 100
    assert_agree(cases)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_they_agree_on_every_dated_edge_of_many_lives(part: int) -> None:
    for member in panel(160)[part::8]:
        assert_agree(list(on_edges([member])))


# --- what a batch is ---

CASES = [each.on(date(2021, 5, 1)) for each in panel(40)]
LEEDS = country().number["E08000035"]
LEAST = {"schema": "safe-connections/profile/1", "assessment_date": "2021-05-01"}


def test_an_empty_batch_has_an_empty_answer_of_the_same_columns() -> None:
    some = decide(to_arrow(CASES), setting().packs, country(), findings=True)
    none = decide(to_arrow([]), setting().packs, country(), findings=True)
    for frame, empty in zip(_frames(some), _frames(none), strict=True):
        assert empty.height == 0
        assert empty.schema == frame.schema
    assert none.refused == ()


def test_batches_of_other_laws_can_be_put_one_under_the_other() -> None:
    early = decide(to_arrow([each.on(date(2003, 5, 1)) for each in panel(9)]), setting().packs, country())
    late = decide(to_arrow(CASES), setting().packs, country())
    assert pl.concat([early.cases, late.cases]).height == early.cases.height + 40
    assert pl.concat([early.areas, late.areas])["safety"].null_count() == 0
    assert pl.concat([early.targets, late.targets]).height > 0


def test_a_case_is_decided_alike_whatever_stands_beside_it() -> None:
    together = by_columns(_decided(CASES))
    for number in range(0, len(CASES), 7):
        assert by_columns(_decided([CASES[number]]))[0] == together[number]


def test_cases_without_a_law_are_refused_in_the_words_of_the_evaluator_and_the_rest_go_on() -> None:
    nowhere, before_the_law = LEAST, {**LEAST, "assessment_date": "1990-01-01", "applying_to": "leeds"}
    two_nations = {**LEAST, "family": [{"area": "leeds"}, {"area": "cardiff"}]}
    answer = decide(to_arrow([nowhere, CASES[0], before_the_law, two_nations]), setting().packs, country())
    assert answer.cases["case"].to_list() == [1]
    assert {each.case: each.because for each in answer.refused} == {
        number: by_evaluator(read(case))
        for number, case in ((0, nowhere), (2, before_the_law), (3, two_nations))
    }


def test_a_jurisdiction_that_is_given_decides_instead() -> None:
    case = {**LEAST, "applying_to": "leeds", "household": []}
    said = decide(to_arrow([case]), setting().packs, country(), jurisdiction="scotland").cases
    assert said["homelessness_rule"][0].startswith("sco.")
    with pytest.raises(NoLawError, match="no rule pack holds the law of France"):
        decide(to_arrow([case]), setting().packs, country(), jurisdiction="france")


def test_verdicts_go_out_as_arrow_by_their_words() -> None:
    tables = decide(to_arrow(CASES), setting().packs, country(), findings=True).to_arrow()
    assert set(tables) == {"cases", "areas", "targets", "findings"}
    assert set(tables["areas"]["safety"].to_pylist()) <= {"excluded", "undetermined", "caution", "clear"}


def test_without_evidence_the_verdicts_and_their_grounds_are_the_same() -> None:
    shown, told = (
        decide(to_arrow(CASES), setting().packs, country(), evidence=each) for each in (True, False)
    )
    assert "homelessness_on_evidence" in shown.cases.columns
    assert not [name for name in told.cases.columns if name.endswith("on_evidence")]
    for kind in ("cases", "areas", "targets"):
        with_it, without = getattr(shown, kind), getattr(told, kind)
        # Evidence tells findings of one verdict apart, and so may name another rule first.
        verdicts = [n for n in without.columns if not n.endswith("rule") and n not in {"ground", "person"}]
        assert with_it.select(verdicts).equals(without.select(verdicts))


def test_without_evidence_the_first_rule_by_name_of_those_that_give_the_verdict_is_named() -> None:
    told = decide(to_arrow(CASES), setting().packs, country(), findings=True)
    assert told.findings is not None
    found = told.findings.with_columns(pl.col("rule", "verdict").cast(pl.String))
    for row in told.cases.with_columns(pl.col("priority_need").cast(pl.String)).iter_rows(named=True):
        said = found.filter(
            pl.col("case") == row["case"],
            pl.col("rule").str.contains(".priority_need.", literal=True),
            pl.col("verdict") == row["priority_need"],
        )
        assert row["priority_need_rule"] == said["rule"].min()


def test_the_nights_of_each_area_are_those_of_the_finding() -> None:
    case = {
        **LEAST, "applying_to": "leeds", "household": [],
        "housing_history": [{"area": "leeds", "from": "2020-11-01", "current": True, "basis": "refuge"}],
    }  # fmt: skip
    answer = decide(to_arrow([case]), setting().packs, country())
    (row,) = answer.areas.filter(pl.col("area") == LEEDS).iter_rows(named=True)
    assert (row["residence_days_in_last_12_months_least"], row["residence_days_in_last_12_months_most"]) == (
        0,
        181,
    )


# --- two sets of packs over one batch ---


def three_years(tmp_path: Path) -> tuple[Pack, ...]:
    """The packs, with family counting after three years instead of five."""
    folder = shutil.copytree(rules_folder() / "england", tmp_path / "england")
    rule = folder / "local_connection" / "family_associations.yaml"
    text = rule.read_text("utf-8")
    assert text.count("values: {1997-01-20: 5}") == 1
    rule.write_text(text.replace("values: {1997-01-20: 5}", "values: {1997-01-20: 3}"), encoding="utf-8")
    proposed = load_pack(folder)
    return tuple(proposed if pack.code == proposed.code else pack for pack in setting().packs)


MOTHER_CAME_FOUR_YEARS_AGO = {
    **LEAST, "applying_to": "hackney", "household": [], "housing_history": [], "employment": [],
    "special_circumstances": [],
    "family": [
        {"area": "leeds", "relation": "mother", "resident_since": "2017-05-01", "wishes_to_be_near": True}
    ],
}  # fmt: skip


def test_two_sets_of_packs_at_once_say_what_each_says_alone(tmp_path: Path) -> None:
    sets = (setting().packs, three_years(tmp_path))
    odd = Odd(3)
    cases = [MOTHER_CAME_FOUR_YEARS_AGO, *CASES, *(odd.case() for _ in range(30))]
    both = decide_under(to_arrow(cases), sets, country(), evidence=True, findings=True)
    told = [by_columns(each, packs) for each, packs in zip(both, sets, strict=True)]
    for number, case in enumerate(cases):
        for packs, said in zip(sets, told, strict=True):
            assert not differences(by_evaluator(read(case), packs), said[number])
    verdicts = [
        answer.areas.filter(pl.col("case") == 0, pl.col("area") == LEEDS)["connection"][0] for answer in both
    ]
    assert verdicts == ["undetermined", "presumed_met"]


def test_a_case_may_have_a_law_under_one_set_of_packs_alone() -> None:
    england = tuple(pack for pack in setting().packs if pack.code in {"eng", "xb", "prac"})
    cases: list[Json] = [{**LEAST, "applying_to": area, "household": []} for area in ("leeds", "fife")]
    every, some = decide_under(to_arrow(cases), (setting().packs, england), country())
    assert every.cases["case"].to_list() == [0, 1]
    assert some.cases["case"].to_list() == [0]
    assert some.areas["case"].unique().to_list() == [0]
    assert [each.case for each in some.refused] == [1]
    assert every.refused == ()


# --- small packs: every construct of the language ---

EACH_JOB = {
    **WORK,
    "none": None,
    "plain": {name: say for name, say in WORK["plain"].items() if name != "none"},
}
QUIET = [
    {"when": "nights >= 300", "is": "silent"},
    {"when": "nights >= 183", "is": "met"},
    {"otherwise": "silent"},
]
QUIETLY = {name: say for name, say in HOME["plain"].items() if name != "not_met"}
CONSTRUCTS: dict[str, list[Json]] = {
    "a list judged as one": [WORK],
    "a list judged as one, silent where it is empty": [{**EACH_JOB, "none": "silent"}],
    "each item by itself": [EACH_JOB],
    "of anyone in the household": [
        {**WORK, "whose": "anyone"},
        {**EACH_JOB, "whose": "anyone", "rule": "sml.local_connection.each_job"},
    ],
    "for one authority alone": [{**WORK, "applies_in": {"only": ["E08000035"]}}],
    "for every authority but one": [{**HOME, "applies_in": {"except": ["E08000035"]}}],
    "nights that stays may add to": [HOME],
    "nights of which the rule may be silent": [{**HOME, "verdict": QUIET, "plain": QUIETLY}],
    "the safety of each risk": [FEAR],
}


# No night counts for sure, and if an officer counts them they are enough.
IN_A_REFUGE = {
    **LEAST, "applying_to": "leeds", "household": [],
    "housing_history": [{"area": "leeds", "from": "2020-09-01", "current": True, "basis": "refuge"}],
}  # fmt: skip


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_every_construct_is_decided_alike(name: str, tmp_path: Path) -> None:
    rules = [{key: value for key, value in rule.items() if value is not None} for rule in CONSTRUCTS[name]]
    packs = (load_pack(writer(tmp_path)(HEAD, rules=rules)),)
    odd = Odd(5)
    cases = [IN_A_REFUGE, *({**odd.case(), "applying_to": "leeds"} for _ in range(40))]
    decisions = decide(to_arrow(cases), packs, country(), evidence=True, findings=True)
    told = by_columns(decisions, packs)
    for number, case in enumerate(cases):
        assert not differences(by_evaluator(read(case), packs), told[number])
    assert decisions.findings is not None
    assert decisions.findings.height > 0


def _decided(cases: list[Json]) -> Decisions:
    return decide(to_arrow(cases), setting().packs, country(), evidence=True, findings=True)


def _frames(decisions: Decisions) -> list[pl.DataFrame]:
    assert decisions.findings is not None
    return [decisions.cases, decisions.areas, decisions.targets, decisions.findings]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.parametrize("imported", ["engine.columnar.decide", "policy_lab.replay.preloaded"])
def test_a_process_that_imported_the_engine_can_be_forked_and_decide(imported: str) -> None:
    # What polars computes at import starts its threads, for which a forked worker would then wait for ever.
    subprocess.run([sys.executable, "-c", f"import {imported}\n{FORKED}"], check=True, timeout=60)


FORKED = """
import os
import signal
import polars as pl
child = os.fork()
if not child:
    signal.alarm(30)
    pl.Series([1, 2, 3]).gather(pl.Series([0, 2])).sum()
    pl.DataFrame({"a": [1, 2, 3]}).filter(pl.col("a") > 1).sort("a")
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
