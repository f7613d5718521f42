"""Where the cases that are left out are written down: one a line, each with its place and every fault."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO

from policy_lab.cases.batch import Quarantined
from policy_lab.cases.writing import in_place_of


class Quarantine:
    """Writes a quarantine file as cases come, and counts; without a path it counts alone.

    The file appears under its name when all is done; an empty one says that no case was left out.
    Raises: InputError where it cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self.path, self.cases = path, 0
        self.faults: Counter[str] = Counter()
        self._file = in_place_of(path) if path else None
        self._stream: IO[bytes] | None = None

    def add(self, cases: Iterable[Quarantined]) -> None:
        """Some more cases that are left out."""
        for case in cases:
            self.cases += 1
            self.faults.update({_place(fault.path) for fault in case.faults})
            if self._stream:
                line = json.dumps(case.record(), ensure_ascii=False, separators=(",", ":"))
                self._stream.write(line.encode() + b"\n")

    def __enter__(self) -> "Quarantine":
        if self._file:
            self._stream = self._file.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.__exit__(kind, fault, trace)


def _place(path: Iterable[str | int]) -> str:
    """The place of a fault in any case: `housing_history.from`, whichever stay it is."""
    return ".".join(part for part in path if isinstance(part, str))
