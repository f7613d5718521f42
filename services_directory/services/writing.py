"""Writes a directory as JSON Lines: one provider a line, in the very form that a directory file has."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from services_directory.services.models import CRITERIA, Confirmation, Directory, Provider, Service

_YES_NO = ("public_funds", "couples", "children", "pets", "single_sex", "wheelchair", "asks_about_bans")


def lines_of(directory: Directory) -> Iterator[str]:
    """Each provider as one line with its services; the same bytes for the same directory.

    Reading the lines gives the directory back (`read_directory`, under a name that ends in `.jsonl`).
    """
    run_by: dict[str, list[Service]] = defaultdict(list)
    for service in directory.services:
        run_by[service.provider.id].append(service)
    for provider in directory.providers:
        written = {**provider_as_written(provider), "services": [*map(as_written, run_by[provider.id])]}
        yield json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n"


def provider_as_written(provider: Provider) -> dict[str, Any]:
    """A provider in the form of a directory file, without its services."""
    return {field: getattr(provider, field) for field in ("id", "name", "contact", "invented")}


def as_written(service: Service) -> dict[str, Any]:
    """A service in the form of a directory file: what it does not state is left out."""
    told: dict[str, Any] = {field: getattr(service, field) for field in ("id", "name", "invented", "area")}
    told["type"] = service.type
    if service.serves != {service.area}:
        told["serves"] = sorted(service.serves)
    if service.ages is not None:
        told["ages"] = list(service.ages)
    for field, no_limit in (("genders", "any"), ("client_groups", "any"), ("convictions_refused", "none")):
        words = getattr(service, field)
        if words is not None:
            told[field] = sorted(words) or no_limit
    if service.connection is not None:
        told["connection"] = sorted(service.pathway_rules) or service.connection
    for field in ("helps_with", "routes"):
        if words := getattr(service, field):
            told[field] = sorted(words)
    told |= {field: said for field in _YES_NO if (said := getattr(service, field)) is not None}
    if service.needs:
        told["needs"] = dict(sorted(service.needs.items()))
    if service.places is not None:
        told["places"] = service.places
    if service.vacancies:
        told["vacancies"] = {one.confirmed_on.isoformat(): one.free for one in service.vacancies}
    if service.confirmed:
        told["confirmed"] = _confirmed(service.confirmed)
    return told


def _confirmed(by_group: Mapping[str, Confirmation]) -> dict[str, dict[str, Any]]:
    said = {group: _confirmation(by_group[group]) for group in CRITERIA if group in by_group}
    first, *others = said.values()
    alike = len(said) == len(CRITERIA) and all(other == first for other in others)
    return {"everything": first} if alike else said


def _confirmation(one: Confirmation) -> dict[str, Any]:
    days = [day.isoformat() for day in (*one.before, one.day)]
    return {"by": one.by, "day": days if one.before else days[0]}
