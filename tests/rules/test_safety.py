"""The safety of an area: the worst of what is found there, and clear only where all was asked."""

from collections import defaultdict
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evaluate import findings
from engine.facts.case import Case, case_of, safety_groups
from engine.facts.subjects import ELSEWHERE
from engine.packs import Law, load_pack
from engine.packs.law import bound
from engine.profile import read_profile
from engine.questions import load_questions
from engine.verdicts import SAFETY, SILENT
from engine.wording import wording_of
from services_directory.areas import load_areas
from tests.all_facts import RULES
from tests.profiles import Json, paths, without

AREAS = ("leeds", "medway", "hackney")
CODES = tuple(load_areas().resolve(area).codes[0] for area in AREAS)
DAYS = ("1997-01-20", "2007-09-30", "2009-04-01", "2015-03-31", "2026-03-31")
TEXTS = load_questions(RULES / "questions.yaml")

ALL_ASKED: Json = {
    "schema": "safe-connections/profile/1",
    "assessment_date": "2026-03-31",
    "applying_to": "hackney",
    "person": {"age": 34},
    "household": [],
    "risks": [],
    "restrictions": [],
    "restrictions_known": True,
}


@cache
def practice_on(day: int) -> Law:
    """The practice of a day, by itself."""
    pack, about = load_pack(RULES / "practice"), defaultdict(list)
    for rule in pack.rules:
        if rule.period.holds(day):
            about[rule.about].append(bound(rule, {"test_day": day, "application_date": day}))
    return Law((pack,), "practice", {kind: tuple(rules) for kind, rules in about.items()})


def safety(data: Json) -> dict[str, str]:
    """The state of three areas, and of any area that the profile does not name."""
    of = case(data)
    words = wording_of(of, lambda code: code or "", TEXTS)
    worst = {}
    for area in (*CODES, ELSEWHERE):
        found = findings(practice_on(of.test_day), safety_groups(of, [area]), words)
        verdict = SAFETY.strongest(each.verdict for each in found if each.rule.rule.family == "safety")
        worst[area] = "clear" if verdict == SILENT else verdict
    return worst


def case(data: Json) -> Case:
    return case_of(read_profile(data, load_areas()).profile, lambda _code: "england")


def leeds(**fields: Any) -> str:
    return safety({**ALL_ASKED, **fields})[CODES[0]]


def test_an_area_is_clear_where_all_was_asked_and_nothing_was_told() -> None:
    assert set(safety(ALL_ASKED).values()) == {"clear"}


@pytest.mark.parametrize("field", ["risks", "restrictions", "household"])
def test_what_was_never_asked_leaves_every_area_open(field: str) -> None:
    assert set(safety(without(ALL_ASKED, [(field,)])).values()) == {"undetermined"}


def test_the_worst_of_several_counts() -> None:
    gone = {"area": "leeds", "kind": "gang", "probable_on_return": False, "reason": "The gang is gone."}
    feared = {"area": "leeds", "kind": "threat"}
    likely = {"area": "leeds", "kind": "drug_debt", "probable_on_return": True}
    assert leeds(risks=[gone]) == "caution"
    assert leeds(risks=[gone, feared]) == "undetermined"
    assert leeds(risks=[gone, feared, likely]) == "excluded"
    assert leeds(risks=[gone, feared, likely], vulnerability={"capacity_in_doubt": True}) == "excluded"


def test_a_danger_at_a_place_not_known_leaves_every_area_open() -> None:
    at_large = {**ALL_ASKED, "risks": [{"kind": "stalking", "person_can_reach": True}]}
    assert set(safety(at_large).values()) == {"undetermined"}


def test_one_of_several_places_leaves_those_open_and_no_other() -> None:
    either = {"possible_areas": ["leeds", "medway"], "kind": "violence", "probable_on_return": True}
    found = safety({**ALL_ASKED, "risks": [either]})
    assert [found[code] for code in (*CODES, ELSEWHERE)] == ["undetermined", "undetermined", "clear", "clear"]


def test_a_danger_abroad_closes_no_area_here() -> None:
    abroad = {"area": "outside-uk", "kind": "domestic_abuse", "probable_on_return": True}
    assert set(safety({**ALL_ASKED, "risks": [abroad]}).values()) == {"clear"}


def test_a_danger_to_anyone_of_the_household_closes_the_area() -> None:
    child = {
        "relation": "child",
        "risks": [{"area": "leeds", "kind": "violence", "probable_on_return": True}],
    }
    assert leeds(household=[child]) == "excluded"
    assert leeds(household=[{"relation": "child"}]) == "undetermined"
    assert leeds(household=[{"relation": "child", "risks": []}]) == "clear"


known_or_not = st.sampled_from((True, True, False, False, "unknown"))
risks = st.fixed_dictionaries(
    {
        "area": st.sampled_from((*AREAS, "unknown", "outside-uk")),
        "kind": st.sampled_from(
            ("domestic_abuse", "stalking", "drug_debt", "violence", "safeguarding", "other", "relapse")
        ),
        "probable_on_return": known_or_not,
        "person_can_reach": known_or_not,
    },
    optional={"reason": st.just("The person died.")},
)
restrictions = st.fixed_dictionaries(
    {
        "areas": st.lists(st.sampled_from((*AREAS, "unknown")), max_size=2),
        "kind": st.sampled_from(("licence_condition", "residence_requirement", "mappa", "bail")),
        "effect": st.sampled_from(("barred", "permission_needed", "notify")),
        "until": st.sampled_from(("2008-01-01", "2015/2030", "2040-01-01")),
    }
)
members = st.fixed_dictionaries({"risks": st.lists(risks, max_size=1)})
days = st.sampled_from(DAYS)
# Profiles in which all is well but for one thing, and profiles in which much goes together.
told_of_restrictions = st.builds(
    lambda day, told: {**ALL_ASKED, "assessment_date": day, "restrictions": told},
    days, st.lists(restrictions, min_size=1, max_size=2),
)  # fmt: skip
told_of_risks = st.builds(
    lambda day, told, household: {**ALL_ASKED, "assessment_date": day, "risks": told, "household": household},
    days, st.lists(risks, max_size=2), st.lists(members, max_size=1),
)  # fmt: skip
told_of_the_past = st.builds(
    lambda known, custody, convictions, history: {
        **ALL_ASKED,
        "restrictions_known": known,
        "vulnerability": {"served_custody": custody},
        "housing_needs": {"convictions": convictions},
        "housing_history": history,
    },
    known_or_not,
    known_or_not,
    st.lists(st.sampled_from(({"kind": "sexual"}, {"kind": "theft"})), max_size=1),
    st.lists(st.sampled_from(({"basis": "prison"}, {"basis": "hostel"})), max_size=1),
)
told_of_all = st.builds(
    lambda past, restrictions, risks: {**past, **restrictions, "risks": risks["risks"]},
    told_of_the_past, told_of_restrictions, told_of_risks,
)  # fmt: skip
profiles = st.one_of(told_of_restrictions, told_of_risks, told_of_the_past, told_of_all)


@settings(max_examples=400)
@given(profiles)
def test_what_is_forgotten_leaves_an_area_as_it_was_or_open(profile: Json) -> None:
    """So forgetting never clears an area, and finding out never reverses what was settled."""
    before = safety(profile)
    held_at = [("restrictions", each, "areas") for each in range(len(profile["restrictions"]))]
    for path in (*paths(profile), *held_at):
        for area, state in safety(without(profile, [path])).items():
            assert state in {before[area], "undetermined"}, (path, area)


@given(profiles, profiles)
def test_much_forgotten_at_once_never_clears_an_area_either(profile: Json, other: Json) -> None:
    gaps = [path for path in paths(profile) if path in set(paths(other))]
    before = safety(profile)
    for area, state in safety(without(profile, gaps)).items():
        assert state in {before[area], "undetermined"}, (gaps, area)


@given(profiles, risks)
def test_one_more_danger_never_makes_an_area_safer(profile: Json, risk: Json) -> None:
    worse = deepcopy(profile)
    worse["risks"].append(risk)
    _no_safer(safety(profile), safety(worse))


@given(profiles, restrictions)
def test_one_more_restriction_never_makes_an_area_safer(profile: Json, restriction: Json) -> None:
    worse = deepcopy(profile)
    worse["restrictions"].append(restriction)
    _no_safer(safety(profile), safety(worse))


def _no_safer(before: dict[str, str], after: dict[str, str]) -> None:
    for area, state in before.items():
        assert SAFETY.verdicts.index(after[area]) >= SAFETY.verdicts.index(state), area
