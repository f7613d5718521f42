"""The named facts that rules may use: one documented vocabulary for every pack.

A rule is `about` one kind of subject (a job, a relative, the client in an area …) and may use the
facts of that kind. A measure is a fact that takes dated parameters, such as nights lived in the
area within a window. Everything here may be not known unless `always_known` says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

FactType: TypeAlias = Literal["yes_no", "amount", "one_of", "nights"]


@dataclass(frozen=True, slots=True)
class FactSpec:
    """What a fact says, and whether it is known whatever the profile leaves out."""

    type: FactType
    says: str
    always_known: bool = False


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """A fact worked out from parameters; `takes` names them, and `words` those that are lists."""

    type: FactType
    says: str
    takes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject that rules can be about, and what can be said of it."""

    says: str
    facts: Mapping[str, FactSpec]
    measures: Mapping[str, MeasureSpec] = field(default_factory=dict)


def _yes_no(**says: str) -> dict[str, FactSpec]:
    return {name: FactSpec("yes_no", text) for name, text in says.items()}


def _amount(**says: str) -> dict[str, FactSpec]:
    return {name: FactSpec("amount", text) for name, text in says.items()}


def _one_of(**says: str) -> dict[str, FactSpec]:
    return {name: FactSpec("one_of", text) for name, text in says.items()}


_AGE = _amount(age="age in completed years on the test day")

_CLIENT = {
    **_AGE,
    **_one_of(
        immigration_status="immigration status, in the words of the contract",
    ),
    **_yes_no(
        public_funds="may use public funds",
        habitually_resident="is habitually resident in the Common Travel Area",
        right_to_reside="has a right to reside that counts for homelessness help",
        eea_worker="is a worker or self-employed person under EU rules",
        homeless="has no accommodation that is available and reasonable to occupy",
        street_homeless="sleeps rough",
        intentional="became homeless intentionally",
        pregnant="is pregnant, or someone of the household is",
        old_age="is frail through old age",
        mental_illness="has a mental illness",
        physical_disability="has a physical disability",
        learning_disability="has a learning disability",
        physical_illness="has a physical illness",
        substance_dependence="is dependent on drugs or alcohol",
        in_recovery="is in recovery from dependence",
        refugee_trauma="carries trauma from persecution or flight",
        other_special_reason="has another special reason to be vulnerable",
        domestic_abuse_victim="is a victim of domestic abuse",
        homeless_because_of_domestic_abuse="is homeless because of domestic abuse",
        fled_violence="left accommodation because of violence or threats likely to be carried out",
        served_custody="has served a custodial sentence, was committed or remanded",
        others_in_household="others live, or might reasonably be expected to live, with the client",
        emergency_disaster="is homeless because of flood, fire or another disaster",
        care_needs="appears to need care and support",
        trafficking_victim="is a victim of trafficking",
        served_in_armed_forces="has served in the regular armed forces",
        looked_after="was looked after by an authority at any time",
        looked_after_between_16_and_18="was looked after, accommodated or fostered between 16 and 18",
        should_have_been_looked_after="should have been looked after, by a finding or on the account",
        section_20_duty_owed="is owed accommodation under Children Act 1989 s.20",
        in_education="is in full-time education or training",
        accepted_eligible="the authority applied to has accepted eligibility",
        accepted_homeless="the authority applied to has accepted homelessness",
        accepted_priority_need="the authority applied to has accepted priority need",
        accepted_intentional="the authority applied to has found intentional homelessness",
        accepted_prevention_duty="the authority applied to has accepted the prevention duty",
        accepted_relief_duty="the authority applied to has accepted the relief duty",
        accepted_main_duty="the authority applied to has accepted the main duty",
    ),
    **{
        name: FactSpec("yes_no", says, always_known=True)
        for name, says in {
            "told_of_dependent_children": "is said to have dependent children (no where nothing was said)",
            "said_to_sleep_rough": "is told of as sleeping rough (no where nothing was said)",
            "found_eligible": "the authority applied to has found the client eligible (no where it has not)",
            "found_homeless": "the authority applied to has found the client homeless",
            "found_priority_need": "the authority applied to has found priority need",
            "found_intentional": "the authority applied to has found intentional homelessness",
            "found_prevention_duty": "the authority applied to has found that it owes the prevention duty",
            "found_relief_duty": "the authority applied to has found that it owes the relief duty",
            "found_main_duty": "the authority applied to has found that it owes the main duty",
        }.items()
    },
    **_amount(
        age_when_applying="age in completed years on the application day",
        threatened_within_days="days until the home is likely to be lost",
    ),
    **_one_of(
        need_mental_health="level of mental health need",
        need_physical_health="level of physical health need",
        need_learning_disability="level of need from a learning disability",
        need_drugs="level of need from drug use",
        need_alcohol="level of need from alcohol use",
    ),
}

_VERDICTS = {
    name: FactSpec("one_of", f"the verdict reached on {text}", always_known=True)
    for name, text in {
        "homelessness": "homelessness",
        "eligibility": "eligibility",
        "priority_need": "priority need",
    }.items()
}

_CIRCUMSTANCES = _one_of(kind="what is asserted")
_WITHIN = ("within",)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "client": Kind("the client", _CLIENT),
        "person_in_area": Kind(
            "the client, or a member of the household, in one area",
            {
                **_AGE,
                **_one_of(nation="the nation of the area"),
                **_yes_no(
                    asylum_support_here="was given asylum support accommodation (s.95) in the area",
                    asylum_support_latest_here="the s.95 accommodation that started last was in the area",
                    leaving_care_duty_owed_here="an authority covering the area owes leaving-care duties",
                    rough_sleeping_here="slept rough in the area",
                    wishes_to_live_here="the client wishes to live in the area",
                ),
            },
            {
                "nights_lived_here": MeasureSpec(
                    "nights",
                    "nights lived in the area within so many months before the test day",
                    ("within", "never", "maybe"),
                ),
                "nights_elsewhere_on": MeasureSpec(
                    "amount", "nights spent anywhere on some bases, within the months", ("within", "bases")
                ),
                "nights_here_on": MeasureSpec(
                    "amount", "nights spent in the area on some bases, within the months", ("within", "bases")
                ),
                "placed_here_in_care": MeasureSpec(
                    "yes_no",
                    "lived here in care placements without a break for so many months, partly before an age",
                    ("months", "before_age"),
                ),
            },
        ),
        "job": Kind(
            "a job whose place of work is in the area",
            {
                **_yes_no(
                    current="the job is held on the test day",
                    casual="the work is casual",
                    employer_confirmed="the employer confirms the job",
                ),
                **_one_of(kind="kind of work, in the words of the contract"),
                **_amount(hours_per_week="hours worked in a week"),
            },
        ),
        "relative": Kind(
            "a relative who lives in the area",
            {
                **_one_of(relation="the relative's relation to the person"),
                **_yes_no(
                    adult="the relative is an adult",
                    wishes_to_be_near="the person wishes to be near the relative",
                ),
            },
            {
                "resident_for_years": MeasureSpec(
                    "yes_no", "the relative has lived there for so many years on the test day", ("years",)
                ),
                "resident_for_years_when_applying": MeasureSpec(
                    "yes_no",
                    "the relative had lived there for so many years on the application day",
                    ("years",),
                ),
            },
        ),
        "circumstance": Kind(
            "a special circumstance asserted for the area",
            {
                **_CIRCUMSTANCES,
                **_yes_no(only_available_there="what is needed can be had only in the area"),
            },
        ),
        "household_member": Kind(
            "a person who lives, or might reasonably be expected to live, with the client",
            {
                **_AGE,
                **_one_of(
                    relation="relation to the client",
                    lives_with_client="whether they live with the client: yes, no or shared",
                ),
                **_yes_no(dependent="depends on the client"),
                "immigration_status": FactSpec("one_of", "immigration status, or not_said", True),
                "client_immigration_status": FactSpec(
                    "one_of", "the client's immigration status, or not_said", True
                ),
                "no_public_funds": FactSpec("yes_no", "leave was given without public funds", True),
            },
        ),
        "risk": Kind(
            "a risk told of, as it bears on one area",
            {
                **_one_of(kind="kind of risk, in the words of the contract"),
                **_yes_no(
                    probable_on_return="harm is probable if the person goes there",
                    person_can_reach="those who would do harm can reach the person there",
                    occurred_there="harm or a threat has already happened there",
                    reason_given="a reason is given why it should not happen again",
                ),
            },
        ),
        "restriction": Kind(
            "a court, licence or police restriction, as it bears on one area",
            {
                **_one_of(kind="kind of restriction", effect="barred, permission_needed or notify"),
                **_yes_no(
                    in_force="is in force on the test day",
                    names_the_area="names the area; one to live at a certain place bears on every other too",
                ),
            },
        ),
        "area_safety": Kind(
            "the client's safety in an area, apart from single risks and restrictions",
            {
                **_AGE,
                **_yes_no(
                    risks_asked="every risk to the client and the household has been asked about",
                    restrictions_asked="restrictions were asked about",
                    restrictions_known="the restrictions given are known to be all",
                    served_custody="has served a custodial sentence or was remanded",
                    sexual_or_violent_conviction="has a conviction for a sexual or violent offence",
                    capacity_in_doubt="there is doubt that the client can decide about a move",
                    trafficking_indicators="there are signs of trafficking or modern slavery",
                ),
                # Cautions: what was never raised is none.
                **{
                    name: FactSpec("yes_no", says, always_known=True)
                    for name, says in {
                        "excluded_from_services_there": "is excluded from a service in the area",
                        "arrears_there": "owes rent or has been evicted for arrears in the area",
                        "children_elsewhere": "has children in another area, whom a move there would leave",
                        "care_needs": "appears to need care and support",
                        "pregnant": "is pregnant",
                    }.items()
                },
            },
        ),
        "case": Kind("the client's case, once the verdicts are in", {**_CLIENT, **_VERDICTS}),
        "target": Kind(
            "an authority to which the case might be referred",
            {
                **{
                    name: FactSpec("one_of", says, always_known=True)
                    for name, says in {
                        "from_nation": "the nation of the authority applied to",
                        "nation": "the nation of the other authority",
                        "stage": "the stage of the referral, by the name that its rule has",
                        "connection_here": "the household's connection with the authority applied to",
                        "connection_there": "the household's connection with the other authority",
                        "domestic_abuse_bar": "whether risk of domestic abuse bars a referral there",
                        "violence_bar": "whether probable violence bars a referral there",
                    }.items()
                },
                **_yes_no(
                    applied_there_before="an earlier application to that authority is told of",
                    placed_here_by_that_authority="that authority placed the client in this district",
                ),
            },
            {
                "private_offer_within": MeasureSpec(
                    "yes_no", "the application came within so many months of accepting the offer", ("months",)
                ),
                "earlier_application_within": MeasureSpec(
                    "yes_no",
                    "the earlier application was within so many months, plus the time to the first placement",
                    ("months",),
                ),
            },
        ),
        "offer": Kind(
            "a Single Service Offer: an area, and what is offered there",
            {
                **{
                    name: FactSpec("one_of", says, always_known=True)
                    for name, says in {
                        "safety": "the safety of the area offered",
                        "connection": "the household's connection with the area offered",
                        "eligibility": "eligibility for homelessness help",
                        "sent_elsewhere": "whether the authority there could refer the client elsewhere",
                        "doors": "whether what is offered takes such a client: its gates, vacancies apart",
                        "room": "whether there is a vacancy",
                    }.items()
                },
                **{
                    name: FactSpec("yes_no", says, always_known=True)
                    for name, says in {
                        "in_writing": "a document of the offer is held (no where none was named)",
                        "duty_accepted_here": "the authority applied to has found that it owes a duty",
                        "told_of_abuse": "is told of as a victim of abuse or trafficking (no where not said)",
                        "told_of_treatment_here": "treatment or support in the area applied to is told of",
                    }.items()
                },
                **_one_of(offer="what is offered, in the words of the contract"),
                **_yes_no(
                    area_named="the area offered is known",
                    moves_the_client="the area offered is another than the one applied to",
                    refused="the client refused the area, or declined the offer",
                    agrees="the client agrees to a reconnection",
                    consents_to_sharing="the client consents to agencies being told",
                    high_need="has a high support need of some kind",
                ),
            },
        ),
    }
)
