"""Replays a file of cases in pieces that any engine can hand out: batches, laid down where workers read them.

One process reads and checks the cases, whichever engine decides them, so that what is quarantined, and in
which order the cases come, never depends on the engine. A worker is told the path of a piece and sends back
a small table of counts. Pieces hold whole cases: they lie in a folder that nobody else may read, and those
of a round are gone before the next begins.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from engine.columnar.rules import NotInColumnsError
from engine.problems import Fault, InputError
from policy_lab.cases import CaseBatch, Quarantine, read_cases
from policy_lab.figures import figures
from policy_lab.proposal import Proposal
from policy_lab.replay.batch import replayed
from policy_lab.replay.local import Step
from policy_lab.replay.partial import PARTIAL, added, merged
from policy_lab.replay.unfinished import Unfinished
from policy_lab.total import CasesRead

PIECE, REFUSED = "piece", "refused"
_OF_PATHS: list[tuple[str, pa.DataType]] = [(PIECE, pa.int64()), ("path", pa.string())]
PATHS: pa.Schema = pa.schema(_OF_PATHS)
"""What a worker is given: the number of a piece, and where it lies."""
COUNTED: pa.Schema = PARTIAL.insert(0, PATHS.field(PIECE))
"""What a worker gives back: a partial table, each row with the number of its piece."""
PIECES_A_WORKER = 8  # in a round: enough that a slow one does not leave the others idle for long

Counting: TypeAlias = Callable[[pa.Table], pa.Table]
Round: TypeAlias = Callable[[Counting, pa.Table], pa.Table]
"""Has an engine apply a function to each row of a table of `PATHS`; all that came back, in any order."""


Done: TypeAlias = Callable[[Step], None]


@dataclass
class _Replay:
    """A file of cases on its way: what was read of it, and the partial tables so far."""

    proposal: Proposal
    quarantine: Quarantine
    kept: Unfinished | None
    partials: list[pa.RecordBatch] = field(default_factory=list)
    read: int = 0
    step: Step = field(default_factory=lambda: Step(0, 0.0))

    def next_round(self, batches: Iterable[tuple[int, CaseBatch]], run: Round) -> bool:
        """Read some more batches and have the engine decide them; whether there were any."""
        found: dict[int, pa.RecordBatch] = {}
        paths: dict[int, str] = {}
        with _folder(self.kept) as folder:
            for number, batch in batches:
                self._count(batch)
                before = self.kept.get(number) if self.kept else None
                if before is None:
                    paths[number] = _laid_down(batch.cases, folder / str(number))
                else:
                    found[number] = before
            new = self._decided(paths, run) if paths else {}
        if self.kept:
            for number, each in new.items():
                self.kept.put(number, each)
        in_order = [each for _, each in sorted((found | new).items())]
        self.partials = [merged([*self.partials, *in_order], figures().listed_at_most)]
        return bool(in_order)

    def _count(self, batch: CaseBatch) -> None:
        self.quarantine.add(batch.quarantined)
        self.read += len(batch.cases) + len(batch.quarantined)
        self.step = Step(self.step.cases + len(batch.cases), batch.share)

    def _decided(self, paths: Mapping[int, str], run: Round) -> dict[int, pa.RecordBatch]:
        told = pa.table([list(paths), list(paths.values())], schema=PATHS)
        found = run(partial(counted, self.proposal), told).cast(COUNTED)
        return {number: _of_piece(found, number) for number in paths}


def replay_in_pieces(
    source: Path, proposal: Proposal, quarantine: Quarantine, run: Round, *,
    mapping: Path | None, workers: int, kept: Unfinished | None, done: Done,
) -> tuple[pl.DataFrame, CasesRead]:  # fmt: skip
    """The sum of all batches of a file of cases, and what was read of it, as `replay` has it locally.

    Pieces lie where `kept` keeps finished batches, or else in the machine's own folder for such things.
    Raises: InputError where the cases cannot be read, or a rule cannot be decided in columns.
    """
    replay = _Replay(proposal, quarantine, kept)
    batches = enumerate(read_cases(source, mapping))
    try:
        while replay.next_round(islice(batches, PIECES_A_WORKER * workers), run):
            done(replay.step)
    except NotInColumnsError as refusal:
        raise InputError("The packs cannot be tested on case files.", [Fault((), f"{refusal}.")]) from None
    read = CasesRead((source.name,), replay.read, quarantine.cases)
    return added(replay.partials, figures().listed_at_most), read


def counted(proposal: Proposal, paths: pa.Table) -> pa.Table:
    """What some pieces come to, in the columns of `COUNTED`: the function that a worker runs."""
    found = []
    for row in paths.to_pylist():
        with pa.OSFile(row["path"], "rb") as file, pa.ipc.open_stream(file) as stream:
            for batch in stream:
                told = _replayed(batch, proposal)
                number = pa.array([row[PIECE]] * len(told), pa.int64())
                found.append(pa.record_batch([number, *told.columns], schema=COUNTED))
    return pa.Table.from_batches(found, COUNTED)


def _replayed(batch: pa.RecordBatch, proposal: Proposal) -> pa.RecordBatch:
    """What a batch comes to. A refusal comes as a row: engines wrap what a worker raises."""
    try:
        return replayed(batch, proposal)
    except NotInColumnsError as refusal:
        row = dict.fromkeys(PARTIAL.names) | {"what": REFUSED, "text": str(refusal)}
        return pa.RecordBatch.from_pylist([row], schema=PARTIAL)


@contextmanager
def _folder(kept: Unfinished | None) -> Iterator[Path]:
    """A folder for the pieces of a round, which only its owner may read."""
    shared = kept.folder if kept else None
    if shared:
        shared.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pieces-", dir=shared) as folder:
        yield Path(folder)


def _laid_down(batch: pa.RecordBatch, path: Path) -> str:
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, batch.schema, options=options) as stream:
        stream.write_batch(batch)
    return str(path)


def _of_piece(found: pa.Table, piece: int) -> pa.RecordBatch:
    rows = found.filter(pc.field(PIECE) == piece).drop_columns(PIECE).combine_chunks()
    batch = (rows.to_batches() or [_NOTHING])[0]
    for row in batch.filter(pc.field("what") == REFUSED).to_pylist():
        raise NotInColumnsError(row["text"])
    return batch


_NOTHING = pa.RecordBatch.from_pylist([], schema=PARTIAL)
