"""Whether each case may be referred: at which stage, to which authority, by which limb."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.columnar.blocks import Block, block_of
from engine.columnar.conditions import Bits, Columns, Flags, either
from engine.columnar.frames import NO_AREA, SHOWN
from engine.columnar.judged import Context, Judged, Places, Ruling
from engine.referral import BARS
from engine.verdicts import (
    AT_LEAST_PRESUMED_MET,
    AT_MOST_PRESUMED_NOT_MET,
    LEGAL,
    OFFICER_JUDGEMENT,
    UNDETERMINED,
)

Named: TypeAlias = NDArray[np.int32] | np.int32  # the places of rules among the names; or of one rule

STAGE, LIMB, ROUTE = ".stage.", ".limb.", ".route."
_SILENT_BIT = np.uint8(1)
_OFFICER, _UNDETERMINED = (np.uint8(LEGAL.only(word)) for word in (OFFICER_JUDGEMENT, UNDETERMINED))
_AT_LEAST_MET = np.uint8(sum(map(LEGAL.only, AT_LEAST_PRESUMED_MET)))
_AT_MOST_NOT_MET = np.uint8(sum(map(LEGAL.only, AT_MOST_PRESUMED_NOT_MET)))


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage, for every case: what was found of it, 0 where its law has no referral there."""

    name: str
    verdict: Bits
    rule: NDArray[np.int32]

    @property
    def open(self) -> Flags:
        """Where it is not ruled out."""
        found: Flags = (self.verdict & ~_AT_MOST_NOT_MET) != 0
        return found


@dataclass(frozen=True, slots=True)
class Targets:
    """One limb at one stage: the rows of `target` that it speaks of, and what they come to.

    `rule` is the place among the names of the rule that the conditions rest on.
    """

    stage: str
    limb: str
    rows: Places
    conditions: Bits
    verdict: Bits
    rule: NDArray[np.int32]


def stages_of(
    judged: Judged, rulings: Iterable[Ruling], case: Context, names: Mapping[str, int]
) -> tuple[Stage, ...]:
    """The stages at which the law allows a referral; where two rules speak of one, the later stands."""
    by_name: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        if STAGE in ruling.rule.rule:
            by_name.setdefault(ruling.rule.last, []).append(ruling)
    stages = []
    for name, of_stage in sorted(by_name.items()):
        verdict = np.zeros(judged.frames.cases.height, np.uint8)
        rule = np.full(verdict.size, -1, np.int32)
        for ruling in of_stage:
            found = judged.found(ruling, case).verdict
            rule[found != 0] = names[ruling.rule.rule]
            verdict = either(found == 0, verdict, found)
        stages.append(Stage(name, verdict, rule))
    return tuple(stages)


def target_context(
    judged: Judged, local: Block, first: Sequence[Ruling], names: Mapping[str, int], reached_by: object
) -> Context:
    """The facts of every target, with the verdicts on connection and on the statutory bars."""
    there = judged.area_rows("target")
    of_case = judged.rows("target").case
    safety, applying_to = judged.rows("area_safety"), judged.frames.cases.get_column("applying_to").to_numpy()
    here = np.zeros(applying_to.size, np.intp)
    at_home = np.flatnonzero((safety.area == applying_to[safety.case]) & (safety.area != NO_AREA))
    here[safety.case[at_home]] = at_home
    verdicts = {}
    for name, block, rows in (
        ("connection_here", local, here[of_case]),
        ("connection_there", local, there),
        *((bar, _bar(judged, bar, first, names), there) for bar in BARS),
    ):
        verdicts[name] = block.verdict[rows]
        verdicts[name + SHOWN] = block.shown[rows]
    bars = tuple(ruling for ruling in first if ruling.rule.last in BARS)
    return judged.once(
        ("target", reached_by, bars),
        lambda: Context(
            Columns("target", judged.frames.subjects["target"], verdicts), ("target", reached_by, bars)
        ),
    )


def _bar(judged: Judged, bar: str, first: Sequence[Ruling], names: Mapping[str, int]) -> Block:
    rulings = [ruling for ruling in first if ruling.rule.last == bar]
    return block_of(judged, rulings, "area", names, nothing=int(_SILENT_BIT))


def targets_of(
    judged: Judged, stages: Sequence[Stage], rulings: Sequence[Ruling], target: Context,
    names: Mapping[str, int],
) -> tuple[Targets, ...]:  # fmt: skip
    """Every authority to which a referral is thinkable, by stage and limb, the failed ones too."""
    found = []
    of_case = judged.rows("target").case
    for stage in stages:
        at_stage = [Ruling(ruling.rule.at(stage.name), ruling.cells) for ruling in rulings]
        routes = [ruling for ruling in at_stage if ROUTE in ruling.rule.rule]
        open_ = stage.open[of_case]
        for limb in (ruling for ruling in at_stage if LIMB in ruling.rule.rule):
            spoken = judged.found(limb, target).verdict
            rows = np.flatnonzero((spoken != 0) & open_)
            case = of_case[rows]
            needed: list[tuple[Named, Bits]] = [(stage.rule[case], stage.verdict[case])]
            for ruling in (limb, *routes):
                name = np.int32(names[ruling.rule.rule])
                needed.append((name, judged.found(ruling, target).verdict[rows]))
            conditions, rule = _weakest(needed)
            # INVARIANT: a referral is a power, so it is never more than for an officer to decide.
            verdict = either(conditions & _AT_LEAST_MET != 0, _OFFICER, conditions)
            found.append(Targets(stage.name, limb.rule.last, rows, conditions, verdict, rule))
    return tuple(found)


def _weakest(needed: Sequence[tuple[Named, Bits]]) -> tuple[Bits, NDArray[np.int32]]:
    """The verdict of a condition that needs all of them, an open question before a judgement; and whose."""
    every = np.zeros_like(needed[0][1])
    for _rule, verdict in needed:
        every |= verdict
    lowest = every & (~every + np.uint8(1))
    conditions = either((lowest == _OFFICER) & (every & _UNDETERMINED != 0), _UNDETERMINED, lowest)
    rule = np.full(conditions.size, -1, np.int32)
    for named, verdict in reversed(needed):
        rule = np.where(verdict == conditions, named, rule)
    return conditions, rule
