"""Whether a condition surely holds, and whether it may, for every row of a frame at once.

The same Kleene logic as `engine.truth`, on the two bounds of a truth: what surely holds, and what may. An
`All` surely holds where every part does, and may where every part may; an `Any` likewise with some.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Any as Anything
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.columnar.frames import SHOWN, bits_of, words_in_order
from engine.conditions import All, Any, AtLeast, Below, Condition, In, Is

Flags: TypeAlias = NDArray[np.bool_]
Bits: TypeAlias = NDArray[np.uint8]
NOTHING: Mapping[str, Bits] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """How facts are read: on evidence or on account, with the stays that only may count or without."""

    on_evidence: bool = False
    counted: bool = False


class Columns:
    """The facts of one kind of subject, a row each. What is compared once is kept."""

    def __init__(self, kind: str, frame: pl.DataFrame, verdicts: Mapping[str, Bits] = NOTHING) -> None:
        """`verdicts` are choices that stand beside the frame, as bits of their words."""
        self.height = frame.height
        self._kind, self._frame, self._verdicts = kind, frame, verdicts
        self._names = {*frame.columns, *verdicts}
        self._compared: dict[tuple[Anything, ...], Flags] = {}
        self._yes_no: dict[tuple[bool, bool], pl.DataFrame] = {}

    def array(self, name: str) -> NDArray[Anything]:
        """A column that is always known."""
        given = self._verdicts.get(name)
        return self._frame.get_column(name).to_numpy() if given is None else given

    def reads_documents(self, fact: str) -> bool:
        """Whether a fact may read otherwise on evidence."""
        return f"{fact}{SHOWN}" in self._names or f"{fact}.least{SHOWN}" in self._names

    def surely(self, condition: Condition, reading: Reading) -> Flags:
        """Where a condition holds for every completion of what is not known."""
        match condition:
            case All(parts):
                return _every(self.surely(part, reading) for part in parts)
            case Any(parts):
                return _some(self.surely(part, reading) for part in parts)
            case Is(fact, wanted):
                return self._is(fact, wanted, not wanted, reading)
            case AtLeast(fact, number):
                return self._reaches(self._bound(fact, "least", reading), number)
            case Below(fact, number):
                return self._stays_under(self._bound(fact, "most", reading), number)
            case In(fact, words, wanted):
                return self._none_of(fact, words, wanted, reading)

    def maybe(self, condition: Condition, reading: Reading) -> Flags:
        """Where a condition holds for some completion of what is not known."""
        match condition:
            case All(parts):
                return _every(self.maybe(part, reading) for part in parts)
            case Any(parts):
                return _some(self.maybe(part, reading) for part in parts)
            case Is(fact, wanted):
                return self._is(fact, wanted, wanted, reading)
            case AtLeast(fact, number):
                return self._reaches(self._bound(fact, "most", reading), number)
            case Below(fact, number):
                return self._stays_under(self._bound(fact, "least", reading), number)
            case In(fact, words, wanted):
                return ~self._none_of(fact, words, not wanted, reading)

    def _is(self, fact: str, wanted: bool, unknown: bool, reading: Reading) -> Flags:
        name = self._read(fact, reading)
        held = self._kept((name, unknown), lambda: self._held(name, unknown))
        return held if wanted else self._kept((name, unknown, "not"), lambda: ~held)

    def _held(self, name: str, unknown: bool) -> Flags:
        """A yes/no, with what is not known read as one of the two; all are worked out at once."""
        shown = name.endswith(SHOWN)
        if (shown, unknown) not in self._yes_no:
            names = [each for each in self._frame.columns if each.endswith(SHOWN) is shown]
            booleans = self._frame.select(names).select(pl.col(pl.Boolean).fill_null(unknown))
            self._yes_no[shown, unknown] = booleans
        return self._yes_no[shown, unknown].get_column(name).to_numpy()

    def _reaches(self, bound: str, number: int) -> Flags:
        return self._kept((bound, ">=", number), lambda: self.array(bound) >= number)

    def _stays_under(self, bound: str, number: int) -> Flags:
        return self._kept((bound, "<", number), lambda: self.array(bound) < number)

    def _none_of(self, fact: str, words: frozenset[str], wanted: bool, reading: Reading) -> Flags:
        """Where a choice can be none of some words; with `wanted`, where it can be no other."""
        name = self._read(fact, reading)
        among = bits_of(self._kind, fact, words)
        everything = (2 << len(words_in_order(self._kind, fact))) - 1
        other = everything & ~among if wanted else among
        return self._kept((name, "none of", other), lambda: (self.array(name) & other) == 0)

    def _bound(self, fact: str, end: str, reading: Reading) -> str:
        counted = f"{fact}.{end}_counted"
        return self._read(counted if reading.counted and counted in self._names else f"{fact}.{end}", reading)

    def _read(self, name: str, reading: Reading) -> str:
        shown = name + SHOWN
        return shown if reading.on_evidence and shown in self._names else name

    def _kept(self, key: tuple[Anything, ...], compare: Callable[[], Flags]) -> Flags:
        found = self._compared.get(key)
        if found is None:
            found = self._compared[key] = compare()
        return found


def either(flags: Flags, yes: Bits | np.uint8, no: Bits | np.uint8) -> Bits:
    """`yes` where the flags hold and `no` elsewhere: numpy's `where`, many times faster for single bytes."""
    every_bit = np.negative(flags.view(np.uint8))
    return no ^ ((no ^ yes) & every_bit)


def _every(parts: Iterable[Flags]) -> Flags:
    return reduce(np.logical_and, parts, np.ones((), np.bool_))


def _some(parts: Iterable[Flags]) -> Flags:
    return reduce(np.logical_or, parts, np.zeros((), np.bool_))
