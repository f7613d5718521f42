"""Facts about a person's time in care in columns: as `engine.facts.care` says them of one person and area."""

import polars as pl

from engine.columnar.days import months_after
from engine.columnar.facts.belonging import named_there
from engine.columnar.frames import SHOWN
from engine.columnar.tables import CLIENT, NOT_KNOWN, Tables
from engine.packs.law import BoundMeasure

_OWED = "leaving_care_duty_owed_here"


def duty_owed(rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Whether an authority covering the area owes the client leaving-care duties.

    `rows` are people in areas with the fields of their case. That a duty is owed has to be shown by a
    document; that none is owed does not.
    """
    owed = (
        pl.when(pl.col("person") != CLIENT)
        .then(False)
        .when(pl.col("leaving_care_duty_given"))
        .then(pl.lit(named_there(tables.duty_owed_by, rows)))
        .when(pl.col("person.care.looked_after").not_())
        .then(False)
    )
    shown = pl.when(pl.col(_OWED).not_() | pl.col("person.care.evidence")).then(pl.col(_OWED))
    told = rows.select(owed.alias(_OWED), "person.care.evidence")
    return told.select(_OWED, shown.alias(_OWED + SHOWN))


def placed_in_care(rows: pl.DataFrame, tables: Tables, measure: BoundMeasure) -> pl.DataFrame:
    """Whether the client lived in the area through care placements, without a break, for so many months.

    Placements that follow one another without a gap are one period; some of it must fall before an age.
    """
    months, age = measure.arguments["months"], measure.arguments["before_age"]
    assert isinstance(months, int)
    assert isinstance(age, int)
    spans = _spans(rows, tables, age)
    sure = spans.filter(pl.col("area") != NOT_KNOWN, "section_22a")
    possible = _unbroken(spans, "from_earliest", "to_latest", "youth_last", months)
    certain = _unbroken(sure, "from_latest", "to_earliest", "youth_first", months)
    shown = _unbroken(sure.filter("evidenced"), "from_latest", "to_earliest", "youth_first", months)
    never_in_care = (pl.col("person") != CLIENT) | pl.col("person.care.looked_after").not_().fill_null(False)
    may = pl.col("row").is_in(possible.implode()) | pl.col("placements_asked").not_()
    return rows.with_row_index("row").select(
        pl.when(never_in_care | may.not_())
        .then(False)
        .when(pl.col("row").is_in(found.implode()))
        .then(True)
        .alias(name)
        for name, found in ((measure.name, certain), (measure.name + SHOWN, shown))
    )


def _spans(rows: pl.DataFrame, tables: Tables, age: int) -> pl.DataFrame:
    """The nights that each placement may cover and surely covers, for every row that it may be in."""
    asked = rows.with_row_index("row").filter(pl.col("person") == CLIENT)
    spans = asked.select("row", "case", "born_first", "born_last", "test_day", asked_area="area").join(
        tables.placements, on="case"
    )
    spans = spans.filter(
        (pl.col("area") == NOT_KNOWN) | (pl.col("area") == pl.col("asked_area")),
        pl.col("section_22a").fill_null(True),
    )
    ended = pl.when("current").then("test_day")
    return spans.with_columns(
        from_earliest=pl.col("from_first").fill_null(1),
        to_latest=ended.otherwise(pl.col("to_last").fill_null(pl.col("test_day"))),
        from_latest=pl.col("from_last"),
        to_earliest=ended.otherwise(pl.col("to_first")),
        # Whoever may be of any age may have been young all along, and was surely so never.
        youth_first=months_after(spans["born_first"], 12 * age).fill_null(0),
        youth_last=months_after(spans["born_last"], 12 * age).fill_null(spans["test_day"]),
    )


def _unbroken(spans: pl.DataFrame, first: str, end: str, before: str, months: int) -> pl.Series:
    """The rows whose spans, joined where they touch, hold a run of so many months begun before a day."""
    touching = pl.col(first) <= pl.col(end).cum_max().shift().over("row")
    runs = (
        spans.filter(pl.col(first) < pl.col(end))
        .sort("row", first)
        .with_columns(run=touching.not_().fill_null(True).cum_sum())
        .group_by("run")
        .agg(pl.col("row").first(), pl.col(first).min(), pl.col(end).max(), pl.col(before).first())
    )
    long = months_after(runs[first], months) <= runs[end]
    return runs.filter(long & (runs[first] < runs[before]))["row"]
