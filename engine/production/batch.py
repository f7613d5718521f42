"""Turns subjects into durable-rules facts, and what fired into the verdicts that each rule may give.

A subject is asked about in two worlds: with the nights that surely count, and with those that only
may count taken in. Subjects whose bounds are alike share one fact, so a world or a standard of proof
that changes nothing costs nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from engine.known import Amount, Nights, OneOf, Value, YesNo
from engine.production.compile import (
    FURTHEST,
    Bundle,
    CompiledRules,
    Field,
    ProductionError,
    ProductionRule,
)

World: TypeAlias = Literal[0, 1]  # 0: no stay that only may count is counted; 1: all of them are

Fired: TypeAlias = Mapping[str, int]
"""The facts that each statement fired for, as bits; a statement that did not fire is absent."""

Findings: TypeAlias = Mapping[tuple[str, str, World], frozenset[str]]
"""(rule, subject, world), and the verdicts the rule may give; one, where the facts settle it."""

Rows: TypeAlias = tuple[tuple[str, int], ...]
"""Each verdict that a rule may come to, and the facts for which it may: bit n stands for fact n."""

Stated: TypeAlias = dict[tuple[str, int], int]
"""The facts, as bits, for which a row of a rule is certain, or is possible."""

Reader: TypeAlias = Callable[[Value | None], int]

_HOLDS = {False: 0, None: 1, True: 2}


class Subject(NamedTuple):
    """What rules of one kind are asked about, and the facts of it. A fact that is absent is not known."""

    key: str
    kind: str
    facts: Mapping[str, Value]


class _Found(Mapping[tuple[str, str, World], frozenset[str]]):
    """Findings, each put together when it is asked for."""

    __slots__ = ("_numbers", "_rows")

    def __init__(
        self, rows: Mapping[str, tuple[int, Rows]], numbers: Mapping[tuple[str, int], tuple[int, int]]
    ) -> None:
        self._rows = rows  # by rule: its bundle, and its verdicts
        self._numbers = numbers  # by subject and bundle: the fact of each world

    def __getitem__(self, asked: tuple[str, str, World]) -> frozenset[str]:
        rule, key, world = asked
        bundle, rows = self._rows[rule]
        fact = 1 << self._numbers[key, bundle][world]
        return frozenset([verdict for verdict, facts in rows if facts & fact])

    def __iter__(self) -> Iterator[tuple[str, str, World]]:
        for key, bundle in self._numbers:
            for rule, (of, _) in self._rows.items():
                if of == bundle:
                    yield from ((rule, key, 0), (rule, key, 1))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Batch:
    """One case for durable-rules: its facts as JSON, and who is asked about through each of them.

    `bundles` holds each fact's bundle by the fact's number; `asked` is (subject, the fact of each world).
    Only `text` leaves the process: numbers alone, without a name or a word of the case.
    """

    text: str
    bundles: tuple[int, ...]
    asked: tuple[tuple[str, tuple[int, int]], ...]


def batch_of(compiled: CompiledRules, subjects: Iterable[Subject]) -> Batch:
    """The facts to assert, all in one batch, to ask every rule of its kind about each subject.

    Raises: ProductionError where a fact is not of the sort that a rule compares.
    """
    subjects = tuple(subjects)  # held, so that no two of them are ever one object after another
    bundles = [(bundle, _readers(bundle)) for bundle in compiled.bundles]
    numbers: dict[tuple[int, ...], int] = {}
    asked: list[tuple[str, tuple[int, int]]] = []
    told: dict[tuple[int, str], list[tuple[int, int]]] = {}  # facts of which both standards know the same
    for subject in subjects:
        same = (id(subject.facts), subject.kind)
        if same not in told:
            surely, if_counted = _in_worlds(subject.facts)
            told[same] = []
            for bundle, readers in bundles:
                if bundle.kind == subject.kind:
                    fact = _bounds(bundle, readers, surely)
                    sure = counted = numbers.setdefault(fact, len(numbers))
                    if if_counted is not surely:
                        fact = _bounds(bundle, readers, if_counted)
                        counted = numbers.setdefault(fact, len(numbers))
                    told[same].append((sure, counted))
        asked += [(subject.key, facts) for facts in told[same]]
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
    certain: Stated = {}
    possible: Stated = {}
    for name, facts in fired.items():
        statement = compiled.statements.get(name)
        if statement:
            stated = certain if statement.certain else possible
            row = (statement.rule, statement.row)
            stated[row] = stated.get(row, 0) | facts
    rows: dict[str, tuple[int, Rows]] = {}
    for bundle in compiled.bundles:
        seen = fired.get(bundle.seen, 0)
        if seen:
            for rule in bundle.rules:
                rows[rule.rule] = bundle.number, _open_to(rule, seen, certain, possible)
    numbers = {(key, batch.bundles[facts[0]]): facts for key, facts in batch.asked}
    if len(numbers) != len(batch.asked):
        raise ProductionError("two subjects of one kind share a key")
    return _Found(rows, numbers)


def verdict_of(surely: frozenset[str], if_counted: frozenset[str]) -> str:
    """The verdict over both worlds: not known while either is open, for an officer where they differ."""
    if len(surely) != 1 or len(if_counted) != 1:
        return "undetermined"
    return next(iter(surely)) if surely == if_counted else "officer_judgement"


def _open_to(rule: ProductionRule, facts: int, certain: Stated, possible: Stated) -> Rows:
    """A rule walked down its rows, for all facts of its bundle (a set of bits) at once."""
    reached: list[tuple[str, int]] = []
    still = facts
    for row, (_, verdict) in enumerate(rule.rows[:-1]):
        stated = (rule.rule, row)
        settled, open_to = certain.get(stated, 0), possible.get(stated, 0)
        if settled & ~open_to or open_to & ~facts:
            raise ProductionError("durable-rules contradicts itself")
        if open_to & still:
            reached.append((verdict, open_to & still))
        still &= ~settled
    if still:
        reached.append((rule.rows[-1][1], still))
    return tuple(reached)


def _check_seen(compiled: CompiledRules, batch: Batch, fired: Fired) -> None:
    given = dict.fromkeys(range(len(compiled.bundles)), 0)
    for number, bundle in enumerate(batch.bundles):
        given[bundle] |= 1 << number
    if any(fired.get(bundle.seen, 0) != given[bundle.number] for bundle in compiled.bundles):
        raise ProductionError("durable-rules was silent about a fact, or spoke of one that it was not given")


def _batch(
    compiled: CompiledRules,
    facts: Iterable[tuple[int, ...]],
    asked: tuple[tuple[str, tuple[int, int]], ...],
) -> Batch:
    templates = [bundle.template for bundle in compiled.bundles]
    bundles: list[int] = []
    lines: list[str] = []
    for number, (bundle, *bounds) in enumerate(facts):
        # A distinct `id`, since durable-rules takes two facts of one content for the same fact.
        lines.append(templates[bundle] % (number, *bounds))
        bundles.append(bundle)
    return Batch(f"[{','.join(lines)}]", tuple(bundles), asked)


def _in_worlds(facts: Mapping[str, Value]) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """The facts without and with the nights that only may count; the same object where that is all one."""
    nights = {name: value for name, value in facts.items() if type(value) is Nights}
    if not nights:
        return facts, facts
    surely = {**facts, **{name: value.surely for name, value in nights.items()}}
    if all(value.if_counted is value.surely for value in nights.values()):
        return surely, surely
    return surely, {**facts, **{name: value.if_counted for name, value in nights.items()}}


def _bounds(
    bundle: Bundle, readers: Iterable[tuple[str, Reader]], facts: Mapping[str, Value]
) -> tuple[int, ...]:
    known = facts.get
    return (bundle.number, *[read(known(name)) for name, read in readers])


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
