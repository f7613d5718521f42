"""The rows on which facts hang: each case, each person in each area that connects, each area named."""

import numpy as np
import polars as pl

from engine.columnar.country import Country
from engine.columnar.facts.belonging import NOWHERE, first_of_cases, rows_of, rows_of_cases
from engine.columnar.frames import NO_AREA, bits_of
from engine.columnar.tables import CLIENT, NOT_KNOWN, Tables

_LIST_OF = {"job": "employment", "relative": "family", "circumstance": "special_circumstances"}


def cases_deciding(tables: Tables, country: Country, jurisdiction: str | None) -> pl.DataFrame:
    """Each case with its days and the nation whose law decides (`Frames.cases`).

    The nation is `jurisdiction`, if one is given, else that of the authority applied to, else of the one
    nation named; null where that is not one.
    """
    cases = tables.cases
    if jurisdiction is None:
        nation = nations_of(cases["applying_to"], country).fill_null(_of_the_one_named(tables, country))
    else:
        nation = pl.repeat(_bit(jurisdiction), cases.height, dtype=pl.UInt32, eager=True)
    return cases.select(
        "case",
        nation.alias("nation"),
        "test_day",
        "application_day",
        pl.when(pl.col("applying_to") >= 0).then("applying_to").otherwise(pl.lit(NO_AREA, pl.Int32)),
        pl.col("household_asked").and_("household_complete").alias("household_whole"),
    )


def _of_the_one_named(tables: Tables, country: Country) -> pl.Series:
    """For each case the nation of every area that it names; null where the authority applied to is known."""
    open_ = tables.cases.filter(pl.col("applying_to") < 0)["case"]
    named = tables.areas.filter(pl.col("case").is_in(open_.implode()) & (pl.col("area") >= 0))
    nations = named.select("case", nation=nations_of(named["area"], country)).group_by("case")
    one = nations.agg(pl.col("nation").max(), one=pl.col("nation").n_unique() == 1).filter("one")
    return tables.cases.select("case").join(one, on="case", how="left", maintain_order="left")["nation"]


def nations_of(areas: pl.Series, country: Country) -> pl.Series:
    """The nation of each area as bits; null for one of no nation of the country."""
    bit = {nation: _bit(nation) for nation in set(country.nations)}
    bits = pl.Series([bit[nation] for nation in country.nations], dtype=pl.UInt32)
    known = pl.select(pl.when(areas >= 0).then(areas)).to_series()
    return bits.gather(known).alias("nation")


def _bit(nation: str) -> int:
    return bits_of("target", "nation", (nation,))


def people_in_areas(tables: Tables) -> pl.DataFrame:
    """Each person of a case in each area that connects, and how the lists of their ties stand.

    case, area, person, and for each kind of tie `<kind>.asked` and `<kind>.complete`.
    """
    lists = [
        pl.col(f"{field}_{told}").alias(f"{kind}.{told}")
        for kind, field in _LIST_OF.items()
        for told in ("asked", "complete")
    ]
    connecting = tables.areas.filter("connects").select("case", "area")
    clients = first_of_cases(tables.people)
    of_case = rows_of_cases(connecting["case"], tables.cases["case"]).to_numpy()
    how_many = np.diff(clients, append=tables.people.height)[of_case]
    of_area = np.repeat(np.arange(connecting.height), how_many)
    before = np.cumsum(how_many) - how_many
    person = (clients[of_case] - before)[of_area] + np.arange(of_area.size)
    return connecting[of_area].hstack(tables.people.select("person", *lists)[person])


def areas_judged(tables: Tables) -> pl.DataFrame:
    """Each area that a case names, and ELSEWHERE, and how the lists of dangers stand.

    case, area, person (the client), connects, and `asked` and `complete` of `risk` and of `restriction`.
    """
    areas = tables.areas
    clients = first_of_cases(tables.people)
    told = (tables.people["risks_asked"] & tables.people["risks_complete"]).to_numpy()
    everyones = pl.Series(np.logical_and.reduceat(told, clients) if clients.size else told)
    household = tables.cases["household_asked"] & tables.cases["household_complete"]
    place = rows_of_cases(areas["case"], tables.cases["case"])
    return areas.select(
        "case", "area", pl.lit(CLIENT, pl.Int16).alias("person"), "connects",
        pl.lit(tables.people["risks_asked"].gather(clients).gather(place)).alias("risk.asked"),
        pl.lit((everyones & household).gather(place)).alias("risk.complete"),
        pl.lit(tables.cases["restrictions_asked"].gather(place)).alias("restriction.asked"),
        pl.lit(True).alias("restriction.complete"),
    )  # fmt: skip


def hung(items: pl.DataFrame, homes: pl.DataFrame, *, of_person: bool) -> pl.DataFrame:
    """The items of a list on each of the rows on which they bear, or may bear.

    An item is in its own `area`; one whose place is not known may bear on every area of its case, and one
    outside the United Kingdom bears on none. `of_person` says that an item is judged for its own person.
    Returns the items with `group` (the row of `homes`), `owner`, `here`, and `area` and `person` of the row.
    """
    person = pl.col("person") if of_person else pl.lit(CLIENT, pl.Int16)
    judged = items.with_columns(owner="person", person=person)
    placed = judged.filter(pl.col("area") >= 0)
    row = pl.Series(rows_of(placed, homes))
    found = placed.filter(row != NOWHERE).with_columns(
        group=row.filter(row != NOWHERE).cast(pl.UInt32), here=pl.lit(value=True)
    )
    unplaced = judged.filter(pl.col("area") == NOT_KNOWN).drop("area")
    if unplaced.height:
        anywhere = homes.select("case", "area", "person").with_row_index("group")
        open_to = unplaced.join(anywhere, on=("case", "person")).with_columns(here=pl.lit(None, pl.Boolean))
        found = pl.concat([found, open_to.select(found.columns)])
    # One number sorts several times as fast as three columns.
    first, then, last = (pl.col(name).cast(pl.Int64) for name in ("group", "owner", "item"))
    return found.sort(first * 2**32 + then * 2**16 + last)
