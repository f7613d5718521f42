"""Work that takes too long to wait for: done one by one in a process of its own, and asked about later.

Nothing is kept on a disk; what was found is in memory until newer jobs take its place or the service stops.
"""

from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any, Literal, TypeAlias
from uuid import uuid4

from api.turns import BusyError
from casework.problem import own_fault, problem_of
from engine.problems import InputError

State: TypeAlias = Literal["queued", "running", "done", "failed"]
WAITING, KEPT = 4, 16


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, by an identifier that nobody can guess."""

    id: str
    answer: "Future[dict[str, Any]]"

    @property
    def state(self) -> State:
        """How far it is."""
        if not self.answer.done():
            return "running" if self.answer.running() else "queued"
        return "failed" if self.answer.cancelled() or self.answer.exception() else "done"

    def told(self) -> dict[str, Any]:
        """Its state, and what came of it."""
        state = self.state
        said: dict[str, Any] = {"schema": "safe-connections/job/1", "id": self.id, "state": state}
        if state == "done":
            said["result"] = self.answer.result()
        if state == "failed":
            fault = None if self.answer.cancelled() else self.answer.exception()
            said["problem"] = problem_of(fault) if isinstance(fault, InputError) else own_fault()
        return said


@dataclass
class Jobs:
    """The jobs of a service: a few may wait, and as many finished ones are kept as the last ones are."""

    _jobs: dict[str, Job] = field(default_factory=dict)
    _worker: ProcessPoolExecutor | None = None

    def put(self, work: Callable[..., dict[str, Any]], *given: object) -> Job:
        """Have some work done. Raises BusyError where as many are waiting as may wait."""
        if sum(not job.answer.done() for job in self._jobs.values()) > WAITING:
            raise BusyError
        # Not forked: this process has threads, and what they hold would stay held in a copy.
        if self._worker is None:
            self._worker = ProcessPoolExecutor(1, get_context("spawn"))
        try:
            answer = self._worker.submit(work, *given)
        except RuntimeError:  # its process was killed; the next one gets a new one
            self._worker = None
            raise BusyError from None
        job = Job(str(uuid4()), answer)
        self._jobs[job.id] = job
        finished = [each.id for each in self._jobs.values() if each.answer.done()]
        for old in finished[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[old]
        return job

    def get(self, key: str) -> Job | None:
        """A job by its identifier; None where there is none, or it has made room for newer ones."""
        return self._jobs.get(key)
