"""Small packs for tests: sound rules, a way to change one thing in them, and folders to put them in."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import yaml

Rule: TypeAlias = dict[str, Any]
Write: TypeAlias = Callable[..., Path]

HEAD = {
    "pack": "small",
    "code": "sml",
    "title": "A pack of one rule",
    "version": "1",
    "jurisdiction": "england",
    "decides": [{"nation": "england", "from": date(2000, 1, 1)}],
    "parameters": {"paid": {"unit": "words", "values": {date(2000, 1, 1): ["employed", "agency"]}}},
}
WORK: Rule = {
    "rule": "sml.local_connection.work",
    "title": "Works here",
    "about": "job",
    "ground": "employment",
    "force": "statute",
    "certainty": "verified",
    "in_force": {"from": date(2000, 1, 1)},
    "parameters": {
        "few_hours": {"unit": "hours", "values": {date(2000, 1, 1): 8, date(2010, 1, 1): 16}},
        "paid": "shared",
    },
    "verdict": [
        {"when": "kind not in paid or not current", "is": "not_met"},
        {"when": "hours_per_week < few_hours", "is": "officer_judgement"},
        {"otherwise": "met"},
    ],
    "none": "not_met",
    "factors": [{"when": "casual", "say": "{Person} works in {area} now and then."}],
    "cites": [{"source": "An Act s.1", "read_on": date(2026, 11, 20)}],
    "plain": {
        "met": "{Person} works in {area}.",
        "officer_judgement": "{Person} works {hours_per_week} hours a week in {area}; {few_hours} would do.",
        "not_met": "{Person} does not work in {area} now.",
        "none": "{Person} has no work in {area}.",
        "undetermined": "It turns on {missing}.",
    },
}
HOME: Rule = {
    **WORK,
    "rule": "sml.local_connection.home",
    "about": "person_in_area",
    "parameters": {
        "window": {"unit": "calendar_months", "values": {date(2000, 1, 1): 12}},
        "never": {"unit": "words", "values": {date(2000, 1, 1): ["prison"]}},
        "maybe": {"unit": "words", "values": {date(2000, 1, 1): ["refuge"]}},
    },
    "given": {
        "nights_in_a_year": {
            "measure": "nights_lived_here",
            "arguments": {"within": "window", "never": "never", "maybe": "maybe"},
            "as": "nights",
        }
    },
    "verdict": [{"when": "nights >= 183", "is": "met"}, {"otherwise": "not_met"}],
    "none": None,
    "factors": [],
    "plain": dict.fromkeys(("met", "not_met", "officer_judgement", "undetermined"), "{nights} nights."),
}
FEAR: Rule = {
    **WORK,
    "rule": "sml.safety.fear",
    "about": "risk",
    "ground": None,
    "parameters": {},
    "verdict": [
        {
            "when": "probable_on_return",
            "is": "undetermined",
            "settle": {"fact": "reason", "ask": "Ask in {area}."},
        },
        {"otherwise": "caution"},
    ],
    "none": None,
    "factors": [],
    "plain": {"undetermined": "It turns on {missing}.", "caution": "Take care in {area}."},
}


def but(rule: Rule, *path: str | int | date, to: Any) -> Rule:
    """The rule with one thing in it changed."""
    changed = deepcopy(rule)
    holder: Any = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = to
    return changed


def writer(into: Path) -> Write:
    """Writes packs, each into a folder of its own, its rules into files by the names given."""

    def pack(head: Mapping[str, Any] = HEAD, **files: Rule | list[Rule]) -> Path:
        folder = into / str(len(list(into.iterdir())))
        folder.mkdir()
        (folder / "pack.yaml").write_text(yaml.safe_dump(dict(head)), encoding="utf-8")
        for name, rules in files.items():
            documents = rules if isinstance(rules, list) else [rules]
            (folder / f"{name}.yaml").write_text(yaml.safe_dump_all(documents), encoding="utf-8")
        return folder

    return pack
