"""What stands under every answer: warnings, how it was checked, and whose decision it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.text.findings import unread_sources
from cli.text.layout import Paragraph, Span, heading, listed, para

NOT_ADVICE = (
    "This is not legal advice. Decisions stay with people: the client, the caseworker and the officer."
)


def closing(answer: Mapping[str, Any]) -> Iterator[Paragraph]:
    """Warnings, how the answer was checked, and whose decision it is."""
    warnings = list(answer["warnings"])
    unread = unread_sources(answer)
    if unread:
        warnings.append(f"Sources not yet read first-hand, to be checked before use: {'; '.join(unread)}.")
    if warnings:
        yield from heading("Read with this")
        yield from (para("- ", warning, indent=2, hang=2) for warning in warnings)
    yield from heading("About this answer")
    yield para(*_engines(answer["verification"]), _rules(answer), indent=2)
    yield para(NOT_ADVICE, indent=2)


def _engines(checked: Mapping[str, Any]) -> Iterator[Span]:
    engines = listed(checked["engines"])
    if checked["agree"] is None:
        yield Span(f"Decided by one rule engine alone ({engines}).")
    elif checked["agree"]:
        yield Span(f"Two rule engines ({engines}) agree on every finding.")
    else:
        yield Span(f"The rule engines ({engines}) differ; what they differ on is withheld.", "alarm")


def _rules(answer: Mapping[str, Any]) -> str:
    if "law" not in answer:
        return ""
    packs = [f"{pack['name']} {pack['version']}" for pack in answer["law"]["packs"]]
    return f" Rules: {', '.join(packs)}."
