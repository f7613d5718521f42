"""The service itself: what it says of itself, when it is busy, and when it fails."""

import logging
import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.app import create_app
from api.guard import without_query
from api.openapi import abridged
from tests.program import MARK

YAML = {"Content-Type": "application/yaml"}
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SECRET = "Zebedee Quux"


@pytest.fixture(scope="module")
def failing() -> Iterator[TestClient]:
    """A service with a path and a page that fail, and room for one request at a time."""
    app = create_app(at_once=1, waiting=0)

    def fail() -> None:
        raise ValueError(f"{SECRET} slept in the park")

    app.add_api_route("/v1/failing", fail)
    app.add_api_route("/failing", fail)
    with TestClient(app) as client:
        yield client


def test_it_says_that_it_is_alive_and_what_it_is_ready_to_decide_by(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"alive": True}
    before = client.get("/readyz").json()
    assert before["packs"][0]["name"] == "england"
    assert before["areas"] == 361
    client.post("/v1/assessments", content=MARK.read_bytes(), headers=YAML)
    after = client.get("/readyz").json()["engines"]["production"]
    assert after["answered"] > before["engines"]["production"]["answered"]
    assert (after["crashes"], after["differences"]) == (0, 0)


def test_its_description_holds_together(client: TestClient) -> None:
    said = client.get("/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    schemas = said["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    named = set(_references(said))
    assert {place.removeprefix("#/components/schemas/") for place in named} <= schemas.keys()
    assert set(said["paths"]) == {
        "/v1/assessments", "/v1/options", "/v1/sso-checks", "/v1/rules", "/v1/rules/{rule}",
        "/v1/areas", "/v1/areas/{area}", "/v1/policy-tests", "/v1/policy-tests/{key}", "/healthz", "/readyz",
        "/services", "/services/{id}", "/organizations", "/organizations/{id}",
        "/taxonomies", "/taxonomies/{id}", "/taxonomy_terms", "/taxonomy_terms/{id}",
        "/service_at_locations", "/service_at_locations/{id}",
    }  # fmt: skip


def test_its_examples_are_a_profile_and_the_abridged_answer_to_it(client: TestClient) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/v1/assessments"]["post"]
    (profile,) = operation["requestBody"]["content"]["application/json"]["examples"].values()
    (shown,) = operation["responses"]["200"]["content"]["application/json"]["examples"].values()
    answer = client.post("/v1/assessments", json=profile["value"]).json()
    assert answer["verification"]["agree"] is True
    assert shown["value"] == abridged(answer)


def _references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for name, item in part.items():
            if name == "$ref":
                yield item
            else:
                yield from _references(item)
    elif isinstance(part, list):
        for item in part:
            yield from _references(item)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/v1/assessments", 405),
        ("DELETE", "/v1/rules", 405),
    ],
)
def test_a_path_that_is_none_is_a_problem_too(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert ("allow" in answer.headers) is (status == 405)


@pytest.mark.parametrize(("path", "headers"), [("/v1/failing", {}), ("/failing", PAGE)])
def test_a_failure_tells_its_number_and_nothing_of_the_client(
    failing: TestClient, caplog: pytest.LogCaptureFixture, path: str, headers: dict[str, str]
) -> None:
    answer = failing.get(path, headers=headers)
    assert answer.status_code == 500
    assert SECRET not in answer.text
    (logged,) = [record for record in caplog.records if record.name == "api.guard"]
    number = logged.getMessage().split()[1].rstrip(":")
    assert number in answer.text
    assert "ValueError at test_service.py:" in logged.getMessage()
    assert SECRET not in caplog.text


def test_who_comes_when_there_is_no_room_is_asked_to_come_again(failing: TestClient) -> None:
    app = failing.app
    assert isinstance(app, FastAPI)
    assert failing.portal is not None
    done = threading.Event()
    busy = failing.portal.start_task_soon(app.state.service.turns.take, done.wait)
    try:
        while app.state.service.turns.inside == 0:
            threading.Event().wait(0.001)
        refused = failing.post("/v1/assessments", content=MARK.read_bytes(), headers=YAML)
        page = failing.post("/assessment", files={"profile": (None, "ref: still here")})
    finally:
        done.set()
    assert busy.result() is True
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.headers["content-type"] == "application/problem+json"
    assert page.status_code == 503
    assert "ref: still here" in page.text
    assert failing.post("/v1/assessments", content=MARK.read_bytes(), headers=YAML).status_code == 200


@pytest.mark.parametrize("path", ["/", "/v1/rules", "/v1/nothing", "/healthz"])
def test_no_answer_is_kept_guessed_at_or_framed(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_the_access_log_has_paths_without_what_was_asked() -> None:
    arguments = ("127.0.0.1:1", "POST", f"/v1/sso-checks?area={SECRET}", "1.1", 200)
    line = logging.LogRecord(
        "uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', arguments, None
    )
    assert without_query(line)
    assert line.getMessage() == '127.0.0.1:1 - "POST /v1/sso-checks HTTP/1.1" 200'
