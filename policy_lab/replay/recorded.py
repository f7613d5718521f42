"""How what a pack finds compares with what was decided at the time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columnar.country import Country
from engine.columnar.decisions import Decisions
from policy_lab.replay.groups import distinct, field_of
from policy_lab.replay.partial import Row
from policy_lab.replay.stands import ORDER, SILENT, Codes, codes, ranks, words_of

Places: TypeAlias = NDArray[np.int64]
Ranks: TypeAlias = NDArray[np.int8]
OF_CASES = ("priority_need", "referral")
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

    def agreement(self, under: str) -> Iterator[Row]:
        """How many stand where, recorded and found."""
        recorded, found = self._ranks()
        counts = np.bincount(recorded * len(ORDER) + found)
        for each in np.flatnonzero(counts).tolist():
            stand = ORDER[each // len(ORDER)], ORDER[each % len(ORDER)]
            yield Row("agreement", self.recorded.family, under, *stand, int(counts[each]))

    def differing(self) -> Places:
        """Those that a pack finds otherwise, and does not leave open."""
        recorded, found = self._ranks()
        return np.flatnonzero((found != _OPEN) & (found != recorded))

    def disagreements(self, batch: pa.RecordBatch, country: Country, some: Places) -> Iterator[Row]:
        """Some of them, by reference."""
        of, names = self.recorded, (*country.codes, "")
        said = zip(references(batch, of.case[some]), some.tolist(), strict=True)
        for ref, at in said:
            verdicts = f"{of.words[of.verdict[at]]}>{self.words[self.found[at]]}"
            yield Row("disagreement", of.family, ref, names[of.area[at]], verdicts)

    def _ranks(self) -> tuple[Ranks, Ranks]:
        recorded = ranks(self.recorded.words or (SILENT,))[self.recorded.verdict]
        return recorded, ranks(self.words)[self.found]


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
    for family in OF_CASES:
        yield _recorded(family, every, none, field_of(decision, family))


def rows_among(recorded: Recorded, found: Decisions) -> Places:
    """The row of each recorded verdict among the cases, or the areas, of some decisions; -1 for none."""
    if recorded.family in OF_CASES:
        cases = found.cases["case"].to_numpy()
        row_of_case = np.full(max(_after(cases), _after(recorded.case)), -1)
        row_of_case[cases] = np.arange(cases.size)
        return row_of_case[recorded.case]
    rows = _key(*(found.areas[name].to_numpy() for name in ("case", "area")))
    asked = _key(recorded.case, recorded.area)
    place = np.searchsorted(rows, asked)
    there = place < rows.size
    there[there] = rows[place[there]] == asked[there]
    return np.where(there, place, -1)


def held_against(recorded: Recorded, rows: Places, found: Decisions) -> Held:
    """The recorded verdicts of which these decisions say something, with what they say.

    `rows` are theirs among the decisions. A recorded referral is held against the strongest verdict on a
    referral anywhere.
    """
    if recorded.family == "referral":
        verdicts = found.targets["verdict"]
        said = _strongest(found.cases["case"].to_numpy(), found.targets["case"].to_numpy(), codes(verdicts))
    else:
        areas = recorded.family == "local_connection"
        verdicts = found.areas["connection"] if areas else found.cases[recorded.family]
        said = codes(verdicts)
    of_each = np.append(said, np.int16(0))[rows]
    here = of_each > 0
    return Held(_only(recorded, here), words_of(verdicts), of_each[here])


def _strongest(cases: Any, of_targets: Any, said: Codes) -> Codes:
    """The strongest verdict on any target of each case."""
    strongest = np.zeros(_after(cases), np.int16)
    np.maximum.at(strongest, of_targets, said)
    return np.asarray(strongest[cases])


def _after(cases: Any) -> int:
    """The number after those of some cases, which are in order."""
    return int(cases[-1]) + 1 if cases.size else 0


def references(batch: pa.RecordBatch, cases: Any) -> list[str]:
    """The references of some cases; empty where a case has none."""
    texts = batch.column("ref").take(pa.array(cases, pa.int64())).to_pylist()
    return [text or "" for text in texts]


def _recorded(family: str, case: Any, area: Any, column: Any) -> Recorded:
    values, verdict = distinct(column)
    words = tuple(each or SILENT for each in values)  # a column of nothing but nulls holds an empty text
    return _only(Recorded(family, case, area, words, verdict), verdict >= 0)


def _only(of: Recorded, some: Any) -> Recorded:
    if some.all():
        return of
    return Recorded(of.family, of.case[some], of.area[some], of.words, of.verdict[some])


def _key(case: Any, area: Any) -> Places:
    """Cases and areas as one number, in the order of both."""
    return np.asarray(case.astype(np.int64) * (1 << 20) + area + 8, np.int64)
