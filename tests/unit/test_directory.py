"""The services directory: every word explained, every record checked, every service findable."""

from dataclasses import fields, replace
from datetime import date

import pytest

from services_directory.areas import load_areas
from services_directory.services import (
    Confirmation,
    DirectoryError,
    Provider,
    Service,
    Vacancies,
    accommodation_types,
    load_directory,
    read_directory,
    taxonomy,
)
from services_directory.services.graph import ServicesGraph, load_graph
from services_directory.services.reading import FIELDS

AREAS = load_areas()
DIRECTORY = load_directory()
LEEDS, HACKNEY, CARDIFF = "E08000035", "E09000012", "W06000015"

DAYS = ("2016-08-21", "2016-08-22", "2016-12-13", "2026-11-22")

ONE_SERVICE = """
providers:
  - id: example
    name: Example Trust (invented)
    contact: hello@example.org
    invented: true
    services:
      - id: example-house
        name: Example House (invented)
        invented: true
        area: leeds
        type: hostel
        confirmed: {everything: {by: provider, day: 2026-09-01}}
"""


def read(text: str) -> tuple[Service, ...]:
    return read_directory({"trial.yaml": text}, AREAS).services


def faults_of(text: str) -> list[str]:
    with pytest.raises(DirectoryError) as caught:
        read(text)
    return [fault.sentence() for fault in caught.value.faults]


# The words


def test_every_word_has_a_title_and_one_sentence() -> None:
    for section, words in taxonomy().items():
        for word, term in words.items():
            assert word == word.lower().replace(" ", "_"), (section, word)
            assert term.title.strip(), (section, word)
            assert term.says.endswith("."), (section, word)
            assert term.says.count(". ") == 0, (section, word)


@pytest.mark.parametrize(
    "word",
    [
        "emergency_bed_and_breakfast",
        "night_shelter",
        "private_rented_bond",
        "detox",
        "hostel_young_people",
        "supported_housing_mental_health",
        "supported_housing",
        "supported_housing_ex_offenders",
        "private_rented_floating_support",
        "hotel",
        "safe_seat",
        "assessment_centre",
        "clearing_house_tenancy",
        "rehabilitation",
        "temporary_accommodation",
        "refuge",
        "hostel_women",
        "family_or_friends",
    ],
)
def test_every_way_in_that_practice_names_is_a_type(word: str) -> None:
    assert word in accommodation_types()


# The directory that comes with the program


def test_about_sixty_services_in_at_least_twelve_english_areas_wales_and_scotland() -> None:
    areas = {service.area for service in DIRECTORY.services}
    assert 55 <= len(DIRECTORY.services) <= 70
    assert len({code for code in areas if code.startswith("E")}) >= 12
    assert {"W", "S"} <= {code[0] for code in areas}


def test_every_type_has_a_service_save_living_with_family() -> None:
    assert accommodation_types() - {service.type for service in DIRECTORY.services} == {"family_or_friends"}


def test_nobody_can_take_an_invented_record_for_a_real_one() -> None:
    records: tuple[Provider | Service, ...] = (*DIRECTORY.providers, *DIRECTORY.services)
    for record in records:
        assert record.invented
        assert record.name.endswith("(invented)")
    assert all(provider.contact.endswith(".example.org") for provider in DIRECTORY.providers)


def test_every_group_of_criteria_says_who_confirmed_it_and_when() -> None:
    for service in DIRECTORY.services:
        assert service.confirmed.keys() == taxonomy()["criteria"].keys()


def test_a_service_serves_the_area_that_it_is_in() -> None:
    assert all(service.area in service.serves for service in DIRECTORY.services)


# Reading a record


def test_what_a_record_leaves_out_is_not_stated() -> None:
    (service,) = read(ONE_SERVICE)
    assert service.area == LEEDS
    assert service.serves == {LEEDS}
    for unstated in ("ages", "genders", "client_groups", "connection", "wheelchair", "convictions_refused"):
        assert getattr(service, unstated) is None
    assert service.vacancies_on(date(2026, 11, 20).toordinal()) is None


def test_no_limit_is_not_the_same_as_not_stated() -> None:
    added = "        genders: any\n        client_groups: any\n        convictions_refused: none\n"
    (service,) = read(ONE_SERVICE + added)
    assert service.genders == service.client_groups == service.convictions_refused == frozenset()


def test_a_pathway_rule_is_a_list_of_its_words() -> None:
    (service,) = read(ONE_SERVICE + "        connection: [contact_in_area, settled_address]\n")
    assert service.connection == "pathway_rule"
    assert service.pathway_rules == {"contact_in_area", "settled_address"}


def test_one_group_of_criteria_may_have_its_own_source() -> None:
    own = "{everything: {by: provider, day: 2026-09-01}, access: {by: caseworker visit, day: 2026-10-05}}"
    (service,) = read(ONE_SERVICE.replace("{everything: {by: provider, day: 2026-09-01}}", own))
    assert service.confirmed["access"] == Confirmation("caseworker visit", date(2026, 10, 5))
    assert service.confirmed["needs"] == Confirmation("provider", date(2026, 9, 1))


def test_what_was_confirmed_more_than_once_was_so_on_each_of_those_days() -> None:
    days = ONE_SERVICE.replace("day: 2026-09-01", "day: [2026-09-01, 2016-08-22, 2016-12-12]")
    (service,) = read(days)
    on = {day: service.confirmed_on("needs", date.fromisoformat(day).toordinal()) for day in DAYS}
    first, second, last = (date(*day).toordinal() for day in ((2016, 8, 22), (2016, 12, 12), (2026, 9, 1)))
    assert on == {
        "2016-08-21": None,
        "2016-08-22": ("provider", first),
        "2016-12-13": ("provider", second),
        "2026-11-22": ("provider", last),
    }


def test_what_nobody_confirmed_was_confirmed_on_no_day() -> None:
    (service,) = read("\n".join(ONE_SERVICE.splitlines()[:-1]))
    assert service.confirmed == {}
    assert service.confirmed_on("needs", date(2026, 11, 22).toordinal()) is None


def test_vacancies_are_those_last_confirmed_by_the_day() -> None:
    service = replace(
        DIRECTORY.services[0],
        vacancies=(Vacancies(2, date(2016, 8, 25)), Vacancies(0, date(2026, 11, 16))),
    )
    assert service.vacancies_on(date(2016, 8, 24).toordinal()) is None
    assert service.vacancies_on(date(2016, 9, 1).toordinal()) == (2, date(2016, 8, 25).toordinal())
    assert service.vacancies_on(date(2026, 11, 16).toordinal()) == (0, date(2026, 11, 16).toordinal())


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "area: ledes",
            "`trial.yaml: services.example-house.area`: no area called `ledes`. Near match: `leeds`",
        ),
        ("area: kent", "Kent is a county, not a housing authority"),
        ("type: hostle", "services.example-house.type`: no such word as `hostle` here. Near match: `hostel`"),
        ("ages: [25, 18]", "the youngest age is above the oldest"),
        ("ages: 18", "as in `[18, 25]` or `[18, null]`"),
        ("ages: [18, 999]", "a whole number from 0 to 120 is needed"),
        ("genders: [femal]", "Near match: `female`"),
        ("genders: []", "a list of words is needed or the word `any`"),
        ("needs: {drugs: hi}", "One of: high, low, medium, none."),
        ("needs: [drugs]", "needs with their highest level are needed"),
        ("helps_with: [gardening]", "no such word as `gardening` here"),
        ("connection: some", "`none`, `area_connection` or a list of pathway rules is needed"),
        ("connection: [contact_in_are]", "Near match: `contact_in_area`"),
        ("routes: [7]", "a word is needed"),
        ("pets: maybe", "true or false is needed. Leave it out where it is not known."),
        ("vacancies: 3", "free places by the day confirmed are needed"),
        ("vacancies: {2026-11-16: -1}", "a whole number from 0 to 10,000 is needed"),
        ("serves: leeds", "a list of areas is needed"),
        ("wheelchairs: true", "there is no such field. Near match: `wheelchair`"),
        ("name: ''", "a text is needed"),
        ("type:", "this field is needed"),
        ("confirmed: {everything: {by: provider}}", "`by` (who said so) and `day` (when"),
        ("confirmed: {everything: {by: provider, day: soon}}", "`by` (who said so) and `day` (when"),
        ("confirmed: {everything: {by: '', day: 2026-09-01}}", "`by` (who said so) and `day` (when"),
        ("confirmed: {everything: {by: provider, day: []}}", "`by` (who said so) and `day` (when"),
        ("confirmed: yesterday", "who confirmed it and when"),
    ],
)
def test_a_fault_names_its_record_its_field_and_what_to_do(line: str, sentence: str) -> None:
    field = line.partition(":")[0]
    kept = [old for old in ONE_SERVICE.splitlines() if not old.startswith(f"        {field}:")]
    (fault,) = faults_of("\n".join([*kept, f"        {line}", ""]))
    assert sentence in fault


def test_what_is_stated_must_be_confirmed_by_somebody() -> None:
    line = "confirmed: {everything: {by: provider, day: 2026-09-01}}"
    added = "        pets: true\n        wheelchair: true\n"
    (fault,) = faults_of(
        ONE_SERVICE.replace(line, "confirmed: {access: {by: visit, day: 2026-09-01}}") + added
    )
    assert "nobody has confirmed household. `everything` stands for all the rest." in fault


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of(ONE_SERVICE + "        pets: maybe\n        couples: perhaps\n")
    assert len(faults) == 2


def test_an_id_stands_once() -> None:
    provider, service = ONE_SERVICE.split("    services:")
    twice = f"{provider}    services:{service}{service}"
    assert faults_of(twice) == ["`trial.yaml: services.example-house`: another service has this id."]
    again = ONE_SERVICE + provider.replace("\nproviders:\n", "")
    assert faults_of(again) == ["`trial.yaml: providers.example`: another provider has this id."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("providers: ]", "this is not YAML (line 1)."),
        ("[]", "a list of `providers` is needed."),
        ("providers: [3]", "a mapping of fields is needed."),
        ("providers: [{id: a, name: A, contact: c, invented: true, services: 3}]", "a list of services is"),
        ("providers: [{vacancies: 2026-13-40}]", "a day in it is no day of the calendar"),
        ("providers: " + "[" * 30_000 + "]" * 30_000, "a list of `providers` is needed"),
    ],
)
def test_a_file_of_another_kind_is_named(text: str, sentence: str) -> None:
    (fault,) = faults_of(text)
    assert sentence in fault


def test_every_field_of_a_record_can_be_written() -> None:
    not_written = {"provider", "pathway_rules"}  # from where it stands, and from `connection`
    assert {field.name for field in fields(Service)} - not_written == set(FIELDS)


# The graph


def test_the_graph_tells_where_a_service_is_and_what_it_asks() -> None:
    graph = load_graph().graph
    node = ("service", "hawthorn-yard-mind")
    edges = {(name, target) for _, target, name in graph.out_edges(node, keys=True)}
    assert ("located_in", ("area", HACKNEY)) in edges
    assert ("serves", ("area", HACKNEY)) in edges
    assert ("needs_connection", ("area", HACKNEY)) in edges
    assert ("run_by", ("provider", "hawthorn-yard")) in edges
    assert ("offers", ("accommodation_type", "supported_housing_mental_health")) in edges
    assert ("accepts", ("support_need", "mental_health")) in edges
    assert ("accepts", ("client_group", "people_with_mental_health_needs")) in edges
    assert ("excludes", ("conviction_kind", "arson")) in edges
    assert ("referral_route", ("referral_route", "hospital")) in edges
    assert graph.edges[node, ("support_need", "mental_health"), "accepts"]["up_to"] == "high"


def test_a_need_that_is_not_accepted_is_an_exclusion() -> None:
    graph = load_graph().graph
    edge = (("service", "kittiwake-lodgings"), ("support_need", "drugs"))
    assert graph.has_edge(*edge, key="excludes")
    assert not graph.has_edge(*edge, key="accepts")


def test_areas_know_their_neighbours_and_what_they_were_before() -> None:
    graph = load_graph()
    assert HACKNEY in graph.neighbours("E09000030")
    assert graph.neighbours("nowhere") == frozenset()
    assert graph.graph.has_edge(("former_area", "corby"), ("area", "E06000061"), key="became")
    assert graph.distance_km(LEEDS, HACKNEY) == pytest.approx(AREAS.distance_km(LEEDS, HACKNEY))
    assert graph.distance_km(LEEDS, "nowhere") is None


def test_services_are_found_by_whether_they_ask_for_a_connection() -> None:
    graph = load_graph()
    open_door = {service.id for service in graph.asking_no_connection()}
    assert open_door == {one.id for one in DIRECTORY.services if one.connection == "none"}
    in_leeds = {service.id for service in graph.asking_connection_in(LEEDS)}
    assert in_leeds == {"millrace-young", "millrace-floating"}
    assert "hawthorn-yard-floating" in {one.id for one in graph.asking_connection_in("E09000030")}
    assert graph.asking_connection_in("nowhere") == ()


def test_a_service_that_does_not_say_is_not_taken_for_an_open_door() -> None:
    graph = ServicesGraph(read_directory({"trial.yaml": ONE_SERVICE}, AREAS), AREAS)
    assert graph.asking_no_connection() == ()
    assert [service.id for service in graph.asking_connection_in(LEEDS)] == ["example-house"]
    assert graph.service("example-house").type == "hostel"
