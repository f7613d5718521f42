"""What /openapi.json says: the shape of a profile as its reader has it, of every answer, and examples."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.body import JSON_AND_YAML
from api.problems import PROBLEM
from api.service import Service
from engine.profile import Profile
from engine.reading import read_document

Json = dict[str, Any]

ABOUT = (
    "Which areas a person who sleeps rough is connected with, which of them are safe, and what ways off the "
    "street are open there: decided by dated rules, with every reason. Not legal advice: decisions stay with "
    "people. Nothing sent here is stored or logged."
)
_COMPONENTS = "#/components/schemas/"
_EXAMPLE = "an invented client"

PROFILE_BODY: Json = {
    "requestBody": {
        "required": True,
        "description": "A profile. What is absent, null or `unknown` is not known: never no, and never yes.",
        "content": {name: {"schema": {"$ref": _COMPONENTS + "Profile"}} for name in JSON_AND_YAML[:3]},
    }
}


def answers(schema: str, *, example: bool = False) -> dict[int | str, Json]:
    """How a path answers: by the schema of this name, or by a problem. One path has an example of it."""
    content: Json = {"schema": {"$ref": _COMPONENTS + schema}}
    if example:
        content["examples"] = {_EXAMPLE: {"summary": "abridged: the first of each list"}}
    problem = {PROBLEM: {"schema": {"$ref": _COMPONENTS + "Problem"}}}
    return {
        200: {"description": "The answer", "content": {"application/json": content}},
        "default": {"description": "What is wrong, by its place", "content": problem},
    }


def answers_later(schema: str) -> dict[int | str, Json]:
    """How a path answers that takes a job: 202, and where to ask for what came of it."""
    said = answers(schema)
    said[202] = {**said.pop(200), "description": "The job was taken; the header Location says where to ask"}
    return said


def description(app: FastAPI, service: Service) -> Json:
    """The description of the API, put together once."""
    if app.openapi_schema is None:
        said = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
        said["components"] = {"schemas": schemas()}
        profile = example_profile()
        found = service.assessment(profile, None, None, None)
        _fill(said, read_document(profile, name="The example"), abridged(found))
        app.openapi_schema = said
    return app.openapi_schema


@cache
def example_profile() -> bytes:
    """The profile of an invented client, which comes with the program."""
    return (files("api") / "web" / "example.yaml").read_bytes()


@cache
def schemas() -> Json:
    """Every schema by its name."""
    return {**profile_schemas(), **yaml.safe_load((files("api") / "schemas.yaml").read_bytes())}


@cache
def profile_schemas() -> Json:
    """The schema of a profile and of each group of fields in it, as its reader has them."""
    profile = Profile.model_json_schema(by_alias=True, ref_template=_COMPONENTS + "{model}")
    parts = profile.pop("$defs")
    return {name: _with_unknown(group) for name, group in {"Profile": profile, **parts}.items()}


def abridged(value: Any) -> Any:
    """The same answer with the first of each list alone."""
    if isinstance(value, dict):
        return {name: abridged(item) for name, item in value.items()}
    return [abridged(item) for item in value[:1]] if isinstance(value, list) else value


def _with_unknown(group: Json) -> Json:
    """A group of fields in which whatever may be null may be written `unknown` too."""
    for field in group.get("properties", {}).values():
        field.pop("title", None)
        field.pop("default", None)
        if {"type": "null"} in field.get("anyOf", ()):
            field["anyOf"].append({"const": "unknown"})
    return group


def _fill(said: Json, profile: object, assessment: Json) -> None:
    """Put the examples in: the profile wherever one is asked for, the assessment where it is answered."""
    for path in said["paths"].values():
        for operation in path.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if content["schema"] != {"$ref": _COMPONENTS + "Profile"}:
                    continue
                content["examples"] = {_EXAMPLE: {"value": profile}}
            answer = operation["responses"].get("200", {"content": {}})["content"].get("application/json", {})
            if "examples" in answer:
                answer["examples"][_EXAMPLE]["value"] = assessment
