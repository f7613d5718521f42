"""The rules and the areas, as programs look them up."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.test_answers import fits

SIX_OF_TWELVE = "eng.local_connection.residence.six_of_twelve_months"


def listed(client: TestClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/v1/rules{query}")
    assert answer.status_code == 200
    assert fits("Rules", answer.json()) == []
    found: list[dict[str, Any]] = answer.json()["rules"]
    return found


def test_the_list_of_rules_is_narrowed_by_family_pack_day_and_words(client: TestClient) -> None:
    every = listed(client)
    assert {rule["pack"] for rule in every} >= {"england", "practice"}
    assert {rule["family"] for rule in listed(client, "?family=safety")} == {"safety"}
    assert {rule["pack"] for rule in listed(client, "?pack=practice")} == {"practice"}
    assert [rule["rule"] for rule in listed(client, f"?q={SIX_OF_TWELVE}")] == [SIX_OF_TWELVE]
    early = listed(client, "?as_of=1998-01-01")
    assert all(rule["in_force"]["from"] <= "1998-01-01" for rule in early)
    assert 0 < len(early) < len(every)


@pytest.mark.parametrize("query", ["?family=safty", "?pack=englnd", "?as_of=then", "?famly=safety"])
def test_a_filter_that_is_none_is_never_passed_over(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/rules{query}")
    assert answer.status_code in {404, 422}
    assert answer.json()["errors"]


def test_a_rule_shows_its_values_through_time_its_sentences_and_sources(client: TestClient) -> None:
    answer = client.get(f"/v1/rules/{SIX_OF_TWELVE}").json()
    assert fits("Rule", answer) == []
    (version,) = answer["versions"]
    needed = {each["name"]: each["values"] for each in version["parameters"]}["days_needed"]
    assert needed == {"1997-01-20": 183}
    assert version["cites"][0]["source"].startswith("Housing Act 1996 s.199")
    assert set(version["plain"]) >= {"met", "not_met", "undetermined"}


def test_a_rule_that_is_none_gets_near_matches(client: TestClient) -> None:
    answer = client.get("/v1/rules/eng.local_connection.residence.six_of_twelve")
    assert answer.status_code == 404
    assert SIX_OF_TWELVE in answer.json()["errors"][0]["near"]
    assert client.get(f"/v1/rules/{SIX_OF_TWELVE}?as_of=1990-01-01").status_code == 404


def test_areas_are_all_listed_and_found_by_any_name(client: TestClient) -> None:
    every = client.get("/v1/areas").json()
    assert fits("Areas", every) == []
    assert (every["kind"], len(every["areas"])) == ("all", 361)
    assert len(client.get("/v1/areas?nation=wales").json()["areas"]) == 22
    county = client.get("/v1/areas?q=Kent").json()
    assert (county["kind"], len(county["areas"])) == ("county", 12)
    assert client.get("/v1/areas?q=brihgton").json()["near"] == ["brighton-and-hove"]
    part = client.get("/v1/areas?q=brighton").json()["areas"]
    assert [area["slug"] for area in part] == ["brighton-and-hove"]
    assert client.get("/v1/areas?nation=cornwall").status_code == 404


@pytest.mark.parametrize("name", ["E09000030", "tower-hamlets", "Tower Hamlets"])
def test_an_area_has_its_neighbours(client: TestClient, name: str) -> None:
    answer = client.get(f"/v1/areas/{name}").json()
    assert fits("Area", answer) == []
    assert (answer["code"], answer["kind"]) == ("E09000030", "area")
    assert {"hackney", "newham"} <= {each["slug"] for each in answer["neighbours"]}
    assert "greenwich" in {each["slug"] for each in answer["neighbours"] if each["across"] == "water"}


def test_a_former_district_is_what_took_its_place(client: TestClient) -> None:
    answer = client.get("/v1/areas/alnwick").json()
    assert (answer["kind"], answer["slug"]) == ("former", "northumberland")
    assert "became part of Northumberland" in answer["note"]
    assert "Alnwick" in {each["name"] for each in answer["formerly"]}


@pytest.mark.parametrize(
    ("name", "near"),
    [("brihgton", ["brighton-and-hove"]), ("bedfordshire", ["bedford", "central-bedfordshire"])],
)
def test_an_area_that_is_none_or_several_says_which_it_may_be(
    client: TestClient, name: str, near: list[str]
) -> None:
    answer = client.get(f"/v1/areas/{name}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["near"] == near
