"""`GET /v1/areas` and `/v1/areas/{area}`: what a place is called, who decides there, what lies beside it."""

from typing import Annotated, Any, get_args

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.answering import answered
from api.openapi import answers
from api.service import service_of
from casework.setting import described
from engine.problems import Fault, InputError
from engine.profile.near import near_matches
from services_directory.areas import Areas
from services_directory.areas.names import key_of
from services_directory.areas.values import Nation

LIST_SCHEMA = "safe-connections/areas/1"
AREA_SCHEMA = "safe-connections/area/1"

router = APIRouter(tags=["rules and places"])


@router.get("/v1/areas", responses=answers("Areas"))
async def list_areas(
    request: Request,
    q: Annotated[str, Query(description="A name, part of one, a slug or a GSS code.")] = "",
    nation: Annotated[str | None, Query(description="england, wales, scotland or northern_ireland.")] = None,
) -> Response:
    """The housing authorities of the United Kingdom; where a name is searched, what it means today."""
    return answered(areas_found(service_of(request).areas, q, nation))


@router.get("/v1/areas/{area}", responses=answers("Area"))
async def show_area(
    request: Request, area: Annotated[str, Path(description="GSS code or slug.", examples=["tower-hamlets"])]
) -> Response:
    """One area with its neighbours, and with the former districts that it stands for now."""
    return answered(area_shown(service_of(request).areas, area))


def areas_found(areas: Areas, text: str = "", nation: str | None = None) -> dict[str, Any]:
    """The areas that a text means; where it means none, those that have it in their name.

    Raises: InputError, status 404, for a nation that there is not.
    """
    if nation is not None and nation not in get_args(Nation):
        near = near_matches(nation, get_args(Nation)) or get_args(Nation)
        raise InputError("This cannot be asked.", [Fault(("nation",), "no such nation.", near)], 404)
    meant = areas.resolve(text)
    key = key_of(text)
    codes = meant.codes or tuple(area.code for area in areas if key in area.slug)
    return {
        "schema": LIST_SCHEMA,
        "kind": meant.kind if key else "all",
        "note": meant.note,
        "near": list(meant.near),
        "areas": [_row(areas, code) for code in codes if nation in (None, areas[code].nation)],
    }


def area_shown(areas: Areas, text: str) -> dict[str, Any]:
    """The one area that a code, slug or name means today; a former district is what took its place.

    Raises: InputError, status 404, where it means none or several; these, or near matches, are named.
    """
    meant = areas.resolve(text)
    if len(meant.codes) != 1:
        near = meant.near or tuple(areas[code].slug for code in meant.codes)
        why = meant.note or "no area has this code or name."
        do = "" if near else "/v1/areas lists every area."
        raise InputError("No such area.", [Fault(("area",), why, near, do)], 404)
    (code,) = meant.codes
    return {
        "schema": AREA_SCHEMA,
        "kind": meant.kind,
        "note": meant.note,
        **_row(areas, code),
        "neighbours": [
            {**described(areas, each.code), "across": each.kind} for each in areas.neighbours(code)
        ],
        "formerly": [
            {
                "name": former.name,
                "code": former.code,
                "change": former.change,
                "on": former.effective.isoformat(),
            }
            for former in areas.former
            if code in former.successors
        ],
    }


def _row(areas: Areas, code: str) -> dict[str, str | None]:
    area = areas[code]
    return {
        **described(areas, code),
        "nation": area.nation,
        "region": area.region,
        "housing_authority": area.housing_authority,
        "in_force_from": area.in_force_from.isoformat() if area.in_force_from else None,
    }
