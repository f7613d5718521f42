"""The service as it is served: many at once, a worker that dies, a huge body, and what it logs."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from engine.production.fence import available
from tests.api.conftest import Server
from tests.api.test_answers import EXAMPLE
from tests.program import AARIZ, MARK

YAML = {"Content-Type": "application/yaml"}
SECRET = "Zebedee Quux"

installed = pytest.mark.skipif(not available(), reason="durable-rules is not installed for this Python")


def assessed(server: Server, content: bytes) -> httpx2.Response:
    return httpx2.post(f"{server.url}/v1/assessments", content=content, headers=YAML, timeout=30)


def decided(answer: httpx2.Response) -> dict[str, Any]:
    """What was decided, apart from which engines did."""
    assert answer.status_code == 200
    return {name: value for name, value in answer.json().items() if name not in {"verification", "warnings"}}


def test_32_at_a_time_each_get_the_right_answer(server: Server) -> None:
    profiles = [path.read_bytes() for path in (MARK, AARIZ, EXAMPLE)]
    right = [decided(assessed(server, profile)) for profile in profiles]
    with httpx2.Client(timeout=60) as asking, ThreadPoolExecutor(32) as people:

        def ask(number: int) -> bool:
            content = profiles[number % 3]
            answer = asking.post(f"{server.url}/v1/assessments", content=content, headers=YAML)
            return decided(answer) == right[number % 3]

        assert all(people.map(ask, range(200)))


@installed
def test_a_worker_that_is_killed_costs_no_answer_and_is_said(server: Server) -> None:
    content = MARK.read_bytes()
    before = assessed(server, content)
    assert before.json()["verification"]["engines"] == ["evaluate", "production"]
    (worker,) = server.children()
    os.kill(worker, signal.SIGKILL)
    after = assessed(server, content)
    assert decided(after) == decided(before)
    checked = after.json()["verification"]
    assert (checked["engines"], checked["agree"]) == (["evaluate"], None)
    assert "crashed" in checked["because"]
    deadline = time.monotonic() + 10
    while assessed(server, content).json()["verification"]["agree"] is not True:
        assert time.monotonic() < deadline
    assert assessed(server, content).content == before.content
    assert httpx2.get(f"{server.url}/readyz").json()["engines"]["production"]["crashes"] == 1


def test_50_mb_are_refused_soon(server: Server) -> None:
    began = time.monotonic()
    answer = assessed(server, b"x" * 50_000_000)
    assert answer.status_code == 413
    assert time.monotonic() - began < 5


def test_nothing_of_a_client_is_in_what_the_service_logs(server: Server) -> None:
    content = MARK.read_bytes().replace(b"ref: mark", f"ref: {SECRET}\nnote: {SECRET}".encode())
    assert assessed(server, content).json()["profile_ref"] == SECRET
    refused = httpx2.post(f"{server.url}/v1/sso-checks?area={SECRET}", content=content, headers=YAML)
    assert refused.status_code == 422
    page = httpx2.post(f"{server.url}/assessment?note={SECRET}", files={"profile": (SECRET, content)})
    assert page.status_code == 200
    deadline = time.monotonic() + 5
    while "POST /assessment HTTP" not in (log := server.log.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert '"POST /v1/sso-checks HTTP/1.1" 422' in log
    assert "Zebedee" not in log
