"""The production engine's word beside the evaluator's: where they differ, nobody's stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeAlias

from engine.evaluate import Answer, all_shown, finding_left_open, parts_of, rules_for, verdict_of
from engine.facts.subjects import Group
from engine.facts.subjects import Subject as Judged
from engine.findings import Finding
from engine.packs.law import BoundRule, Law
from engine.production.batch import Findings, Subject
from engine.production.compile import ProductionRule
from engine.production.fence import Unavailable
from engine.sentences import Wording
from engine.truth import World
from engine.verdicts import SILENT, UNDETERMINED, Possible


class Production(Protocol):
    """A production engine behind its fence: it answers, or says why it cannot; it never raises."""

    def asking(
        self, rules_key: str, rules: Sequence[ProductionRule], subjects: Sequence[Subject]
    ) -> AbstractContextManager[Callable[[], Findings | Unavailable]]:
        """Begin to answer; what is given waits for the verdicts that each rule may give."""

    def differs(self, rules: Iterable[str]) -> None:
        """Count the rules on which it differed from the evaluator."""


Keys: TypeAlias = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """Findings on which the engines agree; `differences` names the rules on which they did not."""

    findings: tuple[Finding, ...]
    differences: tuple[str, ...] = ()
    unavailable: str = ""


@lru_cache(maxsize=32)
def production_rules(law: Law) -> tuple[ProductionRule, ...]:
    """The rules of a day in the form that the production engine is built from."""
    return tuple(
        ProductionRule(
            each.rule.id, each.rule.about, tuple((row.condition, row.verdict) for row in each.rows)
        )
        for each in law.rules
    )


def checked(
    found: Iterable[Finding], law: Law, groups: Sequence[Group], wording: Wording, engine: Production
) -> Checked:
    """The findings, found while the production engine was asked about the same subjects.

    A finding on which the two differ is withheld: its verdict becomes `undetermined`.
    """
    with engine.asking(law.key, production_rules(law), _subjects(groups)) as answer:
        findings = {finding.key: finding for finding in found}  # meanwhile, in this process
        answers = answer()
    if isinstance(answers, Unavailable):
        return Checked(tuple(findings.values()), unavailable=answers.reason)
    differences: dict[str, None] = {}
    for group in groups:
        keys = _keys(group)
        for rule in rules_for(law, group):
            for part in parts_of(rule, group):
                ours = findings.get((rule.rule.id, part.key))
                if _same(rule, part, ours, answers, keys):
                    continue
                differences[rule.rule.id] = None
                withheld = ours or finding_left_open(rule, part, wording)
                findings[withheld.key] = withheld._replace(verdict=UNDETERMINED, on_evidence=UNDETERMINED)
    if differences:
        engine.differs(differences)
    return Checked(tuple(findings.values()), tuple(differences))


def _same(rule: BoundRule, part: Group, ours: Finding | None, answers: Findings, keys: Keys) -> bool:
    theirs = verdict_of(rule, part, _answer(rule, answers, keys, 0))[0]
    if ours is None:
        return theirs == SILENT
    shown = theirs if all_shown(rule, part) else verdict_of(rule, part, _answer(rule, answers, keys, 1))[0]
    return theirs == ours.verdict and (theirs if shown == SILENT else shown) == ours.on_evidence


def _answer(rule: BoundRule, answers: Findings, keys: Keys, standard: int) -> Answer:
    name, scale = rule.rule.id, rule.scale

    def answer(_rule: BoundRule, subject: Judged, world: World) -> Possible:
        found: Possible = 0
        for verdict in answers.get((name, keys[subject.path][standard], world), ()):
            found |= scale.only(verdict)
        return found or rule.any_verdict  # a rule that was not answered settles nothing

    return answer


def _subjects(groups: Sequence[Group]) -> list[Subject]:
    return [
        Subject(key, group.kind, facts)
        for group in groups
        for subject, keys in zip(group.subjects, _keys(group).values(), strict=True)
        for key, facts in zip(keys, (subject.facts, subject.on_evidence), strict=True)
    ]


def _keys(group: Group) -> Keys:
    """What the subjects of a group are called, by their paths: on account, and on evidence."""
    of_group = f"{group.kind}/{group.area or ''}/{group.person}/{group.item}"
    return {
        subject.path: (f"{of_group}/{subject.path}/account", f"{of_group}/{subject.path}/evidence")
        for subject in group.subjects
    }
