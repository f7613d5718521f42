"""Which fields of a case become columns, and how each is read: those that rules read, and no other."""

from collections.abc import Mapping

from engine.columnar.encode_fields import (
    Field,
    area,
    as_told,
    counted,
    days,
    given,
    not_denied,
    said,
    some,
    word,
)
from engine.columnar.tables import LISTS

Shape = Mapping[str, Field]

_YES_NO, _DAYS, _AREA, _EVIDENCED = Field(as_told), Field(days), Field(area), Field(some, "evidence")
_FLAGS_OF_VULNERABILITY = (
    "pregnant", "dependent_children", "old_age", "mental_illness", "physical_disability",
    "learning_disability", "physical_illness", "substance_dependence", "in_recovery", "refugee_trauma",
    "other_special_reason", "domestic_abuse_victim", "homeless_because_of_domestic_abuse", "fled_violence",
    "served_custody", "emergency_disaster", "care_needs", "trafficking_victim",
)  # fmt: skip


def _each(reads: Field, *names: str) -> Shape:
    return dict.fromkeys(names, reads)


def _below(path: str, reads: Field, *names: str) -> Shape:
    return {f"{path}.{name}": reads for name in names}


def _list(*names: str) -> Shape:
    """Whether each list was asked about, and whether it is not said to be incomplete."""
    asked = {f"{name}_asked": Field(given, name) for name in names}
    return asked | {f"{name}_complete": Field(not_denied, f"{name}_complete") for name in names}


CASES: Shape = {
    **_each(_DAYS, "assessment_date", "application_date", "review_date"),
    "applying_to": _AREA,
    **_list("household", "restrictions", "prior_applications"),
    "restrictions_known": _YES_NO,
    "convictions_asked": Field(given, "housing_needs.convictions"),
    "areas_wanted_asked": Field(given, "wishes.areas_wanted"),
    "placements_asked": Field(given, "person.care.placements"),
    "leaving_care_duty_given": Field(given, "person.care.leaving_care_duty_owed_by"),
    "person.immigration.status": Field(word("status")),
    **_below(
        "person.immigration", _YES_NO,
        "recourse_to_public_funds", "habitually_resident", "right_to_reside", "eea_worker",
    ),
    **_below(
        "person.care", _YES_NO,
        "looked_after", "between_16_and_18", "should_have_been_looked_after", "section_20_duty_owed",
        "in_education",
    ),
    "placements": Field(counted, "person.care.placements"),
    "person.armed_forces.served": _YES_NO,
    **_below("homelessness", _YES_NO, "homeless", "street_homeless", "intentional"),
    "threatened_least": Field(as_told, "homelessness.threatened_within_days.at_least"),
    "threatened_most": Field(as_told, "homelessness.threatened_within_days.at_most"),
    **_below("vulnerability", _YES_NO, *_FLAGS_OF_VULNERABILITY),
    **_below("vulnerability", Field(word("raised")), "capacity_in_doubt", "trafficking_indicators"),
    **_below(
        "support_needs", Field(word("level")),
        "mental_health", "physical_health", "learning_disability", "drugs", "alcohol",
    ),
    **{
        f"{path}.evidence": Field(some)
        for path in (
            "person", "person.immigration", "person.care", "person.armed_forces", "homelessness",
            "vulnerability",
        )
    },
}  # fmt: skip
SAID_OF_CLIENT: Shape = {"born": Field(days, "person.date_of_birth"), "age": Field(as_told, "person.age")}
LISTED: Shape = _list(*LISTS)
MEMBERS: Shape = {
    "relation": Field(word("relation")),
    "age": Field(as_told),
    **_each(_YES_NO, "dependent", "pregnant"),
    "lives_with_client": Field(word("lives_with_client")),
    "status": Field(word("status"), "immigration.status"),
    "recourse_to_public_funds": Field(as_told, "immigration.recourse_to_public_funds"),
    "evidenced": _EVIDENCED,
}
TIES: Mapping[str, tuple[str, Shape]] = {
    "stays": (
        "housing_history",
        {
            **_each(_DAYS, "from", "to"),
            "current": Field(said),
            "basis": Field(word("basis")),
            **_each(_YES_NO, "own_choice", "lawful"),
        },
    ),
    "jobs": (
        "employment",
        {
            "to": _DAYS,
            **_each(_YES_NO, "current", "casual", "employer_confirmed"),
            "kind": Field(word("job_kind")),
            "hours_per_week": Field(as_told),
        },
    ),
    "relatives": (
        "family",
        {
            "relation": Field(word("relation")),
            "resident_since": _DAYS,
            **_each(_YES_NO, "adult", "wishes_to_be_near"),
        },
    ),
    "circumstances": (
        "special_circumstances",
        {"kind": Field(word("circumstance_kind")), "only_available_there": _YES_NO},
    ),
    "risks": (
        "risks",
        {
            "kind": Field(word("risk_kind")),
            **_each(_YES_NO, "occurred_there", "probable_on_return", "person_can_reach"),
            "reason_given": Field(some, "reason"),
        },
    ),
}
PLACED: Shape = {"area": _AREA, "evidenced": _EVIDENCED}
# Lists that the case alone has, by the path of each.
OF_CASE: Mapping[str, tuple[str, Shape]] = {
    "placements": (
        "person.care.placements",
        {**PLACED, **_each(_DAYS, "from", "to"), "current": Field(said), "section_22a": _YES_NO},
    ),
    "restrictions": (
        "restrictions",
        {
            "kind": Field(word("restriction_kind")),
            "effect": Field(word("effect")),
            "until": _DAYS,
            "evidenced": _EVIDENCED,
        },
    ),
    "exclusions": (
        "housing_needs.exclusions",
        {"area": _AREA, "until": _DAYS, "provider_given": Field(some, "provider")},
    ),
    "arrears": ("housing_needs.arrears", {"area": _AREA}),
    "convictions": ("housing_needs.convictions", {"kind": Field(word("conviction_kind"))}),
    "prior": (
        "prior_applications",
        {
            **_each(_AREA, "authority", "placed_in"),
            **_each(_DAYS, "date", "placed_from", "private_offer_accepted_on"),
            "evidenced": _EVIDENCED,
        },
    ),
    "accepted": (
        "accepted",
        {
            "by": _AREA,
            "on": _DAYS,
            **_each(
                _YES_NO, "eligible", "homeless", "priority_need", "intentional", "prevention_duty",
                "relief_duty", "main_duty",
            ),
        },
    ),
}  # fmt: skip
# What is told of by a length or an order, or is in one of several areas, goes by row.
BY_ROW_OF_ANYONE: Mapping[str, tuple[str, ...]] = {
    "housing_history": ("lasted", "sequence", "possible_areas"),
    **dict.fromkeys(("employment", "family", "special_circumstances", "risks"), ("possible_areas",)),
}
BY_ROW_OF_CASE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("person.care.placements", "housing_needs.exclusions", "housing_needs.arrears"), ("possible_areas",)
    ),
}
