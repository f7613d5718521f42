"""A team works with a directory of its own in place of the one that is shipped."""

import json
from pathlib import Path

import pytest

from tests.program import AARIZ, quick_run

pytestmark = pytest.mark.journeys


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small invented country."""
    folder = tmp_path_factory.mktemp("country") / "directory"
    made = quick_run("directory", "synthesise", "--n", "400", "--seed", "7", "--out", folder)
    assert (made.code, made.err) == (0, "")
    return folder


def services(*arguments: str | Path) -> set[str]:
    answer = json.loads(quick_run(*arguments, "--format", "json", "--engine", "evaluate").out)
    offered = [*answer.get("options", ()), *answer.get("better_options", ())]
    return {option["accommodation"]["service"] for option in offered} - {None}


def test_answers_are_of_the_directory_that_was_asked_for(country: Path) -> None:
    shipped = services("assess", AARIZ)
    ours = services("assess", AARIZ, "--directory", country)
    assert shipped
    assert ours
    assert shipped.isdisjoint(ours)
    assert services("options", AARIZ, "--directory", country) <= ours
    assert services("check-sso", AARIZ, "--directory", country) <= ours


def test_a_folder_that_keeps_none_is_named_and_what_to_do(tmp_path: Path) -> None:
    done = quick_run("assess", AARIZ, "--directory", tmp_path)
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith("The directory cannot be read.\n")
    assert "`safe-connections directory import` makes one." in done.err


def test_a_file_that_somebody_changed_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "directory"
    quick_run("directory", "synthesise", "--n", "370", "--seed", "7", "--out", folder)
    (answers,) = folder.glob("*/directory.jsonl")
    answers.write_bytes(answers.read_bytes().replace(b"hostel", b"hostal", 1))
    done = quick_run("assess", AARIZ, "--directory", folder)
    assert (done.code, done.out) == (2, b"")
    assert "directory.jsonl" in done.err
