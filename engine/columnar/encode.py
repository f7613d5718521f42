"""Cases in the contract's form (`engine.columnar.schema`) as the columns that facts are worked out from.

Nothing is checked here but that each value can be read: whoever reads a file of cases has done the rest.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from engine.columnar.country import Country
from engine.columnar.days import age_bounds, born_by_age
from engine.columnar.encode_areas import areas_named, areas_of_list, duty_owed_by
from engine.columnar.encode_fields import Arrow, Rows, frame_of
from engine.columnar.encode_shapes import (
    BY_ROW_OF_ANYONE,
    BY_ROW_OF_CASE,
    CASES,
    LISTED,
    MEMBERS,
    OF_CASE,
    PLACED,
    SAID_OF_CLIENT,
    TIES,
)
from engine.columnar.tables import Refused, Tables

_OF_CASE, _OF_PERSON = ("case", "item"), ("case", "person", "item")


def encode(batch: pa.RecordBatch, country: Country) -> Tables:
    """A batch of cases, every value as a number."""
    refused: list[Refused] = []
    each, nobody = np.arange(batch.num_rows, dtype=np.int32), np.zeros(batch.num_rows, np.int32)
    cases = Rows(batch.to_struct_array(), each, nobody, nobody, "", country, refused)
    members = cases.items("household", of_members=True)
    frames = {"cases": _cases(cases), "members": frame_of(members, MEMBERS, ("case", "person"))}
    frames["people"] = _people(cases, members, frames)
    frames |= {name: _of_people(name, cases, members) for name in TIES}
    frames |= {name: frame_of(cases.items(path), shape, _OF_CASE) for name, (path, shape) in OF_CASE.items()}
    frames["restriction_areas"] = areas_of_list(cases.items("restrictions"), "areas", _OF_CASE)
    frames["areas_wanted"] = areas_of_list(cases, "wishes.areas_wanted")
    frames["children_in"] = areas_of_list(cases, "wishes.children_in")
    frames["duty_owed_by"] = duty_owed_by(cases)
    frames["areas"] = areas_named(cases, frames)
    unread = {each.case for each in refused}
    by_row = sorted(
        {*_by_row(cases, {**BY_ROW_OF_ANYONE, **BY_ROW_OF_CASE}), *_by_row(members, BY_ROW_OF_ANYONE)}
        - unread
    )
    left_out = pl.Series([*by_row, *sorted(unread)], dtype=pl.UInt32)
    kept = {name: _without(frame, left_out) for name, frame in frames.items()}
    return Tables(**kept, by_row=tuple(by_row), refused=tuple(refused))


def _without(frame: pl.DataFrame, cases: pl.Series) -> pl.DataFrame:
    return frame.filter(~pl.col("case").is_in(cases.implode())) if cases.len() else frame


def _cases(cases: Rows) -> pl.DataFrame:
    frame = frame_of(cases, CASES, ("case",))
    cases.refuse(frame["assessment_date_first"].is_null().to_numpy(), "assessment_date")
    assessed = pl.col("assessment_date_first")
    days = ("assessment_date", "application_date", "review_date")
    return frame.with_columns(
        assessed.alias("assessment_day"),
        pl.col("review_date_first").fill_null(assessed).alias("test_day"),
        pl.col("application_date_first").fill_null(assessed).alias("application_day"),
    ).drop(f"{day}_{end}" for day in days for end in ("first", "last"))


def _people(cases: Rows, members: Rows, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The client of each case and their household, with their ages and how each list of theirs stands."""
    client = frame_of(cases, {**SAID_OF_CLIENT, **LISTED}, ("case", "person"))
    household = frame_of(members, LISTED, ("case", "person")).with_columns(
        frames["members"]["age"], born_first=pl.lit(None, pl.Int32), born_last=pl.lit(None, pl.Int32)
    )
    people = _in_order(client, household.select(client.columns))
    assessed, tested = (frames["cases"][day].gather(people["case"]) for day in ("assessment_day", "test_day"))
    first, last = born_by_age(people["age"], assessed)
    first, last = people["born_first"].fill_null(first), people["born_last"].fill_null(last)
    least, most = age_bounds(first, last, tested)
    return people.drop("age").with_columns(born_first=first, born_last=last, age_least=least, age_most=most)


def _of_people(name: str, cases: Rows, members: Rows) -> pl.DataFrame:
    """A list of theirs that the client and every member of the household may have."""
    path, shape = TIES[name]
    client, household = (frame_of(of.items(path), {**PLACED, **shape}, _OF_PERSON) for of in (cases, members))
    return _in_order(client, household)


def _in_order(client: pl.DataFrame, household: pl.DataFrame) -> pl.DataFrame:
    """The rows of the client and of the household, by case and person, their items in order."""
    if not household.height:
        return client
    case, person = pl.col("case").cast(pl.Int64), pl.col("person").cast(pl.Int64)
    return pl.concat([client, household]).sort(case * 2**16 + person, maintain_order=True)


def _by_row(rows: Rows, told: Mapping[str, tuple[str, ...]]) -> Iterator[int]:
    """The cases that columns do not carry."""
    for path, fields in told.items():
        held = pc.list_flatten(rows.field(path))
        for field in fields:
            said: Arrow = pc.struct_field(held, [field])
            if said.null_count < len(said):
                yield from np.unique(rows.items(path).case[said.is_valid().to_numpy(zero_copy_only=False)])
