"""The ledger of the law as text: every point, and the rules that decide it or why none does."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from cli.text.layout import BLANK, Paragraph, Span, heading, para

CHECKED = {"V": "read", "V2": "read at second hand", "M": "from memory", "M?": "from memory, in doubt"}


def ledger_text(found: Mapping[str, Any]) -> Iterator[Paragraph]:
    """Every point by part: its title, how well it was checked, and its rules, or why it has none."""
    points = found["points"]
    for part, of_part in groupby(points, key=lambda point: str(point["part"])):
        yield from heading(part)
        for point in of_part:
            checked = f"  {certainty_words(point['certainty'])}"
            yield para(
                Span(point["id"], "strong"), f"  {point['title']}", Span(checked, "faint"), indent=2, hang=4
            )
            yield from (para(rule, indent=6) for rule in point["rules"])
            if point["why"]:
                yield para(f"No rule. {point['why']}", indent=6)
    decided = sum(bool(point["rules"]) for point in points)
    yield BLANK
    yield para(f"{len(points):,} points: {decided:,} decided by rules, {len(points) - decided:,} by none.")


def certainty_words(codes: str) -> str:
    """How well a point was checked, part by part where it differs."""
    return ", ".join(CHECKED.get(code, code) for code in codes.split("/"))
