"""Whether two packs ever decide a family differently: a proof that they do not, or a case that shows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.analysis.solve import Facts, UnsettledError, model_of, opposite
from engine.mutation.meaning import days_of, epochs
from engine.packs.law import BoundRule, bound
from engine.packs.model import Rule
from engine.verdicts import SILENT

Days = tuple[int, int]
"""A test day and an application day."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Facts on which a rule decides differently under two packs, on some dates of the case.

    `facts` is None where it is an empty list that is decided differently.
    """

    rule: Rule
    days: Days
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class Proof:
    """That every rule of a family decides alike, for all facts, on so many stretches of dates."""

    rules: int
    epochs: int


def compared(
    one: Sequence[Rule], other: Sequence[Rule], family: str, as_of: int | None = None
) -> Proof | Iterator[Difference]:
    """A proof that no case with all its facts known is decided differently, or every difference in turn.

    Rule by rule, at every day on which one of the two changes (or on `as_of` alone), so a family whose
    rules agree agrees whatever stands beside it. A rule that one of them lacks is taken to be silent there.
    Raises UnsettledError where the solver gives up.
    """
    pairs = list(_pairs(one, other, family, as_of))
    differences = (found for rules, days in pairs if (found := _difference(rules, days)) is not None)
    first = next(differences, None)
    if first is None:
        return Proof(len({_id(rules) for rules, _days in pairs}), len({days for _rules, days in pairs}))
    return (each for every in ((first,), differences) for each in every)


Pair = tuple[Rule | None, Rule | None]


def _pairs(
    one: Sequence[Rule], other: Sequence[Rule], family: str, as_of: int | None
) -> Iterator[tuple[Pair, Days]]:
    names = sorted({rule.id for rule in (*one, *other) if rule.family == family})
    for name in names:
        sides = [[rule for rule in rules if rule.id == name] for rules in (one, other)]
        on_days = [(as_of, as_of)] if as_of is not None else epochs(*sides[0], *sides[1])
        for days in on_days:
            pair = (_in_force(sides[0], days), _in_force(sides[1], days))
            if any(pair):
                yield pair, days


def _in_force(versions: Sequence[Rule], days: Days) -> Rule | None:
    dates: Mapping[Any, int] = days_of(*days)
    return next((rule for rule in versions if rule.period.holds(dates[rule.period.by])), None)


def _id(rules: Pair) -> str:
    return next(rule.id for rule in rules if rule)


def _difference(rules: Pair, days: Days) -> Difference | None:
    present = next(rule for rule in rules if rule)
    on = [bound(rule or _silent(present), days_of(*days)) for rule in rules]
    if on[0].silence != on[1].silence:
        return Difference(present, days, None)
    if _same(*on):
        return None
    model = model_of(on)
    found = model.smallest(opposite(model.verdict(0) == model.verdict(1)))
    return None if found is None else Difference(present, days, found)


def _silent(rule: Rule) -> Rule:
    """A rule in place of one that a pack lacks: it says nothing of the same subjects."""
    return replace(rule, rows=(replace(rule.rows[-1], when=None, verdict=SILENT, settle=None),), none=None)


def _same(one: BoundRule, other: BoundRule) -> bool:
    """Whether nothing has to be solved: the same conditions, verdicts and measures."""
    return _says(one) == _says(other)


def _says(rule: BoundRule) -> tuple[Any, ...]:
    rows = tuple((row.condition, row.verdict) for row in rule.rows)
    return rows, [(m.name, m.measure, dict(m.arguments)) for m in rule.measures]


__all__ = ["Days", "Difference", "Proof", "UnsettledError", "compared"]
