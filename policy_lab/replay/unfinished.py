"""What a run has worked out so far, kept beside its report until it is done: a file for each batch.

The folder is named by what the run depends on (the cases, both packs, the figures), so another run never
takes it for its own; and nothing in it has the name or the form of a result. It holds whole cases as
candidates for examples, so only its owner may read it.
"""

import hashlib
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from engine.problems import Fault, InputError
from policy_lab.cases import USUAL_SIZE, in_place_of
from policy_lab.proposal import Proposal
from policy_lab.replay.partial import PARTIAL


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The batches of one run that are worked out already."""

    folder: Path

    def get(self, number: int) -> pa.RecordBatch | None:
        """What a batch came to; None where it is still to be worked out."""
        try:
            with pa.OSFile(str(self._file(number)), "r") as stream, pa.ipc.open_file(stream) as kept:
                found = kept.get_batch(0)
        except (OSError, pa.ArrowInvalid):
            return None
        return found if found.schema.equals(PARTIAL) else None

    def put(self, number: int, partial: pa.RecordBatch) -> None:
        """Keep what a batch came to. Raises InputError where it cannot be written."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            why = f"{fault.strerror or 'it cannot be made'}."
            raise InputError(
                "The report cannot be written.", [Fault((str(self.folder),), why)], 400
            ) from None
        contents = pa.BufferOutputStream()
        with pa.ipc.new_file(contents, PARTIAL) as writer:
            writer.write_batch(partial)
        with in_place_of(self._file(number)) as stream:
            stream.write(contents.getvalue())

    def count(self) -> int:
        """How many batches are worked out."""
        return len(list(self.folder.glob("*.arrow")))

    def remove(self) -> None:
        """Remove what is no longer needed: the run is done."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:06}.arrow"


def unfinished(report: Path, source: Path, mapping: Path | None, proposal: Proposal) -> Unfinished:
    """Where a run keeps its batches: in its report's folder, by what it depends on."""
    digest = hashlib.sha256(f"{proposal.digest} {USUAL_SIZE} in stretches".encode())
    digest.update((files("policy_lab") / "figures.yaml").read_bytes())
    for path in _files_of(source, mapping):
        with path.open("rb") as stream:
            digest.update(path.name.encode() + hashlib.file_digest(stream, "sha256").digest())
    return Unfinished(report / f"unfinished-{digest.hexdigest()[:16]}")


def _files_of(source: Path, mapping: Path | None) -> list[Path]:
    held = sorted(source.iterdir()) if source.is_dir() else [source]
    return [path for path in (*held, mapping) if path is not None and path.is_file()]
