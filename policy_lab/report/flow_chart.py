"""The flow chart: who moves from which verdict to which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi
from typing import Any, Literal

import altair as alt

from policy_lab.replay.stands import ORDER, stands
from policy_lab.report.drawing import GAINED, INK, LEVEL, LOST, WIDTH, Picture, picture, values
from policy_lab.report.words import VERDICTS, count, listed, sentence, verdict
from policy_lab.results import Family, Flow

_GAP = 0.06  # between nodes, of the height of all that moves
_STEPS = 24  # points along a ribbon
_HEIGHT = 260
_ACROSS = (-0.42, 1.42)  # from ribbon's end to end is 0 to 1; the names stand beside
_COLOURS = {"gained": GAINED, "lost": LOST, "level": LEVEL}
_CALLED = {"gained": "gains", "lost": "loses", "level": "neither gains nor loses"}


@dataclass(frozen=True, slots=True)
class _Node:
    verdict: str
    low: float
    high: float
    count: int


def flow_chart(family: Family, name: str) -> Picture | None:
    """The flows of which the verdict changes, drawn as ribbons; None where none can be shown."""
    flows = [flow for flow in family.flows if flow.was != flow.becomes and flow.count]
    if not flows:
        return None
    left = _nodes([(flow.was, flow.count or 0) for flow in flows])
    right = _nodes([(flow.becomes, flow.count or 0) for flow in flows])
    ribbons = [point for points in _ribbons(flows, left, right) for point in points]
    title = f"{sentence(family.called)}: from which verdict to which"
    says = "; ".join(
        f"{count(flow.count)} from {verdict(flow.was)} to {verdict(flow.becomes)}" for flow in flows
    )
    says = f"Only verdicts that change are drawn: {says}."
    return picture(name, title, says, _drawn(ribbons, left, right))


def way_of(flow: Flow) -> str:
    """Whether a flow gains, loses or does neither."""
    step = ORDER.index(stands(flow.becomes)) - ORDER.index(stands(flow.was))
    return "gained" if step > 0 else "lost" if step < 0 else "level"


def _nodes(counts: Sequence[tuple[str, int]]) -> dict[str, _Node]:
    """The verdicts of one side, the strongest on top."""
    total = sum(number for _, number in counts)
    nodes: dict[str, _Node] = {}
    low = 0.0
    for word in VERDICTS:
        number = sum(each for of, each in counts if of == word)
        if number:
            nodes[word] = _Node(word, low, low + number / total, number)
            low = nodes[word].high + _GAP
    return nodes


def _ribbons(
    flows: Sequence[Flow], left: Mapping[str, _Node], right: Mapping[str, _Node]
) -> Iterator[list[dict[str, Any]]]:
    """The points along the edges of each flow."""
    total = sum(flow.count or 0 for flow in flows)
    begin, end = ({word: node.low for word, node in side.items()} for side in (left, right))
    place = {word: number for number, word in enumerate(VERDICTS)}
    for number, flow in enumerate(sorted(flows, key=lambda each: (place[each.was], place[each.becomes]))):
        height = (flow.count or 0) / total
        low, high = begin[flow.was], end[flow.becomes]
        begin[flow.was] += height
        end[flow.becomes] += height
        shares = [(1 - cos(pi * step / _STEPS)) / 2 for step in range(_STEPS + 1)]
        yield [
            {
                "flow": number, "way": _CALLED[way_of(flow)], "x": step / _STEPS,
                "low": low + share * (high - low), "high": low + share * (high - low) + height,
            }
            for step, share in enumerate(shares)
        ]  # fmt: skip


def _drawn(ribbons: list[dict[str, Any]], left: Mapping[str, _Node], right: Mapping[str, _Node]) -> Any:
    told = [way for way, called in _CALLED.items() if any(point["way"] == called for point in ribbons)]
    colours = alt.Scale(domain=[_CALLED[way] for way in told], range=[_COLOURS[way] for way in told])
    way = alt.Color("way:N", scale=colours, title="With the change, the case")
    area = (
        alt.Chart(values(ribbons))
        .mark_area(opacity=0.72)
        .encode(x=_across("x"), y=_up("low"), y2="high:Q", detail="flow:N", color=way)
    )
    layers = [area, *_side(left, -0.025, "right"), *_side(right, 1.0, "left")]
    return alt.layer(*layers).properties(width=WIDTH, height=_HEIGHT)


def _across(name: str) -> alt.X:
    return alt.X(f"{name}:Q", scale=alt.Scale(domain=_ACROSS, nice=False), axis=None)


def _up(name: str) -> alt.Y:
    """Upside down: what comes first is on top."""
    return alt.Y(f"{name}:Q", scale=alt.Scale(reverse=True, nice=False), axis=None)


def _side(nodes: Mapping[str, _Node], begin: float, align: Literal["left", "right"]) -> list[Any]:
    """The bars of one side with their names."""
    end = begin + 0.025
    text_at = begin - 0.015 if align == "right" else end + 0.015
    rows = [
        {
            "x": begin, "x2": end, "low": node.low, "high": node.high, "text_at": text_at,
            "middle": (node.low + node.high) / 2, "says": f"{verdict(node.verdict)}: {node.count:,}",
        }
        for node in nodes.values()
    ]  # fmt: skip
    bars = alt.Chart(values(rows)).mark_rect(color=INK)
    names = alt.Chart(values(rows)).mark_text(align=align, baseline="middle", fontSize=13, color=INK)
    return [
        bars.encode(x=_across("x"), x2="x2:Q", y=_up("low"), y2="high:Q"),
        names.encode(x=_across("text_at"), y=_up("middle"), text="says:N"),
    ]


def flows_said(family: Family) -> str:
    """What is not drawn: who stays where they were, by the same reason or another."""
    parts = []
    for reason, words in (
        ("same", "nothing changes"),
        ("other", "the verdict stands and another rule decides"),
    ):
        counts = [flow.count for flow in family.flows if flow.reason == reason]
        known = sum(each for each in counts if each is not None)
        if known:
            parts.append(f"for {known:,} {words}")
    return f"Not drawn: {listed(parts)}." if parts else ""
