"""The law of the day: every rule in force on a case's dates, its parameters bound to their values."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from engine.conditions import All, AtLeast, Below, Condition
from engine.dates import iso
from engine.expressions import Expression, Parameter
from engine.packs.model import FOREVER, Pack, Rule
from engine.packs.text import CaseDate
from engine.truth import Facts, Test, World, comparisons, facts_read, test_of
from engine.verdicts import SILENT, Possible, Scale, presumed, scale_of

_OTHERWISE = All(())


class NoLawError(Exception):
    """No pack holds the law asked for; the message says what is held."""


@dataclass(frozen=True, slots=True)
class BoundRow:
    """One line of the decision list, ready to be tried."""

    condition: Condition
    test: Test
    verdict: str
    bit: Possible
    settle: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class BoundMeasure:
    """A measure with its arguments' values."""

    name: str
    measure: str
    arguments: Mapping[str, Parameter]
    needed: int | None


class BoundFactor(NamedTuple):
    """A factor with its test; none means always."""

    test: Test | None
    say: str


@dataclass(frozen=True, eq=False)
class BoundRule:
    """A rule as it stands on a case's dates."""

    rule: Rule
    scale: Scale
    parameters: Mapping[str, Parameter]
    measures: tuple[BoundMeasure, ...]
    rows: tuple[BoundRow, ...]
    factors: tuple[BoundFactor, ...]
    none: str | None
    shown: tuple[str, ...] = field(default=())

    def possible(self, facts: Facts, world: World) -> Possible:
        """Every verdict that some completion of what is not known would give."""
        found: Possible = 0
        tried, otherwise = self._steps
        for test, bit in tried:
            truth = test(facts, world)
            if truth is not False:
                found |= bit
                if truth:
                    return found
        return found | otherwise

    @cached_property
    def _steps(self) -> tuple[tuple[tuple[Test, Possible], ...], Possible]:
        """What is tried line by line, and what the last line says, which asks for nothing."""
        steps = tuple((row.test, row.bit) for row in self.rows)
        if self.rows and self.rows[-1].condition == _OTHERWISE:
            return steps[:-1], self.rows[-1].bit
        return steps, 0

    @cached_property
    def silence(self) -> Possible:
        """What the rule says of an empty list."""
        return self.scale.only(self.none or SILENT)

    @cached_property
    def facts_decided_by(self) -> tuple[str, ...]:
        """The facts on which the verdict turns."""
        return tuple(dict.fromkeys(fact for row in self.rows for fact in facts_read(row.condition)))

    @cached_property
    def weighs(self) -> bool:
        """Whether there may be anything for an officer to weigh."""
        return bool(self.factors) or self.reads_nights

    @cached_property
    def ages(self) -> frozenset[int]:
        """The ages that the rule draws a line at."""
        return frozenset(
            each.number
            for row in self.rows
            for each in comparisons(row.condition)
            if isinstance(each, AtLeast | Below) and each.fact == "age"
        )

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years for which the rule asks whether something has lasted."""
        asked = (measure.arguments.get("years") for measure in self.measures)
        return tuple(years for years in asked if isinstance(years, int))

    @cached_property
    def follows_calendar(self) -> bool:
        """Whether the passing of time alone can change a fact that the rule reads, nights apart."""
        return bool(self.ages or self.years)

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """The full names of the facts that the rule calls by shorter ones."""
        return {given.alias: given.name for given in self.rule.given}

    @cached_property
    def any_verdict(self) -> Possible:
        """Every verdict that the rule can give at all."""
        found: Possible = 0
        for row in self.rows:
            found |= row.bit
        return found

    @cached_property
    def reads_nights(self) -> bool:
        """Whether an officer's view of stays that may count can change the verdict."""
        return self.nights is not None

    @cached_property
    def nights(self) -> BoundMeasure | None:
        """The measure of nights that the rule turns on, if any."""
        return next((each for each in self.measures if each.measure == "nights_lived_here"), None)


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """The rules that decide a case, by the kind of subject that they are about."""

    packs: tuple[Pack, ...]
    key: str
    about: Mapping[str, tuple[BoundRule, ...]]

    @property
    def jurisdiction(self) -> str:
        """The name of the jurisdiction whose law this is."""
        return next(pack.jurisdiction for pack in self.packs if pack.jurisdiction)

    @property
    def rules(self) -> Iterable[BoundRule]:
        """Every rule in force."""
        return (rule for rules in self.about.values() for rule in rules)


def law_on(packs: Sequence[Pack], nation: str, test_day: int, application_day: int) -> Law:
    """The law of a nation on a case's dates.

    Raises NoLawError for a nation without a pack, and for a day before the first or after the last
    that a pack holds: the nearest is never taken.
    """
    dates: Mapping[CaseDate, int] = {"test_day": test_day, "application_date": application_day}
    chosen = tuple(pack for pack in packs if _decides(pack, nation, dates))
    if not any(pack.jurisdiction for pack in chosen):
        raise NoLawError(_why_none(packs, nation, dates))
    epochs = tuple(bisect_right(_changes(pack, by), day) for pack in chosen for by, day in dates.items())
    return _law(chosen, epochs, test_day, application_day)


def overlay_law(pack: Pack, test_day: int, application_day: int) -> Law | None:
    """The rules of an overlay alone on a case's dates; None where it is not in force on them."""
    dates: Mapping[CaseDate, int] = {"test_day": test_day, "application_date": application_day}
    if not _decides(pack, pack.decides[0].nation, dates):
        return None
    epochs = tuple(bisect_right(_changes(pack, by), day) for by, day in dates.items())
    return _law((pack,), epochs, test_day, application_day)


def _decides(pack: Pack, nation: str, dates: Mapping[CaseDate, int]) -> bool:
    return any(
        each.nation == nation
        and each.period.holds(dates["application_date"])
        and each.period.start <= dates["test_day"]
        for each in pack.decides
    )


def _why_none(packs: Sequence[Pack], nation: str, dates: Mapping[CaseDate, int]) -> str:
    law = [each for pack in packs if pack.jurisdiction for each in pack.decides]
    held = [each for each in law if each.nation == nation]
    name = nation.replace("_", " ").title()
    if not held:
        nations = sorted({each.nation for each in law})
        return f"no rule pack holds the law of {name}; held: {', '.join(nations) or 'none'}"
    spans = "; ".join(
        f"{iso(each.period.start)} to {'now' if each.period.end >= FOREVER else iso(each.period.end - 1)}"
        for each in held
    )
    return (
        f"the rule packs hold the law of {name} for {spans} only, "
        f"and this case is of {iso(min(dates.values()))}"
    )


@lru_cache(maxsize=64)
def _changes(pack: Pack, by: CaseDate) -> tuple[int, ...]:
    """Every day on which a rule or a value of the pack changes, by one of the case's dates."""
    days: set[int] = set()
    for rule in pack.rules:
        if rule.period.by == by:
            days |= {rule.period.start, rule.period.end}
        for parameter in rule.parameters.values():
            if parameter.by == by:
                days |= {day for day, _value in parameter.values}
    return tuple(sorted(days))


_BOUND: dict[Any, Law] = {}
_BOUND_RULES: dict[Any, BoundRule] = {}


def _law(packs: tuple[Pack, ...], epochs: tuple[int, ...], test_day: int, application_day: int) -> Law:
    key = (tuple(pack.sha256 for pack in packs), epochs)
    if key not in _BOUND:
        dates: Mapping[CaseDate, int] = {"test_day": test_day, "application_date": application_day}
        about: dict[str, list[BoundRule]] = {}
        for pack in packs:
            for rule in pack.rules:
                if rule.period.holds(dates[rule.period.by]):
                    about.setdefault(rule.about, []).append(_bound_once(rule, dates))
        name = "-".join(str(part) for part in (*(pack.sha256[:12] for pack in packs), *epochs))
        _BOUND[key] = Law(packs, name, {kind: tuple(rules) for kind, rules in about.items()})
    return _BOUND[key]


def _bound_once(rule: Rule, dates: Mapping[CaseDate, int]) -> BoundRule:
    """The same bound rule for every law that gives it the same values: most laws differ in a rule or two."""
    key = (id(rule), *(each.on(dates[each.by]) for each in rule.parameters.values()))
    if key not in _BOUND_RULES:
        _BOUND_RULES[key] = bound(rule, dates)  # which holds the rule, so that no other gets its id
    return _BOUND_RULES[key]


def bound(rule: Rule, dates: Mapping[CaseDate, int]) -> BoundRule:
    """A rule with the parameter values of a case's dates. Raises ExpressionError for a name it lacks."""
    values = {name: each.on(dates[each.by]) for name, each in rule.parameters.items()}
    parameters = {name: value for name, value in values.items() if value is not None}
    names = _FactNames({given.alias: given.name for given in rule.given})
    scale = scale_of(rule.family)
    rows = []
    for row in rule.rows:
        condition = _bound(row.when, names, parameters)
        verdict = presumed(row.verdict, rule.force)
        rows.append(BoundRow(condition, test_of(condition), verdict, scale.only(verdict), row.settle))
    measures = tuple(
        BoundMeasure(
            given.name,
            given.measure,
            {name: _argument(value, parameters) for name, value in given.arguments.items()},
            _number(given.needed, parameters),
        )
        for given in rule.given
    )
    factors = tuple(
        BoundFactor(test_of(_bound(each.when, names, parameters)) if each.when else None, each.say)
        for each in rule.factors
    )
    shown = dict.fromkeys([measure.name for measure in measures])
    shown.update(dict.fromkeys(fact for row in rows for fact in facts_read(row.condition)))
    none = presumed(rule.none, rule.force) if rule.none else None
    return BoundRule(rule, scale, parameters, measures, tuple(rows), factors, none, tuple(shown))


class _FactNames(dict[str, str]):
    """Short names of measures; any other name stands for itself (the pack was checked when it was loaded)."""

    def __missing__(self, name: str) -> str:
        return name

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)


def _bound(
    when: Expression | None, names: Mapping[str, str], parameters: Mapping[str, Parameter]
) -> Condition:
    return _OTHERWISE if when is None else when.bound(names, parameters)


def _argument(value: str | int, parameters: Mapping[str, Parameter]) -> Parameter:
    return value if isinstance(value, int) else parameters[value]


def _number(name: str | None, parameters: Mapping[str, Parameter]) -> int | None:
    value = parameters.get(name) if name else None
    return value if isinstance(value, int) else None
