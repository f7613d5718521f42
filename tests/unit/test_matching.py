"""Options: what is open to a client, what is closed and why, and in which order."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.known import Amount
from engine.matching import (
    AreaStanding,
    Gate,
    MatchingRequest,
    Option,
    Ranking,
    cautions,
    policy_on,
    rank_options,
    read_policies,
)
from engine.matching.client import Client
from engine.problems import InputError
from engine.profile import read_profile
from services_directory.areas import load_areas
from services_directory.services import accommodation_types, read_directory, taxonomy
from services_directory.services.graph import ServicesGraph, load_graph

AREAS = load_areas()
GRAPH = load_graph()
POLICY_TEXT = (Path(__file__).resolve().parents[2] / "rules" / "practice" / "matching.yaml").read_text(
    "utf-8"
)
POLICIES = read_policies(POLICY_TEXT, "matching.yaml")
TEST_DAY = date(2016, 9, 1)
POLICY = policy_on(POLICIES, TEST_DAY.toordinal())

# A client of whom everything is known that any gate asks.
KNOWN: dict[str, Any] = {
    "schema": "safe-connections/profile/1",
    "assessment_date": TEST_DAY.isoformat(),
    "applying_to": "tower-hamlets",
    "person": {
        "gender": "female",
        "immigration": {"status": "british_citizen"},
        "care": {"looked_after": False},
        "armed_forces": {"served": False},
    },
    "household": [],
    "family": [],
    "restrictions": [],
    "restrictions_known": True,
    "support_needs": dict.fromkeys(
        ("mental_health", "drugs", "alcohol", "physical_health", "learning_disability"), "none"
    )
    | {"substitute_prescribing": False},
    "vulnerability": {
        "dependent_children": False,
        "served_custody": False,
        "domestic_abuse_victim": False,
        "homeless_because_of_domestic_abuse": False,
        "trafficking_victim": False,
    },
    "homelessness": {"street_homeless": True},
    "housing_needs": {
        "wheelchair": False,
        "couple": False,
        "pets": False,
        "single_sex": False,
        "exclusions": [],
        "convictions": [],
    },
    "wishes": {"areas_wanted": [], "areas_refused": [], "agrees_to_reconnection": True},
}

# A service in Leeds that takes anybody, states everything and has a room.
OPEN_HOUSE = """
id: open-house
name: Open House
invented: true
area: leeds
type: supported_housing
confirmed: {everything: {by: provider, day: 2016-08-22}}
ages: [18, null]
genders: any
client_groups: any
needs: {mental_health: high, drugs: high, alcohol: high, physical_health: high, learning_disability: high}
helps_with: [mental_health, drugs]
connection: none
routes: [direct]
public_funds: true
couples: true
children: true
pets: true
single_sex: true
wheelchair: true
convictions_refused: none
asks_about_bans: false
places: 5
vacancies: {2016-08-29: 1}
"""


class Standings(dict[str, AreaStanding]):
    """Every area clear and without a connection, save those that a test says otherwise of."""

    def __init__(self, safety: Mapping[str, str], connection: Mapping[str, str]) -> None:
        super().__init__()
        self._safety = {code_of(area): word for area, word in safety.items()}
        self._connection = {code_of(area): word for area, word in connection.items()}

    def __missing__(self, code: str) -> AreaStanding:
        area = AREAS[code]
        safety = self._safety.get(code, "clear")
        connection = self._connection.get(code, "not_met")
        standing = AreaStanding(
            {"code": code, "name": area.name, "slug": area.slug},
            safety,
            f"{area.name} is {safety} for a reason." if safety != "clear" else "",
            ("risks.0.probable_on_return",) if safety == "undetermined" else (),
            connection,
            "normal_residence" if connection in ("met", "presumed_met") else None,
            f"The connection with {area.name} is {connection}.",
        )
        self[code] = standing
        return standing


def code_of(area: str) -> str:
    return AREAS.resolve(area).codes[0]


def changed(base: Mapping[str, Any], path: str, value: object) -> dict[str, Any]:
    """A profile with one field set; `...` leaves the field out."""
    name, _, rest = path.partition(".")
    copy = dict(base)
    if rest:
        copy[name] = changed(copy.get(name) or {}, rest, value)
    elif value is ...:
        copy.pop(name, None)
    else:
        copy[name] = value
    return copy


def request(
    profile: Mapping[str, Any],
    *,
    safety: Mapping[str, str] | None = None,
    connection: Mapping[str, str] | None = None,
    named: tuple[str, ...] = (),
    age: tuple[int, int | None] = (30, 30),
    eligibility: str = "met",
    priority_need: str = "presumed_met",
    referable: bool | None = None,
) -> MatchingRequest:
    read = read_profile(dict(profile), AREAS, accommodation_types()).profile
    applying_to = None if read.applying_to == "unknown" else read.applying_to
    day = date.fromisoformat(str(profile["assessment_date"]))
    named_codes = frozenset(map(code_of, (*named, *(connection or {}), *(safety or {}))))
    return MatchingRequest(
        profile=read,
        test_day=day.toordinal(),
        applying_to=applying_to,
        standing=Standings(safety or {}, connection or {}),
        named_areas=named_codes | ({applying_to} if applying_to else set()),
        eligibility=eligibility,
        eligibility_because=f"Eligibility is {eligibility}.",
        priority_need=priority_need,
        age=Amount(*age),
        referable=referable,
    )


def directory(**fields: object) -> ServicesGraph:
    """A directory that holds Open House alone, with some fields changed; `...` leaves one out."""
    service = yaml.safe_load(OPEN_HOUSE) | fields
    service = {field: value for field, value in service.items() if value is not ...}
    provider = {
        "id": "open-trust",
        "name": "Open Trust",
        "contact": "open@example.org",
        "invented": True,
        "services": [service],
    }
    return ServicesGraph(
        read_directory({"trial.yaml": yaml.safe_dump({"providers": [provider]})}, AREAS), AREAS
    )


def option_of(ranking: Ranking, option_id: str) -> Option:
    (found,) = (one for one in (*ranking.options, *ranking.closed) if one.id == option_id)
    return found


def gate_of(option: Option, name: str) -> Gate:
    (found,) = (gate for gate in option.gates if gate.gate == name)
    return found


def open_house(client: MatchingRequest, **fields: object) -> Option:
    return option_of(rank_options(client, directory(**fields), POLICY), "service:open-house")


def ids(options: tuple[Option, ...]) -> list[str]:
    return [option.id for option in options]


# Two clients from the published case studies


def test_aariz_who_refuses_leeds_is_offered_a_young_persons_hostel_elsewhere_in_london(shared: Path) -> None:
    data = yaml.safe_load((shared / "design" / "examples" / "aariz.yaml").read_text("utf-8"))
    data["assessment_date"] = data["assessment_date"].isoformat()
    client = request(
        data,
        connection={"leeds": "met", "tower-hamlets": "presumed_not_met"},
        named=("hackney",),
        age=(21, 21),
    )
    ranking = rank_options(client, GRAPH, POLICY)

    hostel = option_of(ranking, "service:kittiwake-newham")
    assert hostel in ranking.options
    assert hostel.unknown_gates == ()
    assert hostel.connection == {"needed": False, "verdict": "not_met", "ground": None}
    assert hostel.rank == 1

    leeds = [option for option in ranking.closed if option.area["slug"] == "leeds"]
    assert "part7:leeds" in {option.id for option in leeds}
    for option in leeds:
        assert option.closed_by == ("consent",)
        assert option.score is None
        assert "reopens if the client changes their mind" in option.because
    assert not any(option.area["slug"] == "leeds" for option in ranking.options)


def test_mark_who_uses_a_wheelchair_is_offered_step_free_homes_and_asked_what_is_not_known(
    shared: Path,
) -> None:
    data = yaml.safe_load((shared / "design" / "examples" / "mark.yaml").read_text("utf-8"))
    data["assessment_date"] = data["assessment_date"].isoformat()
    client = request(
        data,
        connection={"tower-hamlets": "presumed_met", "brighton-and-hove": "presumed_not_met"},
        safety={"brighton-and-hove": "caution"},
        age=(30, 34),
    )
    ranking = rank_options(client, GRAPH, POLICY)
    homes = [option for option in ranking.options if option.route == "direct_referral"]
    assert ids(tuple(homes[:2])) == ["service:lantern-quay-step-free", "service:open-gate-step-free-house"]
    assert "consent" in homes[0].unknown_gates  # nobody has recorded which areas he refuses
    stairs = option_of(ranking, "service:open-gate-shared-house")
    assert stairs.closed_by == ("access",)


# Candidates


def test_areas_of_family_help_and_wishes_are_looked_at_and_staying_always() -> None:
    data = changed(KNOWN, "family", [{"relation": "sister", "area": "york", "wishes_to_be_near": True}])
    data = changed(data, "special_circumstances", [{"area": "bristol", "kind": "specialist_support"}])
    data = changed(data, "wishes.areas_wanted", ["norwich"])
    data = changed(data, "sso", {"area": "medway", "offer": "ticket_to_area"})
    ranking = rank_options(request(data, connection={"leeds": "officer_judgement"}), directory(), POLICY)
    looked_at = {option.id for option in (*ranking.options, *ranking.closed)}
    for area in ("york", "bristol", "norwich", "medway", "leeds", "tower-hamlets"):
        assert {f"part7:{area}", f"private-rented:{area}"} <= looked_at
    assert "family:york" in looked_at
    assert "stay:tower-hamlets" in looked_at
    assert "stay:leeds" not in looked_at


def test_a_relative_whom_the_client_does_not_wish_to_be_near_is_no_home() -> None:
    data = changed(KNOWN, "family", [{"relation": "brother", "area": "york", "wishes_to_be_near": False}])
    ranking = rank_options(request(data), directory(), POLICY)
    assert not [option for option in (*ranking.options, *ranking.closed) if option.id == "family:york"]


def test_whether_the_client_wishes_to_be_near_family_is_asked_and_not_guessed() -> None:
    data = changed(KNOWN, "family", [{"relation": "brother", "area": "york"}])
    option = option_of(rank_options(request(data), directory(), POLICY), "family:york")
    assert gate_of(option, "consent").verdict == "unknown"
    assert gate_of(option, "capacity").verdict == "unknown"


def test_a_service_that_asks_for_a_connection_is_looked_at_where_one_is_not_ruled_out() -> None:
    asks = {"connection": "area_connection"}
    nowhere = rank_options(request(KNOWN, named=("leeds",)), directory(**asks), POLICY)
    assert "service:open-house" not in ids(nowhere.options) + ids(nowhere.closed)
    perhaps = request(KNOWN, connection={"leeds": "undetermined"})
    assert gate_of(open_house(perhaps, **asks), "connection").verdict == "unknown"


def test_treatment_is_looked_for_only_where_drugs_or_alcohol_may_need_it() -> None:
    treatment = directory(type="detox", client_groups=["people_who_use_drugs"])
    none = rank_options(request(KNOWN), treatment, POLICY)
    assert "service:open-house" not in ids(none.options) + ids(none.closed)
    not_known = rank_options(request(changed(KNOWN, "support_needs.drugs", ...)), treatment, POLICY)
    assert gate_of(option_of(not_known, "service:open-house"), "client_group").verdict == "unknown"
    uses = rank_options(request(changed(KNOWN, "support_needs.drugs", "high")), treatment, POLICY)
    option = option_of(uses, "service:open-house")
    assert (option.route, option.unknown_gates) == ("specialist_treatment", ())


def test_staying_is_listed_even_where_nobody_knows_where_the_client_sleeps() -> None:
    data = changed(changed(KNOWN, "applying_to", ...), "housing_history", [])
    option = option_of(rank_options(request(data), directory(), POLICY), "stay:unknown")
    assert set(option.unknown_gates) == {"safety", "restriction"}
    slept = [{"area": "hackney", "current": True, "basis": "rough_sleeping"}]
    data = changed(data, "housing_history", slept)
    assert option_of(rank_options(request(data), directory(), POLICY), "stay:hackney").rank


# Gates of an area


def test_an_excluded_area_is_closed_whatever_the_service() -> None:
    option = open_house(request(KNOWN, safety={"leeds": "excluded"}))
    assert option.closed_by == ("safety",)
    assert option.because == "Leeds is excluded for a reason."


def test_staying_in_an_excluded_area_is_listed_as_closed() -> None:
    ranking = rank_options(request(KNOWN, safety={"tower-hamlets": "excluded"}), directory(), POLICY)
    assert option_of(ranking, "stay:tower-hamlets") in ranking.closed


@pytest.mark.parametrize("word", ["undetermined", "a word that nobody knows"])
def test_an_area_whose_safety_is_not_settled_is_never_open_and_comes_last(word: str) -> None:
    ranking = rank_options(request(KNOWN, safety={"leeds": word}), directory(), POLICY)
    option = option_of(ranking, "service:open-house")
    assert option.unknown_gates == ("safety",)
    assert option == ranking.options[-1]
    assert option.why_not_higher is not None
    assert "nothing is proposed before it is safe. Settle whether the area is safe." in option.why_not_higher


def test_the_question_that_would_settle_safety_is_named() -> None:
    option = open_house(request(KNOWN, safety={"leeds": "undetermined"}))
    assert gate_of(option, "safety").because.endswith("What would settle it: risks.0.probable_on_return.")


def test_a_caution_is_said_and_does_not_close() -> None:
    gate = gate_of(open_house(request(KNOWN, safety={"leeds": "caution"})), "safety")
    assert gate[:3] == ("safety", "open", "With caution: Leeds is caution for a reason.")


@pytest.mark.parametrize(
    ("order", "verdict"),
    [
        ({"kind": "bail", "areas": ["leeds"], "effect": "barred", "until": "2016-09-01"}, "closed"),
        ({"kind": "bail", "areas": ["leeds"], "effect": "barred", "until": "2016-08-31"}, "open"),
        ({"kind": "bail", "areas": ["leeds"], "effect": "barred", "until": "2016"}, "unknown"),
        ({"kind": "bail", "areas": ["leeds"], "effect": "barred"}, "unknown"),
        ({"kind": "bail", "effect": "barred", "until": "2017-01-01"}, "unknown"),
        ({"kind": "bail", "areas": ["unknown"], "effect": "barred", "until": "2017-01-01"}, "unknown"),
        ({"kind": "bail", "areas": ["york"], "effect": "barred", "until": "2017-01-01"}, "open"),
        ({"kind": "bail", "areas": ["leeds"], "until": "2017-01-01"}, "unknown"),
        ({"kind": "licence_condition", "areas": ["leeds"], "effect": "permission_needed"}, "unknown"),
        ({"kind": "mappa", "areas": ["leeds"], "effect": "notify"}, "unknown"),
        ({"kind": "notification_requirement", "areas": ["leeds"], "effect": "notify"}, "open"),
    ],
)
def test_an_order_bars_through_its_last_day(order: dict[str, Any], verdict: str) -> None:
    option = open_house(request(changed(KNOWN, "restrictions", [order])))
    assert gate_of(option, "restriction").verdict == verdict


def test_that_the_police_must_be_told_is_said() -> None:
    order = {"kind": "notification_requirement", "areas": ["leeds"], "effect": "notify"}
    gate = gate_of(open_house(request(changed(KNOWN, "restrictions", [order]))), "restriction")
    assert "must be told of a move" in gate.because


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"restrictions": ...}, "unknown"),
        ({"restrictions_known": ...}, "open"),
        ({"restrictions_known": ..., "vulnerability.served_custody": True}, "unknown"),
        ({"restrictions_known": False, "vulnerability.served_custody": ...}, "unknown"),
        ({"restrictions_known": ..., "housing_needs.convictions": [{"kind": "sexual"}]}, "unknown"),
        ({"restrictions_known": ..., "housing_needs.convictions": [{"kind": "theft"}]}, "open"),
        ({"restrictions_known": True, "vulnerability.served_custody": True}, "open"),
    ],
)
def test_orders_that_nobody_has_told_are_thought_of(changes: dict[str, Any], verdict: str) -> None:
    data = KNOWN
    for path, value in changes.items():
        data = changed(data, path, value)
    assert gate_of(open_house(request(data)), "restriction").verdict == verdict


@pytest.mark.parametrize(
    ("wishes", "elsewhere", "here"),
    [
        ({"areas_refused": [], "agrees_to_reconnection": True}, "open", "open"),
        ({"areas_refused": [], "agrees_to_reconnection": False}, "closed", "open"),
        ({"areas_refused": []}, "unknown", "open"),
        ({"areas_refused": [{"area": "leeds"}], "agrees_to_reconnection": True}, "closed", "open"),
        ({"areas_refused": [{"area": "tower-hamlets"}], "agrees_to_reconnection": True}, "open", "closed"),
        ({"areas_refused": [{"area": "unknown"}], "agrees_to_reconnection": True}, "unknown", "unknown"),
        ({"agrees_to_reconnection": True}, "unknown", "unknown"),
        ({"areas_refused": [], "agrees_to_reconnection": True, "stay_here": True}, "open", "open"),
    ],
)
def test_reconnection_is_voluntary(wishes: dict[str, Any], elsewhere: str, here: str) -> None:
    client = request(changed(KNOWN, "wishes", wishes))
    assert gate_of(open_house(client), "consent").verdict == elsewhere
    assert gate_of(open_house(client, area="tower-hamlets"), "consent").verdict == here


def test_staying_never_needs_consent() -> None:
    refuses = {"areas_refused": [{"area": "tower-hamlets"}], "agrees_to_reconnection": False}
    ranking = rank_options(request(changed(KNOWN, "wishes", refuses)), directory(), POLICY)
    assert option_of(ranking, "stay:tower-hamlets") in ranking.options


# Gates of the law


@pytest.mark.parametrize(
    ("verdict", "application", "rent", "night_shelter"),
    [
        ("met", "open", "open", "open"),
        ("presumed_met", "open", "open", "open"),
        ("undetermined", "unknown", "unknown", "open"),
        ("officer_judgement", "unknown", "unknown", "open"),
        ("presumed_not_met", "closed", "unknown", "open"),
        ("not_met", "closed", "unknown", "open"),
    ],
)
def test_eligibility_closes_only_what_public_funds_pay_for(
    verdict: str, application: str, rent: str, night_shelter: str
) -> None:
    client = request(KNOWN, eligibility=verdict, connection={"leeds": "met"})
    ranking = rank_options(client, directory(public_funds=False), POLICY)
    assert gate_of(option_of(ranking, "part7:leeds"), "eligibility").verdict == application
    assert gate_of(option_of(ranking, "private-rented:leeds"), "eligibility").verdict == rent
    assert gate_of(option_of(ranking, "service:open-house"), "eligibility").verdict == night_shelter
    assert gate_of(open_house(client), "eligibility").verdict == application


@pytest.mark.parametrize(
    ("verdict", "gate"),
    [
        ("met", "open"),
        ("presumed_met", "open"),
        ("undetermined", "unknown"),
        ("officer_judgement", "unknown"),
        ("presumed_not_met", "closed"),
        ("not_met", "closed"),
    ],
)
def test_an_application_leads_somewhere_only_with_a_connection(verdict: str, gate: str) -> None:
    data = changed(KNOWN, "wishes.areas_wanted", ["leeds"])
    ranking = rank_options(request(data, connection={"leeds": verdict}), directory(), POLICY)
    option = option_of(ranking, "part7:leeds")
    assert gate_of(option, "connection").verdict == gate
    assert option.connection["needed"] is True
    if gate == "closed":
        assert "may still apply to any authority" in option.because


def test_an_authority_that_can_refer_to_nobody_keeps_its_duty() -> None:
    stuck = rank_options(request(KNOWN, referable=False), directory(), POLICY)
    assert gate_of(option_of(stuck, "part7:tower-hamlets"), "connection").verdict == "open"
    usual = rank_options(request(KNOWN), directory(), POLICY)
    assert gate_of(option_of(usual, "part7:tower-hamlets"), "connection").verdict == "closed"


@pytest.mark.parametrize(
    ("asks", "verdict", "gate"),
    [
        ("none", "not_met", "open"),
        ("area_connection", "presumed_met", "open"),
        ("area_connection", "officer_judgement", "unknown"),
        (["contact_in_area"], "met", "unknown"),
        (..., "met", "unknown"),
    ],
)
def test_a_service_opens_by_the_connection_that_it_asks_for(asks: object, verdict: str, gate: str) -> None:
    option = open_house(request(KNOWN, connection={"leeds": verdict}), connection=asks)
    assert gate_of(option, "connection").verdict == gate


def test_a_connection_with_any_area_that_a_service_serves_is_enough() -> None:
    client = request(KNOWN, connection={"bradford": "met", "leeds": "not_met"})
    option = open_house(client, connection="area_connection", serves=["leeds", "bradford"])
    assert gate_of(option, "connection").verdict == "open"
    assert option.connection == {"needed": True, "verdict": "met", "ground": "normal_residence"}


# Gates of a service


@pytest.mark.parametrize(
    ("age", "service", "verdict"),
    [
        ((18, 18), {}, "open"),
        ((17, 17), {}, "closed"),
        ((17, 18), {}, "unknown"),
        ((0, None), {}, "unknown"),
        ((25, 25), {"ages": [18, 25]}, "open"),
        ((26, 26), {"ages": [18, 25]}, "closed"),
        ((25, 26), {"ages": [18, 25]}, "unknown"),
        ((30, 30), {"ages": ...}, "unknown"),
        ((17, 17), {"ages": ...}, "closed"),
        ((17, 17), {"ages": [16, 25]}, "closed"),
        ((17, 17), {"ages": [16, 25], "type": "hostel_young_people"}, "open"),
        ((15, 17), {"ages": [16, 25], "type": "hostel_young_people"}, "unknown"),
    ],
)
def test_age(age: tuple[int, int | None], service: dict[str, object], verdict: str) -> None:
    assert gate_of(open_house(request(KNOWN, age=age), **service), "age").verdict == verdict


@pytest.mark.parametrize("age", [(16, 17), (17, 19)])
def test_for_a_child_childrens_services_come_before_an_application(age: tuple[int, int]) -> None:
    ranking = rank_options(request(KNOWN, age=age, connection={"leeds": "met"}), directory(), POLICY)
    for option_id in ("part7:leeds", "private-rented:leeds", "stay:tower-hamlets"):
        gate = gate_of(option_of(ranking, option_id), "age")
        assert gate.verdict == "unknown"
        assert "children's services" in gate.because


ARSON = {"kind": "arson", "spent": False}
BAN = {"provider": "Open Trust", "until": "2017-01-01"}

# The gate, what the service states, what the profile says, and how the gate stands.
CRITERIA: list[tuple[str, dict[str, object], dict[str, object], str]] = [
    ("client_group", {"genders": ["female"]}, {}, "open"),
    ("client_group", {"genders": ["male"]}, {}, "closed"),
    ("client_group", {"genders": ["female"]}, {"person.gender": ...}, "unknown"),
    ("client_group", {"genders": ["female"]}, {"person.gender": "non-binary"}, "unknown"),
    ("client_group", {"genders": ...}, {}, "unknown"),
    ("client_group", {"client_groups": ["people_sleeping_rough"]}, {}, "open"),
    ("client_group", {"client_groups": ["refugees"]}, {}, "closed"),
    ("client_group", {"client_groups": ["refugees", "people_sleeping_rough"]}, {}, "open"),
    ("client_group", {"client_groups": ["refugees"]}, {"person.immigration": ...}, "unknown"),
    (
        "client_group",
        {"client_groups": ["people_with_convictions"]},
        {"housing_needs.convictions": [ARSON]},
        "open",
    ),
    ("client_group", {"client_groups": ["people_who_use_drugs"]}, {"support_needs.drugs": True}, "open"),
    ("client_group", {"client_groups": ...}, {}, "unknown"),
    ("client_group", {"routes": ["prison"]}, {}, "unknown"),
    ("client_group", {"routes": ...}, {}, "unknown"),
    ("needs", {"needs": {}}, {"support_needs": {"drugs": "low"}}, "unknown"),
    ("needs", {"needs": {}}, {}, "open"),
    ("needs", {}, {"support_needs.drugs": "high"}, "open"),
    ("needs", {"needs": {"drugs": "medium"}}, {"support_needs.drugs": "medium"}, "open"),
    ("needs", {"needs": {"drugs": "medium"}}, {"support_needs.drugs": "high"}, "closed"),
    ("needs", {"needs": {"drugs": "none"}}, {"support_needs.drugs": "low"}, "closed"),
    ("needs", {"needs": {"drugs": "none"}}, {"support_needs.drugs": True}, "closed"),
    ("needs", {"needs": {"drugs": "low"}}, {"support_needs.drugs": True}, "unknown"),
    ("needs", {"needs": {"drugs": "medium"}}, {"support_needs.drugs": ...}, "unknown"),
    ("needs", {}, {"support_needs": ...}, "open"),
    ("exclusions", {"convictions_refused": ["arson"]}, {}, "open"),
    ("exclusions", {"convictions_refused": ["arson"]}, {"housing_needs.convictions": [ARSON]}, "closed"),
    ("exclusions", {"convictions_refused": ["sexual"]}, {"housing_needs.convictions": [ARSON]}, "open"),
    (
        "exclusions",
        {"convictions_refused": ["arson"]},
        {"housing_needs.convictions": [{"kind": "arson", "spent": True}]},
        "unknown",
    ),
    (
        "exclusions",
        {"convictions_refused": ["arson"]},
        {"housing_needs.convictions": [{"spent": False}]},
        "unknown",
    ),
    ("exclusions", {"convictions_refused": ["arson"]}, {"housing_needs.convictions": ...}, "unknown"),
    ("exclusions", {}, {"housing_needs.convictions": ...}, "open"),
    ("exclusions", {"convictions_refused": ...}, {"housing_needs.convictions": [ARSON]}, "unknown"),
    ("exclusions", {}, {"housing_needs.exclusions": [BAN]}, "closed"),
    ("exclusions", {}, {"housing_needs.exclusions": [BAN | {"provider": "open-trust"}]}, "closed"),
    ("exclusions", {}, {"housing_needs.exclusions": [BAN | {"until": "2016-08-31"}]}, "open"),
    ("exclusions", {}, {"housing_needs.exclusions": [{"provider": "Open Trust"}]}, "unknown"),
    ("exclusions", {}, {"housing_needs.exclusions": [{"provider": "The Open Trust Leeds"}]}, "unknown"),
    ("exclusions", {}, {"housing_needs.exclusions": [{"provider": "Another"}]}, "open"),
    ("exclusions", {}, {"housing_needs.exclusions": [{"area": "leeds"}]}, "unknown"),
    ("exclusions", {}, {"housing_needs.exclusions": [{"area": "york"}]}, "open"),
    ("exclusions", {}, {"housing_needs.exclusions": [{"reason": "arrears"}]}, "unknown"),
    ("exclusions", {"asks_about_bans": True}, {"housing_needs.exclusions": [{"area": "york"}]}, "unknown"),
    ("exclusions", {"asks_about_bans": True}, {"housing_needs.exclusions": ...}, "unknown"),
    ("exclusions", {"asks_about_bans": False}, {"housing_needs.exclusions": ...}, "open"),
    ("household", {"couples": False}, {}, "open"),
    ("household", {"couples": False}, {"housing_needs.couple": True}, "closed"),
    ("household", {"couples": False}, {"household": [{"relation": "partner"}]}, "closed"),
    ("household", {"couples": False}, {"household": ...}, "unknown"),
    (
        "household",
        {"couples": True, "children": False},
        {"household": [{"relation": "child", "dependent": True}]},
        "closed",
    ),
    ("household", {"children": False}, {"household": [{"relation": "child"}]}, "unknown"),
    ("household", {"children": False}, {"household": [{"relation": "partner"}]}, "open"),
    ("household", {"pets": False}, {"housing_needs.pets": True}, "closed"),
    ("household", {"pets": False}, {"housing_needs.pets": ...}, "unknown"),
    ("household", {"pets": ...}, {"housing_needs.pets": True}, "unknown"),
    ("household", {"pets": ...}, {}, "open"),
    ("household", {"single_sex": False}, {"housing_needs.single_sex": True}, "closed"),
    ("access", {"wheelchair": False}, {"housing_needs.wheelchair": True}, "closed"),
    ("access", {"wheelchair": False}, {"housing_needs.wheelchair": ...}, "unknown"),
    ("access", {"wheelchair": ...}, {"housing_needs.wheelchair": True}, "unknown"),
    ("access", {"wheelchair": True}, {"housing_needs.wheelchair": ...}, "open"),
    ("capacity", {"vacancies": {"2016-08-18": 1}}, {}, "open"),
    ("capacity", {"vacancies": {"2016-08-17": 1}}, {}, "unknown"),
    ("capacity", {"vacancies": {"2016-09-02": 1}}, {}, "unknown"),
    ("capacity", {"vacancies": {"2016-08-31": 0}}, {}, "closed"),
    ("capacity", {"vacancies": {"2016-08-17": 0}}, {}, "unknown"),
    ("capacity", {"vacancies": ...}, {}, "unknown"),
]


@pytest.mark.parametrize(("gate", "service", "client", "verdict"), CRITERIA)
def test_a_criterion(gate: str, service: dict[str, Any], client: dict[str, object], verdict: str) -> None:
    data = KNOWN
    for path, value in client.items():
        data = changed(data, path, value)
    if isinstance(service.get("vacancies"), dict):
        service = {"vacancies": {date.fromisoformat(day): free for day, free in service["vacancies"].items()}}
    option = open_house(request(data), **service)
    assert gate_of(option, gate).verdict == verdict
    others = {other.gate: other.verdict for other in option.gates if other.gate not in (gate, "restriction")}
    assert set(others.values()) <= {"open"}, "only the gate in question moves"


def test_a_place_through_housing_options_alone_is_that_route() -> None:
    option = open_house(request(KNOWN), routes=["housing_options_part7"])
    assert option.route == "housing_options_part7"


# Scores and order


def test_the_parts_of_a_score_add_up_and_each_says_why() -> None:
    option = open_house(request(KNOWN))
    assert option.score is not None
    assert sum(part.weight for part in option.score.parts) == pytest.approx(1)
    assert option.score.total == pytest.approx(sum(part.weight * part.value for part in option.score.parts))
    assert all(part.because and 0 <= part.value <= 1 for part in option.score.parts)


def value_of(option: Option, criterion: str) -> float:
    assert option.score is not None
    return next(part.value for part in option.score.parts if part.criterion == criterion)


@pytest.mark.parametrize(
    ("criterion", "changes", "value"),
    [
        ("wishes", {}, 0.0),
        ("wishes", {"wishes.areas_wanted": ["leeds"]}, 1.0),
        ("wishes", {"wishes.areas_wanted": ...}, 0.0),
        ("wishes", {"family": [{"relation": "aunt", "area": "leeds", "wishes_to_be_near": True}]}, 0.6),
        ("support_match", {}, 1.0),
        ("support_match", {"support_needs.drugs": "low"}, 1.0),
        ("support_match", {"support_needs.drugs": "low", "support_needs.alcohol": "low"}, 0.5),
        ("support_match", {"support_needs": ...}, 0.0),
        ("sustainability", {}, 0.7),
        ("family_and_support", {}, 0.0),
        ("family_and_support", {"wishes.children_in": ["leeds"]}, 1.0),
        ("family_and_support", {"special_circumstances": [{"area": "leeds", "kind": "child_contact"}]}, 1.0),
        ("family_and_support", {"special_circumstances": [{"area": "leeds", "kind": "education"}]}, 0.6),
        ("health_continuity", {}, 1.0),
        ("health_continuity", {"support_needs.substitute_prescribing": True}, 0.0),
        ("health_continuity", {"support_needs.substitute_prescribing": ...}, 0.0),
        ("legal_strength", {}, 0.8),
    ],
)
def test_what_a_criterion_is_worth(criterion: str, changes: dict[str, Any], value: float) -> None:
    data = KNOWN
    for path, new in changes.items():
        data = changed(data, path, new)
    option = open_house(request(data, connection={"leeds": "presumed_met"}))
    assert value_of(option, criterion) == pytest.approx(value)


def test_treatment_next_door_is_half_a_break_and_the_same_area_none() -> None:
    data = changed(KNOWN, "support_needs.substitute_prescribing", True)
    assert value_of(open_house(request(data), area="hackney"), "health_continuity") == 0.5
    assert value_of(open_house(request(data), area="tower-hamlets"), "health_continuity") == 1.0


def test_nearer_is_better_and_an_unknown_start_counts_as_far() -> None:
    client = request(KNOWN)
    near, far = open_house(client, area="hackney"), open_house(client, area="leeds")
    assert value_of(near, "distance") > value_of(far, "distance") > 0
    lost = request(changed(KNOWN, "applying_to", ...))
    assert value_of(open_house(lost, area="hackney"), "distance") == 0


def test_a_wish_for_the_area_is_no_wish_to_sleep_rough() -> None:
    data = changed(KNOWN, "wishes.stay_here", True)
    ranking = rank_options(request(data), directory(area="tower-hamlets"), POLICY)
    staying, house = (option_of(ranking, one) for one in ("stay:tower-hamlets", "service:open-house"))
    assert 0 < value_of(staying, "wishes") < value_of(house, "wishes")
    assert house.rank == 1


def test_why_an_option_is_not_higher_is_said_in_words_without_numbers() -> None:
    ranking = rank_options(request(changed(KNOWN, "wishes.areas_wanted", ["leeds"])), directory(), POLICY)
    first, *others = ranking.options
    assert first.id == "service:open-house"
    assert first.why_not_higher is None
    assert ranking.options[1].why_not_higher == (
        "Open House comes before this, because it is closer to what the client wants. "
        "Against that, this is less far away, which weighs less."
    ), "staying comes second"
    for option in others:
        assert option.why_not_higher
        assert not any(sign.isdigit() for sign in option.why_not_higher)


def test_an_open_option_comes_before_a_better_one_that_is_not_settled() -> None:
    data = changed(KNOWN, "wishes.areas_wanted", ["leeds", "york"])
    ranking = rank_options(request(data), directory(type="night_shelter"), POLICY)
    shelter, rent = (option_of(ranking, one) for one in ("service:open-house", "private-rented:york"))
    assert shelter.score is not None
    assert rent.score is not None
    assert shelter.rank is not None
    assert rent.rank is not None
    assert rent.score.provisional
    assert not shelter.score.provisional
    assert shelter.rank < rent.rank


def test_level_options_are_ordered_openly() -> None:
    twins = [yaml.safe_load(OPEN_HOUSE) | {"id": name, "name": name.title()} for name in ("zinnia", "aster")]
    provider = {"id": "t", "name": "T", "contact": "t@example.org", "invented": True, "services": twins}
    graph = ServicesGraph(read_directory({"t.yaml": yaml.safe_dump({"providers": [provider]})}, AREAS), AREAS)
    ranking = rank_options(request(KNOWN), graph, POLICY)
    assert ids(ranking.options)[:2] == ["service:aster", "service:zinnia"]
    second = ranking.options[1]
    assert second.why_not_higher == (
        "On balance Aster and this are level. Only the order of their ids puts Aster first, so take either."
    )
    assert ranking.options[0].pareto
    assert second.pareto


def test_what_another_beats_everywhere_is_off_the_front() -> None:
    worse = yaml.safe_load(OPEN_HOUSE) | {"id": "shelter", "name": "Shelter", "type": "night_shelter"}
    services = [yaml.safe_load(OPEN_HOUSE), worse]
    provider = {"id": "t", "name": "T", "contact": "t@example.org", "invented": True, "services": services}
    graph = ServicesGraph(read_directory({"t.yaml": yaml.safe_dump({"providers": [provider]})}, AREAS), AREAS)
    ranking = rank_options(request(KNOWN), graph, POLICY)
    assert option_of(ranking, "service:open-house").pareto
    assert not option_of(ranking, "service:shelter").pareto


def test_a_limit_keeps_the_first_and_staying() -> None:
    everything = rank_options(request(KNOWN), GRAPH, POLICY)
    first = rank_options(request(KNOWN), GRAPH, POLICY, limit=2)
    assert first.options[:2] == everything.options[:2]
    assert [option.route for option in first.options[2:]] in ([], ["stay"])
    assert "stay:tower-hamlets" in ids(first.options)


# The answer in the contract's words


def test_options_and_closed_options_are_told_in_the_contracts_order() -> None:
    client = request(changed(KNOWN, "wishes.areas_refused", [{"area": "leeds"}]))
    told = rank_options(client, directory(), POLICY).to_dict()
    assert list(told) == ["options", "closed_options"]
    assert list(told["options"][0]) == [
        "id",
        "rank",
        "area",
        "accommodation",
        "route",
        "connection",
        "gates",
        "score",
        "why_not_higher",
        "pareto",
    ]
    assert [gate["gate"] for gate in told["options"][0]["gates"]] == [
        "safety",
        "restriction",
        "eligibility",
        "connection",
        "age",
        "client_group",
        "needs",
        "exclusions",
        "household",
        "access",
        "capacity",
        "consent",
    ]
    assert list(told["options"][0]["score"]) == ["total", "parts", "provisional", "at_most"]
    assert list(told["options"][0]["score"]["parts"][0]) == [
        "criterion",
        "weight",
        "value",
        "because",
        "at_most",
    ]
    house = next(one for one in told["closed_options"] if one["id"] == "service:open-house")
    assert list(house) == [
        "id",
        "area",
        "accommodation",
        "route",
        "connection",
        "gates",
        "not_known",
        "closed_by",
        "because",
    ]
    assert [gate["gate"] for gate in house["gates"]] == ["consent"], "those that close it alone"
    assert house["not_known"] == []
    assert house["accommodation"] == {
        "service": "open-house",
        "name": "Open House",
        "type": "supported_housing",
    }


# Cautions


def test_long_entrenchment_is_a_caution_and_no_score() -> None:
    entrenched = request(changed(KNOWN, "rough_sleeping", {"contacts": 21, "years_seen": 6}))
    newer = request(changed(KNOWN, "rough_sleeping", {"contacts": 20, "years_seen": 5}))
    assert len(cautions(entrenched, POLICY)) == 2
    assert cautions(newer, POLICY) == ()
    assert rank_options(entrenched, GRAPH, POLICY) == rank_options(newer, GRAPH, POLICY)


def test_that_exclusions_were_never_asked_about_is_said() -> None:
    (said,) = cautions(request(changed(KNOWN, "housing_needs.exclusions", ...)), POLICY)
    assert said.startswith("Nobody has asked about earlier exclusions")


# The policy


def test_every_type_gender_need_and_route_of_the_directory_is_in_the_policy() -> None:
    words = taxonomy()
    assert set(words["accommodation_types"]) | {"rough_sleeping"} == POLICY.types.keys()
    assert words["genders"].keys() == POLICY.genders.keys()
    assert words["support_needs"].keys() == POLICY.needs.keys()
    assert tuple(words["levels"]) == POLICY.levels
    assert words["client_groups"].keys() == POLICY.client_groups.keys()
    assert words["referral_routes"].keys() >= POLICY.routes_at_hand


def test_every_fact_that_the_policy_reads_is_a_field_of_the_profile() -> None:
    groups = Client(request(KNOWN), POLICY).groups  # reads every path, where a wrong one would fail
    assert groups["people_sleeping_rough"] is True
    assert {group for group, belongs in groups.items() if belongs is None} == set()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "weight: 0.22, better: is closer",
            "weight: 0.32, better: is closer",
            "the weights must add up to 1",
        ),
        ("officer_judgement: 0.5", "officer_judgement: 0.9", "a stronger verdict counts for less"),
        ("undetermined: 0.0", "undetermined: 0.4", "an open question for more than a no"),
        ("far_away_km: 400", "far_away_km: 0", "greater than 0"),
        ("far_away_km: 400", "far_away: 400", "Extra inputs are not permitted"),
    ],
)
def test_a_policy_that_is_not_fit_is_refused(old: str, new: str, why: str) -> None:
    assert old in POLICY_TEXT
    with pytest.raises(InputError, match="not fit to weigh options by") as caught:
        read_policies(POLICY_TEXT.replace(old, new), "trial.yaml")
    assert any(why in fault.why for fault in caught.value.faults)


def test_a_later_policy_takes_over_on_its_day_and_the_days_must_meet() -> None:
    first = POLICY_TEXT.replace("to: null}", "to: 2020-01-01}")
    later = POLICY_TEXT.replace("from: 1997-01-20", "from: 2020-01-01").replace("title: W", "title: Later w")
    policies = read_policies(f"{later}\n---\n{first}", "trial.yaml")
    titles = [policy_on(policies, date(*day).toordinal()).title for day in ((2019, 12, 31), (2020, 1, 1))]
    assert titles == ["Weighing safe connections", "Later weighing safe connections"]
    with pytest.raises(InputError, match="the days must meet"):
        read_policies(f"{POLICY_TEXT}\n---\n{later}", "trial.yaml")


def test_before_the_first_policy_nothing_is_weighed() -> None:
    with pytest.raises(InputError, match="no policy for weighing options is in force on 1997-01-19"):
        policy_on(POLICIES, date(1997, 1, 19).toordinal())


def test_a_policy_file_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_policies("weights: [", "trial.yaml")


def test_each_weight_has_its_day_its_reason_and_its_words() -> None:
    for criterion, row in POLICY.weights.items():
        assert row.because.endswith("."), criterion
        assert row.set_on >= date(2026, 1, 1)
        assert row.better
        assert row.called
    with pytest.raises(InputError) as caught:
        read_policies(
            POLICY_TEXT.replace('set_on: 2026-11-22, because: "What', 'because: "What', 1), "trial.yaml"
        )
    assert [fault.path[1:] for fault in caught.value.faults] == [("weights", "wishes", "set_on")]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("{below: 1.01, says:", "{below: 0.9, says:", "its last row hold for any share"),
        ("{below: 0.03, says:", "{below: 0.2, says:", "firmness must rise"),
        ("  follow_up:\n    rule", "  folow_up:\n    rule", "Input should be"),
    ],
)
def test_words_on_firmness_and_readiness_must_be_whole(old: str, new: str, why: str) -> None:
    assert old in POLICY_TEXT
    with pytest.raises(InputError) as caught:
        read_policies(POLICY_TEXT.replace(old, new), "trial.yaml")
    assert any(why in fault.why for fault in caught.value.faults)


def test_priority_need_weighs_nothing_since_it_is_the_same_wherever_the_client_goes() -> None:
    client = changed(KNOWN, "wishes.areas_wanted", ["leeds"])
    orders = [
        ids(rank_options(request(client, priority_need=verdict), GRAPH, POLICY).options)
        for verdict in ("met", "undetermined", "not_met")
    ]
    assert orders[0] == orders[1] == orders[2]


def test_what_a_score_could_still_come_to_is_told_beside_it() -> None:
    known = open_house(request(changed(KNOWN, "wishes.stay_here", False)))
    assert known.score is not None
    assert known.score.at_most == pytest.approx(known.score.total + 0.14), "who helps in Leeds was not asked"
    unasked = open_house(request(changed(KNOWN, "support_needs", ...)))
    part = next(part for part in unasked.parts if part.criterion == "support_match")
    assert (part.value, part.at_most) == (0.0, 1.0)
