"""Turns decision lists into a durable-rules ruleset that works on bounds instead of on values.

Every row of a rule is stated twice: once so that it fires where its condition is certain, once where
it is possible. Both are statements about bounds: "at least 183 nights" is certain where the lower
bound reaches 183, possible where the upper one does. So nothing in the ruleset is negated, nothing
is missing from a fact, and all that durable-rules compares is whole numbers.

Rules about the same kind of subject go into bundles, and each subject becomes one fact per bundle,
which carries just the bounds that the bundle's rules read. durable-rules holds at most 64 branches
in mind while it matches a fact and at most 254 fields in one (decision 0005), so the rows of a
bundle stand on shelves of eight, and a bundle is closed before it grows too large.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Literal, NamedTuple, TypeAlias

from engine.conditions import All, Any, AtLeast, Below, Comparison, Condition, In, Is

FURTHEST = 10**15
"""No amount is told apart beyond this; it stands for "no upper bound"."""

WANTED_STATEMENTS, MOST_STATEMENTS, SHELF = 56, 384, 8
WANTED_FIELDS, MOST_FIELDS = 64, 240
MOST_AT_ONCE = 60_000  # subjects reported in one firing; durable-rules keeps this in 16 bits


class ProductionError(Exception):
    """The production engine cannot answer, and why; it holds nothing of a client's life."""


Row: TypeAlias = tuple[Condition, str]  # and the verdict where it holds


@dataclass(frozen=True, slots=True)
class ProductionRule:
    """A bound rule about one kind of subject: the first row whose condition holds gives the verdict.

    The last row's condition is `All(())`: otherwise.
    """

    rule: str
    kind: str
    rows: tuple[Row, ...]


class Field(NamedTuple):
    """One bound of one fact, a whole number on a durable-rules fact.

    `at_least` and `at_most` bound an amount. `holds` says how a yes/no stands, and `among` whether a
    choice is one of `words`: 0 is no, 1 is not known, 2 is yes.
    """

    fact: str
    bound: Literal["at_least", "at_most", "holds", "among"]
    words: frozenset[str] = frozenset()


class Check(NamedTuple):
    """A bound that reaches a number (`reaches`) or stays under it."""

    field: Field
    reaches: bool
    number: int


Conjunction: TypeAlias = tuple[Check, ...]


class Statement(NamedTuple):
    """One durable-rules rule: a way in which a row of a rule is certain, or is possible."""

    rule: str
    row: int
    certain: bool
    checks: Conjunction


@dataclass(frozen=True, eq=False)
class Bundle:
    """Rules about one kind of subject that share a fact. Statements are named by their place."""

    number: int
    kind: str
    rules: tuple[ProductionRule, ...]
    fields: tuple[Field, ...]
    statements: tuple[Statement, ...]

    @cached_property
    def seen(self) -> str:
        """The statement that fires for every fact of the bundle, so that silence is noticed."""
        return f"{self.number}.seen"

    def name(self, place: int) -> str:
        """What durable-rules calls a statement."""
        return f"{self.number}.{place}"

    @cached_property
    def template(self) -> str:
        """A fact of the bundle in JSON, to be filled in with its number and its bounds."""
        bounds = "".join(f',"f{place}":%d' for place in range(len(self.fields)))
        return f'{{"id":"%d","kind":{self.number}{bounds}}}'


@dataclass(frozen=True)
class CompiledRules:
    """Rules ready for durable-rules: their bundles, and the ruleset as the JSON that it reads."""

    bundles: tuple[Bundle, ...]
    definition: str

    @cached_property
    def lines(self) -> Mapping[str, slice]:
        """The lines of each rule but its last, numbered through all rules."""
        lines: dict[str, slice] = {}
        first = 0
        for rule in (rule for bundle in self.bundles for rule in bundle.rules):
            last = first + len(rule.rows) - 1
            lines[rule.rule] = slice(first, last)
            first = last
        return lines

    @cached_property
    def states(self) -> Mapping[str, tuple[int, bool]]:
        """Each statement's line, by what durable-rules calls it, and whether it says that it is certain."""
        return {
            bundle.name(place): (self.lines[statement.rule].start + statement.row, statement.certain)
            for bundle in self.bundles
            for place, statement in enumerate(bundle.statements)
        }


def compile_rules(rules: Sequence[ProductionRule]) -> CompiledRules:
    """The ruleset that answers these rules.

    Raises: ProductionError for a rule without its `otherwise` row or too wide for durable-rules, and
    where two rules share a name.
    """
    names = Counter(rule.rule for rule in rules)
    for name, times in names.items():
        if times > 1:
            raise ProductionError(f"rule `{name}` is stated {times} times; give each its own name")
    bundles: list[Bundle] = []
    for kind in sorted({rule.kind for rule in rules}):
        for members in _shared_out(rule for rule in rules if rule.kind == kind):
            bundles.append(_bundle(len(bundles), members))
    return CompiledRules(tuple(bundles), json.dumps(dict(_defined(bundles)), separators=(",", ":")))


def _shared_out(rules: Iterable[ProductionRule]) -> Iterator[list[ProductionRule]]:
    members: list[ProductionRule] = []
    statements, fields = 0, set[Field]()
    for rule in rules:
        stated = _statements(rule)
        statements, fields = statements + len(stated), fields | _fields(stated)
        if members and (statements > WANTED_STATEMENTS or len(fields) > WANTED_FIELDS):
            yield members
            members, statements, fields = [], len(stated), _fields(stated)
        members.append(rule)
    if members:
        yield members


def _bundle(number: int, rules: list[ProductionRule]) -> Bundle:
    statements = [statement for rule in rules for statement in _statements(rule)]
    fields = _fields(statements)
    if len(statements) > MOST_STATEMENTS or len(fields) > MOST_FIELDS:
        raise ProductionError(f"rule `{rules[0].rule}` is too wide for durable-rules; state it as several")
    in_order = sorted(fields, key=lambda field: (field.fact, field.bound, sorted(field.words)))
    return Bundle(number, rules[0].kind, tuple(rules), tuple(in_order), tuple(statements))


def _statements(rule: ProductionRule) -> list[Statement]:
    if not rule.rows or rule.rows[-1][0] != All(()):
        raise ProductionError(f"rule `{rule.rule}` has no last row that says otherwise; end it with one")
    try:
        return [
            Statement(rule.rule, row, certain, checks)
            for row, (condition, _) in enumerate(rule.rows[:-1])
            for certain in (True, False)
            for checks in dict.fromkeys(_ways(condition, certain))
        ]
    except OverflowError as fault:
        raise ProductionError(f"rule `{rule.rule}` {fault}") from None


def _ways(condition: Condition, certain: bool) -> list[Conjunction]:
    """Every way in which a condition is certain (or possible): any one of them is enough."""
    match condition:
        case All(parts):
            every = [_ways(part, certain) for part in parts]
            if prod(len(ways) for ways in every) > MOST_STATEMENTS:
                raise OverflowError("can hold in too many ways for durable-rules; state it as several rules")
            return [_merged(choice) for choice in product(*every)]
        case Any(parts):
            return [way for part in parts for way in _ways(part, certain)]
        case Is() | AtLeast() | Below() | In():
            return [(_check(condition, certain),)]


def _merged(choice: Iterable[Conjunction]) -> Conjunction:
    return tuple(dict.fromkeys(check for checks in choice for check in checks))


def _check(comparison: Comparison, certain: bool) -> Check:
    match comparison:
        case Is(fact, wanted):
            return _stands(Field(fact, "holds"), wanted, certain)
        case In(fact, words, wanted):
            return _stands(Field(fact, "among", words), wanted, certain)
        case AtLeast(fact, number):
            return Check(Field(fact, "at_least" if certain else "at_most"), True, _within(number))
        case Below(fact, number):
            return Check(Field(fact, "at_most" if certain else "at_least"), False, _within(number))


def _stands(field: Field, wanted: bool, certain: bool) -> Check:
    """0 is no, 1 not known, 2 yes: a yes is certain from 2 and possible from 1, a no mirrors it."""
    if wanted:
        return Check(field, True, 2 if certain else 1)
    return Check(field, False, 1 if certain else 2)


def _within(number: int) -> int:
    if abs(number) >= FURTHEST:
        raise OverflowError(f"compares with {number}, which is beyond what durable-rules is given")
    return number


def _fields(statements: Iterable[Statement]) -> set[Field]:
    return {check.field for statement in statements for check in statement.checks}


def _defined(bundles: Iterable[Bundle]) -> Iterator[tuple[str, object]]:
    """Each statement in durable-rules' own JSON: `{name: {"all": [{"m": {"$and": [...]}}], "cap": n}}`."""
    for bundle in bundles:
        kind: dict[str, object] = {"kind": bundle.number}
        column = {field: f"f{place}" for place, field in enumerate(bundle.fields)}
        yield bundle.seen, _when([kind])
        for place, statement in enumerate(bundle.statements):
            # Always true: it only parts the statements into shelves, since durable-rules holds in
            # mind, all at once, every test that stands beside another and is met.
            shelf: dict[str, object] = {"$gte": {"kind": -(place // SHELF)}}
            tests = [
                {"$gte" if check.reaches else "$lt": {column[check.field]: check.number}}
                for check in statement.checks
            ]
            yield bundle.name(place), _when([kind, shelf, *tests])


def _when(tests: Sequence[object]) -> dict[str, object]:
    return {"all": [{"m": {"$and": tests}}], "cap": MOST_AT_ONCE}
