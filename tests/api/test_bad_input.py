"""Whatever is wrong with a request, the answer names every fault by its place, soon, and tells nothing."""

import json
import logging
import time
from typing import Any

import pytest
from fastapi.testclient import TestClient

YAML = {"Content-Type": "application/yaml"}
JSON = {"Content-Type": "application/json"}
SECRET = "Zebedee Quux of 07700 900123"
HEAD = f"""schema: safe-connections/profile/1
ref: {SECRET}
note: {SECRET}
assessment_date: 2017-01-20
applying_to: tower-hamlets
"""
POSTS = pytest.mark.parametrize("path", ["/v1/assessments", "/v1/options", "/v1/sso-checks"])


def refused(
    client: TestClient,
    content: str | bytes,
    status: int = 422,
    headers: dict[str, str] | None = None,
    path: str = "/v1/assessments",
) -> Any:
    """The problem with a request: one that says what the standard wants, soon, and nothing of the client."""
    began = time.monotonic()
    answer = client.post(path, content=content, headers=YAML if headers is None else headers)
    assert time.monotonic() - began < 2
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["schema"] == "safe-connections/problem/1"
    assert problem["title"]
    assert problem["detail"]
    assert SECRET not in answer.text
    return problem


def told(problem: Any) -> dict[str, str]:
    """Each fault by its place."""
    return {error["path"]: error["detail"] for error in problem["errors"]}


WRONG = """
housing_history:
  - {area: brihgton, from: 2014, current: true, basis: hostel}
  - {area: leeds, form: 2012, to: 2013, basis: hostel}
  - {area: leeds, from: 2011, to: 2012, basis: hostle}
  - {area: kent, from: 2010, to: 2011, basis: hostel}
  - {area: leeds, from: 2016-02-30, current: true, basis: hostel}
  - {area: leeds, from: 2015-03-01, to: 2014-03-01, basis: hostel}
  - {area: leeds, from: 2016-03-01, to: 2018-03-01, basis: hostel}
"""


@POSTS
def test_every_fault_is_named_by_its_place_with_near_matches(client: TestClient, path: str) -> None:
    problem = refused(client, HEAD + WRONG, path=path)
    errors = {error["pointer"]: error for error in problem["errors"]}
    assert errors["/housing_history/0/area"]["near"] == ["brighton-and-hove"]
    assert errors["/housing_history/1/form"]["near"] == ["from"]
    assert errors["/housing_history/2/basis"]["near"][0] == "hostel"
    assert "Kent is a county" in errors["/housing_history/3/area"]["detail"]
    places = " ".join(errors)
    for place in ("/housing_history/4/from", "/housing_history/5", "/housing_history/6"):
        assert place in places


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (HEAD.replace("2017-01-20", "1990-01-01"), 422, "1997-01-20"),  # before the first law that is held
        ("", 400, "is empty"),
        (" \n\n", 400, "is empty"),
        ((HEAD + "person: {gender: caf\xe9}").encode("latin-1"), 400, "UTF-8"),
        (HEAD.encode("utf-16"), 400, "UTF-16"),
        (HEAD + "person: {age: 30}\nperson: {age: 31}\n", 422, "more than once"),
        (HEAD + "person: {age: .nan}\n", 422, "no finite number"),
        (HEAD + "person: &a {age: 30}\nhousehold: [*a]\n", 422, "anchor"),
        (HEAD + "person: !!python/object/apply:os.system [true]\n", 422, "tag"),
        (HEAD + "wishes: {goals: " + "[" * 50_000 + "]" * 50_000 + "}", 422, "deep"),
        ("just some words", 422, "group of fields"),
        ("[]", 422, "group of fields"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_why(
    client: TestClient, content: str | bytes, status: int, words: str
) -> None:
    problem = refused(client, content, status)
    assert words.lower() in json.dumps(problem).lower()


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ('{"ref" 2}', 400, "column 8"),
        ('{"person": {"age": 30, "age": 31}}', 422, "more than once"),
        ('{"person": {"age": NaN}}', 422, "no finite number"),
        ('{"person": {"age": 1e999}}', 422, "no finite number"),
        ('{"a":' * 100_000, 422, "deep"),
        ("[" * 100_000, 422, "deep"),
        ('{"note": "\\ud800"}', 422, "half of a character"),
    ],
)
def test_what_is_no_json_says_where(client: TestClient, content: str, status: int, words: str) -> None:
    assert words in json.dumps(refused(client, content, status, JSON))


def test_a_document_that_would_unfold_without_end_is_refused_at_once(client: TestClient) -> None:
    bomb = "a0: &a0 [lol]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    assert told(refused(client, bomb))["a1"].startswith("has a YAML anchor")


def test_ten_thousand_stays_are_too_many(client: TestClient) -> None:
    stay = {"area": "leeds", "from": "2014", "to": "2015", "basis": "hostel"}
    profile = {
        "schema": "safe-connections/profile/1",
        "assessment_date": "2017-01-20",
        "housing_history": [stay] * 10_000,
    }
    assert "10,000 items" in told(refused(client, json.dumps(profile), headers=JSON))["housing_history"]


def test_of_50_mb_no_more_is_taken_in_than_the_limit(client: TestClient) -> None:
    sent = 0

    def body() -> Any:
        nonlocal sent
        for _ in range(800):
            sent += 62_500
            yield b"x" * 62_500

    problem = refused(client, body(), 413, JSON)
    assert "2,000,000 bytes" in problem["detail"]
    assert refused(client, b"[" + b"1," * 1_000_000, 413, JSON)["title"] == problem["title"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": f"application/{SECRET}"},
    ],
)
@POSTS
def test_a_body_of_another_type_is_told_which_are_read(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    problem = refused(client, HEAD, 415, headers, path)
    assert "application/yaml" in problem["errors"][0]["near"]


@pytest.mark.parametrize(
    ("query", "path", "near"),
    [
        ("as-of=2017-01-20", "as-of", ["as_of"]),
        ("as_of=20.1.2017", "as_of", []),
        ("as_of=2017-02-30", "as_of", []),
        ("as_of=1484870400", "as_of", []),
        ("as_of=2017-01-20&as_of=2018-01-20", "as_of", []),
        ("jurisdiction=atlantis", "jurisdiction", ["england", "wales", "scotland", "northern_ireland"]),
        ("limit=0", "limit", []),
        ("limit=many", "limit", []),
    ],
)
def test_a_question_that_is_not_understood_is_never_passed_over(
    client: TestClient, query: str, path: str, near: list[str]
) -> None:
    (error,) = refused(client, HEAD, path=f"/v1/assessments?{query}")["errors"]
    assert (error["path"], error["near"]) == (path, near)


def test_an_offer_that_is_none_is_named(client: TestClient) -> None:
    nothing = refused(client, HEAD, path="/v1/sso-checks")
    assert "sso" in told(nothing)
    amiss = told(refused(client, HEAD, path="/v1/sso-checks?area=leedz&offer=bus_ticket"))
    assert {"sso.area", "sso.offer"} <= amiss.keys()


LIFE = f"""
{SECRET}: true
person: {{age: {SECRET}, gender: [{SECRET}], immigration: {{status: {SECRET}}}}}
housing_history:
  - {{area: {SECRET}, from: {SECRET}, basis: {SECRET}, evidence: {SECRET}}}
  - {SECRET}
wishes: {{areas_refused: [{{area: leeds, reason: [{SECRET}]}}]}}
"""


def test_nothing_of_a_client_is_in_a_problem_or_a_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert len(refused(client, HEAD + LIFE)["errors"]) >= 8
    refused(client, (HEAD + LIFE).encode("utf-16"), 400)
    refused(client, HEAD + f"'{SECRET}", 400)
    refused(client, HEAD, path=f"/v1/assessments?{SECRET}=1&as_of={SECRET}")
    refused(client, HEAD, path=f"/v1/assessments?as_of={SECRET}&jurisdiction={SECRET}")
    refused(client, HEAD, path=f"/v1/sso-checks?area={SECRET}&offer={SECRET}")
    assert client.post("/v1/assessments", content=HEAD, headers=YAML).status_code == 200
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]  # who asks logs too
    assert SECRET not in "\n".join(record.getMessage() for record in ours)
