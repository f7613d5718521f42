"""Replays a whole file of cases on this machine: batches in worker processes, their sums in order.

The cases are read and checked here, once; the workers decide. What comes out is the same for any number of
workers, and for a run that was stopped and went on.
"""

import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from engine.columnar.rules import NotInColumnsError
from engine.problems import Fault, InputError
from policy_lab.cases import USUAL_SIZE, Quarantine, read_cases
from policy_lab.cases.conformed import trimmed
from policy_lab.figures import figures
from policy_lab.proposal import Proposal
from policy_lab.replay.batch import replayed
from policy_lab.replay.partial import added, merged
from policy_lab.replay.unfinished import Unfinished
from policy_lab.total import CasesRead

HELD_AT_ONCE = 32  # partial tables, before they are added up
_START = "spawn"  # never a copy of a process that has polars in it: its threads do not live through that


class Step(NamedTuple):
    """How far a run has come: how many cases are decided, and how far through the file, from 0 to 1."""

    cases: int
    share: float


@dataclass
class _Sum:
    """The partial tables so far, added up whenever there are many."""

    kept: Unfinished | None
    done: Callable[[Step], None]
    cases: int = 0
    partials: list[pa.RecordBatch] = field(default_factory=list)

    def take(self, waiting: "_Waiting", partial: pa.RecordBatch) -> None:
        if self.kept and not waiting.from_before:
            self.kept.put(waiting.number, partial)
        self.partials.append(partial)
        if len(self.partials) >= HELD_AT_ONCE:
            self.partials = [merged(self.partials, figures().listed_at_most)]
        self.cases += len(waiting.batch)
        self.done(Step(self.cases, waiting.share))


class _Waiting(NamedTuple):
    number: int
    batch: pa.RecordBatch
    share: float
    from_before: bool
    answer: "Future[pa.RecordBatch]"


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
    total, read = _Sum(kept, done), 0
    waiting: deque[_Waiting] = deque()
    try:
        with _pool(workers, proposal) as ask:
            for number, found in enumerate(read_cases(source, mapping, size)):
                quarantine.add(found.quarantined)
                read += len(found.cases) + len(found.quarantined)
                before = kept.get(number) if kept else None
                answer = ask(found.cases) if before is None else _known(before)
                waiting.append(_Waiting(number, found.cases, found.share, before is not None, answer))
                while len(waiting) > workers:
                    _take(waiting.popleft(), total, proposal)
            while waiting:
                _take(waiting.popleft(), total, proposal)
    except NotInColumnsError as refusal:
        raise InputError("The packs cannot be tested on case files.", [Fault((), f"{refusal}.")]) from None
    return added(total.partials, figures().listed_at_most), CasesRead((source.name,), read, quarantine.cases)


def _take(waiting: _Waiting, total: _Sum, proposal: Proposal) -> None:
    try:
        partial = waiting.answer.result()
    except BrokenProcessPool:  # a worker was killed: what it had is worked out here
        partial = replayed(waiting.batch, proposal)
    total.take(waiting, partial)


@contextmanager
def _pool(workers: int, proposal: Proposal) -> Iterator[Callable[[pa.RecordBatch], "Future[pa.RecordBatch]"]]:
    """Somebody who works batches out: this process alone, or several others."""
    if workers == 1:
        yield lambda batch: _known(replayed(batch, proposal))
        return
    with _one_thread_each():
        pool = ProcessPoolExecutor(workers, get_context(_START), _start, (pickle.dumps(proposal),))
        first = pool.submit(_ready)  # starts the processes while the threads that they may use are set

    def ask(batch: pa.RecordBatch) -> "Future[pa.RecordBatch]":
        try:
            return pool.submit(_replayed, trimmed(batch))
        except BrokenProcessPool as broken:
            answer: Future[pa.RecordBatch] = Future()
            answer.set_exception(broken)
            return answer

    try:
        yield ask
    finally:
        first.cancel()
        pool.shutdown(wait=True, cancel_futures=True)


def _known(partial: pa.RecordBatch) -> "Future[pa.RecordBatch]":
    answer: Future[pa.RecordBatch] = Future()
    answer.set_result(partial)
    return answer


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes that are started meanwhile use one thread each, as there are several of them."""
    name = "POLARS_MAX_THREADS"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


_here: list[Proposal] = []


def _start(proposal: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses Ctrl-C speaks to the process that reads
    _here.append(pickle.loads(proposal))
    gc.freeze()  # the packs stay, and need not be looked through again and again


def _ready() -> None:
    """Nothing: a worker that answers has started."""


def _replayed(batch: pa.RecordBatch) -> pa.RecordBatch:
    return replayed(batch, _here[0])
