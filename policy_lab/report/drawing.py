"""Charts as still pictures: SVG without script, titled and described for whoever cannot see them."""

import re
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

# Told apart in every kind of colour blindness, and each at least 4.5:1 on white; the words say the same.
GAINED, LOST, LEVEL, INK, LINE = "#0b5fa5", "#b3440b", "#6b757a", "#1c2326", "#d5dbde"
PALE = "#9bbcd6"  # beside GAINED, for what is less sure
WIDTH = 640  # pixels of a chart's inside, which the page then fits to itself
_FONT = "Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
# A reader's letters may be wider than those that the picture was measured with.
_MARGIN = {"left": 28, "right": 28, "top": 5, "bottom": 5}
_NOISE = re.compile(r' (?:aria-[a-z]+|role|pointer-events|class)="[^"]*"')
_OPENING = re.compile(r"^<svg [^>]*viewBox=\"(?P<box>[^\"]*)\"[^>]*>")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with what it shows, in a line and in full, for whoever cannot see it."""

    name: str
    title: str
    says: str
    svg: Markup


def picture(name: str, title: str, says: str, chart: Any) -> Picture:
    """A chart drawn. `name` is its own on the page; `says` tells in words what is to be seen."""
    drawn = vl_convert.vegalite_to_svg(_dressed(chart).to_json(validate=False))
    # The parts of a picture are told apart on the page by its name.
    drawn = re.sub(r'(?<=\bid=")|(?<=url\(#)|(?<=href="#)', f"{name}-", _NOISE.sub("", drawn))
    opening = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" viewBox="{}" role="img" '
        'aria-labelledby="{}-title {}-says">'
        '<title id="{}-title">{}</title><desc id="{}-says">{}</desc>'
    )
    box = _OPENING.match(drawn)
    assert box is not None
    head = opening.format(box["box"].split()[2], box["box"], name, name, name, title, name, says)
    # INVARIANT: what a chart says of the case file is data to it, and comes out of it escaped.
    return Picture(name, title, says, head + Markup(drawn[box.end() :]))


def values(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows as the data of a chart."""
    return alt.InlineData(values=rows)


def _dressed(chart: Any) -> Any:
    return (
        chart.configure(font=_FONT, background="white", padding=_MARGIN)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=INK, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
            gridColor=LINE, domainColor=LEVEL, tickColor=LEVEL, labelLimit=260,
        )
        .configure_legend(labelColor=INK, titleColor=INK, labelFontSize=12, titleFontSize=12, orient="top",
                          labelLimit=400, titleLimit=400, columnPadding=24)
        .configure_header(labelColor=INK, labelFontSize=12)
    )  # fmt: skip
