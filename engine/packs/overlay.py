"""Overlays: an authority's or provider's own policy beside the law, which it can never touch.

An overlay may add rules of practice to the family `pathway`, and may tighten those values of practice
that their pack declares open to it. Law, guidelines and safety are closed to it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from engine.dates import iso
from engine.expressions import Parameter
from engine.facts.case import TIES
from engine.packs.check import faults_of
from engine.packs.errors import PackError, PackFault
from engine.packs.load import digest_of, documents_in, form_faults, period_of, rules_of
from engine.packs.model import Contents, DatedParameter, Decides, Pack, Rule
from engine.packs.text import OverlayText, PackText, RuleText
from engine.profile import AreaIndex

Text = TypeVar("Text", OverlayText, RuleText)

CODE, FAMILY = "ovl", "pathway"
JUDGED = ("person_in_area", *TIES)


@dataclass(frozen=True, slots=True)
class Tightening:
    """The values that an overlay puts in place of those of a practice rule's parameter, each from a day."""

    rule: str
    parameter: str
    values: tuple[tuple[int, Parameter], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A policy: its own rules as a pack, the authority (official code) they are for, what it tightens."""

    pack: Pack
    authority: str
    tightenings: tuple[Tightening, ...]


def load_overlay(
    path: Path, packs: Sequence[Pack], areas: AreaIndex, nation_of: Callable[[str], str]
) -> Overlay:
    """The overlay in a file: its head, then its rules. `packs` are those that it would stand beside.

    Raises PackError with everything that is wrong with it, or that no overlay may do.
    """
    faults: list[PackFault] = []
    documents = documents_in(path, faults)
    head = _read(OverlayText, documents[0], path.name, "", faults) if documents else None
    if head is None:
        raise PackError(faults or [PackFault(path.name, "", "is empty; the head of the overlay comes first")])
    texts = [
        text
        for document in documents[1:]
        if (text := _read(RuleText, document, path.name, _name(document), faults)) is not None
    ]
    pack_head = PackText(
        pack=head.pack, code=CODE, title=head.title, version=head.version, decides=[],
        parameters=head.parameters,
    )  # fmt: skip
    rules = tuple(rules_of(pack_head, [(path.name, text) for text in texts], faults))
    tightenings = tuple(_tightenings(head))
    codes = areas.resolve(head.authority).codes
    if len(codes) != 1:
        faults.append(PackFault(path.name, "", f"`authority`: no one area is called `{head.authority}`"))
    faults += faults_of(CODE, head.in_force.from_.toordinal(), rules)
    faults += (PackFault(path.name, rule.id, why) for rule in rules for why in _beyond(head, rule))
    faults += (PackFault(path.name, each.rule, why) for each in tightenings for why in _not_open(each, packs))
    if faults:
        raise PackError(faults)
    digest = digest_of(head, [(path.name, text) for text in texts])
    period = period_of(head.in_force.from_, head.in_force.to, "application_date")
    decides = (Decides(nation_of(codes[0]), period),)
    contents = Contents(rules, digest)
    pack = Pack(head.pack, CODE, head.title, head.version, None, decides, (), partial(_held, contents))
    return Overlay(pack, codes[0], tightenings)


def tightened(packs: Iterable[Pack], overlays: Sequence[Overlay]) -> tuple[Pack, ...]:
    """The packs with the values that overlays tighten; a pack so changed has another version and digest."""
    return tuple(_tightened(pack, overlays) for pack in packs)


def _tightened(pack: Pack, overlays: Sequence[Overlay]) -> Pack:
    for overlay in overlays:
        wanted = [each for each in overlay.tightenings if each.rule.startswith(pack.code + ".")]
        if wanted:
            digest = hashlib.sha256(f"{pack.sha256} {overlay.pack.sha256}".encode()).hexdigest()
            contents = Contents(tuple(_with(rule, wanted) for rule in pack.rules), digest)
            version = f"{pack.version}+{overlay.pack.name}"
            pack = replace(pack, version=version, read=partial(_held, contents))
    return pack


def _held(contents: Contents) -> Contents:
    return contents


def _with(rule: Rule, tightenings: Iterable[Tightening]) -> Rule:
    parameters = dict(rule.parameters)
    for each in tightenings:
        if each.rule == rule.id:
            before = parameters[each.parameter]
            first = each.values[0][0]
            kept = tuple((day, value) for day, value in before.values if day < first)
            parameters[each.parameter] = replace(before, values=(*kept, *each.values))
    return replace(rule, parameters=parameters)


def _read(form: type[Text], document: object, file: str, rule: str, faults: list[PackFault]) -> Text | None:
    try:
        return form.model_validate(document)
    except ValidationError as fault:
        faults.extend(form_faults(file, rule, fault))
        return None


def _name(document: object) -> str:
    return str(document.get("rule", "")) if isinstance(document, Mapping) else ""


def _tightenings(head: OverlayText) -> Iterator[Tightening]:
    for rule, parameters in head.tighten.items():
        for name, values in parameters.items():
            dated = sorted((day.toordinal(), value) for day, value in values.items())
            yield Tightening(
                rule, name, tuple((d, frozenset(v) if isinstance(v, list) else v) for d, v in dated)
            )


def _beyond(head: OverlayText, rule: Rule) -> Iterator[str]:
    """What no rule of an overlay may be."""
    own = f"{CODE}.{FAMILY}.{head.pack}."
    if not rule.id.startswith(own):
        yield f"an overlay adds only rules of its own, named `{own}…`; law and safety are closed to it"
    if rule.force != "practice":
        yield f"an overlay's force is `practice`, not `{rule.force}`: a policy is not law"
    if rule.about not in JUDGED:
        yield f"an overlay's rules are about {', '.join(JUDGED)}, and not about `{rule.about}`"
    if rule.only_in or rule.except_in:
        yield "the authority that an overlay is for stands in its head alone; take out `applies_in`"


def _not_open(tightening: Tightening, packs: Sequence[Pack]) -> Iterator[str]:
    """Why an overlay may not put its values in place of a rule's."""
    versions = [
        (pack, rule)
        for pack in packs
        if tightening.rule.startswith(pack.code + ".")
        for rule in pack.rules
        if rule.id == tightening.rule
    ]
    if not versions:
        yield "no pack holds this rule, so nothing of it can be tightened"
    for pack, rule in versions:
        parameter = rule.parameters.get(tightening.parameter)
        if pack.jurisdiction or rule.force != "practice":
            yield f"is {rule.force.replace('_', ' ')}, which no overlay may touch"
        elif rule.family == "safety":
            yield "is about safety, which no overlay may touch"
        elif parameter is None:
            yield f"has no parameter `{tightening.parameter}`"
        elif parameter.tighten is None:
            yield f"`{tightening.parameter}` is not declared open to overlays (`tighten`)"
        else:
            yield from _looser(parameter, tightening)


def _looser(parameter: DatedParameter, tightening: Tightening) -> Iterator[str]:
    """The days on which an overlay's value would be looser than the rule's own, or of another type."""
    first = tightening.values[0][0]
    ours = replace(parameter, values=tightening.values)
    changes = {day for day, _value in (*parameter.values, *tightening.values) if day >= first}
    for day in sorted(changes):
        before, after = parameter.on(day), ours.on(day)
        if before is None or after is None or not _as_tight(parameter.tighten, before, after):
            yield (
                f"`{parameter.name}` from {iso(day)} is not tighter than the rule's own; "
                f"it may only change to {parameter.tighten}"
            )


def _as_tight(way: str | None, before: Parameter, after: Parameter) -> bool:
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        return after >= before if way == "more" else way == "fewer" and after <= before
    if isinstance(before, int) and isinstance(after, int):
        return after >= before if way == "up" else way == "down" and after <= before
    return False
