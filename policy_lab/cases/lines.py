"""JSON Lines files of cases: one case a line, in the contract's form."""

from collections.abc import Iterator
from pathlib import Path

from engine.reading import read_lines
from engine.reading.plain import unreadable
from policy_lab.cases.batch import CaseBatch
from policy_lab.cases.one_by_one import Told, read_one_by_one
from policy_lab.cases.sound import Soundness


def read_json_lines(path: Path, sound: Soundness, size: int) -> Iterator[CaseBatch]:
    """The cases of a JSON Lines file, batch by batch; a line that is no JSON is quarantined as such."""
    yield from read_one_by_one(path.name, _told(path), sound, size)


def _told(path: Path) -> Iterator[Told]:
    try:
        with path.open("rb") as stream:
            length = path.stat().st_size or 1
            for number, data in read_lines(stream, name=path.name):
                yield Told(number, data, stream.tell() / length)
    except OSError as fault:
        raise unreadable(path.name, f"cannot be read: {fault.strerror or 'it is no file'}.") from None
