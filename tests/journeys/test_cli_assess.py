"""A caseworker assesses a client, or many, from the command line."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casework.answers import assessment, canonical
from casework.setting import load_setting
from engine.production.fence import ProductionWorker
from engine.reading import read_document
from services_directory.areas import load_areas
from tests.program import AARIZ, MARK, Run, run

SCHEMA = "safe-connections/assessment/1"


@cache
def answer(profile: Path) -> Run:
    return run("assess", profile, "--format", "json")


@cache
def said(profile: Path) -> Run:
    return run("assess", profile)


def in_one_line(profile: Path, **other: object) -> bytes:
    data = read_document(profile.read_bytes(), name="profile")
    assert isinstance(data, dict)
    return json.dumps({**data, **other}).encode() + b"\n"


@pytest.mark.parametrize("profile", [MARK, AARIZ])
def test_an_example_is_answered_in_json(profile: Path) -> None:
    done = answer(profile)
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert (told["schema"], told["profile_ref"]) == (SCHEMA, profile.stem)
    assert told["verification"] == {
        "engines": ["evaluate", "production"],
        "agree": True,
        "differences": [],
        "because": "",
    }


@pytest.mark.parametrize("profile", [MARK, AARIZ])
def test_the_bytes_are_those_of_every_other_way_to_ask(profile: Path) -> None:
    with ProductionWorker() as production:
        data = read_document(profile.read_bytes(), name=profile.name)
        here = assessment(data, load_setting(production=production), load_areas())
    assert answer(profile).out == canonical(here)


@pytest.mark.parametrize("profile", [MARK, AARIZ])
def test_standard_input_is_answered_alike(profile: Path) -> None:
    done = run("assess", "-", "--format", "json", stdin=profile.read_bytes())
    assert done.out == answer(profile).out


def test_an_answer_comes_soon() -> None:
    assert answer(MARK).seconds < 1
    assert answer(MARK).peak_mb < 200


def test_another_day_is_judged_by_its_own_law() -> None:
    done = run("assess", MARK, "--format", "json", "--as-of", "2019-01-20")
    told = json.loads(done.out)
    assert (told["assessed_on"], told["law"]["in_force_on"]) == ("2019-01-20", "2019-01-20")
    owed = {duty["duty"] for duty in told["duties"]}
    assert "relief" in owed
    assert "relief" not in {duty["duty"] for duty in json.loads(answer(MARK).out)["duties"]}


def test_one_engine_can_be_asked_alone_and_the_answer_says_so() -> None:
    told = json.loads(run("assess", MARK, "--format", "json", "--engine", "evaluate").out)
    assert told["verification"]["engines"] == ["evaluate"]
    assert any("decided alone" in warning for warning in told["warnings"])


def test_fewer_options_are_listed_where_that_is_asked_and_staying_always() -> None:
    told = json.loads(run("assess", AARIZ, "--format", "json", "--limit", "1").out)
    assert [option["rank"] for option in told["options"] if option["route"] != "stay"] == [1]
    assert [option["id"] for option in told["options"] if option["route"] == "stay"] == ["stay:tower-hamlets"]


# --- many clients, one a line ---


def answers(done: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


def test_json_lines_are_answered_line_by_line_in_their_order() -> None:
    done = run("assess", "-", stdin=in_one_line(MARK) + in_one_line(AARIZ) + in_one_line(MARK, ref="again"))
    assert (done.code, done.err) == (0, "")
    assert [told["profile_ref"] for told in answers(done)] == ["mark", "aariz", "again"]
    assert answers(done)[0] == json.loads(answer(MARK).out)


def test_a_bad_line_gets_a_problem_in_its_place_and_the_rest_go_on(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    unknown = in_one_line(AARIZ, applying_to="brihgton")
    cases.write_bytes(in_one_line(MARK) + b'{"schema": \n' + b"\n" + unknown + in_one_line(AARIZ))
    done = run("assess", cases)
    told = answers(done)
    assert done.code == 2
    assert [each["schema"] for each in told] == [
        SCHEMA,
        "safe-connections/problem/1",
        "safe-connections/problem/1",
        SCHEMA,
    ]
    assert told[1]["title"] == "cases.jsonl, line 2 cannot be read."
    (fault,) = told[2]["errors"]
    assert fault["pointer"] == "/applying_to"
    assert fault["near"] == ["brighton-and-hove"]


def test_a_single_line_can_be_asked_for_as_json_lines() -> None:
    done = run("assess", "-", "--lines", stdin=in_one_line(MARK))
    assert len(done.out.splitlines()) == 1
    assert answers(done) == [json.loads(answer(MARK).out)]


def test_json_over_several_lines_is_one_profile() -> None:
    data = json.dumps(json.loads(in_one_line(MARK)), indent=2).encode()
    assert run("assess", "-", "--format", "json", stdin=data).out == answer(MARK).out


# --- the text, as a caseworker reads it ---


@pytest.mark.parametrize("profile", [MARK, AARIZ])
def test_verdicts_come_first_then_why_then_what_to_ask_and_bring(profile: Path) -> None:
    headings = [line.partition("  ")[0] for line in said(profile).text.splitlines() if line[:2].isupper()]
    assert headings == [
        "SAFETY",
        "LOCAL CONNECTION",
        "REFERRAL",
        "STATUS AND DUTIES",
        "OPTIONS",
        "WHAT TO ASK NEXT",
        "WHAT TO BRING",
        "READ WITH THIS",
        "ABOUT THIS ANSWER",
    ]


@pytest.mark.parametrize("profile", [MARK, AARIZ])
def test_the_text_fits_a_terminal_and_is_plain_where_there_is_none(profile: Path) -> None:
    text = said(profile).text
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "officer_judgement" not in text
    assert "undetermined" not in text.partition("STATUS AND DUTIES")[0].partition("REFERRAL")[0]


@pytest.mark.parametrize("profile", [MARK, AARIZ])
def test_the_text_ends_with_whose_decision_it_is(profile: Path) -> None:
    end = " ".join(said(profile).text.split())
    assert "Two rule engines (evaluate and production) agree on every finding." in end
    assert end.endswith(
        "This is not legal advice. Decisions stay with people: the client, the caseworker and the officer."
    )


def test_marks_home_area_is_a_caution_and_no_place_to_be_sent_to() -> None:
    text = " ".join(said(MARK).text.split())
    assert "caution Brighton and Hove Brighton and Hove is tied to drugs or drink" in text
    assert "Tower Hamlets: presumed met (an officer may depart) Normal residence" in text


def test_aariz_is_connected_with_leeds_and_has_refused_it() -> None:
    text = " ".join(said(AARIZ).text.split())
    assert "Leeds: met; on the documents held: not known yet Asylum dispersal:" in text
    assert "The client has refused Leeds. This reopens if the client changes their mind." in text


def test_every_finding_is_printed_with_its_source_where_all_is_asked_for() -> None:
    text = " ".join(run("assess", MARK, "--full").text.split())
    told = json.loads(answer(MARK).out)
    for row in told["local_connection"]:
        for finding in row["findings"]:
            assert finding["rule"] in text
            assert finding["because"] in text
            assert all(cite["source"] in text for cite in finding["cites"])
