"""What the README says is what happens: its commands run, and its answer is the answer."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PROGRAM = str(Path(sys.executable).with_name("safe-connections"))


def run(command: str) -> subprocess.CompletedProcess[str]:
    words = [PROGRAM, *shlex.split(command, comments=True)[1:]]
    surroundings = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    return subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env=surroundings, check=False)


COMMANDS = re.findall(r"^safe-connections .*$", README, re.MULTILINE)


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_answers(command: str) -> None:
    done = run(command)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_answer_in_the_readme_is_the_answer() -> None:
    (shown,) = re.findall(r"^\$ (safe-connections assess .*)\n((?:.*\n)*?)```$", README, re.MULTILINE)
    command, answer = shown
    assert run(command).stdout.startswith(answer.rstrip())


def test_the_profile_in_the_readme_is_the_example() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    example = (ROOT / "examples" / "mark.yaml").read_text("utf-8")
    for line in shown.strip().splitlines():
        assert line.strip() in example
