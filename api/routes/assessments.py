"""`POST /v1/assessments`: everything that follows from a profile."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import answered_in_turn
from api.asked import AsOf, Jurisdiction, Limit, iso_asked
from api.body import profile_of
from api.openapi import PROFILE_BODY, answers
from api.service import service_of

router = APIRouter(tags=["clients"])


@router.post("/v1/assessments", openapi_extra=PROFILE_BODY, responses=answers("Assessment", example=True))
async def assess(
    request: Request, as_of: AsOf = None, jurisdiction: Jurisdiction = None, limit: Limit = None
) -> Response:
    """Assess a client: safety, local connection, referral, priority need, duties and options."""
    service, day = service_of(request), iso_asked(as_of)
    profile = await profile_of(request)
    return await answered_in_turn(request, lambda: service.assessment(profile, day, jurisdiction, limit))
