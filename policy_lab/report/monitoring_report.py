"""The report of monitoring: its tables as a page, with CSV and JSON beside it."""

from pathlib import Path
from typing import Any

import altair as alt

from policy_lab.monitoring import COLUMNS, Monitoring, Row, Table, write_tables
from policy_lab.report.drawing import GAINED, INK, LEVEL, WIDTH, Picture, picture, values
from policy_lab.report.page import page, write_page
from policy_lab.report.words import count, plain

MONITORING = "monitoring.html"
_CALLED = {
    "reconnected": "Reconnected", "not_reconnected": "Not reconnected", "open": "Open",
    "sustained": "Sustained", "not_sustained": "Not sustained", "not_known": "Not known",
    "same_region": "In the same region", "other_region": "In another region",
}  # fmt: skip
_ROW = 24  # pixels of a bar
_EVERY_TICK = 12  # up to so many clients, each has a tick


def write_monitoring(found: Monitoring, folder: Path) -> Path:
    """Write the page and the tables into a folder that is there. Raises InputError where they cannot be."""
    write_tables(found, folder)
    tables = [
        (table, [_CALLED[name] for name in COLUMNS[table.counted]], _bars(table)) for table in found.tables
    ]
    return write_page(folder / MONITORING, page("monitoring.html", found=found, tables=tables))


def _bars(table: Table) -> Picture | None:
    """The rows of a table as bars of its three columns; None where nothing may be drawn."""
    names = [_CALLED[name] for name in COLUMNS[table.counted]]
    rows: list[dict[str, Any]] = [
        {"group": row.called, "kind": name, "count": number, "order": place}
        for row in table.rows
        for place, (name, number) in enumerate(zip(names, row.counts, strict=True))
        if number
    ]
    if not rows:
        return None
    shown = [row.called for row in table.rows if row.all]
    colours = alt.Scale(domain=names, range=[GAINED, LEVEL, "white"])
    chart = (
        alt.Chart(values(rows))
        .mark_bar(stroke=INK, strokeWidth=0.5)
        .encode(
            y=alt.Y("group:N", sort=shown, title=None),
            x=alt.X("count:Q", title="Clients", axis=_whole_numbers(table)),
            color=alt.Color("kind:N", scale=colours, title=None),
            order="order:O",
        )
        .properties(width=WIDTH - 160, height=_ROW * len(shown))
    )
    said = [f"{row.called}: {_said(row, table)}" for row in table.rows if row.all]
    return picture(f"chart-{table.name}".replace("_", "-"), table.title, "; ".join(said) + ".", chart)


def _whole_numbers(table: Table) -> alt.Axis:
    """An axis of clients, of whom there are no halves."""
    most = max(row.all or 0 for row in table.rows)
    ticks = {"values": list(range(most + 1))} if most <= _EVERY_TICK else {"tickCount": 6}
    return alt.Axis(format=",d", **ticks)


def _said(row: Row, table: Table) -> str:
    named = zip(COLUMNS[table.counted], row.counts, strict=True)
    return ", ".join(f"{count(number)} {plain(name)}" for name, number in named)
