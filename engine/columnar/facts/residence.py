"""Nights lived in areas as facts in columns: the measures that `engine.facts.places` works out one by one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import polars as pl

from engine.columnar.facts.dwelt import Dwelt
from engine.columnar.frames import SHOWN
from engine.columnar.nights import (
    ANYWHERE,
    COUNTS,
    MAY_COUNT,
    NEVER,
    NOT_KNOWN,
    Asked,
    Counted,
    Days,
    Stays,
    nights_lived,
)
from engine.columnar.tables import WORDS
from engine.packs.law import BoundMeasure

Columns: TypeAlias = dict[str, pl.Series]


def nights(dwelt: Dwelt, measures: Iterable[BoundMeasure]) -> Columns:
    """The columns of each measure that counts nights; of any other, none.

    Measures that count the same stays in windows of different lengths are worked out at one go.
    """
    alike: dict[tuple[object, ...], list[BoundMeasure]] = {}
    for measure in measures:
        if measure.measure in _COUNTED:
            stays = sorted((name, said) for name, said in measure.arguments.items() if name != "within")
            alike.setdefault((measure.measure, *stays), []).append(measure)
    columns: Columns = {}
    for each in alike.values():
        columns |= _COUNTED[each[0].measure](dwelt, each)
    return columns


def _lived_here(dwelt: Dwelt, measures: Sequence[BoundMeasure]) -> Columns:
    """A stay counts by its basis, unless its own choice is given; one that is unlawful only may count."""
    never, maybe = (_is_one_of(measures[0], name) for name in ("never", "maybe"))
    own_choice, basis = pl.col("own_choice"), pl.col("basis")
    counting = (
        pl.when(own_choice.not_() | never)
        .then(NEVER)
        .when(basis.is_null())
        .then(NOT_KNOWN)
        .when(pl.col("lawful").not_() | (maybe & own_choice.is_null()))
        .then(MAY_COUNT)
        .otherwise(COUNTS)
    )
    counted = _counted(dwelt, dwelt.stays, counting, dwelt.asked, measures)
    columns: Columns = {}
    for window, measure in enumerate(measures):
        for bound, nights, shown in (
            ("least", counted.least, counted.least_shown),
            ("most", counted.most, counted.most),
            ("least_counted", counted.least_counted, counted.least_counted_shown),
            ("most_counted", counted.most_counted, counted.most_counted),
        ):
            columns[f"{measure.name}.{bound}"] = pl.Series(nights[window])
            columns[f"{measure.name}.{bound}{SHOWN}"] = pl.Series(shown[window])
    return columns


def _here_on(dwelt: Dwelt, measures: Sequence[BoundMeasure]) -> Columns:
    counted = _on_bases(dwelt, dwelt.asked, measures)
    return _amounts(measures, counted.least, counted.most)


def _anywhere_on(dwelt: Dwelt, measures: Sequence[BoundMeasure]) -> Columns:
    """Counted once for each person, whatever the areas asked about."""
    people = np.arange(len(dwelt.stays.test_day))
    counted = _on_bases(dwelt, Asked(people, np.full(len(people), ANYWHERE, np.int32)), measures)
    asked = dwelt.asked.person
    return _amounts(measures, counted.least[:, asked], counted.most[:, asked])


def _on_bases(dwelt: Dwelt, asked: Asked, measures: Sequence[BoundMeasure]) -> Counted:
    """Nights on some bases, as told: no list is taken to be longer, and no document is asked for."""
    bases = _is_one_of(measures[0], "bases")
    counting = pl.when(pl.col("basis").is_null()).then(NOT_KNOWN).when(bases).then(COUNTS).otherwise(NEVER)
    whole, evidenced = np.ones_like(dwelt.stays.whole), np.ones_like(dwelt.stays.evidenced)
    stays = dwelt.stays._replace(whole=whole, evidenced=evidenced)
    return _counted(dwelt, stays, counting, asked, measures)


def _counted(
    dwelt: Dwelt, stays: Stays, counting: pl.Expr, asked: Asked, measures: Sequence[BoundMeasure]
) -> Counted:
    months = np.array([measure.arguments["within"] for measure in measures], np.int64)
    said = dwelt.table.select(counting.cast(pl.Int8)).to_series()
    return nights_lived(stays, said.to_numpy(), asked, months)


def _is_one_of(measure: BoundMeasure, argument: str) -> pl.Expr:
    """Whether the basis of a stay, where it is known, is one of those that a measure names."""
    bases = measure.arguments[argument]
    assert isinstance(bases, frozenset)
    return pl.col("basis").is_in([WORDS["basis"].index(basis) for basis in sorted(bases)])


def _amounts(measures: Sequence[BoundMeasure], least: Days, most: Days) -> Columns:
    return {
        f"{measure.name}.{bound}": pl.Series(nights[window])
        for window, measure in enumerate(measures)
        for bound, nights in (("least", least), ("most", most))
    }


_COUNTED: Mapping[str, Callable[[Dwelt, Sequence[BoundMeasure]], Columns]] = MappingProxyType(
    {"nights_lived_here": _lived_here, "nights_here_on": _here_on, "nights_elsewhere_on": _anywhere_on}
)
