"""A pack that is unfit to decide by is refused: each fault by its file and rule, with a page of its own."""

import re
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.packs import PackError, load_pack
from tests.small_packs import FEAR, HOME, WORK, Rule, Write, but, writer

CHECKS = Path(__file__).resolve().parents[2] / "docs" / "checks"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


def earlier(rule: Rule, until: date, **changes: Any) -> Rule:
    """The version of a rule before another, up to a day."""
    return {**deepcopy(rule), "in_force": {"from": date(2000, 1, 1), "to": until}, **changes}


def from_2005(rule: Rule, **changes: Any) -> Rule:
    return {**deepcopy(rule), "in_force": {"from": date(2005, 1, 1)}, **changes}


def refusal(folder: Path) -> str:
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    return str(refused.value)


def test_the_rules_that_these_tests_break_are_sound(write: Write) -> None:
    assert len(load_pack(write(work=WORK, home=HOME, fear=FEAR)).rules) == 3


REFUSED: list[tuple[str, Rule | list[Rule], str]] = [
    (
        "name-without-code",
        but(WORK, "rule", to="eng.local_connection.work"),
        "must start with the pack's code, `sml.`",
    ),
    (
        "unknown-family",
        but(WORK, "rule", to="sml.local_conection.work"),
        "is of no family: `local_conection`",
    ),
    ("no-source", but(WORK, "cites", to=[]), "has no source"),
    (
        "unknown-subject",
        but(WORK, "about", to="jobb"),
        "is about `jobb`, which is not a kind of subject; kinds: ",
    ),
    ("wrong-dates", but(WORK, "in_force", "to", to=date(2000, 1, 1)), "ends before it begins"),
    (
        "parameter-without-value",
        but(WORK, "parameters", "few_hours", "values", to={}),
        "`few_hours` has no value",
    ),
    (
        "parameter-without-value",
        but(WORK, "parameters", "few_hours", "values", to={date(2001, 1, 1): 8}),
        "parameter `few_hours` has no value from 2000-01-01 to 2001-01-01",
    ),
    (
        "parameter-without-value",
        but(WORK, "parameters", "few_hours", "values", date(2012, 1, 1), to=None),
        "parameter `few_hours` ends on 2012-01-01 while the rule goes on",
    ),
    (
        "parameter-without-value",
        {
            **from_2005(WORK),
            "parameters": {
                "few_hours": {"unit": "hours", "by": "application_date", "values": {date(2005, 1, 1): 8}},
                "paid": "shared",
            },
        },
        "parameter `few_hours` has no value from 2000-01-01 to 2005-01-01",
    ),
    (
        "parameter-not-shared",
        but(WORK, "parameters", "few_hours", to="shared"),
        "`few_hours` is called shared, but",
    ),
    ("no-otherwise", but(WORK, "verdict", to=WORK["verdict"][:2]), "must end with `otherwise`"),
    ("no-otherwise", but(WORK, "verdict", to=[]), "must end with `otherwise`"),
    ("no-otherwise", but(WORK, "verdict", to=WORK["verdict"][::-1]), "`otherwise` stands before the end"),
    (
        "unknown-verdict",
        but(WORK, "verdict", 0, "is", to="nope"),
        "`nope` is not a verdict; verdicts here: silent, not_met",
    ),
    (
        "unknown-verdict",
        but(FEAR, "verdict", 1, "otherwise", to="met"),
        "`met` is not a verdict; verdicts here: silent, clear",
    ),
    ("unknown-verdict", but(WORK, "none", to="nothing"), "`nothing` is not a verdict"),
    (
        "step-that-settles-nothing",
        but(FEAR, "verdict", 0, "is", to="excluded"),
        "a step that settles stands at a line",
    ),
    (
        "unknown-fact",
        but(WORK, "verdict", 0, "when", to="not curent"),
        "unknown fact `curent`; it is no fact of job",
    ),
    ("unknown-fact", but(WORK, "verdict", 0, "when", to="not curent"), "near match: `current`"),
    ("unknown-fact", but(WORK, "factors", 0, "when", to="casul"), "unknown fact `casul`"),
    (
        "unknown-measure",
        but(HOME, "given", "nights_in_a_year", "measure", to="nights_here"),
        "uses the measure `nights_here`",
    ),
    (
        "unknown-measure",
        but(HOME, "given", "nights_in_a_year", "arguments", to={"within": "window"}),
        "takes within, never, maybe",
    ),
    (
        "unknown-measure",
        but(HOME, "given", "nights_in_a_year", "arguments", "within", to="windows"),
        "`windows` is not a parameter of the rule",
    ),
    (
        "not-known-is-not-answered",
        but(FEAR, "plain", to={"caution": "Care."}),
        "add a sentence for `undetermined`",
    ),
    (
        "no-sentence",
        but(WORK, "plain", to={name: text for name, text in WORK["plain"].items() if name != "met"}),
        "has no sentence for `met`",
    ),
    (
        "no-sentence",
        but(WORK, "plain", to={name: text for name, text in WORK["plain"].items() if name != "none"}),
        "has no sentence for `none`",
    ),
    (
        "no-sentence",
        but(HOME, "plain", to=dict.fromkeys(("met", "not_met", "undetermined"), ".")),
        "has no sentence for `officer_judgement`",
    ),
    (
        "sentence-never-said",
        but(WORK, "plain", "presumed_met", to="Yes."),
        "has a sentence for `presumed_met`, which it never gives",
    ),
    (
        "unknown-word-in-a-sentence",
        but(WORK, "plain", "met", to="{hours} hours."),
        "a sentence names `{hours}`",
    ),
    (
        "unknown-word-in-a-sentence",
        but(WORK, "factors", 0, "say", to="{hours} hours."),
        "a sentence names `{hours}`",
    ),
    (
        "unknown-word-in-a-sentence",
        but(FEAR, "verdict", 0, "settle", "ask", to="Go to {place}."),
        "a sentence names `{place}`",
    ),
    (
        "wrong-comparison",
        but(WORK, "verdict", 0, "when", to="kind"),
        "`kind` is a one_of and is not compared as one",
    ),
    (
        "wrong-comparison",
        but(WORK, "verdict", 0, "when", to="current >= 1"),
        "`current` is a yes_no and is not",
    ),
    (
        "wrong-comparison",
        but(WORK, "verdict", 0, "when", to="hours_per_week == few"),
        "`hours_per_week` is a amount",
    ),
    ("wrong-comparison", but(WORK, "factors", 0, "when", to="kind"), "`kind` is a one_of"),
    (
        "word-that-is-never-meant",
        but(WORK, "verdict", 0, "when", to="kind == agncy"),
        "`kind` is never `agncy`; near match: `agency`",
    ),
    (
        "word-that-is-never-meant",
        but(HOME, "parameters", "never", "values", date(2010, 1, 1), to=["prisn"]),
        "`nights_in_a_year: never` is never `prisn`; near match: `prison`",
    ),
    ("outside-the-language", but(WORK, "verdict", 0, "when", to="current = 1"), "cannot read `current = 1`"),
    (
        "outside-the-language",
        but(WORK, "verdict", 0, "when", to="max(hours_per_week)"),
        "is not part of the rule language",
    ),
    (
        "outside-the-language",
        but(WORK, "verdict", 0, "when", to="hours_per_week in few_hours"),
        "is not a list of words",
    ),
    (
        "overlapping-versions",
        [earlier(WORK, date(2005, 1, 2)), from_2005(WORK)],
        "two versions are in force on 2005-01-01",
    ),
    (
        "gap-between-versions",
        [earlier(WORK, date(2004, 12, 31)), from_2005(WORK)],
        "no version is in force from 2004-12-31 to 2005-01-01",
    ),
    (
        "versions-that-differ",
        [earlier(WORK, date(2005, 1, 1)), from_2005(WORK, whose="anyone")],
        "its versions differ in what they are about",
    ),
    (
        "versions-that-differ",
        [
            earlier(WORK, date(2005, 1, 1)),
            from_2005(WORK, in_force={"from": date(2005, 1, 1), "by": "application_date"}),
        ],
        "chosen by different dates of the case",
    ),
    (
        "one-name-two-meanings",
        [
            HOME,
            but(
                but(HOME, "rule", to="sml.local_connection.stay"),
                "parameters",
                "never",
                "values",
                to={date(2000, 1, 1): ["remand"]},
            ),
        ],
        "`nights_in_a_year` means something else in sml.local_connection.home",
    ),
    ("wrong-form", but(WORK, "force", to="custom"), "`force`: Input should be"),
    ("wrong-form", but(WORK, "verdicts", to=[]), "`verdicts`: Extra inputs are not permitted"),
    ("wrong-form", but(WORK, "rule", to="Work here"), "`rule`: "),
    ("neither-rule-nor-policy", {"rul": "sml.local_connection.work"}, "is neither a rule nor a policy"),
]


@pytest.mark.parametrize(("page", "rules", "why"), REFUSED)
def test_it_is_refused_by_name(page: str, rules: Rule | list[Rule], why: str, write: Write) -> None:
    said = refusal(write(work=rules))
    assert why in said
    assert said.startswith("work.yaml: ")
    assert (CHECKS / f"{page}.md").is_file()


def test_a_file_that_cannot_be_read_is_named(write: Write) -> None:
    folder = write(work=WORK)
    (folder / "broken.yaml").write_text("rule: [", encoding="utf-8")
    assert "broken.yaml: cannot be read: " in refusal(folder)
    (folder / "broken.yaml").write_bytes(b"\xff\xfe\xff")
    assert "broken.yaml: cannot be read: " in refusal(folder)


def test_a_pack_has_one_head(write: Write, tmp_path: Path) -> None:
    assert "pack.yaml: must hold exactly one document" in refusal(tmp_path / "nowhere")
    folder = write(work=WORK)
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8") + "---\n{}\n", encoding="utf-8")
    assert "pack.yaml: must hold exactly one document" in refusal(folder)
    assert "pack.yaml: `code`: Field required" in refusal(write({"pack": "small"}, work=WORK))


def test_every_fault_is_said_at_once(write: Write) -> None:
    broken = but(but(WORK, "cites", to=[]), "verdict", 0, "when", to="not curent")
    said = refusal(write(work=broken, fear=but(FEAR, "cites", to=[])))
    assert [line.partition(": ")[0] for line in said.splitlines()] == ["fear.yaml", "work.yaml", "work.yaml"]


def test_every_page_of_the_checks_is_about_a_refusal_that_is_tested() -> None:
    tested = {page for page, _rules, _why in REFUSED} | {"cannot-be-read", "one-head"}
    assert {page.stem for page in CHECKS.glob("*.md")} - {"README"} == tested
    for page in CHECKS.glob("*.md"):
        if page.stem != "README":
            headings = re.findall(r"^\*\*(\w+)\*\*", page.read_text("utf-8"), re.MULTILINE)
            assert headings == ["Avoid", "Prefer", "Why"], page.name
