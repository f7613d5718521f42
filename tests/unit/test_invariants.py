"""What must hold whatever the rules say: not known is never no and never yes, and safety fails closed."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.setting import load_setting
from engine.assess import decide
from engine.decided import Decided
from engine.facts.subjects import ELSEWHERE
from engine.profile import read_profile
from engine.setting import Setting
from engine.verdicts import AT_LEAST_PRESUMED_MET, SAFETY, UNDETERMINED
from services_directory.areas import load_areas
from tests.profiles import Json, paths, risks, whole_profiles, with_gaps, without


@cache
def setting() -> Setting:
    return load_setting()


def decided(data: Json) -> Decided:
    return decide(read_profile(data, load_areas()).profile, setting(), "england")


def verdicts(of: Decided) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every verdict that a reader could act on, by what it is about."""
    for family, block in of.blocks.items():
        yield ("family", family), block.verdict
    for duty in of.duties:
        if duty.duty == "interim_accommodation":
            continue  # contract section 8: while anything is open the low threshold is for an officer
        yield ("duty", duty.duty), duty.block.verdict
    for area, row in of.local.items():
        yield ("connection", area), row.block.verdict
        for finding in row.block.findings:
            yield ("finding", finding.key), finding.verdict
    for target in of.referral.to:
        yield ("referral", target.area, target.stage, target.limb), target.conditions


def side(verdict: str) -> str:
    """Yes, no or for an officer: a presumption that firms up is not reversed."""
    return verdict.removeprefix("presumed_")


def safety(of: Decided, area: str) -> str:
    return of.safety_of(area).block.verdict


@settings(max_examples=40)
@given(with_gaps())
def test_filling_in_an_unknown_never_reverses_a_settled_verdict(profiles: tuple[Json, Json]) -> None:
    gaps, whole = profiles
    before, after = decided(gaps), decided(whole)
    filled = dict(verdicts(after))
    for about, verdict in verdicts(before):
        if verdict != UNDETERMINED and about in filled:
            assert side(filled[about]) == side(verdict), about


@settings(max_examples=40)
@given(with_gaps())
def test_forgetting_never_makes_an_area_safer(profiles: tuple[Json, Json]) -> None:
    gaps, whole = profiles
    less, more = decided(gaps), decided(whole)
    for area in (*more.safety, ELSEWHERE):
        if safety(more, area) in {"excluded", UNDETERMINED}:
            assert safety(less, area) in {"excluded", UNDETERMINED}, area


@settings(max_examples=40)
@given(with_gaps())
def test_filling_in_an_unknown_never_reverses_the_safety_of_an_area(profiles: tuple[Json, Json]) -> None:
    gaps, whole = profiles
    less, more = decided(gaps), decided(whole)
    for area in more.safety:
        if safety(less, area) != UNDETERMINED:
            assert safety(more, area) == safety(less, area), area


@given(whole_profiles(), risks)
def test_adding_a_risk_never_makes_an_area_safer(profile: Json, risk: Json) -> None:
    order = SAFETY.verdicts.index
    worse = deepcopy(profile)
    worse["risks"].append(risk)
    before, after = decided(profile), decided(worse)
    for area in after.safety:
        assert order(safety(after, area)) >= order(safety(before, area)), area


@given(whole_profiles(), st.randoms(use_true_random=False))
def test_the_order_of_lists_never_matters(profile: Json, random: Random) -> None:
    shuffled = deepcopy(profile)
    for name in ("housing_history", "employment", "family", "special_circumstances", "risks", "restrictions"):
        random.shuffle(shuffled[name])
    plain = {about: verdict for about, verdict in verdicts(decided(profile)) if about[0] != "finding"}
    mixed = {about: verdict for about, verdict in verdicts(decided(shuffled)) if about[0] != "finding"}
    assert mixed == plain
    assert {a: safety(decided(profile), a) for a in decided(profile).safety} == {
        a: safety(decided(shuffled), a) for a in decided(profile).safety
    }


@given(whole_profiles(), st.data())
def test_widening_a_date_never_settles_anything(profile: Json, data: st.DataObject) -> None:
    dated = [path for path in paths(profile) if path[-1] in {"from", "to", "resident_since"}]
    if not dated:
        return
    path = data.draw(st.sampled_from(dated))
    wider = deepcopy(profile)
    holder = wider
    for part in path[:-1]:
        holder = holder[part]
    day, latest = holder[path[-1]], profile["assessment_date"]
    holder[path[-1]] = f"{day[:4]}-01-01/{min(day[:4] + '-12-31', latest)}"
    before, after = dict(verdicts(decided(profile))), dict(verdicts(decided(wider)))
    for about, verdict in after.items():
        if verdict != UNDETERMINED and about in before:
            assert side(before[about]) == side(verdict), about


@settings(max_examples=40)
@given(with_gaps())
def test_deleting_an_input_never_gives_a_plain_yes_or_no(profiles: tuple[Json, Json]) -> None:
    gaps, whole = profiles
    full = dict(verdicts(decided(whole)))
    for about, verdict in verdicts(decided(gaps)):
        if verdict in {"met", "not_met"} and about in full:
            assert full[about] == verdict, about


@given(whole_profiles())
def test_a_referral_is_never_more_than_for_an_officer(profile: Json) -> None:
    assert not {target.verdict for target in decided(profile).referral.to} & AT_LEAST_PRESUMED_MET


@given(whole_profiles())
@settings(max_examples=30)
def test_a_whole_profile_with_no_risk_lists_is_never_called_clear(profile: Json) -> None:
    blind = decided(without(profile, [("risks",)]))
    assert "clear" not in {safety(blind, area) for area in blind.safety}


@pytest.mark.slow
@settings(max_examples=50_000)
@given(with_gaps())
def test_filling_in_never_reverses_on_very_many_profiles(profiles: tuple[Json, Json]) -> None:
    gaps, whole = profiles
    filled = dict(verdicts(decided(whole)))
    for about, verdict in verdicts(decided(gaps)):
        if verdict != UNDETERMINED and about in filled:
            assert side(filled[about]) == side(verdict), about


def test_who_else_would_live_with_the_client_may_connect_where_an_officer_would_have_to_weigh() -> None:
    case = {
        "schema": "safe-connections/profile/1",
        "assessment_date": "1999-06-01",
        "applying_to": "leeds",
        "housing_history": [],
        "employment": [],
        "family": [],
        "special_circumstances": [{"area": "tower-hamlets", "kind": "medical_treatment"}],
    }
    tower_hamlets = "E09000030"
    alone = decided({**case, "household": []}).local[tower_hamlets].block
    assert alone.verdict == "officer_judgement"
    not_asked = decided(case).local[tower_hamlets].block
    assert not_asked.verdict == "undetermined"
    assert not_asked.findings[0].verdict == "officer_judgement"
