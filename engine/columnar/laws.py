"""Which law applies to each case of a batch, under each of several sets of packs.

The law of a nation changes on single days, so cases fall into cells: those of one nation between the same
changes. The law of a cell is looked up once, for one of its cases.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.columnar.frames import words_in_order
from engine.columnar.names import Names, names_of
from engine.packs.law import Law, NoLawError, law_on
from engine.packs.model import Pack

_NATIONS = words_in_order("target", "nation")


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that is not decided, and why, in the words of NoLawError."""

    case: int
    because: str


@dataclass(frozen=True, slots=True)
class Docket:
    """The cases of a batch by the law that applies to them.

    `cells` has the columns case and cell (Int32), in the order of the cases given; `names` are those of the
    packs of all sets. `laws` has for each set
    of packs the law of each cell that has one, and `refused` the cases of the cells that have none.
    """

    cells: pl.DataFrame
    names: Names
    laws: tuple[Mapping[int, Law], ...]
    refused: tuple[tuple[Refused, ...], ...]


def docket(cases: pl.DataFrame, pack_sets: Sequence[Sequence[Pack]]) -> Docket:
    """The law of every case under every set of packs.

    `cases` has case, nation (bits, as in `Frames.cases`), test_day and application_day.
    """
    periods = _periods(cases, pack_sets)
    # `np.unique` sorts, which takes many times as long as looking the few numbers up.
    met = np.zeros(int(periods.max(initial=-1)) + 1, np.bool_)
    met[periods] = True
    cell = (np.cumsum(met) - 1)[periods]
    firsts = np.zeros(np.count_nonzero(met), np.intp)
    firsts[cell[::-1]] = np.arange(cell.size)[::-1]
    found = [[_law_of(cases.row(int(row), named=True), packs) for row in firsts] for packs in pack_sets]
    alike: dict[tuple[int | None, ...], int] = {}
    merged = np.array(
        [
            alike.setdefault(tuple(each and id(each) for each in laws), len(alike))
            for laws in zip(*found, strict=True)
        ],
        np.int32,
    )
    cells = merged[cell] if firsts.size else np.zeros(0, np.int32)
    return Docket(
        cases.select("case", cell=pl.Series(cells, dtype=pl.Int32)),
        names_of(pack_sets),
        tuple(_by_cell(merged, laws) for laws in found),
        tuple(_refused(cases, cell, laws, packs) for laws, packs in zip(found, pack_sets, strict=True)),
    )


def nation_called(bits: int) -> str:
    """The nation that a bit of the fact `nation` stands for."""
    return _NATIONS[bits.bit_length() - 1]


def no_one_nation(nations: Iterable[str]) -> str:
    """Why a case has no law where it names no authority applied to, in the words of `engine.assess`."""
    said = ", ".join(sorted(nations)) or "none"
    return f"whose law decides is not known (nations named: {said}); give `applying_to`, or a jurisdiction"


def _periods(cases: pl.DataFrame, pack_sets: Sequence[Sequence[Pack]]) -> NDArray[np.int64]:
    """A number for the nation of each case and the changes of law between which its two dates lie."""
    days = np.array(
        sorted({day for packs in pack_sets for pack in packs for day in _changes(pack)}), np.int64
    )
    number = cases.get_column("nation").to_numpy().astype(np.int64)
    for name in ("test_day", "application_day"):
        number = number * (days.size + 1) + _between(days, cases.get_column(name).to_numpy())
    return number


def _between(days: NDArray[np.int64], of: NDArray[np.int32]) -> NDArray[np.intp]:
    """How many of some days each of others is not before, looked up by the day."""
    if not of.size:
        return np.zeros(0, np.intp)
    first = int(of.min())
    every = np.arange(first, int(of.max()) + 1)
    return np.searchsorted(days, every, side="right")[of - first]


def _changes(pack: Pack) -> Iterable[int]:
    """Every day on which what the pack says, or for whom it says it, may become another."""
    for each in pack.decides:
        yield from (each.period.start, each.period.end)
    for rule in pack.rules:
        yield from (rule.period.start, rule.period.end)
        yield from (day for parameter in rule.parameters.values() for day, _value in parameter.values)


def _law_of(case: Mapping[str, int], packs: Sequence[Pack]) -> Law | None:
    try:
        return law_on(packs, nation_called(case["nation"]), case["test_day"], case["application_day"])
    except NoLawError:
        return None


def _by_cell(merged: NDArray[np.int32], laws: Iterable[Law | None]) -> Mapping[int, Law]:
    return {cell: law for cell, law in zip(merged.tolist(), laws, strict=True) if law is not None}


def _refused(
    cases: pl.DataFrame, cell: NDArray[np.intp], laws: Sequence[Law | None], packs: Sequence[Pack]
) -> tuple[Refused, ...]:
    without = [number for number, law in enumerate(laws) if law is None]
    if not without:
        return ()
    found = []
    for case in cases.filter(pl.Series(np.isin(cell, without))).iter_rows(named=True):
        try:
            law_on(packs, nation_called(case["nation"]), case["test_day"], case["application_day"])
        except NoLawError as why:
            found.append(Refused(case["case"], str(why)))
    return tuple(found)
