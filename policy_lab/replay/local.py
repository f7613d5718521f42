"""Replays a whole file of cases on this machine: part by part in worker processes, their sums in order.

A file that can be read in stretches is read by those who decide it; of any other, batches are read here and
handed out. What a reference that comes twice or a faulty case means for the rest is settled here, part by
part in the order of the file, so what comes out is the same for any number of workers, and for a run that was
stopped and went on.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from engine.columnar.rules import NotInColumnsError
from engine.problems import Fault, InputError
from policy_lab.cases import USUAL_SIZE, CaseBatch, Quarantine, read_cases
from policy_lab.cases.one_by_one import Later
from policy_lab.cases.parquet import BrokenParquetError, Stretch, broken, read_stretch
from policy_lab.cases.reading import read_apart
from policy_lab.cases.references import References
from policy_lab.cases.sound import soundness
from policy_lab.figures import figures
from policy_lab.proposal import Proposal
from policy_lab.replay.part import Counted, Given, checks
from policy_lab.replay.partial import added, merged
from policy_lab.replay.processes import Ask, workers_asked
from policy_lab.replay.unfinished import Unfinished
from policy_lab.total import CasesRead

HELD_AT_ONCE = 32  # partial tables, before they are added up


class Step(NamedTuple):
    """How far a run has come: how many cases are decided, and how far through the file, from 0 to 1."""

    cases: int
    share: float


class _Part(NamedTuple):
    """A part of the file by the number that it always has, and how far through the file it ends."""

    number: int
    given: Given
    share: float


class _Waiting(NamedTuple):
    part: _Part
    kept: pa.RecordBatch | None
    answer: Callable[[], Counted]


@dataclass
class _Run:
    """A file on its way: what was met in it, and the partial tables so far."""

    source: Path
    quarantine: Quarantine
    kept: Unfinished | None
    done: Callable[[Step], None]
    later: Later
    parts: int = 0
    cases: int = 0
    references: References = field(default_factory=References)
    partials: list[pa.RecordBatch] = field(default_factory=list)

    def in_parts(self, mapping: Path | None, size: int) -> Iterator[_Part]:
        """The file part by part, as it can be handed out."""
        stretches = read_apart(self.source, mapping, size)
        self.parts = len(stretches)
        for number, stretch in enumerate(stretches):
            yield _Part(number, stretch, stretch.share)
        if not stretches:
            for batch in read_cases(self.source, mapping, size):
                yield self._next(batch)

    def asked(self, part: _Part, ask: Ask) -> _Waiting:
        """A part that is handed out, to be counted unless it was before the run was stopped."""
        before = self.kept.get(part.number) if self.kept else None
        if before is not None and not isinstance(part.given, Stretch):
            return _Waiting(part, before, partial(Counted, len(part.given)))
        return _Waiting(part, before, ask(part.given, before is None))

    def taken(self, waiting: _Waiting) -> list[_Part]:
        """Take a part in; what of it has still to be handed out by itself."""
        part, found, more = waiting.part, waiting.answer(), []
        if self.references.are_new(found.references):
            self._add(waiting, found)
        else:
            assert isinstance(part.given, Stretch)
            looked = read_stretch(part.given, checks())
            more.append(self._once_each(part.number, CaseBatch(looked.cases, looked.rows, (), part.share)))
        for batch in self.later.with_more(found.doubtful, part.share):
            more.append(self._once_each(self.parts, batch))
            self.parts += 1
        return more

    def _next(self, batch: CaseBatch) -> _Part:
        self.parts += 1
        return self._left_out(self.parts - 1, batch)

    def _once_each(self, number: int, batch: CaseBatch) -> _Part:
        return self._left_out(number, self.references.once_each(batch, self.source.name))

    def _left_out(self, number: int, batch: CaseBatch) -> _Part:
        self.quarantine.add(batch.quarantined)
        return _Part(number, batch.cases, batch.share)

    def _add(self, waiting: _Waiting, found: Counted) -> None:
        counts = found.partial if waiting.kept is None else waiting.kept
        if counts is None:  # no case of a stretch is sound
            return
        if self.kept and waiting.kept is None:
            self.kept.put(waiting.part.number, counts)
        self.partials.append(counts)
        if len(self.partials) >= HELD_AT_ONCE:
            self.partials = [merged(self.partials, figures().listed_at_most)]
        self.cases += found.cases
        self.done(Step(self.cases, waiting.part.share))


def replay(
    source: Path, proposal: Proposal, quarantine: Quarantine, *, mapping: Path | None = None,
    workers: int = 1, kept: Unfinished | None = None, done: Callable[[Step], None] = lambda _step: None,
    size: int = USUAL_SIZE,
) -> tuple[pl.DataFrame, CasesRead]:  # fmt: skip
    """The sum of all batches of a file of cases, and what was read of it.

    `kept` is where batches are kept until the run is done; those that are there already are not worked out
    again. `size` is the most cases of a batch.
    Raises: InputError where the cases cannot be read, a rule cannot be decided in columns, or a batch
    cannot be kept.
    """
    run = _Run(source, quarantine, kept, done, Later(source.name, soundness(), size))
    parts, waiting = run.in_parts(mapping, size), deque[_Waiting]()
    try:
        with workers_asked(workers, proposal) as ask:
            while True:
                room = max(0, workers + 1 - len(waiting))
                waiting.extend(run.asked(part, ask) for part in islice(parts, room))
                if not waiting:
                    break
                more = run.taken(waiting.popleft())
                # What is left of a part comes before the next one, as it does where one process reads it all.
                waiting.extendleft(reversed([run.asked(part, ask) for part in more]))
    except BrokenParquetError:
        raise broken(source.name) from None
    except NotInColumnsError as refusal:
        raise InputError("The packs cannot be tested on case files.", [Fault((), f"{refusal}.")]) from None
    read = CasesRead((source.name,), run.cases + quarantine.cases, quarantine.cases)
    return added(run.partials, figures().listed_at_most), read
