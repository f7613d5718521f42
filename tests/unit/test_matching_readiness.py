"""What must be in place before a client moves: what is done, what is open, what to weigh first."""

from typing import Any

import pytest

from engine.matching import Option, rank_options
from tests.unit.test_matching import KNOWN, POLICY, changed, directory, option_of, request

HOUSE = "service:open-house"
PRACTICE = {"PRAC-RECON-MIN", "PRAC-PART7-PRESENT", "PRAC-RECON-NOT-FOR"}
# The nine conditions of the practice reference, as items.
NEEDED = [
    "consent",
    "safety",
    "place",
    "services_told",
    "scripts",
    "health",
    "benefits_and_identification",
    "travel",
    "legal_position",
    "outcome_told",
    "follow_up",
]


def option(changes: dict[str, Any] | None = None, option_id: str = HOUSE, **around: Any) -> Option:
    data = KNOWN
    for path, value in (changes or {}).items():
        data = changed(data, path, value)
    service = {"area": around.pop("area")} if "area" in around else {}
    return option_of(rank_options(request(data, **around), directory(**service), POLICY), option_id)


def states(one: Option) -> dict[str, str]:
    return {ready.item: ready.state for ready in one.readiness}


def test_every_condition_of_a_planned_move_is_on_the_list_with_its_practice_and_its_words() -> None:
    ready = option().readiness
    assert [each.item for each in ready] == NEEDED
    assert {each.asked_by for each in ready} <= PRACTICE
    for each in ready:
        assert each.because
        assert "{" not in each.because


def test_what_no_profile_tells_stays_open() -> None:
    for item in ("place", "services_told", "benefits_and_identification", "outcome_told", "follow_up"):
        assert states(option())[item] == "open"


@pytest.mark.parametrize(
    ("item", "changes", "around", "state"),
    [
        ("consent", {}, {}, "done"),
        ("consent", {"wishes.agrees_to_reconnection": ...}, {}, "open"),
        ("safety", {}, {}, "done"),
        ("safety", {}, {"safety": {"leeds": "caution"}}, "weigh_first"),
        ("safety", {}, {"safety": {"leeds": "undetermined"}}, "open"),
        ("safety", {"restrictions": ...}, {}, "open"),
        ("services_told", {"consent": {"share_with_agencies": False}}, {}, "weigh_first"),
        ("services_told", {"consent": {"share_with_agencies": True}}, {}, "open"),
        ("scripts", {}, {}, "not_needed"),
        ("scripts", {"support_needs.substitute_prescribing": True}, {}, "open"),
        ("scripts", {"support_needs.substitute_prescribing": True}, {"area": "tower-hamlets"}, "not_needed"),
        ("scripts", {"support_needs.substitute_prescribing": ...}, {}, "weigh_first"),
        ("health", {}, {}, "not_needed"),
        ("health", {"support_needs.mental_health": "low"}, {}, "open"),
        ("health", {"support_needs.mental_health": ...}, {}, "open"),
        ("health", {"support_needs.mental_health": "low"}, {"area": "tower-hamlets"}, "not_needed"),
        ("travel", {}, {}, "open"),
        ("travel", {}, {"area": "tower-hamlets"}, "not_needed"),
        ("legal_position", {}, {}, "done"),
        ("legal_position", {}, {"eligibility": "undetermined"}, "open"),
        ("duty_accepted_elsewhere", {"accepted": [{"by": "hackney", "main_duty": True}]}, {}, "weigh_first"),
        ("duty_accepted_elsewhere", {"accepted": [{"by": "leeds", "main_duty": True}]}, {}, None),
        ("children", {"wishes.children_in": ["hackney"]}, {}, "weigh_first"),
        ("children", {"wishes.children_in": ["leeds"]}, {}, None),
        ("children", {"wishes.children_in": ["hackney"]}, {"area": "tower-hamlets"}, None),
        ("abuse_or_trafficking", {"vulnerability.domestic_abuse_victim": True}, {}, "weigh_first"),
        ("abuse_or_trafficking", {"vulnerability.trafficking_indicators": "unknown"}, {}, "weigh_first"),
        ("abuse_or_trafficking", {"vulnerability.trafficking_indicators": False}, {}, None),
        (
            "treatment_here",
            {"special_circumstances": [{"area": "tower-hamlets", "kind": "medical_treatment"}]},
            {},
            "weigh_first",
        ),
        ("presentation_pack", {}, {}, None),
    ],
)
def test_an_item_stands_as_the_profile_tells(
    item: str, changes: dict[str, Any], around: dict[str, Any], state: str | None
) -> None:
    assert states(option(changes, **around)).get(item) == state


def test_an_application_asks_for_a_pack_and_no_unsupported_temporary_accommodation_where_needs_are_high() -> (
    None
):
    connected: dict[str, Any] = {"option_id": "part7:leeds", "connection": {"leeds": "met"}}
    assert states(option(**connected))["presentation_pack"] == "open"
    assert "support_in_temporary_accommodation" not in states(option(**connected))
    high = option({"support_needs.mental_health": "high"}, **connected)
    assert states(high)["support_in_temporary_accommodation"] == "weigh_first"


def test_what_of_the_law_is_open_is_named() -> None:
    applying = option(
        option_id="part7:leeds",
        connection={"leeds": "undetermined"},
        eligibility="undetermined",
        priority_need="undetermined",
    )
    (legal,) = (ready for ready in applying.readiness if ready.item == "legal_position")
    assert legal.because.endswith("local connection, eligibility, priority need.")


def test_a_child_is_for_childrens_services_first() -> None:
    young = option(age=(17, 18))
    assert states(young)["under_age"] == "weigh_first"


def test_staying_is_no_move_and_needs_no_list() -> None:
    assert option(option_id="stay:tower-hamlets").readiness == ()
