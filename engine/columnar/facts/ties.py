"""Facts about jobs, relatives and special circumstances in each area that connects."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from engine.columnar.days import months_after
from engine.columnar.facts.belonging import beside
from engine.columnar.facts.homes import hung
from engine.columnar.facts.told import undocumented, words
from engine.columnar.frames import types_of
from engine.columnar.tables import WORDS, Tables
from engine.packs.law import BoundMeasure

MOST_HOURS = 168
_KEYS = ("case", "person", "item", "area")


def ties(tables: Tables, kind: str, homes: pl.DataFrame, measures: Sequence[BoundMeasure]) -> pl.DataFrame:
    """The ties of a kind that a person has, or may have, in each area; `homes` are the people in areas."""
    items = _KINDS[kind](tables, measures)
    facts = [*types_of(kind, {}), *(measure.name for measure in measures)]
    shown = undocumented(kind, facts, pl.col("documented"), measures)
    return hung(items.with_columns(shown).drop("documented"), homes, of_person=True)


def _with_days(items: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    days = tables.cases.select("case", "test_day", "application_day")
    return beside(items, days)


def _jobs(tables: Tables, _measures: Sequence[BoundMeasure]) -> pl.DataFrame:
    jobs = _with_days(tables.jobs, tables)
    confirmed = pl.col("employer_confirmed").fill_null(value=False)
    ended = pl.col("to_last") <= pl.col("test_day")
    goes_on = pl.col("to_first") > pl.col("test_day")
    return jobs.select(
        *_KEYS,
        pl.col("current").fill_null(pl.when(ended).then(False).when(goes_on).then(True)),
        "casual",
        "employer_confirmed",
        pl.lit(words("job", "kind", jobs["kind"], "job_kind")),
        pl.col("hours_per_week").fill_null(0).alias("hours_per_week.least"),
        pl.col("hours_per_week").fill_null(MOST_HOURS).alias("hours_per_week.most"),
        (pl.col("evidenced") | confirmed).alias("documented"),
    )


def _relatives(tables: Tables, measures: Sequence[BoundMeasure]) -> pl.DataFrame:
    relatives = _with_days(tables.relatives, tables)
    grown = (pl.col("relation") == WORDS["relation"].index("adult_child")).fill_null(value=False)
    return relatives.select(
        *_KEYS,
        pl.lit(words("relative", "relation", relatives["relation"], "relation")),
        pl.when(grown).then(True).otherwise("adult").alias("adult"),
        "wishes_to_be_near",
        *(pl.lit(_resident(relatives, measure)).alias(measure.name) for measure in measures),
        pl.col("evidenced").alias("documented"),
    )


def _resident(relatives: pl.DataFrame, measure: BoundMeasure) -> pl.Series:
    """Whether a relative has lived there for so many years."""
    years = measure.arguments["years"]
    assert isinstance(years, int)
    day = "test_day" if measure.measure == "resident_for_years" else "application_day"
    limit = months_after(relatives[day], -12 * years)
    long_enough, too_short = (
        relatives["resident_since_last"] <= limit,
        relatives["resident_since_first"] > limit,
    )
    return pl.select(pl.when(long_enough).then(True).when(too_short).then(False)).to_series()


def _circumstances(tables: Tables, _measures: Sequence[BoundMeasure]) -> pl.DataFrame:
    kind = words("circumstance", "kind", tables.circumstances["kind"], "circumstance_kind")
    return tables.circumstances.select(
        *_KEYS, pl.lit(kind), "only_available_there", pl.col("evidenced").alias("documented")
    )


_KINDS: Mapping[str, Callable[[Tables, Sequence[BoundMeasure]], pl.DataFrame]] = {
    "job": _jobs,
    "relative": _relatives,
    "circumstance": _circumstances,
}
