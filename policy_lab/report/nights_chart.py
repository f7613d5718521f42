"""How nights lie around the line that a rule draws: who sits near it."""

from collections.abc import Iterator
from typing import Any

import altair as alt

from policy_lab.report.drawing import GAINED, INK, LOST, PALE, WIDTH, Picture, picture, values
from policy_lab.results import Nights, Threshold

MOST_BINS, LEAST_REACH = 24, 90  # rows of a table; nights
_SURE, _ASTRIDE = "nights are sure", "not known which side of the line"


def nights_chart(threshold: Threshold, name: str) -> Picture | None:
    """Bars of cases by their nights, with the lines of both packs; None where no bar may be shown."""
    bars = [row for bin_ in bins_near(threshold) for row in _bars(bin_)]
    if not bars:
        return None
    colour = alt.Scale(domain=[_SURE, _ASTRIDE], range=[GAINED, PALE])
    across = alt.X(
        "at_least:Q",
        scale=alt.Scale(zero=False, nice=False),
        title="Nights lived in the area, within the time that the rule looks at",
    )
    chart = (
        alt.Chart(values(bars))
        .mark_rect(stroke="white", strokeWidth=0.5)
        .encode(
            x=across, x2="below:Q", y=alt.Y("low:Q", title="Cases and areas"), y2="high:Q",
            color=alt.Color("kind:N", scale=colour, title=None),
        )
    )  # fmt: skip
    lines = [_line(place, *line) for place, line in enumerate(_lines(threshold))]
    title = f"{threshold.title}: who sits near the line"
    drawn = alt.layer(chart, *lines).properties(width=WIDTH, height=190)
    return picture(name, title, nights_said(threshold), drawn)


def _bars(bin_: Nights) -> Iterator[dict[str, Any]]:
    """The two bars of a bin, one on top of the other."""
    low = 0
    for kind, count in ((_SURE, bin_.surely), (_ASTRIDE, bin_.astride)):
        if count:
            yield {
                "at_least": bin_.at_least, "below": bin_.below, "kind": kind, "low": low, "high": low + count,
            }  # fmt: skip
            low += count


def _lines(threshold: Threshold) -> list[tuple[int, str, str]]:
    before, after = threshold.needed_baseline, threshold.needed_proposed
    if before == after:
        return [] if before is None else [(before, f"line: {before:,}", INK)]
    told = [(before, "now", INK), (after, "proposed", LOST)]
    return [(nights, f"{says}: {nights:,}", colour) for nights, says, colour in told if nights is not None]


def _line(place: int, nights: int, says: str, colour: str) -> Any:
    base = alt.Chart(values([{"nights": nights, "says": says}]))
    dash = [1, 0] if colour == INK else [5, 3]
    rule = base.mark_rule(color=colour, strokeWidth=2, strokeDash=dash).encode(x="nights:Q")
    name = base.mark_text(
        align="left", dx=5, y=4 + 16 * place, baseline="top", color=colour, fontSize=12
    ).encode(x="nights:Q", text="says:N")
    return rule + name


def nights_said(threshold: Threshold) -> str:
    """How many are near the line that the proposal draws, in words; no more than the bins tell for sure."""
    needed, near = threshold.needed_proposed, threshold.near_miss
    if needed is None:
        return "The proposal draws no line here."
    astride = sum(each.astride or 0 for each in threshold.bins)
    doubt = f" Of {astride:,} it is not known whether they reach it." if astride else ""
    if not near:
        return f"The line is at {needed:,} nights.{doubt}"
    short = [each for each in threshold.bins if needed - near <= each.at_least and each.below <= needed]
    count = sum(each.surely or 0 for each in short)
    return (
        f"The line is at {needed:,} nights. At least {count:,} fall short of it by {near:,} or fewer, "
        f"and are for an officer.{doubt}"
    )


def bins_near(threshold: Threshold) -> tuple[Nights, ...]:
    """The bins near either line, twice as far as near misses go; all of them where there is no line."""
    lines = _needed(threshold)
    reach = max(2 * (threshold.near_miss or 0), LEAST_REACH)
    return tuple(
        each
        for each in threshold.bins
        if not lines or any(abs(each.at_least - line) <= reach for line in lines)
    )


def bins_listed(threshold: Threshold) -> tuple[Nights, ...]:
    """The bins nearest to the lines, as many as a table holds."""
    lines = _needed(threshold)
    near = sorted(
        bins_near(threshold), key=lambda each: min((abs(each.at_least - line) for line in lines), default=0)
    )
    return tuple(sorted(near[:MOST_BINS], key=lambda each: each.at_least))


def _needed(threshold: Threshold) -> list[int]:
    return [line for line in (threshold.needed_baseline, threshold.needed_proposed) if line is not None]
