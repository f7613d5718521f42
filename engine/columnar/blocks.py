"""Findings put together: what a family's rules come to for a case or an area, and the rule that decides."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.columnar.conditions import Bits, Flags, either
from engine.columnar.judged import Context, Judged, Ruling
from engine.columnar.ranked import MOST_RULES, First, keep_first, raise_homes, read_ranked
from engine.verdicts import AT_LEAST_PRESUMED_MET, LEGAL, UNDETERMINED

Level: TypeAlias = Literal["case", "area"]


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
    for ruling in sorted(rulings, key=lambda each: names[each.rule.rule]):
        kinds[ruling.rule.rows_of].append(ruling)
    for kind, of_kind in kinds.items():
        first, strongest_shown = _of_rows(judged, of_kind, context)
        order = np.array([MOST_RULES - names[ruling.rule.rule] for ruling in of_kind], np.uint32)
        home = judged.rows(kind).case if level == "case" else judged.area_rows(kind)
        raise_homes(ranked, shown, home, first, order, judged.rows(kind).person, strongest_shown)
    verdict, rule, person = read_ranked(ranked)
    return Block(verdict, shown, rule, person)


def _of_rows(judged: Judged, rulings: Sequence[Ruling], context: Context | None) -> tuple[First, Bits]:
    """The first finding of each row of a kind, the rulings in the order of their names; and the strongest
    on evidence.
    """
    height = judged.rows(rulings[0].rule.rows_of).person.size
    first = First(np.zeros(height, np.uint8), np.zeros(height, np.uint8), np.zeros(height, np.uint16))
    strongest_shown = np.zeros(height, np.uint8) if judged.evidence else first.shown
    for place, ruling in enumerate(rulings):
        found = judged.found(ruling, context)
        if found.verdict.any():
            keep_first(first, found.verdict, found.shown, np.uint16(place))
            if judged.evidence:
                np.maximum(strongest_shown, found.shown, out=strongest_shown)
    return first, strongest_shown


def _open(verdict: Bits, flags: Flags) -> Bits:
    met = sum(LEGAL.only(word) for word in AT_LEAST_PRESUMED_MET)
    return either(flags & (verdict & np.uint8(met) == 0), np.uint8(LEGAL.only(UNDETERMINED)), verdict)
