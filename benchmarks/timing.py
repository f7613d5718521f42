"""How long steps take, measured in turn so that a busy machine slows all of them alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

Step: TypeAlias = Callable[[], object]

# Long enough that a step is not mostly measured warming up: the second engine's process sleeps through the
# steps of others, and its first cases after that take two thirds as long again.
ROUNDS, ROUND_S = 21, 0.2


class Taken(NamedTuple):
    """Seconds that one call takes: the median over the rounds, and the best of them."""

    median: float
    best: float


def side_by_side(
    steps: Mapping[str, Step], rounds: int = ROUNDS, round_s: float = ROUND_S
) -> dict[str, Taken]:
    """What each step takes. Every round calls every step, each as often as fits into `round_s` seconds."""
    times = {name: max(1, int(round_s / seconds_of(step))) for name, step in steps.items()}
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            taken[name].append(seconds_of(step, times[name]))
    return {name: Taken(statistics.median(each), min(each)) for name, each in taken.items()}


def seconds_of(step: Step, times: int = 1) -> float:
    """Seconds of wall time that one call takes, over some calls in a row."""
    began = time.perf_counter()
    for _ in range(times):
        step()
    return max((time.perf_counter() - began) / times, 1e-9)


def table(taken: Mapping[str, Taken], against: str) -> str:
    """A line for each step: microseconds, calls a second, and how many times as long as one of them."""
    lines = [f"{'':52} {'median us':>10} {'best us':>9} {'a second':>10} {'ratio':>8}"]
    for name, each in taken.items():
        ratio = each.median / taken[against].median
        lines.append(
            f"{name:52} {1e6 * each.median:10,.1f} {1e6 * each.best:9,.1f}"
            f" {1 / each.median:10,.0f} {ratio:8.3f}"
        )
    return "\n".join(lines)
