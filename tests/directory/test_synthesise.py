"""The invented country: marked as invented, the same for the same seed, everywhere, and of every kind."""

import hashlib
from collections import Counter
from datetime import date
from functools import cache

import pytest

from services_directory.areas import load_areas
from services_directory.services import CRITERIA, Directory, lines_of, read_directory, taxonomy
from services_directory.synthesise import mix, synthesise_directory

AREAS = load_areas()
DAY: date = mix()["day"]


@cache
def country() -> Directory:
    return synthesise_directory(10_000, 1)


def digest(directory: Directory) -> str:
    return hashlib.sha256("".join(lines_of(directory)).encode()).hexdigest()


def test_the_same_number_and_seed_give_the_same_bytes() -> None:
    assert digest(synthesise_directory(700, 5)) == digest(synthesise_directory(700, 5))
    assert digest(synthesise_directory(700, 5)) != digest(synthesise_directory(700, 6))


def test_nobody_can_take_a_record_for_a_real_one() -> None:
    for provider in country().providers:
        assert provider.invented
        assert provider.name.endswith("(invented)")
        assert provider.contact.endswith(".example.org")
    for service in country().services:
        assert service.invented
        assert service.name.endswith("(invented)")
        assert service.id.startswith("invented-")


def test_ten_thousand_services_stand_in_every_area_and_are_of_every_kind() -> None:
    assert len(country().services) == 10_000
    assert {service.area for service in country().services} == {area.code for area in AREAS}
    assert {service.type for service in country().services} == mix()["types"].keys()
    assert mix()["types"].keys() == taxonomy()["accommodation_types"].keys() - {"family_or_friends"}


def test_what_is_written_is_a_directory_that_can_be_read() -> None:
    small = synthesise_directory(400, 2)
    assert read_directory({"country.jsonl": "".join(lines_of(small))}, AREAS) == small


def test_ids_and_names_of_providers_stand_once() -> None:
    for records in (country().providers, country().services):
        assert max(Counter(record.id for record in records).values()) == 1
    assert max(Counter(provider.name for provider in country().providers).values()) == 1


def test_the_clearing_house_is_in_london_alone() -> None:
    regions = {AREAS[one.area].region for one in country().services if one.type == "clearing_house_tenancy"}
    assert regions == {"London"}


@pytest.mark.parametrize("group", CRITERIA)
def test_each_group_of_criteria_is_not_stated_about_as_often_as_the_mix_says(group: str) -> None:
    field = CRITERIA[group][0]
    nothing: tuple[object, ...] = ({}, frozenset()) if field in ("needs", "routes") else (None,)
    silent = sum(getattr(one, field) in nothing for one in country().services)
    share = mix()["not_stated"][group]
    assert share * 0.8 < silent / len(country().services) < share * 1.2


def test_some_of_it_is_full_some_free_some_long_unconfirmed_and_nothing_later_than_the_day() -> None:
    services = country().services
    free = Counter(one.vacancies[-1].free > 0 if one.vacancies else None for one in services)
    assert all(free[said] > 1000 for said in (True, False, None))
    ages = [(DAY - said.day).days for one in services for said in one.confirmed.values()]
    assert min(ages) >= 0
    assert 0.05 < sum(days > 365 for days in ages) / len(ages) < 0.30
    assert all(each.confirmed_on <= DAY for one in services for each in one.vacancies)


def test_about_a_third_ask_for_no_connection_and_more_ask_for_one() -> None:
    asks = Counter(one.connection for one in country().services)
    assert 2000 < asks["none"] < 4000
    assert asks["area_connection"] + asks["pathway_rule"] > asks["none"]
    assert all(one.pathway_rules for one in country().services if one.connection == "pathway_rule")


@pytest.mark.parametrize("count", [1, 7, 360, 361, 362])
def test_fewer_services_than_areas_are_spread_over_the_country(count: int) -> None:
    services = synthesise_directory(count, 1).services
    assert len(services) == count
    assert len({one.area for one in services}) == min(count, 361)


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_a_number_that_makes_no_directory_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 1,000,000"):
        synthesise_directory(count, 1)
