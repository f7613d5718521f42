"""The lines that rules draw through nights lived in an area, and how the nights of cases lie around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from engine.columnar.decisions import Decisions
from engine.packs.model import Pack, Rule
from policy_lab.figures import figures
from policy_lab.replay.partial import Row

MEASURE = "nights_lived_here"
NEAR_MISS = "near_miss"


@dataclass(frozen=True, slots=True)
class Line:
    """The nights that a rule needs of one measure, as its pack has them last; of several rules the first."""

    measure: str
    rule: str
    title: str
    needed: int
    near_miss: int | None

    @property
    def bins(self) -> list[int]:
        """Where each bin of nights begins, up to twice the line: one of them begins at the line itself."""
        width = figures().nights_in_a_bin
        return sorted({0, *range(self.needed % width, 2 * self.needed + 1, width)})

    def bin_of(self, nights: pl.Expr) -> pl.Expr:
        """Where the bin begins that some nights fall into; the last takes all that is beyond."""
        width = figures().nights_in_a_bin
        return ((nights - self.needed) // width * width + self.needed).clip(0, self.bins[-1])


def lines_of(packs: Sequence[Pack]) -> dict[str, Line]:
    """The line of each measure of nights, by the name of the measure.

    A rule for a few areas alone draws none here, since nights are counted over all areas.
    """
    found: dict[str, Line] = {}
    for rule in (rule for pack in packs for rule in pack.rules if not rule.only_in):
        for given in rule.given:
            needed = _last(rule, given.needed) if given.measure == MEASURE and given.needed else None
            if needed is not None:
                near = _last(rule, NEAR_MISS)
                found.setdefault(given.name, Line(given.name, rule.id, rule.title, needed, near))
    return found


def _last(rule: Rule, parameter: str) -> int | None:
    values = rule.parameters[parameter].values if parameter in rule.parameters else ()
    held = [value for _day, value in values if isinstance(value, int)]
    return held[-1] if held else None


def nights(found: Decisions, packs: Sequence[Pack]) -> Iterator[Row]:
    """How many units have how many nights of each measure, surely or astride its line."""
    for line in lines_of(packs).values():
        least, most = f"{line.measure}_least", f"{line.measure}_most"
        if least in found.areas.columns:
            astride = (pl.col(least) < line.needed) & (pl.col(most) >= line.needed)
            bins = (
                found.areas.lazy()
                .filter((pl.col("area") >= 0) & (pl.col(most) > 0))
                .group_by(bin=line.bin_of(pl.col(least)), astride=astride)
                .agg(count=pl.len())
                .collect()
            )
            for first, is_astride, count in bins.iter_rows():
                where = "astride" if is_astride else "surely"
                yield Row("nights", "", line.measure, str(first), where, count)
