"""How what a pack finds compares with what was decided at the time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columnar.country import Country
from engine.columnar.decisions import Decisions
from policy_lab.replay.groups import distinct, field_of
from policy_lab.replay.stands import ORDER, SILENT, Codes, codes, ranks, words_of

Places: TypeAlias = NDArray[np.int64]
_OPEN = ORDER.index("open")


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recorded verdicts of one family: of which case, on which area (-1 for none), and the verdict.

    `verdict` is the place of each in `words`.
    """

    family: str
    case: Places
    area: NDArray[np.int32]
    words: tuple[str, ...]
    verdict: Places


@dataclass(frozen=True, slots=True)
class Held:
    """Recorded verdicts of which a pack says something too, with the codes of what it says."""

    recorded: Recorded
    words: tuple[str, ...]
    found: Codes

    def agreement(self, under: str) -> pl.DataFrame:
        """How many stand where, recorded and found: family, first to third, count."""
        recorded, found = self._ranks()
        counts = np.bincount(recorded * len(ORDER) + found, minlength=len(ORDER) ** 2)
        some = np.flatnonzero(counts)
        return pl.DataFrame(
            {
                "second": [ORDER[each // len(ORDER)] for each in some],
                "third": [ORDER[each % len(ORDER)] for each in some],
                "count": counts[some],
            },
            schema={"second": pl.String(), "third": pl.String(), "count": pl.Int64()},
        ).with_columns(family=pl.lit(self.recorded.family), first=pl.lit(under))

    def disagreements(self, batch: pa.RecordBatch, country: Country, most: int) -> tuple[pl.DataFrame, int]:
        """The first of those that a pack finds otherwise, by reference; and how many there are."""
        recorded, found = self._ranks()
        differ = np.flatnonzero((found != _OPEN) & (found != recorded))
        first, names = differ[:most], (*country.codes, "")
        said = zip(self.recorded.verdict[first], self.found[first], strict=True)
        frame = pl.DataFrame(
            {
                "first": references(batch, self.recorded.case[first]),
                "second": [names[area] for area in self.recorded.area[first]],
                "third": [f"{self.recorded.words[was]}>{self.words[now]}" for was, now in said],
            },
            schema={"first": pl.String(), "second": pl.String(), "third": pl.String()},
        )
        return frame.with_columns(family=pl.lit(self.recorded.family)), differ.size

    def _ranks(self) -> tuple[Places, Places]:
        recorded = ranks(self.recorded.words or (SILENT,))[self.recorded.verdict]
        return recorded.astype(np.int64), ranks(self.words)[self.found].astype(np.int64)


def recorded_verdicts(batch: pa.RecordBatch, country: Country) -> Iterator[Recorded]:
    """The verdicts that were recorded, by family."""
    decision = batch.column("decision")
    connections = field_of(decision, "local_connection")
    rows = connections.flatten()
    case = np.asarray(pc.list_parent_indices(connections).to_numpy(), np.int64)
    areas, area_of = distinct(field_of(rows, "area"))
    meant = [country.meant(area) if area is not None else None for area in areas]
    number = np.asarray([*(-1 if each is None else each for each in meant), -1], np.int32)[area_of]
    found = _recorded("local_connection", case, number, field_of(rows, "verdict"))
    # An area that was decided on twice has two records, each of which is compared.
    yield _only(found, found.area >= 0)
    every, none = np.arange(len(batch)), np.full(len(batch), -1, np.int32)
    for family in ("priority_need", "referral"):
        yield _recorded(family, every, none, field_of(decision, family))


def held_against(recorded: Recorded, found: Decisions) -> Held:
    """The recorded verdicts of which these decisions say something, with what they say.

    A recorded referral is held against the strongest verdict on a referral anywhere.
    """
    frame, column = {
        "local_connection": (found.areas, "connection"),
        "priority_need": (found.cases, "priority_need"),
        "referral": (found.targets, "verdict"),
    }[recorded.family]
    said = codes(frame[column])
    case = frame["case"].to_numpy().astype(np.int64)
    if recorded.family == "referral":
        strongest = np.zeros(int(case.max(initial=-1)) + 1, np.int16)
        np.maximum.at(strongest, case, said)
        case, said = np.arange(strongest.size), strongest
    area = frame["area"].to_numpy() if recorded.family == "local_connection" else np.full(case.size, -1)
    keys, asked = _key(case, area), _key(recorded.case, recorded.area)
    place = np.searchsorted(keys, asked).clip(max=max(keys.size - 1, 0))
    there = keys[place] == asked if keys.size else np.zeros(asked.size, np.bool_)
    here = there & (said[place] > 0) if keys.size else there
    return Held(_only(recorded, here), words_of(frame[column]), said[place[here]])


def references(batch: pa.RecordBatch, cases: Any) -> pl.Series:
    """The references of some cases; empty where a case has none."""
    texts = pc.cast(batch.column("ref").take(pa.array(cases, pa.int64())), pa.string())
    return pl.Series("ref", texts.to_pylist(), pl.String()).fill_null("")


def _recorded(family: str, case: Any, area: Any, column: Any) -> Recorded:
    values, verdict = distinct(column)
    words = tuple(each or SILENT for each in values)  # a column of nothing but nulls holds an empty text
    return _only(Recorded(family, case, area, words, verdict), verdict >= 0)


def _only(of: Recorded, some: Any) -> Recorded:
    return Recorded(of.family, of.case[some], of.area[some], of.words, of.verdict[some])


def _key(case: Any, area: Any) -> Places:
    """Cases and areas as one number, in the order of both."""
    return np.asarray(case.astype(np.int64) * (1 << 20) + area + 8, np.int64)
