"""A policy test through the API: a job is taken, done in a process of its own, and asked about later."""

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.openapi import schemas
from tests.profiles import Json

pytestmark = pytest.mark.api

CASE: Json = {
    "schema": "safe-connections/profile/1",
    "assessment_date": "2017-01-20",
    "applying_to": "tower-hamlets",
    "household": [],
    "housing_history": [],
    "employment": [],
    "special_circumstances": [],
    "family": [
        {"relation": "mother", "area": "leeds", "resident_since": "2013-01-01", "wishes_to_be_near": True}
    ],
}
CASES = [{**CASE, "ref": f"case-{number}"} for number in range(12)]
CHANGES: Json = [
    {
        "rule": "eng.local_connection.family_associations",
        "parameters": {"years_here": {"values": {"1997-01-20": 3}}},
    }
]


def done(client: TestClient, where: str) -> Any:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        said = client.get(where).json()
        if said["state"] in {"done", "failed"}:
            return said
        time.sleep(0.2)
    raise AssertionError("the job did not end")


def test_a_policy_test_is_taken_and_its_results_are_there_later(client: TestClient) -> None:
    faulty = {**CASE, "assessment_date": "yesterday"}
    answer = client.post("/v1/policy-tests", json={"cases": [*CASES, faulty], "changes": CHANGES})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/policy-tests/{answer.json()['id']}"
    said = done(client, answer.headers["location"])
    assert said["state"] == "done", said
    Draft202012Validator({"$ref": "#/components/schemas/Job", "components": {"schemas": schemas()}}).validate(
        said
    )
    result = said["result"]
    assert (result["cases"]["read"], result["cases"]["decided"]) == (13, 12)
    (family,) = [each for each in result["families"] if each["name"] == "local_connection"]
    assert family["cases"] == {"gained": 12, "lost": 0, "level": 0}
    (left_out,) = result["left_out"]
    assert left_out["errors"][0]["path"] == "assessment_date"
    assert "case-" not in str(result["families"]) + str(result["examples"])


BAD = {
    "no cases": ({"changes": CHANGES}, "cases"),
    "no changes": ({"cases": CASES}, "changes"),
    "no such field": ({"cases": CASES, "changes": CHANGES, "casses": []}, "casses"),
    "no such nation": ({"cases": CASES, "changes": CHANGES, "jurisdiction": "mars"}, "jurisdiction"),
    "no such rule": ({"cases": CASES, "changes": [{"rule": "eng.x", "parameters": {}}]}, "changes"),
    "no rule": ({"cases": CASES, "changes": [{"parameters": {}}]}, "changes.0.rule"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_tested_is_refused_at_once_by_its_place(client: TestClient, name: str) -> None:
    body, place = BAD[name]
    answer = client.post("/v1/policy-tests", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert place in [each["path"] for each in answer.json()["errors"]]


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/v1/policy-tests", content=b"[" + b" " * 3_000_000, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


def test_no_other_job_is_told_of(client: TestClient) -> None:
    answer = client.get("/v1/policy-tests/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
