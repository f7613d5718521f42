"""What a record states of who may come is read; what it does not say for sure is left aside."""

from typing import Any

import pytest

from services_directory.areas import load_areas
from services_directory.open_referral.criteria import Stated, stated
from services_directory.open_referral.vocabulary import (
    TAXONOMY,
    Criterion,
    criteria,
    identifier,
    term_id,
    term_record,
)
from services_directory.open_referral.writing import service_record
from services_directory.services import load_directory

AREAS = load_areas()
KEY = "ac148810-d857-441c-9679-408f346de14b"
TOWER_HAMLETS, HACKNEY = "E09000030", "E09000012"


def carrying(*codes: str, **fields: Any) -> dict[str, Any]:
    """A record with terms of our taxonomy among its attributes."""
    attributes = []
    for code in codes:
        name, _, word = code.partition(":")
        term = {"id": term_id(Criterion(name, word)), "name": code, "description": code}
        attributes.append(
            {"id": identifier(code), "taxonomy_term": {**term, "taxonomy": TAXONOMY, "term": code}}
        )
    usual = {"id": KEY, "name": "Harbour", "status": "active", "assured_date": "2026-09-01"}
    return {**usual, "attributes": attributes, **fields}


def read(record: dict[str, Any], terms: dict[str, Any] | None = None) -> Stated:
    return stated(record, terms or {}, AREAS, {})


def option(*codes: str, **fields: Any) -> dict[str, Any]:
    said = read(carrying("type:hostel", f"located_in:{HACKNEY}", *codes, **fields))
    assert said.service is not None
    return said.service


def asides(record: dict[str, Any]) -> set[str]:
    return {left.field for left in read(record).left}


def test_a_service_without_any_criterion_is_still_a_service() -> None:
    assert option().keys() == {"id", "name", "invented", "type", "area", "serves", "confirmed"}


def test_a_service_that_does_not_say_what_it_is_or_where_can_be_no_option() -> None:
    assert read(carrying("type:hostel")).service is None
    assert read(carrying(f"located_in:{HACKNEY}")).service is None
    assert asides(carrying()) == {"type", "area"}


def test_a_service_that_is_not_active_can_be_no_option() -> None:
    record = carrying("type:hostel", f"located_in:{HACKNEY}", status="temporarily closed")
    assert read(record).service is None


@pytest.mark.parametrize("status", ["inactive", "defunct", "temporarily closed"])
def test_why_it_is_none_is_told(status: str) -> None:
    assert "status" in asides(carrying("type:hostel", f"located_in:{HACKNEY}", status=status))


def test_words_that_cannot_both_hold_leave_the_criterion_open() -> None:
    household = ("couples:yes", "couples:no", "genders:any", "genders:female")
    needs = ("needs:drugs:low", "needs:drugs:high", "needs:alcohol:low")
    said = read(carrying("type:hostel", f"located_in:{HACKNEY}", *household, *needs))
    assert said.service is not None
    assert said.service.keys().isdisjoint({"couples", "genders"})
    assert said.service["needs"] == {"alcohol": "low"}
    assert {left.field for left in said.left} == {"couples", "genders", "needs.drugs"}


def test_a_word_that_our_taxonomy_no_longer_has_leaves_its_criterion_open() -> None:
    """Reading the rest of the list would say that it refuses less, or takes more, than it does."""
    said = read(
        carrying(
            "type:hostel", f"located_in:{HACKNEY}", "convictions_refused:arson", "convictions_refused:fraud"
        )
    )
    assert said.service is not None
    assert "convictions_refused" not in said.service


def test_terms_of_another_taxonomy_are_never_taken_for_ours() -> None:
    term = {
        "id": identifier("theirs"),
        "name": "Hostel",
        "description": "x",
        "term": "type:hostel",
        "taxonomy": "theirs",
    }
    record = carrying(f"located_in:{HACKNEY}")
    record["attributes"].append({"id": identifier("a"), "taxonomy_term": term})
    said = read(record)
    assert said.service is None
    assert ("attributes", "theirs: Hostel") in {(left.field, left.text) for left in said.left}


def test_a_term_is_known_by_its_identifier_alone() -> None:
    record = carrying(f"located_in:{HACKNEY}")
    record["attributes"].append(
        {"id": identifier("a"), "taxonomy_term_id": term_id(Criterion("type", "hostel"))}
    )
    said = read(record).service
    assert said is not None
    assert said["type"] == "hostel"


def test_a_term_that_stands_by_itself_is_found() -> None:
    area = term_record(Criterion("located_in", HACKNEY), "Hackney")
    record = carrying("type:hostel")
    record["attributes"].append({"id": identifier("a"), "taxonomy_term_id": area["id"]})
    said = read(record, {area["id"]: area}).service
    assert said is not None
    assert said["area"] == HACKNEY


def test_an_attribute_of_something_else_is_not_this_services() -> None:
    record = carrying("type:hostel", f"located_in:{HACKNEY}")
    record["attributes"][0]["link_id"] = identifier("something else")
    assert read(record).service is None


@pytest.mark.parametrize(
    ("fields", "codes", "ages"),
    [
        ({"minimum_age": 18, "maximum_age": 25}, (), [18, 25]),
        ({"minimum_age": 18}, ("ages:no_oldest",), [18, None]),
        ({}, ("ages:no_oldest", "ages:no_youngest"), [None, None]),
        ({"minimum_age": 18}, (), None),  # nothing says that there is no oldest age
        ({"maximum_age": 25}, (), None),
        ({"minimum_age": 18.5, "maximum_age": 25}, (), None),
        ({"minimum_age": 30, "maximum_age": 25}, (), None),
        ({"minimum_age": 18, "maximum_age": 25}, ("ages:no_oldest",), None),
        ({}, (), None),
    ],
)
def test_ages_are_read_where_both_ends_are_said(
    fields: dict[str, Any], codes: tuple[str, ...], ages: list[int | None] | None
) -> None:
    assert option(*codes, **fields).get("ages") == ages
    record = carrying("type:hostel", f"located_in:{HACKNEY}", *codes, **fields)
    assert ("ages" in asides(record)) is (ages is None and bool(fields or codes))


def capacity(day: str, available: float, unit: str = "bed", **fields: Any) -> dict[str, Any]:
    told = {
        "id": identifier(day, unit),
        "unit": {"id": identifier(unit), "name": unit},
        "available": available,
    }
    return {**told, "updated": f"{day}T09:00:00Z", **fields}


def test_free_places_are_read_with_their_days() -> None:
    said = option(
        capacities=[capacity("2026-11-16", 2, maximum=11), capacity("2026-11-18", 0, "Place", maximum=12)]
    )
    assert (said["vacancies"], said["places"]) == ({"2026-11-16": 2, "2026-11-18": 0}, 12)


@pytest.mark.parametrize(
    "rows",
    [
        [capacity("2026-11-16", 2, "meals")],
        [capacity("2026-11-16", 2.5)],
        [capacity("2026-11-16", -1)],
        [capacity("2026-11-16", 2), capacity("2026-11-16", 3, "place")],
        [{"available": 3}],
        [capacity("yesterday", 2)],
    ],
)
def test_what_is_no_count_of_free_places_is_left_aside(rows: list[dict[str, Any]]) -> None:
    record = carrying("type:hostel", f"located_in:{HACKNEY}", capacities=rows)
    assert "vacancies" not in option(capacities=rows)
    assert "capacities" in asides(record)


def test_service_areas_are_read_by_their_gss_codes_alone() -> None:
    rows = [
        {"id": identifier("1"), "extent": TOWER_HAMLETS, "extent_type": "gss"},
        {"id": identifier("2"), "uri": f"http://statistics.data.gov.uk/id/statistical-geography/{HACKNEY}"},
        {"id": identifier("3"), "name": "Greater London"},
    ]
    assert option(service_areas=rows)["serves"] == [HACKNEY, TOWER_HAMLETS]
    assert "service_areas" in asides(carrying("type:hostel", f"located_in:{HACKNEY}", service_areas=rows))


def addressed(city: str) -> list[dict[str, Any]]:
    return [{"id": identifier("l"), "location": {"addresses": [{"city": city, "state_province": "London"}]}}]


def test_the_place_is_where_address_and_service_area_agree_and_nowhere_else() -> None:
    rows = [{"id": identifier("1"), "extent": TOWER_HAMLETS}]
    agreed = read(
        carrying("type:hostel", service_areas=rows, service_at_locations=addressed("Tower Hamlets"))
    )
    assert agreed.service is not None
    assert agreed.service["area"] == TOWER_HAMLETS
    for alone in ({"service_areas": rows}, {"service_at_locations": addressed("Tower Hamlets")},
                  {"service_areas": rows, "service_at_locations": addressed("Hackney")}):  # fmt: skip
        assert read(carrying("type:hostel", **alone)).service is None


def test_what_nobody_confirmed_is_read_by_no_gate() -> None:
    record = carrying("type:hostel", f"located_in:{HACKNEY}", "couples:yes")
    del record["assured_date"]
    said = read(record)
    assert said.service is not None
    assert "couples" not in said.service
    assert "couples" in {left.field for left in said.left}


def test_each_group_is_confirmed_on_its_own_days() -> None:
    rows = [
        {
            "field_name": "household",
            "last_action_type": "confirmed",
            "last_action_date": day,
            "updated_by": by,
        }
        for day, by in (("2026-10-01", "provider"), ("2026-08-01", "provider"), ("2026-07-01", "visit"))
    ]
    said = option("couples:yes", metadata=rows)
    assert said["confirmed"]["household"] == {"by": "provider", "day": ["2026-08-01", "2026-10-01"]}
    assert said["confirmed"]["access"] == {"by": "assured in its directory", "day": ["2026-09-01"]}


def test_every_word_of_our_taxonomy_has_a_term_that_says_what_it_is() -> None:
    for key, criterion in criteria().items():
        term = term_record(criterion)
        assert term["id"] == key
        assert term["name"]
        assert term["description"]
        assert term["code"] == criterion.code


def test_every_field_of_a_service_is_carried() -> None:
    """A criterion that is added to services must be written here too: none may be lost on the way."""
    for service in load_directory().services:
        said = read(service_record(service, AREAS))
        assert said.left == ()
