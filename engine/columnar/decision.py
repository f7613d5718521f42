"""What was decided in a historic case, and what came of it (contract section 5)."""

from typing import Literal, TypeAlias

from engine.profile.parts import Part
from engine.profile.values import Area, Count, Date, Many, Text
from engine.profile.words import UNKNOWN

Verdict: TypeAlias = Literal[
    "not_met", "presumed_not_met", "undetermined", "officer_judgement", "presumed_met", "met"
]
Ground: TypeAlias = Literal[
    "normal_residence",
    "employment",
    "family_associations",
    "special_circumstances",
    "asylum_dispersal",
    "care_leaver",
    "looked_after_child",
]


class AreaDecided(Part):
    """What an authority decided on the connection with one area, and on which ground."""

    area: Area = UNKNOWN
    verdict: Verdict | None = None
    ground: Ground | None = None


class Decision(Part):
    """A recorded decision, and what came of it for as long as the client was followed.

    `outcome` and `accommodation` (reached by the reconnection) are words of whoever keeps the file; `events`
    and `direct_contacts` count what was done for the client and how often they were met.
    """

    decided_on: Date | None = None
    local_connection: Many[AreaDecided] | None = None
    priority_need: Verdict | None = None
    referral: Verdict | None = None
    outcome: Text | None = None
    reconnected_on: Date | None = None
    reconnected_to: Area = UNKNOWN
    accommodation: Text | None = None
    housing_options_presentation: bool | None = None
    events: Count | None = None
    direct_contacts: Count | None = None
    sustained_three_months: bool | None = None


class Recorded(Part):
    """What a historic case holds beside the profile that rules read."""

    decision: Decision | None = None
    protected_characteristics: dict[str, Text | bool | int] | None = None
