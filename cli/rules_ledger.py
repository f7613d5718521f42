"""`rules ledger`: every point of the law reference, and the rules that decide it or why none does."""

from typing import Annotated, Any

import typer

from casework.setting import rules_folder, shipped_packs
from cli.asked import FormAsked
from cli.outcome import OWN_FAULT, Form, answering, show, show_json
from cli.text.ledger import ledger_text
from engine.packs.ledger import Ledger, Point, ledger_of, read_points

LEDGER_SCHEMA = "safe-connections/ledger/1"


def ledger(
    undecided: Annotated[
        bool, typer.Option("--undecided", help="Only the points that no rule decides.")
    ] = False,
    form: FormAsked = Form.text,
) -> None:
    """List every point of the law with the rules that decide it, or why none does."""
    with answering(form):
        held = ledger_of(points(), shipped_packs())
        found = ledger_shown(held, undecided=undecided)
        if form is Form.json:
            show_json(found)
        else:
            show(ledger_text(found))
        for fault in held.faults:
            typer.echo(fault.sentence(), err=True)
        raise typer.Exit(OWN_FAULT if held.faults else 0)


def points() -> tuple[Point, ...]:
    """The points of the law that come with the program. Raises PackError where they cannot be read."""
    return read_points(rules_folder() / "ledger.yaml")


def ledger_shown(held: Ledger, *, undecided: bool = False) -> dict[str, Any]:
    """The ledger as plain data; only the points that no rule decides, where asked."""
    return {
        "schema": LEDGER_SCHEMA,
        "points": [
            {
                "id": entry.point.id,
                "part": entry.point.part,
                "title": entry.point.title,
                "certainty": entry.point.certainty,
                "rules": list(entry.rules),
                "why": entry.point.why or None,
            }
            for entry in held.entries
            if not (undecided and entry.rules)
        ],
        "faults": [fault.sentence() for fault in held.faults],
    }
