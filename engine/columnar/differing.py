"""Which rules find something else in a batch of cases under one set of packs than under another."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from engine.columnar.conditions import Bits
from engine.columnar.frames import ELSEWHERE
from engine.columnar.judged import LATER, Judged, Ruling
from engine.columnar.referral import Stage
from engine.columnar.rules import CASE
from engine.columnar.verdicts import Verdicts
from engine.verdicts import SILENT, Scale

_COLUMNS = {"rule": pl.String(), "was": pl.String(), "becomes": pl.String(), "count": pl.Int64()}
_RANKS = 8
_RANK = np.zeros(256, np.int64)
for _rank in range(_RANKS):
    _RANK[1 << _rank] = _rank


def differing(judged: Judged, before: Verdicts, after: Verdicts) -> pl.DataFrame:
    """How often each rule's finding goes from one verdict to another: rule, was, becomes, count.

    A finding on no area that is named is left out. What both sets share is not looked at.
    """
    rows = [row for rule in _rules(before, after) for row in _of_rule(judged, rule, before, after)]
    found = pl.DataFrame(rows, schema=_COLUMNS, orient="row")
    return found.group_by("rule", "was", "becomes", maintain_order=True).agg(pl.col("count").sum())


def _rules(before: Verdicts, after: Verdicts) -> list[str]:
    return sorted({ruling.rule.rule for each in (before, after) for ruling in each.rulings})


def _of_rule(
    judged: Judged, rule: str, before: Verdicts, after: Verdicts
) -> Iterator[tuple[str, str, str, int]]:
    was, becomes = (
        tuple(ruling for ruling in each.rulings if ruling.rule.rule == rule) for each in (before, after)
    )
    kinds = sorted({ruling.rule.rows_of for ruling in (*was, *becomes)})
    for kind in kinds:
        scale = next(each.rule.scale for each in (*was, *becomes) if each.rule.rows_of == kind)
        if was == becomes and (kind not in LATER or _context(before, kind) is _context(after, kind)):
            continue
        for stage in _stages(before, after) if kind == "target" else ("",):
            old = _found(judged, was, kind, before, stage)
            new = _found(judged, becomes, kind, after, stage)
            yield from ((rule, *words, count) for words, count in _pairs(judged, kind, old, new, scale))


def _stages(before: Verdicts, after: Verdicts) -> list[str]:
    return sorted({stage.name for each in (before, after) for stage in each.stages})


def _context(verdicts: Verdicts, kind: str) -> object:
    return verdicts.case if kind == CASE else verdicts.target


def _found(judged: Judged, rulings: Sequence[Ruling], kind: str, verdicts: Verdicts, stage: str) -> Bits:
    """What all versions of a rule find: each is law for other cases."""
    rows = judged.rows(kind).case
    found = np.zeros(rows.size, np.uint8)
    context = {CASE: verdicts.case, "target": verdicts.target}.get(kind)
    for ruling in rulings:
        if ruling.rule.rows_of == kind:
            asked = Ruling(ruling.rule.at(stage), ruling.cells) if stage else ruling
            found = found | judged.found(asked, context).verdict
    return found * _open(verdicts.stages, stage)[rows] if stage else found


def _open(stages: Sequence[Stage], name: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    (open_,) = [stage.open for stage in stages if stage.name == name] or [np.zeros(0, np.bool_)]
    return open_


def _pairs(
    judged: Judged, kind: str, was: Bits, becomes: Bits, scale: Scale
) -> Iterator[tuple[tuple[str, str], int]]:
    differ = (was != becomes) & (judged.rows(kind).area != ELSEWHERE)
    counts = np.bincount(_RANK[was[differ]] * _RANKS + _RANK[becomes[differ]], minlength=_RANKS**2)
    words = (SILENT, *scale.verdicts[1:])
    for pair in np.flatnonzero(counts).tolist():
        yield (words[pair // _RANKS], words[pair % _RANKS]), int(counts[pair])
