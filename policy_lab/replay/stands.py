"""Where a verdict stands, and so which way a case goes when it changes."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from policy_lab.results import Stands

SILENT = "silent"  # the law of the day says nothing of it
ORDER: tuple[Stands, ...] = ("against", "open", "for")
_STANDS: dict[str, Stands] = {
    SILENT: "against",
    "not_met": "against",
    "presumed_not_met": "against",
    "excluded": "against",
    "undetermined": "open",
    "officer_judgement": "open",
    "presumed_met": "for",
    "met": "for",
    "caution": "for",
    "clear": "for",
}

Codes = NDArray[np.int16]
Mask = NDArray[np.bool_]


def stands(verdict: str) -> Stands:
    """Where a verdict stands."""
    return _STANDS[verdict]


def ranks(words: Sequence[str]) -> NDArray[np.int8]:
    """How far along `ORDER` each of some verdicts stands."""
    return np.asarray([ORDER.index(stands(word)) for word in words], np.int8)


def codes(column: pl.Series) -> Codes:
    """Each verdict (or rule) of a column as its place among the column's words, from 1; 0 for none."""
    places = column.to_physical()
    if places.null_count():
        places = places.cast(pl.Int16).fill_null(-1)
    return np.asarray(places.to_numpy() + np.int16(1), np.int16)


def words_of(column: pl.Series) -> tuple[str, ...]:
    """What the codes of a column stand for, from 0."""
    assert isinstance(column.dtype, pl.Enum)  # as `Decisions` has them
    return (SILENT, *column.dtype.categories.to_list())
