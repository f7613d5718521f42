"""Reads a file of historic cases, whatever its form: sound cases in batches, the others named."""

from collections.abc import Iterator
from pathlib import Path

from engine.problems import Fault, InputError
from policy_lab.cases.batch import USUAL_SIZE, CaseBatch
from policy_lab.cases.lines import read_json_lines
from policy_lab.cases.parquet import Stretch, read_parquet, stretches_of
from policy_lab.cases.references import References
from policy_lab.cases.sound import Soundness, soundness
from policy_lab.cases.tables import read_tables
from policy_lab.cases.writing import LINES, PARQUET


def read_cases(path: Path, mapping: Path | None = None, size: int = USUAL_SIZE) -> Iterator[CaseBatch]:
    """The cases of a file (.parquet, .jsonl, .ndjson) or of a folder of CSV tables, in batches.

    Every case of the file is in one of the batches, as sound or as quarantined. `mapping` says what the
    columns of the tables are called. The file is only read.
    Raises: InputError where the file as a whole cannot be read; for one that breaks off, after the
    batches that came before.
    """
    references, sound, any_case = References(), soundness(), False
    for batch in _batches(path, mapping, size, sound):
        any_case = True
        yield references.once_each(batch, path.name)
    if not any_case:
        raise InputError(f"{path.name} cannot be used.", [Fault((), "it holds no case.")])


def read_apart(path: Path, mapping: Path | None, size: int = USUAL_SIZE) -> tuple[Stretch, ...]:
    """The stretches in which a file can be read by several at once, about a batch each; none of most files.

    What a file like this cannot be read for is told by `read_cases`, as of any other.
    """
    return stretches_of(path, size) if mapping is None and path.suffix == PARQUET and path.is_file() else ()


def _batches(path: Path, mapping: Path | None, size: int, sound: Soundness) -> Iterator[CaseBatch]:
    if mapping is not None and not path.is_dir():
        why = "a mapping file goes with a folder of CSV tables, and this is none."
        raise InputError(f"{path.name} cannot be read.", [Fault((str(path),), why)])
    if path.is_dir():
        return read_tables(path, mapping, sound, size)
    if not path.exists():
        raise InputError(f"{path.name} cannot be read.", [Fault((str(path),), "there is no such file.")], 400)
    if path.suffix == PARQUET:
        return read_parquet(path, sound, size)
    if path.suffix in LINES:
        return read_json_lines(path, sound, size)
    why = "cases are read from `.parquet`, `.jsonl` or `.ndjson`, or from a folder of CSV tables."
    raise InputError(f"{path.name} cannot be read.", [Fault((str(path),), why)], 415)
