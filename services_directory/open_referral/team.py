"""What a team has found out about services of a directory that is not theirs: stated beside its records.

    services:
      4a447cba-d2bf-536b-8c35-7c014c659094:     # the identifier that the record has
        type: hostel
        area: tower-hamlets
        ages: [18, null]
        confirmed: {everything: {by: telephone call, day: 2026-11-16}}

The fields are those of a directory file; each goes before what the record itself says.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from services_directory.areas import Areas
from services_directory.open_referral.problems import Json, OpenReferralError, RecordFault, unusable
from services_directory.services import CRITERIA, taxonomy
from services_directory.services.problems import RefusedError, unknown_word
from services_directory.services.reading import FIELDS, Terms, unconfirmed

_ITS_OWN = frozenset({"id", "name", "invented"})  # a record says these itself


def stated_by_team(path: Path, areas: Areas) -> dict[str, Json]:
    """The fields that a file states, by the identifier of the service.

    Raises: OpenReferralError with every fault: a field that there is not, a value that cannot be read, a
    criterion that nobody confirmed.
    """
    try:
        data = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise unusable(str(path), f"it cannot be opened: {error.strerror}.") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise unusable(str(path), "this is not YAML.") from None
    services = data.get("services") if isinstance(data, dict) else None
    if not isinstance(services, dict):
        raise unusable(str(path), "`services` is needed, and under it each service by its identifier.")
    faults = [fault for key, row in services.items() for fault in _faults(str(path), str(key), row, areas)]
    if faults:
        raise OpenReferralError("What the team states cannot be read.", faults)
    return {str(key): _plain(row) for key, row in services.items()}


def notes_on(stated: Mapping[str, Any], known: set[str], source: str) -> Iterator[RecordFault]:
    """Services that a team states something about, and that were not given."""
    for key in sorted(stated.keys() - known):
        yield RecordFault(source, "", ("services", key), "no service with this identifier was given.")


def _plain(value: Any) -> Any:
    """The same with days as text, as JSON has them."""
    match value:
        case dict():
            return {_plain(name): _plain(item) for name, item in value.items()}
        case list():
            return [*map(_plain, value)]
        case date():
            return value.isoformat()
    return value


def _faults(source: str, key: str, row: object, areas: Areas) -> Iterator[RecordFault]:
    if not isinstance(row, dict):
        yield RecordFault(source, "", ("services", key), "a group of fields is needed here.")
        return
    terms = Terms(taxonomy(), areas.resolve)
    readable = {}
    for field, value in row.items():
        place = ("services", key, str(field))
        if field not in FIELDS or field in _ITS_OWN:
            near = unknown_word(field, FIELDS.keys() - _ITS_OWN).near
            yield RecordFault(source, "", place, "there is no such field here.", near)
            continue
        try:
            readable[field] = FIELDS[field](value, terms)
        except RefusedError as refused:
            yield RecordFault(source, "", place, refused.why, refused.near, refused.do)
    for group in unconfirmed(readable):
        said = ", ".join(field for field in CRITERIA[group] if field in row)
        why = f"nobody has confirmed this ({said})."
        do = "Say who and when under `confirmed`; `everything` stands for all."
        yield RecordFault(source, "", ("services", key, "confirmed"), why, (), do)
