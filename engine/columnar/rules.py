"""The rules of the law in the form that columns are decided by, and the verdict of each for every row.

Rules are compared by what they say, not by the pack or the day that they come from: two laws, or two packs,
that hold the same rule share its column.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np

from engine.columnar.conditions import Bits, Columns, Flags, Reading, either
from engine.columnar.frames import HOME_OF, HOMES, MOST_WORDS, NO_BOUND, as_column, words_in_order
from engine.conditions import All, Any, AtLeast, Below, Comparison, Condition, In, Is
from engine.packs.law import BoundMeasure, BoundRule, Law
from engine.verdicts import OFFICER_JUDGEMENT, UNDETERMINED, Possible, Scale, scale_of

CASE, STAGE = "case", "stage"
JUDGED = frozenset({*HOMES, *HOME_OF, CASE})  # an `offer` is judged when one is checked, not in a case file
_SILENT_BIT: Possible = 1

Cells: TypeAlias = frozenset[int]
"""Some of the groups of cases, numbered, to each of which one law applies."""


class NotInColumnsError(Exception):
    """A rule says something that cannot be decided in columns; the message names the rule and what."""


@dataclass(frozen=True)
class Stated:
    """What a rule says, bound to the values of its dates; measures are named by their columns."""

    rule: str
    family: str
    kind: str
    of_client_only: bool
    only_in: frozenset[str]
    except_in: frozenset[str]
    none: Possible | None
    rows: tuple[tuple[Condition, Possible], ...]
    reads_nights: bool

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.rule, self.rows, self.none))  # asked for often: worked out once

    @property
    def scale(self) -> Scale:
        """The scale that its verdicts stand on."""
        return scale_of(self.family)

    @property
    def last(self) -> str:
        """The last part of its name: a duty, a stage, a limb, a bar."""
        return self.rule.rpartition(".")[2]

    @property
    def rows_of(self) -> str:
        """The kind whose rows it has a verdict for: of a list that is judged as one, the list's home."""
        return self.kind if self.none is None else HOME_OF.get(self.kind, self.kind)

    @property
    def any_verdict(self) -> Possible:
        """Every verdict that it can give at all."""
        found: Possible = 0
        for _condition, bit in self.rows:
            found |= bit
        return found

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it reads."""
        return frozenset(each.fact for condition, _bit in self.rows for each in _comparisons(condition))

    def at(self, stage: str) -> "Stated":
        """What it says of a referral at one stage."""
        return replace(self, rows=tuple((_at(condition, stage), bit) for condition, bit in self.rows))


@lru_cache(maxsize=1024)
def stated_rules(law: Law) -> tuple[Stated, ...]:
    """Every rule of a law that a case file is decided by. Raises NotInColumnsError."""
    return tuple(stated(rule) for rule in law.rules if rule.rule.about in JUDGED)


class Measured(NamedTuple):
    """A measure that turns a verdict: of which kind of subject, what the law calls it, and as its column."""

    kind: str
    name: str
    column: BoundMeasure


@lru_cache(maxsize=1024)
def measures_read(law: Law) -> tuple[Measured, ...]:
    """Every measure that some verdict of a law turns on, each once for every name."""
    found = {}
    for rule in (each for each in law.rules if each.measures):
        read = {each.fact for row in rule.rows for each in _comparisons(row.condition)}
        for measure in rule.measures:
            if rule.rule.about in JUDGED and measure.name in read:
                column = as_column(measure)
                found[rule.rule.about, measure.name, column.name] = Measured(
                    rule.rule.about, measure.name, column
                )
    return tuple(found.values())


@lru_cache(maxsize=8192)
def stated(rule: BoundRule) -> Stated:
    """A bound rule as columns are decided by it. Raises NotInColumnsError."""
    said = rule.rule
    names = {measure.name: as_column(measure).name for measure in rule.measures}
    try:
        rows = tuple((_named(row.condition, names), row.bit) for row in rule.rows)
        found = Stated(
            said.id, said.family, said.about, said.whose != "anyone", said.only_in, said.except_in,
            None if rule.none is None else rule.silence, rows, rule.reads_nights,
        )  # fmt: skip
        _check(found)
    except ValueError as fault:
        raise NotInColumnsError(f"rule `{said.id}` cannot be decided in columns: {fault}") from None
    return found


def _check(rule: Stated) -> None:
    area = HOME_OF.get(rule.kind, rule.kind) == "area_safety"
    if rule.family == "local_connection" and area:
        raise ValueError(f"a local connection is not judged by `{rule.kind}`")
    if rule.reads_nights and (rule.kind != "person_in_area" or OFFICER_JUDGEMENT not in rule.scale):
        raise ValueError("stays that only may count are for the officer, which its verdicts do not say")
    if rule.none is not None and rule.kind not in HOME_OF:
        raise ValueError(f"`none` is for lists, and `{rule.kind}` is none")
    for fact in (each for condition, _bit in rule.rows for each in _comparisons(condition)):
        match fact:
            case In(name) if name != STAGE:
                _ = _words(rule.kind, name)
            case AtLeast(_, number) | Below(_, number) if not -NO_BOUND < number < NO_BOUND:
                raise ValueError(f"compares with {number}, which is too large")


def _words(kind: str, fact: str) -> tuple[str, ...]:
    try:
        words = words_in_order(kind, fact)
    except KeyError:
        raise ValueError(f"the words of `{fact}` are not known to the engine") from None
    if len(words) > MOST_WORDS:
        raise ValueError(f"`{fact}` has {len(words)} words, and a column holds {MOST_WORDS}")
    return words


def _named(condition: Condition, names: dict[str, str]) -> Condition:
    match condition:
        case All(parts):
            return All(tuple(_named(part, names) for part in parts))
        case Any(parts):
            return Any(tuple(_named(part, names) for part in parts))
        case Is() | AtLeast() | Below() | In():
            return replace(condition, fact=names.get(condition.fact, condition.fact))
        case _:
            # Not reached while the language is what it is: what it may become is refused, never guessed at.
            raise ValueError(f"`{type(condition).__name__}` is not a condition that columns know")


def _at(condition: Condition, stage: str) -> Condition:
    match condition:
        case All(parts):
            return All(tuple(_at(part, stage) for part in parts))
        case Any(parts):
            return Any(tuple(_at(part, stage) for part in parts))
        case In(fact, words, wanted) if fact == STAGE:
            return All(()) if (stage in words) is wanted else Any(())
    return condition


def _comparisons(condition: Condition) -> Iterable[Comparison]:
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _comparisons(part)
    else:
        yield condition


# --- verdicts, each a bit of its scale; 0 where the rule is silent ---


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's verdict for every row: on account and on evidence (the same where that is not asked)."""

    verdict: Bits
    shown: Bits

    def where(self, flags: Flags) -> "Found":
        """The same, and silence elsewhere."""
        once = flags.view(np.uint8)
        verdict = self.verdict * once
        return Found(verdict, verdict if self.shown is self.verdict else self.shown * once)


def possible(rule: Stated, columns: Columns, reading: Reading) -> Bits:
    """Every verdict that some completion of what is not known would give, as `BoundRule.possible`."""
    found = np.zeros(columns.height, np.uint8)
    reached = np.ones(columns.height, np.bool_)
    for condition, bit in rule.rows:
        found |= (reached & columns.maybe(condition, reading)).view(np.uint8) * np.uint8(bit)
        reached &= ~columns.surely(condition, reading)
    return found


def found_by(rule: Stated, columns: Columns, *, evidence: bool) -> Found:
    """The verdict of a rule for every subject by itself, as `engine.evaluate.verdict_of` finds it."""
    verdict = _verdict(rule, columns, on_evidence=False)
    shown = None
    if evidence and any(columns.reads_documents(fact) for fact in rule.facts):
        shown = _verdict(rule, columns, on_evidence=True)
    return spoken(verdict, shown)


def spoken(verdict: Bits, shown: Bits | None) -> Found:
    """What is reported: silence of the account is no finding, and on evidence the account stands instead."""
    verdict = verdict & ~np.uint8(_SILENT_BIT)
    if shown is None:
        return Found(verdict, verdict)
    return Found(verdict, either((shown == _SILENT_BIT) | (verdict == 0), verdict, shown))


def settled(scale: Scale, bits: Bits) -> Bits:
    """The one verdict that every completion gives, or `undetermined`."""
    return either(bits & (bits - np.uint8(1)) != 0, np.uint8(scale.only(UNDETERMINED)), bits)


def _verdict(rule: Stated, columns: Columns, *, on_evidence: bool) -> Bits:
    without = possible(rule, columns, Reading(on_evidence))
    verdict = settled(rule.scale, without)
    if not rule.reads_nights:
        return verdict
    counted = possible(rule, columns, Reading(on_evidence, counted=True))
    moved = np.flatnonzero(counted != without)
    with_them, alone = settled(rule.scale, counted[moved]), verdict[moved]
    undetermined, officer = (np.uint8(rule.scale.only(word)) for word in (UNDETERMINED, OFFICER_JUDGEMENT))
    weighed = np.where(alone == with_them, alone, officer)
    verdict[moved] = np.where((alone == undetermined) | (with_them == undetermined), undetermined, weighed)
    return verdict
