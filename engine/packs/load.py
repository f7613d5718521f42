"""Reads a pack from its folder, refuses what is not fit to decide by, and freezes the rest."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from engine.expressions import Expression, ExpressionError, Parameter
from engine.packs.check import faults_of
from engine.packs.errors import PackError, PackFault
from engine.packs.model import (
    FOREVER,
    Contents,
    DatedParameter,
    Decides,
    Factor,
    Given,
    Pack,
    Period,
    Row,
    Rule,
)
from engine.packs.text import CaseDate, GivenText, PackText, ParameterText, RuleText

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_pack(folder: Path) -> Pack:
    """The pack in a folder: `pack.yaml`, and rules in every other YAML file but `*.test.yaml`.

    Raises PackError with every fault found: a file that cannot be read, a form that the rule
    language does not have, and all that `docs/checks` lists.
    """
    faults: list[PackFault] = []
    head = _head(folder, faults)
    if head is None:
        list(_texts(folder, faults))
        raise PackError(faults)
    return _pack(folder, head).opened()


def shelved_pack(folder: Path) -> Pack:
    """The same pack, of which only the head is read until its rules are asked for.

    Raises PackError where the head is unfit, and when the rules are first asked for where they are.
    """
    faults: list[PackFault] = []
    head = _head(folder, faults)
    if head is None:
        raise PackError(faults)
    return _pack(folder, head)


def _pack(folder: Path, head: PackText) -> Pack:
    return Pack(
        head.pack,
        head.code,
        head.title,
        head.version,
        head.jurisdiction,
        tuple(Decides(d.nation, period_of(d.from_, d.to, "application_date")) for d in head.decides),
        tuple(sorted((day.toordinal(), text) for day, text in head.changes.items())),
        partial(_contents, folder, head),
    )


def _contents(folder: Path, head: PackText) -> Contents:
    faults: list[PackFault] = []
    texts = list(_texts(folder, faults))
    rules = tuple(rules_of(head, texts, faults))
    faults.extend(faults_of(head.code, _first_day(head), rules))
    if faults:
        raise PackError(faults)
    return Contents(rules, digest_of(head, texts))


def _first_day(head: PackText) -> int:
    return min((each.from_ for each in head.decides), default=date.max).toordinal()


def documents_in(path: Path, faults: list[PackFault]) -> list[object]:
    """The documents of a YAML file; what cannot be read is added to the faults."""
    try:
        return [doc for doc in yaml.load_all(path.read_text("utf-8"), Loader=_Loader) if doc is not None]
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        faults.append(PackFault(path.name, "", f"cannot be read: {' '.join(str(fault).split())}"))
        return []


def _head(folder: Path, faults: list[PackFault]) -> PackText | None:
    documents = documents_in(folder / "pack.yaml", faults)
    if len(documents) != 1:
        faults.append(PackFault("pack.yaml", "", "must hold exactly one document, the head of the pack"))
        return None
    try:
        return PackText.model_validate(documents[0])
    except ValidationError as fault:
        faults.extend(form_faults("pack.yaml", "", fault))
        return None


def _texts(folder: Path, faults: list[PackFault]) -> Iterator[tuple[str, RuleText]]:
    for path in sorted(folder.rglob("*.yaml")):
        file = path.relative_to(folder).as_posix()
        if path.name in {"pack.yaml", "mutants.yaml"} or path.name.endswith(".test.yaml"):
            continue
        for document in documents_in(path, faults):
            if isinstance(document, Mapping) and "policy" in document:
                continue  # how options are weighed; read where they are
            if not (isinstance(document, Mapping) and "rule" in document):
                faults.append(PackFault(file, "", "holds a document that is neither a rule nor a policy"))
                continue
            try:
                yield file, RuleText.model_validate(document)
            except ValidationError as fault:
                faults.extend(form_faults(file, str(document["rule"]), fault))


def form_faults(file: str, rule: str, fault: ValidationError) -> Iterator[PackFault]:
    """Each place at which a document is not in its form."""
    for error in fault.errors(include_url=False):
        place = ".".join(str(part) for part in error["loc"])
        yield PackFault(file, rule, f"`{place}`: {error['msg']}")


def rules_of(
    head: PackText, texts: Iterable[tuple[str, RuleText]], faults: list[PackFault]
) -> Iterator[Rule]:
    """The rules as written, frozen; one outside the rule language is added to the faults."""
    for file, text in texts:
        try:
            yield _rule(head, file, text)
        except (ExpressionError, KeyError, ValueError) as fault:
            faults.append(PackFault(file, text.rule, str(fault).strip("'\"")))


def _rule(head: PackText, file: str, text: RuleText) -> Rule:
    by = text.in_force.by
    return Rule(
        id=text.rule,
        title=text.title,
        family=text.rule.split(".")[1],
        about=text.about,
        whose=text.whose,
        ground=text.ground,
        force=text.force,
        certainty=text.certainty,
        law=tuple(text.law),
        period=period_of(text.in_force.from_, text.in_force.to, by),
        only_in=frozenset(text.applies_in.only if text.applies_in else ()),
        except_in=frozenset(text.applies_in.except_ if text.applies_in else ()),
        parameters={
            name: _parameter(name, head.parameters[name] if value == "shared" else value, by)
            for name, value in text.parameters.items()
            if value != "shared" or _is_shared(name, head)
        },
        given=tuple(_given(name, given) for name, given in text.given.items()),
        rows=tuple(
            Row(
                None if row.when is None else Expression(row.when),
                row.otherwise or row.is_ or "",
                (row.settle.fact, row.settle.ask) if row.settle else None,
            )
            for row in text.verdict
        ),
        none=text.none,
        factors=tuple(Factor(Expression(f.when) if f.when else None, f.say) for f in text.factors),
        gained=text.gained,
        cites=tuple(text.cites),
        evidence=tuple(text.evidence),
        plain=text.plain,
        file=file,
        to_client=text.to_client,
    )


def _is_shared(name: str, head: PackText) -> bool:
    if name not in head.parameters:
        raise KeyError(f"parameter `{name}` is called shared, but pack.yaml does not hold it")
    return True


def _given(name: str, given: GivenText) -> Given:
    return Given(name, given.as_ or name, given.measure, given.arguments, given.needed)


def period_of(start: date, end: date | None, by: CaseDate) -> Period:
    """From a day up to another, which is no longer in it."""
    return Period(start.toordinal(), end.toordinal() if end else FOREVER, by)


def _parameter(name: str, text: ParameterText | str, by: CaseDate) -> DatedParameter:
    assert isinstance(text, ParameterText)
    values: list[tuple[int, Parameter | None]] = [
        (day.toordinal(), frozenset(value) if isinstance(value, list) else value)
        for day, value in sorted(text.values.items())
    ]
    return DatedParameter(name, text.unit, text.by or by, tuple(values), text.note, text.tighten)


def digest_of(head: BaseModel, texts: Iterable[tuple[str, RuleText]]) -> str:
    """SHA-256 over the canonical form: what the rules say, whatever the order or layout of files."""
    said = [text.model_dump(mode="json", by_alias=True) for _file, text in texts]
    said.sort(key=lambda rule: (rule["rule"], rule["in_force"]["from"]))
    form = {"head": head.model_dump(mode="json", by_alias=True), "rules": said}
    return hashlib.sha256(json.dumps(form, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
