"""Our short tables of the standard give the verdict of its own JSON Schemas, sound records and spoilt."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from services_directory.areas import load_areas
from services_directory.open_referral.documents import KINDS
from services_directory.open_referral.standard import mistakes, profiles
from services_directory.open_referral.writing import records_of
from services_directory.services import load_directory

ORUK = Path(__file__).resolve().parents[3] / "shared" / "data" / "oruk"
needs_the_standard = pytest.mark.skipif(
    not ORUK.exists(), reason="the standard's files are not beside the house"
)
FOLDERS = {"oruk-3.0": ["oruk-3.0"], "hsds-3.0": ["hsds-3.0"], "hsds-3.1": ["hsds-3.0", "hsds-3.1-dev"]}
OURS = records_of(load_directory(), load_areas())


@cache
def schema(profile: str, kind: str) -> Draft202012Validator:
    """The standard's own schema; it asserts the forms that jsonschema checks by itself (UUIDs, emails)."""
    parts: dict[str, Any] = {}
    for folder in FOLDERS[profile]:
        for path in (ORUK / "schemas" / folder).glob("*.json"):
            parts[path.name] = json.loads(path.read_text())
    held = [
        (name, Resource.from_contents(said, default_specification=DRAFT202012))
        for name, said in parts.items()
    ]
    registry: Registry[Any] = Registry().with_resources(held)
    return Draft202012Validator({"$ref": f"{kind}.json"}, registry=registry, format_checker=FormatChecker())


def examples() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every record that the standard shows, and of the invented page: profile, kind, name, record."""
    for profile in ("oruk-3.0", "hsds-3.0"):
        for path in sorted((ORUK / "examples" / profile).glob("*.json")):
            kind = path.stem.removesuffix("_full").removesuffix("_list")
            data = json.loads(path.read_text())
            if kind != "base":
                for record in data.get("contents", [data]):
                    yield profile, kind, path.name, record
    for record in json.loads((ORUK / "services_synthetic.json").read_text())["contents"]:
        yield "oruk-3.0", "service", record["name"], record


EXAMPLES = list(examples()) if ORUK.exists() else []


def we_accept(profile: str, kind: str, record: object) -> bool:
    return not any(mistakes(profiles()[profile], kind, record))


@needs_the_standard
@pytest.mark.parametrize("profile", FOLDERS)
def test_our_tables_name_every_field_that_the_standard_names(profile: str) -> None:
    said: dict[str, set[str]] = {}
    for folder in FOLDERS[profile]:
        for path in (ORUK / "schemas" / folder).glob("*.json"):
            if path.stem != "openapi":
                said[path.stem] = set(json.loads(path.read_text())["properties"])
    assert {kind: set(held.fields) for kind, held in profiles()[profile].objects.items()} == said


@needs_the_standard
@pytest.mark.parametrize(
    ("profile", "kind", "name", "record"), EXAMPLES, ids=[f"{e[0]}-{e[2]}" for e in EXAMPLES]
)
def test_every_example_of_the_standard_is_sound(
    profile: str, kind: str, name: str, record: dict[str, Any]
) -> None:
    assert schema(profile, kind).is_valid(record), name
    assert list(mistakes(profiles()[profile], kind, record)) == []


@needs_the_standard
@pytest.mark.parametrize("profile", FOLDERS)
def test_our_own_directory_is_valid_by_the_standards_own_schemas(profile: str) -> None:
    for name, kind in KINDS.items():
        for record in OURS[name]:
            assert next(schema(profile, kind).iter_errors(record), None) is None
            assert we_accept(profile, kind, record)


def places_in(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield place
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        yield from places_in(item, (*place, name))


KEY = "ac148810-d857-441c-9679-408f346de14b"
KEYS = [KEY, KEY.upper(), KEY.replace("-", ""), "not-a-uuid"]
TEXTS = ["", "x", "WEEKLY", "weekly", "active", "a@b"]
SPOILT: list[Any] = [None, True, 0, -1.5, [], [None], [{}], {}, {"id": "x"}, *KEYS, *TEXTS]


@st.composite
def corruptions(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """A sound record with one to three places taken out, or something else put there."""
    records = [*((p, k, r) for p, k, _, r in EXAMPLES), ("hsds-3.1", "service", OURS["services"][0])]
    profile, kind, sound = draw(st.sampled_from(records))
    record = copy.deepcopy(sound)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([place for place in places_in(record) if place]))
        within: Any = record
        for step in way:
            within = within[step]
        if draw(st.booleans()):
            del within[last]
        else:
            within[last] = copy.deepcopy(draw(st.sampled_from(SPOILT)))
        if not record:
            break
    return profile, kind, record


def faults_by_schema(profile: str, kind: str, record: object) -> set[tuple[str | int, ...]]:
    """Where the schema refuses; a field that is missing is told by the group that lacks it."""
    return {tuple(error.absolute_path) for error in schema(profile, kind).iter_errors(record)}


def faults_by_us(profile: str, kind: str, record: object) -> set[tuple[str | int, ...]]:
    told = set()
    for wrong in mistakes(profiles()[profile], kind, record):
        if "uri" in wrong.why or "begins with its scheme" in wrong.why or "no time" in wrong.why:
            continue  # forms that jsonschema leaves unchecked without further packages
        told.add(wrong.place[:-1] if wrong.why == "this field is needed." else wrong.place)
    return told


@needs_the_standard
@settings(max_examples=400)
@given(corruptions())
def test_whatever_is_spoilt_our_verdict_and_its_places_are_the_standards(
    spoilt: tuple[str, str, dict[str, Any]],
) -> None:
    assert faults_by_us(*spoilt) == faults_by_schema(*spoilt)


@needs_the_standard
@pytest.mark.slow
def test_the_same_over_every_field_of_every_example_and_every_way_to_spoil_it() -> None:
    tried = 0
    for profile, kind, _, sound in EXAMPLES[:40]:
        for place in [place for place in places_in(sound) if place]:
            for spoilt in SPOILT:
                record = copy.deepcopy(sound)
                within: Any = record
                for step in place[:-1]:
                    within = within[step]
                within[place[-1]] = spoilt
                assert faults_by_us(profile, kind, record) == faults_by_schema(profile, kind, record)
                tried += 1
    assert tried > 10_000


@pytest.mark.parametrize(
    ("field", "value", "sound"),
    [
        ("last_modified", "2026-09-01T09:00:00.000Z", True),
        ("last_modified", "2026-09-01T09:00:00+01:00", True),
        ("last_modified", "2026-09-01", False),
        ("last_modified", "2026-13-01T09:00:00Z", False),
        ("url", "https://example.org/a?b=c", True),
        ("url", "mailto:duty@example.org", True),
        ("url", "www.example.org", False),
        ("url", "https://example.org/a b", False),
    ],
)
def test_times_and_addresses_are_judged_by_their_form(field: str, value: str, sound: bool) -> None:
    record = {
        "id": "ac148810-d857-441c-9679-408f346de14b",
        "name": "Harbour",
        "status": "active",
        field: value,
    }
    assert we_accept("oruk-3.0", "service", record) is sound


def test_a_misspelt_field_and_word_get_their_near_match() -> None:
    record = {"id": "ac148810-d857-441c-9679-408f346de14b", "nmae": "Harbour", "status": "actve"}
    found = {wrong.place: wrong.near for wrong in mistakes(profiles()["oruk-3.0"], "service", record)}
    assert found == {("name",): ("nmae",), ("status",): ("active",)}
