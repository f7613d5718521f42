"""What is refused in a profile, where, and in what words."""

import time
import tracemalloc
from pathlib import Path
from typing import Any, get_args

import pytest

from engine.dates import iso
from engine.problems import InputError
from engine.profile import read_profile, words
from tests.written import AREAS, LEAST, faults, only_fault, profile, sentences

# --- mistakes of shape


def test_a_field_that_there_is_not_is_refused_with_a_near_match_at_any_level() -> None:
    person = {"gendr": "male", "care": {"placements": [{"form": 2014}]}}
    assert sentences(
        asessment_date="2017", person=person, household=[{"immigration": {"statuss": "bno"}}]
    ) == [
        "`person.care.placements.0.form`: no field called `form` here. Near match: `from`.",
        "`person.gendr`: no field called `gendr` here. Near match: `gender`.",
        "`household.0.immigration.statuss`: no field called `statuss` here. Near match: `status`.",
        "`asessment_date`: no field called `asessment_date` here. Near match: `assessment_date`.",
    ]


def test_an_unknown_field_is_refused_though_nothing_stands_in_it() -> None:
    assert only_fault(risk=None).near[0] == "risks"


def test_a_field_whose_name_tells_a_story_is_not_repeated() -> None:
    fault = only_fault(person={"hit by her brother in May": True})
    assert fault.path == ("person",)
    assert "brother" not in fault.sentence()


def test_the_python_name_of_a_field_is_no_name_of_it() -> None:
    assert only_fault(housing_history=[{"from_": 2014}]).near == ("from",)


@pytest.mark.parametrize("written", ["yes", "no", 1, 0, "true", []])
def test_a_yes_or_no_is_true_or_false(written: object) -> None:
    assert only_fault(restrictions_known=written).sentence() == (
        "`restrictions_known`: yes or no is needed: `true`, `false` or `unknown`."
    )


@pytest.mark.parametrize(
    ("written", "why"), [("32", "whole"), (32.0, "whole"), (True, "whole"), (121, "120"), (-1, "0")]
)
def test_an_age_is_a_whole_number_from_0_to_120(written: object, why: str) -> None:
    assert why in only_fault(person={"age": written}).why


def test_a_word_that_is_not_of_its_field_is_refused_with_near_matches_or_all_words() -> None:
    near = only_fault(housing_history=[{"basis": "hostl"}])
    assert near.near[0] == "hostel"
    every = only_fault(restrictions=[{"effect": "banned from all of it"}])
    assert every.sentence() == (
        "`restrictions.0.effect`: no such word here. One of: `barred`, `permission_needed`, `notify`."
    )


@pytest.mark.parametrize("basis", get_args(words.Basis))
def test_every_basis_of_the_contract_is_read(basis: str, shared: Path) -> None:
    assert profile(housing_history=[{"basis": basis}]).housing_history is not None
    assert basis in (shared / "design" / "contract.md").read_text()


@pytest.mark.parametrize("written", [["shared"], {}, "yes"])
def test_living_with_the_client_is_yes_no_or_shared(written: object) -> None:
    fault = only_fault(household=[{"lives_with_client": written}])
    assert fault.do == "One of: `shared`, `true`, `false`, `unknown`."


@pytest.mark.parametrize("written", [1, 0, 1.0])
def test_a_number_is_no_yes_or_no_even_where_words_may_stand(written: object) -> None:
    assert len(faults(household=[{"lives_with_client": written}])) == 1
    assert len(faults(support_needs={"drugs": written})) == 1
    assert len(faults(vulnerability={"capacity_in_doubt": written})) == 1


def test_lists_groups_and_texts_are_asked_for_by_name() -> None:
    assert sentences(ref=7, risks={"area": "leeds"}, person=[], household=[5], wishes={"goals": "work"}) == [
        "`risks`: a list is needed; `[]` says asked and none.",
        "`ref`: text is needed; put a number in quotes.",
        "`person`: a group of fields is needed, as in `{area: leeds}`.",
        "`household.0`: a group of fields is needed, as in `{area: leeds}`.",
        "`wishes.goals`: a list is needed; `[]` says asked and none.",
    ]


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_what_is_no_group_of_fields_is_no_profile(data: object) -> None:
    with pytest.raises(InputError) as caught:
        read_profile(data, AREAS)
    assert caught.value.faults[0].why.startswith("a group of fields is needed")


def test_the_schema_and_the_day_are_needed() -> None:
    assert sentences({"ref": "mark"}) == [
        "`schema`: is needed. Write `schema: safe-connections/profile/1`.",
        "`assessment_date`: is needed. Give the day of decision, as in `2017-01-20`.",
    ]


def test_another_schema_is_not_read() -> None:
    assert only_fault(schema="safe-connections/profile/2").why == "this schema is not known."


def test_every_fault_is_told_at_once_contradictions_too() -> None:
    stays = [{"area": "leedz", "from": 2015, "to": 2014, "evidence": [5]}, 7, {"from": 2016, "to": 2015}]
    paths = [fault.dotted for fault in faults(schema="x", housing_history=stays, person={"age": "3"}, ris=[])]
    assert paths == [
        "housing_history.0.evidence.0", "housing_history.0.area", "housing_history.1", "schema", "person.age",
        "ris", "housing_history.0.to", "housing_history.2.to",
    ]  # fmt: skip


def test_no_more_than_fifty_faults_are_listed() -> None:
    found = sentences(risks=[{"kind": 5}] * 70)
    assert len(found) == 51
    assert found[-1] == "and 20 more faults."


def test_a_list_too_long_is_refused_quickly_with_its_count() -> None:
    assert len(profile(housing_history=[{}] * 500).housing_history or ()) == 500
    stays = [{"area": "leeds", "from": 2014} for _ in range(10_000)]
    tracemalloc.start()
    start = time.perf_counter()
    found = sentences(housing_history=stays)
    taken, (_, most) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == ["`housing_history`: 10,000 items given; up to 500 are read."]
    assert taken < 1
    assert most < 50_000_000


def test_nothing_that_was_written_stands_in_an_error() -> None:
    secret = "she fled from her brother in Leeds"
    with pytest.raises(InputError) as caught:
        read_profile(
            {
                **LEAST, "applying_to": secret + " and will not go back to the house where it all began",
                "assessment_date": secret, "person": {"age": secret, "date_of_birth": secret},
                "risks": [{"kind": secret, "reason": [secret], secret: True, "probable_on_return": secret}],
                "sso": {"offer": secret}, "housing_history": [{"lasted": secret, "basis": secret}],
            },
            AREAS,
        )  # fmt: skip
    assert "fled" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


# --- contradictions


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"housing_history": [{"from": "2015-06", "to": "2014"}]},
            "`housing_history.0.to`: ends before it starts.",
        ),
        ({"employment": [{"from": "2015~", "to": 2013}]}, "`employment.0.to`: ends before it starts."),
        (
            {"person": {"care": {"placements": [{"from": 2005, "to": 2004}]}}},
            "`person.care.placements.0.to`: ends before it starts.",
        ),
        (
            {"household": [{"housing_history": [{"from": 2005, "to": 2004}]}]},
            "`household.0.housing_history.0.to`: ends before it starts.",
        ),
        (
            {"housing_history": [{"to": "2017-01-21"}]},
            "`housing_history.0.to`: ends after the day of the decision. Write `current: true`.",
        ),
        ({"employment": [{"from": "2017-02"}]}, "`employment.0.from`: starts after the day of the decision."),
        (
            {"housing_history": [{"to": 2016, "current": True}]},
            "`housing_history.0.to`: has an end, and `current: true` too. Keep one of them.",
        ),
        (
            {"review_date": "2017-01-19"},
            "`review_date`: a review comes after the decision; this is before `assessment_date`.",
        ),
        (
            {"application_date": "2017-01-21"},
            "`application_date`: an application comes before the decision; this is after `assessment_date`.",
        ),
        (
            {"person": {"date_of_birth": 2018}},
            "`person.date_of_birth`: the client cannot be born after the day of the decision.",
        ),
        (
            {"rough_sleeping": {"first_seen": 2016, "last_seen": 2015}},
            "`rough_sleeping.last_seen`: is before `first_seen`.",
        ),
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any], sentence: str) -> None:
    assert sentences(**fields) == [sentence]


@pytest.mark.parametrize(
    "fields",
    [
        {"housing_history": [{"from": 2014, "to": "2014-01"}]},  # may be in order
        {"housing_history": [{"from": "2015", "to": "2014~"}]},
        {"housing_history": [{"from": "2017-01-20", "current": True}]},  # begun on the day itself
        {"housing_history": [{"to": "2017-01-20"}]},
        {"housing_history": [{"to": "2017"}]},  # some day of this year
        {"housing_history": [{"to": 2016, "current": False}]},
        {"housing_history": [{"to": "2017-02"}], "review_date": "2017-03-01"},  # known by the review
        {"application_date": "2017-01-20"},
        {"application_date": "2017-02-01", "review_date": "2017-03-01"},
        {"review_date": "2017-01-20"},
    ],
)
def test_what_may_be_is_read(fields: dict[str, Any]) -> None:
    profile(**fields)


@pytest.mark.parametrize(
    ("born", "age", "agrees"),
    [
        ("1985-01-20", 32, True),  # the birthday itself
        ("1985-01-21", 32, False),
        ("1985-01-21", 31, True),
        ("1984-01-20", 32, False),
        ("1985", 31, True),
        ("1985", 32, True),
        ("1985", 33, False),
        ("1985~", 33, True),
        ("1996-02-29", 20, True),
        (2017, 0, True),
    ],
)
def test_an_age_agrees_with_the_date_of_birth(born: object, age: int, agrees: bool) -> None:
    person = {"date_of_birth": born, "age": age}
    if agrees:
        assert profile(person=person).person is not None
    else:
        assert only_fault(person=person).dotted == "person.age"


def test_an_age_told_at_the_decision_or_at_its_review_agrees() -> None:
    for age in (31, 32):
        profile(person={"date_of_birth": "1985-02-01", "age": age}, review_date="2017-03-01")


def test_facts_are_judged_at_the_review_if_there_is_one() -> None:
    assert iso(profile().test_day.first) == "2017-01-20"
    assert iso(profile(review_date="2017-03-01").test_day.first) == "2017-03-01"


def test_a_case_that_is_larger_than_life_is_refused_and_says_how_large() -> None:
    members = [{"relation": "child"} for _ in range(21)]
    everywhere = [{"area": area.slug} for area in AREAS]
    case = {
        "schema": "safe-connections/profile/1",
        "assessment_date": "2024-01-15",
        "household": members,
        "housing_history": everywhere,
    }
    with pytest.raises(InputError) as refused:
        read_profile(case, AREAS)
    said = [fault.sentence() for fault in refused.value.faults]
    assert said[0] == "`household`: 21 people are given; at most 20 are read."
    assert "361 areas" in said[1]


def test_an_adult_child_who_is_no_adult_is_named() -> None:
    told = [{"relation": "adult_child", "area": "leeds", "adult": False}]
    (said,) = sentences(family=told)
    assert said.startswith("`family.0.adult`: an `adult_child` is an adult.")
