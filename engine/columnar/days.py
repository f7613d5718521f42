"""Calendar arithmetic on columns of days, as `engine.dates` and `engine.facts.times` have it on one day.

Days are proleptic ordinals, of the years 1 to 2499: a profile gives years from 1900 to 2100, and nobody's
age or window reaches so far from them. Where a day is not known, what follows from it is not either.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.facts.times import OLDEST

Numbers: TypeAlias = npt.NDArray[np.int32]

_SOME_DAY = 719_163  # stands for one that is not known, until what follows from it is taken out again
_EPOCH = 719_163  # 1970-01-01, from which NumPy counts days
_MONTHS = np.arange("0001-01", "2500-02", dtype="M8[M]")
# The first day of each month from January of the year 1, and for each day the place of its month.
FIRST_OF_MONTHS: Numbers = (_MONTHS.astype("M8[D]").astype(np.int64) + _EPOCH).astype(np.int32)
_MONTH: Numbers = np.repeat(np.arange(len(FIRST_OF_MONTHS) - 1, dtype=np.int32), np.diff(FIRST_OF_MONTHS))


def months_after(days: pl.Series, months: pl.Series | int) -> pl.Series:
    """The same day of the month, some calendar months later (or earlier, below 0); see `add_months`."""
    known = days.is_not_null()
    moved = months if isinstance(months, int) else months.fill_null(0).to_numpy()
    found = pl.Series(days.name, _months_after(_numbers(days), moved), dtype=pl.Int32)
    return _where(known if isinstance(months, int) else known & months.is_not_null(), found)


def completed_years(birth: pl.Series, day: pl.Series) -> pl.Series:
    """Age in completed years on a day (0 before birth); one born on 29 February grows older on the 28th."""
    born, on = _numbers(birth), _numbers(day)
    years = _month_of(on) // 12 - _month_of(born) // 12
    years -= _months_after(born, 12 * years) > on
    found = pl.Series(birth.name, np.maximum(years, 0), dtype=pl.Int32)
    return _where(birth.is_not_null() & day.is_not_null(), found)


def age_bounds(born_first: pl.Series, born_last: pl.Series, day: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The least and the greatest age on a day; 0 and the oldest where nothing is said of it."""
    return (
        completed_years(born_last, day).fill_null(0),
        completed_years(born_first, day).fill_null(OLDEST),
    )


def born_by_age(age: pl.Series, day: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first and the last possible day of birth of someone of an age on a day."""
    return months_after(day, -12 * (age + 1)) + 1, months_after(day, -12 * age)


def _where(known: pl.Series, days: pl.Series) -> pl.Series:
    return days if known.all() else days.zip_with(known, pl.Series([None], dtype=days.dtype))


def _numbers(days: pl.Series) -> Numbers:
    """As whole numbers, with some day in place of one that is not known."""
    return days.fill_null(_SOME_DAY).to_numpy()


def _month_of(days: Numbers) -> Numbers:
    """The place of the month of each day. Raises IndexError for a day of other years."""
    found: Numbers = np.take(_MONTH, (days - FIRST_OF_MONTHS[0]).astype(np.uint32))
    return found


def _months_after(days: Numbers, months: Numbers | int) -> Numbers:
    month = _month_of(days)
    moved = (month + months).astype(np.uint32)
    same_day = np.take(FIRST_OF_MONTHS, moved) + (days - np.take(FIRST_OF_MONTHS, month))
    found: Numbers = np.minimum(same_day, np.take(FIRST_OF_MONTHS, moved + 1) - 1)
    return found
