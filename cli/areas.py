"""`areas`: what a place is called, and which authority decides there."""

from typing import Annotated, Any

import typer

from cli.asked import FormAsked
from cli.outcome import BAD_INPUT, Form, answering, show, show_json
from cli.text.areas import areas_text
from services_directory.areas import Areas, load_areas
from services_directory.areas.names import key_of

SCHEMA = "safe-connections/areas/1"


def areas(
    find: Annotated[str, typer.Argument(metavar="FIND", help="A name, part of one, a slug or a GSS code.")],
    form: FormAsked = Form.text,
) -> None:
    """Look an area up: its code, its slug, and what became of it."""
    with answering(form):
        found = areas_found(load_areas(), find)
        if form is Form.json:
            show_json(found)
        else:
            show(areas_text(found))
        raise typer.Exit(0 if found["areas"] else BAD_INPUT)


def areas_found(areas: Areas, text: str) -> dict[str, Any]:
    """The areas that a text means; where it means none, those that have it in their name."""
    meant = areas.resolve(text)
    key = key_of(text)
    codes = meant.codes or tuple(area.code for area in areas if key and key in area.slug)
    return {
        "schema": SCHEMA,
        "kind": meant.kind,
        "note": meant.note,
        "near": list(meant.near),
        "areas": [_described(areas, code) for code in codes],
    }


def _described(areas: Areas, code: str) -> dict[str, str | None]:
    area = areas[code]
    return {
        "code": area.code,
        "name": area.name,
        "slug": area.slug,
        "nation": area.nation,
        "region": area.region,
        "housing_authority": area.housing_authority,
        "in_force_from": area.in_force_from.isoformat() if area.in_force_from else None,
    }
