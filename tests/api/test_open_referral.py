"""The directory as an Open Referral API: its pages, its filters, and that our own import reproduces it."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes.open_referral import Shelf
from services_directory.areas import load_areas
from services_directory.open_referral.api_reader import Manners, read_api
from services_directory.open_referral.importing import check, imported
from services_directory.open_referral.standard import mistakes, profiles
from services_directory.open_referral.vocabulary import TAXONOMY_ID, Criterion, term_id
from services_directory.services import load_directory, read_directory
from services_directory.store import shipped_records

PAGE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}
LISTS = ("services", "organizations", "taxonomies", "taxonomy_terms", "service_at_locations")


def got(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_tells_what_it_is_to_a_program_and_shows_the_page_to_a_browser(client: TestClient) -> None:
    told = client.get("/", headers={"Accept": "application/json"}).json()
    assert told["version"] == "HSDS-UK-3.0"
    assert told["openapi_url"].startswith("http")
    assert told["profile"].startswith("https://")
    assert client.get("/", headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_paged_as_the_standard_says(name: str, client: TestClient) -> None:
    first = got(client, f"/{name}?per_page=7")
    assert first.keys() == PAGE
    assert (first["page_number"], first["first_page"], first["empty"]) == (1, True, False)
    rows, page = list(first["contents"]), first
    while not page["last_page"]:
        page = got(client, f"/{name}?per_page=7&page={page['page_number'] + 1}")
        assert page["first_page"] is False
        rows += page["contents"]
    assert page["page_number"] == first["total_pages"]
    assert len({row["id"] for row in rows}) == len(rows) == first["total_items"]
    beyond = got(client, f"/{name}?per_page=7&page={first['total_pages'] + 1}")
    assert (beyond["empty"], beyond["size"], beyond["contents"]) == (True, 0, [])


@pytest.mark.parametrize("name", LISTS)
def test_each_record_stands_by_itself_and_is_sound_by_the_standard(name: str, client: TestClient) -> None:
    kinds = {"taxonomies": "taxonomy"}
    for row in got(client, f"/{name}?per_page=5")["contents"]:
        record = got(client, f"/{name}/{row['id']}")
        assert record["id"] == row["id"]
        assert list(mistakes(profiles()["oruk-3.0"], kinds.get(name, name.removesuffix("s")), record)) == []


def test_lists_hold_one_to_one_fields_alone_unless_all_is_asked_for(client: TestClient) -> None:
    (lean,), (full,) = (got(client, f"/services?per_page=1{more}")["contents"] for more in ("", "&full=true"))
    assert not any(isinstance(value, list) for value in (*lean.values(), *lean["organization"].values()))
    assert {"attributes", "service_areas", "service_at_locations"} <= full.keys()


def test_services_are_found_by_words_term_taxonomy_and_organization(client: TestClient) -> None:
    hostels = got(client, f"/services?taxonomy_term_id={term_id(Criterion('type', 'hostel'))}&per_page=100")
    expected = {one.name for one in load_directory().services if one.type == "hostel"}
    assert {row["name"] for row in hostels["contents"]} == expected
    assert got(client, f"/services?taxonomy_id={TAXONOMY_ID}")["total_items"] == len(
        load_directory().services
    )
    assert got(client, "/services?taxonomy_id=none")["total_items"] == 0
    assert got(client, "/services?search=shingle%20mental")["total_items"] == 1
    organization = hostels["contents"][0]["organization"]["id"]
    found = got(client, f"/services?organization_id={organization}&per_page=100")["contents"]
    assert {row["organization"]["id"] for row in found} == {organization}


def test_a_service_is_found_by_our_own_id_too(client: TestClient) -> None:
    assert got(client, "/services/shingle-bank-mind")["safe_connections_id"] == "shingle-bank-mind"


@pytest.mark.parametrize("path", ["/services/none", "/organizations/none", "/service_at_locations/none"])
def test_a_record_that_there_is_not_is_a_problem(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("query", ["page=0", "per_page=0", "per_page=1001", "page=x", "pgae=1", "day=MO"])
def test_what_cannot_be_asked_is_refused_by_its_name(query: str, client: TestClient) -> None:
    answer = client.get(f"/services?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == query.partition("=")[0]


def test_records_of_others_are_served_as_they_came() -> None:
    key = "ac148810-d857-441c-9679-408f346de14b"
    odd = {
        "id": key,
        "name": "Harbour",
        "status": "active",
        "x": 2**70,
        "attributes": None,
        "organization": None,
    }
    app = create_app()
    with TestClient(app) as client:
        app.state.open_referral = Shelf({**dict.fromkeys(shipped_records(), ()), "services": [odd]})
        assert got(client, f"/services/{key}") == odd
        assert got(client, f"/services?taxonomy_id={TAXONOMY_ID}")["total_items"] == 0


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The service on a port of its own, within this process."""
    server = uvicorn.Server(uvicorn.Config(create_app(), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("full", [True, False])
def test_our_import_of_our_own_api_reproduces_the_directory_record_by_record(
    full: bool, served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not full:  # as an API that does not say that it gives full records
        monkeypatch.setattr("services_directory.open_referral.api_reader._takes_full", lambda _details: False)
    given = read_api(served, Manners(time.sleep, time.monotonic), tmp_path / "state", lambda _words: None)
    checked = check(given, profiles()["oruk-3.0"])
    assert (checked.faults, checked.dropped) == ((), ())
    areas = load_areas()
    held = imported(checked.records, areas)
    for name in ("services", "organizations", "taxonomies", "taxonomy_terms"):
        assert {record["id"]: record for record in held.records[name]} == {
            record["id"]: record for record in shipped_records()[name]
        }
    lines = "".join(json.dumps(provider) + "\n" for provider in held.providers)
    assert read_directory({"directory.jsonl": lines}, areas) == load_directory()
