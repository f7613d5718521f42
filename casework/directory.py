"""A directory of a team's own, in place of the one that comes with the program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.problems import Fault, InputError
from services_directory.areas import load_areas
from services_directory.open_referral.problems import Json
from services_directory.services import DirectoryError
from services_directory.services.graph import ServicesGraph
from services_directory.store import load_records, load_store


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A directory that was imported: its services for answers, its records as they were given, by list."""

    services: ServicesGraph
    records: Mapping[str, Sequence[Json]]


def kept(folder: Path) -> Kept:
    """All that a folder keeps. Raises InputError as `kept_services`."""
    services = kept_services(folder)
    return Kept(services, load_records(folder))


def kept_services(folder: Path) -> ServicesGraph:
    """The services of a directory that was imported into a folder.

    Raises InputError where the folder keeps none, or where a file in it is not as it was written.
    """
    try:
        return ServicesGraph(load_store(folder), load_areas())
    except DirectoryError as error:
        raise InputError("The directory cannot be read.", faults_of(error)) from None


def faults_of(error: DirectoryError) -> list[Fault]:
    """What is wrong with a directory, as every answer tells faults."""
    return [Fault((fault.place,), fault.why, fault.near, fault.do) for fault in error.faults]
