"""Turns subjects into durable-rules facts, and what fired into the verdicts that each rule may give.

A subject is asked about in two worlds: with the nights that surely count, and with those that only
may count taken in. Subjects whose bounds are alike share one fact, so a world or a standard of proof
that changes nothing costs nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from engine.known import Amount, Nights, OneOf, Value, YesNo
from engine.production.compile import FURTHEST, Bundle, CompiledRules, Field, ProductionError

World: TypeAlias = Literal[0, 1]  # 0: no stay that only may count is counted; 1: all of them are

Fired: TypeAlias = Mapping[str, Sequence[int]]
"""The numbers of the facts that each statement fired for; a statement that did not fire is absent."""

Findings: TypeAlias = Mapping[tuple[str, str, World], frozenset[str]]
"""(rule, subject, world), and the verdicts the rule may give; one, where the facts settle it."""

Reader: TypeAlias = Callable[[Value | None], int]

_HOLDS = {False: 0, None: 1, True: 2}


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules of one kind are asked about, and the facts of it. A fact that is absent is not known."""

    key: str
    kind: str
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Batch:
    """One case for durable-rules: its facts as JSON, and who is asked about through each of them.

    `bundles` holds each fact's bundle by the fact's number; `asked` is (subject, world, fact). Only
    `text` leaves the process: numbers alone, without a name or a word of the case.
    """

    text: str
    bundles: tuple[int, ...]
    asked: tuple[tuple[str, World, int], ...]


def batch_of(compiled: CompiledRules, subjects: Iterable[Subject]) -> Batch:
    """The facts to assert, all in one batch, to ask every rule of its kind about each subject.

    Raises: ProductionError where a fact is not of the sort that a rule compares.
    """
    bundles = [(bundle, _readers(bundle)) for bundle in compiled.bundles]
    numbers: dict[tuple[int, ...], int] = {}
    asked: list[tuple[str, World, int]] = []
    for subject in subjects:
        surely, if_counted = _in_world(subject.facts, 0), _in_world(subject.facts, 1)
        for bundle, readers in bundles:
            if bundle.kind == subject.kind:
                fact = _bounds(bundle, readers, surely)
                asked.append((subject.key, 0, numbers.setdefault(fact, len(numbers))))
                if if_counted is not surely:
                    fact = _bounds(bundle, readers, if_counted)
                asked.append((subject.key, 1, numbers.setdefault(fact, len(numbers))))
    return _batch(compiled, numbers, tuple(asked))


def probe(compiled: CompiledRules) -> Batch:
    """A fact for each bundle of which nothing is known: every row is possible, and none is certain."""
    return _batch(compiled, [_bounds(bundle, _readers(bundle), {}) for bundle in compiled.bundles], ())


def check_probe(compiled: CompiledRules, fired: Fired) -> None:
    """Make sure that a ruleset, once built, holds all that was stated.

    Raises: ProductionError where a statement is silent about the probe, or fires without cause.
    """
    for bundle in compiled.bundles:
        for place, statement in enumerate(bundle.statements):
            due = not (statement.certain and statement.checks)
            if (bundle.name(place) in fired) != due:
                raise ProductionError("durable-rules does not hold the rules that it was given")
    _check_seen(compiled, probe(compiled), fired)


def findings(compiled: CompiledRules, batch: Batch, fired: Fired) -> Findings:
    """The verdicts that each rule may give about each subject, in each world.

    Raises: ProductionError where what fired cannot be: a fact unseen or unknown, a row that is
    certain and not possible. A silent engine is never read as `otherwise`.
    """
    _check_seen(compiled, batch, fired)
    found: dict[int, dict[str, frozenset[str]]] = {number: {} for number in range(len(batch.bundles))}
    for bundle in compiled.bundles:
        facts = frozenset(fired.get(bundle.seen, ()))
        if facts:
            for rule, number, verdicts in _verdicts(bundle, facts, fired):
                found[number][rule] = verdicts
    answers = {
        (rule, key, world): verdicts
        for key, world, number in batch.asked
        for rule, verdicts in found[number].items()
    }
    if len(answers) != sum(len(found[number]) for _, _, number in batch.asked):
        raise ProductionError("two subjects of one kind share a key")
    return answers


def verdict_of(surely: frozenset[str], if_counted: frozenset[str]) -> str:
    """The verdict over both worlds: not known while either is open, for an officer where they differ."""
    if len(surely) != 1 or len(if_counted) != 1:
        return "undetermined"
    return next(iter(surely)) if surely == if_counted else "officer_judgement"


def _verdicts(
    bundle: Bundle, facts: frozenset[int], fired: Fired
) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Each rule walked down its rows, for all facts of the bundle at once."""
    nothing: frozenset[int] = frozenset()
    certain: dict[tuple[str, int], frozenset[int]] = {}
    possible: dict[tuple[str, int], frozenset[int]] = {}
    for place, statement in enumerate(bundle.statements):
        numbers = fired.get(bundle.name(place))
        if numbers:
            rows = certain if statement.certain else possible
            stated = (statement.rule, statement.row)
            rows[stated] = rows.get(stated, nothing).union(numbers)
    for rule in bundle.rules:
        reached: dict[int, list[str]] = {number: [] for number in facts}
        still = facts
        for row, (_, verdict) in enumerate(rule.rows[:-1]):
            settled, open_to = certain.get((rule.rule, row), nothing), possible.get((rule.rule, row), nothing)
            if not settled <= open_to <= facts:
                raise ProductionError("durable-rules contradicts itself")
            for number in open_to & still:
                reached[number].append(verdict)
            still -= settled
        for number in still:
            reached[number].append(rule.rows[-1][1])
        for number, verdicts in reached.items():
            yield rule.rule, number, frozenset(verdicts)


def _check_seen(compiled: CompiledRules, batch: Batch, fired: Fired) -> None:
    seen = sorted(
        (number, bundle.number) for bundle in compiled.bundles for number in fired.get(bundle.seen, ())
    )
    if seen != list(enumerate(batch.bundles)):
        raise ProductionError("durable-rules was silent about a fact, or spoke of one that it was not given")


def _batch(
    compiled: CompiledRules, facts: Iterable[tuple[int, ...]], asked: tuple[tuple[str, World, int], ...]
) -> Batch:
    templates = [bundle.template for bundle in compiled.bundles]
    bundles: list[int] = []
    lines: list[str] = []
    for number, (bundle, *bounds) in enumerate(facts):
        # A distinct `id`, since durable-rules takes two facts of one content for the same fact.
        lines.append(templates[bundle] % (number, *bounds))
        bundles.append(bundle)
    return Batch(f"[{','.join(lines)}]", tuple(bundles), asked)


def _in_world(facts: Mapping[str, Value], world: World) -> Mapping[str, Value]:
    if not any(type(value) is Nights for value in facts.values()):
        return facts
    return {
        name: (value.if_counted if world else value.surely) if type(value) is Nights else value
        for name, value in facts.items()
    }


def _bounds(
    bundle: Bundle, readers: Iterable[tuple[str, Reader]], facts: Mapping[str, Value]
) -> tuple[int, ...]:
    return (bundle.number, *[read(facts.get(name)) for name, read in readers])


@lru_cache(maxsize=64)  # by identity: a bundle is built once for the law of a day
def _readers(bundle: Bundle) -> list[tuple[str, Reader]]:
    return [(field.fact, _reader(field)) for field in bundle.fields]


def _reader(field: Field) -> Reader:
    """How durable-rules is told one bound of a fact: a whole number, also where it is not known."""
    name, words = field.fact, field.words

    def holds(value: Value | None) -> int:
        if type(value) is YesNo:
            return _HOLDS[value.value]
        return _unless_wrong(name, value, 1)

    def among(value: Value | None) -> int:
        if type(value) is OneOf:
            return 2 if value.options <= words else 0 if value.options.isdisjoint(words) else 1
        return _unless_wrong(name, value, 1)

    def at_least(value: Value | None) -> int:
        if type(value) is Amount:
            return _within_reach(value.at_least)
        return _unless_wrong(name, value, -FURTHEST)

    def at_most(value: Value | None) -> int:
        if type(value) is Amount:
            return FURTHEST if value.at_most is None else _within_reach(value.at_most)
        return _unless_wrong(name, value, FURTHEST)

    return {"holds": holds, "among": among, "at_least": at_least, "at_most": at_most}[field.bound]


def _within_reach(bound: int) -> int:
    return bound if -FURTHEST < bound < FURTHEST else FURTHEST if bound > 0 else -FURTHEST


def _unless_wrong(name: str, value: Value | None, not_known: int) -> int:
    if value is None:
        return not_known
    raise ProductionError(f"the fact `{name}` is not of the sort that a rule compares it as")
