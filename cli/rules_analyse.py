"""`rules analyse`: what a solver can prove of rule packs, over every case there could be."""

from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
import yaml

from casework.setting import rules_folder
from cli.bench import bench_of
from cli.outcome import OWN_FAULT, answering
from cli.reading import day_asked
from engine.dates import iso
from engine.packs import Pack, PackError, load_pack
from engine.problems import Fault, InputError
from engine.profile.near import near_matches
from services_directory.areas import load_areas

_INSTALL = "This needs the solver z3. Install it with: pip install 'safe-connections[analysis]'"

Packs: TypeAlias = Annotated[
    list[Path] | None, typer.Argument(metavar="[PACK]...", help="Folders of packs; by default those shipped.")
]
Against: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="OTHER", help="Another pack's folder, or a YAML file of changed parameters."),
]
FamilyAsked: TypeAlias = Annotated[
    str | None, typer.Option(help="With --against: the family to compare, such as local_connection.")
]
AsOf: TypeAlias = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="With --against: only the law of this day.")
]


def analyse(
    folders: Packs = None, against: Against = None, family: FamilyAsked = None, as_of: AsOf = None
) -> None:
    """Prove what is wrong with packs by themselves, or whether two ever decide a case differently.

    By themselves: rows that no facts reach or that always hold, rules that contradict each other, days
    without law. With --against: a proof that none with all its facts known is decided differently, or the
    smallest case that is, with both verdicts.
    """
    with answering():
        if find_spec("z3") is None:
            typer.echo(_INSTALL, err=True)
            raise typer.Exit(OWN_FAULT)
        try:
            packs = [load_pack(folder) for folder in folders or _shipped()]
            sound = _compared(packs, against, family, as_of) if against else _sound(packs)
        except PackError as refusal:
            faults = [Fault((each.file,), f"{each.rule}: {each.why}") for each in refusal.faults]
            raise InputError("The packs cannot be analysed.", faults) from None
        raise typer.Exit(0 if sound else OWN_FAULT)


def _shipped() -> list[Path]:
    return sorted(head.parent for head in rules_folder().glob("*/pack.yaml"))


def _sound(packs: list[Pack]) -> bool:
    from engine.analysis.dead import weaknesses  # noqa: PLC0415 (the solver is optional)

    found = list(weaknesses(packs))
    for each in found:
        typer.echo(each.sentence())
    names = ", ".join(pack.name for pack in packs)
    rules = sum(len(pack.rules) for pack in packs)
    typer.echo(f"{names}: {rules:,} rule versions, {len(found):,} weaknesses")
    return not found


def _compared(packs: list[Pack], against: Path, family: str | None, as_of: str | None) -> bool:
    from engine.analysis.compare import Proof, compared  # noqa: PLC0415 (the solver is optional)
    from engine.analysis.proposal import overlaid, read_changes  # noqa: PLC0415
    from engine.analysis.witness import first_witness  # noqa: PLC0415

    pack = _one_of(packs, family)
    assert family is not None
    other = (
        load_pack(against).rules if against.is_dir() else overlaid(pack, read_changes(against), against.name)
    )
    day = day_asked(as_of, "--as-of")
    found = compared(pack.rules, other, family, _ordinal(day))
    if isinstance(found, Proof):
        typer.echo(
            f"{family}: proved, for {found.rules:,} rules on {found.epochs:,} pairs of dates, that no case "
            "with all its facts known is decided differently."
        )
        return True
    home = pack.decides[0].nation
    witness, passed = first_witness(found, home, (pack.rules, other), bench_of(), authorities())
    for each in passed:
        typer.echo(
            f"{each.rule.id} on {iso(each.days[0])}: differs in logic, but no profile was found that shows it"
        )
    if witness is None:
        return False
    typer.echo(f"# {witness.rule.id} ({witness.rule.title}) is decided differently: here is a smallest case.")
    typer.echo(yaml.safe_dump(witness.document(), sort_keys=False, allow_unicode=True), nl=False)
    return False


def _one_of(packs: list[Pack], family: str | None) -> Pack:
    if len(packs) != 1:
        raise InputError(
            "This cannot be asked.",
            [Fault(("PACK",), "--against compares with one pack.", (), "Name one folder.")],
        )
    families = {rule.family for rule in packs[0].rules}
    if family not in families:
        near = near_matches(family or "", families)
        do = f"Families of {packs[0].name}: {', '.join(sorted(families))}."
        raise InputError(
            "This cannot be asked.", [Fault(("--family",), "names no family of the pack.", near, do)]
        )
    return packs[0]


def _ordinal(day: str | None) -> int | None:
    return date.fromisoformat(day).toordinal() if day else None


def authorities() -> dict[str, str]:
    """An authority of each nation that a case can be about, and one more."""
    found: dict[str, str] = {}
    for area in load_areas():
        if area.nation in found:
            found.setdefault("elsewhere", area.code)
        found.setdefault(area.nation, area.code)
    return found
