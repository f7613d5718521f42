"""What monitoring found: tables of clients by what they needed and what came of it."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from policy_lab.intervals import Interval, wilson

SCHEMA = "safe-connections/monitoring/1"

TOTAL = "total"  # the key of a table's last row
Count: TypeAlias = int | None
Counted: TypeAlias = Literal["reconnected", "sustained", "place"]
What: TypeAlias = Literal["events", "direct_contacts"]
Whom: TypeAlias = Literal["all", "reconnected"]

COLUMNS: dict[Counted, tuple[str, str, str]] = {
    "reconnected": ("reconnected", "not_reconnected", "open"),
    "sustained": ("sustained", "not_sustained", "not_known"),
    "place": ("same_region", "other_region", "not_known"),
}
"""What is counted of whom: clients by what came of it, reconnections by whether they held or where they led.

`open` has no outcome yet; `same_region` is that of the authority applied to.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A group, and how many of it are in each of the three columns; all None where they are held back."""

    key: str
    called: str
    counts: tuple[Count, Count, Count]

    @property
    def all(self) -> Count:
        """The three together."""
        known = [count for count in self.counts if count is not None]
        return sum(known) if len(known) == len(self.counts) else None

    @property
    def rate(self) -> Interval | None:
        """The first column's share of the first two, where it may be told and there are any."""
        hits, misses, _ = self.counts
        return None if hits is None or misses is None or not hits + misses else wilson(hits, hits + misses)


@dataclass(frozen=True, slots=True)
class Table:
    """Groups of clients, or of reconnections, that have each client once; `figure` is the report's letter.

    `by` is the fact that they are grouped by: two tables may be by the same.
    """

    name: str
    by: str
    figure: str
    title: str
    counted: Counted
    rows: tuple[Row, ...]
    total: Row

    @property
    def has_rate(self) -> bool:
        """Whether the first column is a success of which a rate tells something."""
        return self.counted != "place"

    def row(self, key: str) -> Row:
        """A row by its key. Raises KeyError."""
        return {row.key: row for row in self.rows}[key]


@dataclass(frozen=True, slots=True)
class Work:
    """What was recorded as done for some clients: events or direct contacts.

    `clients` are those with a record. The least and the most of one client are held back for publication.
    """

    what: What
    whom: Whom
    clients: Count
    total: Count
    least: Count
    most: Count

    @property
    def mean(self) -> float | None:
        """How many a client, where any has a record."""
        return self.total / self.clients if self.clients and self.total is not None else None


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Everything that monitoring found in a case file. `held_back_below` is 0 where every count is shown."""

    file: str
    cases: int
    quarantined: int
    faults: tuple[tuple[str, int], ...]
    held_back_below: int
    tables: tuple[Table, ...]
    work: tuple[Work, ...]
    read_with: tuple[str, ...]

    def table(self, name: str) -> Table:
        """A table by its name. Raises KeyError."""
        return {table.name: table for table in self.tables}[name]

    def answer(self) -> dict[str, Any]:
        """The findings as JSON (`safe-connections/monitoring/1`)."""
        return {
            "schema": SCHEMA,
            "file": self.file,
            "cases": {"read": self.cases, "quarantined": self.quarantined, "faults": dict(self.faults)},
            "held_back_below": self.held_back_below,
            "tables": [_table_told(table) for table in self.tables],
            "work": [_work_told(work) for work in self.work],
            "read_with": list(self.read_with),
        }


def _table_told(table: Table) -> dict[str, Any]:
    return {
        "table": table.name,
        "figure": table.figure,
        "title": table.title,
        "rows": [_row_told(row, table) for row in table.rows],
        "total": _row_told(table.total, table),
    }


def _row_told(row: Row, table: Table) -> dict[str, Any]:
    told: dict[str, Any] = {"group": row.key, "called": row.called, "all": row.all}
    told |= zip(COLUMNS[table.counted], row.counts, strict=True)
    if table.has_rate:
        told["rate"] = row.rate._asdict() if row.rate else None
    return told


def _work_told(work: Work) -> dict[str, Any]:
    return {
        "what": work.what,
        "of": work.whom,
        "clients": work.clients,
        "total": work.total,
        "mean": work.mean,
        "least": work.least,
        "most": work.most,
    }
