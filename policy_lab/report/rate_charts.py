"""Charts of rates: by region, by area on a map of dots, through time."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from policy_lab.report import words
from policy_lab.report.drawing import GAINED, LEVEL, LOST, WIDTH, Picture, picture, values
from policy_lab.report.words import SPLITS, of_100, plain, sentence, several
from policy_lab.results import Family, Group, Split
from services_directory.areas import Area, Areas

_WAYS = (("gained", "gain", GAINED), ("lost", "lose", LOST))
_SHAPES = {"gain": "circle", "lose": "diamond"}
_DOTS = {"most gain": GAINED, "most lose": LOST, "held back": LEVEL, "no change": "#c3ccd0"}
_ROW = 24  # pixels of a row
_TIMES = frozenset({"year", "quarter", "month"})
_FEWEST_GROUPS = 2  # with fewer there is nothing to compare


def rates_chart(family: Family, split: Split, name: str) -> Picture | None:
    """The rates of each group, each with its interval; None where every one is held back or nought."""
    rows = _rows(split.groups)
    if len({row["group"] for row in rows}) < _FEWEST_GROUPS:
        return None
    title = f"{sentence(family.called)}: how many of 100 cases gain and lose, by {plain(split.by)}"
    time = split.by in _TIMES
    chart = _through_time(rows, split) if time else _side_by_side(rows)
    return picture(name, title, _rates_said(split), chart)


def _rows(groups: Sequence[Group]) -> list[dict[str, Any]]:
    told = [(way, called) for way, called, _ in _WAYS if any(getattr(each.moved, way) for each in groups)]
    return [
        {
            "group": words.group(group.name), "way": called,
            "rate": 100 * rate.rate, "low": 100 * rate.low, "high": 100 * rate.high,
        }
        for group in groups
        for way, called in told
        for rate in (getattr(group, way),)
        if rate is not None
    ]  # fmt: skip


def _encoded(rows: list[dict[str, Any]]) -> tuple[Any, alt.Color, alt.Shape]:
    told = [(called, colour) for _, called, colour in _WAYS if any(row["way"] == called for row in rows)]
    names = [called for called, _ in told]
    colours = alt.Scale(domain=names, range=[colour for _, colour in told])
    shapes = alt.Scale(domain=names, range=[_SHAPES[called] for called in names])
    return (
        alt.Chart(values(rows)),
        alt.Color("way:N", scale=colours, title="Of 100 cases"),
        alt.Shape("way:N", scale=shapes, title="Of 100 cases"),
    )


def _side_by_side(rows: list[dict[str, Any]]) -> Any:
    base, colour, shape = _encoded(rows)
    order = list(dict.fromkeys(row["group"] for row in rows))
    y = alt.Y("group:N", sort=order, title=None)
    offset = alt.YOffset("way:N", sort=[called for _, called, _ in _WAYS])
    title = "Cases of 100, with the interval in which the true rate may lie"
    x = alt.X("low:Q", title=title, axis=alt.Axis(tickCount=6))
    lines = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q", y=y, yOffset=offset, color=colour)
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        x="rate:Q", y=y, yOffset=offset, color=colour, shape=shape
    )
    return (lines + points).properties(width=WIDTH - 130, height=_ROW * len(order))


def _through_time(rows: list[dict[str, Any]], split: Split) -> Any:
    every = [words.group(group.name) for group in split.groups]
    base, colour, shape = _encoded(list(_in_runs(rows, every)))
    x = alt.X("group:N", sort=every, scale=alt.Scale(domain=every), title=SPLITS[split.by],
              axis=alt.Axis(labelAngle=0 if len(every) <= 12 else -60, labelOverlap=True))  # fmt: skip
    y = alt.Y("low:Q", title="Cases of 100", axis=alt.Axis(tickCount=5))
    ends = base.mark_rule(strokeWidth=1.5, opacity=0.6).encode(x=x, y=y, y2="high:Q", color=colour)
    line = base.mark_line(strokeWidth=2).encode(x=x, y="rate:Q", color=colour, detail="run:N")
    points = base.mark_point(filled=True, size=50, opacity=1).encode(
        x=x, y="rate:Q", color=colour, shape=shape
    )
    return (ends + line + points).properties(width=WIDTH, height=200)


def _in_runs(rows: list[dict[str, Any]], every: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows with the unbroken run of times that each is in: no line is drawn over what is held back."""
    for way in {row["way"]: None for row in rows}:
        of_way = [row for row in rows if row["way"] == way]
        yield from ({**row, "run": every.index(row["group"]) - place} for place, row in enumerate(of_way))


def _rates_said(split: Split) -> str:
    told = [
        f"{words.group(group.name)}: {' and '.join(parts)}"
        for group in split.groups
        if (parts := [f"{of_100(rate.rate)} {called}" for way, called, _ in _WAYS
                      if (rate := getattr(group, way)) is not None])
    ]  # fmt: skip
    held = sum(group.gained is None for group in split.groups)
    more = f" {held} held back." if held else ""
    return f"Of 100 cases. {'; '.join(told)}.{more} The table has the figures."


def map_chart(family: Family, split: Split, areas: Areas, name: str) -> Picture | None:
    """Each area as a dot at its centre: as large as the cases that change, in the colour of most of them."""
    found = {group.code: group for group in split.groups if group.code in areas}
    nations = {areas[code].nation for code in found}
    rows = [_dot(area, found.get(area.code)) for area in areas if area.nation in nations]
    told = sorted((row for row in rows if row["changed"]), key=lambda row: (-row["changed"], row["area"]))
    if not told:
        return None
    title = f"{sentence(family.called)}: where cases change"
    most = ", ".join(f"{row['area']} ({row['changed']:,})" for row in told[:3])
    have = several(len(told), "area has", "areas have")
    says = f"A map of dots. {have} changes that may be shown; most: {most}."
    return picture(name, title, says, _dots(rows, told))


def _dot(area: Area, group: Group | None) -> dict[str, Any]:
    gained, lost = (group.moved.gained, group.moved.lost) if group else (0, 0)
    if gained is None or lost is None:
        way = "held back"
    elif gained or lost:
        way = "most lose" if lost > gained else "most gain"
    else:
        way = "no change"
    return {
        "area": area.name, "latitude": area.latitude, "longitude": area.longitude,
        "changed": (gained or 0) + (lost or 0), "way": way,
    }  # fmt: skip


def _dots(rows: list[dict[str, Any]], told: list[dict[str, Any]]) -> Any:
    ways = [way for way in _DOTS if any(row["way"] == way for row in rows)]
    colour = alt.Scale(domain=ways, range=[_DOTS[way] for way in ways])
    size = alt.Scale(domain=[0, told[0]["changed"]], range=[20, 420])
    legend = alt.Color("way:N", scale=colour, title="Of the cases that change")
    quiet = alt.Chart(values([row for row in rows if not row["changed"]])).mark_circle(size=12, opacity=1)
    loud = alt.Chart(values(told)).mark_circle(opacity=0.75, stroke="white", strokeWidth=0.5)
    sized = alt.Size("changed:Q", title="Cases", scale=size, legend=alt.Legend(tickCount=3))
    layers = [
        quiet.encode(longitude="longitude:Q", latitude="latitude:Q", color=legend),
        loud.encode(longitude="longitude:Q", latitude="latitude:Q", color=legend, size=sized),
    ]
    projection = alt.Projection(type="mercator")
    return alt.layer(*layers).properties(width=420, height=500, projection=projection)
