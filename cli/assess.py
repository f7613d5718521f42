"""`assess`: everything that follows from a profile, or from many, one a line."""

import sys
from enum import StrEnum
from typing import Annotated, BinaryIO

import typer

from casework.answers import canonical
from casework.problem import own_fault, problem_of
from cli.asked import (
    AsOf,
    DirectoryFolder,
    EnginesAsked,
    FormAsked,
    Full,
    Jurisdiction,
    Overlays,
    PackFolder,
    Profile,
)
from cli.engines import Engines, second_engine
from cli.outcome import BAD_INPUT, OWN_FAULT, Form, answering, show, show_json
from cli.progress import Progress
from cli.reading import day_asked, in_lines, name_of, opened
from cli.setting import Answering, answers
from cli.text.assessment import assessment_text
from cli.text.client_letter import client_letter
from engine.problems import InputError
from engine.reading import read_lines, read_stream


class Reader(StrEnum):
    """For whom an answer is written."""

    caseworker = "caseworker"
    client = "client"


def assess(
    profile: Profile,
    *,
    as_of: AsOf = None,
    jurisdiction: Jurisdiction = None,
    pack: PackFolder = None,
    overlay: Overlays = None,
    directory: DirectoryFolder = None,
    form: FormAsked = Form.text,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="List at most so many options.")
    ] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Read JSON Lines whatever the input is called.")
    ] = False,
    reader: Annotated[
        Reader, typer.Option("--for", help="Text: for the caseworker, or a page to give to the client.")
    ] = Reader.caseworker,
    full: Full = False,
    engine: EnginesAsked = Engines.both,
) -> None:
    """Assess a client: safety, local connection, referral, priority need, duties and options.

    JSON Lines (a file named .jsonl or .ndjson, or a JSON object on each line of standard input) are
    answered by JSON Lines in the same order; a line that cannot be used gets a problem in its place.

    Exit codes: 0 on an answer, 2 on bad input, 1 on a fault of the program.
    """
    with answering(form), second_engine(engine) as production, opened(profile) as stream:
        by_line, whole = (True, stream) if lines else in_lines(profile, stream)
        data = None if by_line else read_stream(whole, name=name_of(profile))
        answer = answers(
            production, pack, day_asked(as_of, "--as-of"), jurisdiction, limit, overlay or (), directory
        )
        if by_line:
            raise typer.Exit(answer_lines(whole, name_of(profile), answer))
        found = answer(data)
        if form is Form.json:
            show_json(found)
        else:
            show(client_letter(found) if reader is Reader.client else assessment_text(found, full))


def answer_lines(stream: BinaryIO, name: str, answer: Answering) -> int:
    """Answer line by line; the exit code is the worst that any line came to."""
    code = 0
    with Progress(sys.stderr) as progress:
        for _number, data in read_lines(stream, name=name):
            try:
                if isinstance(data, InputError):
                    raise data
                found = answer(data)
            except InputError as error:
                found, code = problem_of(error), code or BAD_INPUT
            except Exception:  # one line's fault of ours must not cost the others their answers
                found, code = own_fault(), OWN_FAULT
            typer.echo(canonical(found), nl=False)
            progress.step(refused="errors" in found)
    return code
