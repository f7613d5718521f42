"""The mutants of a rule: all its versions, one of them changed in one small way.

What is changed: each number and list of words, each dated value's day, each condition, each verdict, the
order of rows, what an empty list gives, how far an officer may depart, and the day on which a version begins
or ends. Not changed: sentences, factors and sources, which decide nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from engine.dates import iso
from engine.expressions import Expression, ExpressionError
from engine.mutation.conditions import changed_conditions, changed_words
from engine.mutation.meaning import meaning
from engine.packs.model import FOREVER, DatedParameter, Pack, Row, Rule
from engine.packs.words import BASES, words_of
from engine.verdicts import scale_of

_OTHER_FORCE = {
    "statute": "guideline",
    "case_law": "guideline",
    "guideline": "statute",
    "practice": "statute",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one change: where and what it is, and every version of the rule with it."""

    rule: str
    place: str
    change: str
    versions: tuple[Rule, ...]


def mutants_of(pack: Pack, rule_id: str) -> Iterator[Mutant]:
    """Every mutant of a rule that says something else than the rule does.

    A change that leaves the rule meaning the same, or that a pack would be refused for, makes no mutant.
    """
    versions = tuple(sorted((r for r in pack.rules if r.id == rule_id), key=lambda rule: rule.period.start))
    for index, rule in enumerate(versions):
        meant, seen = meaning(rule), set()
        for place, change, other in _changed(rule):
            try:
                means = meaning(other)
            except (ExpressionError, KeyError):
                continue
            if means != meant and means not in seen:
                seen.add(means)
                whole = (*versions[:index], other, *versions[index + 1 :])
                yield Mutant(rule_id, f"from {iso(rule.period.start)}, {place}", change, whole)
    yield from _moved_days(pack, versions)


def _changed(rule: Rule) -> Iterator[tuple[str, str, Rule]]:
    yield from _changed_rows(rule)
    for name, parameter in rule.parameters.items():
        for change, other in _changed_values(rule, parameter):
            yield f"parameter {name}", change, replace(rule, parameters={**rule.parameters, name: other})
    force = _OTHER_FORCE[rule.force]
    yield "force", f"{rule.force} -> {force}", replace(rule, force=force)
    for none in _neighbours(rule, rule.none) if rule.none else ():
        yield "none", f"{rule.none} -> {none}", replace(rule, none=none)


def _changed_rows(rule: Rule) -> Iterator[tuple[str, str, Rule]]:
    facts = {given.alias: given.name for given in rule.given}
    for index, row in enumerate(rule.rows):
        before, after, place = rule.rows[:index], rule.rows[index + 1 :], f"row {index + 1}"
        for verdict in _neighbours(rule, row.verdict):
            other = Row(row.when, verdict, None)
            yield place, f"{row.verdict} -> {verdict}", replace(rule, rows=(*before, other, *after))
        if row.when is None:
            continue
        for text in changed_conditions(row.when.text, lambda n: words_of(rule.about, facts.get(n, n))):
            other = Row(Expression(text), row.verdict, row.settle)
            yield place, f"{row.when.text} -> {text}", replace(rule, rows=(*before, other, *after))
        yield place, f"left out: {row.when.text}", replace(rule, rows=(*before, *after))
    for index, (row, below) in enumerate(pairwise(rule.rows)):
        if below.when is not None and (row.verdict, row.settle) != (below.verdict, below.settle):
            swapped = (*rule.rows[:index], below, row, *rule.rows[index + 2 :])
            yield f"rows {index + 1} and {index + 2}", "in the other order", replace(rule, rows=swapped)


def _neighbours(rule: Rule, verdict: str) -> Sequence[str]:
    """The verdicts next to one on its family's scale."""
    verdicts = scale_of(rule.family).verdicts
    rank = verdicts.index(verdict)
    return [verdicts[other] for other in (rank - 1, rank + 1) if 0 <= other < len(verdicts)]


def _changed_values(rule: Rule, parameter: DatedParameter) -> Iterator[tuple[str, DatedParameter]]:
    among = _words_for(rule, parameter.name)
    for index, (day, value) in enumerate(parameter.values):
        until = parameter.values[index + 1][0] if index + 1 < len(parameter.values) else FOREVER
        if not _meets(rule, parameter, day, until):
            continue
        others: Sequence[Any] = ()
        if isinstance(value, int):
            others = (value - 1, value + 1)
        elif value is not None:
            others = [frozenset(words) for words in changed_words(sorted(value), among)]
        for other in others:
            yield f"on {iso(day)}: {_said(value, other)}", _with(parameter, index, (day, other))
        if index and _meets(rule, parameter, day, day + 1) and _meets(rule, parameter, day - 1, day):
            for step in (-1, 1):
                yield f"{iso(day)} -> {iso(day + step)}", _with(parameter, index, (day + step, value))


def _said(value: Any, other: Any) -> str:
    if isinstance(value, int):
        return f"{value} -> {other}"
    return " ".join(
        [*(f"without {word}" for word in value - other), *(f"with {word}" for word in other - value)]
    )


def _with(parameter: DatedParameter, index: int, value: tuple[int, Any]) -> DatedParameter:
    values = (*parameter.values[:index], value, *parameter.values[index + 1 :])
    return replace(parameter, values=values)


def _meets(rule: Rule, parameter: DatedParameter, first: int, end: int) -> bool:
    """Whether some case of the rule has its date in a span: nobody applies after the test day."""
    period = rule.period
    after_start = end > period.start or (parameter.by, period.by) == ("application_date", "test_day")
    before_end = first < period.end or (parameter.by, period.by) == ("test_day", "application_date")
    return after_start and before_end


def _words_for(rule: Rule, name: str) -> frozenset[str] | None:
    """The words that a list may hold: kinds of stay for a measure, else those of its fact."""
    if any(name in given.arguments.values() for given in rule.given):
        return BASES
    for row in rule.rows:
        for fact in _held_against(row, name):
            return words_of(rule.about, fact)
    return None


def _held_against(row: Row, name: str) -> Iterator[str]:
    written = row.when.text.replace("(", " ").replace(")", " ").split() if row.when else []
    for fact, way, second, third in zip(written, written[1:], written[2:], [*written[3:], ""], strict=False):
        if (way == "in" and second == name) or ((way, second) == ("not", "in") and third == name):
            yield fact


def _moved_days(pack: Pack, versions: Sequence[Rule]) -> Iterator[Mutant]:
    first = min(each.period.start for each in pack.decides)
    for index, rule in enumerate(versions):
        start, end, last = rule.period.start, rule.period.end, index + 1 == len(versions)
        for step in (-1, 1):
            if start + step >= first:
                moved = {index: _period(rule, start + step, end)}
                if index and versions[index - 1].period.end == start:
                    before = versions[index - 1]
                    moved[index - 1] = _period(before, before.period.start, start + step)
                yield _moved(versions, moved, f"begins {iso(start)}", iso(start + step))
            if last and end < FOREVER:
                moved = {index: _period(rule, start, end + step)}
                yield _moved(versions, moved, f"ends {iso(end)}", iso(end + step))


def _moved(versions: Sequence[Rule], moved: Mapping[int, Rule], place: str, to: str) -> Mutant:
    whole = tuple(moved.get(index, rule) for index, rule in enumerate(versions))
    return Mutant(versions[0].id, place, f"-> {to}", whole)


def _period(rule: Rule, start: int, end: int) -> Rule:
    """The rule in force from another day; values that began with it begin with it still."""
    parameters = {
        name: _with(each, 0, (start, each.values[0][1])) if each.values[0][0] > start else each
        for name, each in rule.parameters.items()
    }
    return replace(rule, period=replace(rule.period, start=start, end=end), parameters=parameters)
