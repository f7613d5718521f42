"""Local policy beside the law: it is shown as what it is, and can touch neither law nor safety."""

import json
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.answers import assessment
from casework.setting import load_setting, rules_folder, shipped_packs
from casework.sso import sso_check
from engine.facts.case import Case
from engine.packs import PackError
from engine.packs.overlay import Overlay, load_overlay
from engine.questions import load_questions
from engine.sentences import Wording
from engine.setting import Setting
from engine.trials import coverage, run_trials
from engine.wording import wording_of
from services_directory.areas import load_areas
from tests.program import AARIZ, HOUSE, MARK, quick_run
from tests.small_packs import but

EXAMPLES = HOUSE / "examples" / "overlays"
SETTLED, SCHEME = EXAMPLES / "settled_address.yaml", EXAMPLES / "allocation_scheme.yaml"
DAY = date(2022, 1, 1)

CASE = {
    "schema": "safe-connections/profile/1",
    "ref": "case",
    "assessment_date": "2026-06-30",
    "applying_to": "bristol",
    "household": [],
    "housing_history": [
        {"area": "bristol", "from": "2025-12-01", "current": True, "basis": "rough_sleeping"},
        {"area": "leeds", "from": "2010-01-01", "to": "2025-12-01", "basis": "private_tenancy"},
    ],
    "employment": [],
    "risks": [],
    "restrictions": [],
}


def overlay(path: Path) -> Overlay:
    areas = load_areas()
    return load_overlay(path, shipped_packs(), areas, lambda code: areas[code].nation)


@cache
def setting(*overlays: Path) -> Setting:
    return load_setting(overlays=overlays)


def answer(profile: dict[str, Any], *overlays: Path) -> dict[str, Any]:
    return assessment(profile, setting(*overlays), load_areas())


def test_the_examples_are_sound_and_every_verdict_of_theirs_is_shown() -> None:
    areas, questions = load_areas(), load_questions(rules_folder() / "questions.yaml")

    def words(case: Case) -> Wording:
        return wording_of(case, lambda code: areas[code].name if code else "the area", questions)

    packs = [overlay(path).pack for path in (SETTLED, SCHEME)]
    report = run_trials(packs, EXAMPLES, areas, lambda code: areas[code].nation, words)
    assert [line for each in (*report.fails, *report.errs) for line in each.lines()] == []
    assert [each.sentence() for each in coverage(packs, report).unproven] == []


def test_a_policy_stands_apart_and_changes_nothing_else() -> None:
    """A practice "no" never overwrites a legal connection: all but the policy's own rows is the same."""
    plain, both = answer(CASE), answer(CASE, SETTLED, SCHEME)
    policies = both.pop("pathways")
    assert [row["overlay"] for row in policies] == ["settled_address", "allocation_scheme"]
    assert [row["verdict"] for row in policies] == ["presumed_met", "presumed_not_met"]
    assert {**both, "law": plain["law"]} == plain
    bristol = next(row for row in both["local_connection"] if row["area"]["slug"] == "bristol")
    assert bristol["verdict"] == "presumed_met"  # by law six months do, whatever the register asks for
    assert not [f for row in both["local_connection"] for f in row["findings"] if f["rule"][:3] == "ovl"]


def test_a_policy_is_named_with_its_version_and_digest() -> None:
    packs = {pack["name"]: pack for pack in answer(CASE, SETTLED)["law"]["packs"]}
    assert packs["settled_address"] == overlay(SETTLED).pack.described()
    assert {len(pack["sha256"]) for pack in packs.values()} == {64}
    assert "pathways" not in answer(CASE)
    (row,) = answer(CASE, SETTLED)["pathways"]
    assert {finding["rule"] for finding in row["findings"]} == {"ovl.pathway.settled_address.settled_here"}
    assert {finding["force"] for finding in row["findings"]} == {"practice"}


def test_a_policy_that_is_not_in_force_says_so_and_nothing_else() -> None:
    early = {**CASE, "assessment_date": "2022-03-31", "housing_history": []}
    found = answer(early, SETTLED)
    (row,) = found["pathways"]
    assert (row["in_force"], row["findings"]) == (False, [])
    assert "verdict" not in row
    assert "The policy `settled_address` is not in force on the case's dates." in found["warnings"]
    assert "settled_address" not in {pack["name"] for pack in found["law"]["packs"]}


def test_what_was_never_asked_is_no_reason_to_shut_somebody_out() -> None:
    nobody_asked = {name: value for name, value in CASE.items() if name != "household"}
    (row,) = answer(nobody_asked, SCHEME)["pathways"]
    assert row["verdict"] == "undetermined"


def test_both_engines_agree_on_a_policy() -> None:
    done = quick_run("assess", MARK, "--as-of", "2026-11-01", "--overlay", SETTLED, "--format", "json")
    found = json.loads(done.out)
    assert (done.code, found["verification"]["agree"]) == (0, True)
    assert [row["overlay"] for row in found["pathways"]] == ["settled_address"]


def test_the_text_keeps_policy_and_law_apart() -> None:
    said = quick_run("assess", AARIZ, "--as-of", "2026-11-01", "--overlay", SETTLED, "--overlay", SCHEME).text
    assert "local policy, not law" in said
    assert "Housing register of Bristol (worked example)" in said
    assert "PATHWAYS" not in quick_run("assess", AARIZ).text


def test_practice_is_tightened_where_its_pack_allows_it_and_from_the_day_on_which_it_is() -> None:
    offer = {"area": "leeds", "offer": "housing_options_presentation", "status": "proposed"}
    rule = "prac.readiness.a_place_or_a_firm_appointment"

    def concerns(day: str, *overlays: Path) -> set[str]:
        profile = {**CASE, "assessment_date": day, "housing_history": [], "sso": offer}
        checked = sso_check(profile, setting(*overlays), load_areas())
        return {finding["rule"] for finding in checked["concerns"]}

    assert rule not in concerns("2026-06-30")
    assert rule in concerns("2026-06-30", SCHEME)
    assert rule not in concerns("2023-06-30", SCHEME)
    before, after = (
        next(pack for pack in setting(*overlays).packs if pack.code == "prac") for overlays in ((), (SCHEME,))
    )
    assert after.version == f"{before.version}+allocation_scheme"
    assert after.sha256 != before.sha256


HEAD = {
    "overlay": True,
    "pack": "ours",
    "title": "Ours",
    "version": "1",
    "authority": "leeds",
    "in_force": {"from": DAY},
}
ROUGH = {
    "rule": "ovl.pathway.ours.rough",
    "title": "Slept rough here",
    "about": "person_in_area",
    "force": "practice",
    "certainty": "verified",
    "in_force": {"from": DAY},
    "verdict": [{"when": "rough_sleeping_here", "is": "met"}, {"otherwise": "not_met"}],
    "cites": [{"source": "A protocol", "read_on": date(2026, 11, 20)}],
    "plain": {"met": "Yes.", "not_met": "No.", "undetermined": "It turns on {missing}."},
}
READY = "prac.readiness.a_place_or_a_firm_appointment"


def tighten(rule: str, name: str, *value: str, day: date = DAY) -> dict[str, Any]:
    return but(HEAD, "tighten", to={rule: {name: {day: list(value)}}})


def written(folder: Path, *documents: dict[str, Any]) -> Path:
    path = folder / "ours.yaml"
    path.write_text(yaml.safe_dump_all(documents), encoding="utf-8")
    return path


def test_the_overlay_that_these_tests_break_is_sound(tmp_path: Path) -> None:
    assert len(overlay(written(tmp_path, HEAD, ROUGH)).pack.rules) == 1


REFUSED = [
    (HEAD, but(ROUGH, "rule", to="eng.local_connection.rough"), "adds only rules of its own"),
    (HEAD, but(ROUGH, "rule", to="ovl.local_connection.ours.rough"), "law and safety are closed to it"),
    (HEAD, but(ROUGH, "rule", to="ovl.safety.ours.rough"), "law and safety are closed to it"),
    (HEAD, but(ROUGH, "rule", to="ovl.pathway.theirs.rough"), "named `ovl.pathway.ours.…`"),
    (HEAD, but(ROUGH, "force", to="statute"), "force is `practice`, not `statute`"),
    (HEAD, but(ROUGH, "force", to="guideline"), "a policy is not law"),
    (HEAD, but(ROUGH, "about", to="risk"), "and not about `risk`"),
    (HEAD, but(ROUGH, "about", to="client"), "and not about `client`"),
    (HEAD, but(ROUGH, "applies_in", to={"only": ["E08000035"]}), "take out `applies_in`"),
    (HEAD, but(ROUGH, "cites", to=[]), "has no source"),
    (HEAD, but(ROUGH, "plain", to={"met": "Yes.", "not_met": "No."}), "does not say what then"),
    (but(HEAD, "jurisdiction", to="england"), ROUGH, "`jurisdiction`: Extra inputs are not permitted"),
    (but(HEAD, "overlay", to=False), ROUGH, "`overlay`: Input should be True"),
    (but(HEAD, "authority", to="leedz"), ROUGH, "no one area is called `leedz`"),
    (tighten("eng.local_connection.employment", "few_hours", "x"), ROUGH, "which no overlay may touch"),
    (
        tighten("prac.safety.violence", "violence", "gang"),
        ROUGH,
        "is about safety, which no overlay may touch",
    ),
    (tighten(READY, "not_said_what", "other"), ROUGH, "is not declared open to overlays"),
    (tighten(READY, "no_such_thing", "other"), ROUGH, "has no parameter `no_such_thing`"),
    (tighten("prac.readiness.none", "x", "other"), ROUGH, "no pack holds this rule"),
    (tighten(READY, "no_place_at_all", "ticket_to_area"), ROUGH, "is not tighter than the rule's own"),
]


@pytest.mark.parametrize(("head", "rule", "why"), REFUSED)
def test_what_an_overlay_may_not_do_is_refused_with_the_reason(
    head: dict[str, Any], rule: dict[str, Any], why: str, tmp_path: Path
) -> None:
    with pytest.raises(PackError) as refused:
        overlay(written(tmp_path, head, rule))
    assert why in str(refused.value)


def test_no_rule_of_law_or_of_safety_declares_itself_open_to_overlays() -> None:
    closed = [
        (rule.id, parameter)
        for pack in shipped_packs()
        for rule in pack.rules
        for parameter in rule.parameters.values()
        if pack.jurisdiction or rule.force != "practice" or rule.family == "safety"
    ]
    assert closed
    assert not [name for name, parameter in closed if parameter.tighten]


def test_the_commands_of_the_guide_do_what_it_says() -> None:
    guide = (HOUSE / "docs" / "guide" / "overlays.md").read_text("utf-8")
    commands = [line.split() for line in guide.splitlines() if line.startswith("safe-connections ")]
    assert len(commands) == 3
    for _program, *arguments in commands:
        there = [HOUSE / each if each.startswith("examples/") else each for each in arguments]
        assert quick_run(*there).code == 0, arguments
    for path in (SETTLED, SCHEME):
        assert path.name in guide


def test_the_command_line_refuses_an_overlay_in_words(tmp_path: Path) -> None:
    done = quick_run("assess", MARK, "--overlay", written(tmp_path, HEAD, but(ROUGH, "force", to="statute")))
    assert done.code == 2
    assert "ovl.pathway.ours.rough: an overlay's force is `practice`" in done.err
    assert quick_run("rules", "lint", written(tmp_path, HEAD, deepcopy(ROUGH))).code == 0
    missing = quick_run("assess", MARK, "--overlay", tmp_path / "nowhere.yaml")
    assert (missing.code, "nowhere.yaml: cannot be read" in missing.err) == (2, True)
