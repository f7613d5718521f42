"""What the bases of people's stays say of areas, for whole case files: as `engine.facts.places` says it."""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.columnar.compiled import compiled
from engine.columnar.nights import PLACE_NOT_KNOWN, Asked, Flags, Stays

Words: TypeAlias = npt.NDArray[np.int16]
Truths: TypeAlias = npt.NDArray[np.int8]

# Kleene's three values, so that `and` is the lesser and `or` the greater of two.
FALSE, UNKNOWN, TRUE = 0, 1, 2

BASIS_NOT_KNOWN = -1


class Said(NamedTuple):
    """By pair asked about: rough sleeping there, asylum support there, the latest of it there; and whether
    some stay that is or may be there has evidence.
    """

    rough_sleeping: Truths
    asylum_support: Truths
    asylum_support_latest: Truths
    evidenced: Flags


@compiled
def said_of_areas(stays: Stays, basis: Words, asked: Asked, rough_sleeping: int, asylum_support: int) -> Said:
    """What each person's stays say of each area asked about; the last two are the words of those bases."""
    pairs = len(asked.person)
    rough, asylum, latest = [np.empty(pairs, np.int8) for _ in range(3)]
    evidenced = np.zeros(pairs, np.bool_)
    for pair in range(pairs):
        person, area = asked.person[pair], asked.area[pair]
        of_rough = of_asylum = FALSE if stays.whole[person] else UNKNOWN
        for stay in range(stays.begins[person], stays.begins[person + 1]):
            here = _here(stays, stay, area)
            if here != FALSE:
                of_rough = max(of_rough, min(here, _is(basis[stay], rough_sleeping)))
                of_asylum = max(of_asylum, min(here, _is(basis[stay], asylum_support)))
                evidenced[pair] |= stays.evidenced[stay]
        rough[pair], asylum[pair] = of_rough, of_asylum
        latest[pair] = FALSE if of_asylum == FALSE else _latest(stays, basis, person, area, asylum_support)
    return Said(rough, asylum, latest, evidenced)


@compiled
def _latest(stays: Stays, basis: Words, person: int, area: int, asylum_support: int) -> int:
    """Whether the asylum support accommodation that started last is in the area."""
    latest, more_here, more_elsewhere = FALSE, not stays.whole[person], not stays.whole[person]
    first, after = stays.begins[person], stays.begins[person + 1]
    for stay in range(first, after):
        here = _here(stays, stay, area)
        if basis[stay] == BASIS_NOT_KNOWN:  # it might be the last
            more_elsewhere = True
            more_here |= here != FALSE
        elif basis[stay] == asylum_support and here != FALSE:
            last = here
            for other in range(first, after):
                if basis[other] == asylum_support and _here(stays, other, area) != TRUE:
                    last = min(last, _began_after(stays, stay, other))
            latest = max(latest, last)
    if (latest == TRUE and more_elsewhere) or (latest == FALSE and more_here):
        return UNKNOWN
    return latest


@compiled
def _here(stays: Stays, stay: int, area: int) -> int:
    if stays.area[stay] == PLACE_NOT_KNOWN:
        return UNKNOWN
    return TRUE if stays.area[stay] == area else FALSE


@compiled
def _is(basis: int, wanted: int) -> int:
    if basis == BASIS_NOT_KNOWN:
        return UNKNOWN
    return TRUE if basis == wanted else FALSE


@compiled
def _began_after(stays: Stays, stay: int, other: int) -> int:
    if stays.from_first[stay] > stays.from_last[other]:
        return TRUE
    return FALSE if stays.from_last[stay] < stays.from_first[other] else UNKNOWN
