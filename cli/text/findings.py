"""Findings as text: the strongest of a block in a sentence, alike ones together, or each in full."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cli.text.layout import Paragraph, Span, Words, listed, para
from cli.text.words import CERTAINTY, area_name, day, document_words, plain, sentence, verdict, yes_no

Finding = Mapping[str, Any]
Row = Mapping[str, Any]  # an area with its verdict and findings

_GROUNDS = ("normal_residence", "family_associations", "employment", "special_circumstances")
THESE_AREAS, ONE_OF_SEVERAL = "each of these areas", "one of several areas"


def for_officer(block: Row) -> list[Finding]:
    """What an officer can weigh already, although an open question keeps the verdict from being theirs."""
    if block["verdict"] != "undetermined":
        return []
    return [each for each in block["findings"] if each["verdict"] == "officer_judgement"]


def deciding(block: Row) -> list[Finding]:
    """The findings from which a block has its verdict, one of each kind; the client's before a member's."""
    found = [finding for finding in block["findings"] if finding["verdict"] == block["verdict"]]
    found.sort(key=lambda finding: (finding["person"] != "client", _place(finding["ground"])))
    return list({finding["because"]: finding for finding in found}.values())


def _place(ground: str | None) -> int:
    """Where a ground stands among level ones: what clients can tell most about comes first."""
    return _GROUNDS.index(ground) if ground in _GROUNDS else len(_GROUNDS)


def alike(
    rows: Iterable[Row], told: Callable[[Row], list[str]], *, apart: bool = False
) -> Iterator[tuple[list[str], Row, list[str]]]:
    """Areas of which the same is told, together: their names, the first of the rows, and what is told.

    `apart` keeps each area by itself.
    """
    rows = list(rows)
    several = _several([area_name(row["area"]) for row in rows])
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        name = area_name(row["area"])
        said = [anywhere(name, several.sub(ONE_OF_SEVERAL, text)) for text in told(row)]
        same = row["area"]["code"] if apart else f"{row['verdict']} {row['on_evidence']}"
        groups.setdefault((same, *said), []).append(row)
    for (_, *said), alike_rows in groups.items():
        first = alike_rows[0]
        names = [area_name(row["area"]) for row in alike_rows]
        yield names, first, said if len(names) > 1 else [several.sub(ONE_OF_SEVERAL, t) for t in told(first)]


def _several(names: list[str]) -> re.Pattern[str]:
    """Three or more areas in a row, one of which is meant: named once, they need not be named again."""
    name = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?:{name})(?: or (?:{name})){{2,}}")


def anywhere(name: str, text: str) -> str:
    """A sentence about an area as it could be said of several."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", THESE_AREAS, text)


def on_documents(block: Row) -> tuple[Words, ...]:
    """What the documents held show, where that is not yet as much as the client's account."""
    if block["on_evidence"] == block["verdict"]:
        return ()
    return ("; on the documents held: ", verdict(block["on_evidence"]))


def horizon_words(finding: Finding) -> str:
    """The day on which a finding would change if life goes on as it is; empty where there is none."""
    horizon = finding["horizon"]
    if horizon["lapses_on"]:
        return f"It would lapse on {day(horizon['lapses_on'])} if nothing else changes."
    if horizon["gained_on"]:
        return f"It would be gained on {day(horizon['gained_on'])} if nothing else changes."
    return ""


def in_full(findings: Iterable[Finding], indent: int) -> Iterator[Paragraph]:
    """Every finding with its facts, reasons and sources."""
    for finding in findings:
        yield from _one_in_full(finding, indent)


def _one_in_full(finding: Finding, indent: int) -> Iterator[Paragraph]:
    who = "" if finding["person"] == "client" else f" ({finding['person']})"
    yield para(
        f"- {finding['title']}{who}: ",
        verdict(finding["verdict"]),
        *on_documents(finding),
        indent=indent,
        hang=2,
    )
    inner = indent + 2
    yield para(finding["because"], indent=inner)
    shown = [f"{plain(name)}: {_fact(value)}" for name, value in finding["facts"].items()]
    later = horizon_words(finding)
    for label, text in (
        ("Facts", "; ".join(shown)),
        ("To weigh", " ".join(finding["factors"])),
        ("Not known", ", ".join(finding["missing"])),
        ("Would show it", listed([document_words(each) for each in finding["evidence_needed"]], "or")),
        ("Later", later),
    ):
        if text:
            yield para(Span(f"{label}: ", "strong"), text, indent=inner, hang=2)
    for cite in finding["cites"]:
        yield para(Span(f"{cite['source']} {cite['url']}".strip(), "faint"), indent=inner, hang=2)
    certainty = CERTAINTY.get(finding["certainty"], finding["certainty"])
    yield para(
        Span(f"{finding['rule']}, {plain(finding['force'])}, {certainty}", "faint"), indent=inner, hang=2
    )


def _fact(value: Any) -> str:
    if isinstance(value, Mapping):
        ends = dict.fromkeys(_bound(value.get(end)) for end in ("at_least", "at_most"))
        span = " to ".join(ends)
        return f"{span} of {value['needed']:,} needed" if "needed" in value else span
    if isinstance(value, bool):
        return yes_no(value)
    return f"{value:,}" if isinstance(value, int) else "not known" if value == "unknown" else plain(value)


def _bound(value: int | None) -> str:
    return "more" if value is None else f"{value:,}"


def unread_sources(answer: Mapping[str, Any]) -> list[str]:
    """The titles of the rules behind an answer whose sources nobody has read first-hand."""
    unread = {each["rule"]: each["title"] for each in every_finding(answer) if each["certainty"] == "memory"}
    return sorted(set(unread.values()))


def every_finding(part: Any) -> Iterator[Finding]:
    """Every finding anywhere in an answer."""
    if isinstance(part, Mapping):
        if "rule" in part and "because" in part:
            yield part
        else:
            for value in part.values():
                yield from every_finding(value)
    elif isinstance(part, list):
        for value in part:
            yield from every_finding(value)


def ground_words(finding: Finding) -> str:
    """The ground of connection that a finding is on, and through whom where not the client's own."""
    ground = sentence(finding["ground"] or finding["title"])
    return ground if finding["person"] == "client" else f"{ground}, through a member of the household"
