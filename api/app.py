"""Puts the service together: its paths and pages, and what happens when something goes wrong."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.guard import Guard, without_query
from api.problems import (
    RETRY_AFTER_S,
    only_known_questions,
    problem_of_request,
    problem_of_status,
    problem_response,
)
from api.routes import (
    areas,
    assessments,
    description,
    health,
    open_referral,
    options,
    policy_tests,
    rules,
    sso_checks,
)
from api.service import AT_ONCE, WAITING, running
from api.turns import BusyError
from api.web import pages
from api.web.showing import show_problem, wants_page
from casework.directory import Kept
from casework.problem import own_fault
from engine.problems import InputError
from engine.production.fence import ProductionWorker


def create_app(
    at_once: int = AT_ONCE,
    waiting: int = WAITING,
    second_engine: Callable[[], ProductionWorker] = ProductionWorker,
    directory: Kept | None = None,
) -> FastAPI:
    """The API and the pages. The rules are read, and the second engine is started, when it starts to serve.

    Without a `directory` that was imported the services are those that come with the program. `at_once`
    answers are worked out at a time; `waiting` more may wait, and who comes after gets a 503.
    """

    @asynccontextmanager
    async def serving(app: FastAPI) -> AsyncIterator[None]:
        # Only when serving, since uvicorn sets its loggers up before.
        logging.getLogger("uvicorn.access").addFilter(without_query)
        services = directory.services if directory else None
        with running(at_once, waiting, second_engine, services) as service:
            app.state.service = service
            if directory:
                app.state.open_referral = open_referral.Shelf(directory.records)
            yield

    app = FastAPI(
        title="Safe Connections",
        version="1",
        lifespan=serving,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    resources = (
        assessments,
        options,
        sso_checks,
        policy_tests,
        rules,
        areas,
        open_referral,
        health,
        description,
    )
    for resource in resources:
        app.include_router(resource.router, dependencies=[Depends(only_known_questions)])
    app.include_router(pages.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=str(files("api") / "web" / "static")))
    for error in (InputError, RequestValidationError, HTTPException):
        app.add_exception_handler(error, _refused)
    app.add_exception_handler(BusyError, _busy)
    app.add_middleware(Guard, failed=_failed)
    return app


async def _refused(request: Request, error: Exception) -> Response:
    headers = error.headers if isinstance(error, HTTPException) else None
    return _told(request, problem_of_request(error), headers)


async def _busy(request: Request, _error: Exception) -> Response:
    return _told(request, problem_of_status(503), {"Retry-After": str(RETRY_AFTER_S)})


async def _failed(request: Request, incident: str) -> Response:
    return _told(request, own_fault() | {"instance": f"urn:uuid:{incident}"})


def _told(request: Request, problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem in the form that whoever asked can read."""
    show = show_problem if wants_page(request) else problem_response
    return show(problem, headers)
