"""The words that a profile may use where it must choose one (contract sections 2 and 8)."""

from typing import Literal, TypeAlias

SCHEMA = "safe-connections/profile/1"
UNKNOWN = "unknown"
OUTSIDE_UK = "outside-uk"

Basis: TypeAlias = Literal[
    "owner",
    "social_tenancy",
    "private_tenancy",
    "lodging",
    "family_home",
    "friends",
    "sofa",
    "tied",
    "hostel",
    "supported_housing",
    "night_shelter",
    "refuge",
    "interim_homeless",
    "temporary_homeless",
    "asylum_s95",
    "asylum_s4",
    "asylum_s98",
    "accommodation_centre",
    "prison",
    "remand",
    "approved_premises",
    "immigration_detention",
    "hospital",
    "hospital_detained",
    "armed_forces",
    "care_placement",
    "student",
    "squat",
    "rough_sleeping",
    "vehicle",
    "other",
]
Relation: TypeAlias = Literal[
    "mother",
    "father",
    "parent",
    "adult_child",
    "child",
    "brother",
    "sister",
    "sibling",
    "grandparent",
    "grandchild",
    "aunt",
    "uncle",
    "step_parent",
    "step_sibling",
    "in_law",
    "cousin",
    "partner",
    "former_partner",
    "guardian",
    "other",
]
# A household may hold one who is no relative: a live-in carer is expected to live with the client.
HouseholdRelation: TypeAlias = Literal[Relation, "carer"]
JobKind: TypeAlias = Literal[
    "employed",
    "apprentice",
    "self_employed",
    "agency",
    "zero_hours",
    "voluntary",
    "armed_forces",
    "other",
]
CircumstanceKind: TypeAlias = Literal[
    "medical_treatment",
    "specialist_support",
    "education",
    "former_residence",
    "placed_for_safety",
    "leaving_care",
    "leaving_custody",
    "leaving_forces",
    "voluntary_work",
    "child_contact",
    "cultural_or_community",
    "other",
]
RiskKind: TypeAlias = Literal[
    "domestic_abuse",
    "honour_based_abuse",
    "violence",
    "threat",
    "drug_debt",
    "gang",
    "exploitation",
    "trafficking",
    "hate_crime",
    "stalking",
    "relapse",
    "safeguarding",
    "other",
]
RestrictionKind: TypeAlias = Literal[
    "licence_condition",
    "exclusion_zone",
    "residence_requirement",
    "bail",
    "immigration_bail",
    "non_molestation_order",
    "restraining_order",
    "sexual_harm_prevention_order",
    "notification_requirement",
    "mappa",
    "behaviour_order",
    "other",
]
Effect: TypeAlias = Literal["barred", "permission_needed", "notify"]
ConvictionKind: TypeAlias = Literal["arson", "violent", "sexual", "drugs", "theft", "other"]
ImmigrationStatus: TypeAlias = Literal[
    "british_citizen",
    "irish_citizen",
    "settled_status",
    "pre_settled_status",
    "indefinite_leave",
    "refugee",
    "humanitarian_protection",
    "limited_leave",
    "limited_leave_no_public_funds",
    "ukraine_scheme",
    "afghan_scheme",
    "bno",
    "eea_national",
    "asylum_seeker",
    "no_leave",
    "visitor",
    "other",
]
# How much support is needed; true and false answer the yes/no ones (substitute prescribing).
Level: TypeAlias = Literal["none", "low", "medium", "high", True, False]
LivesWithClient: TypeAlias = Literal[True, False, "shared"]
# Written `unknown` is an answer of its own here: raised as a caution, and not settled.
RaisedYesNo: TypeAlias = Literal[True, False, "unknown"]

# What an SSO may offer beside the accommodation types of the directory's taxonomy.
SSO_OFFERS = frozenset(
    {
        "housing_options_presentation",
        "assessment_appointment",
        "family_or_friends",
        "private_rented",
        "ticket_to_area",
        "instruction_to_present",
        "other",
    }
)

# The fields that hold areas and dates, wherever they stand.
AREA_FIELDS = frozenset(
    {
        "applying_to",
        "area",
        "areas",
        "areas_wanted",
        "authority",
        "by",
        "children_in",
        "leaving_care_duty_owed_by",
        "placed_in",
        "possible_areas",
    }
)
DATE_FIELDS = frozenset(
    {
        "application_date",
        "assessment_date",
        "date",
        "date_of_birth",
        "first_seen",
        "from",
        "last_seen",
        "made_on",
        "on",
        "placed_from",
        "private_offer_accepted_on",
        "recorded_on",
        "resident_since",
        "review_date",
        "to",
        "until",
    }
)
