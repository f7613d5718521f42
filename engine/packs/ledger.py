"""The ledger of the law: every point of the law reference, the rules that decide it, or why none does."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from engine.packs.errors import PackError, PackFault
from engine.packs.model import Pack

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _PointText(_Text):
    id: str
    certainty: str
    title: str
    why: str = ""


class _PartText(_Text):
    title: str
    points: list[_PointText]


class _LedgerText(_Text):
    ledger: Literal["safe-connections/ledger/1"]
    parts: list[_PartText]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the law reference; `why` says why no rule decides it."""

    id: str
    part: str
    certainty: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A point with the names of the rules that decide it, in order."""

    point: Point
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every point in the order of the law reference, and what is wrong between it and the packs."""

    entries: tuple[Entry, ...]
    faults: tuple[PackFault, ...]


def read_points(path: Path) -> tuple[Point, ...]:
    """The points that a ledger file lists. Raises PackError where it cannot be read or has another form."""
    try:
        text = _LedgerText.model_validate(yaml.load(path.read_text("utf-8"), Loader=_Loader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        why = f"cannot be read: {' '.join(str(fault).split())}"
        raise PackError([PackFault(path.name, "", why)]) from None
    except ValidationError as fault:
        places = [(".".join(map(str, e["loc"])), e["msg"]) for e in fault.errors(include_url=False)]
        raise PackError(PackFault(path.name, "", f"`{place}`: {why}") for place, why in places) from None
    return tuple(
        Point(each.id, part.title, each.certainty, each.title, each.why)
        for part in text.parts
        for each in part.points
    )


def ledger_of(points: Sequence[Point], packs: Iterable[Pack]) -> Ledger:
    """Hold the points of the law against the packs' rules, both ways.

    A fault: a point that is neither decided nor explained, or both, or listed twice; and a rule that
    names a point which does not exist.
    """
    naming: Mapping[str, dict[str, str]] = defaultdict(dict)
    for rule in (rule for pack in packs for rule in pack.rules):
        for point in rule.law:
            naming[point][rule.id] = rule.file
    entries = tuple(Entry(point, tuple(sorted(naming.get(point.id, ())))) for point in points)
    return Ledger(entries, (*_point_faults(entries), *_rule_faults(points, naming)))


def _point_faults(entries: Iterable[Entry]) -> Iterator[PackFault]:
    seen: set[str] = set()
    for entry in entries:
        point = entry.point
        if point.id in seen:
            yield PackFault("ledger.yaml", point.id, "is listed twice")
        seen.add(point.id)
        if not entry.rules and not point.why:
            yield PackFault(
                "ledger.yaml",
                point.id,
                "no rule names it under `law`, and nothing says why; write the rule, or a `why`",
            )
        if entry.rules and point.why:
            yield PackFault(
                "ledger.yaml",
                point.id,
                f"says why no rule decides it, and {entry.rules[0]} does; take the `why` out",
            )


def _rule_faults(points: Sequence[Point], naming: Mapping[str, Mapping[str, str]]) -> Iterator[PackFault]:
    known = [point.id for point in points]
    for name in sorted(naming.keys() - set(known)):
        near = ", ".join(f"`{each}`" for each in get_close_matches(name, known, n=3))
        said = f"; near match: {near}" if near else "; list it in ledger.yaml if the law reference has it"
        for rule, file in sorted(naming[name].items()):
            yield PackFault(file, rule, f"restates `{name}`, which is no point of the ledger{said}")
