"""The shape of a profile: every field that `safe-connections/profile/1` has, and nothing else.

A field that is absent, null or `unknown` is None here: not known. An area that is not known is
the word `unknown`. A list is None where it was not asked about, and a tuple where it was.
"""

from typing import Literal

from pydantic import ConfigDict, Field

from engine.dates import DateRange
from engine.profile import words
from engine.profile.needs import (
    Accepted,
    Consent,
    Homelessness,
    HousingNeeds,
    PriorApplication,
    RoughSleeping,
    Sso,
    SupportNeeds,
    Vulnerability,
    Wishes,
)
from engine.profile.parts import Evidenced, Part, Placed, Spell
from engine.profile.values import (
    Age,
    Area,
    Date,
    Day,
    DutyOwedBy,
    Hours,
    Length,
    LivesWithClient,
    Many,
    Order,
    Text,
)
from engine.profile.words import UNKNOWN


class HousingStay(Spell):
    """A stay somewhere, rough sleeping too."""

    basis: words.Basis | None = None
    own_choice: bool | None = None
    lawful: bool | None = None
    lasted: Length | None = None
    sequence: Order | None = None


class Job(Spell):
    """A job, by the place where the work is done."""

    kind: words.JobKind | None = None
    casual: bool | None = None
    hours_per_week: Hours | None = None
    employer_confirmed: bool | None = None


class Relative(Placed):
    """A relative and where they live."""

    relation: words.Relation | None = None
    resident_since: Date | None = None
    adult: bool | None = None
    wishes_to_be_near: bool | None = None
    closeness: Text | None = None


class Circumstance(Placed):
    """A special circumstance that ties someone to an area."""

    kind: words.CircumstanceKind | None = None
    only_available_there: bool | None = None
    detail: Text | None = None


class Risk(Placed):
    """A harm that happened or is feared at a place."""

    kind: words.RiskKind | None = None
    threatened: Text | None = None
    occurred_there: bool | None = None
    probable_on_return: bool | None = None
    person_can_reach: bool | None = None
    reported_to_police: bool | None = None
    reason: Text | None = None


class Restriction(Evidenced):
    """A court order, licence or police condition, in force through `until`; no areas: place not known."""

    kind: words.RestrictionKind | None = None
    areas: Many[Area] = ()
    effect: words.Effect | None = None
    until: Date | None = None


class Immigration(Evidenced):
    """Immigration status, and what follows for public funds and residence."""

    status: words.ImmigrationStatus | None = None
    recourse_to_public_funds: bool | None = None
    habitually_resident: bool | None = None
    right_to_reside: bool | None = None
    eea_worker: bool | None = None


class Placement(Spell):
    """A placement of a looked-after child."""

    section_22a: bool | None = None


class Care(Evidenced):
    """Time in care, and who owes the duties to a care leaver: () for nobody."""

    looked_after: bool | None = None
    between_16_and_18: bool | None = None
    should_have_been_looked_after: bool | None = None
    section_20_duty_owed: bool | None = None
    leaving_care_duty_owed_by: DutyOwedBy | None = None
    in_education: bool | None = None
    placements: Many[Placement] | None = None


class ArmedForces(Evidenced):
    """Service in the regular armed forces."""

    served: bool | None = None


class Person(Evidenced):
    """The client."""

    date_of_birth: Date | None = None
    age: Age | None = None
    gender: Text | None = None
    languages_needed: Many[Text] | None = None
    immigration: Immigration | None = None
    care: Care | None = None
    armed_forces: ArmedForces | None = None


class Ties(Part):
    """What may tie a person to areas, or keep them from one; each list may say that there is more."""

    housing_history: Many[HousingStay] | None = None
    housing_history_complete: bool | None = None
    employment: Many[Job] | None = None
    employment_complete: bool | None = None
    family: Many[Relative] | None = None
    family_complete: bool | None = None
    special_circumstances: Many[Circumstance] | None = None
    special_circumstances_complete: bool | None = None
    risks: Many[Risk] | None = None
    risks_complete: bool | None = None


class Member(Ties, Evidenced):
    """Someone who lives, or might reasonably be expected to live, with the client."""

    relation: words.HouseholdRelation | None = None
    age: Age | None = None
    pregnant: bool | None = None
    dependent: bool | None = None
    lives_with_client: LivesWithClient | None = None
    immigration: Immigration | None = None


class Profile(Ties):
    """A client's case as it is known on the day of assessment.

    `decision` and `protected_characteristics` belong to historic cases; no rule reads them.
    """

    model_config = ConfigDict(defer_build=False)

    schema_: Literal["safe-connections/profile/1"] = Field(alias="schema")
    ref: Text | None = None
    assessment_date: Day
    application_date: Day | None = None
    review_date: Day | None = None
    applying_to: Area = UNKNOWN
    person: Person | None = None
    household: Many[Member] | None = None
    household_complete: bool | None = None
    restrictions: Many[Restriction] | None = None
    restrictions_complete: bool | None = None
    restrictions_known: bool | None = None
    support_needs: SupportNeeds | None = None
    vulnerability: Vulnerability | None = None
    homelessness: Homelessness | None = None
    prior_applications: Many[PriorApplication] | None = None
    prior_applications_complete: bool | None = None
    accepted: Many[Accepted] | None = None
    rough_sleeping: RoughSleeping | None = None
    housing_needs: HousingNeeds | None = None
    wishes: Wishes | None = None
    sso: Sso | None = None
    consent: Consent | None = None
    decision: dict[str, object] | None = None
    protected_characteristics: dict[str, object] | None = None

    @property
    def test_day(self) -> DateRange:
        """The day that facts are judged at: that of the review, else that of the assessment."""
        return self.review_date or self.assessment_date
