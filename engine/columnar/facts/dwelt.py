"""Who is asked about which areas, and all of their stays: what the compiled loops work on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.columnar.nights import Asked, Stays
from engine.stays import BEGINNING, FOREVER

_MOST_PEOPLE = 1 << 15  # in a case: what a person's number holds
_MOST_AREAS = 1 << 31


@dataclass(frozen=True)
class Dwelt:
    """The stays of a batch, as a table and, in the same order, for the compiled loops.

    `asked` has the pair of person and area for each row that is wanted.
    """

    table: pl.DataFrame
    stays: Stays
    asked: Asked


def dwelt_of(table: pl.DataFrame, people: pl.DataFrame, homes: pl.DataFrame) -> Dwelt:
    """The stays of people, each with the areas in which they are asked about.

    `table` and `people` are as in `Tables`, sorted; people with the `test_day` of their case.
    """
    persons = _keys(people)
    stays = Stays(
        begins=np.append(np.searchsorted(_keys(table), persons), table.height),
        test_day=people["test_day"].to_numpy(),
        whole=(people["housing_history_asked"] & people["housing_history_complete"]).to_numpy(),
        area=table["area"].to_numpy(),
        from_first=table["from_first"].fill_null(BEGINNING).to_numpy(),
        from_last=table["from_last"].fill_null(FOREVER).to_numpy(),
        to_first=table["to_first"].fill_null(BEGINNING).to_numpy(),
        to_last=table["to_last"].fill_null(FOREVER).to_numpy(),
        current=table["current"].to_numpy(),
        evidenced=table["evidenced"].to_numpy(),
    )
    return Dwelt(table, stays, Asked(np.searchsorted(persons, _keys(homes)), homes["area"].to_numpy()))


def among(rows: pl.DataFrame, areas: pl.DataFrame) -> pl.Series:
    """Which rows are of an area that their case has in a list of areas; both with `case` and `area`."""
    key = pl.col("case").cast(pl.Int64) * _MOST_AREAS + pl.col("area")
    return rows.select(key.is_in(areas.select(key).to_series().implode())).to_series()


def _keys(rows: pl.DataFrame) -> npt.NDArray[np.int64]:
    """One number for each person of a batch, in the order of case and person."""
    person = pl.col("case").cast(pl.Int64) * _MOST_PEOPLE + pl.col("person")
    return rows.select(person).to_series().to_numpy()
