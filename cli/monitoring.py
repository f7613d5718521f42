"""`monitoring`: what came of the clients in a case file, in the tables of the Safe Connections report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.progress import TaskProgressColumn

from cli.asked import FormAsked
from cli.bar import bar
from cli.lab import the_lab_is_here
from cli.outcome import BAD_INPUT, Form, answering, show, show_json
from engine.problems import Fault, InputError

if TYPE_CHECKING:
    from policy_lab.monitoring import Monitoring

_NEEDS = ("polars", "pyarrow", "altair", "vl_convert")
Cases: TypeAlias = Annotated[
    Path,
    typer.Argument(metavar="CASES", help="A file (.parquet, .jsonl, .ndjson) or a folder of CSV tables."),
]
Report: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Also write the tables here: a page to read, CSV, JSON."),
]
Public: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--for-publication", help="Hold small counts back, and whatever would give them away by subtraction."
    ),
]


def monitoring(
    cases: Cases, *, report: Report = None, public: Public = False, form: FormAsked = Form.text
) -> None:
    """Count who was reconnected and whether it lasted: by needs, contacts, years, prison, month and place.

    Cases need a `decision` with an outcome; docs/guide/case-files.md has its fields. What is not recorded is
    counted as not recorded, never as no.

    Exit codes: 0 on an answer, 2 when cases were left out or nothing could be read, 1 on a fault of the
    program.
    """
    with answering(form):
        the_lab_is_here(*_NEEDS)
        found = _found(cases, report, public)
        if form is Form.json:
            show_json(found.answer())
        else:
            # What a text is made of loads the lab's libraries, which no other command should wait for.
            from cli.text.monitoring import monitoring_text  # noqa: PLC0415

            show(monitoring_text(found))
        if report:
            typer.echo(f"Written to {report / 'monitoring.html'}, with CSV and JSON beside it.", err=True)
        raise typer.Exit(BAD_INPUT if found.quarantined else 0)


def _found(cases: Path, report: Path | None, public: bool) -> "Monitoring":
    from policy_lab.figures import figures  # noqa: PLC0415 - as above
    from policy_lab.monitoring import for_publication, monitored  # noqa: PLC0415 - as above

    if report:
        _folder(report)
    beside = report / "monitoring.quarantine.jsonl" if report else None
    with bar("reading", TaskProgressColumn()) as done:
        found = monitored(cases, beside, lambda share: done(completed=share))
    if public:
        found = for_publication(found, figures().least_shown)
    if report:
        from policy_lab.report import write_monitoring  # noqa: PLC0415 - as above

        write_monitoring(found, report)
    return found


def _folder(report: Path) -> None:
    try:
        report.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        why = f"{fault.strerror or 'the disk refused it'}."
        raise InputError("The report cannot be written.", [Fault((str(report),), why)], 400) from None
