"""From bytes to records: JSON pages, single records and JSON Lines, and which kind of record each is."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from services_directory.open_referral.problems import (
    Json,
    OpenReferralError,
    Place,
    RecordFault,
    unusable,
)
from services_directory.open_referral.standard import HSDS_3_1, profiles

# The kinds that stand by themselves, by the names that files and paths of the standard have for many of them.
KINDS: Mapping[str, str] = {
    "services": "service",
    "organizations": "organization",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "locations": "location",
    "service_at_locations": "service_at_location",
}
# Fields by which a record shows its kind where nothing else does; the first that fits is taken.
_SIGNS: Mapping[str, frozenset[str]] = {
    "service_at_location": frozenset({"location_id", "location", "service_id", "service"}),
    "location": frozenset({"location_type", "addresses", "latitude", "longitude"}),
    "service": frozenset({"status", "organization_id", "organization", "service_areas", "attributes"}),
    "taxonomy_term": frozenset(
        {"taxonomy", "taxonomy_id", "taxonomy_detail", "parent_id", "term", "term_uri"}
    ),
    "taxonomy": frozenset({"taxonomy_terms", "version"}),
    "organization": frozenset({"website", "email", "logo", "legal_status", "parent_organization_id"}),
}
_OLD_PAGE = frozenset({"content", "totalElements", "totalPages"})
LARGEST_DOCUMENT = 512 * 2**20  # bytes


class Record(NamedTuple):
    """One record as it was given, and where."""

    kind: str
    source: str
    place: Place
    json: Json

    @property
    def id(self) -> str:
        """Its identifier, or nothing."""
        given = self.json.get("id")
        return given if isinstance(given, str) else ""

    @property
    def named(self) -> str:
        """How a report names it."""
        return f"{self.kind} {self.id}".strip()

    def fault(self, why: str, *place: str | int, do: str = "") -> RecordFault:
        """What is wrong with it at one place."""
        return RecordFault(self.source, self.named, (*self.place, *place), why, (), do)


class Given(NamedTuple):
    """Records from one source or several, and what is worth a note about them."""

    records: list[Record]
    notes: list[RecordFault]
    details: Json | None = None  # what an API tells of itself


def parsed(raw: bytes, source: str) -> Any:
    """The plain data of a JSON document.

    Raises: OpenReferralError where it is a web page, broken JSON, not UTF-8, or holds a field twice.
    """
    if len(raw) > LARGEST_DOCUMENT:
        raise unusable(source, f"it is larger than {LARGEST_DOCUMENT // 2**20} MB.", "Split it into files.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise unusable(source, f"line {line:,} is not UTF-8.", "Save it as UTF-8.") from None
    if not text.strip():
        raise unusable(source, "it is empty.")
    if text.lstrip()[:1] == "<":
        raise unusable(source, "this is a web page, not JSON.", "Give the address of the API itself.")
    try:
        return json.loads(text, object_pairs_hook=_group, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno:,}, column {error.colno:,}"
        raise unusable(source, f"{where}: this is not JSON ({error.msg}).") from None
    except _RefusedError as refused:
        raise unusable(source, str(refused)) from None
    except (RecursionError, ValueError):
        raise unusable(source, "it is nested too deep, or holds a number that is too long.") from None


def parsed_lines(raw: bytes, source: str) -> Iterator[Record]:
    """The records of a JSON Lines file, each by the number of its line. Raises as `parsed`."""
    for number, line in enumerate(raw.splitlines(), 1):
        if line.strip():
            at = f"{source}, line {number:,}"
            yield from records_in(parsed(line, at), at, _hint(source))


def records_in(data: Any, source: str, kind: str = "") -> Iterator[Record]:
    """The records of a page, of a list, or of a document that is one record itself.

    `kind` where it is known; else it is told by the name of the source, else by the fields.
    Raises: OpenReferralError for anything else, and for a page of an older version of the standard.
    """
    hint = kind or _hint(source)
    match data:
        case {"contents": list(items)}:
            yield from _each(items, source, ("contents",), hint)
        case {"contents": _}:
            raise unusable(source, "a list of records is needed here.", place=("contents",))
        case dict() if data.keys() & _OLD_PAGE:
            raise unusable(
                source,
                "this is a page of an older version of the standard (it has `content`, not `contents`).",
                "Versions 3.0 and 3.1 are read: ask the publisher for the address of that API.",
            )
        case dict() if is_details(data):
            refuse_other_versions(data, source)
        case dict():
            yield Record(hint or _kind(data), source, (), data)
        case list():
            yield from _each(data, source, (), hint)
        case _:
            raise unusable(source, "a record, a list of records or a page of them is needed.")


def note_on_page(data: Any, source: str) -> list[RecordFault]:
    """That a document is one page of several, where it is: the others may not have been given."""
    pages = data.get("total_pages") if isinstance(data, dict) and "contents" in data else None
    if not isinstance(pages, int) or pages <= 1:
        return []
    why = f"this is one page of {pages:,}; what is on the others is not in it."
    return [RecordFault(source, "", ("total_pages",), why, (), "Give them too, or the address of the API.")]


def is_details(data: Mapping[str, Any]) -> bool:
    """Whether an object tells about an API (its version and profile) and is no record."""
    return "id" not in data and "version" in data and bool(data.keys() & {"profile", "openapi_url"})


def refuse_other_versions(details: Mapping[str, Any], source: str) -> None:
    """Raises OpenReferralError where the version that an API names is none that is read here."""
    version = details.get("version")
    if not isinstance(version, str) or not version.upper().removeprefix("HSDS-").removeprefix(
        "UK-"
    ).startswith(("3.0", "3.1")):
        why = "this version of the standard is not read."
        raise unusable(source, why, "Versions 3.0 and 3.1 are.", ("version",))


def _each(items: list[Any], source: str, place: Place, hint: str) -> Iterator[Record]:
    faults = []
    for number, item in enumerate(items):
        if isinstance(item, dict):
            yield Record(hint or _kind(item), source, (*place, number), item)
        else:
            faults.append(RecordFault(source, "", (*place, number), "a record is needed here."))
    if faults:
        raise OpenReferralError("The directory cannot be read.", faults)


def _hint(source: str) -> str:
    """The kind that the name of a file tells: `service_list.json`, `organizations.jsonl`."""
    stem = source.rpartition("/")[2].partition(".")[0].casefold()
    singular = {**{kind: kind for kind in KINDS.values()}, **KINDS}
    fits = [(len(name), kind) for name, kind in singular.items() if f"{stem}_".startswith(f"{name}_")]
    return max(fits, default=(0, ""))[1]


def _kind(record: Mapping[str, Any]) -> str:
    """The kind that most of the fields of a record belong to; a service where they do not tell."""
    objects = profiles()[HSDS_3_1].objects
    return max(
        reversed([*KINDS.values()]),
        key=lambda kind: (
            len(record.keys() & _SIGNS[kind]),
            len(record.keys() & objects[kind].fields.keys()),
            kind == "service",
        ),
    )


class _RefusedError(Exception):
    """Why a document is refused, though it is JSON."""


def _refuse_constant(name: str) -> object:
    raise _RefusedError(f"`{name}` is no number of JSON.")


def _group(pairs: list[tuple[str, Any]]) -> Json:
    group = dict(pairs)
    if len(group) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _RefusedError(f"the field `{twice[:40]}` is given more than once in one group.")
    return group
