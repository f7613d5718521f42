"""Small counts held back, so that nobody can be told from a table, nor worked out from several.

A table has a row for each group, with the same kinds of count in each, and may stand under another: areas
under their regions, quarters under their years, flows of verdicts under who gained, lost or stayed. What is
published of a family of tables is its grand total and whatever is not held back here.

A row with a count from 1 up to the least that may be shown is held back whole. Its siblings under one
published parent are then held back, smallest first, until at least two are and every kind of count comes
to nothing or to the least that may be shown over those held back: that sum is what subtraction gives away.
Under a parent that is held back every child is, since the children together would give it away.
A row of nothing but noughts tells of nobody: it is shown, as a parent or alone.

What a reader of everything published can then find of a count that is held back is its range from nought
to that sum, and never the count (proved in `tests/lab/test_suppression.py`, by trying).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A group of a table, what it stands under (a key of the parent table, or none), and its counts."""

    key: str
    counts: Counts
    under: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A row as it may be shown: its counts, or None where they are held back."""

    key: str
    counts: Counts | None
    under: str | None = None


def published(
    tables: Sequence[Sequence[Row]], least_shown: int
) -> tuple[tuple[tuple[PublishedRow, ...], ...], bool]:
    """Tables, each under the one before it, as they may be shown; and whether their total may be.

    The rows of the first table stand under the grand total. Raises ValueError where a row stands under
    none of the table before, or the children of a parent do not add up to it.
    """
    total = _sum([row.counts for row in tables[0]]) if tables and tables[0] else ()
    total_shown = not _small(total, least_shown)
    parents: dict[str | None, Counts] = {None: total}
    shown: set[str | None] = {None} if total_shown else set()
    found = []
    for table in tables:
        by_parent = _under(table, parents)
        held_back = {
            row.key
            for parent, rows in by_parent.items()
            for row in (_held_back(rows, least_shown) if parent in shown else rows)
        }
        found.append(
            tuple(
                PublishedRow(row.key, None if row.key in held_back else row.counts, row.under)
                for row in table
            )
        )
        parents = {row.key: row.counts for row in table}
        shown = {row.key for row in table if row.key not in held_back}
    return tuple(found), total_shown


def _under(table: Sequence[Row], parents: Mapping[str | None, Counts]) -> dict[str | None, list[Row]]:
    by_parent: dict[str | None, list[Row]] = {}
    for row in table:
        by_parent.setdefault(row.under, []).append(row)
    for parent, rows in by_parent.items():
        if parent not in parents:
            raise ValueError(f"`{rows[0].key}` stands under `{parent}`, which the table before does not have")
        if _sum([row.counts for row in rows]) != parents[parent]:
            raise ValueError(f"what stands under `{parent}` does not add up to it")
    return by_parent


def _held_back(rows: Sequence[Row], least_shown: int) -> list[Row]:
    """The rows under one published parent that are held back."""
    held = [row for row in rows if _small(row.counts, least_shown)]
    if not held:
        return []
    others = sorted(
        (row for row in rows if row not in held and any(row.counts)),
        key=lambda row: (sum(row.counts), row.counts, row.key),
    )
    while others and (len(held) < 2 or _small(_sum([row.counts for row in held]), least_shown)):
        held.append(others.pop(0))
    # A lone row left over is the parent less noughts: the noughts are held back with it.
    return held if len(held) > 1 else list(rows)


def _small(counts: Counts, least_shown: int) -> bool:
    return any(0 < count < least_shown for count in counts)


def _sum(counts: Sequence[Counts]) -> Counts:
    return tuple(sum(each) for each in zip(*counts, strict=True))
