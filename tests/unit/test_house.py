"""The house holds together: what is shipped, what is pinned, and what a new machine is told."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).resolve().parents[2]
NOT_SHIPPED = {"benchmarks", "tests"}
needs_compiler = pytest.mark.skipif(sys.version_info >= (3, 13), reason="nothing is compiled from 3.13 on")


def settings_of_the_house() -> dict[str, Any]:
    return tomllib.loads((HOUSE / "pyproject.toml").read_text())


def packages_of_ours() -> list[str]:
    found = {file.parent.name for file in HOUSE.glob("*/__init__.py")}
    return sorted(found - NOT_SHIPPED)


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (HOUSE / lock).read_text(), flags=re.MULTILINE))


def test_every_package_is_shipped() -> None:
    build = settings_of_the_house()["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["packages"] == packages_of_ours()


def test_who_imports_whom_is_checked_for_every_package() -> None:
    rules = settings_of_the_house()["tool"]["importlinter"]
    layers = rules["contracts"][0]["layers"]
    named = sorted(name.strip() for layer in layers for name in layer.split("|"))
    assert rules["root_packages"] == named == packages_of_ours()


@pytest.mark.parametrize("lock", ["requirements-dev.lock", "requirements-bench.lock"])
def test_what_is_checked_is_what_is_shipped(lock: str) -> None:
    shipped = pins("requirements.lock")
    assert {name: pins(lock).get(name) for name in shipped} == shipped


@pytest.mark.parametrize("lock", sorted(path.name for path in HOUSE.glob("*.lock")))
def test_a_lock_names_no_host_and_a_hash_for_everything(lock: str) -> None:
    text = (HOUSE / lock).read_text()
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert "://" not in text
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_make_alone_lists_every_target_with_what_it_does() -> None:
    makefile = (HOUSE / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert phony is not None
    listed = subprocess.run(["make"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make (\w+) +\S", listed, flags=re.MULTILINE) == phony[1].split()


def find_python(python: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [HOUSE / ".ci" / "find-python", python]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def a_python(tmp_path: Path) -> Path:
    """Where a test puts the `python3` of a machine that lacks something."""
    return tmp_path / "python3"


def write_program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def python_where(what_is_missing: str) -> str:
    """This Python on a machine where something is missing, as a shell command."""
    return f'exec {sys.executable} -c "import sys, sysconfig; {what_is_missing}; exec(sys.stdin.read())"'


def test_the_python_that_has_all_it_needs_is_taken() -> None:
    found = find_python(sys.executable)
    assert (found.stdout, found.returncode) == (f"{sys.executable}\n", 0)


def test_a_python_that_is_only_a_name_is_not_taken(a_python: Path) -> None:
    write_program(a_python, "echo 'python3: command not found' >&2; exit 127")
    found = find_python(a_python)
    assert (found.stdout, found.returncode) == ("", 1)
    assert "no working Python of version 3.11 or newer" in found.stderr
    assert "apt-get install python3 python3-venv python3-dev build-essential" in found.stderr


def test_an_old_python_is_not_taken(a_python: Path) -> None:
    write_program(a_python, python_where("sys.version_info = (3, 10, 9)"))
    found = find_python(a_python)
    assert found.returncode == 1
    assert "no working Python of version 3.11 or newer" in found.stderr


def test_a_missing_venv_module_is_named_before_pip_fails(a_python: Path) -> None:
    write_program(a_python, python_where("sys.modules['ensurepip'] = None"))
    found = find_python(a_python)
    assert found.returncode == 1
    assert found.stderr.endswith("apt-get install python3-venv\n")


@needs_compiler
def test_missing_headers_are_named_before_pip_fails(a_python: Path) -> None:
    write_program(a_python, python_where("sysconfig.get_path = lambda _: '/nowhere'"))
    found = find_python(a_python)
    assert found.returncode == 1
    assert "Python.h" in found.stderr
    assert found.stderr.endswith("apt-get install python3-dev\n")


@needs_compiler
def test_a_missing_compiler_is_named_before_pip_fails() -> None:
    found = find_python(sys.executable, CC="/nowhere/cc")
    assert found.returncode == 1
    assert "a C compiler" in found.stderr
    assert found.stderr.endswith("apt-get install build-essential\n")


def test_from_python_3_13_on_no_compiler_is_needed(a_python: Path) -> None:
    write_program(a_python, python_where("sys.version_info = (3, 13, 0)"))
    found = find_python(a_python, CC="/nowhere/cc")
    assert (found.stdout, found.returncode) == (f"{a_python}\n", 0)
