"""The verdicts of a batch as frames: a row for each case, area, target and, if asked for, finding."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from engine.columnar.blocks import Block
from engine.columnar.conditions import Bits
from engine.columnar.judged import Judged, Places, Ruling
from engine.columnar.laws import Refused
from engine.columnar.names import Names, categories
from engine.columnar.referral import Stage
from engine.columnar.rules import CASE, Found, Stated, measures_read
from engine.columnar.verdicts import Verdicts
from engine.packs.law import Law
from engine.verdicts import LEGAL, SAFETY, Scale

LEGAL_WORDS, SAFETY_WORDS = LEGAL.verdicts[1:], SAFETY.verdicts[1:]
"""The words of the verdicts, from weakest: the categories of every column of verdicts."""
_OF_A_FINDING = {
    "case": pl.UInt32(), "area": pl.Int32(), "person": pl.Int16(), "owner": pl.Int16(), "item": pl.Int16(),
}  # fmt: skip
_EVERY_WORD = (*LEGAL_WORDS, *(word for word in SAFETY_WORDS if word not in LEGAL_WORDS))


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the law says of a batch of cases under one set of packs.

    A rule, ground, stage, limb or verdict is an Enum, null where there is none. `<x>_rule` is the rule of the
    first finding of x, in the order of an assessment (where evidence was not asked, findings that only it
    tells apart go by the name of their rule). `<x>_on_evidence` stands beside each verdict if asked for.

    cases: case, law (its key), homelessness, eligibility, priority_need, duty_<name> (null where none is
        spoken of), stage_<name> (the verdict on a referral at that stage; null where that day's law has
        none), no_local_connection_anywhere (null where it is not known).
    areas: case, area (number; `ELSEWHERE` for any not named), connection with connection_rule, ground and
        person (0 the client, k the household member k-1) (all null for an area that nothing connects with),
        safety, and <measure>_least, <measure>_most of the client's nights lived there, by the name of the
        law's measure.
    targets: case, area, stage, limb, conditions, verdict, and the rule that the conditions rest on.
    findings: case, area, person, owner and item (whose list and which place in it, where each item is
        judged by itself), stage, rule, verdict, on_evidence; None where they were not asked for.
    refused: the cases that no law is held for, or that cannot be read; they are in none of the frames.
    differing: worked out when asked for: how often each rule's finding goes from one verdict under the first
        set of packs to another under this one (rule, was, becomes, count).
    """

    cases: pl.DataFrame
    areas: pl.DataFrame
    targets: pl.DataFrame
    findings: pl.DataFrame | None
    refused: tuple[Refused, ...]
    differing: Callable[[], pl.DataFrame]

    def to_arrow(self) -> dict[str, pa.Table]:
        """Each frame as an Arrow table, by its name."""
        frames = {"cases": self.cases, "areas": self.areas, "targets": self.targets}
        if self.findings is not None:
            frames["findings"] = self.findings
        return {name: frame.to_arrow() for name, frame in frames.items()}


class Told:
    """How the verdicts under one set of packs become frames."""

    def __init__(
        self, judged: Judged, verdicts: Verdicts, laws: Mapping[int, Law], cells: NDArray[np.int32],
        names: Names,
    ) -> None:  # fmt: skip
        self._judged, self._verdicts, self._laws, self._cells = judged, verdicts, laws, cells
        self._names = names
        self._rules, self._stages = categories(names.rules), categories(names.stages)
        self._decided = judged.within(frozenset(laws))

    def cases(self) -> pl.DataFrame:
        """A row for each case that has a law."""
        verdicts = self._verdicts
        columns = [self._judged.frames.cases.get_column("case"), self._law_of_each()]
        for family, block in verdicts.families.items():
            columns += self._block(family, block, LEGAL)
        nothing = Block.nothing(self._cells.size)
        for duty in self._names.duties:
            columns += self._block(f"duty_{duty}", verdicts.duties.get(duty, nothing), LEGAL)
        found = {stage.name: stage for stage in verdicts.stages}
        for name in self._names.stages:
            stage = found.get(name) or Stage(name, nothing.verdict, nothing.rule)
            columns += self._stage(stage)
        nowhere = pl.Series("no_local_connection_anywhere", verdicts.nowhere)
        known = pl.Series("known", verdicts.nowhere | verdicts.somewhere)
        frame = pl.DataFrame([*columns, nowhere, known])
        frame = frame.with_columns(pl.when("known").then(nowhere.name)).drop("known")
        return frame if self._decided.all() else frame.filter(pl.Series(self._decided))

    def areas(self) -> pl.DataFrame:
        """A row for each area named, and one for any other."""
        verdicts, judged = self._verdicts, self._judged
        safety = judged.frames.subjects["area_safety"]
        connects = safety.get_column("connects")
        ground = self._grounds(verdicts.local.rule).alias("ground")
        local = [*self._block("connection", verdicts.local, LEGAL), ground]
        person = pl.Series("person", verdicts.local.person)
        frame = pl.DataFrame([safety.get_column("case"), safety.get_column("area"), connects, *local, person])
        connecting = [pl.when("connects").then(each.name) for each in local]
        frame = frame.with_columns(
            *connecting,
            pl.when(pl.col("connects") & (pl.col("person") >= 0)).then("person"),
            *self._block("safety", verdicts.safety, SAFETY),
            *self._nights(),
        ).drop("connects")
        if self._decided.all():
            return frame
        return frame.filter(pl.Series(self._decided[judged.rows("area_safety").case]))

    def targets(self) -> pl.DataFrame:
        """A row for each authority, stage and limb."""
        found = self._verdicts.targets
        rows = _together([each.rows for each in found], np.intp)
        order = np.argsort(rows, kind="stable")
        stages, limbs = self._names.stages, self._names.limbs
        sizes = [each.rows.size for each in found]
        said = {
            "stage": (np.repeat(_places([each.stage for each in found], stages), sizes), self._stages),
            "limb": (np.repeat(_places([each.limb for each in found], limbs), sizes), categories(limbs)),
            "rule": (_together([each.rule for each in found], np.int32), self._rules),
        }
        conditions, verdict = (
            _verdicts(_together([getattr(each, name) for each in found], np.uint8)[order], LEGAL).alias(name)
            for name in ("conditions", "verdict")
        )
        stage, limb, rule = (_words(places[order], of).alias(name) for name, (places, of) in said.items())
        frame = self._judged.frames.subjects["target"].select("case", "area")[rows[order]]
        return frame.with_columns(stage, limb, conditions, verdict, rule)

    def findings(self) -> pl.DataFrame:
        """A row for each finding, in the order of the rules."""
        found = [self._finding_columns(pl.DataFrame(schema=_OF_A_FINDING), None, None, _NONE)]
        for ruling in self._verdicts.rulings:
            if ruling.rule.kind != "target":
                found.append(self._of_rule(ruling, None))
                continue
            for stage in self._verdicts.stages:
                found.append(self._of_rule(Ruling(ruling.rule.at(stage.name), ruling.cells), stage))
        return pl.concat(found).sort("case", maintain_order=True)

    def _of_rule(self, ruling: Ruling, stage: Stage | None) -> pl.DataFrame:
        kind = ruling.rule.rows_of
        context = {CASE: self._verdicts.case, "target": self._verdicts.target}.get(kind)
        found = self._judged.found(ruling, context)
        spoken = found.verdict != 0
        if stage is not None:
            spoken &= stage.open[self._judged.rows(kind).case]
        rows = np.flatnonzero(spoken)
        frame = self._judged.frames.subjects["client" if kind == CASE else kind]
        frame = frame.select(name for name in _OF_A_FINDING if name in frame.columns)[rows]
        return self._finding_columns(frame, stage, ruling.rule, Found(found.verdict[rows], found.shown[rows]))

    def _finding_columns(
        self, frame: pl.DataFrame, stage: Stage | None, rule: Stated | None, found: Found
    ) -> pl.DataFrame:
        scale = rule.scale if rule else LEGAL
        listed = "item" in frame.columns
        nobody = pl.lit(None, pl.Int16)
        return frame.select(
            "case", "area", "person",
            owner="owner" if listed else nobody,
            item="item" if listed else nobody,
            stage=_one(stage.name if stage else None, self._stages, frame.height),
            rule=_one(rule.rule if rule else None, self._rules, frame.height),
            verdict=_verdicts(found.verdict, scale).cast(_EVERY),
            on_evidence=_verdicts(found.shown, scale).cast(_EVERY),
        )  # fmt: skip

    def _block(self, name: str, block: Block, scale: Scale) -> list[pl.Series]:
        """The columns of a block; one that several sets of packs share is put into words once."""
        return self._judged.once(("said", name, block), lambda: self._said(name, block, scale))

    def _said(self, name: str, block: Block, scale: Scale) -> list[pl.Series]:
        columns = [
            _verdicts(block.verdict, scale).alias(name),
            _words(block.rule, self._rules).alias(f"{name}_rule"),
        ]
        if self._judged.evidence:
            columns.append(_verdicts(block.shown, scale).alias(f"{name}_on_evidence"))
        return columns

    def _stage(self, stage: Stage) -> list[pl.Series]:
        name = f"stage_{stage.name}"
        return [
            _verdicts(stage.verdict, LEGAL).alias(name),
            _words(stage.rule, self._rules).alias(f"{name}_rule"),
        ]

    def _law_of_each(self) -> pl.Series:
        keys = pl.Series([law.key for law in self._laws.values()], dtype=pl.Categorical())
        place = np.full(int(self._cells.max(initial=-1)) + 1, -1, np.int32)
        place[list(self._laws)] = np.arange(len(self._laws))
        return _words(place[self._cells], keys).alias("law")

    def _grounds(self, rules: NDArray[np.int32]) -> pl.Series:
        names = self._names
        places = {ground: place for place, ground in enumerate(names.grounds)}
        ground_of = {rule.rule.id: rule.rule.ground for law in self._laws.values() for rule in law.rules}
        of_rule = [places.get(ground_of.get(rule) or "", -1) for rule in names.rules]
        return _words(np.asarray([*of_rule, -1], np.int32).take(rules), categories(names.grounds))

    def _nights(self) -> Iterator[pl.Series]:
        """The client's nights in each area, as the law of the case counts them."""
        counting = _nights_of(self._laws)
        for name in self._names.nights:
            columns = counting.get(name, {})
            key = ("nights", name, frozenset((column, frozenset(cells)) for column, cells in columns.items()))
            yield from self._judged.once(key, partial(self._nights_called, name, columns))

    def _nights_called(self, name: str, columns: Mapping[str, Sequence[int]]) -> tuple[pl.Series, ...]:
        judged, places = self._judged, self._judged.frames.subjects["person_in_area"]
        height = judged.frames.subjects["area_safety"].height
        client, of_area, of_case = judged.once("the client's areas", self._areas_of_client)
        found = []
        for end, counted in (("least", "least"), ("most", "most_counted")):
            nights = np.full(height, -1, np.int32)
            for column, cells in columns.items():
                counting = places.get_column(f"{column}.{counted}").to_numpy()
                if len(columns) == 1 and judged.is_every(cells):
                    nights[of_area] = counting[client]
                else:
                    rows = judged.within(frozenset(cells))[of_case]
                    nights[of_area[rows]] = counting[client[rows]]
            series = pl.Series(f"{name}_{end}", nights)
            found.append(series.set(series < 0, None))
        return tuple(found)

    def _areas_of_client(self) -> tuple[Places, Places, Places]:
        """The rows of the client in areas; the row of each area, and of each one's case."""
        rows = self._judged.rows("person_in_area")
        client = np.flatnonzero(rows.person == 0)
        return client, self._judged.area_rows("person_in_area")[client], rows.case[client]


def _nights_of(laws: Mapping[int, Law]) -> dict[str, dict[str, list[int]]]:
    """By the name of each measure of nights lived in an area: its columns, each with the cells it is for."""
    found: dict[str, dict[str, list[int]]] = {}
    for cell, law in laws.items():
        for _kind, name, measure in measures_read(law):
            if measure.measure == "nights_lived_here":
                found.setdefault(name, {}).setdefault(measure.name, []).append(cell)
    return found


def _words(places: NDArray[np.int32], words: pl.Series) -> pl.Series:
    """The words at some places, null for -1."""
    nowhere = places < 0
    if not len(words):
        return _one(None, words, places.size)
    # Half the time of picking from words of which one is null.
    found = words.gather(pl.Series(np.maximum(places, 0).astype(np.uint32)))
    return found.set(pl.Series(nowhere), None) if nowhere.any() else found


def _together(parts: Sequence[NDArray[Any]], of: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, of), *parts])


def _places(words: Sequence[str], names: Sequence[str]) -> NDArray[np.int32]:
    return np.asarray([names.index(word) for word in words], np.int32)


def _one(word: str | None, categories: pl.Series, height: int) -> pl.Series:
    return pl.Series([word], dtype=categories.dtype).new_from_index(0, height)


_EVERY = pl.Enum(list(_EVERY_WORD))


def _by_bit(words: Sequence[str]) -> pl.Series:
    """The word of each verdict at the place of its bit; any other place is never picked.

    Nothing is computed here: a process that has let polars compute cannot be forked any more.
    """
    held = [words[0]] * ((1 << len(words)) + 1)
    for rank, word in enumerate(words, start=1):
        held[1 << rank] = word
    return pl.Series(held, dtype=pl.Enum(list(words)))


_BY_BIT = {scale.verdicts: _by_bit(words) for scale, words in ((LEGAL, LEGAL_WORDS), (SAFETY, SAFETY_WORDS))}
_NONE = Found(np.zeros(0, np.uint8), np.zeros(0, np.uint8))


def _verdicts(bits: Bits, scale: Scale) -> pl.Series:
    """The word of each verdict, null where there is none."""
    found = _BY_BIT[scale.verdicts].gather(pl.Series(bits.astype(np.uint32)))
    nothing = bits == 0
    return found.set(pl.Series(nothing), None) if nothing.any() else found
