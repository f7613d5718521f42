"""What a batch of cases comes to: one small table of counts, in one form whatever it counts.

Rows of the same key add up, so a run is the sum of its batches, in whatever order and wherever they were
counted. A few rows are no counts but single cases (`LISTED`), kept in the order of the files.

what          family  first             second            third        count
cases                                                                  decided
not_decided           because                                          cases
group                 split             group                          cases
moved         yes     split             group             gained/lost  cases
flow          yes     was               becomes           reason       units, and in `cases` their cases
rule                  rule              was               becomes      findings
agreement     yes     baseline/proposed recorded stands   found stands recorded verdicts
nights                measure           bin               surely/astride units
disagreements, notices                                                 in all
disagreement  yes     ref               area              recorded>found
notice        yes     ref               gained/lost
example       yes     was               becomes           area         with the case itself in `text`
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa

KEY = ("what", "family", "first", "second", "third")
_NUMBERS = ("count", "cases")
_FIELDS: "list[pa.Field[Any]]" = [
    *(pa.field(name, pa.string()) for name in KEY),
    *(pa.field(name, pa.int64()) for name in _NUMBERS),
    pa.field("text", pa.string()),
]
PARTIAL: pa.Schema = pa.schema(_FIELDS)
LISTED = ("disagreement", "notice", "example")
_SINGLE = pl.col("what").is_in(LISTED)
_COLUMNS = {**dict.fromkeys(KEY, pl.String()), "count": pl.Int64(), "cases": pl.Int64(), "text": pl.String()}


class Row(NamedTuple):
    """One row of a partial table, `how_many` its count; a column of which it says nothing is empty."""

    what: str
    family: str = ""
    first: str = ""
    second: str = ""
    third: str = ""
    how_many: int = 0
    cases: int = 0
    text: str = ""


def partial_of(rows: Iterable[Row]) -> pa.RecordBatch:
    """The rows of one batch as a partial table."""
    frame = pl.DataFrame(list(rows), schema=_COLUMNS, orient="row")
    return _batch(pl.concat([_added_up(frame), frame.filter(_SINGLE)]))


def added(partials: Sequence[pa.RecordBatch], listed_at_most: int) -> pl.DataFrame:
    """Several partial tables as one: counts added up and sorted by key, single cases in order and capped.

    Adding up what was added up before comes to the same as adding everything at once.
    """
    rows = pl.concat([pl.DataFrame(schema=_COLUMNS), *(_frame(each) for each in partials)])
    # Examples are capped for each flow: those of a rare flow would never be reached otherwise.
    within = pl.when(pl.col("what") == "example").then(
        pl.concat_str("family", "first", "second", separator=">")
    )
    place = pl.int_range(pl.len()).over("what", within.fill_null("")).alias("place")
    most = pl.when(pl.col("what") == "example").then(1).otherwise(listed_at_most)
    single = rows.filter(_SINGLE).with_columns(place).filter(pl.col("place") < most).drop("place")
    return pl.concat([_added_up(rows), single])


def _added_up(rows: pl.DataFrame) -> pl.DataFrame:
    """The counts, each key once and in order."""
    counts = rows.filter(~_SINGLE).group_by(KEY).agg(pl.col(_NUMBERS).sum(), pl.col("text").first())
    return counts.sort(KEY)


def merged(partials: Sequence[pa.RecordBatch], listed_at_most: int) -> pa.RecordBatch:
    """The same as one partial table."""
    return _batch(added(partials, listed_at_most))


def _frame(partial: pa.RecordBatch) -> pl.DataFrame:
    frame = pl.from_arrow(partial)
    assert isinstance(frame, pl.DataFrame)
    return frame.cast(_COLUMNS)  # type: ignore[arg-type]  # each column by its name


def _batch(frame: pl.DataFrame) -> pa.RecordBatch:
    table = frame.to_arrow().cast(PARTIAL).combine_chunks()
    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=PARTIAL)
