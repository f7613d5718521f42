"""Our directory as records of Open Referral: valid by the standard, with our criteria as attributes.

One form serves all profiles: what one of them does not name (`capacities`, `metadata`) it allows.
Where a service does not exist, its name, its description and an attribute say so.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from services_directory.areas import Areas
from services_directory.open_referral.criteria import CONFIRMED, OUR_ID
from services_directory.open_referral.documents import KINDS
from services_directory.open_referral.problems import Json
from services_directory.open_referral.vocabulary import (
    NO_OLDEST,
    NO_YOUNGEST,
    YES,
    YES_NO,
    Criterion,
    area_term,
    criteria,
    identifier,
    taxonomy_record,
    term_id,
    term_record,
)
from services_directory.services import Directory, Provider, Service, taxonomy
from services_directory.services.writing import as_written

_INVENTED = "Invented, for trials and teaching: this does not exist. "


def records_of(directory: Directory, areas: Areas) -> dict[str, list[Json]]:
    """Every record of a directory by the name of its list: `services`, `organizations`, `taxonomies`, …"""
    used = sorted({service.area for service in directory.services})
    terms = [*map(term_record, criteria().values())]
    terms += [term_record(area_term(code), areas[code].name) for code in used]
    found: dict[str, list[Json]] = {name: [] for name in KINDS}
    found["services"] = [service_record(service, areas) for service in directory.services]
    found["organizations"] = [organization_record(provider) for provider in directory.providers]
    found["taxonomies"], found["taxonomy_terms"] = [taxonomy_record()], terms
    return found


def organization_record(provider: Provider) -> Json:
    """A provider as an organization."""
    key = identifier("organization", provider.id)
    record: Json = {
        "id": key,
        OUR_ID: provider.id,
        "name": provider.name,
        "description": f"{_INVENTED if provider.invented else ''}Provider of services.",
    }
    if "@" in provider.contact:
        record["email"] = provider.contact
    else:
        record["contacts"] = [{"id": identifier("contact", provider.id), "name": provider.contact}]
    if provider.invented:
        record["attributes"] = [_attribute(key, "organization", Criterion("invented", YES))]
    return record


def service_record(service: Service, areas: Areas) -> Json:
    """A service with all that it states."""
    key = identifier("service", service.id)
    kind = taxonomy()["accommodation_types"][service.type]
    record: Json = {
        "id": key,
        OUR_ID: service.id,
        "name": service.name,
        "description": f"{_INVENTED if service.invented else ''}{kind.title}. {kind.says}",
        "status": "active",
        "organization_id": identifier("organization", service.provider.id),
        "organization": organization_record(service.provider),
    }
    record |= dict(_ages(service))
    days = [said.day for said in service.confirmed.values()]
    if days:
        record["assured_date"] = min(days).isoformat()
    record["service_areas"] = [_service_area(service, code, areas) for code in sorted(service.serves)]
    record["service_at_locations"] = [_at_location(service, key, areas)]
    record["attributes"] = [
        _attribute(key, "service", criterion, areas, **value) for criterion, value in _criteria(service)
    ]
    if service.vacancies:
        record["capacities"] = [*_capacities(service, key)]
    if service.confirmed:
        record["metadata"] = [*_metadata(service, key)]
    return record


def _ages(service: Service) -> Iterator[tuple[str, int]]:
    for name, age in zip(("minimum_age", "maximum_age"), service.ages or (), strict=False):
        if age is not None:
            yield name, age


def _criteria(service: Service) -> Iterator[tuple[Criterion, Json]]:
    """Each thing that a service states, word by word, with the value that goes with it."""
    written: dict[str, Any] = as_written(service)
    yield Criterion("type", service.type), {}
    yield area_term(service.area), {}
    for name in ("genders", "client_groups", "connection", "helps_with", "routes", "convictions_refused"):
        for word in _list(written.get(name, [])):
            yield Criterion(name, word), {}
    for need, level in written.get("needs", {}).items():
        yield Criterion("needs", f"{need}:{level}"), {}
    for name in YES_NO:
        if name in written:
            yield Criterion(name, YES if written[name] else "no"), {}
    for age, word in zip(service.ages or (), (NO_YOUNGEST, NO_OLDEST), strict=False):
        if age is None:
            yield Criterion("ages", word), {}
    if service.places is not None:
        yield Criterion("places", ""), {"value": str(service.places)}
    if service.invented:
        yield Criterion("invented", YES), {}


def _list(value: str | list[str]) -> Iterable[str]:
    return [value] if isinstance(value, str) else value


def _attribute(key: str, entity: str, criterion: Criterion, areas: Areas | None = None, **value: str) -> Json:
    name = areas[criterion.word].name if areas and criterion.name == "located_in" else ""
    return {
        "id": identifier("attribute", key, criterion.code),
        "link_id": key,
        "link_type": criterion.name,
        "link_entity": entity,
        "taxonomy_term_id": term_id(criterion),
        # Its parent and taxonomy are told once, where the terms are listed: services have dozens of these.
        "taxonomy_term": {
            field: said for field, said in term_record(criterion, name).items() if not field.endswith("_id")
        },
        **value,
    }


def _service_area(service: Service, code: str, areas: Areas) -> Json:
    return {
        "id": identifier("service_area", service.id, code),
        "service_id": identifier("service", service.id),
        "name": areas[code].name,
        "extent": code,
        "extent_type": "gss",
        "uri": f"http://statistics.data.gov.uk/id/statistical-geography/{code}",
    }


def _at_location(service: Service, key: str, areas: Areas) -> Json:
    """The authority alone: addresses of refuges and safe houses are nobody's business here."""
    location = identifier("location", service.id)
    return {
        "id": identifier("service_at_location", service.id),
        "service_id": key,
        "location_id": location,
        "location": {"id": location, "location_type": "physical", "name": areas[service.area].name},
    }


def _capacities(service: Service, key: str) -> Iterator[Json]:
    for vacancies in service.vacancies:
        day = vacancies.confirmed_on.isoformat()
        capacity: Json = {
            "id": identifier("capacity", service.id, day),
            "service_id": key,
            "unit": {"id": identifier("unit", "place"), "name": "place"},
            "available": vacancies.free,
            "updated": f"{day}T00:00:00Z",
        }
        if service.places is not None:
            capacity["maximum"] = service.places
        yield capacity


def _metadata(service: Service, key: str) -> Iterator[Json]:
    """Who confirmed each group of criteria, on each of the days."""
    for group, said in service.confirmed.items():
        for day in (*said.before, said.day):
            yield {
                "id": identifier("confirmed", service.id, group, day.isoformat()),
                "resource_id": key,
                "resource_type": "service",
                "last_action_date": day.isoformat(),
                "last_action_type": CONFIRMED,
                "field_name": group,
                "previous_value": "",
                "replacement_value": "",
                "updated_by": said.by,
            }
