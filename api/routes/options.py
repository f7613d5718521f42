"""`POST /v1/options`: the ranked candidate safe connections of a client, by themselves."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.answering import answered_in_turn
from api.asked import AsOf, Jurisdiction, iso_asked
from api.body import profile_of
from api.openapi import PROFILE_BODY, answers
from api.service import service_of

router = APIRouter(tags=["clients"])


@router.post("/v1/options", openapi_extra=PROFILE_BODY, responses=answers("Options"))
async def rank(
    request: Request,
    as_of: AsOf = None,
    jurisdiction: Jurisdiction = None,
    limit: Annotated[int, Query(ge=1, description="List at most so many; staying is always listed.")] = 10,
    compare: Annotated[
        str | None,
        Query(
            pattern="^[^,]+,[^,]+$",
            description="Two ids or ranks with a comma between: why one stands above the other.",
        ),
    ] = None,
) -> Response:
    """Rank the safe connections that are open to a client, and say what is closed and why."""
    service, day = service_of(request), iso_asked(as_of)
    profile = await profile_of(request)
    first, _, second = (compare or "").partition(",")
    pair = (first, second) if compare else None
    return await answered_in_turn(request, lambda: service.options(profile, day, jurisdiction, limit, pair))
