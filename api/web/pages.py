"""The pages: assess a client, check an offer, read the rules, look an area up, read how to use the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import answered
from api.asked import day_asked, iso_asked
from api.body import form_of
from api.openapi import ABOUT, description, example_profile, profile_schemas
from api.problems import problem_of_status
from api.routes.areas import area_shown, areas_found
from api.routes.open_referral import details
from api.routes.rules import rules_found
from api.service import Service, service_of
from api.turns import BusyError
from api.web.offers import offers, sso_page
from api.web.showing import page, wants_page
from api.web.view import assessment_page
from casework.answers import NATIONS
from casework.problem import problem_of
from casework.rulebook import rule_shown
from engine.problems import InputError

router = APIRouter()

# A page without a client's data may be gone back to, with what was typed in it.
_PLAIN = {"Cache-Control": "no-cache", "Vary": "Accept"}
_HOME = {
    "name": "Safe Connections",
    "description": ABOUT,
    "assess_a_client": "/v1/assessments",
    "rules": "/v1/rules",
    "areas": "/v1/areas",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent in a form, to be worked with and to be shown again."""

    raw: bytes = b""
    profile: str = ""
    as_of: str = ""
    jurisdiction: str = ""
    area: str = ""
    offer: str = ""


def sent_in(fields: Mapping[str, bytes]) -> Sent:
    """What a form says; a file goes before what was typed, and is shown in its place where it is text."""
    typed = fields.get("profile", b"")
    raw = fields.get("upload") or typed
    try:
        profile = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        profile = typed.decode("utf-8", "replace")
    asked = {name: fields.get(name, b"").decode("utf-8", "replace").strip() for name in Sent.__slots__[2:]}
    return Sent(raw, profile, **asked)


@router.get("/")
async def home(request: Request, example: bool = False) -> Response:
    """What this is, and the form for a profile; for a program, where to find what."""
    if not wants_page(request):
        response = answered(_HOME | details(str(request.base_url)))
        response.headers["Vary"] = "Accept"
        return response
    return _form(Sent(profile=example_profile().decode() if example else ""))


@router.post("/")
async def change(request: Request) -> Response:
    """The form again with a profile that was assessed, to change it."""
    return _form(sent_in(await form_of(request)))


@router.post("/assessment")
async def assess(request: Request) -> Response:
    """The assessment of the profile in the form."""

    def answer(service: Service, sent: Sent) -> dict[str, Any]:
        return service.assessment(sent.raw, iso_asked(sent.as_of or None), sent.jurisdiction or None, None)

    def show(found: dict[str, Any], sent: Sent) -> Response:
        return page("assessment.html", shown=assessment_page(found), sent=sent, offers=offers())

    return await _answered(request, answer, show)


@router.post("/sso-check")
async def check_offer(request: Request) -> Response:
    """The check of the offer in the form, or in the profile where the form has none."""

    def answer(service: Service, sent: Sent) -> dict[str, Any]:
        return service.sso_check(
            sent.raw,
            sent.area or None,
            sent.offer or None,
            iso_asked(sent.as_of or None),
            sent.jurisdiction or None,
        )

    def show(found: dict[str, Any], sent: Sent) -> Response:
        return page("sso.html", shown=sso_page(found), sent=sent, offers=offers())

    return await _answered(request, answer, show)


async def _answered(
    request: Request,
    answer: Callable[[Service, Sent], dict[str, Any]],
    show: Callable[[dict[str, Any], Sent], Response],
) -> Response:
    """The page of an answer; or the form with what is wrong beside it, and all that was typed in it."""
    service, sent = service_of(request), sent_in(await form_of(request))
    try:
        return await service.turns.take(lambda: show(answer(service, sent), sent))
    except InputError as error:
        return _form(sent, problem_of(error))
    except BusyError:
        return _form(sent, problem_of_status(503))


def _form(sent: Sent, problem: Mapping[str, Any] | None = None) -> Response:
    status, headers = (problem["status"], None) if problem else (200, _PLAIN if not sent.raw else None)
    return page("home.html", status, headers, sent=sent, problem=problem, nations=NATIONS, offers=offers())


@router.get("/rules")
async def list_rules(request: Request, q: str = "", family: str = "", as_of: str = "") -> Response:
    """Every rule, by family."""
    packs = service_of(request).setting.packs
    every = rules_found(packs, "", None, None, None)["rules"]
    rows = rules_found(packs, q, family or None, None, day_asked(as_of or None))["rules"]
    families = list(dict.fromkeys(row["family"] for row in sorted(every, key=lambda row: row["family"])))
    asked = {"q": q, "family": family, "as_of": as_of}
    return page("rules.html", headers=_PLAIN, rows=rows, families=families, asked=asked)


@router.get("/rules/{rule}")
async def show_rule(request: Request, rule: str) -> Response:
    """One rule in each of its versions."""
    return page("rule.html", headers=_PLAIN, rule=rule_shown(service_of(request).setting.packs, rule))


@router.get("/areas")
async def list_areas(request: Request, q: str = "", nation: str = "") -> Response:
    """The areas, or those that a text means."""
    found = areas_found(service_of(request).areas, q, nation or None)
    return page("areas.html", headers=_PLAIN, found=found, nations=NATIONS, asked={"q": q, "nation": nation})


@router.get("/areas/{area}")
async def show_area(request: Request, area: str) -> Response:
    """One area with its neighbours."""
    return page("area.html", headers=_PLAIN, area=area_shown(service_of(request).areas, area))


@router.get("/docs")
async def read_the_docs(request: Request) -> Response:
    """How to use the API."""
    api = description(request.app, service_of(request))
    return page("docs.html", headers=_PLAIN, api=api, groups=profile_schemas())
