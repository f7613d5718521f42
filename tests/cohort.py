"""Thirty-four invented clients with the margins of the published pilot, as profiles.

Derived row by row and by rule, so that the same table always gives the same profiles: nothing here is
drawn by lot. What the table does not tell stays as the pilot's usual client has it.
"""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

Row = Mapping[str, str]

STATUS = {
    "British": "british_citizen",
    "Bangladeshi": "indefinite_leave",
    "South African": "indefinite_leave",
    "Sudanese": "refugee",
}
LEVEL = {"yes": "medium", "no": "none"}
PARTNER: dict[str, Any] = {
    "relation": "partner",
    "dependent": False,
    **{tie: [] for tie in ("housing_history", "employment", "family", "special_circumstances", "risks")},
}
NEVER = (
    "pregnant",
    "dependent_children",
    "old_age",
    "physical_disability",
    "domestic_abuse_victim",
    "homeless_because_of_domestic_abuse",
    "fled_violence",
    "emergency_disaster",
    "trafficking_victim",
)
AFRAID = {"fear_of_violence": "violence", "area_associated_with_drug_use": "relapse"}
AGREES = {"yes": True, "no": None}


def cohort(shared: Path) -> dict[str, dict[str, Any]]:
    """Every client of the table as a profile in plain data, by the client's id."""
    with (shared / "data" / "cohort34.csv").open(encoding="utf-8") as lines:
        return {row["client_id"]: profile_of(row) for row in csv.DictReader(lines)}


def profile_of(row: Row) -> dict[str, Any]:
    """One row as a profile on the 15th of the month in which the client was accepted."""
    day = date.fromisoformat(row["accepted_month"] + "-15")
    home, here = row["home_area_gss"], row["referring_borough_gss"]
    rough_since = months_before(day, 12 * int(row["years_seen"]) - 9)
    returned = row["destination_is_home_area"] == "yes"
    couple = row["barrier_primary"] == "keeping_couple_together"
    return {
        "schema": "safe-connections/profile/1",
        "ref": row["client_id"],
        "assessment_date": day.isoformat(),
        "applying_to": here,
        "person": {
            "age": int(row["age"]),
            "gender": row["gender"],
            "immigration": {
                "status": STATUS[row["nationality"]],
                "recourse_to_public_funds": True,
                "habitually_resident": True,
                "right_to_reside": True,
            },
            "care": {"looked_after": False, "leaving_care_duty_owed_by": None},
            "armed_forces": {"served": False},
        },
        "household": [PARTNER] if couple else [],
        "housing_history": [
            {"area": home, "from": "1999", "to": rough_since.isoformat(), "basis": "private_tenancy"},
            {"area": here, "from": rough_since.isoformat(), "current": True, "basis": "rough_sleeping"},
        ],
        "employment": [],
        # A parent in the home area stands for what in fact brought those back who went back.
        "family": [_parent(home)] if returned else [],
        "special_circumstances": [],
        "risks": _risks(row, home),
        "restrictions": [],
        "restrictions_known": True,
        "support_needs": _needs(row),
        "vulnerability": _vulnerability(row),
        "homelessness": {"homeless": True, "street_homeless": True, "intentional": False},
        "prior_applications": [],
        "rough_sleeping": {"contacts": int(row["prior_contacts"]), "years_seen": int(row["years_seen"])},
        "housing_needs": {
            "wheelchair": False,
            "couple": couple,
            "pets": False,
            "single_sex": False,
            "exclusions": _exclusions(row, home),
            "arrears": [{"area": home}] if row["barrier_primary"] == "rent_arrears" else [],
            "convictions": [{"kind": "theft", "spent": False}] if row["served_prison"] == "yes" else [],
        },
        "wishes": _wishes(row, home),
        "consent": {"share_with_agencies": True},
    }


def months_before(day: date, months: int) -> date:
    """The same day of the month, so many months earlier."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=years, month=month + 1)


def _parent(home: str) -> dict[str, Any]:
    return {"relation": "mother", "area": home, "resident_since": "1990", "wishes_to_be_near": True}


def _risks(row: Row, home: str) -> list[dict[str, Any]]:
    kind = AFRAID.get(row["barrier_primary"])
    return [{"area": home, "kind": kind, "probable_on_return": True}] if kind else []


def _needs(row: Row) -> dict[str, Any]:
    told = {need: LEVEL.get(row[f"need_{need}"]) for need in ("alcohol", "drugs", "mental_health")}
    rest = {"physical_health": "none", "learning_disability": "none"}
    return {**told, **rest, "substitute_prescribing": told["drugs"] == "medium" or None}


def _vulnerability(row: Row) -> dict[str, Any]:
    ill = {"yes": True, "no": False}.get(row["need_mental_health"])
    return {
        **dict.fromkeys(NEVER, False),
        "served_custody": row["served_prison"] == "yes",
        "mental_illness": ill,
    }


def _exclusions(row: Row, home: str) -> list[dict[str, Any]]:
    return [{"area": home, "reason": "arguments"}] if row["barrier_primary"] == "previous_exclusion" else []


def _wishes(row: Row, home: str) -> dict[str, Any]:
    refuses = row["barrier_primary"] in {"attachment_to_area", "entrenchment"} and row["reconnected"] == "no"
    return {
        "areas_wanted": [row["destination_gss"]] if row["destination_gss"] else [],
        "areas_refused": [{"area": home}] if refuses else [],
        "stay_here": None,
        "children_in": [],
        "agrees_to_reconnection": AGREES[row["reconnected"]],
    }
