"""Runs the installed program as a caseworker would, and measures what it took."""

import os
import pty
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from cli.main import program

HOUSE = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.executable).with_name("safe-connections")
MARK, AARIZ = HOUSE / "examples" / "mark.yaml", HOUSE / "examples" / "aariz.yaml"


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of the program ended; `seconds` are of the processor, as a machine may be busy."""

    code: int
    out: bytes
    err: str
    seconds: float
    peak_mb: float

    @property
    def text(self) -> str:
        """What it printed."""
        return self.out.decode()


def run(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **environment: str) -> Run:
    """The program run to its end on some arguments, not in a terminal."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        process = subprocess.Popen(
            [PROGRAM, *arguments],
            stdin=given,
            stdout=out,
            stderr=err,
            cwd=cwd or HOUSE,
            env=_with(environment),
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        seconds = used.ru_utime + used.ru_stime
        return Run(process.returncode, out.read(), err.read().decode(), seconds, used.ru_maxrss / 1024)


def quick_run(*arguments: str | Path, stdin: bytes = b"") -> Run:
    """The same within this process, which takes less time and measures none."""
    done = CliRunner().invoke(program(), [str(each) for each in arguments], input=stdin)
    return Run(done.exit_code, done.stdout_bytes, done.stderr, 0, 0)


def run_in_terminal(*arguments: str | Path, **environment: str) -> str:
    """What the program prints into a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, *arguments], stdout=theirs, stderr=theirs, cwd=HOUSE, env=_with(environment)
    ) as process:
        os.close(theirs)
        said = bytearray()
        try:
            while part := os.read(ours, 65536):
                said += part
        except OSError:  # how Linux says that nobody writes any more
            pass
        finally:
            os.close(ours)
        process.wait()
    return said.decode().replace("\r\n", "\n")


def _with(environment: dict[str, str]) -> dict[str, str]:
    plain = {
        k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR", "SAFE_CONNECTIONS_DEBUG"}
    }
    return {**plain, "TERM": "xterm-256color", **environment}
