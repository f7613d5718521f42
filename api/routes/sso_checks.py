"""`POST /v1/sso-checks`: is a Single Service Offer safe, supportable, and the best there is?"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.answering import answered_in_turn
from api.asked import AsOf, Jurisdiction, iso_asked
from api.body import profile_of
from api.openapi import PROFILE_BODY, answers
from api.service import service_of

router = APIRouter(tags=["clients"])


@router.post("/v1/sso-checks", openapi_extra=PROFILE_BODY, responses=answers("SsoCheck"))
async def check(
    request: Request,
    area: Annotated[str | None, Query(description="Check an offer here, not the profile's own.")] = None,
    offer: Annotated[str | None, Query(description="What is offered there, as `private_rented`.")] = None,
    as_of: AsOf = None,
    jurisdiction: Jurisdiction = None,
) -> Response:
    """Check a Single Service Offer: what stands against it, what would mend it, what is better."""
    service, day = service_of(request), iso_asked(as_of)
    profile = await profile_of(request)
    return await answered_in_turn(request, lambda: service.sso_check(profile, area, offer, day, jurisdiction))
