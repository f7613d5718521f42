"""Columns of invented cases: words, yes and no, dates told with more or less doubt, lists, groups."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from policy_lab.synthetic.draws import Mask, Numbers

NOT_KNOWN = -1
FORMS = ("day", "month", "about_month", "year", "about_year")  # how a date is told
_FIRST, _LAST = date(1925, 1, 1), date(2100, 12, 31)
_EPOCH = date(1970, 1, 1).toordinal()


def words(vocabulary: Sequence[str], places: Numbers) -> Any:
    """Words by their places in a vocabulary, NOT_KNOWN for null; the column holds the words that occur."""
    used = np.zeros(len(vocabulary) + 1, np.bool_)
    used[places] = True
    used[NOT_KNOWN] = False
    renumbered = np.cumsum(used) - 1
    kept = pa.array([vocabulary[place] for place in np.flatnonzero(used).tolist()], pa.string())
    indices: Any = pa.array(renumbered[places].astype(np.int32), mask=places == NOT_KNOWN)
    return pa.DictionaryArray.from_arrays(indices, kept)


def always(word: str, count: int) -> Any:
    """The same word in every case."""
    return words((word,), np.zeros(count, np.int64))


def yes_no(answers: Mask, known: Mask | None = None) -> Any:
    """Answers, null where they are not known."""
    return pa.array(answers, mask=None if known is None else ~known)


def whole_numbers(values: Numbers, known: Mask | None = None) -> Any:
    """Whole numbers, null where they are not known."""
    return pa.array(values.astype(np.int32), mask=None if known is None else ~known)


def dates(days: Numbers, forms: Numbers, known: Mask | None = None) -> Any:
    """Days as they are told: each in one of FORMS, and null where nobody knows."""
    stamps = (days - _EPOCH).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]").astype(np.int64) - _months_before(_FIRST.year)
    day, month, about_month, year, about_year = (_starts()[form] for form in FORMS)
    places = np.choose(
        forms,
        [
            day + days - _FIRST.toordinal(),
            month + months,
            about_month + months,
            year + months // 12,
            about_year + months // 12,
        ],
    )
    return words(_texts(), places if known is None else np.where(known, places, NOT_KNOWN))


def exact_dates(days: Numbers, known: Mask | None = None) -> Any:
    """Days that are told to the day."""
    return dates(days, np.zeros(len(days), np.int64), known)


def _months_before(year: int) -> int:
    return (year - 1970) * 12


@cache
def _vocabulary() -> Mapping[str, list[str]]:
    days = [date.fromordinal(day).isoformat() for day in range(_FIRST.toordinal(), _LAST.toordinal() + 1)]
    years = [str(year) for year in range(_FIRST.year, _LAST.year + 1)]
    months = [f"{year}-{month:02}" for year in years for month in range(1, 13)]
    return {
        "day": days,
        "month": months,
        "about_month": [f"{month}~" for month in months],
        "year": years,
        "about_year": [f"{year}~" for year in years],
    }


@cache
def _starts() -> Mapping[str, int]:
    lengths = [len(_vocabulary()[form]) for form in FORMS]
    return dict(zip(FORMS, [0, *np.cumsum(lengths).tolist()], strict=False))


@cache
def _texts() -> list[str]:
    return [text for form in FORMS for text in _vocabulary()[form]]


def group(fields: Mapping[str, Any], known: Mask | None = None) -> Any:
    """A group of fields, null where it is absent."""
    mask = None if known is None else pa.array(~known)
    return pa.StructArray.from_arrays(list(fields.values()), names=list(fields), mask=mask)


def listed(lengths: Numbers, items: Any, asked: Mask | None = None) -> Any:
    """Lists of so many items each, one after another; null where nobody asked (then of no items)."""
    offsets: Any = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
    mask = None if asked is None else pa.array(~asked)
    return pa.ListArray.from_arrays(offsets, items, mask=mask)


def one_each(present: Mask, items: Any, asked: Mask | None = None) -> Any:
    """Lists of at most one item: where present."""
    return listed(present.astype(np.int64), items.filter(pa.array(present)), asked)
