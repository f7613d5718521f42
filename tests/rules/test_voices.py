"""One proof, three voices: what is said to the client is plain, kind, and safe in the client's own hands."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import readability

from casework.answers import assessment
from casework.setting import load_setting
from cli.text.client_letter import client_letter
from cli.text.layout import rendered
from engine.assess import decide
from engine.evaluate import finding_left_open
from engine.facts.case import Case
from engine.packs import PackError, load_pack
from engine.profile import read_profile
from engine.questions import load_questions
from engine.sentences import Wording
from engine.trials import run_trials
from engine.wording import wording_of, you_words
from services_directory.areas import load_areas
from tests.program import AARIZ, MARK, quick_run
from tests.small_packs import FEAR, WORK, Rule, Write, but, writer

RULES = Path(__file__).resolve().parents[2] / "rules"
PACKS = ("england", "wales", "scotland", "northern_ireland", "cross_border", "practice")
HARDEST = 6.0  # a Flesch-Kincaid grade: a reading age of about 11

PROFILE: dict[str, Any] = {
    "schema": "safe-connections/profile/1",
    "ref": "case-7",
    "assessment_date": "2026-06-30",
    "applying_to": "hackney",
    "household": [{"relation": "mother", "employment": [], "family": [], "special_circumstances": []}],
    "housing_history": [
        {"area": "hackney", "from": "2025-08-01", "current": True, "basis": "rough_sleeping"},
        {"area": "medway", "from": "2015-01-01", "to": "2025-08-01", "basis": "private_tenancy"},
    ],
    "risks": [
        {
            "area": "medway",
            "kind": "drug_debt",
            "probable_on_return": True,
            "note": "told by a third person",
            "reason": "a neighbour says so",
        },
    ],
    "restrictions": [],
    "vulnerability": {"domestic_abuse_victim": True, "homeless_because_of_domestic_abuse": True},
}

JARGON = re.compile(
    r"\b(verdict|undetermined|presum\w*|statut\w*|sections?|acts?|local connection|connection|priority need|"
    r"eligib\w*|applicants?|applications?|household|accommodation|interim|intentional\w*|guidelines?|criteria|"
    r"officer|evidence|recourse|vulnerab\w*|dut(y|ies)|refer(ral|red|s)?|jurisdiction|threshold|authorit\w+|"
    r"tenure|reside\w*|relief|prevention|safeguarding|perpetrator|disclos\w*|provision|the client|null)\b",
    re.IGNORECASE,
)
BLAME = re.compile(
    r"\b(fail\w*|fault|refus\w*|should have|claims?|alleg\w*|admit\w*|offend\w*|abuse\w*|addict\w*)\b", re.I
)
YOU = re.compile(r"\b(you|your|yours)\b", re.IGNORECASE)


@cache
def said(pack: str) -> tuple[tuple[str, str], ...]:
    """Every sentence to the client that a trial of a pack comes to, with the rule that says it."""
    areas, questions = load_areas(), load_questions(RULES / "questions.yaml")

    def words(case: Case) -> Wording:
        return wording_of(case, lambda code: areas[code].name if code else "the area", questions)

    folder = RULES / pack
    tried = run_trials([load_pack(folder)], folder, areas, lambda code: areas[code].nation, words)
    shown = ((result.rule, result.shown) for result in tried.passes if result.shown)
    found = {each.to_client: rule for rule, each in shown if each.to_client}
    return tuple((rule, sentence) for sentence, rule in sorted(found.items()))


def grade(text: str) -> float:
    """The school year in which a text is read with ease; the names of places are not held against it."""
    text = without_places(text)
    sentences = [re.findall(r"[\w'’,-]+", each) for each in re.split(r"(?<=[.!?])\s+", text)]
    measured = readability.getmeasures("\n".join(" ".join(words) for words in sentences if words), lang="en")
    return float(measured["readability grades"]["Kincaid"])


@cache
def places() -> re.Pattern[str]:
    names = sorted((re.escape(area.name) for area in load_areas()), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(names)}|Isles of Scilly)\b")


def without_places(text: str) -> str:
    return places().sub("Leeds", text)


def every(pack: str, wrong: Iterator[str]) -> None:
    assert said(pack), f"no trial of {pack} says anything to the client"
    assert not (found := list(wrong)), "\n".join(found)


@pytest.mark.parametrize("pack", PACKS)
def test_every_sentence_is_easy_to_read(pack: str) -> None:
    every(pack, (f"{rule} ({grade(s):.1f}): {s}" for rule, s in said(pack) if grade(s) > HARDEST))


@pytest.mark.parametrize("pack", PACKS)
def test_no_single_sentence_is_long(pack: str) -> None:
    for rule, text in said(pack):
        longest = max(re.split(r"(?<=[.!?])\s+", without_places(text)), key=lambda part: len(part.split()))
        assert len(longest.split()) <= 24, f"{rule}: {longest}"


@pytest.mark.parametrize("pack", PACKS)
def test_no_sentence_speaks_jargon_or_lays_blame(pack: str) -> None:
    every(pack, (f"{rule}: {s}" for rule, s in said(pack) if JARGON.search(s) or BLAME.search(s)))


@pytest.mark.parametrize("pack", PACKS)
def test_every_sentence_speaks_to_the_client(pack: str) -> None:
    every(pack, (f"{rule}: {s}" for rule, s in said(pack) if not YOU.search(s)))


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_has_a_sentence_to_the_client_wherever_it_has_one_for_the_caseworker(pack: str) -> None:
    rules = load_pack(RULES / pack).rules
    assert [rule.id for rule in rules if rule.to_client.keys() != rule.plain.keys()] == []


def test_the_checks_of_words_catch_what_they_are_for() -> None:
    hard = "Eligibility is undetermined pending verification of the applicant's immigration documentation."
    assert grade(hard) > HARDEST
    assert JARGON.search(hard)
    assert BLAME.search("You failed to tell us.")
    assert grade("You lived in Kensington and Chelsea.") == grade("You lived in Leeds.")


YOURS: Rule = {
    **WORK,
    "whose": "anyone",
    "to_client": dict.fromkeys(WORK["plain"], "{You} {work|works} in {area}."),
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (but(YOURS, "to_client", to={"met": "Yes."}), "has no sentence to the client for `none`"),
        (but(YOURS, "to_client", "presumed_met", to="Yes."), "for `presumed_met`, which it never gives"),
        (but(YOURS, "to_client", "met", to="It turns on {missing}."), "names `{missing}`"),
        (but(YOURS, "to_client", "met", to="{Person} works."), "names `{Person}`"),
    ],
)
def test_a_pack_that_speaks_to_the_client_must_do_so_fit_and_whole(
    rule: Rule, why: str, write: Write
) -> None:
    assert load_pack(write(work=YOURS))
    with pytest.raises(PackError) as refused:
        load_pack(write(work=rule))
    assert why in str(refused.value)


def test_a_pack_may_speak_to_caseworkers_alone_but_not_in_some_rules_only(write: Write) -> None:
    assert load_pack(write(work=WORK, fear=FEAR))
    with pytest.raises(PackError, match=r"sml\.safety\.fear: has no sentence to the client for `caution`"):
        load_pack(write(work=YOURS, fear=FEAR))


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ({"relation": "mother"}, "your mother"),
        ({"relation": "step_parent"}, "your step parent"),
        ({"relation": "other"}, "someone who lives with you"),
        ({}, "someone who lives with you"),
    ],
)
def test_others_of_the_home_are_called_as_the_client_would_call_them(
    member: dict[str, str], words: str
) -> None:
    profile = read_profile({**PROFILE, "household": [member]}, load_areas()).profile
    assert you_words(profile, "household.0") == words
    assert you_words(profile, "client") == "you"


def answer(**changes: Any) -> dict[str, Any]:
    return assessment({**PROFILE, **changes}, load_setting(), load_areas())


def findings(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "for_client" in part:
            yield part
        for value in part.values():
            yield from findings(value)
    elif isinstance(part, list):
        for value in part:
            yield from findings(value)


def test_every_finding_has_all_three_voices_and_they_agree_on_the_numbers() -> None:
    found = list(findings(answer()))
    assert len(found) > 30
    for finding in found:
        assert finding["facts"] is not None
        assert finding["because"]
        assert finding["for_client"]
        if finding["ground"] == "normal_residence":
            numbers = set(re.findall(r"[\d,]+\d", finding["for_client"]))
            assert numbers <= set(re.findall(r"[\d,]+\d", finding["because"]))


def test_a_verdict_that_is_withheld_is_withheld_from_the_client_too() -> None:
    decided = decide(read_profile(PROFILE, load_areas()).profile, load_setting())
    lived = next(f for f in decided.local["E09000012"].block.findings if f.verdict == "presumed_met")
    assert "So you have a link there." in (lived.to_client or "")
    withheld = lived._replace(verdict="undetermined")
    assert "We can not be sure of the count yet." in (withheld.to_client or "")
    assert finding_left_open(lived.rule, lived.words.group, lived.words.wording).to_client is None


def test_what_others_of_the_home_bring_is_said_of_them() -> None:
    jobs = [{"area": "leeds", "kind": "employed", "current": True, "casual": False, "hours_per_week": 30}]
    household = [{"relation": "mother", "employment": jobs}]
    said_of_them = {each["for_client"] for each in findings(answer(household=household, employment=jobs))}
    assert (
        "Your mother works in Leeds. So they have a link there. A payslip will help to show it."
        in said_of_them
    )
    assert "You work in Leeds. So you have a link there. A payslip will help to show it." in said_of_them


def letter(**changes: Any) -> str:
    return rendered(client_letter(answer(**changes)), 100, False)


def test_the_letter_says_where_is_not_safe_and_never_why() -> None:
    """Whoever finds the page must learn nothing of a danger, nor of who spoke of it."""
    said_there = " ".join(letter().split())
    assert "We will not ask you to go to Medway. It does not look safe for you there." in said_there
    assert "call 999" in said_there
    for word in ("debt", "drug", "abuse", "violence", "hurt", "threat", "neighbour", "third person"):
        assert word not in said_there.lower()


def test_the_letter_proposes_no_place_whose_safety_is_open() -> None:
    nobody_asked = {name: value for name, value in PROFILE.items() if name not in {"risks", "restrictions"}}
    found = assessment(nobody_asked, load_setting(), load_areas())
    said_there = rendered(client_letter(found), 100, False)
    assert found["options"]
    assert "IDEAS TO TALK ABOUT" not in said_there
    assert "You can tell us in private who or what you fear." in said_there


def test_the_letter_is_a_page_in_plain_words_that_says_whom_to_ask() -> None:
    text = letter()
    assert len(text.splitlines()) <= 60
    assert "WHO CAN HELP YOU" in text
    assert "It is not a decision." in text
    lines = [" ".join(line.split()) for line in re.split(r"\n\s*- |\n\n", text) if len(line.split()) > 6]
    invented = re.compile(r"\(invented\)|Bring any that you have")
    assert [line for line in lines if not invented.search(line) and grade(line) > HARDEST + 1] == []
    assert not JARGON.search(text)


@pytest.mark.parametrize("path", [MARK, AARIZ])
def test_the_command_line_writes_the_letter(path: Path) -> None:
    done = quick_run("assess", path, "--for", "client", "--engine", "evaluate")
    assert done.code == 0
    assert done.text.startswith("About your housing help")
    assert not re.search(r"\beng\.|\bprac\.|s\.\d", done.text)
