"""Writes the results of a policy test: JSON, and every table as CSV and Parquet; single cases apart."""

import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any

import polars as pl

from casework.answers import canonical
from engine.problems import Fault, InputError
from policy_lab.cases import in_place_of
from policy_lab.intervals import Interval
from policy_lab.results import SCHEMA, CaseLists, Family, Results

RESULT = "results.json"
TABLES, OWN_USE = "tables", "not-for-publication"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STAGING = ".being-written"


def plain(results: Results) -> dict[str, Any]:
    """The results in the form of `safe-connections/policy-test/1`."""
    return {"schema": SCHEMA, **_plain(results)}


def write_results(results: Results, lists: CaseLists, folder: Path) -> None:
    """Write the results into a folder that is there already.

    Raises: InputError where something cannot be written.
    """
    for name, rows in tables(results):
        _write_table(made(folder / TABLES), name, rows)
    for name, listed in (("disagreements", lists.disagreements), ("notices", lists.notices)):
        _write(made(folder / OWN_USE) / f"{name}.csv", _csv([asdict(each) for each in listed]))
    _write(folder / RESULT, canonical(plain(results)))


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write to, whose contents are moved in place once all is written; else nothing is left.

    Raises: InputError where it cannot be made, or its contents cannot be moved.
    """
    staging = made(folder) / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    try:
        yield made(staging)
        for part in sorted(staging.iterdir()):
            place = folder / part.name
            if place.is_dir():
                shutil.rmtree(place)
            part.replace(place)
    except OSError as fault:
        raise _unwritten(folder, fault) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def tables(results: Results) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each table by its name, as rows."""
    yield "changes", [_row(each) for each in results.method.changes]
    yield "families", [_family(each) for each in results.families]
    for name in ("ways", "flows", "equality", "agreement"):
        yield name, [{"family": f.name, **_row(each)} for f in results.families for each in getattr(f, name)]
    groups = [
        {"family": family.name, "by": split.by, **_row(group)}
        for family in results.families
        for split in family.splits
        for group in split.groups
    ]
    yield "groups", groups
    yield "rules", [_row(each) for each in results.rules]
    nights = [
        {"rule": each.rule, "measure": each.measure, "needed_baseline": each.needed_baseline, **_row(bin_)}
        for each in results.thresholds
        for bin_ in each.bins
    ]
    yield "nights", nights


def _plain(value: Any) -> Any:
    if isinstance(value, Interval):
        return value._asdict()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _family(family: Family) -> dict[str, Any]:
    told: dict[str, Any] = {
        "family": family.name,
        "called": family.called,
        "unit": family.unit,
        "changed": family.changed,
    }
    for part, moved in (("units", family.moved), ("cases", family.cases), ("open_cases", family.open_cases)):
        told |= {f"{part}_{name}": count for name, count in _row(moved).items()}
    return told


def _row(record: Any) -> dict[str, Any]:
    """A record as one flat row: `gained_rate`, `gained_low` and `gained_high` for an interval."""
    return dict(_flat(record))


def _flat(record: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(record):
        value = getattr(record, field.name)
        if is_dataclass(value):
            yield from _flat(value)
        elif field.type == Interval | None:
            rate = "" if field.name == "rate" else "_rate"
            yield f"{field.name}{rate}", value.rate if value else None
            yield f"{field.name}_low", value.low if value else None
            yield f"{field.name}_high", value.high if value else None
        else:
            yield field.name, value


def _write_table(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """One table as CSV and as Parquet; one without rows is not written."""
    if rows:
        _write(folder / f"{name}.csv", _csv(rows))
        stream = io.BytesIO()
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(stream)
        _write(folder / f"{name}.parquet", stream.getvalue())


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = [{name: _harmless(value) for name, value in row.items()} for row in rows]
    return pl.DataFrame(text, infer_schema_length=None).write_csv().encode()


def _harmless(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write(path: Path, contents: bytes) -> None:
    with in_place_of(path) as stream:
        stream.write(contents)


def made(folder: Path) -> Path:
    """A folder that is there, made if need be. Raises InputError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise _unwritten(folder, fault) from None
    return folder


def _unwritten(folder: Path, fault: OSError) -> InputError:
    why = f"{fault.strerror or 'it cannot be written to'}."
    return InputError("The report cannot be written.", [Fault((str(folder),), why)], 400)
