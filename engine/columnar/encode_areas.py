"""The areas that cases name: in lists, and altogether (as `engine.named` has them)."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from engine.columnar.country import Country
from engine.columnar.encode_fields import (
    Arrow,
    Field,
    Rows,
    area,
    distinct,
    frame_of,
    lengths_of,
    refuse,
)
from engine.columnar.tables import ELSEWHERE

_DUTY = "person.care.leaving_care_duty_owed_by"
# Where areas are named that connect, and that do not.
_CONNECTING = (
    ("cases", "applying_to"), ("stays", "area"), ("jobs", "area"), ("relatives", "area"),
    ("circumstances", "area"), ("duty_owed_by", "area"), ("placements", "area"), ("prior", "authority"),
    ("prior", "placed_in"),
)  # fmt: skip
_BESIDE = (
    ("risks", "area"), ("restriction_areas", "area"), ("accepted", "by"), ("exclusions", "area"),
    ("arrears", "area"), ("areas_wanted", "area"), ("children_in", "area"),
)  # fmt: skip


def areas_of_list(rows: Rows, path: str, keys: Iterable[str] = ("case",)) -> pl.DataFrame:
    """The areas of a list of areas, a row for each."""
    return frame_of(rows.values(path), {"area": Field(area, "")}, keys)


def duty_owed_by(cases: Rows) -> pl.DataFrame:
    """The authorities that owe a care leaver duties: a county stands for all its districts."""
    texts, places = distinct(cases.field(_DUTY))
    meant = [_owing(text, cases.country) for text in texts]
    refuse(cases, _DUTY, places, [each is None for each in meant])
    owing: Arrow = pc.take(pa.array(meant, pa.list_(pa.int32())), places)
    case = np.repeat(cases.case, lengths_of(owing))
    districts: Arrow = pc.list_flatten(owing)
    return pl.DataFrame({"case": pl.Series(case).cast(pl.UInt32), "area": pl.Series(districts)})


def _owing(text: str, country: Country) -> list[int] | None:
    if text == "none":
        return []
    found = country.index.resolve(text)
    if found.kind in ("unknown", "divided"):
        return None
    return [country.number[code] for code in found.codes]


def areas_named(cases: Rows, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every area that a case names, once, and ELSEWHERE; and whether it is one that may connect."""
    offered = frame_of(cases, {"area": Field(area, "sso.area")}, ("case",))
    refused = frame_of(cases.items("wishes.areas_refused"), {"area": Field(area)}, ("case",))
    connecting = [*((frames[name], column) for name, column in _CONNECTING), (offered, "area")]
    beside = [*((frames[name], column) for name, column in _BESIDE), (refused, "area")]
    elsewhere = frames["cases"].select("case", area=pl.lit(ELSEWHERE, pl.Int32))
    # Half as wide a number sorts in half the time, and a batch seldom needs the whole.
    shift = 1 + (len(cases.country.codes) - ELSEWHERE).bit_length()
    number = np.int32 if len(cases.case) << shift <= np.iinfo(np.int32).max else np.int64
    keys = [_keys(elsewhere, "area", shift, number, connects=True)]
    keys += [_keys(*named, shift, number, connects=True) for named in connecting]
    keys += [_keys(*named, shift, number, connects=False) for named in beside]
    found = np.sort(np.concatenate(keys))
    place = found >> 1
    once = found[np.append(True, place[1:] != place[:-1])[: len(found)]]  # the first of each: that connects
    area_bits = (1 << shift - 1) - 1
    return pl.DataFrame(
        {
            "case": pl.Series(once >> shift).cast(pl.UInt32),
            "area": pl.Series((once >> 1 & area_bits) + ELSEWHERE).cast(pl.Int32),
            "connects": pl.Series(once & 1 == 0),
        }
    )


def _keys(
    frame: pl.DataFrame, column: str, shift: int, number: type[np.signedinteger[Any]], *, connects: bool
) -> npt.NDArray[np.signedinteger[Any]]:
    """Case, area and whether it does not connect as one number, so that they sort in that order."""
    areas, of_cases = (frame[name].to_numpy().astype(number) for name in (column, "case"))
    keys = of_cases << shift | (areas - ELSEWHERE) << 1 | (not connects)
    unnamed = (areas < 0) & (areas != ELSEWHERE)
    return keys[~unnamed] if unnamed.any() else keys
