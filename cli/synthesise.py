"""`synthesise`: a file of invented cases to try the policy lab on."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import MofNCompleteColumn

from cli.asked import FormAsked
from cli.bar import bar
from cli.lab import the_lab_is_here
from cli.outcome import Form, answering, show_json
from engine.problems import Fault, InputError

SCHEMA = "safe-connections/synthesis/1"
MOST_CASES = 100_000_000


def synthesise(
    *,
    count: Annotated[int, typer.Option("--n", metavar="N", min=1, max=MOST_CASES, help="How many cases.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to write: a name in .parquet or .jsonl.")
    ],
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="The same seed gives the same cases.")] = 1,
    from_year: Annotated[
        int, typer.Option(min=1998, max=2090, metavar="YEAR", help="The first year of decisions.")
    ] = 2010,
    to_year: Annotated[
        int, typer.Option(min=1998, max=2090, metavar="YEAR", help="The last year of decisions.")
    ] = 2024,
    errors: Annotated[
        float, typer.Option(min=0, max=100, metavar="PERCENT", help="How many recorded verdicts are wrong.")
    ] = 8.0,
    form: FormAsked = Form.text,
) -> None:
    """Invent historic cases, calibrated to published figures. Nobody's life is in them.

    Each is a whole case with a recorded decision, and its reference begins with `invented-`.

    Exit codes: 0 when written, 2 on bad input, 1 on a fault of the program.
    """
    with answering(form):
        the_lab_is_here("polars", "pyarrow", "numba")
        if from_year > to_year:
            raise InputError("This cannot be asked.", [Fault(("--to-year",), "is before `--from-year`.")])
        _write(out, count, seed, (from_year, to_year), errors)
        told = _told(out, count, seed)
        if form is Form.json:
            show_json(told)
        else:
            typer.echo(
                f"{count:,} invented cases written to {out} ({told['bytes'] / 1e6:,.1f} MB, seed {seed}).\n"
                f"SHA-256 {told['sha256']}"
            )


def _write(out: Path, count: int, seed: int, years: tuple[int, int], errors: float) -> None:
    # The lab's libraries take a second to load, which no other command should wait for.
    from policy_lab import synthetic  # noqa: PLC0415

    with bar("inventing", MofNCompleteColumn(), total=count) as done:
        wanted = synthetic.Wanted(count, seed, *years, errors / 100)
        synthetic.synthesise(wanted, out, lambda cases: done(advance=cases))


def _told(out: Path, count: int, seed: int) -> dict[str, Any]:
    with out.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = out.stat().st_size
    return {
        "schema": SCHEMA,
        "file": str(out),
        "cases": count,
        "seed": seed,
        "bytes": size,
        "sha256": digest,
    }
