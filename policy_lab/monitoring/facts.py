"""What monitoring looks at in each case: a narrow frame, and nothing that tells who somebody is."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import polars as pl
import pyarrow as pa

from engine.dates import iso, parse_edtf
from policy_lab.cases.conformed import conformed
from policy_lab.monitoring.policy import MonitoringPolicy
from services_directory.areas import Areas

NEEDS = ("alcohol", "drugs", "mental_health")
_COLUMNS = ("applying_to", "support_needs", "vulnerability", "rough_sleeping", "decision")
_NO_NEED = ("none", "false")
Meaning: TypeAlias = Callable[[str], str | None]


def facts_of(batch: pa.RecordBatch, areas: Areas, policy: MonitoringPolicy) -> pl.DataFrame:
    """A row for each case, null where something is not known.

    needs: those of alcohol, drugs, mental_health that the client has, joined by `+` (`none` for none of
    them); null unless all three are known. prison, contacts, years. reconnected, and sustained, presentation:
    yes or no. month: of the reconnection, `2016-03`, where the day is sure enough to tell it. accommodation.
    place: `same_region` as the authority applied to, or `other_region`. events, direct_contacts.
    """
    frame = pl.DataFrame(pl.from_arrow(conformed(batch).select(_COLUMNS)))
    decision = pl.col("decision").struct.field
    region = _meanings(lambda name: _region(areas, name))
    return (
        frame.select(
            needs=_needs(),
            prison=pl.col("vulnerability").struct.field("served_custody"),
            contacts=pl.col("rough_sleeping").struct.field("contacts"),
            years=pl.col("rough_sleeping").struct.field("years_seen"),
            reconnected=_reconnected(policy),
            sustained=decision("sustained_three_months"),
            presentation=decision("housing_options_presentation"),
            month=_meanings(_month)(_text(decision("reconnected_on"))),
            accommodation=_text(decision("accommodation")),
            here=region(_text(pl.col("applying_to"))),
            there=region(_text(decision("reconnected_to"))),
            events=decision("events"),
            direct_contacts=decision("direct_contacts"),
        )
        .with_columns(
            place=pl.when(pl.col("here") == pl.col("there"))
            .then(pl.lit("same_region"))
            .when(pl.col("here") != pl.col("there"))
            .then(pl.lit("other_region"))
        )
        .drop("here", "there")
    )


def every_fact(batches: Iterable[pa.RecordBatch], areas: Areas, policy: MonitoringPolicy) -> pl.DataFrame:
    """The facts of several batches, one below another. Raises ValueError where there are none."""
    return pl.concat([facts_of(batch, areas, policy) for batch in batches])


def _text(column: pl.Expr) -> pl.Expr:
    return column.cast(pl.String)


def _needs() -> pl.Expr:
    """The needs of a client by name; a level of any kind but none is a need."""
    levels = {need: _text(pl.col("support_needs").struct.field(need)) for need in NEEDS}
    named = [
        pl.when(level.is_in(_NO_NEED)).then(pl.lit(None, pl.String)).otherwise(pl.lit(need))
        for need, level in levels.items()
    ]
    found = pl.concat_str(named, separator="+", ignore_nulls=True)
    found = pl.when(found == "").then(pl.lit("none")).otherwise(found)
    return pl.when(pl.all_horizontal(level.is_not_null() for level in levels.values())).then(found)


def _reconnected(policy: MonitoringPolicy) -> pl.Expr:
    """Yes by a recorded outcome, day or place of reconnection; no by any other outcome; else not known."""
    decision = pl.col("decision").struct.field
    outcome = _text(decision("outcome"))
    # A text that is empty once spaces are off says nothing of how the case ended.
    ended = outcome.str.strip_chars().fill_null("") != ""
    said = outcome.str.strip_chars().is_in(sorted(policy.reconnected.outcomes)).fill_null(value=False)
    day, place = (_text(decision(name)).is_not_null() for name in ("reconnected_on", "reconnected_to"))
    return pl.when(said | day | place).then(True).when(ended).then(False)


def _meanings(meaning: Meaning) -> Callable[[pl.Expr], pl.Expr]:
    """Each distinct text as what it means, worked out once a batch."""

    def meant(texts: pl.Series) -> pl.Series:
        distinct: list[Any] = texts.drop_nulls().unique().sort().to_list()
        meanings = [meaning(text) for text in distinct]
        return texts.replace_strict(distinct, meanings, default=None, return_dtype=pl.String)

    return lambda column: column.map_batches(meant, return_dtype=pl.String)


def _month(text: str) -> str | None:
    day = parse_edtf(text)
    first, last = iso(day.first)[:7], iso(day.last)[:7]
    return first if first == last else None


def _region(areas: Areas, text: str) -> str | None:
    if text == "outside-uk":
        return text
    regions = {areas[code].region for code in areas.resolve(text).codes}
    return regions.pop() if len(regions) == 1 else None
