"""What a rule means on every day of its life, so that two ways of writing the same can be told to be one."""

import string
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.packs.law import BoundRule, bound
from engine.packs.model import Row, Rule
from engine.verdicts import SILENT, UNDETERMINED


def meaning(rule: Rule) -> tuple[Any, ...]:
    """The rule's conditions, verdicts, measures and sayings, bound on every pair of days that matters.

    Equal meanings decide and say the same of every case. Raises ExpressionError where it cannot be bound.
    """
    factors = tuple(Row(factor.when, UNDETERMINED, None) for factor in rule.factors)
    whole = replace(rule, rows=(*rule.rows, *factors))
    said = [*rule.plain.values(), *(each.say for each in rule.factors)]
    named = {name for text in said for _text, name, _spec, _how in string.Formatter().parse(text) if name}
    return tuple((days, _on(bound(whole, days_of(*days)), named)) for days in epochs(rule))


def days_of(test_day: int, application_day: int) -> dict[Any, int]:
    """The two dates of a case, by name."""
    return {"test_day": test_day, "application_date": application_day}


def epochs(*rules: Rule) -> Iterator[tuple[int, int]]:
    """A test day and an application day for every way in which the dates choose versions and values.

    Nobody applies after the test day. Only days on which some of the rules are in force are given.
    """
    days = {rule.period.start for rule in rules}
    days |= {day for rule in rules for each in rule.parameters.values() for day, _value in each.values}
    for test_day in sorted(days):
        for application_day in sorted(day for day in days if day <= test_day):
            dates = days_of(test_day, application_day)
            if any(_stands(rule, dates) for rule in rules):
                yield test_day, application_day


def _stands(rule: Rule, dates: dict[Any, int]) -> bool:
    """Whether the rule is in force on a case's dates with every one of its values."""
    return rule.period.holds(dates[rule.period.by]) and all(
        each.on(dates[each.by]) is not None for each in rule.parameters.values()
    )


def _on(rule: BoundRule, named: set[str]) -> tuple[Any, ...]:
    # What an empty list gives outranks whatever is weaker of its items.
    rows = tuple(
        (row.condition, rule.scale.strongest([row.verdict, rule.none or SILENT]), row.settle)
        for row in rule.rows
    )
    measures = tuple((m.name, m.measure, tuple(sorted(m.arguments.items())), m.needed) for m in rule.measures)
    said = tuple(sorted((name, value) for name, value in rule.parameters.items() if name in named))
    return rows, measures, said, rule.none
