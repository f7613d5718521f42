"""Cases that are read one by one: each sound, or quarantined with every fault by its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from engine.columnar.schema import to_arrow
from engine.problems import Fault, InputError, Part
from policy_lab.cases.batch import CaseBatch, Quarantined, quarantined, rows_of
from policy_lab.cases.sound import Soundness

Path: TypeAlias = tuple[Part, ...]
_NOWHERE_ELSE: Mapping[Path, str] = MappingProxyType({})


class Told(NamedTuple):
    """One case as its file has it: its row, its plain data or why it has none, how far through it is.

    `origins` says where a part of it stands that has a row of its own, and `faults` what was wrong
    with that already.
    """

    row: int
    data: object
    share: float
    origins: Mapping[Path, str] = _NOWHERE_ELSE
    faults: tuple[Fault, ...] = ()

    def all_faults(self, sound: Soundness) -> tuple[Fault, ...]:
        """Everything that is wrong with the case, each fault by its place and its row."""
        if isinstance(self.data, InputError):
            return self.data.faults
        return (*self.faults, *map(self._from_its_row, sound.faults(self.data)))

    def _from_its_row(self, fault: Fault) -> Fault:
        for length in range(len(fault.path), 0, -1):
            where = self.origins.get(fault.path[:length])
            if where:
                return replace(fault, why=f"{where}: {fault.why}")
        return fault


def read_one_by_one(file: str, cases: Iterable[Told], sound: Soundness, size: int) -> Iterator[CaseBatch]:
    """The cases in batches, each of so many rows of the file."""
    held: list[Told] = []
    for told in cases:
        held.append(told)
        if len(held) == size:
            yield _batch(file, held, sound)
            held = []
    if held:
        yield _batch(file, held, sound)


class Later:
    """Cases of a file that are read one by one as soon as there are enough of them for a batch."""

    def __init__(self, file: str, sound: Soundness, size: int) -> None:
        self._file, self._sound, self._size = file, sound, size
        self._held: list[Told] = []

    def with_more(self, cases: Iterable[tuple[int, object]], share: float) -> Iterator[CaseBatch]:
        """Those held so far and some more, each with its row, if they are enough or the file ends there."""
        self._held += (Told(row, case, share) for row, case in cases)
        if share == 1 or len(self._held) >= self._size:
            held, self._held = self._held, []
            yield from read_one_by_one(self._file, held, self._sound, self._size)


def _batch(file: str, cases: list[Told], sound: Soundness) -> CaseBatch:
    kept, rows, left_out = [], [], list[Quarantined]()
    for told in cases:
        faults = told.all_faults(sound)
        if faults or not isinstance(told.data, dict):
            left_out.append(quarantined(file, told.row, told.data, faults))
        else:
            kept.append(told.data)
            rows.append(told.row)
    return CaseBatch(to_arrow(kept), rows_of(rows), tuple(left_out), cases[-1].share)
