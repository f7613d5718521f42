"""What is told after records were read: what is kept, dropped, or stays prose, each with its reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from services_directory.open_referral.documents import KINDS
from services_directory.open_referral.importing import Checked, Imported, Told, left_aside
from services_directory.open_referral.problems import Json, RecordFault
from services_directory.services import suggest

SCHEMA = "safe-connections/directory-report/1"


def report(
    sources: Sequence[str], profile: str, checked: Checked, held: Imported, stored: Json | None
) -> Json:
    """The whole report; `stored` says where the records are kept now, None where nothing was written."""
    aside = left_aside(held.told)
    return {
        "schema": SCHEMA,
        "sources": list(sources),
        "profile": profile,
        "records": _counted(record.kind for record in checked.records),
        "options": held.options,
        "dropped": [
            {"source": record.source, "record": record.named, "pointer": record.fault("").pointer}
            for record in checked.dropped
        ],
        "faults": [*map(fault_told, checked.faults)],
        "notes": [*map(fault_told, checked.notes)],
        "left_aside": [
            {"field": field, "why": why, "services": count}
            for (field, why), count in sorted(aside.items(), key=lambda row: (-row[1], row[0]))
        ],
        "services": [*map(service_told, held.told)],
        "stored": stored,
    }


def fault_told(fault: RecordFault) -> Json:
    """A fault with its place as a JSON Pointer."""
    return {
        "source": fault.source,
        "record": fault.record,
        "pointer": fault.pointer,
        "detail": fault.why,
        "near": list(fault.near),
        "do": fault.do,
    }


def service_told(told: Told) -> Json:
    """A service, whether it can be an option, what no gate reads of it, and what its prose may mean."""
    return {
        "id": told.id,
        "name": told.name,
        "option": told.option,
        "left_aside": [left._asdict() for left in told.left],
        "suggestions": suggestions(told.prose, told.states),
    }


def suggestions(prose: str, states: Collection[str]) -> list[dict[str, Any]]:
    """What prose may mean in our words, for a person to confirm: of fields that are not stated already."""
    return [each._asdict() for each in suggest(prose) if each.field not in states] if prose else []


def _counted(kinds: Iterable[str]) -> dict[str, int]:
    counts = Counter(kinds)
    return {name: counts[kind] for name, kind in KINDS.items() if counts[kind]}
