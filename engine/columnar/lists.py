"""The verdict of a rule over a list: of all jobs, relatives, risks … together, or of each by itself."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.columnar.conditions import Bits, Columns, Flags, Reading, either, flags_of
from engine.columnar.rules import Found, Stated, possible, settled, spoken
from engine.verdicts import Possible, strongest_of

_SILENT_BIT: Possible = 1


class Hanging:
    """How the rows of a list hang on the rows of its home."""

    def __init__(self, kind: str, listed: pl.DataFrame, home: pl.DataFrame) -> None:
        self.columns = Columns(kind, listed)
        self.here: Flags = listed.get_column("here").is_null().to_numpy()
        self.asked, self.complete = (
            flags_of(home.get_column(f"{kind}.{told}"), unknown=False) for told in ("asked", "complete")
        )
        group = listed.get_column("group").to_numpy()
        self.starts = starts_of(group)
        self.homes = group[self.starts]


def starts_of(group: NDArray[Any]) -> NDArray[np.intp]:
    """Where each run of equal numbers begins."""
    return np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1]))[: len(group)])


def found_in_list(rule: Stated, hanging: Hanging, *, evidence: bool) -> Found:
    """The verdict for every home over its whole list, as `engine.evaluate.possible` finds it."""
    verdict = settled(rule.scale, _over_lists(rule, hanging, Reading()))
    shown = None
    if evidence and any(hanging.columns.reads_documents(fact) for fact in rule.facts):
        shown = settled(rule.scale, _over_lists(rule, hanging, Reading(on_evidence=True)))
    return spoken(verdict, shown)


def found_of_each(rule: Stated, hanging: Hanging, *, evidence: bool) -> Found:
    """The verdict for every item of the list by itself."""
    verdict = settled(rule.scale, _of_items(rule, hanging, Reading()))
    shown = None
    if evidence and any(hanging.columns.reads_documents(fact) for fact in rule.facts):
        shown = settled(rule.scale, _of_items(rule, hanging, Reading(on_evidence=True)))
    return spoken(verdict, shown)


def _of_items(rule: Stated, hanging: Hanging, reading: Reading) -> Bits:
    """What each item may come to; one that may not bear on the area may also be silent."""
    return possible(rule, hanging.columns, reading) | hanging.here.view(np.uint8)


def _over_lists(rule: Stated, hanging: Hanging, reading: Reading) -> Bits:
    assert rule.none is not None
    whole = rule.none
    longer = strongest_of(whole, rule.any_verdict | _SILENT_BIT)
    found = either(hanging.complete, np.uint8(whole), np.uint8(longer))
    if hanging.homes.size:
        items = _of_items(rule, hanging, reading)
        told = _strongest(items, hanging.starts, whole)
        may_be_more = _strongest_of(told, [rule.any_verdict | _SILENT_BIT])
        found[hanging.homes] = either(hanging.complete[hanging.homes], told, may_be_more)
    found[~hanging.asked] = np.uint8(whole | rule.any_verdict)
    return found


def _strongest(items: Bits, starts: NDArray[np.intp], whole: Possible) -> Bits:
    """Every verdict that the strongest of each run of items can be, an empty list among them."""
    floor = np.maximum.reduceat(_lowest(items), starts)
    together = np.bitwise_or.reduceat(items, starts)
    return _strongest_of(_above(together, floor), [whole])


def _strongest_of(bits: Bits, others: Sequence[Possible]) -> Bits:
    for other in others:
        floor = np.maximum(_lowest(bits), np.uint8(other & -other))
        bits = _above(bits | np.uint8(other), floor)
    return bits


def _lowest(bits: Bits) -> Bits:
    return bits & (~bits + np.uint8(1))


def _above(bits: Bits, floor: Bits) -> Bits:
    return bits & ~(floor - np.uint8(1))
