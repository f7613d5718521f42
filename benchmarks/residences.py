"""Who has lived in an area long enough, as the law is and as a proposal has it: what every peer is asked.

It is a small part of what a policy test answers, and the part that other engines can be asked as well. The
areas are those of the client's own history, the nights those that ours counts for the same file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from casework.setting import shipped_packs
from engine.columnar.decide import decide
from engine.columnar.encode import encode
from engine.columnar.rules import measures_read
from engine.columnar.tables import CLIENT, WORDS
from engine.packs.law import law_on
from policy_lab.cases import read_cases
from policy_lab.proposal import whole_country


class Line(NamedTuple):
    """How many nights are enough: within 12 months, or within 60."""

    nights_12: int
    nights_60: int


LINES = (Line(183, 1096), Line(183, 731))  # the guideline, and a proposal: two of five years


_TWELVE_MONTHS = "residence_days_in_last_12_months"


class Found(NamedTuple):
    """How many pairs of a case and an area are surely over a line, and how many may be."""

    surely: int
    perhaps: int


@dataclass(frozen=True)
class Residences:
    """A file of cases, and the nights in it. `never` and `maybe` are the bases that (may) not count.

    `nights` has a row for each case and area of the client's history: case, area, least_12, most_12,
    least_60, most_60, the most with all that may count. `stays` are those that surely count: case, area,
    and the nights certainly lived there, from `first` to before `last`, with its `test_day` (ordinals).
    """

    file: Path
    cases: int
    never: frozenset[str]
    maybe: frozenset[str]
    nights: pl.DataFrame
    stays: pl.DataFrame

    def found(self) -> tuple[Found, ...]:
        """What ours finds, for each of the lines."""
        return tuple(
            Found(*(self.nights.select(_over(line, bound).sum()).item() for bound in ("least", "most")))
            for line in LINES
        )

    def of_the_first(self, cases: int) -> "Residences":
        """The same of the first cases alone; for peers that take their time."""
        fewer = (each.filter(pl.col("case") < cases) for each in (self.nights, self.stays))
        return Residences(self.file, cases, self.never, self.maybe, *fewer)


def residences(file: Path) -> Residences:
    """The nights that ours counts for a file of cases that are decided in England."""
    never, maybe = (_bases(name) for name in ("never", "maybe"))
    nights = pl.concat(_numbered((batch, _nights(batch)) for batch in _batches(file)))
    stays = stays_of(file)
    return Residences(file, sum(map(len, _batches(file))), never, maybe, nights, stays)


def stays_of(file: Path) -> pl.DataFrame:
    """The stays of a file that surely count, as `Residences` has them."""
    return pl.concat(_numbered((batch, _stays(batch)) for batch in _batches(file)))


def _batches(file: Path) -> Iterator[pa.RecordBatch]:
    return (batch.cases for batch in read_cases(file))


def _numbered(frames: Iterable[tuple[pa.RecordBatch, pl.DataFrame]]) -> Iterator[pl.DataFrame]:
    """The frames of batches, with the cases numbered through the file."""
    before = 0
    for batch, frame in frames:
        yield frame.with_columns(pl.col("case") + before)
        before += len(batch)


def _nights(batch: pa.RecordBatch) -> pl.DataFrame:
    lived = encode(batch, whole_country()).stays.filter(pl.col("person") == CLIENT)
    areas = decide(batch, shipped_packs(), whole_country()).areas
    return areas.join(lived, on=["case", "area"], how="semi").select(
        "case", "area",
        **{
            f"{bound}_{months}": f"residence_days_in_last_{said}_{bound}"
            for months, said in ((12, "12_months"), (60, "5_years"))
            for bound in ("least", "most")
        },
    )  # fmt: skip


def _stays(batch: pa.RecordBatch) -> pl.DataFrame:
    tables = encode(batch, whole_country())
    stays = tables.stays.join(tables.cases.select("case", "test_day"), on="case")
    never, maybe = (
        pl.col("basis").is_in([WORDS["basis"].index(basis) for basis in sorted(_bases(name))])
        for name in ("never", "maybe")
    )
    own_choice, lawful = pl.col("own_choice"), pl.col("lawful").fill_null(value=True)
    counts = own_choice.fill_null(value=True) & (own_choice.is_not_null() | ~maybe) & ~never & lawful
    ended = pl.min_horizontal("to_first", "test_day")
    left = pl.when("current").then("test_day").when(pl.col("to_first").is_not_null()).then(ended)
    lived = stays.filter(counts, pl.col("person") == CLIENT, pl.col("area") >= 0)
    lived = lived.select("case", "area", "test_day", first="from_last", last=left)
    return lived.filter(pl.col("first") < pl.col("last"))


@cache
def _bases(argument: str) -> frozenset[str]:
    """The bases that never count as residence, or only may, in England; for all days the same."""
    day = date(2017, 1, 20).toordinal()
    measures = measures_read(law_on(shipped_packs(), "england", day, day))
    bases = next(each.arguments[argument] for _, name, each in measures if name == _TWELVE_MONTHS)
    assert isinstance(bases, frozenset)
    return bases


def _over(line: Line, bound: str) -> pl.Expr:
    return (pl.col(f"{bound}_12") >= line.nights_12) | (pl.col(f"{bound}_60") >= line.nights_60)
