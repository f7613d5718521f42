"""How a command ends: 0 on an answer, 2 on bad input, 1 on a fault of its own; and where its words go."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import NoReturn, TextIO

import typer

from casework.answers import canonical
from casework.problem import problem_of
from cli.own_fault import own_fault_words
from cli.text.layout import Paragraph, rendered
from engine.problems import InputError

BAD_INPUT, OWN_FAULT = 2, 1


class Form(StrEnum):
    """The forms of an answer."""

    text = "text"
    json = "json"


@contextmanager
def answering(form: Form = Form.text) -> Iterator[None]:
    """Around a command's work: whatever goes wrong ends in words and an exit code, never a traceback."""
    try:
        yield
    except InputError as error:
        refuse(error, form)
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as fault:
        typer.echo(own_fault_words(fault), err=True)
        raise typer.Exit(OWN_FAULT) from None


def refuse(error: InputError, form: Form = Form.text) -> NoReturn:
    """Name every fault of an input, each by its place, on stderr."""
    if form is Form.json:
        said = canonical(problem_of(error)).decode()
    else:
        said = "\n".join([error.title, *(f"  {fault.sentence()}" for fault in error.faults), ""])
    typer.echo(said, err=True, nl=False)
    raise typer.Exit(BAD_INPUT)


def show(paragraphs: Iterable[Paragraph]) -> None:
    """Print paragraphs, wrapped to the terminal, in colour where it shows colour."""
    width = shutil.get_terminal_size((80, 24)).columns
    typer.echo(rendered(paragraphs, width, in_colour(sys.stdout)), nl=False, color=True)


def in_colour(stream: TextIO) -> bool:
    """Whether to write in colour: to a terminal that has it, unless NO_COLOR says otherwise."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show_json(answer: object) -> None:
    """Print an answer in its one byte form."""
    typer.echo(canonical(answer), nl=False)
