"""The production engine's word beside the evaluator's: where they differ, nobody's stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from itertools import count
from typing import Protocol, TypeAlias

from engine.evaluate import Answer, all_shown, finding_left_open, parts_of, rules_for, verdict_of
from engine.facts.subjects import Group
from engine.facts.subjects import Subject as Judged
from engine.findings import Finding
from engine.packs.law import BoundRule, Law
from engine.production.batch import Findings, Subject
from engine.production.compile import ProductionRule
from engine.production.fence import Prepared, Unavailable
from engine.sentences import Wording
from engine.truth import World
from engine.verdicts import SILENT, UNDETERMINED, Possible


class Production(Protocol):
    """A production engine behind its fence: it answers, or says why it cannot; it never raises."""

    def prepared(
        self, rules_key: str, rules: Sequence[ProductionRule], subjects: Sequence[Subject]
    ) -> Prepared | Unavailable:
        """What it is to be asked, ready to be."""

    def asking(
        self, prepared: Prepared | Unavailable
    ) -> AbstractContextManager[Callable[[], Findings | Unavailable]]:
        """Begin to answer; what is given waits for the verdicts that each rule may give."""

    def differs(self, rules: Iterable[str]) -> None:
        """Count the rules on which it differed from the evaluator."""


Keys: TypeAlias = Mapping[str, int]
"""What the subjects of a group are called by account, by their paths; by evidence, by the next number."""

_ACCOUNT, _EVIDENCE = 0, 1
Doubts: TypeAlias = Mapping[tuple[str, str], tuple[BoundRule, Group]]
"""What the engines differ on: by a finding's key, the rule and what it judges."""


@lru_cache(maxsize=32)
def production_rules(law: Law) -> tuple[ProductionRule, ...]:
    """The rules of a day in the form that the production engine is built from."""
    return tuple(
        ProductionRule(
            each.rule.id, each.rule.about, tuple((row.condition, row.verdict) for row in each.rows)
        )
        for each in law.rules
    )


def withheld(
    found: tuple[Finding, ...], law: Law, groups: Sequence[Group], doubts: Doubts, wording: Wording
) -> tuple[Finding, ...]:
    """The findings, but those on which the engines differ: these become `undetermined`."""
    if not doubts:
        return found
    findings = {finding.key: finding for finding in found}
    for group in groups:
        for rule in rules_for(law, group):
            for part in parts_of(rule, group):
                key = (rule.rule.id, part.key)
                if key in doubts:
                    doubted = findings.get(key) or finding_left_open(rule, part, wording)
                    findings[key] = doubted._replace(verdict=UNDETERMINED, on_evidence=UNDETERMINED)
    return tuple(findings.values())


def differing(found: Iterable[Finding], law: Law, groups: Iterable[Group], answers: Findings) -> Doubts:
    """What the production engine answers otherwise than the evaluator found."""
    findings = {finding.key: finding for finding in found}
    differs = {}
    for group, keys in _numbered(groups):
        for rule in rules_for(law, group):
            for part in parts_of(rule, group):
                key = (rule.rule.id, part.key)
                if not _same(rule, part, findings.get(key), answers, keys):
                    differs[key] = (rule, part)
    return differs


def _same(rule: BoundRule, part: Group, ours: Finding | None, answers: Findings, keys: Keys) -> bool:
    """Whether the production engine comes to the same by both standards of proof."""
    if ours is None:
        return _comes_to(rule, part, answers, keys, _ACCOUNT, SILENT)
    if not _comes_to(rule, part, answers, keys, _ACCOUNT, ours.verdict):
        return False
    proved = ours.on_evidence
    if all_shown(rule, part):
        return proved == ours.verdict
    return _comes_to(rule, part, answers, keys, _EVIDENCE, proved) or (
        proved == ours.verdict and _comes_to(rule, part, answers, keys, _EVIDENCE, SILENT)
    )


def _comes_to(
    rule: BoundRule, part: Group, answers: Findings, keys: Keys, standard: int, verdict: str
) -> bool:
    if part.list_path or rule.none is not None or rule.reads_nights:
        return verdict_of(rule, part, _answer(answers, keys, standard))[0] == verdict
    # Of one subject in one world the answer is the verdict: nearly all rules, so it is worth the lines.
    return answers.comes_to(rule.rule.id, keys[part.subjects[0].path] + standard, verdict)


def _answer(answers: Findings, keys: Keys, standard: int) -> Answer:
    def answer(rule: BoundRule, subject: Judged, world: World) -> Possible:
        try:
            open_to = answers[rule.rule.id, keys[subject.path] + standard, world]
        except KeyError:
            return rule.any_verdict  # a rule that was not answered settles nothing
        found: Possible = 0
        for verdict in open_to:
            found |= rule.scale.only(verdict)
        return found or rule.any_verdict

    return answer


def subjects(groups: Iterable[Group]) -> list[Subject]:
    """What the production engine is asked about: each subject by both standards of proof."""
    return [
        Subject(keys[subject.path] + standard, group.kind, facts)
        for group, keys in _numbered(groups)
        for subject in group.subjects
        for standard, facts in ((_ACCOUNT, subject.facts), (_EVIDENCE, subject.on_evidence))
    ]


def _numbered(groups: Iterable[Group]) -> Iterator[tuple[Group, Keys]]:
    numbers = count(step=2)
    for group in groups:
        yield group, {subject.path: next(numbers) for subject in group.subjects}
