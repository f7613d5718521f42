"""Services that can house or treat a client: who may come, by which door, and what is free.

The graph of all this is in `services_directory.services.graph`, apart because it takes long to import.
"""

from services_directory.services.loader import check_files, load_directory, read_directory, read_files
from services_directory.services.models import (
    CRITERIA,
    Ages,
    Confirmation,
    Directory,
    Provider,
    Service,
    Term,
    Vacancies,
)
from services_directory.services.problems import DirectoryError, DirectoryFault
from services_directory.services.suggesting import Suggestion, suggest
from services_directory.services.taxonomy import accommodation_types, taxonomy
from services_directory.services.writing import lines_of

__all__ = [
    "CRITERIA",
    "Ages",
    "Confirmation",
    "Directory",
    "DirectoryError",
    "DirectoryFault",
    "Provider",
    "Service",
    "Suggestion",
    "Term",
    "Vacancies",
    "accommodation_types",
    "check_files",
    "lines_of",
    "load_directory",
    "read_directory",
    "read_files",
    "suggest",
    "taxonomy",
]
