"""Around every request: what an answer may do in a browser, and that no failure tells of a client."""

import logging
import os
from collections.abc import Awaitable, Callable
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    # No scripts, nothing from elsewhere, no forms that lead elsewhere.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_log = logging.getLogger(__name__)

Failed = Callable[[Request, str], Awaitable[Response]]


class Guard:
    """ASGI middleware: sets headers, and turns a failure into an incident that says only where it happened.

    What an exception says may hold what a client told, so neither log nor answer has it. `failed`
    answers in the form that the request wants, from the number of the incident.
    """

    def __init__(self, app: ASGIApp, failed: Failed) -> None:
        self._app, self._failed = app, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except ClientDisconnect:
            return  # who asked has gone away in the middle of asking
        except Exception as fault:
            incident = str(uuid4())
            _log.error("incident %s: %s at %s", incident, type(fault).__name__, _place(fault))
            if not begun:
                response = await self._failed(Request(scope), incident)
                await response(scope, receive, send_guarded)


def _place(fault: BaseException) -> str:
    """The file and line where something failed."""
    place = fault.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    return f"{os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else "?"


def without_query(record: logging.LogRecord) -> bool:
    """Strip the query from a line of uvicorn's access log: what is asked there may tell of a client."""
    if isinstance(record.args, tuple):
        record.args = tuple(each.partition("?")[0] if isinstance(each, str) else each for each in record.args)
    return True
