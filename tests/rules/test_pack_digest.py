"""A digest stands for what a pack says: the same however it is laid out, another if anything changes."""

from datetime import date
from pathlib import Path

import pytest

from engine.packs import load_pack
from tests.small_packs import FEAR, HEAD, HOME, WORK, Rule, Write, but, writer


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


def digest(folder: Path) -> str:
    return load_pack(folder).sha256


def test_the_digest_is_the_same_however_the_files_are_laid_out(write: Write) -> None:
    one = digest(write(a=WORK, b=HOME, c=FEAR))
    assert digest(write(z=HOME, y=FEAR, x=WORK)) == one
    assert digest(write(all_in_one=[FEAR, WORK, HOME])) == one
    assert digest(write(dict(reversed(HEAD.items())), a=dict(reversed(WORK.items())), b=[HOME, FEAR])) == one


MEANINGS: list[tuple[str, Rule]] = [
    ("name", but(WORK, "rule", to="sml.local_connection.job")),
    ("force", but(WORK, "force", to="guideline")),
    ("certainty", but(WORK, "certainty", to="memory")),
    ("whose", but(WORK, "whose", to="anyone")),
    ("ground", but(WORK, "ground", to="normal_residence")),
    ("first day", but(WORK, "in_force", "from", to=date(2000, 1, 2))),
    ("last day", but(WORK, "in_force", "to", to=date(2030, 1, 1))),
    ("which date of the case", but(WORK, "in_force", "by", to="application_date")),
    ("authorities", but(WORK, "applies_in", to={"except": ["E06000053"]})),
    ("a number", but(WORK, "parameters", "few_hours", "values", date(2010, 1, 1), to=17)),
    ("the day of a number", but(WORK, "parameters", "few_hours", "values", to={date(2000, 1, 1): 8})),
    ("a condition", but(WORK, "verdict", 0, "when", to="not current")),
    ("a verdict", but(WORK, "verdict", 0, "is", to="presumed_not_met")),
    (
        "the order of the lines",
        but(WORK, "verdict", to=[WORK["verdict"][1], WORK["verdict"][0], WORK["verdict"][2]]),
    ),
    ("what none means", but(WORK, "none", to="presumed_not_met")),
    ("a factor", but(WORK, "factors", 0, "say", to="Only now and then.")),
    ("a sentence", but(WORK, "plain", "met", to="Works there.")),
    ("a source", but(WORK, "cites", 0, "source", to="An Act s.2")),
    ("the evidence", but(WORK, "evidence", to=["payslip"])),
]


@pytest.mark.parametrize(("what", "changed"), MEANINGS)
def test_the_digest_changes_with_any_change_of_meaning(what: str, changed: Rule, write: Write) -> None:
    if what == "a verdict":
        changed = but(changed, "plain", "presumed_not_met", to="No.")
        changed["plain"].pop("not_met")
    assert digest(write(work=changed)) != digest(write(work=WORK)), what


def test_the_digest_changes_with_the_head(write: Write) -> None:
    others = {**HEAD["parameters"], "paid": {"unit": "words", "values": {date(2000, 1, 1): ["employed"]}}}  # type: ignore[dict-item]
    heads = [{**HEAD, "version": "2"}, {**HEAD, "parameters": others}]
    assert len({digest(write(head, work=WORK)) for head in (HEAD, *heads)}) == 3
