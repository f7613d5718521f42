"""The conditions that a rule may state, once its dated parameters are bound to numbers.

A condition is a finite tree without negation: `Not` is pushed down to the comparisons when a rule
is compiled, so that every engine sees the same positive form.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Is:
    """A yes/no fact is as wanted."""

    fact: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class AtLeast:
    """An amount (or a count of nights) reaches a number."""

    fact: str
    number: int


@dataclass(frozen=True, slots=True)
class Below:
    """An amount (or a count of nights) stays under a number."""

    fact: str
    number: int


@dataclass(frozen=True, slots=True)
class In:
    """A choice is (or, with `wanted` false, is not) one of some words."""

    fact: str
    words: frozenset[str]
    wanted: bool


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts, always true."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds; without parts, never true."""

    parts: "tuple[Condition, ...]"


Comparison: TypeAlias = Is | AtLeast | Below | In
Condition: TypeAlias = Comparison | All | Any


def negated(condition: Condition) -> Condition:
    """The opposite of a condition, with the negation pushed down to its comparisons."""
    match condition:
        case Is(fact, wanted):
            return Is(fact, not wanted)
        case AtLeast(fact, number):
            return Below(fact, number)
        case Below(fact, number):
            return AtLeast(fact, number)
        case In(fact, words, wanted):
            return In(fact, words, not wanted)
        case All(parts):
            return Any(tuple(negated(part) for part in parts))
        case Any(parts):
            return All(tuple(negated(part) for part in parts))
