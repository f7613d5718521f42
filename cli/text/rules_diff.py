"""What differs between two packs or two days, as text: a summary to read on the day of a change."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from cli.text.layout import BLANK, Paragraph, Span, heading, listed, para
from cli.text.words import CERTAINTY, day, document_words, plain, sentence

Told = Mapping[str, Any]

PARTS = {
    "about": "is about",
    "area": "authorities",
    "certainty": "checked",
    "decision": "decided by",
    "evidence": "shown by",
    "factor": "to weigh",
    "in_force": "in force",
    "law": "restates",
    "measure": "measured",
    "sentence": "says",
    "source": "sources",
    "to_client": "says to the client",
}
_AREAS = {"only_in": "only in", "except_in": "not in"}


def diff_text(found: Told) -> Iterator[Paragraph]:
    """The whole difference: what the pack says of it, rules that begin, end and change, and the rest."""
    yield para(Span(f"{_side(found['was'])}, and then {_side(found['now'])}", "strong"))
    for each in found["said"]:
        yield para(f"{day(each['day'])}: {each['text']}", indent=2, hang=2)
    yield from _rules("Begins", found["begins"])
    yield from _rules("Ends", found["ends"])
    changed = found["changed"]
    if changed:
        yield from heading("Changes", _count(len(changed)))
    for rule in changed:
        yield BLANK
        yield para(Span(rule["title"], "strong"), Span(f"  {rule['rule']}", "faint"), indent=2, hang=4)
        for change in rule["changes"]:
            yield from _change(change)
    yield BLANK
    yield para(f"{_count(found['unchanged'])} unchanged.")


def _side(side: Told) -> str:
    on = f" on {day(side['on'])}" if "on" in side else f" {side['version']}, {side['sha256'][:12]}"
    return f"{sentence(side['name'])}{on}"


def _count(rules: int) -> str:
    return f"{rules:,} {'rule' if rules == 1 else 'rules'}"


def _rules(title: str, rules: Sequence[Told]) -> Iterator[Paragraph]:
    if not rules:
        return
    yield from heading(title, _count(len(rules)))
    for family, of_family in groupby(rules, key=lambda rule: str(rule["family"])):
        for rule in of_family:
            yield para(Span(rule["title"], "strong"), Span(f"  {rule['rule']}", "faint"), indent=2, hang=4)
            yield para(f"{sentence(family)}, {plain(rule['force'])}: {'; '.join(rule['sources'])}.", indent=6)


def _change(change: Told) -> Iterator[Paragraph]:
    if change["part"] == "value":
        yield _value(change)
    elif "added" in change:
        label = " ".join(filter(None, (PARTS[change["part"]], _AREAS.get(change["name"], ""))))
        yield para(f"{label}:", indent=6)
        yield from (
            para(Span("- ", "alarm"), _line(change, each), indent=8, hang=2) for each in change["removed"]
        )
        yield from (
            para(Span("+ ", "good"), _line(change, each), indent=8, hang=2) for each in change["added"]
        )
    else:
        yield from _replaced(change)


def _line(change: Told, line: str) -> str:
    return document_words(line) if change["part"] == "evidence" else line


def _value(change: Told) -> Paragraph:
    """A value before and after, with its unit; of a list, the words that went and came."""
    since = f" from {day(change['since'])}" if "since" in change else ""
    if "added" not in change:
        said = f"{_number(change, 'was')}, now {_number(change, 'now')}"
    else:
        went = f"without {listed([plain(word) for word in change['removed']])}" if change["removed"] else ""
        came = f"with {listed([plain(word) for word in change['added']])}" if change["added"] else ""
        said = f"now {' and '.join(filter(None, (went, came)))}"
    return para(f"{plain(change['name'])}{since}: {said}", indent=6, hang=2)


def _number(change: Told, side: str) -> str:
    value = change[side]
    if value is None:
        return "no value"
    if change["unit"] == "yes or no":
        return "yes" if value else "no"
    return f"{value:,}" if change["unit"] == "number" else f"{value:,} {plain(change['unit'])}"


def _replaced(change: Told) -> Iterator[Paragraph]:
    part = change["part"]
    was, now = (_said(part, change[side]) for side in ("was", "now"))
    if part in {"title", "force", "certainty", "in_force", "about"}:
        yield para(f"{PARTS.get(part, part)}: {was}, now {now}", indent=6, hang=2)
        return
    yield para(f"{PARTS[part]} where {plain(change['name'])}:", indent=6)
    if change["was"] is not None:
        yield para(Span("- ", "alarm"), was, indent=8, hang=2)
    if change["now"] is not None:
        yield para(Span("+ ", "good"), now, indent=8, hang=2)


def _said(part: str, value: object) -> str:
    if part == "certainty":
        return CERTAINTY[str(value)]
    if part == "title":
        return f'"{value}"'
    return plain(value) if part == "force" else str(value)
