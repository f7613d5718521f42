"""Parquet files of cases: those in our own columns are checked by column, any other row by row."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.columnar.schema import SCHEMA, to_plain
from engine.problems import Fault, InputError
from policy_lab.cases.batch import CaseBatch
from policy_lab.cases.columns import Checks
from policy_lab.cases.conformed import conformed
from policy_lab.cases.one_by_one import Told, read_one_by_one
from policy_lab.cases.sound import Soundness

ROWS_AT_ONCE = 10_000
MANY_GROUPS = 8  # so many to a batch or more, and they are read together


def read_parquet(path: Path, sound: Soundness, size: int) -> Iterator[CaseBatch]:
    """The cases of a Parquet file, batch by batch.

    In a file of our own columns, cases that need a closer look come after the others, once there are
    enough of them for a batch.
    Raises: InputError where it is no Parquet, is cut short, or has no column that a case has.
    """
    try:
        with pq.ParquetFile(path) as file:
            schema, total = file.schema_arrow, file.metadata.num_rows
        _refuse_other_tables(path.name, schema)
        if all(_fits(field.type, _ours(field.name)) for field in schema):
            yield from _by_column(path, sound, size, total)
        else:
            yield from read_one_by_one(path.name, _rows(path, size, total), sound, size)
    except (pa.ArrowException, OSError):
        raise _broken(path.name) from None


def _by_column(path: Path, sound: Soundness, size: int, total: int) -> Iterator[CaseBatch]:
    checks, done = Checks(sound), 0
    later: list[Told] = []
    for part in _batches(path, size):
        part.validate(full=True)
        batch = conformed(part)
        doubtful = checks.doubtful(batch)
        rows = np.arange(done + 1, done + len(batch) + 1, dtype=np.int64)
        done += len(batch)
        share = done / total
        if doubtful.any():
            told = to_plain(batch.filter(pa.array(doubtful)))
            later += (Told(row, case, share) for row, case in zip(rows[doubtful].tolist(), told, strict=True))
            batch, rows = batch.filter(pa.array(~doubtful)), rows[~doubtful]
        if len(batch):
            yield CaseBatch(batch, rows, (), share)
        if len(later) >= size or done == total:
            yield from read_one_by_one(path.name, later, sound, size)
            later = []


def _rows(path: Path, size: int, total: int) -> Iterator[Told]:
    """Each row of a file in other columns, as the contract might have written it."""
    with pq.ParquetFile(path) as file:
        rows = (row for batch in file.iter_batches(min(size, ROWS_AT_ONCE)) for row in batch.to_pylist())
        for number, row in enumerate(rows, start=1):
            yield Told(number, _plain(row), number / total)


def _broken(name: str) -> InputError:
    """What is said of a file that is broken: its end, where a Parquet keeps its contents, or a part of it."""
    why = "this is no Parquet file, or it was cut short, or a part of it is broken."
    return InputError(f"{name} cannot be read.", [Fault((), why, do="Copy or export it again.")], 400)


def _ours(name: str) -> pa.DataType:
    return SCHEMA.field(name).type if name in SCHEMA.names else pa.null()


def _refuse_other_tables(name: str, schema: pa.Schema) -> None:
    if "schema" not in schema.names or "assessment_date" not in schema.names:
        why = "a column called `schema` and one called `assessment_date` are needed: each row is a case."
        raise InputError(f"{name} cannot be read.", [Fault((), why)])


def _fits(held: pa.DataType, ours: pa.DataType) -> bool:
    """Whether a column is ours, or ours with some fields left out."""
    if pa.types.is_struct(ours):
        return pa.types.is_struct(held) and all(
            ours.get_field_index(field.name) >= 0 and _fits(field.type, ours.field(field.name).type)
            for field in held
        )
    if pa.types.is_list(ours):
        return pa.types.is_list(held) and _fits(held.value_type, ours.value_type)
    return bool(held == ours)


def _batches(path: Path, size: int) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        leaves = [file.schema.column(place) for place in range(len(file.schema.names))]
        told = _told(file)
        groups, rows = file.metadata.num_row_groups, file.metadata.num_rows
    columns = [leaf.path for leaf in leaves if leaf.path in told]
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    with pq.ParquetFile(path) as plain, pq.ParquetFile(path, read_dictionary=texts) as coded:
        if groups * size > MANY_GROUPS * rows:
            yield from plain.iter_batches(size, columns=columns)
            return
        for group in range(groups):
            # One at a time: texts in lists cannot be read with the dictionaries of several.
            yield from coded.read_row_group(group, columns=columns).to_batches(max_chunksize=size)


def _told(file: pq.ParquetFile) -> set[str]:
    """The columns that are not null from end to end, and one of each list and group, so that it is seen."""
    groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
    told: set[str] = set()
    for place in range(len(file.schema.names)):
        for group in groups:
            column = group.column(place)
            statistics = column.statistics
            if statistics is None or statistics.null_count != column.num_values:
                told.add(column.path_in_schema)
                break
    for field in file.schema_arrow:
        told |= _kept(field.type, field.name, told)
    return told


def _kept(column: pa.DataType, path: str, told: set[str]) -> set[str]:
    """The leaves of a column that are read; of a list or group of which nothing is told, its first leaf."""
    if pa.types.is_struct(column):
        kept = set[str]().union(*(_kept(each.type, f"{path}.{each.name}", told) for each in column))
    elif pa.types.is_list(column):
        kept = _kept(column.value_type, f"{path}.list.element", told)
    else:
        return {path} & told
    return kept or {_first_leaf(column, path)}


def _first_leaf(column: pa.DataType, path: str) -> str:
    if pa.types.is_struct(column):
        return _first_leaf(column.field(0).type, f"{path}.{column.field(0).name}")
    if pa.types.is_list(column):
        return _first_leaf(column.value_type, f"{path}.list.element")
    return path


def _plain(value: Any) -> Any:
    """A value of a foreign column as JSON would hold it; what is null says nothing."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
