"""`GET /healthz` and `/readyz`: is it alive, and what is it ready to answer by? Nothing of a client."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import answered
from api.openapi import answers
from api.service import service_of
from engine.production.fence import available

router = APIRouter(tags=["the service itself"])


@router.get("/healthz", responses=answers("Alive"))
async def alive() -> Response:
    """Whether the service is alive."""
    return answered({"alive": True})


@router.get("/readyz", responses=answers("Ready"))
async def ready(request: Request) -> Response:
    """By which rules it answers, and how its second engine has fared since it was started."""
    service = service_of(request)
    return answered(
        {
            "ready": True,
            "packs": [pack.described() for pack in service.setting.packs],
            "areas": len(service.areas),
            "engines": {
                "evaluate": {"installed": True},
                "production": {"installed": available(), **asdict(service.production.counts)},
            },
            "being_answered": service.turns.inside,
        }
    )
