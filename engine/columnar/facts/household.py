"""Facts about those who live, or might reasonably be expected to live, with the client."""

import polars as pl

from engine.columnar.facts.told import undocumented, words
from engine.columnar.frames import NO_AREA, bits_of
from engine.columnar.tables import CLIENT, WORDS, Tables

_KIND = "household_member"
_FACTS = (
    "age", "relation", "lives_with_client", "dependent", "immigration_status", "no_public_funds",
    "client_immigration_status",
)  # fmt: skip
_OLDEST_CHILD = 18  # of one called a child whose age is not told; a grown one is an `adult_child`
_LIVES = {"false": ("no",), "true": ("yes",)}


def household_members(tables: Tables) -> pl.DataFrame:
    """A row for each member of each household; the rows of `client` are those of `Tables.cases`."""
    members = tables.members
    ages = tables.people.filter(pl.col("person") != CLIENT)
    place = pl.Series(tables.cases["case"].search_sorted(members["case"])).cast(pl.UInt32)
    client_status = tables.cases["person.immigration.status"].gather(place)
    child = members["age"].is_null() & (members["relation"] == WORDS["relation"].index("child"))
    facts = members.select(
        "case",
        pl.lit(NO_AREA, pl.Int32).alias("area"),
        pl.lit(CLIENT, pl.Int16).alias("person"),
        pl.lit(place).alias("group"),
        pl.lit(CLIENT, pl.Int16).alias("owner"),
        (pl.col("person") - 1).cast(pl.Int16).alias("item"),
        pl.lit(True).alias("here"),
        pl.lit(ages["age_least"]).alias("age.least"),
        pl.when(child.fill_null(value=False)).then(_OLDEST_CHILD).otherwise(ages["age_most"]).cast(pl.Int32)
        .alias("age.most"),
        pl.lit(words(_KIND, "relation", members["relation"], "relation")),
        pl.lit(words(_KIND, "lives_with_client", members["lives_with_client"], "lives_with_client", _LIVES)),
        "dependent",
        pl.lit(_said(members["status"], "immigration_status")),
        pl.col("recourse_to_public_funds").eq(False).fill_null(value=False).alias("no_public_funds"),
        pl.lit(_said(client_status, "client_immigration_status")),
        "evidenced",
    )  # fmt: skip
    return facts.with_columns(undocumented(_KIND, _FACTS, pl.col("evidenced"))).drop("evidenced")


def _said(status: pl.Series, fact: str) -> pl.Series:
    """A status as it was said, or that it was not: nobody is disregarded for one that was never raised."""
    known = words(_KIND, fact, status, "status")
    not_said = pl.Series([bits_of(_KIND, fact, ("not_said",))], dtype=pl.UInt32)
    return known.zip_with(status.is_not_null(), not_said).alias(fact)
