"""Which row of a case, a person or an area each row of another frame belongs to.

Every frame is sorted by case, so rows are found by counting along and not by a join, which costs many times
as much.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.columnar.compiled import compiled
from engine.columnar.tables import CLIENT

Places: TypeAlias = npt.NDArray[np.int64]  # row numbers of another frame
Flags: TypeAlias = npt.NDArray[np.bool_]
Cases: TypeAlias = npt.NDArray[np.uint32]
Areas: TypeAlias = npt.NDArray[np.int32]
People: TypeAlias = npt.NDArray[np.int16]

NOWHERE = -1


def beside(rows: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Each of some rows with the columns of its case; `cases` has each case once, in order."""
    return rows.hstack(of_cases(rows["case"], cases))


def of_cases(wanted: pl.Series, cases: pl.DataFrame) -> pl.DataFrame:
    """The columns of each wanted case, without its number; `cases` has each case once, in order."""
    return cases.drop("case")[rows_of_cases(wanted, cases["case"])]


def rows_of_cases(wanted: pl.Series, cases: pl.Series) -> pl.Series:
    """The row of each wanted case among all, each of which is there once and in order."""
    held = cases.to_numpy()
    if not held.size or held[-1] == held.size - 1:  # none was left out: the number is the row
        return wanted
    rows = np.zeros(int(held[-1]) + 1, np.uint32)
    rows[held] = np.arange(held.size, dtype=np.uint32)
    return pl.Series(rows[wanted.to_numpy()])


def rows_of_people(wanted: pl.DataFrame, people: pl.DataFrame) -> Places:
    """The row among all people of each wanted case and person; people are numbered through in each case."""
    clients = first_of_cases(people)
    cases = people["case"].gather(clients)
    rows: Places = clients[rows_of_cases(wanted["case"], cases).to_numpy()] + wanted["person"].to_numpy()
    return rows


def first_of_cases(people: pl.DataFrame) -> Places:
    """The row of the client of each case, who is the first of its people."""
    return np.flatnonzero(people["person"].to_numpy() == CLIENT)


def rows_of(items: pl.DataFrame, homes: pl.DataFrame) -> Places:
    """The row of `homes` with each item's case, area and person, or NOWHERE. `homes` are sorted by case."""
    return _rows_of(*(frame[name].to_numpy() for frame in (items, homes) for name in _KEYS))


def named_there(items: pl.DataFrame, homes: pl.DataFrame) -> pl.Series:
    """For each row of `homes` whether its area is that of some item of the same case."""
    keys = (frame[name].to_numpy() for frame in (items, homes) for name in _KEYS[:2])
    return pl.Series(_named_there(*keys))


_KEYS = ("case", "area", "person")


@compiled
def _rows_of(
    case: Cases, area: Areas, person: People, home_case: Cases, home_area: Areas, home_person: People
) -> Places:
    found = np.full(len(case), NOWHERE, np.int64)
    first = 0
    for item in range(len(case)):
        first = _first_of(case, item, home_case, first)
        at = first
        while at < len(home_case) and home_case[at] == case[item]:
            if home_area[at] == area[item] and home_person[at] == person[item]:
                found[item] = at
                break
            at += 1
    return found


@compiled
def _named_there(case: Cases, area: Areas, home_case: Cases, home_area: Areas) -> Flags:
    found = np.zeros(len(home_case), np.bool_)
    first = 0
    for item in range(len(case)):
        first = _first_of(case, item, home_case, first)
        at = first
        while at < len(home_case) and home_case[at] == case[item]:
            found[at] |= home_area[at] == area[item]
            at += 1
    return found


@compiled
def _first_of(case: Cases, item: int, home_case: Cases, first: int) -> int:
    """The first home of an item's case, counted along from that of the item before."""
    if item and case[item] < case[item - 1]:
        first = 0
    while first < len(home_case) and home_case[first] < case[item]:
        first += 1
    return first
