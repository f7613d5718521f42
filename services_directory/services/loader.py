"""Reads directory files: providers, each with its services, checked word by word."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from services_directory.areas import Areas, load_areas
from services_directory.services.models import Directory, Provider, Service
from services_directory.services.problems import DirectoryError, DirectoryFault, RefusedError, unknown_word
from services_directory.services.reading import FIELDS, REQUIRED, Reader, Terms, service_of, text, yes_no
from services_directory.services.taxonomy import taxonomy

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
    """A directory from YAML texts by file name.

    Raises: DirectoryError with every fault of every file, each by file, record and field.
    """
    draft = _Draft(Terms(taxonomy(), areas.resolve))
    for name in sorted(texts):
        for raw in draft.providers_in(name, texts[name]):
            draft.add_provider(name, raw)
    if draft.faults:
        raise DirectoryError(draft.faults)
    providers, services = draft.providers, draft.services
    return Directory(
        tuple(providers[key] for key in sorted(providers)), tuple(services[key] for key in sorted(services))
    )


class _Draft:
    """What has been read so far, and every fault that was found on the way."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.faults: list[DirectoryFault] = []
        self.providers: dict[str, Provider] = {}
        self.services: dict[str, Service] = {}

    def providers_in(self, name: str, yaml_text: str) -> Iterable[Any]:
        """The providers that a file lists, unread."""
        try:
            data = yaml.load(yaml_text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.faults.append(
                DirectoryFault(name, f"this is not YAML{f' (line {mark.line + 1})' if mark else ''}.")
            )
            return ()
        providers = data.get("providers") if isinstance(data, dict) else None
        if not isinstance(providers, list):
            self.faults.append(DirectoryFault(name, "a list of `providers` is needed."))
            return ()
        return providers

    def add_provider(self, name: str, raw: Any) -> None:
        """Read a provider, then its services; the services of a faulty provider are left unread."""
        place = f"{name}: providers.{_label(raw, len(self.providers))}"
        values = self._fields(raw, place, PROVIDER_FIELDS, PROVIDER_FIELDS, beside="services")
        if values is None:
            return
        if values["id"] in self.providers:
            self.faults.append(DirectoryFault(place, "another provider has this id."))
            return
        provider = self.providers[values["id"]] = Provider(**values)
        for raw_service in raw.get("services") or ():
            self._add_service(name, raw_service, provider)

    def _add_service(self, name: str, raw: Any, provider: Provider) -> None:
        place = f"{name}: services.{_label(raw, len(self.services))}"
        values = self._fields(raw, place, FIELDS, REQUIRED)
        if values is None:
            return
        if values["id"] in self.services:
            self.faults.append(DirectoryFault(place, "another service has this id."))
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


def _label(raw: Any, number: int) -> str:
    given = raw.get("id") if isinstance(raw, dict) else None
    return given if isinstance(given, str) else str(number)


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
