"""`rules pages`: the law that the packs hold, written as pages to read (docs/law)."""

from pathlib import Path
from typing import Annotated

import typer

from casework.rulebook import version_shown
from casework.setting import shipped_packs
from cli.outcome import answering
from cli.rules_ledger import points
from cli.text.law_pages import NOTICE, PackPages, law_pages
from engine.dates import iso
from engine.packs import Pack
from engine.packs.diff import between_days, days_of_change
from engine.packs.ledger import Point, ledger_of


def pages(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write; pages written before are replaced.")
    ],
) -> None:
    """Write the law as pages: one for each family of each pack, the changes by date, the ledger."""
    with answering():
        written = every_page()
        for old in {*folder.rglob("*.md")} - {folder / name for name in written}:
            if old.read_text("utf-8").startswith(NOTICE):
                old.unlink()
        for name, text in written.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        typer.echo(f"{len(written):,} pages in {folder}")


def every_page() -> dict[str, str]:
    """Every page by its path, from the packs that come with the program."""
    held = points()
    packs = shipped_packs()
    return law_pages([_of(pack, held) for pack in packs], ledger_of(held, packs))


def _of(pack: Pack, held: tuple[Point, ...]) -> PackPages:
    ordered = sorted(pack.rules, key=lambda rule: (rule.family, rule.id, rule.period.start))
    days = days_of_change(pack)
    return PackPages(
        name=pack.name,
        title=pack.title,
        version=pack.version,
        nations=tuple((each.nation, iso(each.period.start)) for each in pack.decides),
        rules=tuple(version_shown(pack, rule, points=held) for rule in ordered),
        said={iso(day): text for day, text in pack.changes},
        changes={iso(day): between_days(pack, day - 1, day) for day in days},
    )
