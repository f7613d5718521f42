"""Parquet files of cases: those in our own columns are checked by column, any other row by row."""

from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.columnar.schema import SCHEMA, to_plain
from engine.problems import Fault, InputError
from policy_lab.cases.batch import CaseBatch, Rows
from policy_lab.cases.columns import Checks
from policy_lab.cases.conformed import conformed
from policy_lab.cases.one_by_one import Later, Told, read_one_by_one
from policy_lab.cases.sound import Soundness

ROWS_AT_ONCE = 10_000
MANY_GROUPS = 8  # so many to a batch or more, and they are read together


class BrokenParquetError(Exception):
    """A part of a Parquet file cannot be read."""


class Stretch(NamedTuple):
    """A group of rows of a file in our own columns, which whoever has the file can read by itself.

    `columns` are those in which something is told, and `texts` all that hold texts; `first` is the number of
    its first row in the file, from 1, and `share` says how far through the file it ends.
    """

    path: Path
    group: int
    columns: list[str]
    texts: list[str]
    first: int
    share: float


class Looked(NamedTuple):
    """What stands in a stretch: sound cases, and their rows; with its row, each that needs a closer look."""

    cases: pa.RecordBatch
    rows: Rows
    doubtful: tuple[tuple[int, Any], ...]


def stretches_of(path: Path, size: int) -> tuple[Stretch, ...]:
    """The stretches of a file whose groups of rows make about a batch each; none of any other file."""
    try:
        with pq.ParquetFile(path) as file:
            schema, told = file.schema_arrow, _columns(file)
            groups = [file.metadata.row_group(each).num_rows for each in range(file.num_row_groups)]
    except (pa.ArrowException, OSError):
        return ()
    _refuse_other_tables(path.name, schema)
    if not _is_ours(schema) or max(groups, default=0) > size or _are_many(len(groups), size, sum(groups)):
        return ()
    ends = [*accumulate(groups)]
    return tuple(
        Stretch(path, group, *told, first=end - rows + 1, share=end / ends[-1])
        for group, (rows, end) in enumerate(zip(groups, ends, strict=True))
        if rows
    )


def read_stretch(stretch: Stretch, checks: Checks) -> Looked:
    """Read a stretch by itself. Raises BrokenParquetError."""
    try:
        with pq.ParquetFile(stretch.path, read_dictionary=stretch.texts) as file:
            rows = file.read_row_group(stretch.group, columns=stretch.columns).combine_chunks()
        (batch,) = rows.to_batches()
        return _looked_at(batch, checks, stretch.first)
    except (pa.ArrowException, OSError):
        raise BrokenParquetError(stretch.path.name) from None


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
        if _is_ours(schema):
            yield from _by_column(path, sound, size, total)
        else:
            yield from read_one_by_one(path.name, _rows(path, size, total), sound, size)
    except (pa.ArrowException, OSError):
        raise broken(path.name) from None


def _by_column(path: Path, sound: Soundness, size: int, total: int) -> Iterator[CaseBatch]:
    checks, later, done = Checks(sound), Later(path.name, sound, size), 0
    for part in _batches(path, size):
        looked = _looked_at(part, checks, done + 1)
        done += len(part)
        share = done / total
        if len(looked.cases):
            yield CaseBatch(looked.cases, looked.rows, (), share)
        yield from later.with_more(looked.doubtful, share)


def _looked_at(part: pa.RecordBatch, checks: Checks, first: int) -> Looked:
    part.validate(full=True)
    batch = conformed(part)
    doubtful = checks.doubtful(batch)
    rows = np.arange(first, first + len(batch), dtype=np.int64)
    if not doubtful.any():
        return Looked(batch, rows, ())
    closer = zip(rows[doubtful].tolist(), to_plain(batch.filter(pa.array(doubtful))), strict=True)
    return Looked(batch.filter(pa.array(~doubtful)), rows[~doubtful], tuple(closer))


def _rows(path: Path, size: int, total: int) -> Iterator[Told]:
    """Each row of a file in other columns, as the contract might have written it."""
    with pq.ParquetFile(path) as file:
        rows = (row for batch in file.iter_batches(min(size, ROWS_AT_ONCE)) for row in batch.to_pylist())
        for number, row in enumerate(rows, start=1):
            yield Told(number, _plain(row), number / total)


def broken(name: str) -> InputError:
    """What is said of a file that is broken: its end, where a Parquet keeps its contents, or a part of it."""
    why = "this is no Parquet file, or it was cut short, or a part of it is broken."
    return InputError(f"{name} cannot be read.", [Fault((), why, do="Copy or export it again.")], 400)


def _is_ours(schema: pa.Schema) -> bool:
    return all(_fits(field.type, _ours(field.name)) for field in schema)


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
        columns, texts = _columns(file)
        groups, rows = file.metadata.num_row_groups, file.metadata.num_rows
    with pq.ParquetFile(path) as plain, pq.ParquetFile(path, read_dictionary=texts) as coded:
        if _are_many(groups, size, rows):
            yield from plain.iter_batches(size, columns=columns)
            return
        for group in range(groups):
            # One at a time: texts in lists cannot be read with the dictionaries of several.
            yield from coded.read_row_group(group, columns=columns).to_batches(max_chunksize=size)


def _are_many(groups: int, size: int, rows: int) -> bool:
    return groups * size > MANY_GROUPS * rows


def _columns(file: pq.ParquetFile) -> tuple[list[str], list[str]]:
    """The columns in which something is told, and those of texts."""
    leaves = [file.schema.column(place) for place in range(len(file.schema.names))]
    told = _told(file)
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    return [leaf.path for leaf in leaves if leaf.path in told], texts


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
