"""How long a caseworker waits at the terminal: the program from start to end, and what its imports take."""

import statistics
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.timing import seconds_of

HOUSE = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.executable).with_name("safe-connections")
EXAMPLE = HOUSE / "examples" / "mark.yaml"


def measure(times: int = 10) -> None:
    """Print the median of so many runs, after one that warms the disk; and of starts that do less."""
    commands: dict[str, Sequence[str]] = {
        "assess examples/mark.yaml": [str(PROGRAM), "assess", str(EXAMPLE)],
        "  with one engine": [str(PROGRAM), "assess", str(EXAMPLE), "--engine", "evaluate"],
        "  its imports alone": [sys.executable, "-c", "import cli.assess"],
        "  Python alone": [sys.executable, "-c", ""],
    }
    runs = {name: partial(_run, command) for name, command in commands.items()}
    for run in runs.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            taken[name].append(seconds_of(run))
    print(f"\nFrom the shell, a new process each time ({times} runs in turn)")
    for name, each in taken.items():
        print(f"{name:28} median {statistics.median(each):.3f} s, best {min(each):.3f} s")


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, cwd=HOUSE, stdout=subprocess.DEVNULL, check=True, timeout=60)
