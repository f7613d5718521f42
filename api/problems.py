"""Whatever goes wrong, as a problem object (RFC 9457) that tells nothing of a client."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from casework.answers import canonical
from casework.problem import SCHEMA, problem_of
from engine.problems import Fault, InputError
from engine.profile.near import looks_like_a_name, near_matches

PROBLEM = "application/problem+json"
RETRY_AFTER_S = 1

_DETAILS = {
    404: "There is nothing at this path. /openapi.json says what there is.",
    405: "This path does not answer that method; the header Allow says which.",
    503: "Too many are waiting for an answer. Nothing was decided; send it again in a moment.",
}
_WANTED = {
    "int_parsing": "a whole number is needed.",
    "greater_than_equal": "a number of at least 1 is needed.",
    "missing": "is needed.",
}


def problem_response(problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem as an answer of the API."""
    return Response(canonical(problem), problem["status"], headers, PROBLEM)


def problem_of_status(status: int) -> dict[str, Any]:
    """A problem of which nothing is known but its HTTP status."""
    return {
        "schema": SCHEMA,
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _DETAILS.get(status, HTTPStatus(status).description),
        "errors": [],
    }


def problem_of_request(error: Exception) -> dict[str, Any]:
    """What is wrong with a request: with what it sent, with what it asked, or with its path."""
    match error:
        case InputError():
            return problem_of(error)
        case RequestValidationError():
            faults = [_asked_amiss(mistake["loc"], mistake["type"]) for mistake in error.errors()]
            return problem_of(InputError("This cannot be asked.", faults))
        case HTTPException():
            return problem_of_status(error.status_code)
    raise error


def _asked_amiss(place: tuple[str | int, ...], kind: str) -> Fault:
    return Fault(tuple(place[1:]), _WANTED.get(kind, "not what is wanted here."))


async def only_known_questions(request: Request) -> None:
    """Refuse a query parameter that the path does not have, or that is given twice: a slip of the pen in
    `as_of` must not be answered as if nothing had been asked.
    """
    known = [each.alias for each in request.scope["route"].dependant.query_params]
    faults = []
    for name in request.query_params:
        if name not in known:
            shown = (name,) if looks_like_a_name(name) else ()
            faults.append(Fault(shown, "nothing of this name is asked here.", near_matches(name, known)))
        elif len(request.query_params.getlist(name)) > 1:
            faults.append(Fault((name,), "is given more than once."))
    if faults:
        raise InputError("This cannot be asked.", faults)
