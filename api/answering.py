"""An answer's one byte form on its way out."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from api.service import service_of
from casework.answers import canonical


def answered(answer: object) -> Response:
    """An answer in the bytes that the command line prints too."""
    return Response(canonical(answer), media_type="application/json")


async def answered_in_turn(request: Request, work: Callable[[], object]) -> Response:
    """What some work finds, when its turn comes. Raises BusyError where there is no room to wait."""
    return Response(
        await service_of(request).turns.take(lambda: canonical(work())), media_type="application/json"
    )
