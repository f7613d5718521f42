"""What to do next, as text: the questions that could change a verdict, and the documents to bring."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cli.text.layout import Paragraph, Span, heading, listed, para
from cli.text.words import area_name, document_words, plain, sentence

MOST_QUESTIONS = 8
MOST_AREAS = 3  # named at once
# Verdicts that a document could still help: what is not met on the client's own account is not shown by one.
_WORTH_SHOWING = frozenset({"met", "presumed_met", "officer_judgement", "undetermined"})


def questions_text(questions: Sequence[Mapping[str, Any]], full: bool) -> Iterator[Paragraph]:
    """What to ask next, most useful first."""
    if not questions:
        return
    shown = questions if full else questions[:MOST_QUESTIONS]
    beside = (
        "most useful first"
        if len(shown) == len(questions)
        else f"the first {len(shown)} of {len(questions):,}"
    )
    yield from heading("What to ask next", beside)
    for number, question in enumerate(shown, 1):
        yield para(f"{str(number) + '.':<4}", question["ask"], indent=2, hang=4)
        changes = _changes(question["could_change"])
        said = f"Could change {changes}. " if changes else ""
        yield para(Span(f"{said}[{question['path']}]", "faint"), indent=6)


def _changes(could_change: Iterable[Mapping[str, Any]]) -> str:
    """What an answer could change: families of verdicts, each with its areas."""
    families: dict[str, dict[str, None]] = {}
    for change in could_change:
        rule = str(change.get("rule") or "")
        family = rule.split(".")[1] if rule.count(".") else rule
        areas = families.setdefault(family, {})
        if change.get("area"):
            areas[
                area_name(change["area"]) if isinstance(change["area"], Mapping) else str(change["area"])
            ] = None
    return listed([_family(family, list(areas)) for family, areas in families.items() if family])


def _family(family: str, areas: Sequence[str]) -> str:
    join = " of " if family == "safety" else " with " if family == "local_connection" else " in "
    named = list(areas[:MOST_AREAS])
    if len(areas) > MOST_AREAS:
        named.append(f"{len(areas) - MOST_AREAS} other areas")
    return plain(family) + (join + listed(named) if named else "")


def documents_text(answer: Mapping[str, Any]) -> Iterator[Paragraph]:
    """What to bring: for each thing told and not shown yet, the documents any of which would help."""
    wanted: dict[str, dict[str, None]] = {}
    for what, finding in _to_show(answer):
        wanted.setdefault(what, {}).update(dict.fromkeys(finding["evidence_needed"]))
    if not wanted:
        return
    alike: dict[tuple[str, ...], list[str]] = {}
    for what, documents in wanted.items():
        alike.setdefault(tuple(documents), []).append(what)
    yield from heading("What to bring", "what is told but not shown yet; any of these would help")
    for any_of, shown in alike.items():
        named = listed([document_words(each) for each in any_of], "or")
        yield para("- ", Span(f"{sentence(listed(shown))}: ", "strong"), f"{named}.", indent=2, hang=2)


def _to_show(answer: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The findings that a document would bear out, and on what each is."""
    for family in ("homelessness", "eligibility", "priority_need"):
        yield from ((plain(family), each) for each in answer[family]["findings"] if _worth_showing(each))
    for row in answer["local_connection"]:
        for finding in row["findings"]:
            if _worth_showing(finding):
                yield f"{plain(finding['ground'])} in {area_name(row['area'])}", finding


def _worth_showing(finding: Mapping[str, Any]) -> bool:
    return bool(finding["evidence_needed"]) and finding["verdict"] in _WORTH_SHOWING
