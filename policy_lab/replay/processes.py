"""The worker processes of this machine: forked from a process that has loaded what they need, and no more.

They are never copies of the process that asks for them: its polars has threads, which do not live through
that. Little is imported here, so that they can be made ready before anything else is.
"""

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from policy_lab.proposal import Proposal
    from policy_lab.replay.part import Counted, Given

Answer: TypeAlias = "Callable[[], Counted]"
Ask: TypeAlias = "Callable[[Given, bool], Answer]"
"""Has somebody work out a part, with its counts or without; the answer is there when it is called for."""

_LOADED = ("__main__", "policy_lab.replay.preloaded")
_ONE, _KEPT = "1", str(1 << 30)
_ENVIRONMENT: Mapping[str, str] = {
    # One thread each, as there are several of them.
    "POLARS_MAX_THREADS": _ONE,
    "OMP_NUM_THREADS": _ONE,
    # Memory that one batch gives back serves the next: getting it anew takes a tenth of the time.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_MMAP_THRESHOLD_": _KEPT,
    "MALLOC_TRIM_THRESHOLD_": _KEPT,
}


def make_ready() -> ForkServerContext:
    """Start the process that workers are forked from, if it does not run; it loads things meanwhile."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED))
    with _environment_of_workers(), _without_interrupts():
        forkserver.ensure_running()
    return context


@contextmanager
def workers_asked(workers: int, proposal: "Proposal") -> Iterator[Ask]:
    """Somebody who works parts out: this process alone, or several others."""
    from policy_lab.replay.part import as_sent, counted  # noqa: PLC0415 (see above)

    def here(given: "Given", counts: bool) -> "Counted":
        return counted(given, proposal, counts=counts)

    if workers == 1:
        yield lambda given, counts: partial(here, given, counts)
        return
    pool = ProcessPoolExecutor(workers, make_ready(), _start, (pickle.dumps(proposal),))

    def ask(given: "Given", counts: bool) -> Answer:
        try:
            future = pool.submit(_counted, as_sent(given), counts)
        except BrokenProcessPool:
            return partial(here, given, counts)
        return partial(answered, future.result, given, counts)

    def answered(result: Answer, given: "Given", counts: bool) -> "Counted":
        try:
            return result()
        except BrokenProcessPool:  # a worker was killed: what it had is worked out here
            return here(given, counts)

    try:
        yield ask
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _environment_of_workers() -> Iterator[None]:
    """What is started meanwhile has the environment of workers, and finds modules where this process does.

    A file in the folder that somebody happens to stand in is never taken for a module.
    """
    found_in = os.pathsep.join(each or os.getcwd() for each in sys.path)
    environment = {**_ENVIRONMENT, "PYTHONPATH": found_in, "PYTHONSAFEPATH": "1"}
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """What is started meanwhile never hears Ctrl-C: whoever presses it speaks to the process that asks."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_here: "list[Proposal]" = []


def _start(proposal: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where somebody else started what it was forked from
    _here.append(pickle.loads(proposal))
    gc.freeze()  # the packs stay, and need not be looked through again and again


def _counted(given: "Given", counts: bool) -> "Counted":
    from policy_lab.replay.part import counted  # noqa: PLC0415 (see above)

    return counted(given, _here[0], counts=counts)
