"""How many cases a second the nights are counted of in columns, on one core, beside peers that are installed.

The histories are invented: 1 to 6 stays a case, 3.5 on average, most of them in two or three areas that are
asked about, one date in three known only roughly, some stays without evidence, basis or place. Each peer
must find what ours finds wherever it answers the same question.
"""

import importlib
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.timing import Step, side_by_side
from engine.columnar.nights import (
    COUNTS,
    MAY_COUNT,
    NEVER,
    NOT_KNOWN,
    PLACE_NOT_KNOWN,
    Asked,
    Counted,
    Counting,
    Stays,
    nights_lived,
)
from engine.stays import BEGINNING, FOREVER

CASES, ROUNDS = 200_000, 7
MONTHS = np.array([12, 60])
OURS = "ours: least and most, 12 and 60 months, two standards"
_SEED, _ELSEWHERE, _MOST_AREAS = 20260331, -3, 1 << 20
_FIRST_DAY = date(2026, 3, 1).toordinal()

Numbers = npt.NDArray[np.int64]


class Histories(NamedTuple):
    """Invented people with their stays, whether each stay counts, and the areas asked about."""

    stays: Stays
    counting: Counting
    asked: Asked

    def nights(self) -> Counted:
        """What is measured of ours."""
        return nights_lived(self.stays, self.counting, self.asked, MONTHS)


def invented(cases: int) -> Histories:
    """The same histories on every run: one person a case, with test days of March 2026."""
    random = np.random.default_rng(_SEED)
    each = random.choice([1, 2, 3, 4, 5, 6], cases, p=[0.08, 0.17, 0.25, 0.25, 0.15, 0.10])
    of = np.repeat(np.arange(cases), each)
    day = _FIRST_DAY + random.integers(0, 31, cases)
    began = day[of] - random.integers(1, 2400, len(of))
    left = np.minimum(began + random.integers(10, 900, len(of)), day[of])
    doubt = random.choice([0, 0, 0, 0, 14, 30], (2, len(of)))
    unplaced = random.random(len(of)) < 0.01
    area = np.where(unplaced, PLACE_NOT_KNOWN, 3 * (of % 100) + random.integers(0, 3, len(of)))
    not_told = random.random((2, len(of))) < 0.02
    stays = Stays(
        begins=np.append(0, np.cumsum(each)),
        test_day=day.astype(np.int32),
        whole=random.random(cases) < 0.95,
        area=area.astype(np.int32),
        from_first=np.where(not_told[0], BEGINNING, began - doubt[0]).astype(np.int32),
        from_last=np.where(not_told[0], FOREVER, began).astype(np.int32),
        to_first=np.where(not_told[1], BEGINNING, left).astype(np.int32),
        to_last=np.where(not_told[1], FOREVER, left + doubt[1]).astype(np.int32),
        current=random.random(len(of)) < 0.15,
        evidenced=random.random(len(of)) < 0.6,
    )
    bases = [COUNTS, MAY_COUNT, NEVER, NOT_KNOWN]
    counting = random.choice(bases, len(of), p=[0.84, 0.07, 0.06, 0.03]).astype(np.int8)
    return Histories(stays, counting, _asked(of, area, cases))


def _asked(person: Numbers, area: Numbers, cases: int) -> Asked:
    """Every area that a case names, and elsewhere."""
    placed = area != PLACE_NOT_KNOWN
    elsewhere = np.full(cases, _ELSEWHERE)
    keys = np.union1d(key_of(person[placed], area[placed]), key_of(np.arange(cases), elsewhere))
    return Asked(keys // _MOST_AREAS, (keys % _MOST_AREAS + _ELSEWHERE).astype(np.int32))


def key_of(person: npt.NDArray[Any], area: npt.NDArray[Any]) -> Numbers:
    """People and areas as one number, in the order in which they are asked about."""
    keys: Numbers = person.astype(np.int64) * _MOST_AREAS + area - _ELSEWHERE
    return keys


def measure(cases: int = CASES, rounds: int = ROUNDS) -> None:
    """Print cases a second, ours and each peer's, and what each leaves out.

    Raises RuntimeError where a peer that answers the same question finds otherwise.
    """
    histories = invented(cases)
    found = histories.nights()
    steps: dict[str, Step] = {OURS: histories.nights}
    left_out: dict[str, str] = {}
    for name in ("duckdb_nights", "openfisca_nights"):
        try:
            peer: Any = importlib.import_module(f"benchmarks.peers.{name}")
        except ImportError:
            print(f"{name}: not installed here; `make bench` has an environment with it")
            continue
        for called, step in peer.steps_of(histories, found).items():
            steps[called], left_out[called] = step, peer.LEAVES_OUT
    stays, pairs = len(histories.counting), len(histories.asked.area)
    print(
        f"\nNights in columns, one core: {cases:,} invented cases, {stays / cases:.2f} stays and"
        f" {pairs / cases:.2f} areas each (median of {rounds} rounds)"
    )
    taken = side_by_side(steps, rounds, round_s=0)
    for name, each in taken.items():
        ratio = each.median / taken[OURS].median
        print(f"{name:60} {1e3 * each.median:9,.1f} ms {cases / each.median:12,.0f} cases/s {ratio:7.1f}")
        if name in left_out:
            print(f"    {left_out[name]}")
