"""The verdicts of a batch under one set of packs, block by block, in the order of `engine.assess.decide`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.columnar.blocks import Block, block_of
from engine.columnar.conditions import Bits, Columns, Flags, either, flags_of
from engine.columnar.frames import SHOWN
from engine.columnar.judged import LATER, Context, Judged, Ruling, starts_of
from engine.columnar.referral import Stage, Targets, stages_of, target_context, targets_of
from engine.columnar.rules import CASE, Cells
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET, LEGAL, SAFETY

# The families of verdicts on the case, and what an authority calls its own finding on each.
_ACCEPTED = {"homelessness": "homeless", "eligibility": "eligible", "priority_need": "priority_need"}
_NOT_MET, _MET, _CLEAR = LEGAL.only("not_met"), LEGAL.only("met"), SAFETY.only("clear")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the law says of every case, and of every area of every case (by the rows of `area_safety`).

    `local` says nothing of rows that do not connect. `nowhere` and `somewhere` tell, for each case, where it
    is sure that there is no local connection at all, and where there is one. `case` and `target` are the
    facts that the later steps went by.
    """

    families: Mapping[str, Block]
    duties: Mapping[str, Block]
    local: Block
    safety: Block
    nowhere: Flags
    somewhere: Flags
    stages: tuple[Stage, ...]
    targets: tuple[Targets, ...]
    rulings: tuple[Ruling, ...]
    case: Context
    target: Context


def verdicts_of(judged: Judged, rulings: Sequence[Ruling], names: Mapping[str, int]) -> Verdicts:
    """Every verdict under some rulings; `names` numbers the rules by name."""
    first = [ruling for ruling in rulings if ruling.rule.kind not in LATER]
    second = [ruling for ruling in rulings if ruling.rule.kind == CASE]
    third = [ruling for ruling in rulings if ruling.rule.kind == "target"]
    of_family = {family: _of(first, family) for family in (*_ACCEPTED, "local_connection", "safety")}
    families = {
        family: block_of(judged, of_family[family], "case", names, nothing=_NOT_MET) for family in _ACCEPTED
    }
    local = _local(judged, of_family["local_connection"], names)
    safety = block_of(judged, of_family["safety"], "area", names, nothing=_CLEAR)
    case = _case_context(judged, families, first)
    stages = stages_of(judged, second, case, names)
    target = target_context(judged, local, first, names, of_family["local_connection"])
    nowhere, somewhere = _anywhere(judged, local)
    return Verdicts(
        families=families,
        duties=_duties(judged, _of((*first, *second), "duties"), case, names),
        local=local,
        safety=safety,
        nowhere=nowhere,
        somewhere=somewhere,
        stages=stages,
        targets=targets_of(judged, stages, third, target, names),
        rulings=tuple(rulings),
        case=case,
        target=target,
    )


def _of(rulings: Iterable[Ruling], family: str) -> tuple[Ruling, ...]:
    return tuple(ruling for ruling in rulings if ruling.rule.family == family)


def _local(judged: Judged, rulings: tuple[Ruling, ...], names: Mapping[str, int]) -> Block:
    """An area's connection; who else would live with the client may connect, where that is not known."""
    open_ = ~flags_of(judged.frames.cases.get_column("household_whole"), unknown=False)
    plain = block_of(judged, rulings, "area", names, nothing=_NOT_MET)
    return judged.once(
        ("at best open", plain), lambda: plain.at_best_open(open_[judged.rows("area_safety").case])
    )


def _case_context(judged: Judged, families: Mapping[str, Block], first: Sequence[Ruling]) -> Context:
    """The client with the verdicts that duties and referral go by: what was accepted stands as fact.

    A finding on something that the law of the day does not ask any more stands for nothing.
    """
    client = judged.frames.subjects["client"]
    verdicts: dict[str, Bits] = {}
    reached_by: list[object] = []
    for family, block in families.items():
        asking = _asking(first, f"found_{_ACCEPTED[family]}")
        reached_by += [_of(first, family), asking]
        asked = judged.within(asking)
        accepted = client.get_column(f"accepted_{_ACCEPTED[family]}")
        yes = flags_of(accepted, unknown=False) & asked
        no = ~flags_of(accepted, unknown=True) & asked
        for name, found in ((family, block.verdict), (family + SHOWN, block.shown)):
            verdicts[name] = either(yes, np.uint8(_MET), either(no, np.uint8(_NOT_MET), found))
    key = (CASE, *reached_by)
    return judged.once(key, lambda: Context(Columns(CASE, client, verdicts), key))


def _asking(rulings: Iterable[Ruling], fact: str) -> Cells:
    """Where a rule on the client turns on a fact."""
    cells = [each.cells for each in rulings if each.rule.kind == "client" and fact in each.rule.facts]
    return frozenset[int]().union(*cells)


def _duties(
    judged: Judged, rulings: Sequence[Ruling], case: Context, names: Mapping[str, int]
) -> Mapping[str, Block]:
    """A block for each duty, of the rules of both steps."""
    duties: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        duties.setdefault(ruling.rule.last, []).append(ruling)
    return {duty: block_of(judged, of_duty, "case", names, case) for duty, of_duty in sorted(duties.items())}


def _anywhere(judged: Judged, local: Block) -> tuple[Flags, Flags]:
    """Where there is no local connection anywhere, and where there is one somewhere."""
    of_case = judged.rows("area_safety").case
    everywhere = np.zeros(judged.frames.cases.height, np.uint8)
    if of_case.size:
        starts = judged.once("first areas", lambda: starts_of(of_case))
        connecting = local.verdict * judged.connects.view(np.uint8)
        everywhere[of_case[starts]] = np.bitwise_or.reduceat(connecting, starts)
    met, not_met = (
        np.uint8(sum(map(LEGAL.only, words))) for words in (AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET)
    )
    return (everywhere & ~not_met) == 0, (everywhere & met) != 0
