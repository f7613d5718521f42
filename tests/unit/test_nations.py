"""Scotland, Northern Ireland and referrals across a border, decided whole as a caseworker would see them."""

from functools import cache
from typing import Any

import pytest

from casework.answers import Asked, assessment
from casework.setting import PACKS, load_setting, rules_folder, shipped_packs
from engine.packs import law_on, load_pack, shelved_pack
from engine.problems import InputError
from engine.setting import Setting
from services_directory.areas import load_areas

GLASGOW, EDINBURGH, LEEDS = "S12000049", "S12000036", "E08000035"
CARDIFF, BELFAST, DERRY = "W06000015", "N09000003", "N09000005"
# Years in one place, then the streets of another: asked about everything that a referral turns on.
CASE: dict[str, Any] = {
    "schema": "safe-connections/profile/1",
    "assessment_date": "2023-03-31",
    "person": {"age": 40, "immigration": {"status": "british_citizen", "habitually_resident": True}},
    "household": [],
    "employment": [],
    "family": [],
    "special_circumstances": [],
    "risks": [],
    "restrictions": [],
    "homelessness": {"homeless": True, "street_homeless": True, "intentional": False},
    "vulnerability": {"homeless_because_of_domestic_abuse": False, "domestic_abuse_victim": False},
}


@cache
def setting() -> Setting:
    return load_setting()


def assessed(here: str, there: str, jurisdiction: str | None = None, **fields: Any) -> dict[str, Any]:
    """Lived `there` until the month before, sleeps rough and applies `here`."""
    history = [
        {"area": there, "from": "2015-01-01", "to": "2023-03-01", "basis": "social_tenancy"},
        {"area": here, "from": "2023-03-01", "current": True, "basis": "rough_sleeping"},
    ]
    data = {**CASE, "applying_to": here, "housing_history": history, **fields}
    return assessment(data, setting(), load_areas(), Asked(jurisdiction=jurisdiction))


def targets(answer: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Where the case might be referred by local connection, by area and stage."""
    rows = answer["referral"]["to"]
    return {(row["area"]["code"], row["stage"]): row for row in rows if row["limb"] == "local_connection"}


def connection(answer: dict[str, Any], code: str) -> str:
    (row,) = (row for row in answer["local_connection"] if row["area"]["code"] == code)
    return str(row["verdict"])


@pytest.mark.parametrize(
    ("applied", "conditions"), [("2022-11-28", "presumed_met"), ("2022-11-29", "not_met")]
)
def test_scottish_councils_refer_to_each_other_only_for_older_applications(
    applied: str, conditions: str
) -> None:
    row = targets(assessed("glasgow", "edinburgh", application_date=applied))[EDINBURGH, "main"]
    assert row["conditions"] == conditions


def test_a_scottish_council_may_still_refer_to_england() -> None:
    answer = assessed("glasgow", "leeds")
    row = targets(answer)[LEEDS, "main"]
    assert (row["conditions"], row["verdict"]) == ("presumed_met", "officer_judgement")
    assert [finding["rule"] for finding in row["findings"]] == [
        "sco.referral.stage.main",
        "sco.referral.limb.local_connection",
        "xb.referral.route.from_scotland",
    ]


def test_nobody_is_sent_back_to_another_scottish_council_and_the_duty_stands() -> None:
    answer = assessed("glasgow", "edinburgh")
    duties = {duty["duty"]: duty["verdict"] for duty in answer["duties"]}
    assert answer["priority_need"]["verdict"] == "met"
    assert duties["main"] == "presumed_met"
    (application,) = [
        option
        for option in (*answer["options"], *answer["closed_options"])
        if option["area"]["code"] == GLASGOW and option["route"] == "housing_options_part7"
    ]
    gates = {gate["gate"]: gate["verdict"] for gate in application["gates"]}
    assert gates["connection"] == "open"


def test_england_refers_to_wales_after_relief_and_not_before() -> None:
    answer = assessed("leeds", "cardiff", accepted=[{"by": "leeds", "main_duty": True}])
    found = targets(answer)
    assert found[CARDIFF, "relief"]["conditions"] == "not_met"
    assert found[CARDIFF, "main"]["conditions"] == "presumed_met"


@pytest.mark.parametrize("here", ["leeds", "glasgow", "cardiff"])
def test_there_is_no_way_to_northern_ireland(here: str) -> None:
    vulnerability = {**CASE["vulnerability"], "pregnant": True}
    found = targets(assessed(here, "belfast", vulnerability=vulnerability))
    assert found
    assert {row["conditions"] for row in found.values()} == {"not_met"}


def test_asylum_support_in_england_is_for_the_officer_in_scotland_and_in_scotland_connects_nobody() -> None:
    for there, code, verdict in (("leeds", LEEDS, "officer_judgement"), ("glasgow", GLASGOW, "not_met")):
        history = [{"area": there, "from": "2015-01-01", "to": "2016-01-01", "basis": "asylum_s95"}]
        answer = assessed("edinburgh", there, housing_history=history)
        (row,) = [row for row in answer["local_connection"] if row["area"]["code"] == code]
        (finding,) = [each for each in row["findings"] if each["ground"] == "asylum_dispersal"]
        assert finding["verdict"] == verdict


def test_northern_ireland_has_no_test_between_districts_and_no_referral() -> None:
    answer = assessed("belfast", "derry-city-and-strabane")
    assert connection(answer, BELFAST) == connection(answer, DERRY) == "met"
    assert answer["no_local_connection_anywhere"] is False
    assert answer["referral"]["available"] is False
    assert answer["referral"]["stages"] == answer["referral"]["to"] == []


def test_what_northern_ireland_says_of_other_nations_is_never_a_connection() -> None:
    answer = assessed("belfast", "glasgow")
    assert connection(answer, GLASGOW) == "officer_judgement"
    options = [*answer["options"], *answer["closed_options"]]
    elsewhere = [option for option in options if not option["area"]["code"].startswith("N")]
    assert elsewhere
    assert not {option["connection"]["verdict"] for option in elsewhere} & {"met", "presumed_met"}


@pytest.mark.parametrize(("here", "nation"), [("glasgow", "Scotland"), ("belfast", "Northern Ireland")])
def test_before_2002_there_is_no_law_to_go_by(here: str, nation: str) -> None:
    data = {**CASE, "assessment_date": "2001-12-31", "applying_to": here}
    with pytest.raises(InputError) as refused:
        assessment(data, setting(), load_areas())
    (fault,) = refused.value.faults
    assert f"the law of {nation} for 2002-01-01 to now only" in fault.why
    assert "2001-12-31" in fault.why


def test_an_application_from_before_2002_is_refused_too() -> None:
    data = {
        **CASE,
        "assessment_date": "2002-02-01",
        "application_date": "2001-12-31",
        "applying_to": "glasgow",
    }
    with pytest.raises(InputError, match=r"No law is held|law"):
        assessment(data, setting(), load_areas())


def test_only_the_packs_that_decide_a_case_are_read() -> None:
    packs = tuple(shelved_pack(rules_folder() / name) for name in PACKS)
    law_on(packs, "scotland", 738000, 738000)
    read = {pack.name for pack in packs if "contents" in vars(pack)}
    assert read == {"scotland", "cross_border", "practice"}


def test_a_pack_read_late_says_the_same_as_one_read_at_once() -> None:
    for pack in shipped_packs():
        assert pack.sha256 == load_pack(rules_folder() / pack.name).sha256


@pytest.mark.parametrize(("applied", "closed"), [("2022-11-28", True), ("2022-11-29", False)])
def test_an_application_elsewhere_in_scotland_is_open_once_referrals_are_suspended(
    applied: str, closed: bool
) -> None:
    wanted = {"areas_wanted": ["aberdeen-city"], "areas_refused": [], "agrees_to_reconnection": True}
    answer = assessed("glasgow", "edinburgh", application_date=applied, wishes=wanted)
    rows = [*answer["options"], *answer["closed_options"]]
    (there,) = [row for row in rows if row["id"] == "part7:aberdeen-city"]
    assert ("connection" in there.get("closed_by", [])) is closed
