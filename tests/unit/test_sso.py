"""The check of a Single Service Offer says what a careful senior worker would say, and why."""

import json
from copy import deepcopy
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.answers import Asked
from casework.setting import load_setting
from casework.sso import sso_check
from casework.sso.steps import Lifted, Need, beyond_help, shortest
from engine.problems import InputError
from engine.reading import read_document
from engine.setting import Setting
from services_directory.areas import load_areas
from tests.profiles import AREAS, Json, paths, whole_profiles, without
from tests.program import AARIZ, MARK

pytestmark = pytest.mark.unit


@cache
def setting() -> Setting:
    return load_setting()


AS_TOLD = Asked()


def check(
    profile: Json, area: str | None = None, offer: str | None = None, asked: Asked = AS_TOLD
) -> dict[str, Any]:
    return sso_check(profile, setting(), load_areas(), area, offer, asked)


def example(path: Path) -> Json:
    return read_document(path.read_bytes(), name="x")


def without_notes(data: Json) -> Json:
    if isinstance(data, dict):
        return {name: without_notes(value) for name, value in data.items() if name != "note"}
    return [without_notes(each) for each in data] if isinstance(data, list) else data


def decided_case(shared: Path, name: str) -> Json:
    file, _, place = name.partition("#")
    told = json.loads((shared / "cases" / "profiles" / f"{file}.json").read_text())
    return without_notes(told["profiles"][int(place or 0)])


# What a senior worker would say of each offer, from the facts of the case alone. Where the case tells of no
# offer, the one is tried that a hurried team might have made.
OFFERS_IN_DECIDED_CASES = [
    # The offers that the sources tell of.
    ("cs-bournemouth-2017#0", None, None, "not_supportable",
     "a ticket to a city where he knows nobody, when he has lived where he is all his life"),
    ("cs-bournemouth-2017#1", None, None, "not_supportable", "the same, at the end of the year"),
    ("cs-safe-connections-aariz#0", None, None, "not_supportable",
     "a ticket, declined, though the law does connect him with the city"),
    ("cs-safe-connections-aariz#1", None, None, "not_supportable", "the same, with years only"),
    # Offers tried on the facts of other cases.
    ("cs-safe-connections-debt", "rutland", "housing_options_presentation", "unsafe",
     "those to whom he owes for drugs would kill him there, reported or not"),
    ("2009-ali-moran", "rutland", "private_rented", "unsafe", "the violent husband lives there"),
    ("2011-yemshaw-hounslow", "hounslow", "family_or_friends", "unsafe",
     "the home is that of the man she fled from"),
    ("lgo-24-013-ealing-2024", "rutland", "housing_options_presentation", "unsafe",
     "she fled abuse from there; a connection makes nothing safe"),
    ("we-contact-parent", "rutland", "housing_options_presentation", "not_supportable",
     "the parent refuses it, and would lose the children"),
    ("we-contact-parent", "rutland", "instruction_to_present", "not_supportable",
     "the same, and it is not even an appointment"),
    ("cs-safe-connections-mark", "brighton-and-hove", "housing_options_presentation", "undetermined",
     "he agrees to a move, and nobody has asked yet about danger, dates or family there"),
    ("cs-safe-connections-mark", "brighton-and-hove", "ticket_to_area", "not_supportable",
     "to a wheelchair user with a script a ticket is no offer"),
    ("we-care-leaver-corporate", "watford", "assessment_appointment", "undetermined",
     "the law connects the care leaver with it, but nobody has asked what the young person wants or fears"),
    ("2006-ozbek-ipswich", "southampton", "temporary_accommodation", "undetermined",
     "the law may send the case there; whether it is safe and wanted was never asked"),
    ("we-ashfield-any-council", "ashfield", "ticket_to_area", "not_supportable",
     "no tie at all, and nothing at the end of the journey"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "area", "offer", "verdict", "why"), OFFERS_IN_DECIDED_CASES)
def test_an_offer_in_a_decided_case_gets_the_verdict_of_a_senior_worker(
    shared: Path, case: str, area: str | None, offer: str | None, verdict: str, why: str
) -> None:
    found = check(decided_case(shared, case), area, offer)
    assert found["verdict"] == verdict, why
    decisive = {"unsafe": {"excluded"}, "not_supportable": {"presumed_not_met"}}.get(verdict)
    argued = [
        each["because"] for each in found["concerns"] if each["verdict"] in (decisive or {"undetermined"})
    ]
    assert argued
    assert any(because in found["because"] for because in argued)
    assert all(each["cites"] for each in found["concerns"])


OFFERS_TO_THE_EXAMPLES = [
    (AARIZ, None, None, "not_supportable", "a ticket, and he declined it"),
    (AARIZ, "leeds", "assessment_appointment", "not_supportable", "he does not want to be in that city"),
    (AARIZ, "newham", "hostel_young_people", "supportable",
     "a young person's hostel with a bed, that asks for no connection: what was found for him"),
    (AARIZ, "newham", "rehabilitation", "undetermined", "no such place is known there"),
    (AARIZ, "hackney", "private_rented", "undetermined", "no letting has been named"),
    (MARK, None, None, "not_supportable", "he declined: being there means using drugs"),
    (MARK, "brighton-and-hove", "instruction_to_present", "not_supportable", "being sent is no offer"),
    (MARK, "tower-hamlets", "hotel", "undetermined", "a room for which nobody has said who takes him"),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "area", "offer", "verdict", "why"), OFFERS_TO_THE_EXAMPLES)
def test_an_offer_to_an_example_gets_the_verdict_of_a_senior_worker(
    profile: Path, area: str | None, offer: str | None, verdict: str, why: str
) -> None:
    assert check(example(profile), area, offer)["verdict"] == verdict, why


def sound() -> Json:
    """Aariz with the offer that was made to him in the end."""
    profile = example(AARIZ)
    profile["sso"] = {"area": "newham", "offer": "hostel_young_people", "status": "accepted"}
    return profile


BAIL = {"kind": "bail", "effect": "barred", "until": "2017-01-01"}
UNDOING = [
    ({"risks": [{"area": "newham", "kind": "gang", "probable_on_return": True}]}, "unsafe"),
    ({"risks": None}, "undetermined"),
    ({"restrictions": [{**BAIL, "areas": ["newham"]}]}, "unsafe"),
    ({"consent": {"share_with_agencies": False}}, "not_supportable"),
    ({"consent": None}, "undetermined"),
    ({"accepted": [{"by": "tower-hamlets", "on": "2016-08-01", "main_duty": True}]}, "undetermined"),
    ({"person": {"age": 40, "gender": "male", "immigration": {"status": "refugee"}}}, "not_supportable"),
    ({"vulnerability": {"capacity_in_doubt": True}}, "undetermined"),
    ({"sso": {"area": "newham", "offer": "hostel_young_people", "status": "declined"}}, "not_supportable"),
    ({"sso": {"area": "newham", "offer": "ticket_to_area", "status": "accepted"}}, "not_supportable"),
    ({"sso": {"area": "newham", "offer": "other", "status": "accepted"}}, "undetermined"),
    ({"sso": {"area": "newham", "status": "accepted"}}, "undetermined"),
    ({"sso": {"offer": "hostel_young_people", "status": "accepted"}}, "undetermined"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "verdict"), UNDOING)
def test_a_sound_offer_is_sound_no_more_once_one_thing_is_amiss(change: Json, verdict: str) -> None:
    assert check(sound())["verdict"] == "supportable"
    assert check({**sound(), **change})["verdict"] == verdict


def test_what_would_make_an_offer_sound_is_the_fewest_steps_each_tied_to_what_it_lifts() -> None:
    found = check(example(AARIZ))
    lifted = [[each["rule"] for each in step["lifts"]] for step in found["to_make_it_sound"]]
    assert lifted == [["prac.readiness.a_place_or_a_firm_appointment"], ["prac.readiness.wanted"]]
    assert "named place to live in Leeds" in found["to_make_it_sound"][0]["step"]
    assert found["cannot_be_made_sound"] == []


def test_an_unsafe_offer_has_no_step_that_mends_it_and_nothing_to_arrange() -> None:
    profile = {**sound(), "risks": [{"area": "newham", "kind": "gang", "probable_on_return": True}]}
    found = check(profile)
    assert found["to_make_it_sound"] == found["to_arrange"] == []
    assert [each["rule"] for each in found["cannot_be_made_sound"]] == ["prac.readiness.safe_there"]
    assert "newham" not in {each["area"]["slug"] for each in found["better_options"]}


def test_one_answer_is_enough_where_any_of_several_would_show_the_connection() -> None:
    found = check(example(MARK))
    steps = [
        step["step"]
        for step in found["to_make_it_sound"]
        if {"prac.readiness.would_be_taken"} == {each["rule"] for each in step["lifts"]}
    ]
    assert len(steps) == 1


def test_a_better_option_says_what_makes_it_better_than_the_ticket() -> None:
    best, *_ = check(example(AARIZ))["better_options"]
    assert best["id"] == "service:kittiwake-newham"
    assert best["better_because"] == [
        "It lasts a year or two and leads to study and work.",
        "The client agrees to move and has not refused Newham.",
    ]


def test_staying_on_the_street_is_never_called_better_but_stays_possible() -> None:
    for profile in (AARIZ, MARK):
        found = check(example(profile))
        assert "stay" not in {each["route"] for each in found["better_options"]}
        assert "takes away no right" in found["staying"]


def test_an_option_above_the_offer_that_is_open_is_named_and_one_below_is_not() -> None:
    ids = [each["id"] for each in check(example(AARIZ))["better_options"]]
    offered = check(example(AARIZ), "city-of-london", "assessment_centre")
    assert ids[:2] == ["service:kittiwake-newham", "service:st-example-fold-assessment"]
    assert [each["id"] for each in offered["better_options"]] == ids[:1]
    assert offered["better_options"][0]["better_because"]


def test_the_legal_footing_is_that_of_the_council_offered() -> None:
    footing = check(example(AARIZ))["legal_footing"]
    assert footing["connection"]["ground"] == "asylum_dispersal"
    assert (footing["connection"]["verdict"], footing["connection"]["on_evidence"]) == ("met", "undetermined")
    assert footing["could_be_sent_away"]["answer"] is False
    assert {"duty": "take_application", "verdict": "met"}.items() <= footing["duties"][-1].items()
    (gap,) = check(example(AARIZ))["evidence_gaps"]
    assert "home_office_letter" in gap["documents"]


def presented_in(area: str) -> Json:
    """A client with a tie to Edinburgh alone, offered a presentation elsewhere."""
    return {
        **sound(),
        "assessment_date": "2026-03-31",
        "applying_to": "edinburgh",
        "housing_history": [
            {"area": "edinburgh", "from": "2010", "current": True, "basis": "rough_sleeping"}
        ],
        "special_circumstances": [],
        "sso": {"area": area, "offer": "housing_options_presentation", "status": "proposed"},
    }


def test_a_council_that_may_send_nobody_away_needs_no_connection() -> None:
    """No Scottish council may refer to another for want of a connection from 29 November 2022."""
    found = check(presented_in("glasgow"))
    footing = found["legal_footing"]
    assert (footing["jurisdiction"], footing["connection"]["verdict"]) == ("scotland", "presumed_not_met")
    assert footing["could_be_sent_away"]["answer"] is False
    taken = [each for each in found["sound"] if each["rule"] == "prac.readiness.would_be_taken"]
    assert [each["verdict"] for each in taken] == ["presumed_met"]
    in_england = check(presented_in("manchester"))
    assert "prac.readiness.would_be_taken" in {each["rule"] for each in in_england["concerns"]}
    assert in_england["legal_footing"]["could_be_sent_away"]["answer"] is not False


def test_a_refusal_of_one_offer_leaves_open_whether_another_there_is_wanted() -> None:
    profile = {**sound(), "sso": {"area": "newham", "offer": "private_rented", "status": "declined"}}
    found = check(profile, "newham", "hostel_young_people")
    wanted = next(each for each in found["concerns"] if each["rule"] == "prac.readiness.wanted")
    assert (wanted["verdict"], wanted["missing"]) == ("undetermined", ["sso.status"])


def test_what_is_left_to_arrange_follows_the_client() -> None:
    for_mark = " ".join(each["do"] for each in check(example(MARK))["to_arrange"])
    for_aariz = " ".join(each["do"] for each in check(example(AARIZ))["to_arrange"])
    assert "first dose there" in for_mark
    assert "wheelchair" in for_mark
    assert "interpreter" in for_aariz
    assert "dose" not in for_aariz
    assert "meets the client on arrival" in for_aariz


def test_the_day_and_the_nation_asked_about_decide() -> None:
    found = check(example(AARIZ), asked=Asked("2019-06-03", "england"))
    assert found["assessed_on"] == "2019-06-03"
    owed = {row["duty"]: row["verdict"] for row in found["legal_footing"]["duties"]}
    assert owed["relief"] != "not_met"  # the relief duty came in April 2018
    assert "relief" not in {row["duty"] for row in check(example(AARIZ))["legal_footing"]["duties"]}


@pytest.mark.parametrize(
    ("change", "asked", "path", "why"),
    [
        ({"sso": None}, Asked(), "sso", "there is no offer to check."),
        ({"sso": {"status": "declined"}}, Asked(), "sso", "there is no offer to check."),
        ({"sso": {"area": "outside-uk"}}, Asked(), "sso.area", "a place abroad is beyond this check."),
        ({}, Asked(None, "cornwall"), "jurisdiction", "no such nation."),
    ],
)
def test_what_cannot_be_checked_is_refused_with_its_place(
    change: Json, asked: Asked, path: str, why: str
) -> None:
    with pytest.raises(InputError) as refused:
        check({**example(AARIZ), **change}, asked=asked)
    assert [(fault.dotted, fault.why) for fault in refused.value.faults] == [(path, why)]


OFFERS = (
    "housing_options_presentation", "assessment_appointment", "family_or_friends", "private_rented",
    "hostel", "temporary_accommodation", "other",
)  # fmt: skip
IN_ENGLAND = Asked(None, "england")


@st.composite
def offers(draw: st.DrawFn, kinds: tuple[str, ...]) -> Json:
    """An invented client who has agreed to whatever is offered, and the offer."""
    sso = {"area": draw(st.sampled_from(AREAS)), "offer": draw(st.sampled_from(kinds)), "status": "accepted"}
    return {
        **draw(whole_profiles(few=True)),
        "wishes": {"agrees_to_reconnection": True, "areas_refused": [], "areas_wanted": [sso["area"]]},
        "consent": {"share_with_agencies": True},
        "sso": {**sso, "evidence": ["written_offer"]},
    }


@settings(max_examples=25)
@given(offers(("ticket_to_area", "instruction_to_present")))
def test_a_ticket_or_an_instruction_is_never_supportable(profile: Json) -> None:
    assert check(profile, asked=IN_ENGLAND)["verdict"] in {"unsafe", "not_supportable"}


@settings(max_examples=25)
@given(offers(OFFERS), st.data())
def test_forgetting_never_makes_an_offer_supportable(profile: Json, data: st.DataObject) -> None:
    places = [path for path in paths(profile) if path != ("sso",)]
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=5, unique=True))
    less = without(deepcopy(profile), chosen)
    if check(less, asked=IN_ENGLAND)["verdict"] == "supportable":
        assert check(profile, asked=IN_ENGLAND)["verdict"] == "supportable", chosen


@settings(max_examples=25)
@given(offers(OFFERS))
def test_a_check_hangs_together(profile: Json) -> None:
    found = check(profile, asked=IN_ENGLAND)
    sound_as_it_is = not found["to_make_it_sound"] and not found["cannot_be_made_sound"]
    assert (found["verdict"] == "supportable") == sound_as_it_is
    against = {each["rule"] for each in found["concerns"] if "readiness" in each["rule"]}
    lifted = {each["rule"] for step in found["to_make_it_sound"] for each in step["lifts"]}
    assert lifted <= against
    for option in found["better_options"]:
        assert option["route"] != "stay"
        assert {gate["verdict"] for gate in option["gates"]} == {"open"}
        assert option["better_because"]


def needs_met_by(every: list[list[str]]) -> list[Need]:
    return [Need(Lifted(f"rule {place}", "a rule"), tuple(by)) for place, by in enumerate(every)]


ways = st.lists(st.sampled_from("abcdef"), max_size=4, unique=True)
needs = st.lists(ways, max_size=5).map(needs_met_by)


@given(needs)
def test_the_shortest_way_lifts_all_that_can_be_lifted_and_no_shorter_one_does(every: list[Need]) -> None:
    steps = {step.step for step in shortest(every)}
    can = [need for need in every if need.by]
    assert all(steps & set(need.by) for need in can)
    assert {each.rule for each in beyond_help(every)} == {need.lifted.rule for need in every if not need.by}
    fewer = combinations("abcdef", len(steps) - 1) if steps else ()
    assert not any(all(set(some) & set(need.by) for need in can) for some in fewer)
