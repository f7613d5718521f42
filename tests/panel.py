"""A panel of invented lives, each told in days before the day of decision, so that it can be told on any."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

Json: TypeAlias = Any

PLACES = {
    "england": ("tower-hamlets", "brighton-and-hove", "leeds", "isles-of-scilly"),
    "wales": ("cardiff", "swansea", "wrexham"),
    "scotland": ("glasgow", "city-of-edinburgh", "fife"),
    "northern_ireland": ("belfast", "mid-ulster"),
}


@dataclass(frozen=True)
class Member:
    """One of the panel: nothing of this life changes but the day, and it stays away from every line.

    Stays begin and end whole fifties of days before the test day, and years are far from those that
    rules ask for, so that a month more or a leap day less decides nothing.
    """

    seed: int
    nation: str
    lag: int  # days from the application to the decision

    def on(self, day: date) -> Json:
        draw = random.Random(self.seed)
        here = draw.choice(PLACES[self.nation])
        nations = (self.nation, self.nation, *PLACES)
        areas = [here, *(draw.choice(PLACES[draw.choice(nations)]) for _ in range(2))]
        life = {
            "schema": "safe-connections/profile/1",
            "ref": f"panel-{self.seed}",
            "assessment_date": day.isoformat(),
            "application_date": before(day, self.lag),
            "applying_to": here,
            "person": person(draw),
            "household": [member(draw, day, areas) for _ in range(draw.choice((0, 0, 1)))],
            **ties(draw, day, areas),
            "risks": [risk(draw, areas) for _ in range(draw.choice((0, 0, 1, 2)))],
            "restrictions": [restriction(draw, day, areas) for _ in range(draw.choice((0, 0, 1)))],
            "restrictions_known": draw.random() < 0.7,
            "prior_applications": [],
            "vulnerability": {name: draw.random() < 0.15 for name in VULNERABLE},
            "homelessness": homelessness(draw),
            "support_needs": {"drugs": draw.choice(("none", "high")), "mental_health": "low"},
            "housing_needs": {"convictions": [], "exclusions": [], "arrears": []},
            "sso": {"area": draw.choice(areas), "offer": "private_rented"},
        }
        forgotten = draw.sample(FORGETTABLE, draw.choice((0, 0, 1, 3)))
        return {name: value for name, value in life.items() if name not in forgotten}


FORGETTABLE = (
    "household", "housing_history", "employment", "family", "special_circumstances", "risks", "restrictions",
    "vulnerability", "homelessness", "support_needs", "housing_needs", "sso",
)  # fmt: skip
VULNERABLE = (
    "old_age", "mental_illness", "physical_disability", "learning_disability", "substance_dependence",
    "refugee_trauma", "domestic_abuse_victim", "homeless_because_of_domestic_abuse", "fled_violence",
    "served_custody", "emergency_disaster", "pregnant", "dependent_children", "care_needs",
    "capacity_in_doubt", "trafficking_victim",
)  # fmt: skip
STATUSES = (
    "british_citizen", "british_citizen", "irish_citizen", "refugee", "indefinite_leave", "eea_national",
    "pre_settled_status", "settled_status", "humanitarian_protection", "limited_leave", "asylum_seeker",
    "limited_leave_no_public_funds", "ukraine_scheme", "afghan_scheme", "bno", "no_leave", "other",
)  # fmt: skip
BASES = (
    "private_tenancy", "family_home", "sofa", "hostel", "rough_sleeping", "refuge", "hospital", "prison",
    "asylum_s95", "armed_forces", "care_placement", "temporary_homeless", "other",
)  # fmt: skip
SPELLS = (
    (4000, 1200),
    (4000, None),
    (1400, 300),
    (1400, 250),
    (900, 150),
    (300, None),
    (250, 50),
    (150, None),
)


def before(day: date, days: int) -> str:
    return (day - timedelta(days=days)).isoformat()


def person(draw: random.Random) -> Json:
    cared = draw.random() < 0.25
    status = {
        name: draw.random() < 0.7
        for name in ("recourse_to_public_funds", "habitually_resident", "right_to_reside", "eea_worker")
    }
    return {
        "age": draw.choice((16, 17, 19, 20, 23, 35, 62)),
        "immigration": {"status": draw.choice(STATUSES), **status},
        "care": {
            "looked_after": cared,
            "between_16_and_18": cared and draw.random() < 0.5,
            "leaving_care_duty_owed_by": draw.choice(("leeds", "none")) if cared else "none",
            "in_education": draw.random() < 0.5,
            "placements": [],
        },
        "armed_forces": {"served": draw.random() < 0.2},
    }


def spell(draw: random.Random, day: date) -> Json:
    start, end = draw.choice(SPELLS)
    return {"from": before(day, start), **({"current": True} if end is None else {"to": before(day, end)})}


def ties(draw: random.Random, day: date, areas: Sequence[str]) -> Json:
    """What may connect someone: stays, work, family and circumstances."""
    jobs = ("employed", "agency", "zero_hours", "voluntary", "armed_forces", "self_employed")
    kin = ("mother", "brother", "adult_child", "child", "aunt")
    return {
        "housing_history": [
            {"area": draw.choice(areas), "basis": draw.choice(BASES), **spell(draw, day)}
            for _ in range(draw.choice((1, 2, 3)))
        ],
        "employment": [
            {"area": draw.choice(areas), "kind": draw.choice(jobs), "casual": draw.random() < 0.3,
             "hours_per_week": draw.choice((4, 20)), **spell(draw, day)}
            for _ in range(draw.choice((0, 0, 1)))
        ],
        "family": [
            {"area": draw.choice(areas), "relation": draw.choice(kin), "adult": True,
             "wishes_to_be_near": draw.random() < 0.8,
             "resident_since": before(day, draw.choice((900, 3000)))}
            for _ in range(draw.choice((0, 1)))
        ],
        "special_circumstances": [
            {"area": draw.choice(areas), "kind": draw.choice(("medical_treatment", "child_contact"))}
            for _ in range(draw.choice((0, 0, 1)))
        ],
    }  # fmt: skip


def member(draw: random.Random, day: date, areas: Sequence[str]) -> Json:
    return {
        "relation": draw.choice(("partner", "child")),
        "age": draw.choice((6, 30)),
        "dependent": draw.random() < 0.5,
        "pregnant": draw.random() < 0.2,
        "lives_with_client": draw.choice((True, "shared")),
        "immigration": {"status": draw.choice(STATUSES), "recourse_to_public_funds": True},
        "risks": [],
        **ties(draw, day, areas),
    }


def risk(draw: random.Random, areas: Sequence[str]) -> Json:
    kinds = ("domestic_abuse", "stalking", "violence", "drug_debt", "hate_crime", "safeguarding", "relapse")
    return {
        "area": draw.choice(areas),
        "kind": draw.choice(kinds),
        "probable_on_return": draw.choice((True, False, "unknown")),
        "person_can_reach": draw.random() < 0.5,
        "occurred_there": draw.random() < 0.7,
    }


def restriction(draw: random.Random, day: date, areas: Sequence[str]) -> Json:
    kinds = ("licence_condition", "mappa", "behaviour_order", "notification_requirement", "bail")
    return {
        "kind": draw.choice(kinds),
        "areas": [draw.choice(areas)],
        "effect": draw.choice(("barred", "permission_needed", "notify")),
        "until": before(day, draw.choice((-200, 200))),
    }


def homelessness(draw: random.Random) -> Json:
    return {
        "homeless": draw.random() < 0.8,
        "street_homeless": draw.random() < 0.6,
        "threatened_within_days": draw.choice((10, 40, 100)),
        "intentional": draw.choice((False, False, True, "unknown")),
    }


def panel(size: int) -> list[Member]:
    nations = ("england", "england", "wales", "scotland", "northern_ireland")
    members = []
    for seed in range(size):
        nation = nations[seed % len(nations)]
        lag = 40 if nation in {"england", "wales"} and seed % 3 == 0 else 0
        members.append(Member(seed, nation, lag))
    return members
