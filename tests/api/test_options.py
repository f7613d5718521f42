"""`POST /v1/options`: what the order rests on, and one option against another."""

import json
from typing import Any

from fastapi.testclient import TestClient

from tests.program import AARIZ

YAML = {"content-type": "application/yaml"}


def post(client: TestClient, path: str) -> Any:
    return client.post(path, content=AARIZ.read_bytes(), headers=YAML)


def test_why_one_of_two_options_stands_above_the_other(client: TestClient) -> None:
    answer = post(client, "/v1/options?compare=3,service:kittiwake-newham").json()
    assert answer["comparison"]["higher"] == "service:kittiwake-newham"
    assert "because it is a more settled place to live" in answer["comparison"]["because"]


def test_without_two_to_compare_there_is_no_comparison(client: TestClient) -> None:
    assert "comparison" not in post(client, "/v1/options").json()
    answer = post(client, "/v1/options?compare=3")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_an_option_that_is_not_there_is_a_problem_by_its_place(client: TestClient) -> None:
    answer = post(client, "/v1/options?compare=1,service:nowhere")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["detail"]) == ("/compare/1", "no such option.")


def test_how_firm_the_order_is_and_what_to_do_first_stand_beside_the_options(client: TestClient) -> None:
    answer = post(client, "/v1/options?limit=2").json()
    assert answer["stability"]["first"] == answer["options"][0]["id"]
    assert answer["sensitivity"]["openings"]
    assert set(answer["readiness"]) == {option["id"] for option in answer["options"]}


def test_the_options_of_one_client_fit_into_a_modest_answer(client: TestClient) -> None:
    whole = post(client, "/v1/options?limit=10").json()
    closed = whole["closed_options"]
    assert all({gate["verdict"] for gate in option["gates"]} == {"closed"} for option in closed)
    assert len(json.dumps(closed)) / len(closed) < 1_000
