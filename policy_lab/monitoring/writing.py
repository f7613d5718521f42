"""The monitoring tables as files: one CSV for all of them, a row a group, and the answer as JSON."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from policy_lab.cases import in_place_of
from policy_lab.monitoring.model import COLUMNS, Monitoring

HEADER = ("table", "group", "called", "counted", "count")


def write_tables(found: Monitoring, folder: Path) -> None:
    """Write `monitoring.csv` and `monitoring.json` into a folder that is there. Raises InputError."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(_lines(found))
    whole = json.dumps(found.answer(), ensure_ascii=False, indent=2) + "\n"
    for name, said in (("monitoring.csv", text.getvalue()), ("monitoring.json", whole)):
        with in_place_of(folder / name) as stream:
            stream.write(said.encode())


def _lines(found: Monitoring) -> Iterator[tuple[str, ...]]:
    for table in found.tables:
        for row in (*table.rows, table.total):
            counts = {"all": row.all} | dict(zip(COLUMNS[table.counted], row.counts, strict=True))
            for counted, count in counts.items():
                yield (
                    table.name,
                    _cell(row.key),
                    _cell(row.called),
                    counted,
                    "" if count is None else str(count),
                )
    for work in found.work:
        for counted in ("clients", "total", "least", "most"):
            count = getattr(work, counted)
            yield work.what, work.whom, work.whom, counted, "" if count is None else str(count)


def _cell(text: str) -> str:
    """A text of the case file as a cell: a spreadsheet would run one that begins as a formula does."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
