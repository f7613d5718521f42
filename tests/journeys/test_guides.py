"""What the guides show is what happens: their commands run in their order, on the files that they show."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import HOUSE, Run, quick_run

pytestmark = pytest.mark.journeys

GUIDES = HOUSE / "docs" / "guide"
# A guide that shows an address of the world, or numbers for a whole country, is tried with less.
SMALLER = {
    "https://council.example.org/openreferral": "services.json",
    "--n 10000": "--n 400",
    "/tmp/country": "country",
}


def blocks(guide: str, kind: str = "") -> list[str]:
    """The fenced blocks of one kind (yaml, or plain) in a guide."""
    text = (GUIDES / guide).read_text("utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(guide: str) -> list[str]:
    """What is to be typed, in order; `$ ` before it is left out."""
    shown = [*blocks(guide), *blocks(guide, "sh"), *blocks(guide, "console")]
    lines = (line.removeprefix("$ ") for block in shown for line in block.splitlines())
    return [line for line in lines if line.startswith("safe-connections ")]


def typed(command: str) -> Run:
    for written, tried in SMALLER.items():
        command = command.replace(written, tried)
    return quick_run(*shlex.split(command, comments=True)[1:])


def nothing(_folder: Path) -> None:
    """A guide that needs no files beside the examples."""


def a_directory_to_read(folder: Path) -> None:
    quick_run("directory", "export", "--out", folder / "exported")
    (folder / "services.json").symlink_to(folder / "exported" / "services.json")


def services_of_the_guide(folder: Path) -> None:
    (folder / "our-services.yaml").write_text(blocks("directory.md", "yaml")[0], "utf-8")


def tables_of_the_guide(folder: Path) -> None:
    (folder / "mapping.yaml").write_text(blocks("case-files.md", "yaml")[0], "utf-8")
    tables = folder / "our-tables"
    tables.mkdir()
    (tables / "Clients.csv").write_text(
        "Case ID,Date of decision,Council,Worker,Postcode\nc1,3/6/2024,leeds,w,x\n", "utf-8"
    )
    (tables / "Accommodation.csv").write_text(
        "Case ID,Council,Moved in,Moved out,Type\nc1,leeds,2014-06,3/6/2023,PRS\n", "utf-8"
    )


def clients_and_workers(folder: Path) -> None:
    for name, text in zip(("CLIENTS", "WORKERS"), blocks("allocation.md", "yaml"), strict=True):
        (folder / name).write_text(text, "utf-8")


PREPARED: dict[str, Callable[[Path], None]] = {
    "allocation.md": clients_and_workers,
    "case-files.md": tables_of_the_guide,
    "directory.md": services_of_the_guide,
    "open-referral.md": a_directory_to_read,
}
# Tried by tests of their own, with what they show.
ELSEWHERE = {"policy-lab.md", "scale-out.md"}
TRIED = sorted(path.name for path in GUIDES.glob("*.md") if path.name not in ELSEWHERE)


@pytest.mark.parametrize("guide", TRIED)
def test_the_commands_of_a_guide_run_as_it_shows_them(
    guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(HOUSE / "examples")
    PREPARED.get(guide, nothing)(tmp_path)
    monkeypatch.chdir(tmp_path)
    for command in commands(guide):
        done = typed(command)
        assert done.code == 0, f"{command}\n{done.err}"
        assert done.text.strip(), command


def test_most_guides_have_commands_to_try() -> None:
    assert sum(bool(commands(guide)) for guide in TRIED) >= 5


def test_the_files_that_the_allocation_guide_shows_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients_and_workers(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = quick_run("allocate", "CLIENTS", "WORKERS", "--as-of", "2026-03-31")
    assert (done.code, done.err) == (0, "")
    assert "c-101" in done.text
