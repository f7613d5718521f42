"""The examples beside each rule prove it: every verdict and sentence, both sides of every date."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest

from engine.facts.case import Case
from engine.packs import Pack, load_pack
from engine.packs.errors import PackError
from engine.questions import load_questions
from engine.sentences import Wording
from engine.trials import TrialReport, coverage, run_trials
from engine.wording import wording_of
from services_directory.areas import load_areas

RULES = Path(__file__).resolve().parents[2] / "rules"
PACKS = sorted(head.parent.name for head in RULES.glob("*/pack.yaml"))


@cache
def pack(name: str) -> Pack:
    return load_pack(RULES / name)


@cache
def tried(name: str) -> TrialReport:
    return run(pack(name), RULES / name)


def run(one: Pack, folder: Path) -> TrialReport:
    areas, questions = load_areas(), load_questions(RULES / "questions.yaml")

    def words(case: Case) -> Wording:
        return wording_of(case, lambda code: areas[code].name if code else "any area", questions)

    return run_trials([one], folder, areas, lambda code: areas[code].nation, words)


@pytest.mark.parametrize("name", PACKS)
def test_every_trial_passes(name: str) -> None:
    report = tried(name)
    wrong = [line for result in (*report.fails, *report.errs) for line in result.lines()]
    assert not wrong, "\n".join(wrong)
    assert report.passes


@pytest.mark.parametrize("name", PACKS)
def test_nothing_that_a_rule_can_say_is_left_unproven(name: str) -> None:
    covered = coverage([pack(name)], tried(name))
    assert covered.complete, "\n".join(each.sentence() for each in covered.unproven)
    assert covered.versions == len(pack(name).rules)


HEAD = """
pack: small
code: sml
title: A pack of one rule
version: "1"
jurisdiction: england
decides: [{nation: england, from: 2000-01-01}]
"""
RULE = """
rule: sml.safety.fear
title: Fear
about: risk
force: practice
certainty: memory
in_force: {from: 2000-01-01, to: 2010-01-01}
verdict:
  - {when: probable_on_return, is: excluded}
  - {when: reason_given, is: caution}
  - {otherwise: undetermined, settle: {fact: reason, ask: "Ask about {area}."}}
factors:
  - {when: probable_on_return, say: "Think of {area}."}
cites: [{source: A book, read_on: 2026-11-20}]
plain: {excluded: "Not {area}.", caution: "Take care in {area}.", undetermined: "Ask. It turns on {missing}."}
"""
TRIAL = """
tests: sml.safety.fear
base: {assessment_date: 2009-12-31, area: leeds, household: []}
cases:
  - {name: likely, risks: [{kind: violence, probable_on_return: true}], expect: {verdict: excluded}}
  - {name: not, risks: [{kind: gang, probable_on_return: false, reason: gone}], expect: {verdict: caution}}
  - {name: over, assessment_date: 2010-01-01, risks: [{kind: gang}], expect: {verdict: silent}}
"""


TryOut: TypeAlias = Callable[[str, str], tuple[TrialReport, list[str]]]


@pytest.fixture
def try_out(tmp_path: Path) -> TryOut:
    """Try a trial file on a rule, each as text; says also what is left unproven."""

    def out(rule: str, trial: str) -> tuple[TrialReport, list[str]]:
        for file, text in {"pack.yaml": HEAD, "fear.yaml": rule, "fear.test.yaml": trial}.items():
            (tmp_path / file).write_text(text, encoding="utf-8")
        one = load_pack(tmp_path)
        report = run(one, tmp_path)
        return report, [each.why for each in coverage([one], report).unproven]

    return out


def test_a_wrong_verdict_fails_and_the_failure_shows_the_lines_tried(try_out: TryOut) -> None:
    report, _ = try_out(RULE, TRIAL.replace("verdict: excluded", "verdict: clear"))
    (failed,) = report.fails
    assert failed.name == "likely"
    assert failed.why[:2] == ("expected clear, got excluded", "it says: Not Leeds.")
    assert "  probable_on_return: yes -> excluded" in failed.why


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        (
            "verdict: excluded, facts: {probable_on_return: false}",
            "expected probable_on_return: False; got True",
        ),
        ("verdict: excluded, facts: {fear: 1}", "`fear` is not a fact here"),
        ("verdict: excluded, missing: [risks]", "expected missing: risks; got nothing"),
        ("verdict: excluded, factors: [Hull]", "expected a factor with `Hull`; got Think of Leeds."),
        ("verdict: excluded, says: Hull", "expected it to say `Hull`; it says: Not Leeds."),
        ("verdict: excluded, step: Hull", "expected a step with `Hull`; got none"),
        ("verdict: excluded, on_evidence: excluded", "expected excluded on evidence, got undetermined"),
        ("verdict: excluded, about: risks.1", "expected excluded, got silent"),
        ("verdict: excluded, person: household.0", "expected excluded, got silent"),
    ],
)
def test_a_wrong_reason_fails_too(expect: str, why: str, try_out: TryOut) -> None:
    report, _ = try_out(RULE, TRIAL.replace("verdict: excluded", expect))
    (failed,) = report.fails
    assert why in failed.why[0]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("sml.safety.fear", "sml.safety.fright", "no pack holds a rule called sml.safety.fright"),
        ("area: leeds", "area: leedz", "no one area is called `leedz`"),
        (", area: leeds", "", "judges an area: say which"),
        ("2009-12-31", "1999-12-31", "the pack does not decide england on the case's dates"),
        ("area: leeds", "area: cardiff", "the pack does not decide wales on the case's dates"),
        (
            "household: []",
            "household: [], verdicts: {safety: clear}",
            "`verdicts`: safety; verdicts of a risk: none",
        ),
        ("kind: gang", "kind: ghost", "risks.0.kind"),
    ],
)
def test_a_case_that_cannot_be_tried_is_an_error_and_never_a_pass(
    old: str, new: str, why: str, try_out: TryOut
) -> None:
    report, _ = try_out(RULE, TRIAL.replace(old, new))
    assert report.errs
    assert not report.fails
    assert any(why in line for result in report.errs for line in result.why)


@pytest.mark.parametrize("text", ["tests: [", "tests: sml.safety.fear", "tests: a\ncases: [{name: b}]"])
def test_a_trial_file_that_is_none_is_an_error(text: str, try_out: TryOut) -> None:
    report, _ = try_out(RULE, text)
    assert [result.outcome for result in report.results] == ["error"]


def test_coverage_names_whatever_is_not_shown(
    try_out: TryOut,
) -> None:
    report, unproven = try_out(RULE, TRIAL)
    assert len(report.passes) == 3
    assert unproven == [
        "no passing case of the version from 2000-01-01 comes to undetermined",
        "no passing case of the version from 2000-01-01 says the sentence for `undetermined`",
        "no passing case of the version from 2000-01-01 asks for the step `Ask about {area}.`",
    ]
    one_case = TRIAL[: TRIAL.index("  - {name: not")].replace("2009-12-31", "2005-06-01")
    _, unproven = try_out(RULE, one_case)
    assert "it ends on 2010-01-01: no passing case has its test day on the day before" in unproven
    assert "it ends on 2010-01-01: no passing case has its test day on that day or soon after" in unproven
    _, unproven = try_out(RULE, TRIAL.replace("probable_on_return: true", "reason: x"))
    assert "no passing case of the version from 2000-01-01 says the factor `Think of {area}.`" in unproven
    _, unproven = try_out(RULE, TRIAL.replace("verdict: ", "verdict: not_"))
    assert unproven[0] == "no passing case shows the version from 2000-01-01"


def test_coverage_asks_for_both_sides_of_every_dated_value(try_out: TryOut) -> None:
    wary = (
        "parameters:\n  wary: {unit: number, by: application_date, values: {2000-01-01: 1, 2004-01-01: 0}}\n"
    )
    dated = wary + RULE.replace("when: reason_given,", "when: reason_given and wary >= 1,")
    trial = TRIAL + "  - {name: early, application_date: 2003-12-31, risks: [], expect: {verdict: silent}}\n"
    _, why = try_out(dated, TRIAL.replace("caution", "undetermined"))
    assert "`wary` changes on 2004-01-01: no passing case has its application date on the day before" in why
    _, unproven = try_out(dated, trial.replace("caution", "undetermined"))
    assert not [why for why in unproven if "wary" in why]


def test_only_the_first_day_of_a_pack_needs_no_day_before(try_out: TryOut) -> None:
    """No law stands before a pack's first day: an assessment of such a day is refused."""
    _, unproven = try_out(RULE, TRIAL)
    assert not [why for why in unproven if why.startswith("it begins")]
    _, unproven = try_out(RULE.replace("from: 2000-01-01", "from: 2000-01-02"), TRIAL)
    assert "it begins on 2000-01-02: no passing case has its test day on the day before" in unproven


def test_a_pack_with_a_fault_is_not_loaded_at_all(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "fear.yaml").write_text(
        RULE.replace("probable_on_return", "probable_on_retrn"), encoding="utf-8"
    )
    with pytest.raises(
        PackError, match=r"unknown fact `probable_on_retrn`.*near match: `probable_on_return`"
    ):
        load_pack(tmp_path)
