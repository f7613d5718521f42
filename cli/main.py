"""The program `safe-connections`: one command a file, of which only the one asked for is imported."""

import gc
import io
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer

from cli.own_fault import own_fault_words

ABOUT = (
    "Local connection, safety and ranked safe connections for people who sleep rough. Rules with their "
    "sources; decisions stay with people."
)
# Objects between collections: most of what a start makes stays, and would be looked through in vain.
LITTER = 100_000
COMMANDS = {
    "assess": "Safety, connection, duties and options of a client.",
    "options": "Ranked safe connections alone.",
    "check-sso": "Is a Single Service Offer safe and sound?",
    "allocate": "Clients to caseworkers, within caseloads and hard rules.",
    "directory": "Check, import, export and show the services directory.",
    "rules": "List, read and check the rules.",
    "areas": "Look an area up.",
    "cases": "Read historic cases in, and name what is wrong with them.",
    "synthesise": "Invent historic cases to try the policy lab on.",
    "policy-test": "What a rule change does to historic cases.",
    "monitoring": "Who was reconnected, and whether it lasted.",
    "serve": "Serve the API and the web pages.",
}


def program(arguments: Sequence[str] = ()) -> typer.Typer:
    """The program with the command that its arguments begin with; where that is none, with a list of all."""
    app = typer.Typer(
        name="safe-connections",
        help=ABOUT,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_nothing_beside_a_command)
    named = [name for name in COMMANDS if name in arguments[:1]]
    for name in named or COMMANDS:
        command = _command(name) if named else _only_listed
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, short_help=COMMANDS[name])
        else:
            app.command(name, short_help=COMMANDS[name])(command)
    return app


def _command(name: str) -> Any:
    word = name.replace("-", "_")
    return getattr(import_module(f"cli.{word}"), word)


def _only_listed() -> None:
    """Stands for a command where none was asked for: the list needs its name alone, and comes at once."""


def _nothing_beside_a_command() -> None:
    """Keeps a program of one command from taking that command for the whole."""


def main() -> None:
    """Run the program on the arguments that it was started with."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a character still shows the rest
    gc.set_threshold(LITTER)
    try:
        app = program(sys.argv[1:])
    except KeyboardInterrupt:  # before there is anything to stop
        sys.exit(128 + signal.SIGINT)
    except Exception as fault:  # an installation that lacks something
        print(own_fault_words(fault), file=sys.stderr)
        sys.exit(1)
    try:
        app(prog_name="safe-connections")
    finally:
        gc.freeze()  # what the process holds ends with it, and need not be looked through once more
