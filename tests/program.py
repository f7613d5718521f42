"""Runs the installed program as a caseworker would, and measures what it took."""

import os
import pty
import re
import subprocess
import sys
import tempfile
import time
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
        peak_mb = _peak_mb(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        seconds = used.ru_utime + used.ru_stime
        return Run(process.returncode, out.read(), err.read().decode(), seconds, peak_mb)


def _peak_mb(process: int) -> float:
    """The most memory that a process holds until it ends.

    Asked of the process while it runs: what the system says at the end counts what the tests held too.
    """
    peak_kb = 0
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        said = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
        peak_kb = max(peak_kb, int(said[1])) if said else peak_kb
        time.sleep(0.005)
    return peak_kb / 1024


def quick_run(*arguments: str | Path, stdin: bytes = b"") -> Run:
    """The same within this process, which takes less time and measures none."""
    words = [str(each) for each in arguments]
    done = CliRunner().invoke(program(words), words, input=stdin)
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
