"""`policy-test`: what a rule change does to historic cases, before anyone is affected."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer
from rich.progress import TaskProgressColumn, TextColumn

from casework.answers import must_be_a_nation
from cli.asked import FormAsked, Jurisdiction
from cli.bar import bar
from cli.lab import the_lab_is_here
from cli.outcome import Form, answering, show, show_json
from cli.text.policy_test import policy_test_text
from engine.problems import Fault, InputError

if TYPE_CHECKING:  # the lab's libraries take a second to load, which no other command should wait for
    from policy_lab.proposal import Proposal
    from policy_lab.replay.local import Step
    from policy_lab.results import CaseLists, Results

INTERRUPTED = 130
_NEEDS = ("polars", "pyarrow", "numba")
_QUARANTINE = "quarantine.jsonl"


class Spread(StrEnum):
    """What spreads the cases over processors."""

    local = "local"
    ray = "ray"
    spark = "spark"


class By(StrEnum):
    """What the cases can be split by."""

    region = "region"
    area = "area"
    year = "year"
    quarter = "quarter"
    month = "month"
    characteristic = "characteristic"


EVERY = ",".join(By)
Cases: TypeAlias = Annotated[
    Path,
    typer.Argument(
        metavar="CASES", help="A file of cases (.parquet, .jsonl, .ndjson) or a folder of CSV tables."
    ),
]
Proposed: TypeAlias = Annotated[
    Path,
    typer.Option(metavar="PACK", help="A pack's folder, or a file or folder of changed parameters (YAML)."),
]
Baseline: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="PACK", help="What to compare with; by default the packs of the program."),
]
Report: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write the report here: a page, JSON, CSV and Parquet.")
]
ByAsked: TypeAlias = Annotated[
    str,
    typer.Option("--by", metavar="LIST", help=f"What to split by, with commas: {', '.join(By)}."),
]
Mapping: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="For CSV tables: what their columns and words are called, in YAML."),
]
On: TypeAlias = Annotated[
    Spread, typer.Option("--on", help="Worker processes of this machine, or an engine that is installed.")
]
Workers: TypeAlias = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="How many workers; by default one a processor.")
]


def policy_test(
    cases: Cases,
    *,
    proposed: Proposed,
    baseline: Baseline = None,
    report: Report = None,
    by: ByAsked = EVERY,
    mapping: Mapping = None,
    jurisdiction: Jurisdiction = None,
    on: On = Spread.local,
    workers: Workers = None,
    form: FormAsked = Form.text,
) -> None:
    """Decide historic cases under the rules of today and under proposed ones; say who gains, who loses, why.

    Each case is decided by the law that each pack states for its dates. Small counts are held back. With
    --report, a run that is stopped goes on where it was; lists of single cases are kept apart there, for
    your own use.

    Exit codes: 0 on an answer (cases that were left out are counted and named), 2 on bad input, 130 when
    stopped by Ctrl-C, 1 on a fault of the program.
    """
    with answering(form):
        the_lab_is_here(*_NEEDS)
        must_be_a_nation(jurisdiction)
        splits, workers = _splits(by), workers or os.cpu_count() or 1
        if on is Spread.local and workers > 1:
            from policy_lab.replay.processes import make_ready  # noqa: PLC0415

            make_ready()  # they load what they need while this process does
        from policy_lab.answer import results_of  # noqa: PLC0415 (the lab's libraries take a second to load)
        from policy_lab.proposal import read_proposal  # noqa: PLC0415

        proposal = read_proposal(proposed, baseline, jurisdiction)
        counted, read = _replayed(cases, proposal, report, mapping, on, workers)
        results, lists = results_of(counted, proposal, read, splits)
        if report:
            _write(results, lists, report)
        if form is Form.json:
            from policy_lab.published_files import plain  # noqa: PLC0415

            show_json(plain(results))
        else:
            show(policy_test_text(results, report))


def _splits(by: str) -> frozenset[str]:
    asked = frozenset(each.strip() for each in by.split(",") if each.strip())
    if unknown := sorted(asked - set(By)):
        raise InputError(
            "This cannot be asked.",
            [
                Fault(("--by",), f"`{each}` is nothing that cases are split by.", tuple(By))
                for each in unknown
            ],
        )
    return asked


def _replayed(
    cases: Path, proposal: "Proposal", report: Path | None, mapping: Path | None, on: Spread, workers: int
) -> Any:
    """The sum of all batches, and what was read; a run that is stopped keeps what it has."""
    from policy_lab.cases import Quarantine  # noqa: PLC0415
    from policy_lab.published_files import made  # noqa: PLC0415
    from policy_lab.replay.unfinished import unfinished  # noqa: PLC0415

    if report:
        made(report)
    kept = unfinished(report, cases, mapping, proposal) if report and cases.exists() else None
    try:
        with (
            Quarantine(report / _QUARANTINE if report else None) as quarantine,
            _progress() as done,
        ):
            found = _asking(on)(
                cases, proposal, quarantine, mapping=mapping, workers=workers, kept=kept, done=done
            )
    except KeyboardInterrupt:
        typer.echo(_stopped(kept.count() if kept else 0), err=True)
        raise typer.Exit(INTERRUPTED) from None
    if kept:
        kept.remove()
    return found


def _asking(on: Spread) -> Callable[..., Any]:
    if on is Spread.ray:
        from policy_lab.spread.on_ray import replay_on_ray  # noqa: PLC0415

        return replay_on_ray
    if on is Spread.spark:
        from policy_lab.spread.on_spark import replay_on_spark  # noqa: PLC0415

        return replay_on_spark
    from policy_lab.replay.local import replay  # noqa: PLC0415

    return replay


def _stopped(kept: int) -> str:
    if not kept:
        return "Stopped; nothing is published."
    batches = "1 batch is" if kept == 1 else f"{kept:,} batches are"
    return f"Stopped; nothing is published. {batches} kept: the same command goes on from there."


@contextmanager
def _progress() -> Iterator[Callable[["Step"], None]]:
    with bar("deciding", TaskProgressColumn(), TextColumn("{task.fields[cases]:,} cases"), cases=0) as done:
        yield lambda step: done(completed=step.share, cases=step.cases)


def _write(results: "Results", lists: "CaseLists", report: Path) -> None:
    from policy_lab.published_files import whole_folder, write_results  # noqa: PLC0415
    from policy_lab.report import write_report  # noqa: PLC0415

    with whole_folder(report) as folder:
        write_results(results, lists, folder)
        write_report(results, folder)
