"""Turns subjects into durable-rules facts, and what fired into the verdicts that each rule may give.

A subject is asked about in two worlds: with the nights that surely count, and with those that only
may count taken in. Subjects whose bounds are alike share one fact, so a world or a standard of proof
that changes nothing costs nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from engine.known import Value
from engine.production.bounds import Form, Teller, World, forms, may_count
from engine.production.compile import CompiledRules, ProductionError, Row
from engine.verdicts import OFFICER_JUDGEMENT, UNDETERMINED

Fired: TypeAlias = Mapping[str, int]
"""The facts that each statement fired for, as bits; a statement that did not fire is absent."""

Key: TypeAlias = str | int  # what a subject is called; it never leaves the process

Rows: TypeAlias = tuple[tuple[str, int], ...]
"""Each verdict that a rule may come to, and the facts for which it may: bit n stands for fact n."""


class Subject(NamedTuple):
    """What rules of one kind are asked about, and the facts of it. A fact that is absent is not known."""

    key: Key
    kind: str
    facts: Mapping[str, Value]


class Findings(Mapping[tuple[str, Key, World], frozenset[str]]):
    """(rule, subject, world), and the verdicts the rule may give; one, where the facts settle it.

    Each is put together when it is asked for.
    """

    def __init__(
        self, rules: Mapping[str, tuple[int, Rows]], numbers: Mapping[tuple[Key, int], tuple[int, int]]
    ) -> None:
        self._rules = rules  # the bundle of each, and its verdicts
        self._numbers = numbers  # by subject and bundle: the fact of each world

    def comes_to(self, rule: str, key: Key, verdict: str) -> bool:
        """Whether a rule comes to this verdict for a subject, without the nights that only may count.

        It comes to `undetermined` where it may come to several, and where it was not answered.
        """
        try:
            bundle, rows = self._rules[rule]
            fact = 1 << self._numbers[key, bundle][0]
        except KeyError:
            return verdict == UNDETERMINED
        found = ""
        for may, facts in rows:
            if facts & fact:
                if found not in {"", may}:
                    return verdict == UNDETERMINED
                found = may
        return found == verdict

    def __getitem__(self, asked: tuple[str, Key, World]) -> frozenset[str]:
        rule, key, world = asked
        bundle, rows = self._rules[rule]
        fact = 1 << self._numbers[key, bundle][world]
        return frozenset([verdict for verdict, facts in rows if facts & fact])

    def __iter__(self) -> Iterator[tuple[str, Key, World]]:
        for key, bundle in self._numbers:
            for rule, (of, _rows) in self._rules.items():
                if of == bundle:
                    yield from ((rule, key, 0), (rule, key, 1))

    def __len__(self) -> int:
        return sum(1 for _ in self)


NO_FINDINGS = Findings({}, {})


@dataclass(frozen=True, slots=True)
class Batch:
    """One case for durable-rules: its facts as JSON, and who is asked about through each of them.

    `bundles` holds each fact's bundle by the fact's number; `asked` is (subject, the fact of each world).
    Only `text` leaves the process: numbers alone, without a name or a word of the case.
    """

    text: str
    bundles: tuple[int, ...]
    asked: tuple[tuple[Key, tuple[int, int]], ...]


def batch_of(compiled: CompiledRules, subjects: Iterable[Subject]) -> Batch:
    """The facts to assert, all in one batch, to ask every rule of its kind about each subject.

    Raises: ProductionError where a fact is not of the sort that a rule compares.
    """
    subjects = tuple(subjects)  # held, so that no two of them are ever one object after another
    tellers: dict[str, list[tuple[Teller, Teller, Form]]] = {}
    numbers: dict[tuple[int, ...], int] = {}
    asked: list[tuple[Key, tuple[int, int]]] = []
    told: dict[tuple[int, str], list[tuple[int, int]]] = {}  # facts of which both standards know the same
    for subject in subjects:
        same = (id(subject.facts), subject.kind)
        if same not in told:
            told[same] = []
            if subject.kind not in tellers:
                asking = forms(compiled).get(subject.kind, ())
                tellers[subject.kind] = [(Teller(form, 0), Teller(form, 1), form) for form in asking]
            for surely, if_counted, form in tellers[subject.kind]:
                sure = counted = numbers.setdefault(surely.bounds(subject.facts), len(numbers))
                if may_count(form.amounts, subject.facts):
                    counted = numbers.setdefault(if_counted.bounds(subject.facts), len(numbers))
                told[same].append((sure, counted))
        asked += [(subject.key, facts) for facts in told[same]]
    return _batch(compiled, numbers, tuple(asked))


def probe(compiled: CompiledRules) -> Batch:
    """A fact for each bundle of which nothing is known: every row is possible, and none is certain."""
    nothing = [form.not_known for of_kind in forms(compiled).values() for form in of_kind]
    return _batch(compiled, nothing, ())


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
    certain, possible = _stated(compiled, fired)
    rules: dict[str, tuple[int, Rows]] = {}
    for bundle in compiled.bundles:
        seen = fired.get(bundle.seen, 0)
        if seen:
            for rule in bundle.rules:
                lines = compiled.lines[rule.rule]
                stated = zip(rule.rows, certain[lines], possible[lines], strict=False)  # but the last row
                rules[rule.rule] = bundle.number, _open_to(stated, seen, rule.rows[-1][1])
    numbers = {(key, batch.bundles[facts[0]]): facts for key, facts in batch.asked}
    if len(numbers) != len(batch.asked):
        raise ProductionError("two subjects of one kind share a key")
    return Findings(rules, numbers)


def verdict_of(surely: frozenset[str], if_counted: frozenset[str]) -> str:
    """The verdict over both worlds: not known while either is open, for an officer where they differ."""
    if len(surely) != 1 or len(if_counted) != 1:
        return UNDETERMINED
    return next(iter(surely)) if surely == if_counted else OFFICER_JUDGEMENT


def _stated(compiled: CompiledRules, fired: Fired) -> tuple[list[int], list[int]]:
    """For each line of each rule, the facts for which it is certain, and those for which it is possible."""
    certain = [0] * max((lines.stop for lines in compiled.lines.values()), default=0)
    possible = certain.copy()
    states = compiled.states
    for name, facts in fired.items():
        if name in states:
            line, surely = states[name]
            stated = certain if surely else possible
            stated[line] |= facts
    return certain, possible


def _open_to(stated: Iterable[tuple[Row, int, int]], facts: int, otherwise: str) -> Rows:
    """A rule walked down its rows, for all facts of its bundle (a set of bits) at once."""
    reached: list[tuple[str, int]] = []
    still = facts
    for (_, verdict), settled, open_to in stated:
        if settled & ~open_to or open_to & ~facts:
            raise ProductionError("durable-rules contradicts itself")
        if open_to & still:
            reached.append((verdict, open_to & still))
            still &= ~settled
    if still:
        reached.append((otherwise, still))
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
    asked: tuple[tuple[Key, tuple[int, int]], ...],
) -> Batch:
    templates = [bundle.template for bundle in compiled.bundles]
    bundles: list[int] = []
    lines: list[str] = []
    for number, (bundle, *bounds) in enumerate(facts):
        # A distinct `id`, since durable-rules takes two facts of one content for the same fact.
        lines.append(templates[bundle] % (number, *bounds))
        bundles.append(bundle)
    return Batch(f"[{','.join(lines)}]", tuple(bundles), asked)
