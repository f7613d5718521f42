"""Whether a condition surely holds, and whether it may, for every row of a frame at once.

The same Kleene logic as `engine.truth`, on the two bounds of a truth: what surely holds, and what may. An
`All` surely holds where every part does, and may where every part may; an `Any` likewise with some.
"""

from collections.abc import Callable, Mapping, Sequence
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
                return self._every([self.surely(part, reading) for part in parts])
            case Any(parts):
                return self._some([self.surely(part, reading) for part in parts])
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
                return self._every([self.maybe(part, reading) for part in parts])
            case Any(parts):
                return self._some([self.maybe(part, reading) for part in parts])
            case Is(fact, wanted):
                return self._is(fact, wanted, wanted, reading)
            case AtLeast(fact, number):
                return self._reaches(self._bound(fact, "most", reading), number)
            case Below(fact, number):
                return self._stays_under(self._bound(fact, "least", reading), number)
            case In(fact, words, wanted):
                return ~self._none_of(fact, words, not wanted, reading)

    # A whole array stands for no part at all: numpy is twenty times as slow where one side is a single truth.
    def _every(self, parts: Sequence[Flags]) -> Flags:
        return reduce(np.logical_and, parts) if parts else np.ones(self.height, np.bool_)

    def _some(self, parts: Sequence[Flags]) -> Flags:
        return reduce(np.logical_or, parts) if parts else np.zeros(self.height, np.bool_)

    def _is(self, fact: str, wanted: bool, unknown: bool, reading: Reading) -> Flags:
        name = self._read(fact, reading)
        held = self._kept((name, unknown), lambda: self._held(name, unknown))
        return held if wanted else self._kept((name, unknown, "not"), lambda: ~held)

    def _held(self, name: str, unknown: bool) -> Flags:
        """A yes/no, with what is not known read as one of the two."""
        return flags_of(self._frame.get_column(name), unknown=unknown)

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


def flags_of(column: pl.Series, *, unknown: bool) -> Flags:
    """A yes/no column as an array, with what is not known read as one of the two.

    Straight from the bits that Arrow holds it in, which is ten times as fast as through polars.
    """
    held: Anything = column.to_arrow()
    known, bits = held.buffers()
    last = held.offset + len(held)
    packed = np.frombuffer(bits or b"", np.uint8)[: (last + 7) // 8]
    if known is not None:
        sure = np.frombuffer(known, np.uint8)[: (last + 7) // 8]
        packed = packed | ~sure if unknown else packed & sure
    return np.unpackbits(packed, bitorder="little")[held.offset : last].view(np.bool_)


def either(flags: Flags, yes: Bits | np.uint8, no: Bits | np.uint8) -> Bits:
    """`yes` where the flags hold and `no` elsewhere: numpy's `where`, many times faster for single bytes."""
    every_bit = np.negative(flags.view(np.uint8))
    return no ^ ((no ^ yes) & every_bit)
