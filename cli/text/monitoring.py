"""Monitoring as text: each table with its counts, its rate and how sure that is."""

from collections.abc import Iterator, Sequence

from cli.text.layout import Paragraph, Span, Style, heading, para
from policy_lab.intervals import Interval
from policy_lab.monitoring import Monitoring, Row, Table, Work

_HEADS = {
    "reconnected": ("All", "Reconnected", "Not", "Open", "Rate of 100"),
    "sustained": ("All", "Sustained", "Not", "Not known", "Rate of 100"),
    "place": ("All", "Same region", "Other", "Not known"),
}
_ROOM = 76  # columns of the terminal for a line of a table
_RATE = "A rate is of 100 whose outcome is known; in brackets, where the true one may lie (95% interval)."
_WHAT = {"events": "Events", "direct_contacts": "Direct contacts"}
_WHOM = {"all": "all clients", "reconnected": "reconnected clients"}


def monitoring_text(found: Monitoring) -> Iterator[Paragraph]:
    """What came of the clients, table by table."""
    yield para(Span(f"Monitoring of {found.file}", "strong"))
    yield para(_read(found))
    yield para(_shown(found))
    yield para(Span(_RATE, "faint"))
    for table in found.tables:
        yield from _table(table)
    yield from _work(found.work)
    yield from heading("Read with this")
    yield from (para("- ", text, indent=2, hang=2) for text in found.read_with)


def _read(found: Monitoring) -> str:
    read = f"{found.cases:,} case{'' if found.cases == 1 else 's'}."
    if not found.quarantined:
        return read
    places = ", ".join(f"{place or 'the whole case'} ({count:,})" for place, count in found.faults[:5])
    return f"{read} {found.quarantined:,} left out for a fault, by its place: {places}."


def _shown(found: Monitoring) -> Span:
    if found.held_back_below:
        return Span(
            f"Counts from 1 to {found.held_back_below - 1} are held back (–), and what would give them away.",
            "faint",
        )
    return Span("Every count is shown: for the team's own use. To publish, use --for-publication.", "faint")


def _table(table: Table) -> Iterator[Paragraph]:
    yield from heading(table.title, f"figure ({table.figure})" if table.figure else "")
    if not table.rows:
        yield para("Nobody.", indent=2)
        return
    lines = [("", *_HEADS[table.counted])]
    lines += [(row.called, *_cells(row, table)) for row in (*table.rows, table.total)]
    styles: dict[int, Style] = {0: "faint", len(lines) - 1: "strong"}
    for place, line in enumerate(_aligned(lines)):
        yield para(Span(line, styles.get(place, "")), indent=2)


def _cells(row: Row, table: Table) -> tuple[str, ...]:
    counts = tuple(map(_count, (row.all, *row.counts)))
    return (*counts, _rate(row.rate)) if table.has_rate else counts


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines with their cells below one another: names at the left, cut where they are too long."""
    widths = [max(map(len, cells)) + 2 for cells in list(zip(*lines, strict=True))[1:]]
    first = min(max(len(line[0]) for line in lines), _ROOM - sum(widths))
    for name, *cells in lines:
        shown = name if len(name) <= first else name[: first - 1] + "…"
        yield shown.ljust(first) + "".join(map(str.rjust, cells, widths))


def _count(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _rate(rate: Interval | None) -> str:
    return f"{100 * rate.rate:.0f} ({100 * rate.low:.0f}–{100 * rate.high:.0f})" if rate else "–"


def _work(every: tuple[Work, ...]) -> Iterator[Paragraph]:
    yield from heading("What was done")
    for work in every:
        mean = "–" if work.mean is None else f"{work.mean:,.1f}"
        span = (
            f", from {work.least:,} to {work.most:,}"
            if work.least is not None and work.most is not None
            else ""
        )
        yield para(
            f"{_WHAT[work.what]}, {_WHOM[work.whom]}: ",
            Span(_count(work.total), "strong"),
            f" for {_count(work.clients)} with a record; {mean} a client{span}.",
            indent=2, hang=2,
        )  # fmt: skip
