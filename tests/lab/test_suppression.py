"""Nobody can work out a count that was held back, from everything that is published beside it."""

from collections.abc import Sequence
from itertools import groupby
from random import Random
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from policy_lab.suppression import PublishedRow, Row, published

pytestmark = pytest.mark.lab

LEAST = 5
KINDS = 3  # gained, lost, neither
Cell: TypeAlias = tuple[int, str, int]  # table, group, kind of count

counts = st.tuples(*[st.one_of(st.integers(0, 6), st.integers(0, 60))] * KINDS)


@st.composite
def nested(draw: st.DrawFn) -> list[list[Row]]:
    """Areas under regions: the regions are sums of their areas."""
    regions = draw(st.lists(st.lists(counts, min_size=1, max_size=5), min_size=1, max_size=5))
    areas = [[Row(f"{r}.{a}", row, str(r)) for a, row in enumerate(rows)] for r, rows in enumerate(regions)]
    above = [Row(str(r), tuple(map(sum, zip(*rows, strict=True)))) for r, rows in enumerate(regions)]
    return [above, [row for rows in areas for row in rows]]


class Reader:
    """Somebody who has everything that is published, and tries to find what is not."""

    def __init__(self, tables: Sequence[Sequence[PublishedRow]], total: tuple[int, ...] | None) -> None:
        self.cells: list[Cell] = [
            (t, row.key, kind) for t, table in enumerate(tables) for row in table for kind in range(KINDS)
        ]
        self.place = {cell: n for n, cell in enumerate(self.cells)}
        self.equations: list[tuple[dict[int, int], int]] = []
        self.bounds: list[tuple[float, float | None]] = [(0, None)] * len(self.cells)
        for t, table in enumerate(tables):
            for row in table:
                for kind in range(KINDS):
                    if row.counts is not None:
                        self.bounds[self.place[t, row.key, kind]] = (row.counts[kind], row.counts[kind])
            for parent, rows in groupby(sorted(table, key=_parent), key=_parent):
                self._adds_up(t, [row.key for row in rows], parent, total)

    def _adds_up(self, t: int, keys: list[str], parent: str, total: tuple[int, ...] | None) -> None:
        for kind in range(KINDS):
            terms = {self.place[t, key, kind]: 1 for key in keys}
            if t:
                self.equations.append(({**terms, self.place[t - 1, parent, kind]: -1}, 0))
            elif total is not None:
                self.equations.append((terms, total[kind]))

    def range_of(self, cell: Cell) -> tuple[float, float]:
        """The least and the most that a count can be, for all that the reader knows."""
        a = np.zeros((len(self.equations), len(self.cells)))
        for n, (terms, _) in enumerate(self.equations):
            for place, times in terms.items():
                a[n, place] = times
        b = np.array([sum_ for _, sum_ in self.equations])
        goal = np.zeros(len(self.cells))
        goal[self.place[cell]] = 1
        equal = (a, b) if len(self.equations) else (None, None)
        ends = [linprog(sign * goal, A_eq=equal[0], b_eq=equal[1], bounds=self.bounds) for sign in (1, -1)]
        assert ends[0].status == 0
        return float(ends[0].fun), float("inf") if ends[1].status == 3 else -float(ends[1].fun)


def _parent(row: PublishedRow) -> str:
    return row.under or ""


def all_of(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(row.counts for row in rows), strict=True)))


@settings(deadline=None, max_examples=25)
@given(nested())
def test_no_count_that_is_held_back_can_be_worked_out(tables: list[list[Row]]) -> None:
    shown, with_total = published(tables, LEAST)
    reader = Reader(shown, all_of(tables[0]) if with_total else None)
    for t, table in enumerate(shown):
        for row in table:
            true = next(each.counts for each in tables[t] if each.key == row.key)
            for kind in range(KINDS) if row.counts is None else ():
                least, most = reader.range_of((t, row.key, kind))
                if 0 < true[kind] < LEAST:  # a count that is to be hidden
                    assert most - least >= LEAST - 0.001


@given(nested())
def test_no_small_count_is_ever_shown_and_what_is_shown_is_true(tables: list[list[Row]]) -> None:
    shown, with_total = published(tables, LEAST)
    for table, rows in zip(shown, tables, strict=True):
        for row, true in zip(table, rows, strict=True):
            assert row.counts in {None, true.counts}
            assert row.counts is None or not any(0 < count < LEAST for count in row.counts)
    assert not with_total or not any(0 < count < LEAST for count in all_of(tables[0]))


@given(nested(), st.randoms(use_true_random=False))
def test_the_order_of_groups_changes_nothing(tables: list[list[Row]], random: Random) -> None:
    shuffled = [list(table) for table in tables]
    for table in shuffled:
        random.shuffle(table)
    one, other = published(tables, LEAST)[0], published(shuffled, LEAST)[0]
    for a, b in zip(one, other, strict=True):
        assert set(a) == set(b)


def test_a_table_without_small_counts_is_shown_whole() -> None:
    rows = [Row("leeds", (10, 0)), Row("york", (5, 12))]
    assert published([rows], LEAST) == (
        ((PublishedRow("leeds", (10, 0)), PublishedRow("york", (5, 12))),), True
    )  # fmt: skip


def test_one_small_count_takes_the_smallest_other_row_with_it() -> None:
    rows = [Row("leeds", (40,)), Row("york", (3,)), Row("hull", (9,))]
    ((shown,), total) = published([rows], LEAST)
    assert [row.key for row in shown if row.counts is None] == ["york", "hull"]
    assert total


def test_a_small_total_is_held_back_with_all_that_makes_it_up() -> None:
    ((shown,), total) = published([[Row("leeds", (2,)), Row("york", (2,))]], LEAST)
    assert [row.counts for row in shown] == [None, None]
    assert not total


def test_tables_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="does not add up"):
        published([[Row("north", (10,))], [Row("leeds", (9,), "north")]], LEAST)
    with pytest.raises(ValueError, match="which the table before does not have"):
        published([[Row("north", (10,))], [Row("leeds", (10,), "south")]], LEAST)
