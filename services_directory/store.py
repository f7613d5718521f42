"""A directory kept in a folder: records of Open Referral as they were given, and what answers read of them.

    DIR/store.json            what it is: source, day, counts, and which of the folders below is in force
    DIR/<generation>/         services.jsonl, organizations.jsonl, … (a record a line, as given), and
                              directory.jsonl (a provider a line, in the form of a directory file)

A new generation is written beside the old one; then `store.json` is replaced in one step. Whatever
fails before that leaves the directory as it was.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

from services_directory.areas import load_areas
from services_directory.open_referral.documents import KINDS
from services_directory.open_referral.importing import Imported
from services_directory.open_referral.problems import Json, OpenReferralError, RecordFault
from services_directory.open_referral.writing import records_of
from services_directory.services import Directory, DirectoryError, DirectoryFault, load_directory, read_files

SCHEMA = "safe-connections/directory-store/1"
MANIFEST, ANSWERS = "store.json", "directory.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store says of itself."""

    schema: str
    generation: str
    profile: str
    sources: tuple[str, ...]
    imported_on: str  # ISO
    counts: Mapping[str, int]  # records by list, and `options`: services that answers can offer
    sha256: Mapping[str, str]  # of each file


def load_store(folder: Path) -> Directory:
    """The directory that a folder keeps, for answers.

    Raises: DirectoryError where the folder keeps none, or where a file in it is not as it was written.
    """
    manifest = manifest_of(folder)
    _refuse_damage(folder, manifest, ANSWERS)
    return read_files([folder / manifest.generation / ANSWERS])


def load_records(folder: Path) -> dict[str, list[Json]]:
    """Every record as it was given, by list. Raises DirectoryError as `load_store`."""
    manifest = manifest_of(folder)
    found: dict[str, list[Json]] = {}
    for name in KINDS:
        _refuse_damage(folder, manifest, _file(name))
        lines = (folder / manifest.generation / _file(name)).read_bytes().splitlines()
        found[name] = [json.loads(line) for line in lines]
    return found


@cache
def shipped_records() -> Mapping[str, Sequence[Json]]:
    """The records of the directory that comes with the program."""
    return records_of(load_directory(), load_areas())


def manifest_of(folder: Path) -> Manifest:
    """What a store says of itself. Raises DirectoryError where the folder keeps none."""
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_bytes())
        manifest = Manifest(**{**said, "sources": tuple(said["sources"])})
    except FileNotFoundError:
        do = "`safe-connections directory import` makes one."
        raise DirectoryError(
            [DirectoryFault(str(folder), "this folder keeps no directory.", do=do)]
        ) from None
    except (OSError, ValueError, TypeError, KeyError):
        raise DirectoryError([DirectoryFault(str(path), "this cannot be read.")]) from None
    if manifest.schema != SCHEMA or "/" in manifest.generation or manifest.generation.startswith("."):
        raise DirectoryError([DirectoryFault(str(path), "this is no store of this version.", do=_AGAIN)])
    return manifest


def replace_store(
    folder: Path, held: Imported, *, profile: str, sources: Sequence[str], on: date
) -> Manifest:
    """Keep what was imported in a folder, in place of what it kept before, in one step.

    Raises: OpenReferralError where the folder holds other things, or cannot be written; then what it
    kept is untouched.
    """
    _refuse_other_things(folder)
    texts = {_file(name): _lines(records) for name, records in held.records.items()}
    texts[ANSWERS] = _lines(held.providers)
    counts = {name: len(records) for name, records in held.records.items()} | {"options": held.options}
    sums = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()}
    whole = hashlib.sha256("".join(sums[name] for name in sorted(sums)).encode()).hexdigest()
    generation = f"records-{on.isoformat()}-{whole[:12]}"
    manifest = Manifest(SCHEMA, generation, profile, tuple(sources), on.isoformat(), counts, sums)
    fresh = not folder.exists()
    try:
        _write(folder, manifest, texts)
    except OSError as error:
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        why = f"nothing was changed: {error.strerror or 'it cannot be written'}."
        raise OpenReferralError(
            "The directory cannot be kept.", [RecordFault(str(folder), "", (), why)]
        ) from None
    return manifest


_AGAIN = "Import the directory again."


def _write(folder: Path, manifest: Manifest, texts: Mapping[str, bytes]) -> None:
    """The files of a generation under a name of their own, then under its name, then the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    beside, target = folder / f".new-{os.getpid()}", folder / manifest.generation
    draft = folder / f".{MANIFEST}-{os.getpid()}"
    try:
        beside.mkdir()
        for name, text in texts.items():
            _put(beside / name, text)
        if target.exists():  # the same records, kept on the same day: they may have been damaged since
            target = folder / f"{manifest.generation}-{os.getpid()}"
            manifest = Manifest(**{**asdict(manifest), "generation": target.name})
        beside.rename(target)
        _put(draft, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode() + b"\n")
        draft.replace(folder / MANIFEST)
    except OSError:
        draft.unlink(missing_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        raise
    for old in folder.glob("records-*"):
        if old != target:
            with suppress(OSError):
                shutil.rmtree(old)


def _put(path: Path, content: bytes) -> None:
    """A file that is on the disk when this returns."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _lines(records: Sequence[Json]) -> bytes:
    return b"".join(_line(record) for record in records)


def _line(record: Json) -> bytes:
    try:
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:  # half a character, which JSON can write in figures and UTF-8 cannot write
        return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _file(name: str) -> str:
    return f"{name}.jsonl"


def _refuse_other_things(folder: Path) -> None:
    if folder.exists() and (
        not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).is_file())
    ):
        why = "this holds other things, and no directory of ours: nothing was written."
        do = "Name a new folder, or an empty one."
        raise OpenReferralError(
            "The directory cannot be kept.", [RecordFault(str(folder), "", (), why, (), do)]
        )


def _refuse_damage(folder: Path, manifest: Manifest, name: str) -> None:
    """Refuse a file that is not as it was written: half a directory answers as if it were the whole."""
    path = folder / manifest.generation / name
    try:
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == manifest.sha256.get(name)
    except OSError:
        same = False
    if not same:
        why = "this is missing, or not as it was written."
        raise DirectoryError([DirectoryFault(str(path), why, do=_AGAIN)])
