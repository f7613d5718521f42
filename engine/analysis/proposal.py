"""A pack with a few parameters changed, as a proposal writes them.

rule: eng.local_connection.family_associations
parameters: {years_here: {values: {1997-01-20: 3}}}
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from engine.packs.check import faults_of
from engine.packs.errors import PackError, PackFault
from engine.packs.model import DatedParameter, Pack, Rule
from engine.profile.near import near_matches


class _Values(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    values: dict[date, int | list[str] | None]


class Changed(BaseModel):
    """The parameters of one rule that a proposal changes, each with all its dated values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    parameters: dict[str, _Values]


def read_changes(path: Path) -> tuple[Changed, ...]:
    """The changes that a file proposes, one a document. Raises PackError."""
    try:
        documents = [each for each in yaml.safe_load_all(path.read_text("utf-8")) if each is not None]
        return tuple(Changed.model_validate(each) for each in documents)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as fault:
        raise PackError([PackFault(path.name, "", " ".join(str(fault).split()))]) from None


def overlaid(pack: Pack, changes: Iterable[Changed], file: str) -> tuple[Rule, ...]:
    """A pack's rules, each version with the changes made. Raises PackError where they are unfit."""
    changed = {each.rule: each.parameters for each in changes}
    faults = list(_unknown(pack.rules, changed, file))
    if faults:
        raise PackError(faults)
    rules = tuple(_changed(rule, changed.get(rule.id, {})) for rule in pack.rules)
    first_day = min((each.period.start for each in pack.decides), default=date.max.toordinal())
    if faults := list(faults_of(pack.code, first_day, rules)):
        raise PackError(faults)
    return rules


def _unknown(
    rules: Sequence[Rule], changed: Mapping[str, Mapping[str, _Values]], file: str
) -> Iterator[PackFault]:
    for name, parameters in changed.items():
        versions = [rule for rule in rules if rule.id == name]
        if not versions:
            yield PackFault(file, name, "the pack holds no rule of this name" + _near(name, rules))
            continue
        known = {each for rule in versions for each in rule.parameters}
        for parameter in sorted(parameters.keys() - known):
            near = ", ".join(f"`{each}`" for each in near_matches(parameter, known) or sorted(known))
            yield PackFault(
                file, name, f"`{parameter}` is not a parameter of the rule; it has: {near or 'none'}"
            )


def _near(name: str, rules: Iterable[Rule]) -> str:
    last = {rule.id.rsplit(".", 1)[1]: rule.id for rule in rules}
    near = [last[each] for each in near_matches(name.rsplit(".", 1)[-1], last)]
    return f"; near match: {', '.join(near)}" if near else "; `rules list` names them"


def _changed(rule: Rule, parameters: Mapping[str, _Values]) -> Rule:
    changed: dict[str, DatedParameter] = {
        name: replace(
            rule.parameters[name],
            values=tuple(
                (day.toordinal(), frozenset(value) if isinstance(value, list) else value)
                for day, value in sorted(text.values.items())
            ),
        )
        for name, text in parameters.items()
        if name in rule.parameters
    }
    return replace(rule, parameters={**rule.parameters, **changed})
