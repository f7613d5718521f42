"""The safety of areas as text: what is excluded first and loudest, then doubts, then cautions."""

from collections.abc import Iterator

from cli.text.findings import Row, anywhere, deciding, in_full
from cli.text.layout import LABEL, Paragraph, Span, heading, labelled, listed, para
from cli.text.words import area_name, verdict

MOST_CLEAR = 6  # areas named as clear; danger, doubt and caution name every area


def safety_text(rows: list[Row], full: bool) -> Iterator[Paragraph]:
    """How safe each area is and why: every reason, as none outweighs another."""
    yield from heading("Safety", "on what has been told so far")
    if not rows:
        yield para("No area is named yet, so there is none to judge.", indent=2)
    for word in ("excluded", "undetermined", "caution", "clear"):
        of_word = [row for row in rows if row["verdict"] == word]
        if word == "clear":
            yield from _clear([area_name(row["area"]) for row in of_word], full)
        elif full or word == "excluded":
            yield from _one_by_one(of_word, full)
        else:
            yield from _by_reason(of_word, len([row for row in rows if row["verdict"] != "excluded"]))


def _one_by_one(rows: list[Row], full: bool) -> Iterator[Paragraph]:
    for row in rows:
        yield _areas(row["verdict"], area_name(row["area"]))
        if full:
            yield from in_full(row["findings"], 4)
        else:
            yield from (para(finding["because"], indent=LABEL + 2) for finding in deciding(row))


def _by_reason(rows: list[Row], others: int) -> Iterator[Paragraph]:
    """Each reason once with all its areas, the most particular first; no area is left out."""
    held: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        name = area_name(row["area"])
        for because in [finding["because"] for finding in deciding(row)] or [""]:
            held.setdefault(anywhere(name, because), []).append((name, because))
    reasons: dict[tuple[str, ...], list[str]] = {}
    for reason, said in held.items():
        names = tuple(name for name, _ in said)
        reasons.setdefault(names, []).append(reason if len(said) > 1 else said[0][1])
    for names, because in sorted(reasons.items(), key=lambda item: len(item[0])):
        everywhere = "Every area not excluded: " if len(names) == others > 1 else ""
        yield _areas(rows[0]["verdict"], everywhere + listed(names))
        yield from (para(each, indent=LABEL + 2) for each in because)


def _clear(names: list[str], full: bool) -> Iterator[Paragraph]:
    more = len(names) - MOST_CLEAR
    if more > 1 and not full:
        names = [*names[:MOST_CLEAR], f"{more:,} other areas"]
    if names:
        yield _areas("clear", listed(names))


def _areas(word: str, names: str) -> Paragraph:
    shown = verdict(word)
    return labelled(shown.text, Span(names, "strong"), style=shown.style)
