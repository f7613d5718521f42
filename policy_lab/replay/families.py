"""The verdicts of every family under both packs, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.columnar.decisions import Decisions
from policy_lab.replay.stands import Codes, Mask, codes, ranks, words_of

Places: TypeAlias = NDArray[np.int64]
REASONS = ("same", "other", "changed")
OF_AREAS = {"local_connection": "connection", "safety": "safety"}  # family: its column among the areas
REFERRAL = "stage_"


@dataclass(frozen=True, slots=True)
class Compared:
    """One family: for each unit its case, its area (-1 for none), and the codes of both verdicts.

    `words` are what the codes stand for; `reason` is the place in `REASONS`.
    """

    family: str
    words: tuple[str, ...]
    case: Places
    area: NDArray[np.int32]
    was: Codes
    becomes: Codes
    reason: NDArray[np.int8]

    @property
    def touched(self) -> Mask:
        """The units of which the verdict or its reason changes."""
        return np.asarray(self.reason > 0)

    def moves(self) -> tuple[Places, Places]:
        """The cases that gain and those that lose; a case with any loss loses."""
        rank = ranks(self.words)
        step = rank[self.becomes] - rank[self.was]
        lost = np.unique(self.case[step < 0])
        return np.setdiff1d(self.case[step > 0], lost), lost

    def flows(self) -> pl.DataFrame:
        """How many units, of how many cases, go from which verdict to which, and why."""
        size = len(self.words)
        flow = (self.was.astype(np.int64) * size + self.becomes) * len(REASONS) + self.reason
        units = np.bincount(flow, minlength=size * size * len(REASONS))
        some = np.flatnonzero(units)
        return pl.DataFrame(
            {
                "first": [self.words[each // len(REASONS) // size] for each in some],
                "second": [self.words[each // len(REASONS) % size] for each in some],
                "third": [REASONS[each % len(REASONS)] for each in some],
                "count": units[some],
                "cases": [_distinct(self.case[flow == each]) for each in some],
            },
            schema_overrides={"count": pl.Int64(), "cases": pl.Int64()},
        ).with_columns(family=pl.lit(self.family))


def _distinct(case: Places) -> int:
    """How many cases a sorted column of them has."""
    return int(np.count_nonzero(np.diff(case, prepend=-1)))


def compared(before: Decisions, after: Decisions) -> Iterator[Compared]:
    """Every family of two sets of decisions on the same cases, in the order of an assessment."""
    nowhere = np.full(before.cases.height, -1, np.int32)
    case = before.cases["case"].to_numpy().astype(np.int64)
    for name in _families(before.cases):
        family = name.replace(REFERRAL, "referral_")
        yield _compared(family, before.cases, after.cases, name, case, nowhere)
    areas = before.areas["area"].to_numpy()
    of_areas = before.areas["case"].to_numpy().astype(np.int64)
    assert before.areas["area"].equals(after.areas["area"])
    for family, name in OF_AREAS.items():
        found = _compared(family, before.areas, after.areas, name, of_areas, areas)
        yield _where(found, found.area >= 0)
    yield _referral(before.targets, after.targets)


_TARGET = ("case", "area", "stage", "limb")


def _referral(before: pl.DataFrame, after: pl.DataFrame) -> Compared:
    """The conditions of a referral to each authority, at each stage and limb that is open under either."""
    said = [each.select(*_TARGET, "conditions", conditions_rule="rule") for each in (before, after)]
    if not all(before[name].equals(after[name]) for name in _TARGET):
        both = [each.select(_TARGET) for each in said]
        every = pl.concat(both).unique(maintain_order=True).sort("case", "area", maintain_order=True)
        said = [every.join(each, on=_TARGET, how="left", maintain_order="left") for each in said]
    case, area = said[0]["case"].to_numpy().astype(np.int64), said[0]["area"].to_numpy()
    return _compared("referral", said[0], said[1], "conditions", case, area)


def _families(cases: pl.DataFrame) -> list[str]:
    return [name for name in cases.columns if f"{name}_rule" in cases.columns]


def _compared(
    family: str, before: pl.DataFrame, after: pl.DataFrame, name: str, case: Places, area: Any
) -> Compared:
    was, becomes = codes(before[name]), codes(after[name])
    rule = f"{name}_rule"
    another = codes(before[rule]) != codes(after[rule])
    reason = np.where(was != becomes, 2, np.where(another, 1, 0)).astype(np.int8)
    found = Compared(family, words_of(before[name]), case, area, was, becomes, reason)
    return _where(found, (was > 0) | (becomes > 0))


def _where(of: Compared, units: Mask) -> Compared:
    if units.all():
        return of
    return replace(
        of,
        case=of.case[units],
        area=of.area[units],
        was=of.was[units],
        becomes=of.becomes[units],
        reason=of.reason[units],
    )
