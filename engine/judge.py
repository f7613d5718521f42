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
    """What both engines are asked at one step of a case, and what the evaluator found."""

    law: Law
    groups: Sequence[Group]
    found: Sequence[Finding]


class Judge:
    """Finds under the law of a case, step by step; the second engine works while the case goes on.

    `doubts` is what to withhold, `differs` what the engines were seen to differ on, and `unavailable` why
    there is no second opinion.
    """

    def __init__(self, law: Law, wording: Wording, production: Production | None, doubts: Doubts) -> None:
        self.law, self.wording = law, wording
        self.differs: Doubts = {}
        self.unavailable = "" if production else "not asked"
        self._production, self._doubts = production, doubts
        self._asking = ExitStack()
        self._owed: tuple[_Step, Answer] | None = None

    def of(self, groups: Sequence[Group], law: Law | None = None) -> tuple[Finding, ...]:
        """The findings on some subjects; those in doubt are `undetermined`."""
        law = law or self.law
        return withheld(self._found(law, groups), law, groups, self._doubts, self.wording)

    def _found(self, law: Law, groups: Sequence[Group]) -> tuple[Finding, ...]:
        heard = self._heard()
        if self._production is None or self.unavailable:
            return tuple(findings(law, groups, self.wording))
        answer = self._asking.enter_context(
            self._production.asking(law.key, production_rules(law), subjects(groups))
        )
        self._compare(heard)  # the step before this one, while the second engine is at this one
        found = tuple(findings(law, groups, self.wording))
        self._owed = (_Step(law, groups, found), answer)
        return found

    def _heard(self) -> tuple[_Step, Findings] | None:
        """What the second engine makes of the step that it was asked about last."""
        if self._owed is None:
            return None
        (step, answer), self._owed = self._owed, None
        answers = answer()
        self._asking.close()
        if isinstance(answers, Unavailable):
            self.unavailable = answers.reason
            return None
        return step, answers

    def _compare(self, heard: tuple[_Step, Findings] | None) -> None:
        if heard is not None:
            step, answers = heard
            self.differs = {**self.differs, **differing(step.found, step.law, step.groups, answers)}

    def __enter__(self) -> "Judge":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._asking:
            if kind is None:
                self._compare(self._heard())


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
