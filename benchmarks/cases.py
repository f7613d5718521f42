"""The case that everything is measured on: a full one, invented, as a caseworker might have it."""

from typing import Any

from engine.profile import Reading, read_profile
from engine.setting import Setting
from services_directory.areas import load_areas

TEST_DAY = "2026-03-31"
STAYS: tuple[dict[str, Any], ...] = (
    {"area": "leeds", "from": "2019-02-01", "to": "2021-06-30", "basis": "private_tenancy"},
    {"area": "brighton-and-hove", "from": "2021-06-30", "to": "2023-08-14", "basis": "private_tenancy"},
    {"area": "brighton-and-hove", "from": "2023-08-14", "to": "2024-01-10", "basis": "friends"},
    {"area": "hackney", "from": "2024-01-10", "to": "2025-07-02", "basis": "hostel"},
    {"area": "tower-hamlets", "from": "2025-07-02", "to": "2025-10-20", "basis": "sofa"},
    {"area": "tower-hamlets", "from": "2025-10-20", "current": True, "basis": "rough_sleeping"},
)
PROOF: tuple[tuple[str, ...], ...] = (
    (), ("tenancy_agreement",), (), ("hostel_letter",), (), ("outreach_contact_record",),
)  # fmt: skip


def profile() -> dict[str, Any]:
    """Six stays in four areas, a job, a relative, a risk, and proof of some of it; nobody else."""
    return {
        "schema": "safe-connections/profile/1",
        "ref": "benchmark",
        "assessment_date": TEST_DAY,
        "application_date": "2026-03-02",
        "applying_to": "tower-hamlets",
        "person": {
            "age": 38,
            "immigration": {"status": "british_citizen", "recourse_to_public_funds": True},
            "care": {"looked_after": False},
            "armed_forces": {"served": False},
        },
        "household": [],
        "housing_history": [
            {**stay, "evidence": list(proof)} for stay, proof in zip(STAYS, PROOF, strict=True)
        ],
        "employment": [
            {
                "area": "hackney", "from": "2024-03", "current": True, "kind": "employed", "casual": False,
                "hours_per_week": 18, "employer_confirmed": True,
            }
        ],
        "family": [
            {
                "relation": "mother", "area": "brighton-and-hove", "resident_since": "2010",
                "wishes_to_be_near": True, "evidence": ["council_tax_bill"],
            }
        ],
        "special_circumstances": [],
        "risks": [
            {
                "area": "leeds", "kind": "threat", "threatened": "client", "occurred_there": True,
                "probable_on_return": True, "reported_to_police": False,
            }
        ],
        "restrictions": [],
        "restrictions_known": True,
        "prior_applications": [],
        "support_needs": {"mental_health": "medium", "drugs": "none", "alcohol": "low"},
        "vulnerability": {
            "pregnant": False, "dependent_children": False, "old_age": False, "mental_illness": True,
            "physical_disability": False, "served_custody": False,
        },
        "homelessness": {"homeless": True, "street_homeless": True},
        "housing_needs": {"convictions": [], "exclusions": [], "arrears": []},
        "wishes": {"areas_wanted": ["brighton-and-hove"], "agrees_to_reconnection": True},
        "consent": {"share_with_agencies": True},
    }  # fmt: skip


def reading(setting: Setting) -> Reading:
    """The case as read, ready to be decided."""
    return read_profile(profile(), load_areas(), setting.accommodation_types)
