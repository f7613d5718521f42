"""Monitoring as it may be published: small counts held back, so that nobody can be told from them."""

from collections.abc import Sequence
from dataclasses import replace

from policy_lab import suppression
from policy_lab.monitoring.model import TOTAL, Monitoring, Row, Table, Work

# What somebody typed may itself tell who somebody is: where few share it, it is not said.
_WORDS_OF_THE_FILE = frozenset({"accommodation"})
_OTHERS = Row("held_back", "Others, held back", (None, None, None))


def for_publication(found: Monitoring, least_shown: int) -> Monitoring:
    """The same findings with every small count held back, and whatever would give it away.

    Tables share their totals alone, and each is held back under its own; one whose total is small is held
    back whole. Tables by the same fact have the same groups, which are held back in all of them or in none.
    """
    shown: dict[str, frozenset[str]] = {}
    for by in dict.fromkeys(table.by for table in found.tables):
        shown[by] = _shown([table for table in found.tables if table.by == by], least_shown)
    return replace(
        found,
        held_back_below=least_shown,
        tables=tuple(_table(table, shown[table.by]) for table in found.tables),
        work=tuple(_work(work, found.work, least_shown) for work in found.work),
    )


def _shown(tables: Sequence[Table], least_shown: int) -> frozenset[str]:
    """The keys of the rows that may be shown, and that of their total where it may be."""
    every = zip(*(table.rows for table in tables), strict=True)
    rows = [
        suppression.Row(same[0].key, tuple(count or 0 for row in same for count in row.counts))
        for same in every
    ]
    if not rows:
        return frozenset({TOTAL})
    (published,), total_shown = suppression.published([rows], least_shown)
    shown = frozenset(row.key for row in published if row.counts is not None)
    return shown | {TOTAL} if total_shown else shown


def _table(table: Table, shown: frozenset[str]) -> Table:
    rows = tuple(_row(row, shown) for row in table.rows)
    if table.by in _WORDS_OF_THE_FILE and any(row.all is None for row in rows):
        rows = (*(row for row in rows if row.all is not None), _OTHERS)
    return replace(table, rows=rows, total=_row(table.total, shown))


def _row(row: Row, shown: frozenset[str]) -> Row:
    return row if row.key in shown else replace(row, counts=(None, None, None))


def _work(work: Work, every: tuple[Work, ...], least_shown: int) -> Work:
    """Sums over enough clients alone, of whom no few are left over by subtraction; never one client's."""
    same = {each.whom: each.clients or 0 for each in every if each.what == work.what}
    groups = (same["reconnected"], same["all"] - same["reconnected"])
    few = any(0 < group < least_shown for group in groups)
    held = replace(work, least=None, most=None)
    return replace(held, clients=None, total=None) if few else held
