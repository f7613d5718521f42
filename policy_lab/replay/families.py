"""The verdicts of every family under both packs, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.columnar.compiled import compiled
from engine.columnar.decisions import Decisions
from policy_lab.replay.partial import Row
from policy_lab.replay.stands import Codes, Mask, codes, ranks, words_of

Cases: TypeAlias = NDArray[np.uint32]
Places: TypeAlias = NDArray[np.int64]
Reasons: TypeAlias = NDArray[np.int8]
REASONS = ("same", "other", "changed")
_HOW_MANY_REASONS = len(REASONS)
OTHER, CHANGED = 1, 2
OF_AREAS = {"local_connection": "connection", "safety": "safety"}  # family: its column among the areas
REFERRAL = "stage_"


@dataclass(frozen=True, slots=True)
class Compared:
    """One family: for each unit its case, its area (-1 for none), and the codes of both verdicts.

    `words` are what the codes stand for; `reason` is the place in `REASONS`. A unit on which the law is
    silent under both sets of packs has the code 0 twice, and counts for nothing.
    """

    family: str
    words: tuple[str, ...]
    case: Cases
    area: NDArray[np.int32]
    was: Codes
    becomes: Codes
    reason: Reasons

    @property
    def touched(self) -> bool:
        """Whether the verdict on some unit, or its reason, changes."""
        return bool(self.reason.any())

    def changed(self) -> Places:
        """The units of which the verdict changes."""
        return np.flatnonzero(self.reason == CHANGED)

    def moves(self) -> tuple[Cases, Cases]:
        """The cases that gain and those that lose; a case with any loss loses."""
        rank, units = ranks(self.words), self.changed()
        step, case = rank[self.becomes[units]] - rank[self.was[units]], self.case[units]
        lost = np.unique(case[step < 0])
        return np.setdiff1d(case[step > 0], lost), lost

    def flows(self) -> Iterator[Row]:
        """How many units, of how many cases, go from which verdict to which, and why."""
        size = len(self.words)
        units, cases = _flows(self.case, self.was, self.becomes, self.reason, size)
        for was, becomes, why in np.argwhere(units).tolist():
            if was or becomes:
                flow, at = (self.words[was], self.words[becomes], REASONS[why]), (was, becomes, why)
                yield Row("flow", self.family, *flow, int(units[at]), int(cases[at]))


@compiled
def _flows(
    case: Cases, was: Codes, becomes: Codes, reason: Reasons, words: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The units of each flow and the cases that they belong to; units are sorted by case."""
    units = np.zeros((words, words, _HOW_MANY_REASONS), np.int64)
    cases, last = np.zeros_like(units), np.full_like(units, -1)
    for unit in range(len(case)):
        flow = was[unit], becomes[unit], reason[unit]
        units[flow] += 1
        cases[flow] += last[flow] != case[unit]
        last[flow] = case[unit]
    return units, cases


def compared(before: Decisions, after: Decisions) -> Iterator[Compared]:
    """Every family of two sets of decisions on the same cases, in the order of an assessment."""
    nowhere = np.full(before.cases.height, -1, np.int32)
    case = before.cases["case"].to_numpy()
    for name in _families(before.cases):
        family = name.replace(REFERRAL, "referral_")
        yield _compared(family, before.cases, after.cases, name, case, nowhere)
    areas, of_areas = before.areas["area"].to_numpy(), before.areas["case"].to_numpy()
    assert before.areas["area"].equals(after.areas["area"])
    for family, name in OF_AREAS.items():
        yield _compared(family, before.areas, after.areas, name, of_areas, areas, areas >= 0)
    yield _referral(before.targets, after.targets)


_TARGET = ("case", "area", "stage", "limb")


def _referral(before: pl.DataFrame, after: pl.DataFrame) -> Compared:
    """The conditions of a referral to each authority, at each stage and limb that is open under either."""
    said = [each.select(*_TARGET, "conditions", conditions_rule="rule") for each in (before, after)]
    if not all(before[name].equals(after[name]) for name in _TARGET):
        both = [each.select(_TARGET) for each in said]
        every = pl.concat(both).unique(maintain_order=True).sort("case", "area", maintain_order=True)
        said = [every.join(each, on=_TARGET, how="left", maintain_order="left") for each in said]
    case, area = said[0]["case"].to_numpy(), said[0]["area"].to_numpy()
    return _compared("referral", said[0], said[1], "conditions", case, area)


def _families(cases: pl.DataFrame) -> list[str]:
    return [name for name in cases.columns if f"{name}_rule" in cases.columns]


def _compared(
    family: str, before: pl.DataFrame, after: pl.DataFrame, name: str, case: Cases, area: Any,
    counts: Mask | None = None,
) -> Compared:  # fmt: skip
    """A family by the column of its verdicts; `counts` says which rows are units of it, if not all are."""
    was = becomes = _codes(before[name], counts)
    reason = np.zeros(was.size, np.int8)
    # Most families are the same under both, which is told much faster than what differs.
    if not before[name].equals(after[name]):
        becomes = _codes(after[name], counts)
        reason[was != becomes] = CHANGED
    rule = f"{name}_rule"
    if not before[rule].equals(after[rule]):
        another = (was == becomes) & (was > 0) & (codes(before[rule]) != codes(after[rule]))
        reason[another] = OTHER
    return Compared(family, words_of(before[name]), case, area, was, becomes, reason)


def _codes(column: pl.Series, counts: Mask | None) -> Codes:
    found = codes(column)
    return found if counts is None else found * counts
