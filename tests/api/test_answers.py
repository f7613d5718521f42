"""What the API answers about a client: the bytes that the command line prints, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.openapi import schemas
from casework.answers import Asked, assessment, canonical
from casework.setting import load_setting
from engine.reading import read_document
from services_directory.areas import load_areas
from tests.program import AARIZ, HOUSE, MARK

YAML = {"Content-Type": "application/yaml"}
EXAMPLE = HOUSE / "api" / "web" / "example.yaml"
CLIENTS = pytest.mark.parametrize("profile", [MARK, AARIZ, EXAMPLE], ids=lambda path: path.stem)


def fits(schema: str, answer: Any) -> list[str]:
    """How an answer departs from its schema."""
    checked = Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": schemas()}}
    )
    return [f"{error.json_path}: {error.message[:200]}" for error in checked.iter_errors(answer)]


def without_engines(answer: Any) -> Any:
    """An answer without what says which engines ran: that may differ from run to run."""
    return {name: value for name, value in answer.items() if name not in {"verification", "warnings"}}


@CLIENTS
def test_an_assessment_is_the_bytes_of_the_one_implementation(client: TestClient, profile: Path) -> None:
    answer = client.post("/v1/assessments", content=profile.read_bytes(), headers=YAML)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    setting = load_setting(production=client.app.state.service.production)  # type: ignore[attr-defined]
    data = read_document(profile.read_bytes(), name="The profile")
    assert answer.content == canonical(assessment(data, setting, load_areas()))
    assert answer.json()["verification"]["agree"] is True


def test_an_assessment_is_the_bytes_that_the_command_line_prints(client: TestClient) -> None:
    started = "from cli.main import main; main()"
    printed = subprocess.run(
        [sys.executable, "-c", started, "assess", MARK, "--format", "json", "--as-of", "2017-06-01"],
        cwd=HOUSE,
        capture_output=True,
        check=True,
    )
    asked = client.post("/v1/assessments?as_of=2017-06-01", content=MARK.read_bytes(), headers=YAML)
    assert asked.content == printed.stdout


@pytest.mark.parametrize(
    ("path", "command"),
    [("/v1/options?limit=3", ["options", "--limit", "3"]), ("/v1/options", ["options"])],
)
def test_options_are_the_bytes_that_the_command_line_prints(
    client: TestClient, path: str, command: list[str]
) -> None:
    started = "from cli.main import main; main()"
    printed = subprocess.run(
        [sys.executable, "-c", started, *command, AARIZ, "--format", "json"],
        cwd=HOUSE,
        capture_output=True,
        check=True,
    )
    assert client.post(path, content=AARIZ.read_bytes(), headers=YAML).content == printed.stdout


@CLIENTS
@pytest.mark.parametrize(
    ("path", "schema"),
    [("/v1/assessments", "Assessment"), ("/v1/options", "Options"), ("/v1/sso-checks", "SsoCheck")],
)
def test_every_answer_about_a_client_fits_its_published_schema(
    client: TestClient, profile: Path, path: str, schema: str
) -> None:
    answer = client.post(path, content=profile.read_bytes(), headers=YAML)
    assert answer.status_code == 200
    assert fits(schema, answer.json()) == []


@CLIENTS
def test_every_example_fits_the_published_schema_of_a_profile(profile: Path) -> None:
    written = json.loads(json.dumps(yaml.safe_load(profile.read_bytes()), default=str))
    assert fits("Profile", written) == []


def test_the_schema_of_a_profile_refuses_what_the_reader_refuses() -> None:
    written = {"schema": "safe-connections/profile/1", "assessment_date": "2026-03-02", "persn": {}}
    assert fits("Profile", written) != []
    del written["persn"]
    assert fits("Profile", {**written, "person": "unknown", "household": None}) == []


def test_json_and_yaml_say_the_same(client: TestClient) -> None:
    written = yaml.safe_load(EXAMPLE.read_bytes())
    as_yaml = client.post("/v1/assessments", content=EXAMPLE.read_bytes(), headers=YAML)
    as_json = client.post(
        "/v1/assessments",
        content=json.dumps(written, default=str),
        headers={"Content-Type": "application/json"},
    )
    assert as_json.content == as_yaml.content


@pytest.mark.parametrize(
    "name", ["application/json", "application/yaml", "text/yaml", "text/yaml; charset=utf-8"]
)
def test_each_type_of_body_that_is_offered_is_read(client: TestClient, name: str) -> None:
    answer = client.post("/v1/assessments", content=MARK.read_bytes(), headers={"Content-Type": name})
    assert answer.status_code == 200


def test_a_question_may_name_another_day_and_another_nation(client: TestClient) -> None:
    content = MARK.read_bytes()
    later = client.post(
        "/v1/assessments?as_of=2020-01-20&jurisdiction=england", content=content, headers=YAML
    )
    assert later.json()["assessed_on"] == "2020-01-20"
    assert later.json()["law"]["jurisdiction"] == "england"
    setting = load_setting(production=client.app.state.service.production)  # type: ignore[attr-defined]
    same = assessment(read_document(content, name="x"), setting, load_areas(), Asked("2020-01-20", "england"))
    assert later.content == canonical(same)


def test_a_limit_keeps_the_first_options_and_staying(client: TestClient) -> None:
    content = EXAMPLE.read_bytes()
    whole = client.post("/v1/assessments", content=content, headers=YAML).json()
    short = client.post("/v1/assessments?limit=2", content=content, headers=YAML).json()
    assert len(whole["options"]) > 2
    assert [each for each in whole["options"] if each["rank"] <= 2 or each["route"] == "stay"] == short[
        "options"
    ]
    assert without_engines({**whole, "options": []}) == without_engines({**short, "options": []})


def test_an_offer_in_a_dangerous_area_is_unsafe_wherever_the_profile_offers(client: TestClient) -> None:
    content = EXAMPLE.read_bytes()
    own = client.post("/v1/sso-checks", content=content, headers=YAML).json()
    other = client.post(
        "/v1/sso-checks?area=medway&offer=private_rented", content=content, headers=YAML
    ).json()
    assert own["offer"]["area"]["slug"] == "leeds"
    assert own["verdict"] != "unsafe"
    assert other["offer"] == {
        "area": {"code": "E06000035", "name": "Medway", "slug": "medway"},
        "type": "private_rented",
    }
    assert other["verdict"] == "unsafe"


def test_an_area_that_is_excluded_is_under_no_option(client: TestClient) -> None:
    answer = client.post("/v1/options", content=EXAMPLE.read_bytes(), headers=YAML).json()
    assert "medway" not in {option["area"]["slug"] for option in answer["options"]}
    assert "medway" in {option["area"]["slug"] for option in answer["closed_options"]}
