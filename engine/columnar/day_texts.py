"""The days that written dates may mean, for many texts at once: as `engine.dates.parse_edtf` reads each."""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.columnar.compiled import compiled
from engine.columnar.days import FIRST_OF_MONTHS, Numbers
from engine.dates import FIRST_YEAR, LAST_YEAR, parse_edtf

Letters: TypeAlias = npt.NDArray[np.uint8]

UNREAD = 0  # in place of a day; the first day that there is is 1
_ZERO, _NINE, _HYPHEN = ord("0"), ord("9"), ord("-")
_LENGTH = len("2014-06-03")


def days_meant(texts: Any) -> tuple[Numbers, Numbers]:
    """The first and the last possible day of each text of an Arrow array; UNREAD for one that is no date."""
    first = whole_dates(texts)
    last = first.copy()
    others = np.flatnonzero(first == UNREAD)
    for place, text in zip(others.tolist(), texts.take(others).to_pylist(), strict=True):
        first[place], last[place] = _days_of(text)
    return first, last


def whole_dates(texts: Any) -> Numbers:
    """The day of each text that is a date to the day, as `2014-06-03` is; UNREAD for any other."""
    _known, ends, letters = texts.cast(pa.string()).buffers()
    starts = np.frombuffer(ends or b"", np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return _whole_dates(starts, np.frombuffer(letters or b"", np.uint8), FIRST_OF_MONTHS)


@lru_cache(maxsize=1 << 18)
def _days_of(text: str) -> tuple[int, int]:
    try:
        found = parse_edtf(text)
    except ValueError:
        return UNREAD, UNREAD
    return found.first, found.last


@compiled
def _whole_dates(starts: Numbers, letters: Letters, months: Numbers) -> Numbers:
    found = np.zeros(max(len(starts) - 1, 0), np.int32)
    for text in range(len(found)):
        at = starts[text]
        if starts[text + 1] - at != _LENGTH or letters[at + 4] != _HYPHEN or letters[at + 7] != _HYPHEN:
            continue
        year, month, day = _number(letters, at, 4), _number(letters, at + 5, 2), _number(letters, at + 8, 2)
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
            place = 12 * (year - 1) + month - 1
            if 1 <= day <= months[place + 1] - months[place]:
                found[text] = months[place] + day - 1
    return found


@compiled
def _number(letters: Letters, at: int, length: int) -> int:
    """The number that some letters write, or -1 where they are not all figures."""
    number = 0
    for letter in letters[at : at + length]:
        if letter < _ZERO or letter > _NINE:
            return -1
        number = 10 * number + int(letter - _ZERO)
    return number
