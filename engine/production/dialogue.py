"""What is said between an assessment and its worker: rulesets built ahead, cases fired through them.

Each answer is checked before it is believed. A worker that answers with something that cannot be, that
is silent about a fact, or that contradicts itself, is treated as one that is broken.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import TypeAlias

from engine.production.batch import Batch, Findings, Fired, check_probe, findings, probe
from engine.production.compile import CompiledRules, ProductionError
from engine.production.process import GarbledError, WorkerProcess

MOST_RULESETS = 8

Hearing: TypeAlias = Callable[[float], Findings]
"""Waits for an answer until a deadline; it raises as the dialogue does."""


class UnusableError(Exception):
    """No worker could do better here: durable-rules is not to be loaded."""


class FailedError(Exception):
    """The worker says that durable-rules failed; it has ended."""


class Dialogue:
    """A worker and the rulesets that it holds, each by a number that stands for its rules.

    The methods raise TimeoutError; EOFError or OSError where the worker is gone; GarbledError,
    FailedError or UnusableError. After any of them the dialogue is to be ended.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._process = WorkerProcess(command)
        self._held: OrderedDict[int, None] = OrderedDict()  # least lately used first
        self._owed: deque[Callable[[str], None]] = deque()  # what is to be done with answers still to come

    @property
    def owner(self) -> int:
        """The process that may use this dialogue."""
        return self._process.owner

    def build(self, number: int, compiled: CompiledRules, deadline: float) -> None:
        """Have a ruleset built and probed, unless it is; its answers are heard with the next case."""
        if number not in self._held:
            self._say(f"build {number}\n{compiled.definition}", _done, deadline)
            self._say(
                f"fire {number}\n{probe(compiled).text}",
                lambda answer: check_probe(compiled, _fired(answer)),
                deadline,
            )
            self._held[number] = None
        self._held.move_to_end(number)
        if len(self._held) > MOST_RULESETS:
            oldest, _ = self._held.popitem(last=False)
            self._say(f"drop {oldest}\n", _done, deadline)

    def ask(self, number: int, compiled: CompiledRules, batch: Batch, deadline: float) -> Hearing:
        """Put a case to a ruleset; what is given waits for what the ruleset made of it.

        Another case may be put before this one is heard: the worker is then free for it.
        """
        self._hear(deadline)
        self.build(number, compiled, deadline)
        self._hear(deadline)  # before more is said, so that neither side waits to be heard
        answer: list[str] = []
        self._say(f"fire {number}\n{batch.text}", answer.append, deadline)

        def hear(deadline: float) -> Findings:
            if not answer:
                self._hear(deadline)
            try:
                return findings(compiled, batch, _fired(answer[0]))
            except ProductionError as fault:
                raise GarbledError from fault

        return hear

    def end(self) -> None:
        """End the worker."""
        self._process.end()

    def _say(self, request: str, answered: Callable[[str], None], deadline: float) -> None:
        self._process.send(request, deadline)
        self._owed.append(answered)

    def _hear(self, deadline: float) -> None:
        while self._owed:
            answer = self._process.receive(deadline)
            try:
                self._owed.popleft()(answer)
            except ProductionError as fault:
                raise GarbledError from fault


def _done(answer: str) -> None:
    if _fired(answer):
        raise GarbledError


def _fired(answer: str) -> Fired:
    """`done`, then a line for each statement that fired: its name, and its facts as bits."""
    outcome, *lines = answer.split("\n")
    if outcome.startswith("unusable "):
        raise UnusableError
    if outcome.startswith("failed "):
        raise FailedError
    fired: dict[str, int] = {}
    try:
        for line in lines:
            name, facts = line.split(" ")
            fired[name] = int(facts, 16)
    except ValueError:
        raise GarbledError from None
    if outcome != "done" or len(fired) != len(lines):
        raise GarbledError
    return fired
