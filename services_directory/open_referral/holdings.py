"""What a directory holds, in figures; and one service of it with all that it states and leaves open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services_directory.areas import Areas
from services_directory.open_referral.criteria import own_id, prose_of, stated
from services_directory.open_referral.problems import Json
from services_directory.open_referral.report import suggestions
from services_directory.services import CRITERIA, Directory, Service
from services_directory.services.writing import as_written, provider_as_written

SUMMARY = "safe-connections/directory-summary/1"
SERVICE = "safe-connections/directory-service/1"
AGES_IN_DAYS = (90, 180, 365, 730)  # steps in which ages of confirmation are counted


def summary(directory: Directory, areas: Areas, day: date) -> Json:
    """Counts of services by type, of areas, of criteria not stated, and of how old confirmations are."""
    services = directory.services
    return {
        "schema": SUMMARY,
        "as_of": day.isoformat(),
        "services": len(services),
        "invented": sum(service.invented for service in services),
        "providers": len(directory.providers),
        "areas": len({service.area for service in services}),
        "areas_without_a_service": len(areas) - len({code for each in services for code in each.serves}),
        "types": dict(Counter(service.type for service in services).most_common()),
        "not_stated": dict(Counter(field for each in services for field in not_stated(each)).most_common()),
        "confirmed": {group: _ages(services, group, day) for group in CRITERIA},
    }


def service_shown(
    directory: Directory, records: Mapping[str, Sequence[Json]], areas: Areas, key: str, day: date
) -> Json | None:
    """A service by its id in our directory or in the standard; None where no record has it."""
    record = next((each for each in records["services"] if key in (each["id"], own_id(each))), None)
    service = next((each for each in directory.services if each.id == key), None)
    if record is not None and service is None:
        service = next((each for each in directory.services if each.id == own_id(record)), None)
    if record is None and service is None:
        return None
    told: dict[str, Any] = {"schema": SERVICE, "id": key, "record": record, "option": service is not None}
    states = as_written(service) if service else {}
    told["suggestions"] = suggestions(prose_of(record), states) if record else []
    terms = {each["id"]: each for each in records["taxonomy_terms"]}
    left = stated(record, terms, areas, states).left if record else ()
    told["left_aside"] = [each._asdict() for each in left]
    if service is not None:
        told["area"] = {"code": service.area, "name": areas[service.area].name}
        told["provider"] = provider_as_written(service.provider)
        told["states"] = states
        told["not_stated"] = list(not_stated(service))
        told["confirmed"] = {
            group: {"by": said.by, "day": said.day.isoformat(), "days_ago": (day - said.day).days}
            for group, said in service.confirmed.items()
        }
    return told


def not_stated(service: Service) -> tuple[str, ...]:
    """The criteria that a service does not state, so that its gates are not known."""
    fields = (field for group in CRITERIA.values() for field in group if field != "pathway_rules")
    return tuple(field for field in fields if _is_open(field, getattr(service, field)))


def _is_open(field: str, value: object) -> bool:
    """Whether nothing was said; an empty list of these says something, that there is no such limit."""
    return value is None or (not value and field in ("needs", "helps_with", "routes"))


def _ages(services: Sequence[Service], group: str, day: date) -> dict[str, int]:
    """How many services had a group of criteria confirmed up to so many days ago, longer ago, or never."""
    counts: Counter[str] = Counter()
    for service in services:
        said = service.confirmed.get(group)
        if said is None:
            counts["never"] += 1
            continue
        ago = (day - said.day).days
        step = next((f"{most}" for most in AGES_IN_DAYS if ago <= most), "older")
        counts["later" if ago < 0 else step] += 1
    order = ("later", *map(str, AGES_IN_DAYS), "older", "never")
    return {step: counts[step] for step in order if counts[step]}
