"""A rule as formulas that a solver can reason over, with every fact known.

Facts are variables over their domains. A measure is a formula over what it is read from (months that a
relative has lived there, nights of each kind of stay), so that rules with other numbers share its variables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import z3

from engine.analysis.domains import (
    AMOUNTS,
    MAY,
    SURE,
    Counted,
    StayKind,
    months_of,
    nights_in_months,
    nights_measures,
    type_of,
    ways_to_count,
    words_for,
)
from engine.conditions import All, AtLeast, Below, Condition, In, Is
from engine.conditions import Any as Some
from engine.packs.law import BoundMeasure, BoundRule
from engine.truth import World
from engine.verdicts import OFFICER_JUDGEMENT, SILENT, UNDETERMINED

TIMEOUT_MS = 20_000


class UnsettledError(Exception):
    """The solver gave up in the time that it has."""


@dataclass(frozen=True, slots=True)
class Nights:
    """Nights of one way to count them, in one stretch of time before the test day."""

    within: int
    counted: Counted
    stays: tuple[StayKind, ...]
    number: Any


@dataclass(slots=True)
class Model:
    """The variables that some rules about one kind of subject share, and what holds of them."""

    rules: tuple[BoundRule, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    holds: list[Any] = field(default_factory=list)
    nights: list[Nights] = field(default_factory=list)
    _measures: dict[tuple[int, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make every variable that the rules read."""
        self._lay_out_nights()
        for index, rule in enumerate(self.rules):
            for measure in rule.measures:
                self._measures.setdefault((index, measure.name), self._measure(index, measure))
            for name in rule.shown:
                if (index, name) not in self._measures:
                    self._fact(rule, name)
        self._relate()

    def _fact(self, rule: BoundRule, name: str) -> Any:
        if name not in self.facts:
            match type_of(rule, name):
                case "yes_no":
                    self.facts[name] = z3.Bool(name)
                case "one_of":
                    self.words[name] = words_for(rule.rule.about, name, self.rules)
                    self.facts[name] = self.number(name, len(self.words[name]) - 1)
                case _:
                    self.facts[name] = self.number(name, AMOUNTS.get(name))
        return self.facts[name]

    def number(self, name: str, most: int | None = None) -> Any:
        """A whole number from nought, made once."""
        if name not in self.facts:
            self.facts[name] = z3.Int(name)
            self.holds.append(self.facts[name] >= 0)
            if most is not None:
                self.holds.append(self.facts[name] <= most)
        return self.facts[name]

    def truth(self, name: str) -> Any:
        """A yes or no, made once."""
        return self.facts.setdefault(name, z3.Bool(name))

    def _measure(self, index: int, measure: BoundMeasure) -> Any:
        arguments: Mapping[str, Any] = measure.arguments
        match measure.measure:
            case "resident_for_years":
                return self.number("months_resident") >= 12 * arguments["years"]
            case "resident_for_years_when_applying":
                return self.number("months_resident_when_applying") >= 12 * arguments["years"]
            case "placed_here_in_care":
                begun = self.number("age_when_placed_in_care") < arguments["before_age"]
                return z3.And(self.number("months_in_care") >= arguments["months"], begun)
            case "private_offer_within":
                soon = self.number("months_since_private_offer") < arguments["months"]
                return z3.And(self.truth("applied_there_before"), soon)
            case "earlier_application_within":
                soon = self.number("months_since_placement") <= arguments["months"]
                return z3.And(self.truth("applied_there_before"), soon)
        return self._counted(index, measure)

    def _lay_out_nights(self) -> None:
        """Nights in each stretch between the windows' beginnings, by how they count for every measure."""
        measures = [each for rule in self.rules for each in nights_measures(rule)]
        lengths = sorted({months_of(each) for each in measures})
        ways = ways_to_count(measures)
        for shorter, longer in pairwise((0, *lengths)):
            room = nights_in_months(longer)[1] - (nights_in_months(shorter)[1] if shorter else 0)
            stretch = [
                Nights(longer, counted, stays, z3.Int(f"nights_{longer}_{'_'.join(map(str, counted))}"))
                for counted, stays in ways.items()
            ]
            self.holds.extend(each.number >= 0 for each in stretch)
            self.holds.append(z3.Sum([each.number for each in stretch]) <= room)
            self.nights.extend(stretch)

    def _counted(self, index: int, measure: BoundMeasure) -> tuple[Any, Any]:
        """The nights of a measure, without and with those that an officer may count."""
        place = sum(len(nights_measures(rule)) for rule in self.rules[:index])
        place += nights_measures(self.rules[index]).index(measure)
        months = months_of(measure)
        within = [each for each in self.nights if each.within <= months]
        surely = z3.Sum([each.number for each in within if each.counted[place] == SURE])
        return surely, z3.Sum([each.number for each in within if each.counted[place] >= MAY])

    def _relate(self) -> None:
        """What holds between facts, as they are read from a profile."""
        facts = self.facts
        for name in [name for name in facts if name.startswith("found_")]:
            if (accepted := facts.get("accepted_" + name.removeprefix("found_"))) is not None:
                self.holds.append(facts[name] == accepted)
        for narrower, wider in _IMPLIED:
            if narrower in facts and wider in facts:
                self.holds.append(z3.Implies(facts[narrower], facts[wider]))
        if "months_in_care" in facts:
            in_care = 12 * facts["age_when_placed_in_care"] + facts["months_in_care"]
            self.holds.append(in_care <= 12 * self.number("age", AMOUNTS["age"]))
        for less, more in _NOT_MORE:
            if less in facts and more in facts:
                self.holds.append(facts[less] <= facts[more])

    def condition(self, index: int, condition: Condition, world: World = 0) -> Any:
        """A condition of one of the rules."""
        match condition:
            case All(parts):
                return z3.And([self.condition(index, part, world) for part in parts])
            case Some(parts):
                return z3.Or([self.condition(index, part, world) for part in parts])
            case Is(fact, wanted):
                return self._read(index, fact, world) == wanted
            case AtLeast(fact, number):
                return self._read(index, fact, world) >= number
            case Below(fact, number):
                return self._read(index, fact, world) < number
            case In(fact, words, wanted):
                value, known = self.facts[fact], self.words[fact]
                among = z3.Or([value == rank for rank, word in enumerate(known) if word in words])
                return among if wanted else z3.Not(among)

    def _read(self, index: int, fact: str, world: World) -> Any:
        value = self._measures.get((index, fact))
        if value is None:
            return self.facts[fact]
        return value[world] if isinstance(value, tuple) else value

    def verdict(self, index: int) -> Any:
        """The rank of a rule's verdict on its scale, for one subject (or a list of one)."""
        rule = self.rules[index]
        ranks = {verdict: rank for rank, verdict in enumerate(rule.scale.verdicts)}
        surely = self._decided(index, ranks, 0)
        if rule.reads_nights:
            counted = self._decided(index, ranks, 1)
            is_open = z3.Or(surely == ranks[UNDETERMINED], counted == ranks[UNDETERMINED])
            weighed = z3.If(is_open, ranks[UNDETERMINED], ranks[OFFICER_JUDGEMENT])
            surely = z3.If(surely == counted, surely, weighed)
        silence = ranks[rule.none or SILENT]
        return z3.If(surely > silence, surely, silence)

    def _decided(self, index: int, ranks: Mapping[str, int], world: World) -> Any:
        rows = self.rules[index].rows
        decided = z3.IntVal(ranks[rows[-1].verdict])
        for row in reversed(rows[:-1]):
            holds = self.condition(index, row.condition, world)
            decided = z3.If(holds, z3.IntVal(ranks[row.verdict]), decided)
        return decided

    def can_be(self, *formulas: Any) -> bool:
        """Whether some facts make all of the formulas hold. Raises UnsettledError."""
        solver = z3.Solver()
        solver.set("timeout", TIMEOUT_MS)
        solver.add(*self.holds, *formulas)
        found = solver.check()
        if found == z3.unknown:
            raise UnsettledError
        return bool(found == z3.sat)

    def smallest(self, formula: Any) -> "Facts | None":
        """The smallest facts that make a formula hold: least amounts, fewest yeses. Raises UnsettledError.

        Where it can be, facts of which a profile can only say yes, or nothing, are yes.
        """
        if not self.can_be(formula):
            return None
        told = [value for name, value in self.facts.items() if name in _YES_OR_NOT_KNOWN]
        if self.can_be(formula, *told):
            formula = z3.And(formula, *told)
        search = z3.Optimize()
        search.set("timeout", TIMEOUT_MS)
        search.add(*self.holds, formula)
        numbers = [value for name, value in self.facts.items() if name not in self.words and z3.is_int(value)]
        yeses = [z3.If(value, 1, 0) for value in self.facts.values() if z3.is_bool(value)]
        search.minimize(z3.Sum([z3.IntVal(0), *numbers, *(each.number for each in self.nights), *yeses]))
        if search.check() != z3.sat:
            raise UnsettledError
        return self._facts_of(search.model())

    def _facts_of(self, found: Any) -> "Facts":
        values: dict[str, bool | int | str] = {}
        for name, variable in self.facts.items():
            value = found.eval(variable, model_completion=True)
            if z3.is_bool(variable):
                values[name] = z3.is_true(value)
            else:
                number = value.as_long()
                values[name] = self.words[name][number] if name in self.words else number
        nights = [
            (each.within, each.stays, found.eval(each.number, model_completion=True).as_long())
            for each in self.nights
        ]
        return Facts(values, tuple(each for each in nights if each[2]))


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that a solver found, and nights as `(months back, stays, number)`."""

    values: Mapping[str, bool | int | str]
    nights: Sequence[tuple[int, tuple[StayKind, ...], int]]


def model_of(rules: Iterable[BoundRule]) -> Model:
    """The model of rules that are about one kind of subject."""
    return Model(tuple(rules))


_IMPLIED = (
    ("looked_after_between_16_and_18", "looked_after"),
    ("placed_here_by_that_authority", "applied_there_before"),
    ("found_intentional", "intentional"),
    ("said_to_sleep_rough", "street_homeless"),
    ("street_homeless", "said_to_sleep_rough"),
    ("asylum_support_latest_here", "asylum_support_here"),
)
_YES_OR_NOT_KNOWN = frozenset(
    {"reason_given", "area_named", "risks_asked", "restrictions_asked", "restrictions_known"}
)
_NOT_MORE = (
    ("months_resident_when_applying", "months_resident"),
    ("age_when_applying", "age"),
    ("age_when_placed_in_care", "age"),
)


def opposite(formula: Any) -> Any:
    """That a formula does not hold."""
    return z3.Not(formula)
