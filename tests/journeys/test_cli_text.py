"""What a caseworker reads in a terminal: danger first and loud, nothing of weight left out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.text.assessment import assessment_text
from cli.text.layout import Paragraph, Span, rendered
from tests.program import MARK, quick_run, run_in_terminal

SOFAS = ("barnet", "brent", "camden", "ealing", "enfield", "haringey", "harrow", "islington", "newham")
PROFILE = f"""
schema: safe-connections/profile/1
ref: "a\\e[32mclient"
assessment_date: 2026-03-31
applying_to: tower-hamlets
person: {{age: 34, gender: female, immigration: {{status: british_citizen, habitually_resident: true}}}}
household:
  - {{relation: partner, age: 30, housing_history: [{{area: leeds, from: 2019~, to: 2023~, basis: hostel}}]}}
housing_history:
  - {{possible_areas: [{", ".join(SOFAS)}], from: 2022, to: 2025-01, basis: sofa}}
  - {{area: tower-hamlets, from: 2025-02, current: true, basis: rough_sleeping}}
risks:
  - {{area: medway, kind: domestic_abuse, probable_on_return: true, person_can_reach: true}}
  - {{area: leeds, kind: drug_debt, probable_on_return: unknown}}
restrictions: [{{kind: licence_condition, areas: [thanet], effect: barred, until: 2027-01-01}}]
restrictions_known: true
homelessness: {{homeless: true, street_homeless: true, intentional: false}}
"""


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        quick_run("assess", "-", "--format", "json", stdin=PROFILE.encode()).out
    )
    return told


@pytest.fixture(scope="module")
def text(answer: dict[str, Any]) -> str:
    return rendered(assessment_text(answer), 80, colour=False)


def section(text: str, heading: str) -> str:
    """A section as one line of words."""
    return " ".join(text.partition(f"\n{heading}")[2].partition("\n\n")[0].split())


def test_danger_stands_first_one_area_after_another(text: str) -> None:
    safety = section(text, "SAFETY")
    first, second, *_rest = re.findall(r"EXCLUDED|not known yet|caution|clear", safety)
    assert (first, second) == ("EXCLUDED", "EXCLUDED")
    assert "EXCLUDED Medway Medway is not safe for the client. Told of: domestic abuse." in safety
    assert "EXCLUDED Thanet" in safety


def test_every_area_that_is_not_clear_is_named(answer: dict[str, Any], text: str) -> None:
    safety = section(text, "SAFETY")
    doubtful = [row["area"]["name"] for row in answer["safety"] if row["verdict"] != "clear"]
    assert len(doubtful) > 10
    assert [name for name in doubtful if name not in safety] == []


def test_areas_of_which_the_same_is_to_be_said_are_named_together(text: str) -> None:
    connection = section(text, "LOCAL CONNECTION")
    together = "Barnet, Brent, Camden, Ealing, Enfield, Haringey, Harrow, Islington and Newham: not known yet"
    assert together in connection
    assert connection.count(together) == 1
    assert "the stay in one of several areas began" in connection
    assert "Barnet or Brent" not in connection


def test_what_an_area_that_is_not_safe_could_offer_is_closed_with_the_reason(text: str) -> None:
    closed = section(text, "OPTIONS").partition("Closed (")[2]
    assert "Private renting in Medway" in closed
    assert "Medway is not safe for the client." in closed


def test_nothing_is_proposed_where_safety_is_not_settled(answer: dict[str, Any], text: str) -> None:
    unsettled = [option for option in answer["options"] if option["gates"][0]["verdict"] == "unknown"]
    assert len(unsettled) == len(answer["options"])
    options = section(text, "OPTIONS")
    assert "Not to be proposed until safety is settled" in options
    assert "Open now" not in options


def test_nothing_of_a_profile_can_colour_the_terminal(answer: dict[str, Any], text: str) -> None:
    assert answer["profile_ref"] == "a\x1b[32mclient"
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [40, 80, 100])
def test_lines_keep_to_the_width(answer: dict[str, Any], width: int) -> None:
    lines = rendered(assessment_text(answer, full=True), width, colour=False).splitlines()
    too_long = [line for line in lines if len(line) > width and len(line.split()) > 1]
    assert too_long == []


def test_colour_says_nothing_that_the_words_do_not(answer: dict[str, Any], text: str) -> None:
    coloured = rendered(assessment_text(answer), 80, colour=True)
    assert "\x1b[1;31mEXCLUDED" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text


def test_an_unread_source_is_said(answer: dict[str, Any]) -> None:
    unread = rendered(assessment_text(_all_from(answer, "memory")), 80, colour=False)
    assert "Sources not yet read first-hand" in unread
    read = rendered(assessment_text(_all_from(answer, "verified")), 80, colour=False)
    assert "Sources not yet read first-hand" not in read


def _all_from(part: Any, certainty: str) -> Any:
    """An answer as if the sources of all its rules had been checked so well."""
    if isinstance(part, dict):
        return {k: certainty if k == "certainty" else _all_from(v, certainty) for k, v in part.items()}
    return [_all_from(each, certainty) for each in part] if isinstance(part, list) else part


def test_engines_that_differ_are_said_loudly(answer: dict[str, Any]) -> None:
    differing = {
        "engines": ["evaluate", "production"],
        "agree": False,
        "differences": ["a.rule"],
        "because": "",
    }
    said = rendered(assessment_text({**answer, "verification": differing}), 80, colour=False)
    assert "differ; what they differ on is withheld." in " ".join(said.split())


def test_a_terminal_gets_colour_unless_it_refuses_it() -> None:
    assert "\x1b[1mSAFETY" in run_in_terminal("assess", MARK, COLUMNS="80")
    assert "\x1b" not in run_in_terminal("assess", MARK, COLUMNS="80", NO_COLOR="1")


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
spans = st.builds(Span, words, st.sampled_from(["", "strong", "alarm", "faint"]))
paragraphs = st.lists(
    st.builds(
        Paragraph, st.lists(spans, max_size=6).map(tuple), st.integers(0, 20), st.integers(0, 15)
    ),
    max_size=5,
)  # fmt: skip


@given(paragraphs, st.integers(1, 130))
def test_layout_loses_no_word_and_keeps_to_the_width(paragraphs: list[Paragraph], width: int) -> None:
    plain = rendered(paragraphs, width, colour=False)
    said = "".join("".join(span.text for span in each.spans) for each in paragraphs)
    for control in re.findall(r"[\x00-\x1f\x7f-\x9f]", said):
        assert control in "\n" or control not in plain
    visible = re.sub(r"[\x00-\x20\x7f-\xa0\u200e\u200f\u2028-\u202e\u2066-\u2069]", "", said)
    assert re.sub(r"[\x20\n\xa0]", "", plain) == visible
    columns = max(40, min(width, 110))
    for line in plain.split("\n"):
        assert len(line) <= columns or " " not in line.strip(" ")


def test_many_lines_report_their_progress_only_to_a_terminal(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"schema": "safe-connections/profile/1"}\n' * 3)
    assert "0 answered, 3 refused" in run_in_terminal("assess", cases)
    assert quick_run("assess", cases).err == ""
