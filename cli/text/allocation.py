"""An allocation as text: each match with its reasons, who is left out and why, and the caseloads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.text.layout import Paragraph, Span, heading, para
from cli.text.words import day

Answer = Mapping[str, Any]


def allocation_text(answer: Answer) -> Iterator[Paragraph]:
    """Who takes whom, who is left out, and how full everybody is."""
    yield para(Span("Allocation of clients to caseworkers", "strong"))
    yield para(f"As on {day(answer['allocated_on'])}.")
    yield from _left_out(answer["unallocated"])
    yield from _matches(answer["matches"])
    yield from _caseloads(answer["workers"])
    yield from heading("Read with this")
    yield from (para("- ", text, indent=2, hang=2) for text in (*answer["warnings"], answer["ties"]))
    yield para("A manager decides; this is a proposal that says its reasons.", indent=2)


def _left_out(rows: Sequence[Answer]) -> Iterator[Paragraph]:
    if not rows:
        return
    yield from heading("Not allocated", f"{len(rows):,}")
    for row in rows:
        yield para(Span(row["client"], "alarm"), ". ", " ".join(row["because"]), indent=2, hang=2)
        if row["would_help"]:
            yield para("Would help: ", " ".join(row["would_help"]), indent=4, hang=2)


def _matches(rows: Sequence[Answer]) -> Iterator[Paragraph]:
    yield from heading("Allocated", f"{len(rows):,}")
    if not rows:
        yield para("Nobody.", indent=2)
    for row in rows:
        second = f", with {row['second_worker']} on visits" if row["second_worker"] else ""
        yield para(Span(row["client"], "strong"), f" to {row['worker']}{second}.", indent=2, hang=2)
        yield para("Because: ", " ".join(row["because"]), indent=4, hang=2)
        if row["not_met"]:
            yield para(Span("Falls short: "), " ".join(row["not_met"]), indent=4, hang=2)


def _caseloads(rows: Sequence[Answer]) -> Iterator[Paragraph]:
    yield from heading("Caseloads")
    for row in rows:
        after = "not known" if row["caseload_after"] is None else f"{row['caseload_after']}"
        visits = f"; goes along for {len(row['joint_visits'])}" if row["joint_visits"] else ""
        yield para(f"{row['worker']}: {after} of {row['caseload_limit']}{visits}.", indent=2)
