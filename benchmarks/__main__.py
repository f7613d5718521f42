"""Measures everything and prints it: `make bench`, or `python -m benchmarks [--tiny] [--minute]`.

--tiny    A look at whether it runs, in a second or two: ours and plain Python, no shell and no server.
--minute  32 connections for 60 s instead of 10.

The lab and the directory have more to measure, by themselves: `benchmarks.lab`, `benchmarks.lab_memory`,
`benchmarks.directory_import`, `benchmarks.directory_graph`.
"""

import gc
import platform
import sys
from collections.abc import Sequence

from benchmarks import (
    directory_graph,
    directory_import,
    evaluator,
    lab,
    lab_nights,
    residence,
    service,
    shell,
)
from benchmarks.cases import reading
from benchmarks.peers import plain_python
from benchmarks.timing import ROUND_S, ROUNDS, side_by_side, table
from casework.answers import canonical
from casework.setting import load_setting
from cli.main import LITTER
from engine.assess import assess
from engine.production.fence import ProductionWorker

LAB_CASES = 200_000


def main(arguments: Sequence[str]) -> int:
    """Print what was measured; 1 where an answer of the API was not the expected one."""
    if set(arguments) - {"--tiny", "--minute"}:
        print(__doc__, file=sys.stderr)
        return 2
    tiny = "--tiny" in arguments
    gc.set_threshold(LITTER)  # as the program does; the peers have the same
    print(f"Python {platform.python_version()} on {platform.machine()}, one case: benchmarks/cases.py\n")
    if tiny:
        steps = {**evaluator.steps_of(load_setting(), None), "plain Python": plain_python.residence}
        print(table(side_by_side(steps, rounds=1, round_s=0), evaluator.ASSESS))
        return 0
    with ProductionWorker() as worker:
        worker.start()
        steps = {**evaluator.steps_of(load_setting(), worker), **residence.peers()}
        print(table(side_by_side(steps, ROUNDS, ROUND_S), evaluator.ASSESS))
        setting = load_setting(production=worker)
        expected = canonical(assess(reading(setting), setting).to_dict())
    lab_nights.measure()
    lab.measure(cases=LAB_CASES)
    wrong = directory_import.main([]) | directory_graph.main(["--tiny"])
    shell.measure()
    right = service.measure(expected, 60 if "--minute" in arguments else 10)
    return 0 if right and not wrong else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
