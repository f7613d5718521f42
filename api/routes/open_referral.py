"""The services directory as an Open Referral API (Open Referral UK 3.0, HSDS 3.0), for other systems to read.

Lists hold one-to-one fields alone, as the standard has them; `full=true` gives records with all that
stands inside them. Identifiers, pages and fields are the standard's.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.problems import PROBLEM
from engine.problems import Fault, InputError
from services_directory.open_referral.criteria import own_id
from services_directory.open_referral.documents import KINDS, Record
from services_directory.open_referral.links import with_those_within
from services_directory.open_referral.pages import one_to_one, page_of
from services_directory.open_referral.problems import Json
from services_directory.store import shipped_records

MOST = 1_000  # records a page
PROFILE = "https://docs.openreferraluk.org/"

Number: TypeAlias = Annotated[int, Query(ge=1, description="Which page.")]
PerPage: TypeAlias = Annotated[int, Query(ge=1, le=MOST, description="Records a page.")]
InFull: TypeAlias = Annotated[bool, Query(description="Records with all that stands inside them.")]
Key: TypeAlias = Annotated[str, Path(description="The identifier of the record.")]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every record by list and identifier, in order of identifiers; those inside others by themselves too."""

    records: Mapping[str, Sequence[Json]]
    by_id: Mapping[str, Mapping[str, Json]] = field(init=False)

    def __post_init__(self) -> None:
        """Find what stands inside records once. A record by itself goes before one inside another."""
        found: dict[str, dict[str, Json]] = {name: {} for name in KINDS}
        names = {kind: name for name, kind in KINDS.items()}
        by_themselves = [
            Record(kind, "", (), record) for name, kind in KINDS.items() for record in self.records[name]
        ]
        for record in (*by_themselves, *with_those_within(by_themselves)):
            found[names[record.kind]].setdefault(record.id, record.json)
        shelves = {name: {key: rows[key] for key in sorted(rows)} for name, rows in found.items()}
        object.__setattr__(self, "by_id", shelves)


def details(base_url: str) -> Json:
    """What `GET /` tells of this API: its version and profile, and where it is described."""
    return {
        "version": "HSDS-UK-3.0",
        "profile": PROFILE,
        "openapi_url": f"{base_url.rstrip('/')}/openapi.json",
        "full": True,  # an extension: lists take `full=true`, so that nobody need ask for records one by one
    }


def _answers(kind: str, *, page: bool) -> dict[int | str, Json]:
    said = f"A page of {kind} records" if page else f"A {kind} record"
    return {
        200: {"description": f"{said}, as Open Referral has it", "content": {"application/json": {}}},
        "default": {"description": "What is wrong, by its place", "content": {PROBLEM: {}}},
    }


router = APIRouter(tags=["services directory (Open Referral)"])


@router.get("/services", responses=_answers("service", page=True))
async def list_services(
    request: Request,
    page: Number = 1,
    per_page: PerPage = 50,
    full: InFull = False,
    search: Annotated[str, Query(description="Only those with these words in name or description.")] = "",
    taxonomy_term_id: Annotated[str, Query(description="Only those with this term among them.")] = "",
    taxonomy_id: Annotated[str, Query(description="Only those with a term of this taxonomy.")] = "",
    organization_id: Annotated[str, Query(description="Only those that this organization runs.")] = "",
) -> Response:
    """The services, page by page."""
    shelf = shelf_of(request)
    terms = {taxonomy_term_id} if taxonomy_term_id else set()
    if taxonomy_id:
        of_it = {
            key
            for key, term in shelf.by_id["taxonomy_terms"].items()
            if term.get("taxonomy_id") == taxonomy_id
        }
        terms = terms & of_it if taxonomy_term_id else of_it
    found = [
        record
        for record in shelf.by_id["services"].values()
        if _has_words(record, search)
        and (not (taxonomy_term_id or taxonomy_id) or not terms.isdisjoint(_terms(record)))
        and organization_id
        in ("", record.get("organization_id"), (record.get("organization") or {}).get("id"))
    ]
    return _page(found, page, per_page, full)


@router.get("/services/{id}", responses=_answers("service", page=False))
async def show_service(request: Request, id: Key) -> Response:
    """One service with all that stands inside it; the id may be the directory's own too."""
    return _one(shelf_of(request), "services", id)


@router.get("/organizations", responses=_answers("organization", page=True))
async def list_organizations(
    request: Request, page: Number = 1, per_page: PerPage = 50, full: InFull = False, search: str = ""
) -> Response:
    """The organizations that run services, page by page."""
    found = [each for each in shelf_of(request).by_id["organizations"].values() if _has_words(each, search)]
    return _page(found, page, per_page, full)


@router.get("/organizations/{id}", responses=_answers("organization", page=False))
async def show_organization(request: Request, id: Key) -> Response:
    """One organization with all that stands inside it."""
    return _one(shelf_of(request), "organizations", id)


@router.get("/taxonomies", responses=_answers("taxonomy", page=True))
async def list_taxonomies(request: Request, page: Number = 1, per_page: PerPage = 50) -> Response:
    """The taxonomies that terms are of, page by page."""
    return _page(list(shelf_of(request).by_id["taxonomies"].values()), page, per_page, full=True)


@router.get("/taxonomies/{id}", responses=_answers("taxonomy", page=False))
async def show_taxonomy(request: Request, id: Key) -> Response:
    """One taxonomy."""
    return _one(shelf_of(request), "taxonomies", id)


@router.get("/taxonomy_terms", responses=_answers("taxonomy term", page=True))
async def list_taxonomy_terms(
    request: Request, page: Number = 1, per_page: PerPage = 50, taxonomy_id: str = ""
) -> Response:
    """The terms that say who may come to a service, page by page."""
    terms = shelf_of(request).by_id["taxonomy_terms"].values()
    found = [term for term in terms if taxonomy_id in ("", term.get("taxonomy_id"))]
    return _page(found, page, per_page, full=True)


@router.get("/taxonomy_terms/{id}", responses=_answers("taxonomy term", page=False))
async def show_taxonomy_term(request: Request, id: Key) -> Response:
    """One term."""
    return _one(shelf_of(request), "taxonomy_terms", id)


@router.get("/service_at_locations", responses=_answers("service at location", page=True))
async def list_service_at_locations(
    request: Request, page: Number = 1, per_page: PerPage = 50, full: InFull = False
) -> Response:
    """Which service is where, page by page."""
    shelf = shelf_of(request)
    found = [_with_service(each, shelf) for each in shelf.by_id["service_at_locations"].values()]
    return _page(found, page, per_page, full)


@router.get("/service_at_locations/{id}", responses=_answers("service at location", page=False))
async def show_service_at_location(request: Request, id: Key) -> Response:
    """One service at one location, with both."""
    shelf = shelf_of(request)
    record = shelf.by_id["service_at_locations"].get(id)
    if record is None:
        raise _not_there()
    return _told(_with_service(record, shelf))


def shelf_of(request: Request) -> Shelf:
    """The records that are served: of the directory that was asked for, or of the one that is shipped."""
    shelf = getattr(request.app.state, "open_referral", None)
    return shelf if isinstance(shelf, Shelf) else _shipped()


@cache
def _shipped() -> Shelf:
    return Shelf(shipped_records())


def _page(found: Sequence[Json], page: int, per_page: int, full: bool) -> Response:
    shown = page_of(found, page, per_page)
    if not full:
        shown["contents"] = [one_to_one(record) for record in shown["contents"]]
    return _told(shown)


def _told(answer: Json) -> Response:
    """In plain JSON: records are other people's, and may hold what our one byte form does not know."""
    return Response(json.dumps(answer, separators=(",", ":")), media_type="application/json")


def _one(shelf: Shelf, name: str, key: str) -> Response:
    record = shelf.by_id[name].get(key)
    if record is None and name in ("services", "organizations"):
        record = next((each for each in shelf.by_id[name].values() if own_id(each) == key), None)
    if record is None:
        raise _not_there()
    return _told(record)


def _not_there() -> InputError:
    return InputError("No such record.", [Fault(("id",), "no record here has this id.")], 404)


def _with_service(record: Json, shelf: Shelf) -> Json:
    service = shelf.by_id["services"].get(str(record.get("service_id")))
    if service is None or "service" in record:
        return record
    return {
        **record,
        "service": {name: said for name, said in service.items() if name != "service_at_locations"},
    }


def _has_words(record: Json, search: str) -> bool:
    said = f"{record.get('name', '')} {record.get('description', '')}".casefold()
    return all(word in said for word in search.casefold().split())


def _terms(record: Mapping[str, Any]) -> Iterable[str]:
    for attribute in record.get("attributes") or ():
        term = attribute.get("taxonomy_term") or {}
        yield attribute.get("taxonomy_term_id") or term.get("id", "")
