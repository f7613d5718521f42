"""Who is asked about which areas, and all of their stays: what the compiled loops work on."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from engine.columnar.facts.belonging import rows_of_people
from engine.columnar.nights import Asked, Stays
from engine.stays import BEGINNING, FOREVER


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
    how_many = np.bincount(rows_of_people(table, people), minlength=people.height)
    stays = Stays(
        begins=np.append(0, np.cumsum(how_many)),
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
    return Dwelt(table, stays, Asked(rows_of_people(homes, people), homes["area"].to_numpy()))
