"""Whatever is wrong with an input, every fault is named by its place, soon, and nothing else happens."""

import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cli.assess import answer_lines
from tests.program import AARIZ, MARK, Run, quick_run, run

SECRET = "the-clients-own-words"
HEAD = f"""schema: safe-connections/profile/1
ref: {SECRET}
assessment_date: 2017-01-20
applying_to: tower-hamlets
"""


def refused(folder: Path, content: str | bytes, name: str = "profile.yaml") -> Run:
    """The program on a bad profile: it must refuse soon, leave nothing behind, and tell nothing."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = sorted(folder.rglob("*"))
    done = run("assess", path, cwd=folder)
    assert done.code == 2
    assert done.out == b""
    assert "Traceback" not in done.err
    assert SECRET not in done.err
    assert done.seconds < 1
    assert done.peak_mb < 200
    assert sorted(folder.rglob("*")) == before
    return done


UNKNOWN_THINGS = """
housing_history:
  - {area: brihgton, from: 2014, current: true, basis: hostel}
  - {area: leeds, form: 2012, to: 2013, basis: hostel}
  - {area: leeds, from: 2011, to: 2012, basis: hostle}
  - {area: kent, from: 2010, to: 2011, basis: hostel}
"""


def test_an_unknown_area_field_and_word_are_each_named_with_near_matches(tmp_path: Path) -> None:
    said = refused(tmp_path, HEAD + UNKNOWN_THINGS).err
    assert "`housing_history.0.area`: no area called `brihgton`. Near match: `brighton-and-hove`" in said
    assert "`housing_history.1.form`: no field called `form` here. Near match: `from`" in said
    assert "`housing_history.2.basis`:" in said
    assert "`hostel`" in said
    assert "`housing_history.3.area`: Kent is a county" in said


WRONG_DATES = """
housing_history:
  - {area: leeds, from: 2016-02-30, current: true, basis: hostel}
  - {area: leeds, from: 2015-03-01, to: 2014-03-01, basis: hostel}
  - {area: leeds, from: 2016-03-01, to: 2018-03-01, basis: hostel}
"""


def test_impossible_reversed_and_future_dates_are_each_named(tmp_path: Path) -> None:
    said = refused(tmp_path, HEAD + WRONG_DATES).err
    assert "`housing_history.0.from`:" in said
    assert "`housing_history.1" in said
    assert "`housing_history.2" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD.replace("2017-01-20", "1990-01-01"), "1997-01-20"),  # before the first law that is held
        (HEAD.replace("tower-hamlets", "glasgow").replace("2017", "1999"), "scotland"),  # there too
        (HEAD.replace("applying_to: tower-hamlets\n", ""), "applying_to"),  # whose law decides is not known
        ("", "is empty"),
        ("\n \n", "is empty"),
        (HEAD + "note: caf\xe9", "UTF-8"),
        (HEAD + "assessment_date: 2017-01-21\n", "`assessment_date`: is given more than once"),
        (HEAD + "person: {age: .nan}\n", "`person.age`: is no finite number"),
        (HEAD + "person: &a {age: 30}\nhousehold: [*a]\n", "anchor"),
        (HEAD + "note: !!python/object/apply:os.system [true]\n", "tag"),
        (HEAD + "wishes: {goals: " + "[" * 5000 + "]" * 5000 + "}\n", "deep"),
        ("just some words", "group of fields"),
        ("[]", "group of fields"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "profile.yaml"
    path.write_bytes(content.encode("latin-1"))
    done = quick_run("assess", path)
    assert (done.code, done.out) == (2, b"")
    assert words.lower() in done.err.lower()
    assert SECRET not in done.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"schema": 1,\n "ref" 2}', "line 2, column"),
        ('{"person": {"age": 30, "age": 31}}', "`person.age`: is given more than once"),
        ('{"person": {"age": NaN}}', "`person.age`: is no finite number"),
    ],
)
def test_json_faults_are_named_by_line_and_place(content: str, words: str) -> None:
    done = quick_run("assess", "-", stdin=content.encode())
    assert done.code == 2
    assert words in done.err


def test_utf_16_is_named(tmp_path: Path) -> None:
    assert "UTF-16" in refused(tmp_path, HEAD.encode("utf-16")).err


def test_a_file_of_50_mb_is_not_read_through(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    with path.open("wb") as file:
        file.write(HEAD.encode())
        file.truncate(50_000_000)
    done = run("assess", path, cwd=tmp_path)
    assert done.code == 2
    assert "is larger than" in done.err
    assert done.seconds < 1
    assert done.peak_mb < 200


def test_ten_thousand_stays_are_refused_by_their_number(tmp_path: Path) -> None:
    stay = "  - {area: leeds, from: 2014, to: 2015, basis: hostel}\n"
    said = refused(tmp_path, HEAD + "housing_history:\n" + stay * 10_000).err
    assert "`housing_history`" in said
    assert "1,000" in said


def test_an_alias_bomb_does_not_go_off(tmp_path: Path) -> None:
    letters = "abcdefghij"
    bomb = "a: &a [x, x]\n" + "".join(
        f"{this}: &{this} [{', '.join([f'*{last}'] * 9)}]\n" for last, this in pairwise(letters)
    )
    said = refused(tmp_path, HEAD + bomb).err
    assert all(f"`{letter}`: has a YAML anchor" in said for letter in letters)


def test_a_file_that_is_not_there_suggests_the_one_that_is(tmp_path: Path) -> None:
    (tmp_path / "mark.yaml").write_bytes(MARK.read_bytes())
    done = run("assess", "makr.yaml", cwd=tmp_path)
    assert done.code == 2
    assert "there is no such file. Near match: `mark.yaml`." in done.err
    assert "is a folder" in run("assess", tmp_path).err


def test_the_same_faults_come_as_a_problem_object_where_json_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(HEAD + UNKNOWN_THINGS)
    done = quick_run("assess", path, "--format", "json")
    assert (done.code, done.out) == (2, b"")
    problem = json.loads(done.err)
    assert (problem["schema"], problem["status"]) == ("safe-connections/problem/1", 422)
    pointers = [fault["pointer"] for fault in problem["errors"]]
    assert pointers[:2] == ["/housing_history/0/area", "/housing_history/1/form"]
    assert problem["errors"][0]["near"] == ["brighton-and-hove"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-of", "2017-02-30"], "`--as-of`: is not a day."),
        (["--jurisdiction", "wessex"], "`jurisdiction`: no such nation."),
        (["--pack", "nowhere"], "The rule pack in nowhere is refused."),
        (["--limit", "0"], "--limit"),
        (["--engine", "third"], "--engine"),
    ],
)
def test_what_cannot_be_asked_is_named(arguments: list[str], words: str) -> None:
    done = quick_run("assess", MARK, *arguments)
    assert (done.code, done.out) == (2, b"")
    assert words in done.err


@pytest.mark.parametrize("command", ["options", "check-sso"])
def test_every_command_that_answers_refuses_alike(tmp_path: Path, command: str) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(HEAD + UNKNOWN_THINGS)
    done = quick_run(command, path)
    assert (done.code, done.out) == (2, b"")
    assert "`housing_history.0.area`: no area called `brihgton`." in done.err


def test_there_is_no_offer_to_check(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(HEAD)
    done = quick_run("check-sso", path)
    assert done.code == 2
    assert "`sso`: there is no offer to check." in done.err


# --- faults of the program itself ---


def test_a_fault_of_the_program_is_owned_up_to_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text(f"raise RuntimeError('{SECRET}')\n")
    done = run("assess", AARIZ, PYTHONPATH=str(tmp_path))
    assert (done.code, done.out) == (1, b"")
    assert done.err.startswith("safe-connections failed (RuntimeError at yaml.py:1) and answered nothing.")
    assert done.err.count("\n") == 1
    assert SECRET not in done.err
    asked = run("assess", AARIZ, PYTHONPATH=str(tmp_path), SAFE_CONNECTIONS_DEBUG="1")
    assert "Traceback" in asked.err


def test_a_fault_of_the_program_on_one_line_leaves_the_other_lines_their_answers(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    def answer(data: object) -> dict[str, Any]:
        if data == {"ref": SECRET}:
            raise RuntimeError(SECRET)
        return {"answer": data}

    lines = b'{"ref": 1}\n' + json.dumps({"ref": SECRET}).encode() + b'\n{"ref": 2}\n'
    code = answer_lines(io.BytesIO(lines), "Standard input", answer)
    out, err = capfdbinary.readouterr()
    first, failed, last = (json.loads(line) for line in out.splitlines())
    assert (code, failed["status"], err) == (1, 500, b"")
    assert (first, last) == ({"answer": {"ref": 1}}, {"answer": {"ref": 2}})
    assert SECRET.encode() not in out
