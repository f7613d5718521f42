"""`rules diff`: what differs between two packs, or between two days of one."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casework.differences import days_compared, packs_compared
from casework.setting import PACKS, rules_folder
from cli.asked import FormAsked
from cli.outcome import Form, answering, show, show_json
from cli.reading import day_asked
from cli.text.rules_diff import diff_text
from engine.packs import Pack, PackError, load_pack
from engine.problems import Fault, InputError
from engine.profile.near import near_matches

Day = str | None


def diff(
    packs: Annotated[
        list[str],
        typer.Argument(metavar="PACK [PACK]", help="Folders of rule packs, or names of shipped ones."),
    ],
    from_: Annotated[
        Day, typer.Option("--from", metavar="DATE", help="The day before, for two days of one pack.")
    ] = None,
    to: Annotated[Day, typer.Option("--to", metavar="DATE", help="The day after.")] = None,
    form: FormAsked = Form.text,
) -> None:
    """Say what differs between two packs, or between two days of one: rules, values, words, sources."""
    with answering(form):
        was, now = day_asked(from_, "--from"), day_asked(to, "--to")
        if was and now and len(packs) == 1:
            days = [date.fromisoformat(each).toordinal() for each in (was, now)]
            found = days_compared(pack_named(packs[0]), *days)
        elif len(packs) == 2 and not was and not now:
            found = packs_compared(*(pack_named(each) for each in packs))
        else:
            why = "takes two packs, or one pack with both `--from` and `--to`."
            raise InputError("This cannot be asked.", [Fault(("rules", "diff"), why)])
        if form is Form.json:
            show_json(found)
        else:
            show(diff_text(found))


def pack_named(name: str) -> Pack:
    """A shipped pack by its name, or one in a folder. Raises InputError for none, or one that is unfit."""
    folder = rules_folder() / name if name in PACKS else Path(name)
    if not folder.is_dir():
        near = near_matches(name, PACKS) or PACKS
        raise InputError(
            "No such pack.", [Fault((name,), "is neither a folder nor a shipped pack.", near)], 404
        )
    try:
        return load_pack(folder)
    except PackError as refusal:
        faults = [Fault((), fault.sentence()) for fault in refusal.faults]
        raise InputError(f"The rule pack in {name} is refused.", faults) from None
