"""Reads directory files: providers, each with its services, checked word by word."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from services_directory.areas import Areas, load_areas
from services_directory.services.models import Directory, Provider, Service
from services_directory.services.problems import DirectoryError, DirectoryFault, RefusedError, unknown_word
from services_directory.services.reading import (
    FIELDS,
    REQUIRED,
    Reader,
    Terms,
    service_of,
    text,
    unconfirmed,
    yes_no,
)
from services_directory.services.taxonomy import taxonomy
from services_directory.services.written import FORMS, providers_written

PROVIDER_FIELDS: Mapping[str, Reader] = {"id": text, "name": text, "contact": text, "invented": yes_no}


@cache
def load_directory() -> Directory:
    """The directory that comes with the program: invented services, for trials and for teaching."""
    data = files("services_directory.services").joinpath("data")
    texts = {
        file.name: file.read_text(encoding="utf-8") for file in data.iterdir() if file.name.endswith(".yaml")
    }
    return read_directory(texts, load_areas())


def read_directory(texts: Mapping[str, str], areas: Areas) -> Directory:
    """A directory from texts by file name: YAML, or JSON Lines where the name ends in `.jsonl`.

    Raises: DirectoryError with every fault of every file, each by file, record and field.
    """
    draft = _Draft(Terms(taxonomy(), areas.resolve))
    for name in sorted(texts):
        for written in providers_written(name, texts[name]):
            if isinstance(written, DirectoryFault):
                draft.faults.append(written)
            else:
                draft.add_provider(name, *written)
    if draft.faults:
        raise DirectoryError(draft.faults)
    providers, services = draft.providers, draft.services
    return Directory(
        tuple(providers[key] for key in sorted(providers)), tuple(services[key] for key in sorted(services))
    )


def read_files(paths: Iterable[Path], areas: Areas | None = None) -> Directory:
    """A directory from files, and from the directory files that stand in folders (not in theirs).

    Raises: DirectoryError with every fault, a file that cannot be opened included.
    """
    texts: dict[str, str] = {}
    faults: list[DirectoryFault] = []
    for path in _files_of(paths):
        try:
            texts[str(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            faults.append(DirectoryFault(str(path), "this is no text in UTF-8.", do="Save it as UTF-8."))
        except OSError as error:
            faults.append(DirectoryFault(str(path), f"this cannot be opened: {error.strerror}."))
    try:
        found = read_directory(texts, load_areas() if areas is None else areas)
    except DirectoryError as error:
        faults.extend(error.faults)
    if faults:
        raise DirectoryError(faults)
    return found


def check_files(paths: Iterable[Path], areas: Areas | None = None) -> tuple[DirectoryFault, ...]:
    """What is wrong with directory files, each fault by file, record and field; () where all can be used."""
    try:
        read_files(paths, areas)
    except DirectoryError as error:
        return error.faults
    return ()


def _files_of(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.suffix.casefold() in FORMS)
        else:
            yield path


class _Draft:
    """What has been read so far, and every fault that was found on the way."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.faults: list[DirectoryFault] = []
        self.providers: dict[str, Provider] = {}
        self.services: dict[str, Service] = {}

    def add_provider(self, name: str, where: str, raw: Any) -> None:
        """Read a provider, then its services; the services of a faulty provider are left unread."""
        place = _place(name, "providers", where, raw)
        values = self._fields(raw, place, PROVIDER_FIELDS, PROVIDER_FIELDS, beside="services")
        if values is None:
            return
        if values["id"] in self.providers:
            self.faults.append(DirectoryFault(place, "another provider has this id."))
            return
        services = raw.get("services") or []
        if not isinstance(services, list):
            self.faults.append(DirectoryFault(f"{place}.services", "a list of services is needed."))
            return
        provider = self.providers[values["id"]] = Provider(**values)
        for number, raw_service in enumerate(services):
            self._add_service(name, f"{where}.services.{number}", raw_service, provider)

    def _add_service(self, name: str, where: str, raw: Any, provider: Provider) -> None:
        place = _place(name, "services", where, raw)
        values = self._fields(raw, place, FIELDS, REQUIRED)
        if values is None:
            return
        if values["id"] in self.services:
            self.faults.append(DirectoryFault(place, "another service has this id."))
            return
        if missing := unconfirmed(values):
            why, do = f"nobody has confirmed {', '.join(missing)}.", "`everything` stands for all the rest."
            self.faults.append(DirectoryFault(f"{place}.confirmed", why, do=do))
            return
        self.services[values["id"]] = service_of(values, provider)

    def _fields(
        self,
        raw: Any,
        place: str,
        readers: Mapping[str, Reader],
        required: Iterable[str],
        *,
        beside: str = "",
    ) -> dict[str, Any] | None:
        """Every stated field of a record once read; None where there was a fault."""
        before = len(self.faults)
        self.faults.extend(_faults_of_shape(raw, place, {*readers, beside}, required))
        values = dict(self._read(raw, readers, place)) if isinstance(raw, dict) else {}
        return values if len(self.faults) == before else None

    def _read(
        self, raw: Mapping[str, Any], readers: Mapping[str, Reader], place: str
    ) -> Iterator[tuple[str, Any]]:
        for field, value in raw.items():
            if field not in readers or value is None:
                continue
            try:
                yield field, readers[field](value, self.terms)
            except RefusedError as wrong:
                self.faults.append(DirectoryFault(f"{place}.{field}", wrong.why, wrong.near, wrong.do))


def _place(name: str, kind: str, where: str, raw: Any) -> str:
    """The place of a record: by its id where it has one, else by where it is written."""
    given = raw.get("id") if isinstance(raw, dict) else None
    return f"{name}: {kind}.{given}" if isinstance(given, str) and given.strip() else where


def _faults_of_shape(
    raw: Any, place: str, known: set[str], required: Iterable[str]
) -> Iterator[DirectoryFault]:
    """Fields that nobody knows, and fields that are missing."""
    if not isinstance(raw, dict):
        yield DirectoryFault(place, "a mapping of fields is needed.")
        return
    for field in sorted(map(str, raw.keys() - known)):
        near = unknown_word(field, known).near
        yield DirectoryFault(f"{place}.{field}", "there is no such field.", near)
    for field in required:
        if raw.get(field) is None:
            yield DirectoryFault(f"{place}.{field}", "this field is needed.")
