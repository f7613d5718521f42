"""`allocate`: which caseworker takes which client, and why; and who could not be allocated, and why."""

from datetime import date
from typing import Annotated

import typer

from casework.allocation import allocation
from cli.asked import FormAsked
from cli.outcome import Form, answering, show, show_json
from cli.reading import STDIN, day_asked, one_profile
from cli.text.allocation import allocation_text
from engine.problems import Fault, InputError


def allocate(
    clients: Annotated[
        str, typer.Argument(metavar="CLIENTS", help="Clients who wait, in YAML or JSON, or `-`.")
    ],
    workers: Annotated[
        str, typer.Argument(metavar="WORKERS", help="The caseworkers of the team, in YAML or JSON, or `-`.")
    ],
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Allocate as on this day; by default today.")
    ] = None,
    form: FormAsked = Form.text,
) -> None:
    """Allocate clients to caseworkers by specialty, caseload, risk, language and earlier contact.

    Hard rules and caseload limits are never broken; whoever cannot be allocated is named, with why.
    """
    with answering(form):
        if clients == workers == STDIN:
            why, do = "both files cannot come from standard input.", "Name one of them."
            raise InputError("This cannot be asked.", [Fault((STDIN,), why, (), do)])
        day = day_asked(as_of, "--as-of")
        on = date.fromisoformat(day) if day else date.today()
        found = allocation(one_profile(clients), one_profile(workers), on)
        if form is Form.json:
            show_json(found)
        else:
            show(allocation_text(found))
