"""`cases`: historic cases in whatever form a team has them, read into one file for the policy lab."""

from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from rich.progress import TaskProgressColumn

from cli.asked import FormAsked
from cli.bar import bar
from cli.lab import the_lab_is_here
from cli.outcome import BAD_INPUT, Form, answering, show_json

SCHEMA = "safe-connections/case-import/1"
MOST_PLACES = 10  # named in text; the quarantine file has them all

cases = typer.Typer(
    help="Historic cases: read them in, and name what is wrong with them.", no_args_is_help=True
)
Source: TypeAlias = Annotated[
    Path,
    typer.Argument(metavar="SOURCE", help="A file (.parquet, .jsonl, .ndjson) or a folder of CSV tables."),
]
Out: TypeAlias = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Where to write: a name in .parquet or .jsonl.")
]
Mapping: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What the tables, columns and words are called, in YAML."),
]
QuarantineFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--quarantine",
        metavar="FILE",
        help="Where to write what is left out and why; by default beside the output.",
    ),
]


@cases.callback()
def _nothing_beside_a_command() -> None:
    """Keeps a group of one command from being taken for that command."""


@cases.command("import")
def import_(
    source: Source, *, out: Out, mapping: Mapping = None, quarantine: QuarantineFile = None,
    form: FormAsked = Form.text,
) -> None:  # fmt: skip
    """Read historic cases into one file for `policy-test`; name each that cannot be used, and why.

    The source is only read. A case with any fault is left out and written to the quarantine file with every
    fault by its place, and nothing of the client.

    Exit codes: 0 when every case was read, 2 when some were left out or nothing could be read, 1 on a fault
    of the program.
    """
    with answering(form):
        the_lab_is_here("polars", "pyarrow")
        beside = quarantine or out.with_name(f"{out.stem}.quarantine.jsonl")
        told = _import(source, out, mapping, beside)
        if form is Form.json:
            show_json(told)
        else:
            typer.echo("\n".join(_lines(told)))
        raise typer.Exit(BAD_INPUT if told["left_out"] else 0)


def _import(source: Path, out: Path, mapping: Path | None, beside: Path) -> dict[str, Any]:
    # The lab's libraries take a second to load, which no other command should wait for.
    from policy_lab.cases import Quarantine, read_cases, write_cases  # noqa: PLC0415

    with Quarantine(beside) as left_out, bar("reading", TaskProgressColumn()) as done:

        def sound_ones() -> Any:
            for batch in read_cases(source, mapping):
                left_out.add(batch.quarantined)
                yield batch.cases
                done(completed=batch.share)

        written = write_cases(out, sound_ones())
    return {
        "schema": SCHEMA,
        "file": str(out),
        "cases": written,
        "left_out": left_out.cases,
        "quarantine": str(beside),
        "faults": dict(left_out.faults.most_common()),
    }


def _lines(told: dict[str, Any]) -> list[str]:
    lines = [f"{told['cases']:,} case{'' if told['cases'] == 1 else 's'} written to {told['file']}."]
    if told["left_out"]:
        lines.append(
            f"{told['left_out']:,} left out; {told['quarantine']} says which and why. By place of fault:"
        )
        lines += [f"  {count:>7,}  {place}" for place, count in list(told["faults"].items())[:MOST_PLACES]]
    return lines
