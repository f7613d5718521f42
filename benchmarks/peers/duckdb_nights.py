"""DuckDB (SQL): nights in areas by gaps and islands, with the histories already in its own tables.

The spans of each bound are put in order, each is cut to what reaches further than all before it, and the
pieces are summed within both windows: one window function for everything.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.lab_nights import Histories
from benchmarks.timing import Step
from engine.columnar.nights import COUNTS, NOT_KNOWN, Counted, Days

LEAVES_OUT = "leaves out: what documents support, and the count with the stays that only may count"

_QUERY = """
WITH windows AS (
    SELECT person, test_day, whole, CAST(test_day - INTERVAL 12 MONTH AS DATE) AS year_ago,
        CAST(test_day - INTERVAL 60 MONTH AS DATE) AS five_years_ago
    FROM people
), placed AS (
    SELECT pair, from_first, from_last, counts AND stays.area = asked.area AS sure,
        CASE WHEN current THEN test_day ELSE least(to_first, test_day) END AS to_first,
        CASE WHEN current THEN test_day ELSE least(to_last, test_day) END AS to_last
    FROM asked JOIN people USING (person)
    JOIN stays ON stays.person = asked.person AND stays.area IN (asked.area, -1)
), spans AS (
    SELECT pair, true AS certain, from_last AS first, to_first AS last FROM placed
    WHERE sure AND from_last < to_first
    UNION ALL
    SELECT pair, false, from_first, to_last FROM placed WHERE from_first < to_last
), pieces AS (
    SELECT pair, certain, last, greatest(first, coalesce(max(last) OVER (
        PARTITION BY pair, certain ORDER BY first ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), first)) AS first
    FROM spans
), counted AS (
    SELECT pair, any_value(whole) AS whole, any_value(test_day - year_ago) AS nights_12,
        any_value(test_day - five_years_ago) AS nights_60,
        sum(greatest(0, last - greatest(first, year_ago))) FILTER (certain) AS least_12,
        sum(greatest(0, last - greatest(first, five_years_ago))) FILTER (certain) AS least_60,
        sum(greatest(0, last - greatest(first, year_ago))) FILTER (NOT certain) AS most_12,
        sum(greatest(0, last - greatest(first, five_years_ago))) FILTER (NOT certain) AS most_60
    FROM asked JOIN windows USING (person) LEFT JOIN pieces USING (pair)
    GROUP BY pair
)
SELECT pair, coalesce(least_12, 0) AS least_12, coalesce(least_60, 0) AS least_60,
    CASE WHEN whole THEN coalesce(most_12, 0) ELSE nights_12 END AS most_12,
    CASE WHEN whole THEN coalesce(most_60, 0) ELSE nights_60 END AS most_60
FROM counted
"""


def steps_of(histories: Histories, found: Counted) -> Mapping[str, Step]:
    """The query on one thread and on two. Raises RuntimeError where it finds other nights than ours."""
    asking = partial(_answer, _loaded(histories))
    told = asking(1)
    order = np.argsort(told["pair"])
    for window, months in enumerate((12, 60)):
        for bound, ours in (("least", found.least), ("most", found.most)):
            if not np.array_equal(told[f"{bound}_{months}"][order], ours[window]):
                raise RuntimeError(f"DuckDB finds other nights than ours: {bound}, {months} months")
    return {
        "DuckDB, SQL: least and most, 12 and 60 months": partial(asking, 1),
        "  the same on two threads": partial(asking, 2),
    }


def _answer(connection: Any, threads: int) -> Any:
    connection.execute(f"SET threads = {threads}")
    return connection.execute(_QUERY).fetchnumpy()


def _loaded(histories: Histories) -> Any:
    """The histories as tables of DuckDB's own, with dates."""
    stays, counting, asked = histories
    counts = np.isin(counting, (COUNTS, NOT_KNOWN))  # on account, without the stays that only may count
    tables = {
        "people": {
            "person": np.arange(len(stays.test_day)),
            "test_day": _dates(stays.test_day),
            "whole": stays.whole,
        },
        "stays": {
            "person": np.repeat(np.arange(len(stays.test_day)), np.diff(stays.begins))[counts],
            "area": stays.area[counts],
            "from_first": _dates(stays.from_first[counts]),
            "from_last": _dates(stays.from_last[counts]),
            "to_first": _dates(stays.to_first[counts]),
            "to_last": _dates(stays.to_last[counts]),
            "current": stays.current[counts],
            "counts": (counting == COUNTS)[counts],
        },
        "asked": {"pair": np.arange(len(asked.person)), "person": asked.person, "area": asked.area},
    }
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    for name, columns in tables.items():
        connection.register("told", pa.table(columns))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM told")
        connection.unregister("told")
    return connection


def _dates(days: Days) -> npt.NDArray[np.datetime64]:
    return (days.astype(np.int64) - 719_163).astype("M8[D]")
