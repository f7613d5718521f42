"""Invented profiles for property tests: whole ones, and the same with parts not known."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any, TypeAlias

from hypothesis import strategies as st

Json: TypeAlias = Any
Path: TypeAlias = tuple[str | int, ...]

AREAS = ("tower-hamlets", "brighton-and-hove", "leeds", "rutland")
BASES = (
    "private_tenancy", "family_home", "sofa", "hostel", "rough_sleeping", "refuge", "hospital", "prison",
    "asylum_s95", "armed_forces", "other", "temporary_homeless",
)  # fmt: skip
TEST_DAYS = (
    date(1999, 6, 1), date(2003, 3, 1), date(2006, 11, 5), date(2010, 2, 28), date(2014, 5, 31),
    date(2017, 1, 20), date(2018, 4, 3), date(2020, 2, 29), date(2021, 7, 5), date(2026, 3, 31),
)  # fmt: skip

yes_no = st.booleans()
areas = st.sampled_from(AREAS)


def _optional(**fields: st.SearchStrategy[Json]) -> st.SearchStrategy[dict[str, Json]]:
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def _spell(draw: st.DrawFn, day: date, most_days: int = 2400) -> dict[str, Json]:
    start = day - timedelta(days=draw(st.integers(1, most_days)))
    if draw(yes_no):
        return {"from": start.isoformat(), "current": True}
    end = start + timedelta(days=draw(st.integers(0, (day - start).days)))
    return {"from": start.isoformat(), "to": end.isoformat()}


@st.composite
def stays(draw: st.DrawFn, day: date) -> dict[str, Json]:
    rest = draw(
        st.fixed_dictionaries(
            {"area": areas, "basis": st.sampled_from(BASES)}, optional={"own_choice": yes_no}
        )
    )
    evidence = draw(st.sampled_from([[], ["tenancy_agreement"]]))
    return {**draw(_spell(day)), **rest, "evidence": evidence}


@st.composite
def jobs(draw: st.DrawFn, day: date) -> dict[str, Json]:
    kinds = ("employed", "agency", "zero_hours", "voluntary", "armed_forces", "self_employed")
    rest = st.fixed_dictionaries(
        {
            "area": areas,
            "kind": st.sampled_from(kinds),
            "casual": yes_no,
            "hours_per_week": st.integers(0, 40),
        }
    )
    return {**draw(_spell(day)), **draw(rest)}


@st.composite
def relatives(draw: st.DrawFn, day: date) -> dict[str, Json]:
    since = day - timedelta(days=draw(st.integers(1, 4000)))
    relations = ("mother", "brother", "adult_child", "child", "aunt", "cousin")
    rest = st.fixed_dictionaries(
        {"area": areas, "relation": st.sampled_from(relations), "adult": yes_no, "wishes_to_be_near": yes_no}
    )
    told = draw(rest)
    told["adult"] = told["adult"] or told["relation"] == "adult_child"
    return {**told, "resident_since": since.isoformat()}


RISK_KINDS = (
    "domestic_abuse",
    "stalking",
    "violence",
    "threat",
    "drug_debt",
    "hate_crime",
    "safeguarding",
    "relapse",
)
risks = st.fixed_dictionaries(
    {
        "area": areas,
        "kind": st.sampled_from(RISK_KINDS),
        "probable_on_return": yes_no,
        "person_can_reach": yes_no,
        "occurred_there": yes_no,
    },
    optional={"reason": st.just("The person has left the country.")},
)
circumstances = st.fixed_dictionaries(
    {"area": areas, "kind": st.sampled_from(("medical_treatment", "child_contact"))}
)


@st.composite
def restrictions(draw: st.DrawFn, day: date) -> dict[str, Json]:
    until = day + timedelta(days=draw(st.integers(-30, 30)))
    effect = draw(st.sampled_from(("barred", "permission_needed", "notify")))
    return {"kind": "licence_condition", "areas": [draw(areas)], "effect": effect, "until": until.isoformat()}


_VULNERABILITY = (
    "old_age", "mental_illness", "physical_disability", "learning_disability", "physical_illness",
    "substance_dependence", "in_recovery", "refugee_trauma", "other_special_reason", "domestic_abuse_victim",
    "homeless_because_of_domestic_abuse", "fled_violence", "served_custody", "emergency_disaster", "pregnant",
)  # fmt: skip
_STATUSES = (
    "british_citizen",
    "refugee",
    "indefinite_leave",
    "pre_settled_status",
    "asylum_seeker",
    "eea_national",
)


@st.composite
def whole_profiles(draw: st.DrawFn, *, few: bool = False) -> dict[str, Json]:
    """A profile of which everything that rules read is known."""
    day = draw(st.sampled_from(TEST_DAYS))
    most = 2 if few else 4
    person = {
        "age": draw(st.integers(15, 70)),
        "immigration": {
            "status": draw(st.sampled_from(_STATUSES)),
            **{
                n: draw(yes_no)
                for n in ("recourse_to_public_funds", "habitually_resident", "right_to_reside", "eea_worker")
            },
        },
        "care": {
            "looked_after": (cared := draw(yes_no)),
            "between_16_and_18": cared and draw(yes_no),
            "should_have_been_looked_after": draw(yes_no),
            "section_20_duty_owed": draw(yes_no),
            "leaving_care_duty_owed_by": draw(areas) if cared and draw(yes_no) else "none",
            "in_education": draw(yes_no),
            "placements": [],
        },
        "armed_forces": {"served": draw(yes_no)},
    }
    return {
        "schema": "safe-connections/profile/1",
        "ref": "invented",
        "assessment_date": day.isoformat(),
        "application_date": (day - timedelta(days=draw(st.integers(0, 60)))).isoformat(),
        "applying_to": draw(areas),
        "person": person,
        "household": draw(st.lists(_member(day), max_size=1)),
        "housing_history": draw(st.lists(stays(day), max_size=most)),
        "employment": draw(st.lists(jobs(day), max_size=2)),
        "family": draw(st.lists(relatives(day), max_size=2)),
        "special_circumstances": draw(st.lists(circumstances, max_size=1)),
        "risks": draw(st.lists(risks, max_size=2)),
        "restrictions": draw(st.lists(restrictions(day), max_size=1)),
        "restrictions_known": draw(yes_no),
        "prior_applications": [],
        "support_needs": {
            n: draw(st.sampled_from(("none", "low", "high")))
            for n in ("drugs", "mental_health", "alcohol", "physical_health", "learning_disability")
        },
        "vulnerability": {name: draw(yes_no) for name in _VULNERABILITY},
        "homelessness": {
            "homeless": draw(yes_no),
            "street_homeless": draw(yes_no),
            "threatened_within_days": draw(st.integers(0, 90)),
            "intentional": draw(yes_no),
        },
        "housing_needs": {
            "convictions": draw(st.lists(_conviction, max_size=1)),
            "exclusions": [],
            "arrears": [],
        },
    }


_conviction = st.fixed_dictionaries({"kind": st.sampled_from(("theft", "sexual", "violent"))})


@st.composite
def _member(draw: st.DrawFn, day: date) -> dict[str, Json]:
    return {
        "relation": (relation := draw(st.sampled_from(("partner", "child")))),
        "age": draw(st.integers(16, 60) if relation == "partner" else st.integers(0, 20)),
        "dependent": draw(yes_no),
        "pregnant": relation == "partner" and draw(yes_no),  # nobody is asked it of a child
        "lives_with_client": draw(st.sampled_from((True, False, "shared"))),
        "immigration": {"status": "british_citizen", "recourse_to_public_funds": True},
        "housing_history": draw(st.lists(stays(day), max_size=1)),
        "employment": [],
        "family": draw(st.lists(relatives(day), max_size=1)),
        "special_circumstances": [],
        "risks": [],
    }


# What may not be forgotten in the tests: the frame of the case, and what the named presumptions settle.
_KEPT = frozenset(
    {
        "schema", "ref", "assessment_date", "application_date", "applying_to", "own_choice", "exclusions",
        "arrears", "prior_applications", "evidence", "current", "areas",
    }
)  # fmt: skip
_KEPT_PATHS = frozenset({("vulnerability", "pregnant"), ("vulnerability",), ("person", "age"), ("person",)})


def paths(data: Json, at: Path = ()) -> Iterator[Path]:
    """Every place in a profile that could be not known, presumptions apart."""
    if isinstance(data, dict):
        for name, value in data.items():
            path = (*at, name)
            if name not in _KEPT and path not in _KEPT_PATHS and not _members_immigration(path):
                yield path
            if name not in _KEPT:
                yield from paths(value, path)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from paths(value, (*at, index))


def _members_immigration(path: Path) -> bool:
    return path[0] == "household" and "immigration" in path


def without(data: Json, chosen: list[Path], kept: Callable[[Path], bool] = lambda _path: True) -> Json:
    """The profile with some of its places not known any more."""
    copy = deepcopy(data)
    for path in chosen:
        if not kept(path):
            continue
        holder = copy
        try:
            for part in path[:-1]:
                holder = holder[part]
            holder.pop(path[-1])
        except (KeyError, IndexError, TypeError):  # its holder was already taken out
            continue
    return copy


@st.composite
def with_gaps(draw: st.DrawFn) -> tuple[Json, Json]:
    """A profile with gaps, and the same with the gaps filled in."""
    whole = draw(whole_profiles())
    places = list(paths(whole))
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, max_size=8, unique=True))
    return without(whole, chosen), whole
