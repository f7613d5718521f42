"""The production engine as a live assessment asks it: beside the other engine, and never in its way.

durable-rules is C code that could crash, hang or fall silent, so it runs in one process of its own.
Whatever happens there, `run` answers in time, with findings or with why there are none: a case never
waits for a process that is broken, and never loses its assessment to it.
"""

import importlib.util
import itertools
import logging
import os
import sys
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, TypeAlias, TypeVar

from engine.production.batch import NO_FINDINGS, Batch, Findings, Subject, batch_of
from engine.production.compile import CompiledRules, ProductionError, ProductionRule, compile_rules
from engine.production.dialogue import MOST_RULESETS, Dialogue, Hearing, UnusableError
from engine.production.process import GarbledError, moment

WORKER = (sys.executable, "-P", str(Path(__file__).with_name("worker.py")))
FIRST_REST_S, LONGEST_REST_S = 0.5, 30.0
TIME_TO_BEGIN_S = 1.0

_FAULTS: tuple[tuple[type[Exception], tuple[str, str]], ...] = (
    (TimeoutError, ("timeouts", "durable-rules did not answer in time")),
    (GarbledError, ("garbled", "durable-rules gave an answer that cannot be right")),
    (Exception, ("crashes", "durable-rules crashed")),
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unavailable:
    """There is no second opinion on this case, and why; nothing of the case is in it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How the production engine has fared: cases answered, what went wrong, rules it differed on."""

    answered: int
    crashes: int
    timeouts: int
    garbled: int
    differences: int


Answer: TypeAlias = Findings | Unavailable
Result = TypeVar("Result")


class Prepared(NamedTuple):
    """What durable-rules is to be asked, in its own words: a ruleset by its number, and a case."""

    number: int
    compiled: CompiledRules
    batch: Batch


def _answer(answer: Answer) -> Callable[[], Answer]:
    return lambda: answer


class _Hearing:
    """An answer that is still to come; it is waited for once."""

    def __init__(self, hear: Callable[[], Answer]) -> None:
        self._hear = hear
        self.done = False

    def __call__(self) -> Answer:
        self.done = True
        return self._hear()


def available() -> bool:
    """Whether there can be a production engine here: durable-rules is installed, on a POSIX system."""
    return os.name == "posix" and importlib.util.find_spec("durable_rules_engine") is not None


class ProductionWorker:
    """Owns the one process in which durable-rules runs. Threads may share it: they take turns."""

    def __init__(self, command: Sequence[str] = WORKER) -> None:
        self._command = command
        self._lock = threading.RLock()  # a case may ask more before it hears what it asked first
        self._dialogue: Dialogue | None = None
        self._compiling = threading.Lock()
        self._compiled: OrderedDict[str, tuple[int, CompiledRules]] = OrderedDict()
        self._numbers = itertools.count()
        self._counts: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._failures = 0  # since it last answered
        self._why = "durable-rules was interrupted"  # it last failed
        self._resting_until = 0.0
        self._unusable = None if available() else "durable-rules is not installed"

    def start(self) -> None:
        """Start the process now, so that it gets ready while this one does something else."""
        self._ahead(lambda _deadline: self._running())

    def prepare(self, rules_key: str, rules: Sequence[ProductionRule]) -> None:
        """Have a ruleset built ahead of its first case, without waiting for it."""
        self._ahead(lambda deadline: self._running().build(*self._ruleset(rules_key, rules), deadline))

    def run(
        self,
        rules_key: str,
        rules: Sequence[ProductionRule],
        subjects: Sequence[Subject],
        timeout_s: float = 2.0,
    ) -> Answer:
        """The verdicts that each rule may give about each subject of its kind, in both worlds.

        `rules_key` tells the rules apart from any others, as their digest does. Never raises for a
        fault of the engine, and answers within `timeout_s` seconds, turn and building included.
        """
        with self.asking(self.prepared(rules_key, rules, subjects), timeout_s) as answer:
            return answer()

    def prepared(
        self, rules_key: str, rules: Sequence[ProductionRule], subjects: Sequence[Subject]
    ) -> Prepared | Unavailable:
        """What is to be asked, ready to be: work of this process, while the other may be busy."""
        if self._unusable:
            return Unavailable(self._unusable)
        try:
            number, compiled = self._ruleset(rules_key, rules)
            return Prepared(number, compiled, batch_of(compiled, subjects))
        except ProductionError as fault:
            return Unavailable(str(fault))
        except Exception as fault:  # no fault in here, however odd, may cost a case its assessment
            # Ours, not the worker's, which may be answering another question of this very thread.
            self._count("crashes")
            _log.warning("a case could not be put to durable-rules: %s", type(fault).__name__)
            return Unavailable("the case could not be put to durable-rules")

    @contextmanager
    def asking(
        self, prepared: Prepared | Unavailable, timeout_s: float = 2.0
    ) -> Iterator[Callable[[], Answer]]:
        """Ask as `run` does, and do something else meanwhile, which costs no time of the answer's.

        What is given waits for the answer. The same thread may ask once more before it hears it.
        """
        deadline = moment(timeout_s)
        if self._unusable:
            yield _answer(Unavailable(self._unusable))
        elif isinstance(prepared, Unavailable):
            yield _answer(prepared)
        elif not self._lock.acquire(timeout=timeout_s):
            yield _answer(Unavailable("durable-rules is busy with other cases"))
        else:
            try:
                yield from self._asking(prepared, deadline)
            finally:
                self._lock.release()

    def _asking(self, prepared: Prepared, deadline: float) -> Iterator[Callable[[], Answer]]:
        if moment() < self._resting_until:
            yield _answer(Unavailable("durable-rules has failed several times and is left alone for a while"))
            return
        if not prepared.batch.bundles:  # there is nothing to ask
            yield _answer(self._answered(NO_FINDINGS))
            return
        hear = self._fenced(lambda: self._running().ask(*prepared, deadline))
        if isinstance(hear, Unavailable):
            yield _answer(hear)
            return
        asked, left = self._dialogue, deadline - moment()
        hearing = _Hearing(lambda: self._heard(asked, hear, left))
        try:
            yield hearing
        finally:
            if not hearing.done and self._dialogue is asked:
                self._end()  # the dialogue was left in the middle of a word

    def differs(self, rules: Iterable[str]) -> None:
        """Take down on which rules the two engines disagreed about a case."""
        for name in sorted(set(rules)):
            self._count("differences")
            _log.warning("the engines differ on rule %s", name)

    @property
    def counts(self) -> Counts:
        """How often it has answered, and what went wrong how often."""
        return Counts(**{field.name: self._counts[field.name] for field in fields(Counts)})

    def close(self) -> None:
        """End the process. It would start again if it were asked again."""
        with self._lock:
            self._end()

    def __enter__(self) -> "ProductionWorker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ahead(self, step: Callable[[float], object]) -> None:
        """Do something ahead of a case, or leave it to the case where that is not possible."""
        if self._unusable is None and self._lock.acquire(blocking=False):
            try:
                deadline = moment(TIME_TO_BEGIN_S)
                if moment() >= self._resting_until:
                    self._fenced(lambda: step(deadline))
            finally:
                self._lock.release()

    def _heard(self, asked: Dialogue | None, hear: Hearing, left: float) -> Answer:
        if self._dialogue is not asked:
            return Unavailable(self._why)  # it failed on another question of the same case
        found = self._fenced(lambda: hear(moment(left)))
        return found if isinstance(found, Unavailable) else self._answered(found)

    def _answered(self, found: Findings) -> Findings:
        self._failures = 0
        self._count("answered")
        return found

    def _ruleset(self, rules_key: str, rules: Sequence[ProductionRule]) -> tuple[int, CompiledRules]:
        with self._compiling:
            if rules_key not in self._compiled:
                self._compiled[rules_key] = next(self._numbers), compile_rules(rules)
            self._compiled.move_to_end(rules_key)
            if len(self._compiled) > MOST_RULESETS:
                self._compiled.popitem(last=False)
            return self._compiled[rules_key]

    def _running(self) -> Dialogue:
        # A forked process must not speak into the dialogue of the one it was forked from.
        if self._dialogue is None or self._dialogue.owner != os.getpid():
            self._dialogue = Dialogue(self._command)
        return self._dialogue

    def _fenced(self, step: Callable[[], Result]) -> Result | Unavailable:
        try:
            return step()
        except ProductionError as fault:  # found before the worker was asked, which is none the worse
            return Unavailable(str(fault))
        except Exception as fault:  # no fault in here, however odd, may cost a case its assessment
            return self._failed(fault)
        except BaseException:
            self._end()  # the dialogue may have been left in the middle of a word
            raise

    def _failed(self, fault: Exception) -> Unavailable:
        self._end()
        if isinstance(fault, UnusableError):
            self._why = self._unusable = "durable-rules is installed, but this Python cannot load it"
            return Unavailable(self._unusable)
        what, reason = next(how for kind, how in _FAULTS if isinstance(fault, kind))
        self._why = reason
        self._count(what)
        self._failures += 1
        if self._failures > 1:  # the first time, the next case starts it again at once
            rest = min(LONGEST_REST_S, FIRST_REST_S * 2.0 ** (self._failures - 2))
            self._resting_until = moment(rest)
        _log.warning("%s (%s): %s so far", reason, type(fault).__name__, self._counts[what])
        return Unavailable(reason)

    def _count(self, what: str) -> None:
        with self._counting:
            self._counts[what] += 1

    def _end(self) -> None:
        if self._dialogue is not None:
            self._dialogue.end()
            self._dialogue = None
