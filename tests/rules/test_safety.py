"""The safety of an area: the worst of what is found there, clear only where all was asked, and closed in doubt."""

from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluate import findings
from engine.facts.case import Case, case_of, safety_groups
from engine.facts.subjects import ELSEWHERE
from engine.packs import Law, law_on
from engine.profile import read_profile
from engine.questions import load_questions
from engine.verdicts import SAFETY, SILENT
from engine.wording import wording_of
from services_directory.areas import load_areas
from tests.all_facts import RULES, law
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
def practice_on(day: str) -> Law:
    of = read_profile({**ALL_ASKED, "assessment_date": day}, load_areas()).profile.assessment_date.first
    return law_on(law().packs, "england", of, of)


def safety(data: Json) -> dict[str, str]:
    """The state of three areas, and of any area that the profile does not name."""
    of = case(data)
    words = wording_of(of, lambda code: code or "", TEXTS)
    worst = {}
    for area in (*CODES, ELSEWHERE):
        found = findings(practice_on(data["assessment_date"]), safety_groups(of, [area]), words)
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


yes_no = st.booleans()
known_or_not = st.sampled_from((True, False, "unknown"))


def may_say(**fields: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=fields)


risks = may_say(
    area=st.sampled_from((*AREAS, "unknown", "outside-uk")),
    kind=st.sampled_from(
        ("domestic_abuse", "stalking", "drug_debt", "violence", "safeguarding", "other", "relapse")
    ),
    probable_on_return=known_or_not,
    person_can_reach=known_or_not,
    reason=st.just("The person died."),
)
restrictions = may_say(
    areas=st.lists(st.sampled_from((*AREAS, "unknown")), max_size=2),
    kind=st.sampled_from(("licence_condition", "residence_requirement", "mappa", "bail")),
    effect=st.sampled_from(("barred", "permission_needed", "notify")),
    until=st.sampled_from(("1990", "2008-01-01", "2015/2030", "2040-01-01")),
)
profiles = st.fixed_dictionaries(
    {
        "schema": st.just("safe-connections/profile/1"),
        "assessment_date": st.sampled_from(DAYS),
        "applying_to": st.sampled_from(AREAS),
        "risks": st.lists(risks, max_size=2),
        "restrictions": st.lists(restrictions, max_size=2),
    },
    optional={
        "household": st.lists(may_say(risks=st.lists(risks, max_size=1)), max_size=1),
        "restrictions_known": known_or_not,
        "vulnerability": may_say(served_custody=known_or_not, care_needs=yes_no),
        "housing_needs": may_say(
            convictions=st.lists(may_say(kind=st.sampled_from(("sexual", "theft"))), max_size=1),
            exclusions=st.lists(may_say(area=st.sampled_from(AREAS)), max_size=1),
        ),
        "housing_history": st.lists(may_say(basis=st.sampled_from(("prison", "hostel"))), max_size=1),
    },
)


@given(profiles, st.data())
def test_forgetting_anything_never_clears_an_area(profile: Json, data: st.DataObject) -> None:
    forgotten = data.draw(st.lists(st.sampled_from(list(paths(profile))), max_size=3, unique=True))
    before, after = safety(profile), safety(without(profile, forgotten))
    for area, state in before.items():
        assert not (state in {"excluded", "undetermined"} and after[area] in {"caution", "clear"}), area


@given(profiles, st.data())
def test_finding_out_never_reverses_what_is_settled(profile: Json, data: st.DataObject) -> None:
    # `areas` is a place as well: an order whose places are forgotten may hold anywhere.
    places = [*paths(profile), *(("restrictions", n, "areas") for n in range(len(profile["restrictions"])))]
    gaps = data.draw(st.lists(st.sampled_from(places), max_size=3, unique=True))
    less, more = safety(without(profile, gaps)), safety(profile)
    for area, state in less.items():
        assert state == "undetermined" or state == more[area] or _cautions_alone(state, more[area]), area


def _cautions_alone(before: str, after: str) -> bool:
    """A caution that was never raised is none: to raise it is no reversal."""
    return (before, after) == ("clear", "caution")


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
