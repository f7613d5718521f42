"""Areas as text: those that a name, part of one, a slug or a code points to."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.text.layout import Paragraph, Span, para
from cli.text.words import day, plain

Answer = Mapping[str, Any]


def areas_text(answer: Answer) -> Iterator[Paragraph]:
    """What was found, one area a paragraph; near matches where nothing was."""
    if answer["note"]:
        yield para(answer["note"])
    for area in answer["areas"]:
        yield para(Span(area["name"], "strong"), f"  {area['slug']}  {area['code']}")
        since = f" In force from {day(area['in_force_from'])}." if area["in_force_from"] else ""
        decides = area["housing_authority"]
        other = f" Homelessness applications go to {decides}." if decides != area["name"] else ""
        yield para(f"{area['region']}, {plain(area['nation']).title()}.{since}{other}", indent=2)
    if not answer["areas"]:
        near = ", ".join(answer["near"])
        yield para(f"No area is called that. Near match: {near}." if near else "No area is called that.")
