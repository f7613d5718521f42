"""`rules mutate`: changes each rule in one small way after another; the cases beside it must notice."""

from concurrent.futures import ProcessPoolExecutor
from functools import cache
from os import cpu_count
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cli.bench import bench_of
from cli.outcome import OWN_FAULT, answering
from engine.mutation import Score, Survivor, Tried, read_equivalents, score_of, survivors_of, tried_cases
from engine.packs import Pack, PackError, Rule, load_pack

_MOST_WORKERS = 4
Packs: TypeAlias = Annotated[list[Path], typer.Argument(metavar="PACK...", help="Folders of rule packs.")]
AtLeast: TypeAlias = Annotated[
    float, typer.Option("--at-least", help="The share, in percent, that must be noticed.")
]


def mutate(folders: Packs, at_least: AtLeast = 95.0) -> None:
    """Change each rule in one small way after another; list the changes that no case beside it notices."""
    with answering():
        sound = [_mutated(folder, at_least) for folder in folders]
        raise typer.Exit(0 if all(sound) else OWN_FAULT)


def _mutated(folder: Path, at_least: float) -> bool:
    try:
        pack, equivalents = load_pack(folder), read_equivalents(folder)
    except PackError as refusal:
        typer.echo(f"{folder.name}: refused")
        for fault in refusal.faults:
            typer.echo(f"  {fault.sentence()}")
        return False
    failing = [case for case in _ready(folder).cases if not case.passes(_versions(pack, case.rule))]
    if failing:
        typer.echo(f"{folder.name}: {len(failing)} cases fail as things are; see `rules test` first")
        return False
    names = sorted({rule.id for rule in pack.rules})
    with ProcessPoolExecutor(min(_MOST_WORKERS, cpu_count() or 1)) as workers:
        found = workers.map(_survivors, [folder] * len(names), names, chunksize=4)
        score = score_of(found, equivalents)
    for line in lines(folder.name, score):
        typer.echo(line)
    return score.noticed * 100 >= at_least and not score.unused


def lines(name: str, score: Score) -> list[str]:
    """A pack's score as people read it."""
    return [
        *(f"NOT NOTICED {each.sentence()}" for each in score.survivors),
        *(f"LISTED IN VAIN {e.rule}: {e.place}: {e.change or 'any change'}" for e in score.unused),
        f"{name}: {score.counted:,} mutants, {score.noticed:.1%} noticed, {len(score.survivors):,} not; "
        f"{len(score.equivalent):,} more mean the same and are listed with the reason",
    ]


class _Ready:
    """A pack with its cases read, once in each process."""

    def __init__(self, folder: Path) -> None:
        self.pack = load_pack(folder)
        self.cases: list[Tried] = list(tried_cases(bench_of(), self.pack, folder))


_ready = cache(_Ready)


def _survivors(folder: Path, rule_id: str) -> tuple[int, tuple[Survivor, ...]]:
    ready = _ready(folder)
    return survivors_of(ready.pack, rule_id, [case for case in ready.cases if case.rule == rule_id])


def _versions(pack: Pack, rule_id: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in pack.rules if rule.id == rule_id)
