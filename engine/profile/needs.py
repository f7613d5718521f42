"""The client's homelessness, needs and wishes, and what others have found, offered or recorded."""

from engine.profile import words
from engine.profile.parts import Evidenced, Part, Placed
from engine.profile.values import Area, Count, Date, DaysAhead, Level, Many, Offer, Pounds, RaisedYesNo, Text
from engine.profile.words import UNKNOWN


class SupportNeeds(Part):
    """How much support the client needs, need by need."""

    mental_health: Level | None = None
    drugs: Level | None = None
    alcohol: Level | None = None
    physical_health: Level | None = None
    learning_disability: Level | None = None
    substitute_prescribing: Level | None = None


class Vulnerability(Evidenced):
    """What bears on priority need, and three cautions.

    A caution that was raised and is not settled is the word `unknown`; one never raised is None.
    """

    answers_of_unknown = frozenset({"capacity_in_doubt", "trafficking_indicators"})

    pregnant: bool | None = None
    dependent_children: bool | None = None
    old_age: bool | None = None
    mental_illness: bool | None = None
    physical_disability: bool | None = None
    learning_disability: bool | None = None
    physical_illness: bool | None = None
    substance_dependence: bool | None = None
    in_recovery: bool | None = None
    refugee_trauma: bool | None = None
    other_special_reason: bool | None = None
    domestic_abuse_victim: bool | None = None
    homeless_because_of_domestic_abuse: bool | None = None
    fled_violence: bool | None = None
    served_custody: bool | None = None
    emergency_disaster: bool | None = None
    care_needs: bool | None = None
    trafficking_victim: bool | None = None
    capacity_in_doubt: RaisedYesNo | None = None
    trafficking_indicators: RaisedYesNo | None = None


class Homelessness(Evidenced):
    """Whether the client is homeless, or how soon; days as a number or as bounds."""

    homeless: bool | None = None
    street_homeless: bool | None = None
    threatened_within_days: DaysAhead | None = None
    intentional: bool | None = None


class PriorApplication(Evidenced):
    """An earlier homelessness application."""

    authority: Area = UNKNOWN
    date: Date | None = None
    placed_in: Area = UNKNOWN
    placed_from: Date | None = None
    private_offer_accepted_on: Date | None = None
    duty_accepted: bool | None = None


class Accepted(Evidenced):
    """What an authority has already found, from its day."""

    by: Area = UNKNOWN
    on: Date | None = None
    eligible: bool | None = None
    homeless: bool | None = None
    priority_need: bool | None = None
    intentional: bool | None = None
    prevention_duty: bool | None = None
    relief_duty: bool | None = None
    main_duty: bool | None = None


class RoughSleeping(Part):
    """What outreach has recorded."""

    contacts: Count | None = None
    years_seen: Count | None = None
    first_seen: Date | None = None
    last_seen: Date | None = None


class Exclusion(Placed):
    """A provider, or the services of an area, that will not take the client."""

    provider: Text | None = None
    reason: Text | None = None
    until: Date | None = None


class Arrears(Placed):
    """Rent owed, in pounds."""

    landlord: Text | None = None
    amount: Pounds | None = None


class Conviction(Evidenced):
    """A conviction that providers ask about."""

    kind: words.ConvictionKind | None = None
    spent: bool | None = None


class HousingNeeds(Evidenced):
    """What a home must offer, and what may keep the client out of one."""

    wheelchair: bool | None = None
    couple: bool | None = None
    pets: bool | None = None
    single_sex: bool | None = None
    exclusions: Many[Exclusion] | None = None
    arrears: Many[Arrears] | None = None
    convictions: Many[Conviction] | None = None


class RefusedArea(Part):
    """An area where the client will not go."""

    area: Area = UNKNOWN
    reason: Text | None = None


class Wishes(Part):
    """What the client wants."""

    areas_wanted: Many[Area] | None = None
    areas_refused: Many[RefusedArea] | None = None
    stay_here: bool | None = None
    children_in: Many[Area] | None = None
    goals: Many[Text] | None = None
    agrees_to_reconnection: bool | None = None


class Sso(Evidenced):
    """The Single Service Offer made."""

    area: Area = UNKNOWN
    offer: Offer | None = None
    made_on: Date | None = None
    status: Text | None = None
    reason: Text | None = None


class Consent(Part):
    """What the client has agreed may be shared."""

    share_with_agencies: bool | None = None
    recorded_on: Date | None = None
