"""Facts about the safety of each area that a case names: risks, restrictions, and what to ask first."""

import polars as pl

from engine.columnar.facts.belonging import beside, named_there, rows_of_cases
from engine.columnar.facts.client import served_custody
from engine.columnar.facts.homes import hung
from engine.columnar.facts.told import any_of, undocumented, words
from engine.columnar.tables import CLIENT, NOT_KNOWN, WORDS, Tables
from engine.facts.times import OLDEST

_SEXUAL_OR_VIOLENT = ("sexual", "violent")
_RISK = ("kind", "probable_on_return", "person_can_reach", "occurred_there", "reason_given")
_RESTRICTION = ("kind", "effect", "in_force", "names_the_area")


def risks(tables: Tables, homes: pl.DataFrame) -> pl.DataFrame:
    """Every risk to the client or the household on each area on which it bears, or may bear."""
    told = tables.risks
    facts = told.select(
        "case", "person", "item", "area",
        pl.lit(words("risk", "kind", told["kind"], "risk_kind")),
        "probable_on_return", "person_can_reach", "occurred_there",
        pl.when("reason_given").then(True).alias("reason_given"),
        "evidenced",
    )  # fmt: skip
    shown = undocumented("risk", _RISK, pl.col("evidenced"))
    return hung(facts.with_columns(shown).drop("evidenced"), homes, of_person=False)


def restrictions(tables: Tables, homes: pl.DataFrame) -> pl.DataFrame:
    """Every court, licence or police restriction on each area on which it bears, or may bear."""
    facts = _restrictions(tables)
    areas = tables.restriction_areas.unique().with_columns(named=pl.lit(value=True))
    rows = homes.select("case", "area", "person").with_row_index("group").join(facts, on="case")
    rows = rows.join(areas, on=("case", "item", "area"), how="left")
    named = pl.col("named").fill_null(value=False)
    rows = rows.filter(named | pl.col("reaches_beyond")).with_columns(
        pl.lit(CLIENT, pl.Int16).alias("owner"),
        pl.lit(value=True).alias("here"),
        pl.when(named).then(True).when("placed").then(False).alias("names_the_area"),
    )
    shown = undocumented("restriction", _RESTRICTION, pl.col("evidenced"))
    unneeded = ("named", "placed", "reaches_beyond", "evidenced")
    return rows.with_columns(shown).drop(unneeded).sort("group", "item")


def _restrictions(tables: Tables) -> pl.DataFrame:
    """Each restriction; whether its places are known, and whether it may bear on areas it does not name."""
    known = tables.restriction_areas.group_by("case", "item").agg(placed=(pl.col("area") != NOT_KNOWN).all())
    days = tables.cases.select("case", "test_day")
    told = beside(tables.restrictions, days)
    told = told.join(known, on=("case", "item"), how="left", maintain_order="left")
    placed = pl.col("placed").fill_null(value=False)
    lives_at = WORDS["restriction_kind"].index("residence_requirement")
    goes_on, ended = pl.col("until_first") >= pl.col("test_day"), pl.col("until_last") < pl.col("test_day")
    return told.select(
        "case",
        "item",
        "evidenced",
        placed.alias("placed"),
        (placed.not_() | (pl.col("kind").fill_null(lives_at) == lives_at)).alias("reaches_beyond"),
        pl.lit(words("restriction", "kind", told["kind"], "restriction_kind")),
        pl.lit(words("restriction", "effect", told["effect"], "effect")),
        pl.when(goes_on).then(True).when(ended).then(False).alias("in_force"),
    )


def area_safety(tables: Tables, homes: pl.DataFrame) -> pl.DataFrame:
    """What bears on the safety of each area beside single risks and restrictions; `homes` with its facts."""
    place = rows_of_cases(homes["case"], tables.cases["case"])
    of_case = _of_client(tables).with_columns(
        restrictions_asked=_told(tables.cases["restrictions_asked"] & tables.cases["restrictions_complete"]),
    )
    return homes.with_columns(
        *of_case[place].get_columns(),
        _told(homes["risk.complete"]).alias("risks_asked"),
        *_cautions(tables, homes, place),
    )


def _told(all_told: pl.Series) -> pl.Series:
    """Told, or not known whether it is: nobody can know of what was never asked."""
    return pl.select(pl.when(all_told).then(True)).to_series()


def _of_client(tables: Tables) -> pl.DataFrame:
    """The facts that are the same in every area."""
    cases, client = tables.cases, tables.people.filter(pl.col("person") == CLIENT)
    raised = client["born_first"].is_not_null()
    grown_up = pl.Series([OLDEST], dtype=pl.Int32)
    return cases.select(
        # A client whose age was never raised is taken for an adult: to be under 18 is a caution as any other.
        pl.lit(client["age_least"].zip_with(raised, grown_up)).alias("age.least"),
        pl.lit(client["age_most"].zip_with(raised, grown_up)).alias("age.most"),
        pl.when(pl.col("restrictions_known").fill_null(value=False)).then(True).alias("restrictions_known"),
        pl.lit(served_custody(tables)),
        pl.lit(_convicted(tables)),
        *(_raised(caution) for caution in ("capacity_in_doubt", "trafficking_indicators")),
        *(
            pl.col(f"vulnerability.{caution}").fill_null(value=False).alias(caution)
            for caution in ("care_needs", "pregnant")
        ),
    )


def _raised(caution: str) -> pl.Expr:
    """True or not settled where it was raised, and none where it never was."""
    said = pl.col(f"vulnerability.{caution}").fill_null(WORDS["raised"].index("false"))
    unsettled = said == WORDS["raised"].index("unknown")
    return pl.when(unsettled.not_()).then(said == WORDS["raised"].index("true")).alias(caution)


def _convicted(tables: Tables) -> pl.Series:
    codes = [WORDS["conviction_kind"].index(kind) for kind in _SEXUAL_OR_VIOLENT]
    told = tables.convictions.group_by("case").agg(
        some=pl.col("kind").is_in(codes).fill_null(value=False).any(), open=pl.col("kind").is_null().any()
    )
    asked = tables.cases.select("case", "convictions_asked")
    known = asked.join(told, on="case", how="left", maintain_order="left")
    unsaid = pl.col("open").fill_null(value=False) | pl.col("convictions_asked").not_()
    fact = any_of(pl.col("some").fill_null(value=False), unsaid)
    return known.select(sexual_or_violent_conviction=fact).to_series()


def _cautions(tables: Tables, homes: pl.DataFrame, place: pl.Series) -> list[pl.Series]:
    """Services that refuse the client, rent owed, and children who would be left, area by area."""
    days = tables.cases.select("case", "test_day")
    refusing = beside(tables.exclusions, days).filter(
        (pl.col("until_last") < pl.col("test_day")).fill_null(value=False).not_(),
        # One provider's ban, told of without its place, is read at its door.
        pl.col("provider_given").not_() | (pl.col("area") != NOT_KNOWN),
    )
    left = tables.children_in["case"].unique()
    children = homes["case"].is_in(left.implode()) & ~named_there(tables.children_in, homes)
    to_stay = homes["area"] == tables.cases["applying_to"].gather(place)
    return [
        _may_be_in(homes, refusing).alias("excluded_from_services_there"),
        _may_be_in(homes, tables.arrears).alias("arrears_there"),
        (children & ~to_stay).alias("children_elsewhere"),
    ]


def _may_be_in(homes: pl.DataFrame, items: pl.DataFrame) -> pl.Series:
    """Whether some item is in the area; one told of without its place may be in any."""
    unplaced = items.filter(pl.col("area") == NOT_KNOWN)["case"].unique()
    return homes["case"].is_in(unplaced.implode()) | named_there(items, homes)
