"""Findings put together: what a family's rules come to for a case or an area, and the rule that decides.

The findings of a block are ranked in one number each: the verdict first, then the verdict on evidence, then
the rule by its name, then the person by theirs, as `engine.blocks.block_of` sorts them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.columnar.conditions import Bits, Flags, either
from engine.columnar.judged import Context, Judged, Places, Ruling
from engine.columnar.lists import starts_of
from engine.verdicts import AT_LEAST_PRESUMED_MET, LEGAL, UNDETERMINED

Level: TypeAlias = Literal["case", "area"]
Ranked: TypeAlias = NDArray[np.uint32]
_VERDICT, _SHOWN, _RULE = 25, 18, 5  # where each part of the number begins
_LAST_RULE, _LAST_PERSON = 2 ** (_VERDICT - 7 - _RULE) - 1, 2**_RULE - 1
MOST_RULES = _LAST_RULE

# People in the order of their names, as findings are sorted: household.10 comes before household.2.
_PEOPLE = sorted(
    range(_LAST_PERSON + 1), key=lambda number: f"household.{number - 1}" if number else "client"
)
_RANK = np.argsort(_PEOPLE).astype(np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What some rules come to, for each case or each row of `area_safety`.

    `verdict` and `shown` are bits of the scale, 0 where nothing was found. `rule` is the place of the first
    finding's rule among the names, and `person` whose finding it is; both -1 where nothing was found.
    """

    verdict: Bits
    shown: Bits
    rule: NDArray[np.int32]
    person: NDArray[np.int16]

    @classmethod
    def nothing(cls, height: int) -> "Block":
        """A block of which no rule speaks."""
        none = np.zeros(height, np.uint8)
        return cls(none, none, np.full(height, -1, np.int32), np.full(height, -1, np.int16))

    def but_nothing(self, bit: int) -> "Block":
        """The same, and a verdict where nothing was found."""
        return self.with_verdicts(
            either(self.verdict == 0, np.uint8(bit), self.verdict),
            either(self.shown == 0, np.uint8(bit), self.shown),
        )

    def with_verdicts(self, verdict: Bits, shown: Bits) -> "Block":
        """The same findings, with the verdicts that they come to."""
        return Block(verdict, shown, self.rule, self.person)

    def at_best_open(self, flags: Flags) -> "Block":
        """Undetermined in some rows, where it is not already met: who else might connect is not known."""
        return self.with_verdicts(_open(self.verdict, flags), _open(self.shown, flags))


def block_of(
    judged: Judged, rulings: Sequence[Ruling], level: Level, names: Mapping[str, int],
    context: Context | None = None, nothing: int = 0,
) -> Block:  # fmt: skip
    """What the findings of some rules come to, for every case or area.

    `names` numbers the rules by name; `nothing` is the verdict where nothing was found.
    """
    key = ("block", level, tuple(rulings), context and context.reached_by, nothing)
    return judged.once(key, lambda: _block(judged, rulings, level, names, context).but_nothing(nothing))


def _block(
    judged: Judged, rulings: Sequence[Ruling], level: Level, names: Mapping[str, int],
    context: Context | None,
) -> Block:  # fmt: skip
    frames = judged.frames
    height = frames.cases.height if level == "case" else frames.subjects["area_safety"].height
    ranked, shown = np.zeros(height, np.uint32), np.zeros(height, np.uint8)
    kinds: dict[str, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        kinds[ruling.rule.rows_of].append(ruling)
    for kind, of_kind in kinds.items():
        rows, best = _of_rows(judged, of_kind, names, context)
        home = judged.rows(kind).case if level == "case" else judged.area_rows(kind)
        _raise(ranked, rows, home)
        _raise(shown, best, home)
    return _read(ranked, shown)


def _of_rows(
    judged: Judged, rulings: Sequence[Ruling], names: Mapping[str, int], context: Context | None
) -> tuple[Ranked, Bits]:
    """The first finding of each row of a kind, as its number; and the strongest on evidence."""
    person = judged.rows(rulings[0].rule.rows_of).person
    ranked, shown = np.zeros(person.size, np.uint32), np.zeros(person.size, np.uint8)
    for ruling in rulings:
        found = judged.found(ruling, context)
        if not found.verdict.any():
            continue
        rank = found.verdict.astype(np.uint32)
        rank <<= _VERDICT - _SHOWN
        rank |= found.shown
        rank <<= _SHOWN - _RULE
        rank |= np.uint32(_LAST_RULE - names[ruling.rule.rule])
        np.maximum(ranked, rank, out=ranked)
        np.maximum(shown, found.shown, out=shown)
    ranked <<= np.uint32(_RULE)
    ranked |= _LAST_PERSON - _RANK[person]
    return ranked, shown


def _raise(to: NDArray[np.generic], rows: NDArray[np.generic], home: Places) -> None:
    """Put the strongest of the rows of each home into it."""
    starts = starts_of(home)
    if starts.size == to.size:  # each row has a row here, and so stands where it belongs
        np.maximum(to, rows if rows.size == to.size else np.maximum.reduceat(rows, starts), out=to)
    elif starts.size:
        homes = home[starts]
        to[homes] = np.maximum(to[homes], np.maximum.reduceat(rows, starts))


def _read(ranked: Ranked, shown: Bits) -> Block:
    verdict = (ranked >> _VERDICT).astype(np.uint8)
    nothing = verdict == 0
    rule = _LAST_RULE - (ranked >> _RULE & _LAST_RULE).astype(np.int32)
    person = np.asarray(_PEOPLE, np.int16)[_LAST_PERSON - (ranked & _LAST_PERSON)]
    rule[nothing] = -1
    person[nothing] = -1
    return Block(verdict, shown, rule, person)


def _open(verdict: Bits, flags: Flags) -> Bits:
    met = sum(LEGAL.only(word) for word in AT_LEAST_PRESUMED_MET)
    return either(flags & (verdict & np.uint8(met) == 0), np.uint8(LEGAL.only(UNDETERMINED)), verdict)
