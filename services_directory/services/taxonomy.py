"""The words of the services directory, read from `services_directory/taxonomy.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from services_directory.services.models import Term

Taxonomy = Mapping[str, Mapping[str, Term]]


@cache
def taxonomy() -> Taxonomy:
    """Every section of the taxonomy (`accommodation_types`, `support_needs`, …), word by word."""
    text = files("services_directory").joinpath("taxonomy.yaml").read_text(encoding="utf-8")
    sections = yaml.load(text, Loader=yaml.CSafeLoader)
    return MappingProxyType(
        {
            section: MappingProxyType({word: Term(row["title"], row["says"]) for word, row in words.items()})
            for section, words in sections.items()
        }
    )


def accommodation_types() -> frozenset[str]:
    """The kinds of accommodation that a service or a Single Service Offer can be."""
    return frozenset(taxonomy()["accommodation_types"])
