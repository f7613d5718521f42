"""The most memory that a policy test takes over a very large file, and how long.

    python -m benchmarks.lab_memory [CASES]

10,000,000 cases by default, which are invented first, in a folder that is gone afterwards (650 MB). Memory is
that of the program and its workers together, every half second; what they share is counted for each.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.lab import invented, policy_test_command
from benchmarks.shell import HOUSE
from benchmarks.timing import seconds_of
from policy_lab.synthetic import synthesise

CASES, MOST_GB = 10_000_000, 4.0
_EVERY_S = 0.5


def main(arguments: Sequence[str]) -> int:
    """Print what was measured; 1 where it is more than is allowed for."""
    cases = int(arguments[0]) if arguments else CASES
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.parquet"
        made = seconds_of(lambda: synthesise(invented(cases), file))
        print(f"{cases:,} cases invented in {made:,.0f} s, {file.stat().st_size / 1e6:,.0f} MB of Parquet")
        began = time.perf_counter()
        command = policy_test_command(file)
        with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.DEVNULL) as program:
            most = 0.0
            while program.poll() is None:
                most = max(most, _memory_gb(program.pid))
                time.sleep(_EVERY_S)
        seconds = time.perf_counter() - began
    print(f"policy-test: {seconds:,.0f} s, {cases / seconds:,.0f} cases/s, at most {most:.2f} GB in all")
    return 0 if program.returncode == 0 and most < MOST_GB else 1


def _memory_gb(program: int) -> float:
    """What a process and all that descend from it hold in memory."""
    held = {pid: told for pid in map(_number, Path("/proc").iterdir()) if pid and (told := _told(pid))}
    family = {program}
    while more := {pid for pid, (parent, _) in held.items() if parent in family} - family:
        family |= more
    return sum(held[pid][1] for pid in family if pid in held) / 1e6


def _number(path: Path) -> int:
    return int(path.name) if path.name.isdigit() else 0


def _told(process: int) -> tuple[int, int] | None:
    """The parent of a process and its memory in kB; None where it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    told = dict(line.split(":", 1) for line in lines)
    return int(told["PPid"]), int(told.get("VmRSS", "0 kB").split()[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
