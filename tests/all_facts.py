"""Two profiles that know nothing, and everything that rules may judge of a profile."""

from functools import cache
from pathlib import Path
from typing import Any

from engine.facts.case import (
    ELSEWHERE,
    Case,
    case_group,
    case_of,
    connection_groups,
    measures_of,
    person_groups,
    safety_groups,
)
from engine.facts.offer import Offer, offer_group
from engine.facts.subjects import Group
from engine.facts.target import authority_of, target_group
from engine.packs import Law, law_on, load_pack
from engine.packs.words import words_of
from engine.profile import read_profile
from engine.profile.words import SSO_OFFERS
from engine.vocabulary import KINDS
from services_directory.areas import load_areas

RULES = Path(__file__).resolve().parents[1] / "rules"

BARE: dict[str, Any] = {"schema": "safe-connections/profile/1", "assessment_date": "2026-03-31"}
LISTS = ("housing_history", "employment", "family", "special_circumstances", "risks")
ITEMS: dict[str, Any] = {name: [{}] for name in LISTS}
# Everything was asked about, something of each is there, and nothing is known of it.
ASKED = {
    **BARE,
    **ITEMS,
    "applying_to": "hackney",
    "restrictions": [{}],
    "household": [dict(ITEMS)],
    "prior_applications": [{}],
    "accepted": [{}],
    "person": {"care": {"placements": [{}]}, "immigration": {}, "armed_forces": {}},
    "vulnerability": {"capacity_in_doubt": "unknown", "trafficking_indicators": "unknown"},
    "housing_needs": {"convictions": [{}], "exclusions": [{}], "arrears": [{}]},
    "support_needs": {"drugs": True},
    "homelessness": {},
    "sso": {},
}
HERE = load_areas().resolve("leeds").codes[0]


@cache
def law() -> Law:
    packs = [load_pack(head.parent) for head in sorted(RULES.glob("*/pack.yaml"))]
    day = case_of(read_profile(BARE, load_areas()).profile, str).test_day
    return law_on(packs, "england", day, day)


def case(data: dict[str, Any]) -> Case:
    areas = load_areas()
    profile = read_profile(data, areas).profile
    return case_of(profile, lambda code: areas[code].nation if code in areas else "england")


def groups(data: dict[str, Any]) -> list[Group]:
    """Everything that any rule judges of a profile."""
    of, offered = case(data), _undetermined("offer")
    found = [
        *connection_groups(of, law(), (HERE, ELSEWHERE)),
        *safety_groups(of, (HERE, ELSEWHERE)),
        *person_groups(of),
        case_group(of, _undetermined("case"), _undetermined("case")),
        offer_group(of, Offer(HERE, None), offered, SSO_OFFERS),
        offer_group(of, Offer(None, None), offered, SSO_OFFERS),
    ]
    if of.applying_to is not None:
        referred = {**_undetermined("target"), "stage": "main"}
        authority = authority_of(of, HERE, measures_of(law(), "target"))
        found.append(target_group(authority, referred, referred))
    return found


def _undetermined(kind: str) -> dict[str, str]:
    """The verdicts that rules about a kind of subject read, none of them reached."""
    return {
        name: "undetermined" for name in KINDS[kind].facts if "undetermined" in (words_of(kind, name) or ())
    }
