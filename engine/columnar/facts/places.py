"""Facts about people in areas, in columns: as `engine.facts.places` says them of one person and area."""

from collections.abc import Sequence
from typing import TypeAlias

import polars as pl

from engine.columnar.bases import BASIS_NOT_KNOWN, FALSE, TRUE, UNKNOWN, said_of_areas
from engine.columnar.country import Country
from engine.columnar.facts.belonging import beside, named_there
from engine.columnar.facts.care import duty_owed, placed_in_care
from engine.columnar.facts.dwelt import Dwelt, dwelt_of
from engine.columnar.facts.homes import nations_of
from engine.columnar.facts.residence import nights
from engine.columnar.frames import ELSEWHERE, SHOWN
from engine.columnar.tables import WORDS, Tables
from engine.packs.law import BoundMeasure

Columns: TypeAlias = dict[str, pl.Series]

_OF_PEOPLE = ("age_least", "age_most", "born_first", "born_last")
_OF_CASES = (
    "test_day", "areas_wanted_asked", "leaving_care_duty_given", "placements_asked",
    "person.care.looked_after", "person.care.evidence",
)  # fmt: skip


def places(
    tables: Tables,
    homes: pl.DataFrame,
    cases: pl.DataFrame,
    measures: Sequence[BoundMeasure],
    country: Country,
) -> pl.DataFrame:
    """The rows of `homes` (people in areas), with every fact and every measure that is wanted of them.

    `cases` says whose law decides; it is taken to be that of any area that is not named, too.
    """
    people = beside(tables.people, tables.cases.select("case", *_OF_CASES).hstack([cases["nation"]]))
    dwelt = dwelt_of(tables.stays, people, homes)
    rows = homes.select("case", "area", "person").hstack(
        people.select(*_OF_PEOPLE, *_OF_CASES, "nation")[dwelt.asked.person]
    )
    columns: Columns = {
        "age.least": rows["age_least"],
        "age.most": rows["age_most"],
        "nation": nations_of(rows["area"], country).zip_with(rows["area"] != ELSEWHERE, rows["nation"]),
        # A wish needs no document.
        "wishes_to_live_here": _where(rows["areas_wanted_asked"], named_there(tables.areas_wanted, rows)),
        **_said_of_stays(dwelt),
        **duty_owed(rows, tables).to_dict(),
        **nights(dwelt, measures),
    }
    for measure in measures:
        if measure.measure == "placed_here_in_care":
            columns |= placed_in_care(rows, tables, measure).to_dict()
    return homes.with_columns(**columns)


def _said_of_stays(dwelt: Dwelt) -> Columns:
    """Rough sleeping and asylum support in the area, as told and as documents show it.

    What is settled without a stay here needs no document; a stay here does.
    """
    words = WORDS["basis"]
    said = said_of_areas(
        dwelt.stays,
        dwelt.table["basis"].fill_null(BASIS_NOT_KNOWN).to_numpy(),
        dwelt.asked,
        words.index("rough_sleeping"),
        words.index("asylum_s95"),
    )
    documented = pl.Series((said.asylum_support == FALSE) | said.evidenced)
    columns: Columns = {}
    for name, truths in (
        ("rough_sleeping_here", said.rough_sleeping),
        ("asylum_support_here", said.asylum_support),
        ("asylum_support_latest_here", said.asylum_support_latest),
    ):
        columns[name] = _where(pl.Series(truths != UNKNOWN), pl.Series(truths == TRUE))
        columns[name + SHOWN] = _where(documented, columns[name])
    return columns


def _where(known: pl.Series, truths: pl.Series) -> pl.Series:
    """Yes or no where that is known."""
    return truths.zip_with(known, pl.Series([None], dtype=pl.Boolean))
