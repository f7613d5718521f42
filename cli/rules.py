"""`rules`: the rule packs themselves, what they say and whether they are fit to decide by."""

from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from casework.rulebook import rule_shown, rules_list
from casework.setting import PACKS, rules_folder, shipped_packs
from cli.asked import FormAsked
from cli.outcome import OWN_FAULT, Form, answering, show, show_json
from cli.reading import day_asked
from cli.rules_analyse import analyse
from cli.rules_diff import diff
from cli.rules_ledger import ledger, points
from cli.rules_mutate import mutate
from cli.rules_pages import pages
from cli.text.rules import rule_text, rules_text
from engine.packs import Pack, PackError, load_pack
from engine.packs.overlay import load_overlay
from engine.questions import load_questions
from engine.trials import TrialReport, run_trials
from engine.trials import coverage as covered_by
from engine.trials.text import FILES, TrialsText, documents
from engine.wording import wording_of
from services_directory.areas import load_areas

rules = typer.Typer(
    help="The rules: list them, read one, check that they are fit to decide by.", no_args_is_help=True
)
Folders: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[DIR]...",
        help="Folders of rule packs, or files of overlays; by default the packs that are shipped.",
    ),
]

rules.command()(analyse)
rules.command()(diff)
rules.command()(ledger)
rules.command()(mutate)
rules.command()(pages)


@rules.command("list")
def list_rules(
    find: Annotated[
        str, typer.Argument(metavar="[FIND]", help="Only rules with this in name or title.")
    ] = "",
    family: Annotated[str | None, typer.Option(help="Only this family, such as safety.")] = None,
    form: FormAsked = Form.text,
) -> None:
    """List every rule by family: name, title, in force, how well its source was checked."""
    with answering(form):
        found = rules_list(shipped_packs(), find, family)
        if form is Form.json:
            show_json(found)
        else:
            show(rules_text(found["rules"]))


@rules.command("show")
def show_rule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its name, as `rules list` has it.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Only the version and values of this day.")
    ] = None,
    form: FormAsked = Form.text,
) -> None:
    """Show one rule: values through time, decision list, sentences, sources, the cases that try it."""
    with answering(form):
        day = day_asked(as_of, "--as-of")
        found = rule_shown(shipped_packs(), rule, date.fromisoformat(day) if day else None, points())
        if form is Form.json:
            show_json(found)
        else:
            show(rule_text(found, _trials_of(rule)))


@rules.command()
def lint(folders: Folders = None) -> None:
    """Check that every pack is fit to decide by; docs/checks explains each kind of refusal."""
    with answering():
        sound = [_loaded(folder) is not None for folder in _packs(folders)]
        raise typer.Exit(0 if all(sound) else OWN_FAULT)


@rules.command("test")
def try_rules(folders: Folders = None) -> None:
    """Try the cases beside the rules; a failure is traced line by line."""
    with answering():
        sound = [_tried(folder) for folder in _packs(folders)]
        raise typer.Exit(0 if all(sound) else OWN_FAULT)


@rules.command()
def coverage(folders: Folders = None) -> None:
    """Say what no case beside the rules shows: a verdict, a side of a dated edge, a sentence, a factor."""
    with answering():
        sound = [_covered(folder) for folder in _packs(folders)]
        raise typer.Exit(0 if all(sound) else OWN_FAULT)


def _packs(folders: list[Path] | None) -> list[Path]:
    return folders or [rules_folder() / name for name in PACKS]


def _loaded(folder: Path) -> Pack | None:
    """A pack that is fit to decide by; says what is wrong with one that is not."""
    try:
        pack = load_pack(folder) if folder.is_dir() else _overlay(folder)
    except PackError as refusal:
        typer.echo(f"{folder.name}: refused, {len(refusal.faults)} faults")
        for fault in refusal.faults:
            typer.echo(f"  {fault.sentence()}")
        typer.echo("  Each kind of refusal has a page under docs/checks.")
        return None
    typer.echo(f"{folder.name}: {len(pack.rules)} rules, version {pack.version}, sha256 {pack.sha256[:12]}")
    return pack


def _overlay(file: Path) -> Pack:
    areas = load_areas()
    return load_overlay(file, shipped_packs(), areas, lambda code: areas[code].nation).pack


def _tried(folder: Path) -> bool:
    pack = _loaded(folder)
    if pack is None:
        return False
    report = _report(pack, folder)
    for result in (*report.fails, *report.errs):
        typer.echo("\n".join(result.lines()))
    passed, failed, erred = len(report.passes), len(report.fails), len(report.errs)
    typer.echo(f"{folder.name}: {passed:,} pass, {failed:,} fail, {erred:,} err")
    return passed == len(report.results)


def _covered(folder: Path) -> bool:
    pack = _loaded(folder)
    if pack is None:
        return False
    covered = covered_by([pack], _report(pack, folder))
    for each in covered.unproven:
        typer.echo(f"UNPROVEN {each.sentence()}")
    typer.echo(f"{folder.name}: {covered.versions:,} rule versions, {len(covered.unproven):,} unproven")
    return covered.complete


def _report(pack: Pack, folder: Path) -> TrialReport:
    """The cases beside the rules of a pack, tried."""
    areas = load_areas()
    questions = load_questions(rules_folder() / "questions.yaml")
    return run_trials(
        [pack],
        folder,
        areas,
        lambda code: areas[code].nation,
        lambda case: wording_of(case, lambda code: areas[code].name if code else "any area", questions),
    )


def _trials_of(rule: str) -> list[tuple[str, str]]:
    """The name and the expected verdict of each case that tries a rule."""
    found = []
    for folder in _packs(None):
        for path in sorted(folder.rglob(FILES)):
            for document in documents(path):
                trials = TrialsText.model_validate(document)
                if trials.tests == rule:
                    found += [(case.name, case.expect.verdict) for case in trials.cases]
    return found
