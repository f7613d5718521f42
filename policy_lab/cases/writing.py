"""Writes cases, whole or not at all: under another name first, then in one step under their own."""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from engine.columnar.schema import SCHEMA, to_plain
from engine.problems import Fault, InputError
from policy_lab.cases.conformed import conformed

ROWS_IN_A_GROUP = 100_000
LINES, PARQUET = (".jsonl", ".ndjson"), ".parquet"
_WHY = {
    errno.ENOSPC: "the disk is full.",
    errno.EDQUOT: "your quota on this disk is used up.",
    errno.ENOENT: "there is no such folder.",
    errno.EACCES: "it may not be written to.",
    errno.EISDIR: "it is a folder.",
    errno.EROFS: "the disk can only be read.",
}


def write_cases(path: Path, batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches as JSON Lines or Parquet, by the ending of the name; how many cases.

    The batches are whole cases, coded or not, or all have the same columns of a case.

    Raises: InputError where the ending is another, or the file cannot be written; nothing is left then.
    """
    if path.suffix not in (*LINES, PARQUET):
        why = "the name of a file of cases ends in `.parquet`, `.jsonl` or `.ndjson`."
        raise InputError("The cases cannot be written.", [Fault((path.name,), why)])
    with in_place_of(path) as stream:
        return _parquet(stream, batches) if path.suffix == PARQUET else _lines(stream, batches)


@contextmanager
def in_place_of(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes its name once all is written; what stood there stays till then.

    Raises: InputError where it cannot be written; nothing is left then.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as fault:
        why = _WHY.get(fault.errno or 0, f"{fault.strerror or 'the disk refused it'}.")
        raise InputError(f"{path.name} cannot be written.", [Fault((str(path),), why)], 400) from None
    finally:
        part.unlink(missing_ok=True)


def _parquet(stream: IO[bytes], batches: Iterable[pa.RecordBatch]) -> int:
    writer: pq.ParquetWriter | None = None
    written = 0
    try:
        for batch in map(_coded, batches):
            # Without Arrow's own schema: a text is then a text to whoever reads it, however it was held here.
            writer = writer or pq.ParquetWriter(stream, batch.schema, compression="zstd", store_schema=False)
            writer.write_batch(batch, row_group_size=ROWS_IN_A_GROUP)
            written += len(batch)
    finally:
        if writer:
            writer.close()
    return written


def _coded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Cases that were read one by one in the columns of those that were read by column."""
    return conformed(batch) if batch.schema.equals(SCHEMA) else batch


def _lines(stream: IO[bytes], batches: Iterable[pa.RecordBatch]) -> int:
    written = 0
    for batch in batches:
        for case in to_plain(batch):
            stream.write(json.dumps(case, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        written += len(batch)
    return written
