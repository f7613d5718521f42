"""What the README says is what happens: its commands run, and its answer is the answer."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

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


def test_the_commands_of_the_readme_answer_one_after_another() -> None:
    for command in COMMANDS:
        done = run(command)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert done.stdout.strip(), command


def test_the_answer_in_the_readme_is_the_answer() -> None:
    (shown,) = re.findall(r"^\$ (safe-connections assess .*)\n((?:.*\n)*?)```$", README, re.MULTILINE)
    command, answer = shown
    assert run(command).stdout.startswith(answer.rstrip())


def test_the_profile_in_the_readme_is_the_example() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    example = (ROOT / "examples" / "mark.yaml").read_text("utf-8")
    for line in shown.strip().splitlines():
        assert line.strip() in example
