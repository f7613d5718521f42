"""What the facts of a rule may be: yes or no, whole numbers, words; and what its measures are read from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import get_args

from engine.conditions import In
from engine.dates import window_before
from engine.packs.law import BoundMeasure, BoundRule
from engine.packs.words import words_of
from engine.profile import words
from engine.truth import comparisons
from engine.vocabulary import KINDS

AMOUNTS: Mapping[str, int] = {"age": 120, "age_when_applying": 120, "hours_per_week": 168}
"""The most that an amount can be, where there is a most."""

NO, MAY, SURE = 0, 1, 2
"""Whether a night counts for a measure: not, if an officer counts it, or surely."""

Counted = tuple[int, ...]
"""For each measure of nights, NO, MAY or SURE."""

_NIGHTS = frozenset({"nights_lived_here", "nights_here_on", "nights_elsewhere_on"})
ANYTHING_ELSE = "anything_else"
_FOUR_YEARS = range(730_000, 730_000 + 1_462)


@dataclass(frozen=True, slots=True)
class StayKind:
    """A way to spend a night: on what basis, of whose choice, with or without a right, here or elsewhere."""

    basis: str
    own_choice: bool | None = None
    lawful: bool | None = None
    here: bool = True


def words_for(kind: str, fact: str, rules: Iterable[BoundRule]) -> tuple[str, ...]:
    """The words that a fact may be: those of the contract, else those that the rules name and one more."""
    known = words_of(kind, fact)
    if known is None:
        found = (each for rule in rules for row in rule.rows for each in comparisons(row.condition))
        named = (each.words for each in found if isinstance(each, In) and each.fact == fact)
        known = frozenset({ANYTHING_ELSE}).union(*named)
    return tuple(sorted(known))


def type_of(rule: BoundRule, fact: str) -> str:
    """Whether a fact (or measure) of a rule is a yes_no, an amount, a one_of or nights."""
    kind = KINDS[rule.rule.about]
    for measure in rule.measures:
        if measure.name == fact:
            return kind.measures[measure.measure].type
    return kind.facts[fact].type


def nights_measures(rule: BoundRule) -> tuple[BoundMeasure, ...]:
    """The measures of a rule that count nights."""
    return tuple(each for each in rule.measures if each.measure in _NIGHTS)


def ways_to_count(measures: Iterable[BoundMeasure]) -> Mapping[Counted, tuple[StayKind, ...]]:
    """Every way in which one night may count for some measures, and stays that make it so.

    A night may be told of twice, as two stays, and then counts wherever either does.
    """
    measures = tuple(measures)
    single: dict[Counted, tuple[StayKind, ...]] = {}
    for stay in _stays():
        counted = tuple(_counts(stay, each) for each in measures)
        if any(counted):
            single.setdefault(counted, (stay,))
    every, fresh = dict(single), dict(single)
    while fresh:
        joined = {}
        for (a, stays), (b, more) in product(fresh.items(), single.items()):
            both = tuple(map(max, a, b))
            if both not in every:
                joined[both] = (*stays, *more)
        every |= joined
        fresh = joined
    return every


def _stays() -> Iterator[StayKind]:
    for here, choice, lawful in product((True, False), (None, True, False), (None, False)):
        yield from (StayKind(basis, choice, lawful, here) for basis in get_args(words.Basis))


def _counts(stay: StayKind, measure: BoundMeasure) -> int:
    """How a night of a stay counts, as `engine.facts.places` reads it."""
    if not stay.here and measure.measure != "nights_elsewhere_on":
        return NO
    if measure.measure != "nights_lived_here":
        return SURE if stay.basis in _words(measure, "bases") else NO
    if stay.own_choice is False or stay.basis in _words(measure, "never"):
        return NO
    may = stay.lawful is False or (stay.basis in _words(measure, "maybe") and stay.own_choice is None)
    return MAY if may else SURE


def _words(measure: BoundMeasure, name: str) -> frozenset[str]:
    listed = measure.arguments[name]
    assert isinstance(listed, frozenset)
    return listed


def months_of(measure: BoundMeasure) -> int:
    """The months that a measure of nights looks back."""
    months = measure.arguments["within"]
    assert isinstance(months, int)
    return months


@lru_cache(maxsize=64)
def nights_in_months(months: int) -> tuple[int, int]:
    """The fewest and the most nights that so many calendar months hold, whatever the day."""
    lengths = [day - window_before(day, months)[0] for day in _FOUR_YEARS]
    return min(lengths), max(lengths)
