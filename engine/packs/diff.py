"""What differs between two packs, or between two days of one: rule by rule, value by value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TypeAlias

from engine.dates import iso
from engine.expressions import Parameter
from engine.packs.in_words import is_switch, rule_in_words
from engine.packs.model import FOREVER, DatedParameter, Pack, Row, Rule


@dataclass(frozen=True, slots=True)
class Replaced:
    """One thing said anew; None where it was not said, or is said no more.

    `since` is the first day of a value, where two packs are held against each other.
    """

    part: str
    name: str
    was: str | int | None
    now: str | int | None
    unit: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A list in which some words or lines went and others came."""

    part: str
    name: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    since: str = ""


Change: TypeAlias = Replaced | Edited


@dataclass(frozen=True, slots=True)
class RuleDiff:
    """A rule that says something else than before."""

    was: Rule
    now: Rule
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PackDiff:
    """Rules that begin, rules that end, rules that change, and how many do not."""

    begins: tuple[Rule, ...]
    ends: tuple[Rule, ...]
    changed: tuple[RuleDiff, ...]
    unchanged: int


def between_packs(was: Pack, now: Pack) -> PackDiff:
    """What a pack says that another of the same law does not, on whatever day."""
    pairs = [pair for name in _names(was.rules, now.rules) for pair in _versions(name, was.rules, now.rules)]
    return _diff(pairs, None)


def between_days(pack: Pack, was: int, now: int) -> PackDiff:
    """What a pack says of an application made and decided on one day (ordinal), and not on another."""
    before = {rule.id: rule for rule in pack.rules if rule.period.holds(was)}
    after = {rule.id: rule for rule in pack.rules if rule.period.holds(now)}
    names = _names(before.values(), after.values())
    return _diff([(before.get(name), after.get(name)) for name in names], (was, now))


def days_of_change(pack: Pack) -> tuple[int, ...]:
    """Every day (ordinal) on which a rule of the pack begins, ends or has another value."""
    days = {rule.period.start for rule in pack.rules} | {rule.period.end for rule in pack.rules}
    for rule in pack.rules:
        for parameter in rule.parameters.values():
            days |= {day for day, _value in parameter.values if rule.period.start <= day < rule.period.end}
    return tuple(sorted(days - {FOREVER}))


def _names(was: Iterable[Rule], now: Iterable[Rule]) -> list[str]:
    family = {rule.id: rule.family for rule in (*was, *now)}
    return sorted(family, key=lambda name: (family[name], name))


def _versions(
    name: str, was: Sequence[Rule], now: Sequence[Rule]
) -> Iterator[tuple[Rule | None, Rule | None]]:
    """The versions of a rule in two packs, paired by the day they begin, and the rest in their order."""
    before = {rule.period.start: rule for rule in was if rule.id == name}
    after = {rule.period.start: rule for rule in now if rule.id == name}
    for day in sorted(before.keys() & after.keys()):
        yield before[day], after[day]
    gone, come = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    for old, new in zip_longest(gone, come):
        yield before.get(old), after.get(new)


def _diff(pairs: Sequence[tuple[Rule | None, Rule | None]], days: tuple[int, int] | None) -> PackDiff:
    both = [(was, now, tuple(_changes(was, now, days))) for was, now in pairs if was and now]
    return PackDiff(
        tuple(now for was, now in pairs if now and not was),
        tuple(was for was, now in pairs if was and not now),
        tuple(RuleDiff(*each) for each in both if each[2]),
        sum(not changes for _was, _now, changes in both),
    )


def _changes(was: Rule, now: Rule, days: tuple[int, int] | None) -> Iterator[Change]:
    if was is now and days is None:
        return
    if days is None:
        yield from _replaced("in_force", _period(was), _period(now))
    yield from _replaced("title", was.title, now.title)
    yield from _replaced("force", was.force, now.force)
    yield from _values(was, now, days)
    yield from _replaced("about", _about(was), _about(now))
    yield from _edited("area", "only_in", sorted(was.only_in), sorted(now.only_in))
    yield from _edited("area", "except_in", sorted(was.except_in), sorted(now.except_in))
    yield from _edited("measure", "", _measures(was), _measures(now))
    yield from _edited("decision", "", _decision(was), _decision(now))
    yield from _edited("factor", "", _factors(was), _factors(now))
    for verdict in dict.fromkeys((*was.plain, *now.plain)):
        yield from _replaced("sentence", was.plain.get(verdict), now.plain.get(verdict), verdict)
    for verdict in dict.fromkeys((*was.to_client, *now.to_client)):
        yield from _replaced("to_client", was.to_client.get(verdict), now.to_client.get(verdict), verdict)
    yield from _edited("evidence", "", was.evidence, now.evidence)
    yield from _edited("source", "", _sources(was), _sources(now))
    yield from _replaced("certainty", was.certainty, now.certainty)
    yield from _edited("law", "", was.law, now.law)


def _replaced(part: str, was: str | int | None, now: str | int | None, name: str = "") -> Iterator[Change]:
    if was != now:
        yield Replaced(part, name, was, now)


def _edited(
    part: str, name: str, was: Sequence[str], now: Sequence[str], since: str = ""
) -> Iterator[Change]:
    """Which lines went and which came; a line that moved did both."""
    removed: list[str] = []
    added: list[str] = []
    steps = SequenceMatcher(None, list(was), list(now), autojunk=False).get_opcodes()
    for step, first, last, new_first, new_last in steps:
        if step != "equal":
            removed += was[first:last]
            added += now[new_first:new_last]
    if removed or added:
        yield Edited(part, name, tuple(removed), tuple(added), since)


def _values(was: Rule, now: Rule, days: tuple[int, int] | None) -> Iterator[Change]:
    for name in dict.fromkeys((*was.parameters, *now.parameters)):
        old, new = was.parameters.get(name), now.parameters.get(name)
        before, after = _through_time(old, days and days[0]), _through_time(new, days and days[1])
        held = now.parameters.get(name) or was.parameters[name]
        unit = "yes or no" if is_switch(held) else held.unit
        for since in sorted(before.keys() | after.keys()):
            yield from _value(name, before.get(since), after.get(since), unit, since)


def _value(
    name: str, was: Parameter | None, now: Parameter | None, unit: str, since: str
) -> Iterator[Change]:
    if isinstance(was, frozenset) or isinstance(now, frozenset):
        before, after = _words(was), _words(now)
        yield from _edited("value", name, before, after, since)
    elif was != now:
        yield Replaced("value", name, was, now, unit, since)


def _words(value: Parameter | None) -> list[str]:
    return sorted(value) if isinstance(value, frozenset) else []


def _through_time(parameter: DatedParameter | None, day: int | None) -> Mapping[str, Parameter | None]:
    if parameter is None:
        return {}
    return (
        {iso(first): value for first, value in parameter.values} if day is None else {"": parameter.on(day)}
    )


def _period(rule: Rule) -> str:
    end = "" if rule.period.end >= FOREVER else f" up to {iso(rule.period.end)}"
    return f"from {iso(rule.period.start)}{end}, by {rule.period.by.replace('_', ' ')}"


def _about(rule: Rule) -> str:
    ground = f", on the ground of {rule.ground}" if rule.ground else ""
    whose = " of anyone in the household" if rule.whose == "anyone" else ""
    return f"{rule.about}{whose}{ground}".replace("_", " ")


def _measures(rule: Rule) -> list[str]:
    return [
        f"{given.alias} is {given.measure} ({', '.join(f'{k}: {v}' for k, v in given.arguments.items())})"
        + (f", held against {given.needed}" if given.needed else "")
        for given in rule.given
    ]


def _decision(rule: Rule) -> list[str]:
    empty = [f"where none is listed: {rule.none}".replace("_", " ")] if rule.none else []
    return [*(_line(rule, row) for row in rule.rows), *empty]


def _line(rule: Rule, row: Row) -> str:
    condition = f"if {rule_in_words(rule, row.when.text)}" if row.when else "otherwise"
    settle = f"; settled by: {row.settle[1]}" if row.settle else ""
    return f"{condition}: {row.verdict.replace('_', ' ')}{settle}"


def _factors(rule: Rule) -> list[str]:
    return [
        factor.say + (f" (if {rule_in_words(rule, factor.when.text)})" if factor.when else "")
        for factor in rule.factors
    ]


def _sources(rule: Rule) -> list[str]:
    return [f"{cite.source} {cite.url}".strip() + f" (read {cite.read_on})" for cite in rule.cites]
