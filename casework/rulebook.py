"""The rules themselves, as the command line and the API show them: what each says, since when, and why."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from engine.dates import iso
from engine.expressions import Parameter
from engine.packs import Pack, Rule
from engine.packs.in_words import rule_in_words
from engine.packs.ledger import Point
from engine.packs.model import FOREVER, DatedParameter
from engine.problems import Fault, InputError
from engine.vocabulary import KINDS

LIST_SCHEMA = "safe-connections/rules/1"
RULE_SCHEMA = "safe-connections/rule/1"


def rules_list(packs: Iterable[Pack], find: str = "", family: str | None = None) -> dict[str, Any]:
    """Every version of every rule with `find` in its name, title or ground, in the order of their names."""
    held = sorted(((pack, rule) for pack in packs for rule in pack.rules), key=_order)
    if family is not None and family not in (families := sorted({rule.family for _, rule in held})):
        raise InputError(
            "This cannot be asked.", [Fault(("family",), "no such family of rules.", tuple(families))], 404
        )
    wanted = find.casefold()
    rows = [
        _head(pack, rule)
        for pack, rule in held
        if family in (None, rule.family) and wanted in f"{rule.id} {rule.title} {rule.ground}".casefold()
    ]
    return {"schema": LIST_SCHEMA, "rules": rows}


def rule_shown(
    packs: Sequence[Pack], name: str, as_of: date | None = None, points: Sequence[Point] = ()
) -> dict[str, Any]:
    """One rule in every version, or in that of a day: parameters, decision list, sentences, sources.

    `points` are those of the ledger: the rule's own are shown with title and certainty.
    Raises InputError (404) for a rule that no pack holds, or that is not in force on the day.
    """
    versions = sorted(((pack, rule) for pack in packs for rule in pack.rules if rule.id == name), key=_order)
    if not versions:
        raise _no_rule(packs, name)
    day = as_of.toordinal() if as_of else None
    shown = [(pack, rule) for pack, rule in versions if day is None or rule.period.holds(day)]
    if not shown:
        when = " and ".join(_period_words(rule) for _, rule in versions)
        raise InputError(
            "The rule was not in force.", [Fault((name,), f"is in force {when}, and not on {as_of}.")], 404
        )
    return {
        "schema": RULE_SCHEMA,
        "rule": name,
        "versions": [version_shown(pack, rule, day, points) for pack, rule in shown],
    }


def _no_rule(packs: Sequence[Pack], name: str) -> InputError:
    names = sorted({rule.id for pack in packs for rule in pack.rules})
    last = name.rpartition(".")[2]
    near = [each for each in names if last and last in each]
    near += [each for each in get_close_matches(name, names, n=3) if each not in near]
    return InputError(
        "No such rule.",
        [Fault((name,), "no rule has this name.", tuple(near[:3]), "`rules list` lists every rule.")],
        404,
    )


def _order(held: tuple[Pack, Rule]) -> tuple[str, int]:
    return held[1].id, held[1].period.start


def _head(pack: Pack, rule: Rule) -> dict[str, Any]:
    period = rule.period
    return {
        "rule": rule.id,
        "title": rule.title,
        "family": rule.family,
        "ground": rule.ground,
        "force": rule.force,
        "certainty": rule.certainty,
        "in_force": {
            "from": iso(period.start),
            "to": None if period.end >= FOREVER else iso(period.end),
            "by": period.by,
        },
        "pack": pack.name,
        "file": rule.file,
    }


def version_shown(
    pack: Pack, rule: Rule, day: int | None = None, points: Sequence[Point] = ()
) -> dict[str, Any]:
    """One version of a rule with all that it says; of a day (ordinal), with the values of that day."""
    return _head(pack, rule) | {
        "about": rule.about,
        "whose": rule.whose,
        "only_in": sorted(rule.only_in),
        "except_in": sorted(rule.except_in),
        "law": list(rule.law),
        "points": [
            {"id": each.id, "title": each.title, "certainty": each.certainty}
            for each in points
            if each.id in rule.law
        ],
        "parameters": [_parameter(each, day) for each in rule.parameters.values()],
        "given": [
            {
                "fact": given.alias,
                "measure": given.measure,
                "arguments": dict(given.arguments),
                "needed": given.needed,
            }
            for given in rule.given
        ],
        "reads": dict(_reads(rule)),
        "verdict": list(_rows(rule, day)),
        "none": rule.none,
        "factors": [
            {
                "when": factor.when.text if factor.when else None,
                "in_words": rule_in_words(rule, factor.when.text, day) if factor.when else None,
                "say": factor.say,
            }
            for factor in rule.factors
        ],
        "plain": dict(rule.plain),
        "to_client": dict(rule.to_client),
        "evidence": list(rule.evidence),
        "cites": [
            {"source": cite.source, "url": cite.url, "read_on": cite.read_on.isoformat()}
            for cite in rule.cites
        ],
    }


def _parameter(parameter: DatedParameter, day: int | None) -> dict[str, Any]:
    """A parameter's values through time; of a day, the one that stands on it."""
    values = parameter.values
    if day is not None:
        values = tuple(each for each in values if each[0] <= day)[-1:]
    return {
        "name": parameter.name,
        "unit": parameter.unit,
        "by": parameter.by,
        "values": {iso(first): _plain(value) for first, value in values},
        "note": parameter.note,
        "tighten": parameter.tighten,
    }


def _plain(value: Parameter | None) -> int | list[str] | None:
    return sorted(value) if isinstance(value, frozenset) else value


def _reads(rule: Rule) -> Iterator[tuple[str, str]]:
    """Each fact that the rule's conditions read, and what it says."""
    conditions = [row.when for row in rule.rows] + [factor.when for factor in rule.factors]
    names = sorted({name for condition in conditions if condition for name in condition.names})
    kind = KINDS[rule.about]
    measured = {given.alias: kind.measures[given.measure].says for given in rule.given}
    for name in names:
        if name in measured:
            yield name, measured[name]
        elif name in kind.facts:
            yield name, kind.facts[name].says


def _rows(rule: Rule, day: int | None) -> Iterator[dict[str, Any]]:
    for row in rule.rows:
        yield {
            "when": row.when.text if row.when else None,
            "in_words": rule_in_words(rule, row.when.text, day) if row.when else None,
            "is": row.verdict,
            "settle": {"fact": row.settle[0], "ask": row.settle[1]} if row.settle else None,
        }


def _period_words(rule: Rule) -> str:
    start = f"from {iso(rule.period.start)}"
    return start if rule.period.end >= FOREVER else f"{start} up to {iso(rule.period.end)}"
