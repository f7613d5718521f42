"""One rule and the facts: a finding, with everything that its verdict rests on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from engine.facts.subjects import CLIENT, Group, Subject
from engine.findings import Finding
from engine.known import Nights, Paths
from engine.packs.law import BoundRule, Law
from engine.sentences import SentenceWords, Wording, sentence_for
from engine.truth import World, unknowns
from engine.verdicts import (
    OFFICER_JUDGEMENT,
    SILENT,
    UNDETERMINED,
    Possible,
    strongest_of,
)

_SILENT_BIT: Possible = 1


def findings(law: Law, groups: Iterable[Group], wording: Wording) -> Iterator[Finding]:
    """Every finding of the rules in force on some subjects."""
    for group in groups:
        only = group.only
        facts = only.facts if only else None
        for rule in rules_for(law, group):
            if facts is not None and rule.none is None:  # it alone decides: what is silent of it is soon left
                bits = rule.possible(facts, 0)
                if bits == _SILENT_BIT and not (rule.reads_nights and group.officer_may_count):
                    continue
                finding = _finding(rule, group, wording, bits)
                if finding is not None:
                    yield finding
                continue
            for part in parts_of(rule, group):
                finding = _finding(rule, part, wording)
                if finding is not None:
                    yield finding


def rules_for(law: Law, group: Group) -> Sequence[BoundRule]:
    """The rules that are about such a subject, for that area and that person."""
    return _rules_about(law, group.kind, group.area, group.person == CLIENT)


@lru_cache(maxsize=8192)
def _rules_about(law: Law, kind: str, area: str | None, of_client: bool) -> tuple[BoundRule, ...]:
    return tuple(
        rule
        for rule in law.about.get(kind, ())
        if (of_client or rule.rule.whose == "anyone") and rule.rule.concerns(area)
    )


def parts_of(rule: BoundRule, group: Group) -> Iterable[Group]:
    """What a rule judges of a group: the whole list together, or each item by itself."""
    if rule.none is not None or not group.list_path:
        return (group,)
    return group.items


Answer: TypeAlias = Callable[[BoundRule, Subject, World], Possible]
"""What a rule may find of one subject, by whichever engine and standard of proof is asked."""


def on_account(rule: BoundRule, subject: Subject, world: World) -> Possible:
    """The rule on the client's word."""
    return rule.possible(subject.facts, world)


def on_evidence(rule: BoundRule, subject: Subject, world: World) -> Possible:
    """The rule on what a held document supports."""
    return rule.possible(subject.on_evidence, world)


def possible(rule: BoundRule, group: Group, world: World, answer: Answer) -> Possible:
    """Every verdict that some completion of what is not known would give for a group."""
    found = rule.silence
    if not group.list_path and rule.none is None:  # one subject, which bears on the area: it alone decides
        return answer(rule, group.subjects[0], world)
    if not group.asked:
        return found | rule.any_verdict
    for subject in group.subjects:
        bits = answer(rule, subject, world)
        if not subject.here:
            bits |= _SILENT_BIT
        found = bits if found == _SILENT_BIT else strongest_of(found, bits)
    if not group.complete:
        found = strongest_of(found, rule.any_verdict | _SILENT_BIT)
    return found


def verdict_of(
    rule: BoundRule, group: Group, answer: Answer, surely: Possible | None = None
) -> tuple[str, Possible]:
    """The verdict that holds for every completion, and the verdicts left open.

    Where the unknown facts settle nothing else, and only stays that an officer may count move the
    verdict, it is for the officer. `surely` is what it may be without those stays, where that is known.
    """
    bits = possible(rule, group, 0, answer) if surely is None else surely
    verdict = rule.scale.settled(bits)
    if not (rule.reads_nights and group.officer_may_count):
        return verdict, bits
    counted = possible(rule, group, 1, answer)
    with_them = rule.scale.settled(counted)
    if UNDETERMINED in (verdict, with_them):
        return UNDETERMINED, bits | counted
    return (verdict, bits) if verdict == with_them else (OFFICER_JUDGEMENT, bits | counted)


def _finding(
    rule: BoundRule, group: Group, wording: Wording, surely: Possible | None = None
) -> Finding | None:
    verdict, bits = verdict_of(rule, group, on_account, surely)
    if verdict == SILENT:
        return None
    shown = verdict if all_shown(rule, group) else verdict_of(rule, group, on_evidence)[0]
    subject = group.subjects[0] if len(group.subjects) == 1 else _deciding(rule, group, verdict)
    settle = _settle(rule, subject) if subject and verdict == UNDETERMINED else None
    missing = _missing(rule, group, settle) if verdict == UNDETERMINED else ()
    facts = subject.facts if subject else {}
    words = SentenceWords(rule, group, subject, missing, wording)
    return Finding(
        rule,
        group.key,
        group.area,
        group.person,
        subject.path if subject else "",
        verdict,
        verdict if shown == SILENT else shown,
        bits,
        facts,
        sentence_for(rule.rule.plain, group, verdict) or rule.rule.title + ".",
        missing,
        _factors(rule, subject, verdict) if rule.weighs and subject else (),
        words,
        (settle[0], settle[1].format_map(words)) if settle else None,
    )


def all_shown(rule: BoundRule, group: Group) -> bool:
    """Whether the documents held support every fact that the rule reads: then both standards agree."""
    return group.not_shown.isdisjoint(rule.facts_decided_by)


def finding_left_open(rule: BoundRule, group: Group, wording: Wording) -> Finding:
    """A finding for a rule that the evaluator found silent and another engine did not."""
    words = SentenceWords(rule, group, None, (), wording)
    sentence = rule.rule.title + ": this could not be settled for {area}."
    return Finding(
        rule, group.key, group.area, group.person, "", UNDETERMINED, UNDETERMINED, rule.any_verdict, {},
        sentence, (), (), words,
    )  # fmt: skip


def _deciding(rule: BoundRule, group: Group, verdict: str) -> Subject | None:
    """The subject that the verdict rests on: the first that gives it by itself, else the nearest to it."""
    best: tuple[int, Subject] | None = None
    for subject in group.subjects:
        bits = rule.possible(subject.facts, 0)
        if subject.here and rule.scale.settled(bits) == verdict:
            return subject
        if best is None or bits.bit_length() > best[0]:
            best = (bits.bit_length(), subject)
    return best[1] if best else None


def _settle(rule: BoundRule, subject: Subject) -> tuple[str, str] | None:
    """The step that would settle what no answer of the client can, where that is what decides."""
    row = next((row for row in rule.rows if row.test(subject.facts, 0) is True), None)
    if row is None or row.settle is None:
        return None
    fact, step = row.settle
    return (f"{subject.path}.{fact}" if subject.path else fact), step


def _missing(rule: BoundRule, group: Group, settle: tuple[str, str] | None) -> Paths:
    """The profile paths that decide; each once, in the order in which the rule comes to them."""
    if not group.asked:
        return (group.list_path,)
    found: dict[str, None] = {}
    worlds: tuple[World, ...] = (0, 1) if rule.reads_nights else (0,)
    for subject in group.subjects:
        for world in worlds:
            bits = rule.possible(subject.facts, world)
            if bits & (bits - 1):
                found.update(dict.fromkeys(_unknowns(rule, subject, world)))
            if not subject.here and bits != _SILENT_BIT:
                found[f"{subject.path}.area"] = None
    if not group.complete:
        found[group.list_path] = None
    if settle:
        found[settle[0]] = None
    return tuple(found)


def _unknowns(rule: BoundRule, subject: Subject, world: World) -> Iterator[str]:
    for row in rule.rows:
        truth = row.test(subject.facts, world)
        if truth is None:
            yield from unknowns(row.condition, row.test, subject.facts, world)
        elif truth:
            return


def _factors(rule: BoundRule, subject: Subject, verdict: str) -> tuple[str, ...]:
    """What an officer has to weigh, where it may bear on the case."""
    facts = subject.facts
    said = [say for test, say in rule.factors if test is None or test(facts, 0) is not False]
    if verdict == OFFICER_JUDGEMENT and rule.reads_nights:
        said[:0] = _stays_to_weigh(subject)
    return tuple(said)


def _stays_to_weigh(subject: Subject) -> list[str]:
    paths = dict.fromkeys(
        path for value in subject.facts.values() if isinstance(value, Nights) for path in value.may_count
    )
    if not paths:
        return []
    return [f"Whether these stays were residence of choice is for the officer: {', '.join(paths)}."]
