"""Whoever answers for the rules reads them, and checks that they are fit to decide by."""

import json
import shutil
from pathlib import Path

import pytest

from casework.setting import PACKS, rules_folder, shipped_packs
from tests.program import Run, quick_run, run

SIX_OF_TWELVE = "eng.local_connection.residence.six_of_twelve_months"


def words(done: Run) -> str:
    return " ".join(done.text.split())


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of a shipped pack that a test may spoil."""
    return Path(shutil.copytree(rules_folder() / "practice", tmp_path / "practice"))


def test_every_rule_is_listed() -> None:
    done = run("rules", "list")
    held = {rule.id for pack in shipped_packs() for rule in pack.rules}
    listed = {line.strip() for line in done.text.splitlines()}
    assert (done.code, held - listed) == (0, set())
    assert "Lived here for 6 of the last 12 months. Guideline, in force from 20 January 1997;" in words(done)


def test_rules_are_found_by_family_and_by_words() -> None:
    safety = json.loads(quick_run("rules", "list", "--family", "safety", "--format", "json").out)
    assert {row["family"] for row in safety["rules"]} == {"safety"}
    found = json.loads(quick_run("rules", "list", "12 months", "--format", "json").out)
    assert SIX_OF_TWELVE in {row["rule"] for row in found["rules"]}
    done = quick_run("rules", "list", "--family", "saftey")
    assert done.code == 2
    assert "`safety`" in done.err


def test_a_rule_is_shown_with_all_that_it_says() -> None:
    said = words(quick_run("rules", "show", SIX_OF_TWELVE))
    assert "days_needed (nights) from 20 January 1997: 183" in said
    assert "- if days >= days_needed: met - if days >= days_needed - near_miss: for the officer" in said
    assert (
        "Housing Act 1996 s.199(1)(a), (3) https://www.legislation.gov.uk/ukpga/1996/52/section/199" in said
    )
    assert "- 183 nights are enough: presumed met" in said


def test_a_rule_is_shown_as_on_a_day() -> None:
    before, after = (
        words(quick_run("rules", "show", SIX_OF_TWELVE, "--as-of", day))
        for day in ("2008-11-30", "2008-12-01")
    )
    assert "armed forces" in before.partition("MEASURED")[0]
    assert "armed forces" not in after.partition("MEASURED")[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["six_of_twelve"], f"Near match: `{SIX_OF_TWELVE}`"),
        ([SIX_OF_TWELVE, "--as-of", "1990-01-01"], "is in force from 1997-01-20, and not on 1990-01-01."),
    ],
)
def test_a_rule_that_is_not_there_is_said(arguments: list[str], said: str) -> None:
    done = quick_run("rules", "show", *arguments)
    assert (done.code, done.out) == (2, b"")
    assert said in done.err


def test_the_shipped_rules_are_fit_to_decide_by() -> None:
    done = quick_run("rules", "lint")
    assert done.code == 0
    assert [line.partition(":")[0] for line in done.text.splitlines()] == list(PACKS)


def test_an_unfit_pack_is_refused_with_each_reason(copied: Path) -> None:
    offer = copied / "readiness" / "offer.yaml"
    offer.write_text(offer.read_text().replace("when: safety == excluded", "when: saftey == excluded"))
    done = quick_run("rules", "lint", copied)
    assert done.code == 1
    assert "readiness/offer.yaml: prac.readiness.safe_there: unknown fact `saftey`" in done.text
    assert "docs/checks" in done.text
    assessed = quick_run("assess", "examples/mark.yaml", "--pack", copied)
    assert assessed.code == 2
    assert "unknown fact `saftey`" in assessed.err


def test_a_failing_case_is_traced(copied: Path) -> None:
    for path in copied.rglob("*.test.yaml"):
        path.unlink()
    trials = """
    tests: prac.readiness.wanted
    base: {assessment_date: 2026-03-31}
    cases:
      - {name: nobody has asked, sso: {area: leeds, offer: hostel}, expect: {verdict: presumed_met}}
    """
    (copied / "wanted.test.yaml").write_text(trials)
    done = quick_run("rules", "test", copied)
    assert done.code == 1
    assert "wanted.test.yaml: prac.readiness.wanted: nobody has asked" in done.text
    assert "practice: 0 pass" in done.text


def test_the_cases_beside_the_shipped_practice_rules_pass_and_leave_nothing_unproven() -> None:
    folder = rules_folder() / "practice"
    done = quick_run("rules", "test", folder)
    assert (done.code, done.text.endswith(" 0 fail, 0 err\n")) == (0, True)
    assert quick_run("rules", "coverage", folder).code == 0


def test_what_no_case_shows_is_said(copied: Path) -> None:
    for path in copied.rglob("*.test.yaml"):
        path.unlink()
    done = quick_run("rules", "coverage", copied)
    assert done.code == 1
    assert (
        "UNPROVEN readiness/offer.yaml: prac.readiness.wanted: no passing case shows the version" in done.text
    )


# --- areas ---


@pytest.mark.parametrize(
    ("find", "said"),
    [
        ("leeds", "Leeds leeds E08000035"),
        ("E09000030", "Tower Hamlets tower-hamlets E09000030"),
        ("newcastle", "Newcastle upon Tyne newcastle-upon-tyne E08000021"),
        ("kent", "Kent is a county, not a housing authority; its districts are ashford,"),
    ],
)
def test_an_area_is_looked_up(find: str, said: str) -> None:
    done = quick_run("areas", find)
    assert (done.code, said in words(done)) == (0, True)


def test_a_place_that_is_no_area_gets_near_matches() -> None:
    done = quick_run("areas", "brihgton")
    assert (done.code, done.text) == (2, "No area is called that. Near match: brighton-and-hove.\n")
