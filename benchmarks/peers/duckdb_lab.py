"""DuckDB (SQL): who has lived in an area long enough, from the Parquet file of cases to a count.

Written dates are read as the contract has them, in macros; nights are counted by gaps and islands, as in
`duckdb_nights`; each pair of case and area is then held against both sets of lines.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.residences import LINES, Found, Residences
from benchmarks.timing import Step

LEAVES_OUT = (
    "leaves out: every other rule and family, reasons, what documents support, stays told by their length,"
    " places told by name or former code, faults in the file, people but the client"
)

_DATES = """
CREATE MACRO about(said) AS CASE WHEN said[-1] IN ('~', '%') THEN 1 ELSE 0 END;
CREATE MACRO plain(said) AS rtrim(said, '?~%');
CREATE MACRO first_day(said) AS CASE length(plain(said))
    WHEN 4 THEN make_date(CAST(plain(said) AS INT) - about(said), 1, 1)
    WHEN 7 THEN CAST(CAST(plain(said) || '-01' AS DATE) - about(said) * INTERVAL 1 MONTH AS DATE)
    ELSE CAST(plain(said) AS DATE) - 7 * about(said) END;
CREATE MACRO last_day_of(said) AS CASE length(plain(said))
    WHEN 4 THEN make_date(CAST(plain(said) AS INT) + about(said), 12, 31)
    WHEN 7 THEN last_day(CAST(CAST(plain(said) || '-01' AS DATE) + about(said) * INTERVAL 1 MONTH AS DATE))
    ELSE CAST(plain(said) AS DATE) + 7 * about(said) END;
CREATE MACRO first_of(said) AS first_day(split_part(said, '/', 1));
CREATE MACRO last_of(said) AS last_day_of(split_part(said, '/', -1));
"""

_QUERY = """
WITH people AS (
    SELECT file_row_number AS person, CAST(assessment_date AS DATE) AS test_day,
        coalesce(housing_history_complete, true) AS whole, housing_history,
        CAST(CAST(assessment_date AS DATE) - INTERVAL 12 MONTH AS DATE) AS year_ago,
        CAST(CAST(assessment_date AS DATE) - INTERVAL 60 MONTH AS DATE) AS five_years_ago
    FROM read_parquet($file, file_row_number = true)
), told AS (
    SELECT person, test_day, unnest(housing_history) AS stay FROM people
), stays AS (
    SELECT person, stay.area AS area, stay.own_choice IS NULL AND stay.basis IN $maybe AS only_may,
        stay.basis IS NOT NULL AS basis_known,
        coalesce(first_of(stay."from"), DATE '1000-01-01') AS from_first,
        coalesce(last_of(stay."from"), DATE '9000-01-01') AS from_last,
        CASE WHEN stay.current THEN test_day
            ELSE least(coalesce(first_of(stay."to"), DATE '1000-01-01'), test_day) END AS to_first,
        CASE WHEN stay.current THEN test_day
            ELSE least(coalesce(last_of(stay."to"), DATE '9000-01-01'), test_day) END AS to_last
    FROM told WHERE coalesce(stay.own_choice, true) AND coalesce(stay.basis NOT IN $never, true)
), asked AS (
    SELECT DISTINCT person, stay.area AS area FROM told WHERE stay.area NOT IN ('outside-uk', 'unknown')
), placed AS (
    SELECT asked.person, asked.area, from_first, from_last, to_first, to_last,
        stays.area IS NOT DISTINCT FROM asked.area AND basis_known AND NOT only_may AS sure
    FROM asked JOIN stays ON stays.person = asked.person
        AND (stays.area = asked.area OR stays.area IS NULL OR stays.area = 'unknown')
), spans AS (
    SELECT person, area, true AS certain, from_last AS first, to_first AS last FROM placed
    WHERE sure AND from_last < to_first
    UNION ALL
    SELECT person, area, false, from_first, to_last FROM placed WHERE from_first < to_last
), pieces AS (
    SELECT person, area, certain, last, greatest(first, coalesce(max(last) OVER (
        PARTITION BY person, area, certain ORDER BY first ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), first)) AS first
    FROM spans
), counted AS (
    SELECT asked.person, asked.area, any_value(whole) AS whole,
        coalesce(sum(greatest(0, last - greatest(first, year_ago))) FILTER (certain), 0) AS least_12,
        coalesce(sum(greatest(0, last - greatest(first, five_years_ago))) FILTER (certain), 0) AS least_60,
        coalesce(sum(greatest(0, last - greatest(first, year_ago))) FILTER (NOT certain), 0) AS most_12,
        coalesce(sum(greatest(0, last - greatest(first, five_years_ago))) FILTER (NOT certain), 0) AS most_60
    FROM asked JOIN people USING (person) LEFT JOIN pieces USING (person, area)
    GROUP BY asked.person, asked.area
)
SELECT count(*) FILTER (least_12 >= lines.nights_12 OR least_60 >= lines.nights_60) AS surely,
    count(*) FILTER (NOT whole OR most_12 >= lines.nights_12 OR most_60 >= lines.nights_60) AS perhaps
FROM counted CROSS JOIN (SELECT unnest($lines) AS lines) GROUP BY lines ORDER BY lines.nights_60 DESC
"""


def steps_of(residences: Residences) -> Mapping[str, tuple[int, Step]]:
    """The query on one thread and on two. Raises RuntimeError where it finds otherwise than ours."""
    asking = partial(_found, _connection(), residences.file, residences.never, residences.maybe)
    if asking(2) != residences.found():
        raise RuntimeError(f"DuckDB finds {asking(2)}, and ours {residences.found()}")
    cases = residences.cases
    return {
        "DuckDB, SQL, from the same file, one thread": (cases, partial(asking, 1)),
        "  the same on two threads": (cases, partial(asking, 2)),
    }


def _connection() -> Any:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(_DATES)
    return connection


def _found(
    connection: Any, file: Path, never: frozenset[str], maybe: frozenset[str], threads: int
) -> tuple[Found, ...]:
    connection.execute(f"SET threads = {threads}")
    told = {
        "file": str(file), "never": sorted(never), "maybe": sorted(maybe),
        "lines": [line._asdict() for line in LINES],
    }  # fmt: skip
    return tuple(Found(*row) for row in connection.execute(_QUERY, told).fetchall())
