"""`GET /openapi.json`: what the API answers, how a profile is written, and what an answer looks like."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import answered
from api.openapi import description
from api.service import service_of

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def described(request: Request) -> Response:
    """The description of the API (OpenAPI 3.1), with an example client and the abridged answer."""
    return answered(description(request.app, service_of(request)))
