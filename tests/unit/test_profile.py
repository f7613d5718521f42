"""Reading a profile: what is not known, what is refused and where, and what the writer is warned of."""

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dates import Duration, DurationRange, parse_edtf
from engine.known import Amount
from engine.problems import InputError
from engine.profile import Profile, read_profile
from engine.profile.models import Member
from engine.profile.words import AREA_FIELDS, DATE_FIELDS, UNKNOWN
from engine.reading import read_document
from tests.written import (
    AREAS,
    BRIGHTON,
    DORSET,
    LEAST,
    LEEDS,
    only_fault,
    profile,
    reading,
    sentences,
)

# --- whole profiles


def test_every_decided_case_is_read(shared: Path) -> None:
    cases = [json.loads(file.read_text()) for file in sorted((shared / "cases" / "profiles").glob("*.json"))]
    profiles = [data for case in cases for data in case["profiles"]]
    assert len(profiles) == 87
    for data in profiles:
        assert read_profile(data, AREAS).profile.ref == data["ref"]


@pytest.mark.parametrize("name", ["mark", "aariz"])
def test_the_example_profiles_are_read(shared: Path, name: str) -> None:
    file = shared / "design" / "examples" / f"{name}.yaml"
    data = read_document(file.read_bytes(), name=file.name)
    assert read_profile(data, AREAS).profile.ref == name


def test_the_profile_of_the_contract_is_read_field_by_field(shared: Path) -> None:
    text = (shared / "design" / "contract.md").read_text()
    block = text.split("```yaml\n")[1].split("```")[0].replace("authority: ...", "authority: leeds")
    for field in ("date", "placed_in", "placed_from"):
        block = block.replace(f"{field}: ...", f"{field}: unknown")
    data = read_document(
        block.replace("{area: ..., reason", "{area: leeds, reason").encode(), name="contract"
    )
    found = read_profile(data, AREAS).profile
    assert found.ref == "mark"
    assert found.housing_history is not None
    assert [stay.basis for stay in found.housing_history] == ["private_tenancy", "rough_sleeping"]
    assert found.person is not None
    assert found.person.care is not None
    assert found.person.care.between_16_and_18 is None
    assert found.vulnerability is not None
    assert found.vulnerability.served_custody is True
    assert found.sso is not None
    assert found.sso.area == BRIGHTON


def test_the_least_profile_is_a_schema_and_a_day() -> None:
    found = read_profile({"schema": LEAST["schema"], "assessment_date": "2017-01-20"}, AREAS).profile
    assert found.person is None
    assert found.applying_to == UNKNOWN


def test_a_profile_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        profile().__setattr__("ref", "other")


def test_what_historic_cases_hold_beside_is_allowed_and_not_looked_into() -> None:
    found = profile(
        decision={"decided_on": "2017-02-01", "from": 1}, protected_characteristics={"age_band": "30"}
    )
    assert found.decision == {"decided_on": "2017-02-01", "from": 1}


def test_order_of_fields_means_nothing() -> None:
    data = {**LEAST, "ref": "mark", "applying_to": "leeds"}
    assert read_profile(data, AREAS) == read_profile(dict(reversed(data.items())), AREAS)


# --- not known


@pytest.mark.parametrize("field", ["absent", None, "unknown"])
def test_absent_null_and_unknown_are_all_not_known(field: object) -> None:
    fields = ("own_choice", "basis", "from", "to", "area")
    stays = profile(housing_history=[{} if field == "absent" else dict.fromkeys(fields, field)])
    (stay,) = stays.housing_history or ()
    assert (stay.own_choice, stay.basis, stay.from_, stay.to, stay.area) == (None, None, None, None, UNKNOWN)


@pytest.mark.parametrize("written", [None, "unknown"])
def test_any_field_but_the_needed_ones_may_be_not_known(written: object) -> None:
    names = [name for name in Profile.fields if name not in ("schema", "assessment_date")]
    assert (
        profile(**dict.fromkeys(names, written))
        == read_profile({"schema": LEAST["schema"], "assessment_date": "2017-01-20"}, AREAS).profile
    )


def test_a_relation_may_be_not_known() -> None:
    (relative,) = profile(family=[{"relation": "unknown", "area": "leeds"}]).family or ()
    assert relative.relation is None


def test_a_caution_written_as_unknown_was_raised_and_one_left_out_was_not() -> None:
    cautions = ("capacity_in_doubt", "trafficking_indicators")
    raised = profile(vulnerability=dict.fromkeys(cautions, "unknown")).vulnerability
    never = profile(vulnerability={"capacity_in_doubt": None, "pregnant": "unknown"}).vulnerability
    assert [getattr(raised, caution) for caution in cautions] == [UNKNOWN, UNKNOWN]
    assert [getattr(never, caution) for caution in (*cautions, "pregnant")] == [None, None, None]


def test_an_empty_list_says_asked_and_none_and_an_absent_one_was_not_asked_about() -> None:
    assert profile(risks=[]).risks == ()
    assert profile().risks is None


def test_a_list_may_say_that_there_is_more_wherever_it_stands() -> None:
    lists = ("housing_history", "employment", "family", "special_circumstances", "risks")
    flags = dict.fromkeys([f"{name}_complete" for name in lists], False)
    beside = {f"{name}_complete": False for name in ("restrictions", "household", "prior_applications")}
    found = profile(**flags, **beside, household=[flags])
    (member,) = found.household or ()
    assert {getattr(found, flag) for flag in (*flags, *beside)} == {False}
    assert {getattr(member, flag) for flag in flags} == {False}


def test_notes_and_evidence_may_stand_on_any_item() -> None:
    both = {"note": "seen", "evidence": ["letter"]}
    lists = ("housing_history", "employment", "family", "special_circumstances", "risks", "restrictions")
    found = profile(
        **{name: [both] for name in (*lists, "household", "prior_applications", "accepted")},
        **dict.fromkeys(("vulnerability", "homelessness", "sso"), both),
        **{name: {"note": "seen"} for name in ("support_needs", "rough_sleeping", "wishes", "consent")},
        person={**both, "immigration": both, "care": {**both, "placements": [both]}, "armed_forces": both},
        housing_needs={**both, "exclusions": [both], "arrears": [both], "convictions": [both]},
    )
    assert found.risks is not None
    assert found.risks[0].evidence == ("letter",)
    assert found.housing_needs is not None
    assert found.housing_needs.note == "seen"


# --- dates and lengths


def test_a_date_may_be_a_bare_year() -> None:
    (stay,) = profile(housing_history=[{"from": 2014}]).housing_history or ()
    assert stay.from_ == parse_edtf("2014")


def test_a_date_that_is_no_date_is_refused_with_the_reason() -> None:
    assert sentences(housing_history=[{"from": "2014-21"}, {"to": 20140603}]) == [
        "`housing_history.0.from`: seasons and quarters are not read; give months, as in 2014-06/2014-08.",
        "`housing_history.1.to`: write hyphens between year, month and day, as in 2014-06-03.",
    ]


@pytest.mark.parametrize("written", [True, 2014.0, -2014, 10**30, [2014], {"year": 2014}])
def test_what_is_no_text_or_year_is_no_date(written: object) -> None:
    assert only_fault(housing_history=[{"from": written}]).why.startswith("a date is needed")


@pytest.mark.parametrize("field", ["assessment_date", "application_date", "review_date"])
def test_the_days_of_the_case_are_known_to_the_day(field: str) -> None:
    assert f"`{field}`: the very day is needed, as in `2017-01-20`." in sentences(**{field: "2017-01"})


def test_a_restriction_may_run_past_the_test_day_and_end_on_a_day_not_quite_known() -> None:
    (restriction,) = profile(restrictions=[{"kind": "bail", "until": "2018-01~"}]).restrictions or ()
    assert restriction.until == parse_edtf("2018-01~")


def test_a_length_may_be_written_or_bounded() -> None:
    stays = profile(
        housing_history=[{"lasted": "P7M~"}, {"lasted": {"at_least": "P7M", "at_most": None}}]
    ).housing_history or ()  # fmt: skip
    assert stays[0].lasted == DurationRange(Duration(6, 0), Duration(8, 0))
    assert stays[1].lasted == DurationRange(Duration(7, 0), None)


@pytest.mark.parametrize("written", [7, {}, {"least": "P7M"}, {"at_least": 7}, ["P7M"]])
def test_what_is_no_length_is_refused(written: object) -> None:
    fault = only_fault(housing_history=[{"lasted": written}])
    assert fault.path == ("housing_history", 0, "lasted")
    assert fault.why.startswith("a length of time is needed")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (30, 30), (0, 0), ({"at_least": 10, "at_most": 40}, Amount(10, 40)),
        ({"at_least": 10}, Amount(10, None)), ({"at_most": 40}, Amount(0, 40)),
        ({"at_least": "unknown", "at_most": 40}, Amount(0, 40)),
    ],
)  # fmt: skip
def test_days_to_homelessness_are_a_number_or_bounds(written: object, meant: object) -> None:
    found = profile(homelessness={"threatened_within_days": written}).homelessness
    assert found is not None
    assert found.threatened_within_days == meant


@pytest.mark.parametrize(
    "written", [-1, 1.5, True, "30", {}, {"at_least": 5, "at_most": 4}, {"at_least": True}, 10**9]
)
def test_other_numbers_of_days_are_refused(written: object) -> None:
    assert only_fault(homelessness={"threatened_within_days": written}).path[-1] == "threatened_within_days"


# --- areas


@pytest.mark.parametrize("written", ["leeds", "Leeds", LEEDS])
def test_an_area_is_a_slug_a_name_or_a_code(written: str) -> None:
    assert profile(applying_to=written).applying_to == LEEDS


def test_a_place_abroad_and_a_place_not_known_stay_what_they_are() -> None:
    stays = profile(housing_history=[{"area": "outside-uk"}, {"area": "unknown"}, {}]).housing_history or ()
    assert [stay.area for stay in stays] == ["outside-uk", UNKNOWN, UNKNOWN]


def test_a_mistyped_area_is_refused_with_a_near_match() -> None:
    assert sentences(housing_history=[{}, {"area": "brihgton"}]) == [
        "`housing_history.1.area`: no area called `brihgton`. Near match: `brighton-and-hove`. "
        "A GSS code also works."
    ]


def test_a_county_is_refused_with_its_districts() -> None:
    fault = only_fault(family=[{"area": "kent"}])
    assert fault.path == ("family", 0, "area")
    assert "not a housing authority" in fault.why
    assert "canterbury" in fault.why
    assert "possible_areas" in fault.do


def test_a_divided_county_is_refused_with_what_stands_there_now() -> None:
    assert "central-bedfordshire" in only_fault(applying_to="bedfordshire").why


def test_a_former_district_is_read_as_its_successor_with_a_warning() -> None:
    found = reading(housing_history=[{"area": "weymouth-and-portland"}])
    assert found.profile.housing_history is not None
    assert found.profile.housing_history[0].area == DORSET
    (warning,) = found.warnings
    assert warning.startswith("`housing_history.0.area`: Weymouth and Portland became part of Dorset")


def test_what_is_no_text_is_no_area() -> None:
    assert only_fault(applying_to=5).why.startswith("an area is needed")


@pytest.mark.parametrize(
    "written", ["12 Acacia Avenue", "at her sister's in Leeds", "the yard\nby the station", "Dave"]
)
def test_what_is_not_nearly_an_area_is_not_repeated(written: str) -> None:
    assert only_fault(applying_to=written).why == "no area of that name."


def test_possible_areas_stand_in_place_of_area_and_a_county_there_is_its_districts() -> None:
    (risk,) = profile(risks=[{"possible_areas": ["leeds", "kent", LEEDS, "outside-uk"]}]).risks or ()
    assert risk.area == UNKNOWN
    assert risk.possible_areas is not None
    assert risk.possible_areas[0] == LEEDS
    assert risk.possible_areas[-1] == "outside-uk"
    assert len(risk.possible_areas) == 14


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ({"area": "leeds", "possible_areas": ["hackney"]}, "risks.0.possible_areas"),
        ({"possible_areas": []}, "risks.0.possible_areas"),
        ({"possible_areas": "leeds"}, "risks.0.possible_areas"),
        ({"possible_areas": ["leeds", "unknown"]}, "risks.0.possible_areas.1"),
        ({"possible_areas": ["leeds", "hackny"]}, "risks.0.possible_areas.1"),
    ],
)
def test_possible_areas_are_a_list_of_areas_by_themselves(item: dict[str, Any], path: str) -> None:
    assert only_fault(risks=[item]).dotted == path


def owed_by(council: object) -> tuple[str, ...] | None:
    person = profile(person={"care": {"leaving_care_duty_owed_by": council}}).person
    assert person is not None
    assert person.care is not None
    return person.care.leaving_care_duty_owed_by


def test_the_duty_to_a_care_leaver_may_be_a_countys_for_all_its_districts() -> None:
    assert owed_by("leeds") == (LEEDS,)
    assert len(owed_by("hertfordshire") or ()) == 10
    assert owed_by("none") == ()
    assert owed_by("unknown") is None


# --- people, needs and offers


def test_someone_of_the_household_carries_the_same_lists_and_their_own_status() -> None:
    member = {
        "relation": "child", "age": 9, "dependent": True, "lives_with_client": "shared",
        "immigration": {"status": "british_citizen"}, "family": [{"relation": "father", "area": "leeds"}],
    }  # fmt: skip
    (found,) = profile(household=[member]).household or ()
    assert isinstance(found, Member)
    assert found.lives_with_client == "shared"
    assert found.family is not None
    assert found.family[0].area == LEEDS
    assert found.employment is None


@pytest.mark.parametrize("written", [True, False, "none", "low", "medium", "high"])
def test_a_need_has_a_level_or_is_a_yes_or_no(written: object) -> None:
    needs = profile(support_needs={"substitute_prescribing": written, "drugs": written}).support_needs
    assert needs is not None
    assert needs.drugs is written
    assert needs.substitute_prescribing is written


def test_hours_count_as_whole_ones() -> None:
    jobs = profile(employment=[{"hours_per_week": 16}, {"hours_per_week": 7.5}]).employment or ()
    assert [job.hours_per_week for job in jobs] == [16, 7]


@pytest.mark.parametrize("written", [-1, 169, True, "16", float("nan"), 10**400])
def test_other_hours_are_refused(written: object) -> None:
    assert only_fault(employment=[{"hours_per_week": written}]).why == "a number from 0 to 168 is needed."


def test_an_offer_is_a_fixed_word_or_a_type_of_the_directory() -> None:
    assert profile(sso={"offer": "ticket_to_area"}).sso is not None
    assert profile(sso={"offer": "night_shelter"}).sso is not None
    assert only_fault(sso={"offer": "night_shleter"}).near == ("night_shelter",)


# --- warnings


def test_an_application_date_that_is_taken_from_the_assessment_is_said() -> None:
    data = {"schema": LEAST["schema"], "assessment_date": "2017-01-20"}
    assert read_profile(data, AREAS).warnings == (
        "`application_date`: not given; taken to be the day of assessment, 2017-01-20.",
    )
    assert reading().warnings == ()


def test_an_uncertain_date_is_to_be_confirmed() -> None:
    found = reading(
        housing_history=[{"from": "2014?", "to": "2015~", "note": "is it so?"}],
        family=[{"resident_since": "2000%"}], wishes={"goals": ["work?"]},
    )  # fmt: skip
    assert found.warnings == (
        "`housing_history.0.from`: marked as uncertain; confirm it with the client.",
        "`family.0.resident_since`: marked as uncertain; confirm it with the client.",
    )


def test_a_former_district_is_said_in_every_place_where_it_stands() -> None:
    found = reading(
        risks=[{"possible_areas": ["leeds", "weymouth-and-portland"], "reason": "weymouth-and-portland"}],
        restrictions=[{"areas": ["weymouth-and-portland"]}], decision={"area": "weymouth-and-portland"},
    )  # fmt: skip
    places = [warning.split(":")[0] for warning in found.warnings]
    assert places == ["`risks.0.possible_areas.1`", "`restrictions.0.areas.0`"]


# --- the schema as others read it


def fields_of_kind(words: set[str]) -> set[str]:
    """The names of the fields whose JSON Schema speaks of some kind of value."""
    return {
        name
        for part in _objects(Profile.model_json_schema())
        for name, field in part.get("properties", {}).items()
        if any(word in json.dumps(field) for word in words)
    }


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _objects(value)


def test_the_fields_of_areas_and_dates_are_all_known_by_name() -> None:
    assert fields_of_kind({"a GSS code", "a county for all its districts"}) == AREA_FIELDS
    assert fields_of_kind({"EDTF", '"format": "date"'}) == DATE_FIELDS


# --- anything at all

NAMES = sorted(
    {name for part in _objects(Profile.model_json_schema()) for name in part.get("properties", {})}
    | {"at_least", "", "a b", "ünï", "\ud800"}
)
TEXTS = ["unknown", "leeds", "kent", "2014~", "P7M", "none", "", "x" * 99, "\ud800", "shared", "high"]
GARBAGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**20)])
    | st.floats()
    | st.sampled_from(TEXTS)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), GARBAGE, max_size=6) | GARBAGE)
def test_anything_is_a_profile_or_an_input_error(data: object) -> None:
    with suppress(InputError):  # any other error fails the test
        read_profile({**LEAST, **data} if isinstance(data, dict) else data, AREAS)


FULL: dict[str, Any] = {
    **LEAST,
    "person": {"date_of_birth": "1985~", "care": {"placements": [{"area": "leeds", "from": 1995}]}},
    "housing_history": [{"area": "leeds", "from": 2010, "to": 2012, "basis": "hostel", "lasted": "P7M"}],
    "household": [{"relation": "child", "age": 4, "risks": [{"kind": "violence", "area": "unknown"}]}],
    "restrictions": [{"areas": ["leeds"], "until": "2018-01-01"}],
    "homelessness": {"threatened_within_days": {"at_least": 1, "at_most": 30}},
    "wishes": {"areas_wanted": ["leeds"], "areas_refused": [{"area": "hackney"}], "goals": ["work"]},
}


def places_in(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places_in(value, (*path, key))


@given(st.sampled_from(list(places_in(FULL))), GARBAGE)
def test_one_thing_wrong_in_a_good_profile_is_told_at_its_place(path: tuple[Any, ...], wrong: object) -> None:
    data = copy.deepcopy(FULL)
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = wrong
    try:
        read_profile(data, AREAS)
    except InputError as error:
        told = [fault.path for fault in error.faults]
    else:
        return
    assert any(place[: len(path)] == path or path[: len(place)] == place for place in told if place)
