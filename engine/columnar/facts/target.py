"""Facts about each authority to which a case might be referred, apart from the verdicts."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import polars as pl

from engine.columnar.country import Country
from engine.columnar.days import months_after
from engine.columnar.facts.belonging import beside
from engine.columnar.facts.homes import hung, nations_of
from engine.columnar.facts.told import any_of
from engine.columnar.frames import SHOWN
from engine.columnar.tables import CLIENT, NOT_KNOWN, Tables
from engine.packs.law import BoundMeasure

_APPLIED, _PLACED = "applied_there_before", "placed_here_by_that_authority"

Within: TypeAlias = Callable[[pl.DataFrame, int], pl.Expr]


def targets(tables: Tables, country: Country, measures: Sequence[BoundMeasure]) -> pl.DataFrame:
    """A row for each area that connects but that of the authority applied to, where that is known."""
    cases = tables.cases.select(
        "case", "applying_to",
        asked=pl.col("prior_applications_asked") & pl.col("prior_applications_complete"),
    )  # fmt: skip
    connecting = beside(tables.areas.filter("connects"), cases)
    other = pl.col("area") != pl.col("applying_to")
    rows = connecting.filter((pl.col("applying_to") >= 0) & (pl.col("area") >= 0) & other)
    homes = rows.select("case", "area", pl.lit(CLIENT, pl.Int16).alias("person"))
    found = _found(hung(_prior(tables, measures), homes, of_person=False), measures)
    place = np.full(rows.height, found.height)
    place[found["group"].to_numpy()] = np.arange(found.height)
    applied = pl.Series(place).set(pl.Series(place == found.height), None)
    known = rows.select("asked").hstack(found.drop("group").select(pl.all().gather(applied)))
    facts = known.select(
        any_of(_is("applied", "some"), _is("applied", "open")).alias(_APPLIED),
        *(
            any_of(_is(fact, "some"), _is(fact, "open") | pl.col("asked").not_()).alias(fact)
            for fact in (_PLACED, *(measure.name for measure in measures))
        ),
        documented=pl.col("documented").fill_null(value=True),  # where there is no earlier application
    )
    shown = [
        pl.when("documented").then(fact).alias(fact + SHOWN) for fact in facts.columns if fact != "documented"
    ]
    return homes.with_columns(
        nations_of(rows["applying_to"], country).alias("from_nation"), nations_of(rows["area"], country)
    ).hstack(facts.with_columns(shown).drop("documented"))


def _is(fact: str, how: str) -> pl.Expr:
    return pl.col(f"{fact} {how}").fill_null(value=False)


def _prior(tables: Tables, measures: Sequence[BoundMeasure]) -> pl.DataFrame:
    """Each earlier application with what is so of it, wherever it was made."""
    prior = beside(tables.prior, tables.cases.select("case", "applying_to", "application_day"))
    told = pl.col("placed_in") != NOT_KNOWN
    return prior.select(
        "case", "item", "evidenced",
        pl.lit(CLIENT, pl.Int16).alias("person"),
        pl.col("authority").alias("area"),
        pl.when(told).then(pl.col("placed_in") == pl.col("applying_to")).alias(_PLACED),
        *(_MEASURES[each.measure](prior, _months(each)).alias(each.name) for each in measures),
    )  # fmt: skip


def _found(prior: pl.DataFrame, measures: Sequence[BoundMeasure]) -> pl.DataFrame:
    """For each target that an earlier application was, or may have been, made to: whether some is so."""
    there = pl.col("here").fill_null(value=False)
    columns = [there.any().alias("applied some"), there.not_().any().alias("applied open")]
    for fact in (_PLACED, *(measure.name for measure in measures)):
        so = pl.col(fact).fill_null(value=False)
        open_ = (there & pl.col(fact).is_null()) | (there.not_() & pl.col(fact).fill_null(value=True))
        columns += [(there & so).any().alias(f"{fact} some"), open_.any().alias(f"{fact} open")]
    return prior.group_by("group").agg(*columns, documented=pl.col("evidenced").any())


def _months(measure: BoundMeasure) -> int:
    months = measure.arguments["months"]
    assert isinstance(months, int)
    return months


def _offer_within(prior: pl.DataFrame, months: int) -> pl.Expr:
    """Application within so many months beginning with the acceptance (HA 1996 s.198(2ZA))."""
    applied = pl.col("application_day")
    first, last = (pl.col(f"private_offer_accepted_on_{end}") for end in ("first", "last"))
    earliest, latest = (
        pl.lit(months_after(prior[f"private_offer_accepted_on_{end}"], months)) for end in ("first", "last")
    )
    return (
        pl.when(first > applied)
        .then(False)
        .when((applied < earliest) & (last <= applied))
        .then(True)
        .when(applied >= latest)
        .then(False)
    )


def _applied_within(prior: pl.DataFrame, months: int) -> pl.Expr:
    """Earlier application within so many months plus the time to the first placement (s.198(4))."""
    applied = pl.col("application_day")
    soonest, first, last = (
        pl.lit(months_after(prior[day], months))
        for day in ("date_first", "placed_from_first", "placed_from_last")
    )
    # The period begins with the earlier application at the soonest and is never shorter.
    without_placement = pl.when(applied <= soonest).then(True)
    return (
        pl.when(first.is_null())
        .then(without_placement)
        .when(applied <= first)
        .then(True)
        .when(applied > last)
        .then(False)
    )


_MEASURES: Mapping[str, Within] = {
    "private_offer_within": _offer_within,
    "earlier_application_within": _applied_within,
}
