"""What differs between two packs or two days, as the command line shows it."""

from collections.abc import Iterator
from typing import Any

from engine.dates import iso
from engine.packs import Pack, Rule
from engine.packs.diff import Change, Edited, PackDiff, RuleDiff, between_days, between_packs

DIFF_SCHEMA = "safe-connections/rules-diff/1"


def packs_compared(was: Pack, now: Pack) -> dict[str, Any]:
    """What one pack says that another does not, on whatever day."""
    return {
        "schema": DIFF_SCHEMA,
        "was": was.described(),
        "now": now.described(),
        "said": [],
        **_told(between_packs(was, now)),
    }


def days_compared(pack: Pack, was: int, now: int) -> dict[str, Any]:
    """What a pack says of a case of one day (ordinal) and not of another, with its word on each change."""
    return {
        "schema": DIFF_SCHEMA,
        "was": {**pack.described(), "on": iso(was)},
        "now": {**pack.described(), "on": iso(now)},
        "said": [
            {"day": iso(day), "text": text}
            for day, text in pack.changes
            if min(was, now) < day <= max(was, now)
        ],
        **_told(between_days(pack, was, now)),
    }


def _told(found: PackDiff) -> dict[str, Any]:
    return {
        "begins": [_head(rule) for rule in found.begins],
        "ends": [_head(rule) for rule in found.ends],
        "changed": [_changed(each) for each in found.changed],
        "unchanged": found.unchanged,
    }


def _head(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "title": rule.title,
        "family": rule.family,
        "force": rule.force,
        "sources": [cite.source for cite in rule.cites],
    }


def _changed(changed: RuleDiff) -> dict[str, Any]:
    return {**_head(changed.now), "changes": [dict(_change(each)) for each in changed.changes]}


def _change(change: Change) -> Iterator[tuple[str, Any]]:
    yield "part", change.part
    yield "name", change.name
    if change.since:
        yield "since", change.since
    if isinstance(change, Edited):
        yield "removed", list(change.removed)
        yield "added", list(change.added)
    else:
        if change.unit:
            yield "unit", change.unit
        yield "was", change.was
        yield "now", change.now
