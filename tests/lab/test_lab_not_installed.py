"""Where the policy lab is not installed, each of its commands says what installs it, and writes nothing."""

import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.cases import cases
from cli.monitoring import monitoring
from cli.policy_test import policy_test
from cli.synthesise import synthesise

pytestmark = pytest.mark.lab

program = typer.Typer()
program.add_typer(cases, name="cases")
program.command("monitoring")(monitoring)
program.command("policy-test")(policy_test)
program.command("synthesise")(synthesise)


@pytest.mark.parametrize(
    "asked",
    [
        ["policy-test", "cases.jsonl", "--proposed", "change.yaml", "--report", "report"],
        ["monitoring", "cases.jsonl", "--report", "report"],
        ["synthesise", "--n", "10", "--out", "invented.jsonl"],
        ["cases", "import", "cases.jsonl", "--out", "out.jsonl"],
    ],
    ids=lambda asked: asked[0],
)
def test_it_says_what_to_install(asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "polars", None)
    answer = CliRunner().invoke(program, asked)
    assert answer.exit_code == 2
    assert "pip install 'safe-connections[lab]'" in answer.output
    assert list(tmp_path.iterdir()) == []
