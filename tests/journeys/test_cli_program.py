"""The program itself: what it offers, how it helps, and how it serves the API and the pages."""

import re
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

import cli.main
from cli.main import COMMANDS
from tests.program import HOUSE, PROGRAM, quick_run, run


def test_help_names_every_command_that_there_is_and_no_other() -> None:
    done = run("--help")
    assert done.code == 0
    listed = re.findall(r"^  ([a-z-]+)  ", done.text.partition("Commands:")[2], flags=re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize(
    "command", [[name] for name in COMMANDS] + [["rules", "show"], ["rules", "coverage"]]
)
def test_every_argument_and_option_is_explained(command: list[str]) -> None:
    done = quick_run(*command, "--help")
    assert done.code == 0
    unexplained = re.findall(r"^  (?:-[\w-]+|\[?[A-Z]+\]?)(?:, --\w+)? *$", done.text, flags=re.MULTILINE)
    assert unexplained == []


def test_a_mistyped_command_gets_the_one_that_was_meant() -> None:
    done = run("asess")
    assert done.code == 2
    assert "Did you mean 'assess'" in done.err


def test_ctrl_c_before_a_command_is_there_ends_the_program_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.main, "program", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main.main()
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_who_has_seen_enough_is_no_fault() -> None:
    with subprocess.Popen(
        [PROGRAM, "rules", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HOUSE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.code == 2
    assert f"127.0.0.1:{port} cannot be listened on: Address already in use." in done.err
    assert "choose another with --port" in done.err


def test_the_service_says_where_it_is_answers_there_and_ends_at_ctrl_c() -> None:
    command: list[str | Path] = [PROGRAM, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert address is not None
            with urllib.request.urlopen(f"{address[0]}/healthz", timeout=20) as answer:
                assert answer.status == 200
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=20) == ("", "")
            assert process.returncode == 0
        finally:
            process.kill()
