"""Facts in columns: for each kind of subject one frame, one row for each subject of that kind.

The frames hold what `engine.facts` says of the same cases, without the profile paths. Every row begins
with its keys:

- `case` UInt32, the number of the case in its batch; `area` Int32, an index into the country's areas,
  `ELSEWHERE` for any area that the profile does not name, `NO_AREA` for a kind that is of no area;
- `person` Int16, 0 the client, k the household member k-1.

Kinds with one subject a group (`client`, `person_in_area`, `area_safety`, `target`) are the homes of the
lists: the rows of `job`, `relative` and `circumstance` hang on rows of `person_in_area`, those of `risk` and
`restriction` on `area_safety`, those of `household_member` on `client`. A home has, for each of its lists,
the Boolean columns `job.asked` and `job.complete` (and so on), never null. A row of a list has `group`
UInt32, the row number of its home; `owner` Int16 and `item` Int16, whose list it stands in and at which
place; and `here` Boolean, null where it may or may not bear on the area (a row that does not is not there).
Homes are sorted by case, area and person; the rows of a list by `group`.

Facts, by their type in `engine.vocabulary`:

- yes_no `f`: Boolean column `f`, null where not known;
- amount `f`: Int32 `f.least` and `f.most` (`NO_BOUND` where there is no upper bound), never null;
- one_of `f`: UInt32 column `f`, a set of words, one bit each (`bits_of`), never null or empty;
- nights `f`: Int32 `f.least`, `f.most` without stays that only may count, `f.least_counted` and
  `f.most_counted` with them.

A fact that documents may not support has the same columns again with `SHOWN` at the end of each name
(`f@shown`, `f.least@shown`); where there are none, both standards of proof read the same.

Measures are asked for as `Measures`: BoundMeasures whose `name` is the column, unique for what is counted
and not for the law that asks, so that one frame serves every law and every pack that is tried on a batch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import TypeAlias

import polars as pl

from engine.facts.subjects import ANY_WORD
from engine.packs.law import BoundMeasure
from engine.packs.words import words_of
from engine.verdicts import LEGAL, SAFETY
from engine.vocabulary import KINDS, FactType

NO_AREA, OUTSIDE_UK, ELSEWHERE = -1, -2, -3
NO_BOUND = 2**31 - 1
SHOWN = "@shown"
MOST_WORDS = 31  # of a choice; a 32nd bit is for any other word

HOMES = ("client", "person_in_area", "area_safety", "target")
HOME_OF: Mapping[str, str] = MappingProxyType(
    {
        "household_member": "client",
        "job": "person_in_area",
        "relative": "person_in_area",
        "circumstance": "person_in_area",
        "risk": "area_safety",
        "restriction": "area_safety",
    }
)
"""The kind on whose rows the rows of each list hang."""

WORKED_OUT_LATER = frozenset(
    {"stage", "connection_here", "connection_there", "domestic_abuse_bar", "violence_bar"}
)
"""Facts of a `target` that are verdicts, or are of each stage: they stand in no frame."""

Measures: TypeAlias = Mapping[str, tuple[BoundMeasure, ...]]
"""By kind of subject, every measure that is wanted as a column, once each."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The facts of a batch of cases.

    `cases` has a row for each case: case, nation (whose law decides, as the fact `nation`), test_day and
    application_day (ordinals, Int32), applying_to (area, or `NO_AREA` where it is not known or not in the
    UK) and household_whole (Boolean: it was asked who lives with the client, and all were told). Of the
    `subjects`, `client` has a row for each case; `area_safety` one for each area that the case names and one
    for `ELSEWHERE`, with a Boolean column `connects` (among `engine.named.areas_of_connection`, or
    `ELSEWHERE`); `person_in_area` one for each person in each area that connects; `target` one for each area
    that connects but `ELSEWHERE` and `applying_to`, where that is known, without verdicts and stage.
    """

    cases: pl.DataFrame
    subjects: Mapping[str, pl.DataFrame]


def keys_of(kind: str) -> dict[str, pl.DataType]:
    """The columns of a kind that say whose its rows are, and how its lists stand."""
    keys: dict[str, pl.DataType] = {"case": pl.UInt32(), "area": pl.Int32(), "person": pl.Int16()}
    if kind in HOME_OF:
        return keys | {"group": pl.UInt32(), "owner": pl.Int16(), "item": pl.Int16(), "here": pl.Boolean()}
    if kind == "area_safety":
        keys["connects"] = pl.Boolean()
    lists = [each for each, home in HOME_OF.items() if home == kind]
    return keys | {f"{each}.{told}": pl.Boolean() for each in lists for told in ("asked", "complete")}


def types_of(kind: str, measures: Measures) -> dict[str, FactType]:
    """Every fact and measure of a kind that stands in its frame, with its type."""
    spec = KINDS[kind]
    facts = {name: fact.type for name, fact in spec.facts.items() if name not in WORKED_OUT_LATER}
    return facts | {each.name: spec.measures[each.measure].type for each in measures.get(kind, ())}


def columns_of(fact: str, of_type: FactType, shown: str = "") -> dict[str, pl.DataType]:
    """The columns of a fact on account, or on evidence with `SHOWN`."""
    match of_type:
        case "yes_no":
            return {fact + shown: pl.Boolean()}
        case "one_of":
            return {fact + shown: pl.UInt32()}
        case "amount":
            bounds: tuple[str, ...] = ("least", "most")
        case "nights":
            bounds = ("least", "most", "least_counted", "most_counted")
    return {f"{fact}.{bound}{shown}": pl.Int32() for bound in bounds}


@cache
def words_in_order(kind: str, fact: str) -> tuple[str, ...]:
    """The words of a choice, in the order of their bits: verdicts from weakest, any other by the alphabet.

    Raises KeyError for a choice whose words the engine does not know.
    """
    words = words_of(kind, fact)
    if words is None:
        raise KeyError(f"{kind}.{fact}")
    for scale in (LEGAL, SAFETY):
        if words == frozenset(scale.verdicts):
            return scale.verdicts
    return tuple(sorted(words))


def bits_of(kind: str, fact: str, words: Iterable[str]) -> int:
    """A set of words as bits; every word that the choice never is shares the bit after the last."""
    order = words_in_order(kind, fact)
    bit = {word: 1 << place for place, word in enumerate(order)}
    found = 0
    for word in words:
        found |= bit.get(word, 1 << len(order))
    return found


def any_word(kind: str, fact: str) -> int:
    """The bits of a choice that no document shows (`engine.facts.subjects.undocumented`)."""
    return bits_of(kind, fact, ANY_WORD)


def measure_column(measure: BoundMeasure) -> str:
    """A name for what a measure counts: the same for every rule, day and pack that asks for the same."""
    said = ", ".join(
        f"{name}={value if isinstance(value, int) else '|'.join(sorted(value))}"
        for name, value in sorted(measure.arguments.items())
    )
    return f"{measure.measure}({said})"


def as_column(measure: BoundMeasure) -> BoundMeasure:
    """The same measure, named as its column."""
    return replace(measure, name=measure_column(measure), needed=None)


def joined(several: Iterable[Frames]) -> Frames:
    """The frames of some cases and of others of the same batch, as one."""
    parts = list(several)
    if len(parts) == 1:
        return parts[0]
    whole = {kind: _stacked([part.subjects[kind] for part in parts]) for kind in HOMES}
    for kind, home in HOME_OF.items():
        starts = [0, *accumulate(part.subjects[home].height for part in parts)]
        moved = [
            part.subjects[kind].with_columns(pl.col("group") + pl.lit(start, pl.UInt32))
            for part, start in zip(parts, starts, strict=False)
        ]
        whole[kind] = _stacked(moved)
    return in_order(Frames(_stacked([part.cases for part in parts]).sort("case"), whole))


def in_order(frames: Frames) -> Frames:
    """The same rows, sorted as they have to be."""
    subjects = dict(frames.subjects)
    for home in HOMES:
        numbered = subjects[home].with_row_index("was").sort("case", "area", "person")
        subjects[home] = numbered.drop("was")
        now = numbered["was"].arg_sort()
        for kind in (kind for kind, its_home in HOME_OF.items() if its_home == home):
            listed = subjects[kind]
            moved = listed.with_columns(group=now.gather(listed["group"]))
            subjects[kind] = moved.sort("group", maintain_order=True)
    return Frames(frames.cases, subjects)


def _stacked(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames one under the other; a fact without a column on evidence in one reads there as on account."""
    columns = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    return pl.concat(
        [
            frame.select(
                name if name in frame.columns else pl.col(name.removesuffix(SHOWN)).alias(name)
                for name in columns
            )
            for frame in frames
        ]
    )
