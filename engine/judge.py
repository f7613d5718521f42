"""Finds, with the second engine's word beside; what the two differ on is withheld."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import NamedTuple, TypeAlias, TypeVar

from engine.assessment import Verification
from engine.evaluate import findings
from engine.facts.subjects import Group
from engine.findings import Finding
from engine.packs.law import Law
from engine.production.batch import Findings
from engine.production.fence import Unavailable
from engine.second import Doubts, Production, differing, production_rules, subjects, withheld
from engine.sentences import Wording

Result = TypeVar("Result")
Answer: TypeAlias = Callable[[], Findings | Unavailable]


class _Step(NamedTuple):
    """What both engines are asked of a case under one law, and what the evaluator found."""

    law: Law
    groups: tuple[Group, ...]
    found: tuple[Finding, ...]


class Judge:
    """Finds under the law of a case, step by step, while the second engine looks at the steps before.

    `differs` is what the engines were seen to differ on, `unavailable` why there is no second opinion.
    """

    def __init__(self, law: Law, wording: Wording, production: Production | None, doubts: Doubts) -> None:
        self.law, self.wording = law, wording
        self.differs: Doubts = {}
        self.unavailable = "" if production else "not asked"
        self._production, self._doubts = production, doubts
        self._asking = ExitStack()
        self._asked: tuple[_Step, Answer] | None = None
        self._waiting: list[_Step] = []  # found, and not asked about yet

    def of(self, groups: Sequence[Group], law: Law | None = None) -> tuple[Finding, ...]:
        """The findings on some subjects; those in doubt are `undetermined`."""
        law = law or self.law
        first = None if self._asked or self._waiting else self._ask(law, groups)
        found = tuple(findings(law, groups, self.wording))
        if first:
            self._asked = (_Step(law, tuple(groups), found), first)
        elif not self.unavailable:
            self._waiting.append(_Step(law, tuple(groups), found))
        return withheld(found, law, groups, self._doubts, self.wording)

    def go_on(self) -> None:
        """Ask the second engine about what waits, and hear what it was asked before while it works."""
        asked, self._asked = self._asked, None
        if self._waiting:
            step = self._next()
            answer = self._ask(step.law, step.groups)
            self._asked = (step, answer) if answer else None
        if asked:
            self._hear(*asked)

    def _ask(self, law: Law, groups: Sequence[Group]) -> Answer | None:
        """The answer to come of the second engine; None where there is none, or no more."""
        if self._production is None or self.unavailable:
            return None
        prepared = self._production.prepared(law.key, production_rules(law), subjects(groups))
        return self._asking.enter_context(self._production.asking(prepared))

    def _hear(self, step: _Step, answer: Answer) -> None:
        """Take down where the second engine differs on what it was asked, or that it does not answer."""
        answers = answer()
        if isinstance(answers, Unavailable):
            self.unavailable = self.unavailable or answers.reason
        else:
            self.differs = {**self.differs, **differing(step.found, step.law, step.groups, answers)}

    def _next(self) -> _Step:
        """All that waits under one law as one step, since every exchange with another engine takes time."""
        law = self._waiting[0].law
        steps = [step for step in self._waiting if step.law is law]
        self._waiting = [step for step in self._waiting if step.law is not law]
        return _Step(law, tuple(g for s in steps for g in s.groups), tuple(f for s in steps for f in s.found))

    def __enter__(self) -> "Judge":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._asking:
            while kind is None and (self._asked or self._waiting):
                self.go_on()


def judged(
    law: Law, wording: Wording, production: Production | None, decide: Callable[[Judge], Result]
) -> tuple[Result, Verification]:
    """What is decided by what a judge finds, and which engines stand behind it.

    Where the engines differ, their findings are withheld and all is decided again, until nothing more
    comes up: so no step rests on a finding in doubt.
    """
    doubts: Doubts = {}
    while True:
        with Judge(law, wording, production, doubts) as judge:
            result = decide(judge)
        if judge.differs.keys() <= doubts.keys():
            return result, _verified(doubts, judge.unavailable, production)
        doubts = {**doubts, **judge.differs}


def _verified(doubts: Doubts, unavailable: str, production: Production | None) -> Verification:
    differences = tuple(dict.fromkeys(rule.rule.id for rule, _part in doubts.values()))
    if differences and production:
        production.differs(differences)
    if unavailable:
        return Verification(("evaluate",), None, differences, unavailable)
    return Verification(("evaluate", "production"), not differences, differences)
