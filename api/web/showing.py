"""Fills the templates: text from clients is always escaped, and no page leads elsewhere by itself."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.web.fields import kind_words
from api.web.words import CERTAINTY, day, listed, plain, sentence

_FOR_PROGRAMS = ("/v1/", "/healthz", "/readyz", "/openapi.json")


def coded(text: str) -> Markup:
    """A text in which what stands in `backticks` is shown as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 and place < len(parts) - 1 else escape(part)
        for place, part in enumerate(parts)
    )


_templates = Environment(
    loader=PackageLoader("api", "web/templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {
    "coded": coded,
    "day": day,
    "kind_words": kind_words,
    "listed": listed,
    "plain": plain,
    "sentence": sentence,
}
_templates.globals["certainty"] = CERTAINTY


def wants_page(request: Request) -> bool:
    """Whether a person in a browser asks, and not a program."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(_FOR_PROGRAMS)


def page(
    template: str, status: int = 200, headers: Mapping[str, str] | None = None, **shown: object
) -> Response:
    """A page of a template, with what it shows."""
    return HTMLResponse(_templates.get_template(template).render(**shown), status, headers)


def show_problem(problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a page of its own."""
    return page("problem.html", problem["status"], headers, problem=problem)
