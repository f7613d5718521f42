"""The page for policy officers holds: its commands run one after another, and give what it says they give."""

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.program import HOUSE, PROGRAM

pytestmark = pytest.mark.lab

GUIDE = (HOUSE / "docs" / "guide" / "policy-lab.md").read_text("utf-8")
COMMANDS = re.findall(r"^safe-connections .*$", GUIDE, re.MULTILINE)
SECONDS = 120  # of the ten minutes that the page promises


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which somebody has followed the page from top to bottom."""
    folder = tmp_path_factory.mktemp("guide")
    (change,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    (folder / "three-years.yaml").write_text(change, "utf-8")
    for command in COMMANDS:
        words = [str(PROGRAM), *shlex.split(command)[1:]]
        done = subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False, timeout=SECONDS)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert done.stdout.strip(), command
    return folder


@cache
def shown(page: Path) -> str:
    return page.read_text("utf-8")


def test_the_page_goes_from_cases_to_a_report_and_on_to_monitoring() -> None:
    asked = [command.split()[1] for command in COMMANDS]
    assert asked == ["synthesise", "rules", "policy-test", "monitoring", "monitoring"]


def test_every_file_that_the_page_names_is_there_after_its_commands(folder: Path) -> None:
    named = re.findall(r"^\| `([^`]+)` \|", GUIDE, re.MULTILINE)
    assert len(named) == 5
    assert [name for name in named if not (folder / "what-if" / name).exists()] == []


def test_the_report_is_about_the_change_that_the_page_proposes(folder: Path) -> None:
    (change,) = yaml.safe_load_all((folder / "three-years.yaml").read_text("utf-8"))
    report = shown(folder / "what-if" / "report.html")
    assert change["rule"] in report
    assert "from 5 years to 3 years" in report
    assert "Local connection: of 2,000 cases" in report


def test_the_report_has_every_part_that_the_page_explains(folder: Path) -> None:
    report = shown(folder / "what-if" / "report.html")
    parts = re.findall(r"^\d\. \*\*(.*?)\*\*", GUIDE, re.MULTILINE)
    assert len(parts) == 7
    assert [part for part in parts[3:] if f">{part}</h" not in report] == []
    assert "From verdict to verdict" in report


def test_nothing_of_a_single_case_is_in_the_report(folder: Path) -> None:
    assert "invented-" in (folder / "what-if" / "not-for-publication" / "disagreements.csv").read_text(
        "utf-8"
    )
    assert "invented-" not in shown(folder / "what-if" / "report.html")
    assert "invented-" not in shown(folder / "monitoring" / "monitoring.html")


def test_the_links_of_the_page_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", GUIDE)
    assert links
    assert [link for link in links if not (HOUSE / "docs" / "guide" / link).exists()] == []


def test_what_the_page_says_of_monitoring_is_where_it_says(folder: Path) -> None:
    assert (HOUSE / "policy_lab" / "monitoring" / "monitoring.yaml").exists()
    assert "are held back" in shown(folder / "monitoring" / "monitoring.html")
