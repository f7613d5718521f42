"""Gates of services: what confirmation is worth, what to ask, what would lift them, and what competes."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.setting import load_setting
from engine.assess import decide
from engine.known import Amount
from engine.matching import Gate, MatchingRequest, Ranking
from engine.matching.client import Client
from engine.matching.field import field_of
from engine.matching.gating import Gating
from engine.profile import read_profile
from services_directory.services import CRITERIA, Directory, load_directory, taxonomy
from services_directory.services.graph import ServicesGraph
from services_directory.synthesise import synthesise_directory
from tests.doors import (
    AREAS,
    POLICY,
    TEST_DAY,
    client,
    gate,
    houses,
    option,
    ranked,
)
from tests.profiles import with_gaps

# Which gate reads each group of criteria, and a client for whom what it states decides.
DECIDES: dict[str, tuple[str, dict[str, Any]]] = {
    "entry": ("age", {}),
    "needs": ("needs", {"support_needs__drugs": "low"}),
    "connection": ("connection", {}),
    "referral": ("client_group", {}),
    "household": ("household", {"housing_needs__pets": True}),
    "access": ("access", {"housing_needs__wheelchair": True}),
    "exclusions": ("exclusions", {"housing_needs__convictions": [{"kind": "theft", "spent": False}]}),
}


def confirmed_before(group: str, days: int) -> dict[str, object]:
    """Everything confirmed on the test day, save one group so many days before it."""
    said = {"by": "the provider", "day": TEST_DAY}
    own = {"by": "a caseworker", "day": TEST_DAY - timedelta(days=days)}
    return {"confirmed": {"everything": said, group: own}}


# Confirmation


def test_every_group_of_criteria_has_a_figure_with_a_reason_and_the_day_on_which_it_was_set() -> None:
    assert POLICY.criteria_last.keys() == taxonomy()["criteria"].keys() == DECIDES.keys()
    for row in POLICY.criteria_last.values():
        assert row.because.endswith(".")
        assert row.set_on <= date(2026, 11, 22)


@pytest.mark.parametrize("group", CRITERIA)
def test_a_confirmation_holds_through_its_last_day_and_then_is_a_question(group: str) -> None:
    name, wants = DECIDES[group]
    lasts = POLICY.criteria_last[group].days
    assert gate(name, client(**wants), **confirmed_before(group, lasts)).verdict == "open"
    stale = gate(name, client(**wants), **confirmed_before(group, lasts + 1))
    assert stale.verdict == "unknown"
    last = TEST_DAY - timedelta(days=lasts + 1)
    assert f"last confirmed on {last} by a caseworker" in stale.because
    assert stale.ask.startswith("Ask Open Trust whether what it says of ")
    assert stale.ask.endswith(f"still holds: last confirmed on {last} by a caseworker.")


@pytest.mark.parametrize("group", CRITERIA)
def test_what_was_confirmed_only_after_the_test_day_was_confirmed_by_nobody_then(group: str) -> None:
    name, wants = DECIDES[group]
    later = gate(name, client(**wants), **confirmed_before(group, -1))
    assert later.verdict == "unknown"
    assert later.because.startswith("By this day nobody had confirmed what it says of ")
    assert "Ask Open Trust" in later.ask


def test_a_service_that_was_confirmed_by_nobody_states_nothing() -> None:
    directory = houses()
    (service,) = directory.directory.services
    nobody = replace(service, confirmed={})
    told = ranked(
        client(support_needs__drugs="low", housing_needs__wheelchair=True, housing_needs__pets=True),
        ServicesGraph(Directory(directory.directory.providers, (nobody,)), AREAS),
    )
    found = option(told)
    # Nothing that the client brings is asked about under exclusions.
    assert set(found.unknown_gates) == {"connection", "age", "client_group", "needs", "household", "access"}


REFUSES: list[tuple[str, str, dict[str, object], dict[str, Any]]] = [
    ("needs", "needs", {"needs": {"drugs": "none"}}, {"support_needs__drugs": "high"}),
    ("entry", "age", {"ages": [18, 25]}, {}),
    ("entry", "client_group", {"genders": ["male"]}, {}),
    ("access", "access", {"wheelchair": False}, {"housing_needs__wheelchair": True}),
    ("household", "household", {"couples": False}, {"housing_needs__couple": True}),
    (
        "exclusions",
        "exclusions",
        {"convictions_refused": ["arson"]},
        {"housing_needs__convictions": [{"kind": "arson", "spent": False}]},
    ),
    ("connection", "connection", {"connection": "area_connection"}, {"wishes__areas_wanted": ["leeds"]}),
]


@pytest.mark.parametrize(("group", "name", "states", "wants"), REFUSES)
def test_a_refusal_that_nobody_confirmed_lately_is_neither_open_nor_closed(
    group: str, name: str, states: dict[str, object], wants: dict[str, Any]
) -> None:
    assert gate(name, client(**wants), **states).verdict == "closed"
    old = confirmed_before(group, POLICY.criteria_last[group].days + 1)
    assert gate(name, client(**wants), **states, **old).verdict == "unknown"


def test_public_funds_that_nobody_confirmed_lately_are_not_known() -> None:
    no_funds = {"public_funds": False}
    not_eligible = client(eligibility="not_met")
    assert gate("eligibility", not_eligible, **no_funds).verdict == "open"
    stale = gate("eligibility", not_eligible, **no_funds, **confirmed_before("referral", 184))
    assert stale.verdict == "unknown"
    assert "referrals and who pays still holds" in stale.ask


# What to ask, and what would lift it


ASKS_ABOUT = {"convictions_refused": ["arson"]}


@pytest.mark.parametrize(
    ("name", "wants", "states", "verdict", "asks"),
    [
        ("age", {"age": Amount(16, 16)}, {"type": "hostel_young_people"}, "closed", "It opens at 18."),
        (
            "age",
            {"age": Amount(70, 70)},
            {"ages": [18, 25]},
            "closed",
            "Ask Open Trust whether it would make",
        ),
        ("age", {"age": Amount(16, 20)}, {"ages": [18, 25]}, "unknown", "date of birth"),
        ("client_group", {}, {"genders": ["male"]}, "closed", "Another service is needed."),
        ("client_group", {}, {"client_groups": ["refugees"]}, "closed", "another service is needed"),
        ("client_group", {}, {"routes": ["prison"]}, "unknown", "would refer the client: prison"),
        (
            "needs",
            {"support_needs__drugs": "high"},
            {"needs": {"drugs": "low"}},
            "closed",
            "support from others",
        ),
        (
            "needs",
            {"support_needs__drugs": True},
            {"needs": {"drugs": "low"}},
            "unknown",
            "how high the drug",
        ),
        ("household", {"housing_needs__couple": True}, {"couples": False}, "closed", "wish to live apart"),
        ("household", {"housing_needs__pets": True}, {"pets": False}, "closed", "trusts keeps the animal"),
        (
            "household",
            {"housing_needs__pets": True},
            {"pets": ...},
            "unknown",
            "Ask Open Trust whether it has",
        ),
        ("access", {"housing_needs__wheelchair": True}, {"wheelchair": False}, "closed", "without steps"),
        ("capacity", {}, {"vacancies": {TEST_DAY: 0}}, "closed", "Ask Open Trust for the waiting list"),
        ("capacity", {}, {"vacancies": ...}, "unknown", "Ask Open Trust whether there is a place"),
        (
            "exclusions",
            {"housing_needs__exclusions": [{"provider": "Open Trust", "until": "2027-01-31"}]},
            {},
            "closed",
            "It reopens after 2027-01-31, or before if Open Trust agrees",
        ),
        (
            "exclusions",
            {"housing_needs__convictions": [{"kind": "arson", "spent": False}]},
            ASKS_ABOUT,
            "closed",
            "once the conviction is spent",
        ),
        (
            "exclusions",
            {"housing_needs__arrears": [{"landlord": "Open Trust", "area": "york"}]},
            {},
            "unknown",
            "whether a plan to repay would open the door",
        ),
        (
            "connection",
            {"wishes__areas_wanted": ["leeds"]},
            {"connection": "area_connection"},
            "closed",
            "Leeds",
        ),
        ("eligibility", {"eligibility": "not_met"}, {}, "closed", "immigration advice"),
        ("safety", {"safety": {"leeds": "excluded"}}, {}, "closed", "a named professional has written"),
        ("safety", {"safety": {"leeds": "undetermined"}}, {}, "unknown", "Settle what is open"),
        ("restriction", {"restrictions": ...}, {}, "unknown", "orders and licence conditions"),
        ("consent", {"wishes__agrees_to_reconnection": False}, {}, "closed", "Reconnection is voluntary"),
        ("consent", {"wishes__areas_refused": ...}, {}, "unknown", "which areas are out of the question"),
    ],
)
def test_a_gate_that_is_not_open_says_what_to_ask_or_what_would_lift_it(
    name: str, wants: dict[str, Any], states: dict[str, object], verdict: str, asks: str
) -> None:
    found = gate(name, client(**wants), **states)
    assert found.verdict == verdict
    assert asks in found.ask


@pytest.mark.parametrize(
    ("owed", "states", "verdict"),
    [
        ([], {}, "open"),
        ([{"landlord": "Another Landlord", "area": "leeds"}], {}, "open"),
        ([{"landlord": "Another Landlord", "area": "leeds"}], {"type": "social_tenancy"}, "unknown"),
        ([{"landlord": "Another Landlord", "area": "york"}], {"type": "social_tenancy"}, "open"),
        ([{"landlord": "Open Trust Leeds", "area": "york"}], {}, "unknown"),
        ([{"area": "leeds"}], {}, "unknown"),
        ([{"area": "york"}], {}, "open"),
        ([{"amount": 400}], {}, "unknown"),
        (..., {}, "open"),
    ],
)
def test_rent_owed_is_a_question_and_never_a_closed_door(
    owed: Any, states: dict[str, Any], verdict: str
) -> None:
    assert gate("exclusions", client(housing_needs__arrears=owed), **states).verdict == verdict


def test_what_was_never_raised_is_said_to_be_so() -> None:
    nobody = client(housing_needs__arrears=..., housing_needs__exclusions=...)
    assert gate("exclusions", nobody).because == "No exclusion and no rent owed was ever raised."


WARNING = "go through with the client, before any referral, what has to be told"


@pytest.mark.parametrize("convictions", [[], [{"kind": "theft", "spent": True}], ...])
def test_before_a_referral_that_asks_about_convictions_it_is_said_that_they_must_be_told(
    convictions: Any,
) -> None:
    asked = client(housing_needs__convictions=convictions)
    assert WARNING in gate("exclusions", asked, **ASKS_ABOUT).because
    assert WARNING not in gate("exclusions", asked).because


def test_custody_without_a_recorded_conviction_is_remarked_upon() -> None:
    served = client(vulnerability__served_custody=True)
    said = "The client has served custody, yet no conviction is recorded."
    assert said in gate("exclusions", served, **ASKS_ABOUT).because
    assert said not in gate("exclusions", client(), **ASKS_ABOUT).because


def test_a_list_of_the_household_that_may_hold_more_does_not_make_the_client_alone() -> None:
    perhaps = client(household=[], household_complete=False, housing_needs__couple=...)
    assert gate("household", perhaps, couples=False).verdict == "unknown"


# Routes, and what is looked at


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        ("supported_housing", "direct_referral"),
        ("private_rented_floating_support", "private_rented"),
        ("rehabilitation", "specialist_treatment"),
        ("safe_seat", "interim_bridge"),
        ("temporary_accommodation", "housing_options_part7"),
        ("family_or_friends", "family_or_friends"),
    ],
)
def test_each_kind_is_reached_by_its_route(kind: str, route: str) -> None:
    assert option(ranked(client(support_needs__drugs="high"), houses({"type": kind}))).route == route


def test_an_offer_of_a_home_with_friends_is_looked_at_where_it_is() -> None:
    offered = client(sso={"area": "york", "offer": "family_or_friends"})
    found = option(ranked(offered, houses()), "family:york")
    assert {"consent", "capacity"} <= set(found.unknown_gates)


def test_an_option_without_a_local_connection_stands_beside_those_with_one() -> None:
    both = houses({}, {"id": "asks", "connection": "area_connection"})
    told = ranked(client(connection={"leeds": "presumed_met"}), both)
    assert {"service:open-house", "service:asks"} <= {each.id for each in told.options}


def test_a_door_that_asks_for_a_connection_in_a_wanted_area_is_told_though_it_is_closed() -> None:
    wanted = client(wishes__areas_wanted=["leeds"])
    found = option(ranked(wanted, houses({"connection": "area_connection"})))
    assert found.closed_by == ("connection",)
    assert "ask Open Trust whether it would make an exception" in found.gates[3].ask


# Thousands of services


def many(count: int, **fields: object) -> ServicesGraph:
    return houses(*({"id": f"house-{number:03d}", **fields} for number in range(count)))


def test_what_is_closed_elsewhere_is_counted_where_it_is_more_than_anybody_reads() -> None:
    few = ranked(client(), many(100, wheelchair=False, vacancies={TEST_DAY: 0}))
    assert len(few.closed) >= 100
    assert few.closed_elsewhere == {}
    most = ranked(client(), many(101, vacancies={TEST_DAY: 0}))
    assert not [each for each in most.closed if each.id.startswith("service:")]
    assert most.closed_elsewhere == {"capacity": 101}
    (said,) = most.told_of_the_rest
    assert "101 more services are closed, in areas that nothing of the client points to" in said
    assert said.endswith("capacity 101.")


def test_what_is_closed_where_something_points_to_is_always_told() -> None:
    full = many(101, vacancies={TEST_DAY: 0})
    told = ranked(client(wishes__areas_wanted=["leeds"]), full)
    assert len([each for each in told.closed if each.id.startswith("service:")]) == 101
    assert told.closed_elsewhere == {}


def test_all_that_is_open_is_ranked_and_the_first_are_told() -> None:
    told = ranked(client(), many(130))
    assert told.ranked > 130
    assert len(told.options) < told.ranked
    assert [each.rank for each in told.options[:100]] == list(range(1, 101))
    assert any(each.route == "stay" for each in told.options)
    assert f"{told.ranked - len(told.options):,} more options were ranked" in told.told_of_the_rest[0]
    near = ranked(client(wishes__areas_wanted=["leeds"]), many(130))
    assert len([each for each in near.options if each.id.startswith("service:")]) == 130


# Whatever the client and the directory

SETTING = load_setting()
invented = st.integers(0, 9).map(lambda seed: synthesise_directory(361, seed))


@st.composite
def requests(draw: st.DrawFn) -> MatchingRequest:
    """An invented client as the rules find it, on the day of the invented directory."""
    gaps, whole = draw(with_gaps())
    data = draw(st.sampled_from([gaps, whole])) | {"assessment_date": TEST_DAY.isoformat()}
    data["application_date"] = TEST_DAY.isoformat()
    decided = decide(read_profile(data, AREAS).profile, SETTING, "england")
    return decided.request(SETTING)


def opened(ranking: Ranking) -> dict[str, set[str]]:
    return {
        each.id: {gate.gate for gate in each.gates if gate.verdict == "open"}
        for each in (*ranking.options, *ranking.closed)
    }


@settings(max_examples=15)
@given(requests(), invented)
def test_an_excluded_area_is_never_proposed_and_what_is_not_known_is_never_open(
    request: MatchingRequest, directory: Directory
) -> None:
    told = ranked(request, ServicesGraph(directory, AREAS))
    for each in told.options:
        assert each.area["code"] == "unknown" or request.standing[each.area["code"]].safety != "excluded"
        assert not each.closed_by
        assert (each.step == 0) == (not each.unknown_gates)
        assert each.score is None or each.score.provisional == bool(each.unknown_gates)
    for each in (*told.options, *told.closed):
        for found in each.gates:
            assert (found.ask == "") == (found.verdict == "open"), (each.id, found)
            assert "{" not in found.because + found.ask


@settings(max_examples=8)
@given(requests(), invented, st.randoms(use_true_random=False))
def test_the_order_of_the_directory_never_matters(
    request: MatchingRequest, directory: Directory, random: Random
) -> None:
    shuffled = list(directory.services)
    random.shuffle(shuffled)
    backwards = ServicesGraph(Directory(directory.providers, tuple(shuffled)), AREAS)
    assert ranked(request, backwards).to_dict() == ranked(request, ServicesGraph(directory, AREAS)).to_dict()


@settings(max_examples=15)
@given(requests(), invented)
def test_what_is_left_out_of_the_field_is_closed_by_the_gate_that_is_counted(
    request: MatchingRequest, directory: Directory
) -> None:
    counting = POLICY.model_copy(update={"closed_elsewhere_listed": 0})
    graph, known = ServicesGraph(directory, AREAS), Client(request, counting)
    field = field_of(known, graph, Gating(known, graph))
    told = {each.service.id for each in field.candidates if each.service is not None}
    open_doors = [each for each in graph.asking_no_connection() if each.id not in told]
    treatment = {kind for kind, row in POLICY.types.items() if row.route == "specialist_treatment"}
    left_out = [each for each in open_doors if known.may_need_treatment or each.type not in treatment]
    assert sum(field.closed_elsewhere.values()) == len(left_out)
    for service in left_out:
        alone = ServicesGraph(Directory(directory.providers, (service,)), AREAS)
        assert option(ranked(request, alone), f"service:{service.id}").closed_by


@settings(max_examples=15)
@given(requests(), invented, st.integers(1, 2000))
def test_making_a_confirmation_older_never_opens_a_gate(
    request: MatchingRequest, directory: Directory, days: int
) -> None:
    every = POLICY.model_copy(update={"closed_elsewhere_listed": 10_000, "options_listed": 10_000})
    older = tuple(
        replace(
            each,
            confirmed={
                group: said._replace(day=said.day - timedelta(days=days))
                for group, said in each.confirmed.items()
            },
        )
        for each in directory.services
    )
    before = opened(ranked(request, ServicesGraph(directory, AREAS), every))
    after = opened(ranked(request, ServicesGraph(Directory(directory.providers, older), AREAS), every))
    for option_id, gates in after.items():
        assert gates <= before[option_id], option_id


def test_services_that_state_the_same_share_the_gates_that_each_would_have_by_itself() -> None:
    directory, request = load_directory(), client(support_needs__drugs="medium")
    together = gates(ranked(request, ServicesGraph(directory, AREAS)))
    for service in directory.services:
        alone = ServicesGraph(Directory((service.provider,), (service,)), AREAS)
        for option_id, found in gates(ranked(request, alone)).items():
            assert found == together[option_id]


@pytest.mark.parametrize("days", [-200, 150, 300, 1_500])
def test_services_share_a_gate_where_what_sets_them_apart_is_not_confirmed(days: int) -> None:
    directory = load_directory()
    asked = client(support_needs__drugs="medium", housing_needs__pets=None, person__gender=None)
    request = replace(asked, test_day=TEST_DAY.toordinal() + days)
    together = gates(ranked(request, ServicesGraph(directory, AREAS)))
    for service in directory.services:
        alone = ServicesGraph(Directory((service.provider,), (service,)), AREAS)
        for option_id, found in gates(ranked(request, alone)).items():
            assert found == together[option_id]


def test_the_same_directory_on_another_day_or_under_another_policy_is_judged_anew() -> None:
    directory, day = houses(), TEST_DAY.toordinal()
    wants = client(housing_needs__wheelchair=True)
    lasts = POLICY.criteria_last["access"]
    brief = POLICY.model_copy(
        update={"criteria_last": {**POLICY.criteria_last, "access": lasts.model_copy(update={"days": 1})}}
    )
    asked = [
        (POLICY, day, "open"),
        (POLICY, day - 1, "unknown"),
        (brief, day + 2, "unknown"),
        (POLICY, day + 2, "open"),
        (POLICY, day + lasts.days + 1, "unknown"),
        *((POLICY, day + later, "open") for later in range(3, 12)),
        (POLICY, day, "open"),
    ]
    for policy, on, verdict in asked:
        found = option(ranked(replace(wants, test_day=on), directory, policy))
        assert [each.verdict for each in found.gates if each.gate == "access"] == [verdict], on - day


def test_two_services_of_one_id_make_no_directory_to_search() -> None:
    found = houses().directory
    with pytest.raises(ValueError, match="same id"):
        ServicesGraph(Directory(found.providers, found.services * 2), AREAS)


def gates(ranking: Ranking) -> dict[str, tuple[Gate, ...]]:
    return {each.id: each.gates for each in (*ranking.options, *ranking.closed)}
