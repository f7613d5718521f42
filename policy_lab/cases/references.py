"""Keeps watch that no case is counted twice: every reference is met once."""

from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from engine.problems import Fault
from policy_lab.cases.batch import CaseBatch, Quarantined, safe_ref

Digests: TypeAlias = npt.NDArray[np.uint64]
TWICE = Fault(
    ("ref",), "a case before this one has the same reference.", do="Give each case a reference of its own."
)


@dataclass(slots=True)
class References:
    """The references met so far, as 64-bit digests: 8 bytes a case.

    Two that differ share a digest by chance about once in 300,000 files of ten million cases; the later
    case is then quarantined, which can be seen and mended.
    """

    _met: Digests = field(default_factory=lambda: np.empty(0, np.uint64))

    def are_new(self, digests: Digests) -> bool:
        """Whether nobody met any of some references before, nor twice among them; they are met then."""
        met = self._with(digests)
        if (met[1:] == met[:-1]).any():
            return False
        self._met = met
        return True

    def once_each(self, batch: CaseBatch, file: str) -> CaseBatch:
        """The batch without the cases whose reference was met before; these are quarantined."""
        plain, given, digests = _digested(batch.cases)
        if self.are_new(digests[given]):
            return batch
        _, first = np.unique(digests, return_index=True)
        again = np.ones(len(digests), np.bool_)
        again[first] = False
        twice = given & (again | np.isin(digests, self._met))
        self._met = self._with(digests[given & ~twice])
        refs = plain.filter(pa.array(twice)).to_pylist()
        left_out = tuple(
            Quarantined(file, row, safe_ref(ref), (TWICE,))
            for row, ref in zip(batch.rows[twice].tolist(), refs, strict=True)
        )
        return replace(
            batch,
            cases=batch.cases.filter(pa.array(~twice)),
            rows=batch.rows[~twice],
            quarantined=batch.quarantined + left_out,
        )

    def _with(self, digests: Digests) -> Digests:
        """Those met so far and some more, in order: a stable sort merges two parts that are in one go."""
        return np.sort(np.concatenate([self._met, np.sort(digests)]), kind="stable")


def digests_of(cases: pa.RecordBatch) -> Digests:
    """The references of some cases, in no order; those of cases without one are left out."""
    _plain, given, digests = _digested(cases)
    return digests[given]


def _digested(cases: pa.RecordBatch) -> tuple[Any, npt.NDArray[np.bool_], Digests]:
    """The references of some cases, which cases have one, and the digest of each."""
    column: Any = cases.column("ref")
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return plain, plain.is_valid().to_numpy(zero_copy_only=False), pl.Series(plain).hash(0).to_numpy()
