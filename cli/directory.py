"""`directory`: the services directory, in and out as Open Referral, and what it holds."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from casework.directory import faults_of
from cli.asked import FormAsked
from cli.outcome import Form, answering, show, show_json
from cli.reading import day_asked
from cli.text.directory import report_text, service_text, summary_text
from engine.problems import Fault, InputError
from engine.profile.near import near_matches
from services_directory.areas import load_areas
from services_directory.open_referral.api_reader import Manners, profile_of, read_api
from services_directory.open_referral.documents import KINDS, Given
from services_directory.open_referral.holdings import service_shown, summary
from services_directory.open_referral.importing import Checked, check, given_in, held_as, imported
from services_directory.open_referral.pages import page_of
from services_directory.open_referral.problems import Json, OpenReferralError
from services_directory.open_referral.report import report
from services_directory.open_referral.standard import ORUK, Profile, mistakes, profiles
from services_directory.open_referral.team import notes_on, stated_by_team
from services_directory.services import Directory, DirectoryError, load_directory
from services_directory.store import load_records, load_store, replace_store, shipped_records
from services_directory.synthesise import MOST, synthesise_directory

_STATE_LASTS_S = 24 * 60 * 60  # what an API answered the day before may no longer go with what it answers now
_MOST_FAULTS = 50  # listed in text; JSON has them all

directory = typer.Typer(
    help="The services directory: check it, read it in, give it out, look into it.", no_args_is_help=True
)
Sources: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="Files or folders (JSON, JSON Lines, or our YAML), or the base address of an Open Referral API.",
        show_default=False,
    ),
]
ProfileAsked: TypeAlias = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="oruk-3.0 (usual for files), hsds-3.0 or hsds-3.1."),
]
Kept: TypeAlias = Annotated[
    Path | None,
    typer.Option("--directory", metavar="DIR", help="A directory that was imported; by default the shipped."),
]
Delay: TypeAlias = Annotated[
    float, typer.Option(min=0, max=60, metavar="SECONDS", help="API: wait so long between requests.")
]
Timeout: TypeAlias = Annotated[
    float, typer.Option(min=0.1, max=600, metavar="SECONDS", help="API: how long one answer may take.")
]
PerPage: TypeAlias = Annotated[
    int, typer.Option("--per-page", min=1, max=1000, metavar="N", help="API: records to ask for at once.")
]


@directory.command()
def validate(
    sources: Sources, profile: ProfileAsked = None, delay: Delay = 0.1, timeout: Timeout = 30,
    per_page: PerPage = 100, form: FormAsked = Form.text,
) -> None:  # fmt: skip
    """Check records by the standard and among themselves; nothing is written."""
    with _answering(form):
        given = _given(sources, None, delay, timeout, per_page)
        asked = _profile(profile, given)
        checked = check(given, asked)
        _refuse_faults("These records are not as the standard has them.", checked, form)
        _show(report(sources, asked.name, checked, imported(checked.records, load_areas()), None), form)


@directory.command("import")
def import_(
    sources: Sources,
    into: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder to keep it in.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report all, and write nothing.")] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Take the sound records, and report those dropped.")
    ] = False,
    stated: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="YAML: what your team states of services, and has confirmed."),
    ] = None,
    profile: ProfileAsked = None,
    delay: Delay = 0.1,
    timeout: Timeout = 30,
    per_page: PerPage = 100,
    state: Annotated[
        Path | None, typer.Option(metavar="FILE", help="API: where to keep answers until all is read.")
    ] = None,
    form: FormAsked = Form.text,
) -> None:
    """Read a directory in. What the folder held before stays unless all went well.

    A run that was cut short (Ctrl-C, or an API that fails) goes on where it stopped when it is repeated.
    """
    with _answering(form):
        if into is None and not dry_run:
            raise _cannot("--into", "say where to keep it, or ask for --dry-run.")
        kept_answers = state or (into.with_name(f"{into.name}.part") if into else None)
        given = _given(sources, kept_answers, delay, timeout, per_page)
        asked = _profile(profile, given)
        checked = check(given, asked)
        if not keep_going:
            do = "Or --keep-going: it takes the sound records and tells which were dropped."
            _refuse_faults("The directory was not imported, and nothing was changed.", checked, form, do)
        beside = stated_by_team(stated, load_areas()) if stated else {}
        held = imported(checked.records, load_areas(), beside)
        known = {record["id"] for record in held.records["services"]}
        checked = replace(checked, notes=(*checked.notes, *notes_on(beside, known, str(stated))))
        if not held.records["services"]:
            _refuse_faults("There is no sound service in it, and nothing was changed.", checked, form)
            raise _cannot("SOURCE", "there is no service in it, so nothing was changed.")
        stored = None
        if into is not None and not dry_run:
            manifest = replace_store(into, held, profile=asked.name, sources=sources, on=date.today())
            stored = {"folder": str(into), "generation": manifest.generation}
            if kept_answers:
                kept_answers.unlink(missing_ok=True)
        _show(report(sources, asked.name, checked, held, stored), form)
        if stored is None and form is Form.text:
            typer.echo("\nNothing was written.")


@directory.command()
def export(
    out: Annotated[Path, typer.Option(metavar="DIR", help="A folder; it gets a file for each list.")],
    kept: Kept = None,
    profile: ProfileAsked = None,
) -> None:
    """Write a directory as Open Referral JSON: every record as it was given, or ours with its criteria."""
    with _answering(Form.text):
        records = load_records(kept) if kept else shipped_records()
        asked = _profile(profile, Given([], []))
        _refuse_unfit(records, asked)
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name in KINDS:
                if records[name]:
                    _write(out / f"{name}.json", page_of(records[name]))
        except OSError as error:
            raise _cannot("--out", f"it cannot be written: {error.strerror}.") from None
        counts = ", ".join(f"{len(records[name]):,} {name}" for name in KINDS if records[name])
        typer.echo(f"{out}: {counts.replace('_', ' ')}, valid by {asked.title}.")


@directory.command("show")
def show_directory(
    service: Annotated[
        str | None, typer.Argument(metavar="[SERVICE]", help="A service's id; without it, a summary.")
    ] = None,
    kept: Kept = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Count ages of confirmation to this day.")
    ] = None,
    form: FormAsked = Form.text,
) -> None:
    """Show a service with all that it states, or count what the directory holds and what it leaves open."""
    with _answering(form):
        day = date.fromisoformat(day_asked(as_of, "--as-of") or date.today().isoformat())
        held = load_store(kept) if kept else load_directory()
        areas = load_areas()
        if service is None:
            found = summary(held, areas, day)
            show_json(found) if form is Form.json else show(summary_text(found))
        else:
            records = load_records(kept) if kept else shipped_records()
            told = service_shown(held, records, areas, service, day)
            if told is None:
                raise _no_such_service(service, held)
            show_json(told) if form is Form.json else show(service_text(told))


@directory.command()
def synthesise(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to keep it in.")],
    n: Annotated[int, typer.Option("--n", min=1, max=MOST, help="How many services.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same directory.")] = 1,
) -> None:
    """Make up a national directory to try things on; every record says that it is invented."""
    with _answering(Form.text):
        areas = load_areas()
        made = held_as(synthesise_directory(n, seed, areas), areas)
        sources = [f"invented: {n} services, seed {seed}"]
        manifest = replace_store(out, made, profile=ORUK, sources=sources, on=date.today())
        counts = manifest.counts
        typer.echo(
            f"{out}: {counts['services']:,} services of {counts['organizations']:,} providers, all invented."
        )


@contextmanager
def _answering(form: Form) -> Iterator[None]:
    """As every command: what is wrong with a directory is bad input, told fault by fault."""
    with answering(form):
        try:
            yield
        except OpenReferralError as error:
            raise _refused(error.title, error, form) from None
        except DirectoryError as error:
            raise InputError("The directory cannot be read.", faults_of(error)) from None


def _refused(title: str, error: OpenReferralError | Checked, form: Form, do: str = "") -> InputError:
    most = len(error.faults) if form is Form.json else _MOST_FAULTS
    faults = []
    for each in error.faults[:most]:
        where = ", ".join(part for part in (each.source, each.record) if part)
        faults.append(Fault(each.place, f"{where}: {each.why}", each.near, each.do))
    if len(error.faults) > most:
        more = len(error.faults) - most
        faults.append(Fault((), f"and {more:,} more; --format json lists them all."))
    if do:
        faults.append(Fault((), do))
    return InputError(title, faults)


def _refuse_faults(title: str, checked: Checked, form: Form, do: str = "") -> None:
    if checked.faults:
        raise _refused(title, checked, form, do)


def _cannot(option: str, why: str) -> InputError:
    return InputError("This cannot be done.", [Fault((option,), why)])


def _no_such_service(asked: str, held: Directory) -> InputError:
    near = near_matches(asked, [each.id for each in held.services])
    do = "" if near else "`directory show` counts what there is; `directory export` writes it all."
    return InputError("No such service.", [Fault(("SERVICE",), "no service has this id.", near, do)], 404)


def _profile(name: str | None, given: Given) -> Profile:
    if name is None:
        name = profile_of(given.details) if given.details else ORUK
    if name not in profiles():
        near = near_matches(name, profiles()) or tuple(profiles())
        raise InputError("This cannot be asked.", [Fault(("--profile",), "there is no such profile.", near)])
    return profiles()[name]


def _given(sources: Sequence[str], state: Path | None, delay: float, timeout: float, per_page: int) -> Given:
    """The records of files and folders, or of one API."""
    addresses = [source for source in sources if "://" in source]
    if not addresses:
        return given_in(map(Path, sources), load_areas())
    if len(sources) > 1:
        raise _cannot("SOURCE", "an API is read by itself: give one address, and no files.")
    if state is not None and state.exists() and time.time() - state.stat().st_mtime > _STATE_LASTS_S:
        state.unlink()
    manners = Manners(
        time.sleep, time.monotonic, f"safe-connections/{version('safe-connections')}",
        delay_s=delay, timeout_s=timeout, per_page=per_page,
    )  # fmt: skip
    with _progress() as tell:
        return read_api(addresses[0], manners, state, tell)


@contextmanager
def _progress() -> Iterator[Any]:
    """Says on a terminal how far a reading has come; nothing where there is no terminal."""
    shown, said_at = sys.stderr.isatty(), 0.0

    def tell(words: str) -> None:
        nonlocal said_at
        if shown and time.monotonic() - said_at >= 0.2:
            said_at = time.monotonic()
            sys.stderr.write(f"\r\x1b[K{words}")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")


def _show(told: Json, form: Form) -> None:
    show_json(told) if form is Form.json else show(report_text(told))


def _refuse_unfit(records: Any, asked: Profile) -> None:
    """Refuse to write as one profile what is not valid by it."""
    faults = [
        Fault((name, number, *wrong.place), f"{wrong.why} It came as another profile.")
        for name, kind in KINDS.items()
        for number, record in enumerate(records[name])
        for wrong in mistakes(asked, kind, record)
    ]
    if faults:
        raise InputError(f"These records are not valid by {asked.title}.", faults[:_MOST_FAULTS])


def _write(path: Path, page: Json) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)
