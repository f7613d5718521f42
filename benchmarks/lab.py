"""What a policy test takes, from the file of cases to its report, beside peers that are installed.

    python -m benchmarks.lab [CASES]

Ours decides every family of verdicts under two sets of packs, with reasons, on local processes, and is asked
as anybody would ask, from the shell. Each peer answers one small part of it: who has lived in an area long
enough, as the law is and as a proposal has it. Whatever one finds must be what ours finds.
"""

import ctypes
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.residences import residences
from benchmarks.shell import HOUSE, PROGRAM
from benchmarks.timing import Step, side_by_side
from policy_lab.synthetic import Wanted, synthesise

CASES, ROUNDS = 1_000_000, 3
OURS = "ours: every family, two sets of packs, with reasons"
PEERS = ("duckdb_lab", "openfisca_lab", "zen_lab", "durable_lab")
_SET_CHILD_SUBREAPER = 36  # of prctl(2)
PROPOSED = HOUSE / "examples" / "packs" / "family-three-years"


def main(arguments: Sequence[str]) -> int:
    """Measure on as many cases as are asked for."""
    measure(int(arguments[0]) if arguments else CASES)
    return 0


def measure(cases: int = CASES, rounds: int = ROUNDS) -> None:
    """Print cases a second, ours and each peer's, and what each leaves out.

    Raises RuntimeError where a peer finds otherwise than ours.
    """
    _adopt_descendants()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.parquet"
        synthesise(invented(cases), file)
        with_files = partial(policy_test, file, Path(folder) / "report")
        steps: dict[str, tuple[int, Step]] = {
            OURS: (cases, partial(policy_test, file)),
            "  the same, with its page, charts and files": (cases, with_files),
        }
        left_out: dict[str, str] = {}
        lived = residences(file)
        for name in PEERS:
            try:
                peer: Any = importlib.import_module(f"benchmarks.peers.{name}")
            except ImportError:
                print(f"{name}: not installed here; `make bench` has an environment with it")
                continue
            asked = peer.steps_of(lived)
            steps |= asked
            left_out |= dict.fromkeys(asked, peer.LEAVES_OUT)
        print(
            f"\nA policy test over {cases:,} invented cases, {file.stat().st_size / 1e6:,.0f} MB of Parquet"
        )
        print(
            f"(median of {rounds} rounds, by the clock and of all processors; ours with the program's start)"
        )
        _print(steps, left_out, rounds)


def _print(steps: Mapping[str, tuple[int, Step]], left_out: Mapping[str, str], rounds: int) -> None:
    used: dict[str, list[float]] = {name: [] for name in steps}
    timed = {name: partial(_noting, step, used[name]) for name, (_, step) in steps.items()}
    taken = side_by_side(timed, rounds, round_s=0)
    ours = steps[OURS][0] / taken[OURS].median
    print(f"{'':52} {'cases':>10} {'seconds':>8} {'of cores':>8} {'cases/s':>12} {'ours is':>9}")
    said = ""
    for name, (cases, _) in steps.items():
        seconds, of_cores = taken[name].median, statistics.median(used[name])
        speed = cases / seconds
        print(f"{name:52} {cases:10,} {seconds:8.2f} {of_cores:8.2f} {speed:12,.0f} {ours / speed:8.2f}x")
        if left_out.get(name, said) != said:
            said = left_out[name]
            print(f"    {said}")


def _noting(step: Step, used: list[float]) -> None:
    """Make a step, and note how many seconds of the processor it and its processes took."""
    before = sum(os.times()[:4])
    step()
    _wait_for_all()
    used.append(sum(os.times()[:4]) - before)


def _adopt_descendants() -> None:
    """Become the parent of processes whose own parent ends: only those that are waited for are counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)


def _wait_for_all() -> None:
    with suppress(ChildProcessError):
        while True:
            os.wait()


def invented(cases: int) -> Wanted:
    """The same cases on every run, as `synthesise` makes them when nothing else is said."""
    return Wanted(cases, seed=1, first_year=2010, last_year=2024, errors=0.08)


def policy_test(file: Path, report: Path | None = None) -> None:
    """Ours, from the shell. Raises CalledProcessError where it fails."""
    command = policy_test_command(file, report)
    subprocess.run(command, cwd=HOUSE, stdout=subprocess.DEVNULL, check=True, timeout=600)


def policy_test_command(file: Path, report: Path | None = None) -> list[str]:
    """What anybody would type: for every table as JSON, or for a report."""
    asked = ["--report", str(report)] if report else ["--format", "json"]
    return [str(PROGRAM), "policy-test", str(file), "--proposed", str(PROPOSED), *asked]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
