"""Thirty-four clients with the pilot's margins: every way in that worked is open to whom it fits, and closed
with the right reason to whom it does not; and what the order of their options rests on holds for all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from casework.answers import reading_of
from casework.setting import load_setting
from engine.assess import decide
from engine.matching import Option, Ranking
from engine.setting import Setting
from services_directory.areas import load_areas
from services_directory.services import read_directory, taxonomy
from services_directory.services.graph import ServicesGraph
from tests.cohort import cohort, months_before

AREAS = load_areas()

# A service that takes anybody, states everything and has a room; each kind below says how it differs.
ANY_SERVICE: dict[str, Any] = {
    "id": "place",
    "name": "The Place",
    "invented": True,
    "ages": [18, None],
    "genders": "any",
    "client_groups": "any",
    "needs": dict.fromkeys(
        ("mental_health", "drugs", "alcohol", "physical_health", "learning_disability"), "high"
    ),
    "helps_with": ["mental_health"],
    "connection": "none",
    "routes": ["direct"],
    "public_funds": True,
    "couples": True,
    "children": True,
    "pets": True,
    "single_sex": True,
    "wheelchair": True,
    "convictions_refused": "none",
    "asks_about_bans": False,
    "places": 5,
}
PLACE = "service:place"
AGREES = {"wishes.agrees_to_reconnection": True}


class Kind(NamedTuple):
    """A way in: the service, a client whom it fits, one whom it does not, and the gates shut to that one."""

    name: str
    service: Mapping[str, Any]
    fits: str
    unfit: str
    closed_by: tuple[str, ...]
    fitted: Mapping[str, Any] = {}  # what is changed of the one and of the other
    unfitted: Mapping[str, Any] = {}
    option: str = PLACE


THROUGH_THE_COUNCIL = {"connection": "area_connection", "routes": ["housing_options_part7"]}
MOTHER_IN_LEWISHAM = {
    "relation": "mother",
    "area": "lewisham",
    "resident_since": "1990",
    "wishes_to_be_near": True,
}
CHILD = {"relation": "child", "age": 4, "dependent": True, "lives_with_client": True}
DANGER = {"kind": "drug_debt", "area": "tower-hamlets", "probable_on_return": True}
BAR = {"kind": "bail", "areas": ["city-of-london"], "effect": "barred", "until": "2030-01-01"}

KINDS = [
    Kind(
        "emergency bed and breakfast while the application is assessed",
        {"type": "emergency_bed_and_breakfast", "area": "croydon", **THROUGH_THE_COUNCIL},
        fits="SC34-011",
        unfit="SC34-001",
        closed_by=("connection",),
        unfitted={"wishes.areas_wanted": ["croydon"], **AGREES},
    ),
    Kind(
        "night shelter, for a couple",
        {"type": "night_shelter", "area": "greenwich", "public_funds": False, "wheelchair": False},
        fits="SC34-005",
        unfit="SC34-006",
        closed_by=("access",),
        unfitted={"housing_needs.wheelchair": True},
    ),
    Kind(
        "private tenancy with a bond, for a couple",
        {"type": "private_rented_bond", "area": "greenwich", "helps_with": []},
        fits="SC34-006",
        unfit="SC34-005",
        closed_by=("eligibility",),
        unfitted={"person.immigration": {"status": "no_leave", "recourse_to_public_funds": False}},
    ),
    Kind(
        "detoxification outside London, without a presentation",
        {
            "type": "detox",
            "area": "bournemouth-christchurch-and-poole",
            "client_groups": ["people_who_use_drugs"],
        },
        fits="SC34-004",
        unfit="SC34-008",
        closed_by=("client_group",),
        unfitted={"support_needs.substitute_prescribing": False, **AGREES},
    ),
    Kind(
        "young person's hostel elsewhere in London, without a presentation",
        {"type": "hostel_young_people", "area": "redbridge", "ages": [18, 25]},
        fits="SC34-030",
        unfit="SC34-032",
        closed_by=("age",),
    ),
    Kind(
        "mental-health supported housing after a presentation",
        {
            "type": "supported_housing_mental_health",
            "area": "lewisham",
            "client_groups": ["people_with_mental_health_needs"],
            **THROUGH_THE_COUNCIL,
        },
        fits="SC34-020",
        unfit="SC34-027",
        closed_by=("client_group",),
        unfitted={"family": [MOTHER_IN_LEWISHAM], **AGREES},
    ),
    Kind(
        "supported housing through an ex-offender service",
        {
            "type": "supported_housing_ex_offenders",
            "area": "southend-on-sea",
            "client_groups": ["people_with_convictions"],
            "convictions_refused": ["arson"],
        },
        fits="SC34-007",
        unfit="SC34-015",
        closed_by=("exclusions",),
        fitted={"housing_needs.exclusions": []},
        unfitted={"housing_needs.convictions": [{"kind": "arson", "spent": False}]},
    ),
    Kind(
        "supported housing in the home area, without a presentation",
        {
            "type": "supported_housing",
            "area": "haringey",
            "connection": "area_connection",
            "needs": {**ANY_SERVICE["needs"], "alcohol": "medium"},
        },
        fits="SC34-016",
        unfit="SC34-016",
        closed_by=("needs",),
        fitted={"housing_needs.exclusions": []},
        unfitted={"support_needs.alcohol": "high"},
    ),
    Kind(
        "private renting with floating support after a presentation",
        {
            "type": "private_rented_floating_support",
            "area": "thanet",
            "connection": "area_connection",
            "single_sex": False,
        },
        fits="SC34-029",
        unfit="SC34-029",
        closed_by=("household",),
        fitted={"housing_needs.arrears": []},
        unfitted={"housing_needs.single_sex": True, "housing_needs.arrears": []},
    ),
    Kind(
        "hotel for a night",
        {"type": "hotel", "area": "islington", "public_funds": False},
        fits="SC34-034",
        unfit="SC34-001",
        closed_by=("consent",),
        unfitted={"wishes.agrees_to_reconnection": False},
    ),
    Kind(
        "safe seat in a hostel, as a bridge",
        {"type": "safe_seat", "area": "tower-hamlets", "public_funds": False, "routes": ["outreach"]},
        fits="SC34-012",
        unfit="SC34-012",
        closed_by=("safety",),
        unfitted={"risks": [DANGER]},
    ),
    Kind(
        "assessment centre",
        {"type": "assessment_centre", "area": "city-of-london", "public_funds": False},
        fits="SC34-017",
        unfit="SC34-017",
        closed_by=("safety", "restriction"),
        fitted=AGREES,
        unfitted={"restrictions": [BAR], **AGREES},
    ),
    Kind(
        "Clearing House tenancy with tenancy-sustainment support",
        {
            "type": "clearing_house_tenancy",
            "area": "hackney",
            "routes": ["clearing_house"],
            "client_groups": ["people_sleeping_rough"],
            "children": False,
        },
        fits="SC34-009",
        unfit="SC34-009",
        closed_by=("household",),
        fitted={"housing_needs.exclusions": [], **AGREES},
        unfitted={"household": [CHILD], "housing_needs.exclusions": [], **AGREES},
    ),
    Kind(
        "rehabilitation centre",
        {"type": "rehabilitation", "area": "cornwall", "helps_with": ["drugs", "alcohol"]},
        fits="SC34-026",
        unfit="SC34-013",
        closed_by=("consent",),
        fitted=AGREES,
    ),
    Kind(
        "temporary accommodation in London, paid for by the destination borough",
        {
            "type": "temporary_accommodation",
            "area": "newham",
            "serves": ["croydon"],
            **THROUGH_THE_COUNCIL,
        },
        fits="SC34-011",
        unfit="SC34-011",
        closed_by=("capacity",),
        unfitted={"full": True},
    ),
    Kind(
        "homelessness application in the home area",
        {"type": "hostel", "area": "leeds"},
        fits="SC34-015",
        unfit="SC34-002",
        closed_by=("connection",),
        unfitted={"wishes.areas_wanted": ["brighton-and-hove"], **AGREES},
        option="part7:brighton-and-hove",
    ),
]


@cache
def setting() -> Setting:
    return load_setting()


def ranking_of(
    profile: Mapping[str, Any], service: Mapping[str, Any] | None = None, full: bool = False
) -> Ranking:
    """The options of a profile, in the directory of the program or in one that holds a service alone."""
    chosen = setting()
    if service is not None:
        chosen = replace(
            chosen, services=holding(service, date.fromisoformat(profile["assessment_date"]), full)
        )
    reading = reading_of(dict(profile), chosen, AREAS)
    return decide(reading.profile, chosen).ranking(chosen)


def holding(service: Mapping[str, Any], day: date, full: bool) -> ServicesGraph:
    """A directory that holds one service, confirmed the week before a day."""
    confirmed = day - timedelta(days=7)
    whole = ANY_SERVICE | dict(service)
    whole["confirmed"] = {"everything": {"by": "provider", "day": confirmed}}
    whole["vacancies"] = {confirmed: 0 if full else 1}
    provider = {
        "id": "p",
        "name": "Place Trust",
        "contact": "p@example.org",
        "invented": True,
        "services": [whole],
    }
    return ServicesGraph(read_directory({"p.yaml": yaml.safe_dump({"providers": [provider]})}, AREAS), AREAS)


def changed(profile: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A profile with some fields set, each by its path."""
    data: dict[str, Any] = dict(profile)
    for path, value in changes.items():
        name, _, rest = path.partition(".")
        data[name] = changed(data.get(name) or {}, {rest: value}) if rest else value
    return data


def option_of(ranking: Ranking, option: str) -> Option:
    (found,) = (one for one in (*ranking.options, *ranking.closed) if one.id == option)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_way_in_is_open_to_whom_it_fits(shared: Path, kind: Kind) -> None:
    profile = changed(cohort(shared)[kind.fits], kind.fitted)
    option = option_of(ranking_of(profile, kind.service), kind.option)
    assert [(gate.gate, gate.because) for gate in option.gates if gate.verdict != "open"] == []
    assert option.rank is not None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_way_in_is_closed_with_the_right_reason_to_whom_it_does_not_fit(shared: Path, kind: Kind) -> None:
    changes = {path: value for path, value in kind.unfitted.items() if path != "full"}
    profile = changed(cohort(shared)[kind.unfit], changes)
    option = option_of(ranking_of(profile, kind.service, full="full" in kind.unfitted), kind.option)
    assert option.closed_by == kind.closed_by
    assert option.because
    assert option.rank is None
    assert option.score is None


def test_every_kind_of_accommodation_of_the_pilot_is_in_the_invented_directory_and_ranked_for_somebody(
    shared: Path,
) -> None:
    ranked = {
        option.accommodation.type
        for profile in cohort(shared).values()
        for option in ranking_of(profile).options
        if option.accommodation.service
    }
    named = {kind.service["type"] for kind in KINDS}
    assert named <= set(taxonomy()["accommodation_types"])
    assert named - ranked == set()


def test_the_cohort_is_thirty_four_clients_whose_home_areas_and_needs_are_those_of_the_table(
    shared: Path,
) -> None:
    clients = cohort(shared)
    assert len(clients) == 34
    assert sum(each["vulnerability"]["served_custody"] for each in clients.values()) == 19
    assert sum(each["wishes"]["agrees_to_reconnection"] is True for each in clients.values()) == 12


def test_nobody_of_the_cohort_is_proposed_a_home_area_where_violence_is_feared(shared: Path) -> None:
    afraid = {
        ref: each
        for ref, each in cohort(shared).items()
        if any(risk["kind"] == "violence" for risk in each["risks"])
    }
    assert len(afraid) == 6
    for profile in afraid.values():
        home = profile["risks"][0]["area"]
        ranking = ranking_of(profile)
        assert not [option.id for option in ranking.options if option.area["code"] == home]


def test_months_are_counted_back_over_new_year() -> None:
    assert months_before(date(2016, 2, 15), 3) == date(2015, 11, 15)
    assert months_before(date(2016, 12, 15), 12) == date(2015, 12, 15)
