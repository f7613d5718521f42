"""A batch of cases as it was read: the sound ones in columns, the others by their place and their faults."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from casework.problem import problem_of
from engine.problems import Fault, InputError
from engine.profile.near import looks_like_a_name

USUAL_SIZE = 100_000  # cases in a batch
Rows: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A case that is left out, and why. `row` is its line or row in the file, from 1.

    `ref` is its reference where that is a plain one; nothing else of the case is kept.
    """

    file: str
    row: int
    ref: str | None
    faults: tuple[Fault, ...]

    def record(self) -> dict[str, Any]:
        """The case as one line of a quarantine file, its faults as in every other answer."""
        faults = problem_of(InputError("", self.faults))["errors"]
        return {"file": self.file, "row": self.row, "ref": self.ref, "errors": faults}


@dataclass(frozen=True, slots=True)
class CaseBatch:
    """The sound cases of one stretch of a file, in the file's order, and those that are quarantined.

    `rows` are the lines or rows of the sound ones in the file, from 1; `share` says how far through
    the file the batch ends, from 0 to 1.
    """

    cases: pa.RecordBatch
    rows: Rows
    quarantined: tuple[Quarantined, ...]
    share: float


def safe_ref(ref: object) -> str | None:
    """A case's reference, where it is plain enough to be repeated; any other may tell who it is."""
    return ref if isinstance(ref, str) and looks_like_a_name(ref) else None


def quarantined(file: str, row: int, data: object, faults: Iterable[Fault]) -> Quarantined:
    """A case that cannot be used, by its file, its row, its faults."""
    ref = data.get("ref") if isinstance(data, dict) else None
    return Quarantined(file, row, safe_ref(ref), tuple(faults))


def rows_of(numbers: Sequence[int]) -> Rows:
    """Row numbers as an array."""
    return np.asarray(numbers, dtype=np.int64)
