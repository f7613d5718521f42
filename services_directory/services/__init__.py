"""Services that can house or treat a client: who may come, by which door, and what is free.

The graph of all this is in `services_directory.services.graph`, apart because it takes long to import.
"""

from services_directory.services.loader import load_directory, read_directory
from services_directory.services.models import (
    Ages,
    Confirmation,
    Directory,
    Provider,
    Service,
    Term,
    Vacancies,
)
from services_directory.services.problems import DirectoryError, DirectoryFault
from services_directory.services.taxonomy import accommodation_types, taxonomy

__all__ = [
    "Ages",
    "Confirmation",
    "Directory",
    "DirectoryError",
    "DirectoryFault",
    "Provider",
    "Service",
    "Term",
    "Vacancies",
    "accommodation_types",
    "load_directory",
    "read_directory",
    "taxonomy",
]
