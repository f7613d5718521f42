"""The words that each choice may be, so that a rule which names another word is refused."""

from collections.abc import Mapping
from typing import get_args

from engine.facts.subjects import (
    CIRCUMSTANCE_KINDS,
    EFFECTS,
    HOUSEHOLD_RELATIONS,
    JOB_KINDS,
    LEVELS,
    LIVES_WITH_CLIENT,
    RELATIONS,
    RESTRICTION_KINDS,
    RISK_KINDS,
    STATUSES,
)
from engine.profile import words
from engine.verdicts import LEGAL, SAFETY

# What a measure may be told to count: kinds of stay.
BASES = frozenset(get_args(words.Basis))
FAMILIES = frozenset(
    {
        "local_connection",
        "safety",
        "priority_need",
        "eligibility",
        "homelessness",
        "referral",
        "duties",
        "readiness",
        "pathway",
    }
)

_NATIONS = frozenset({"england", "wales", "scotland", "northern_ireland"})
_VERDICTS = frozenset(LEGAL.verdicts)
_NOT_SAID = frozenset({"not_said"})

_OF_A_KIND: Mapping[tuple[str, str], frozenset[str]] = {
    ("job", "kind"): JOB_KINDS,
    ("circumstance", "kind"): CIRCUMSTANCE_KINDS,
    ("risk", "kind"): RISK_KINDS,
    ("restriction", "kind"): RESTRICTION_KINDS,
    ("relative", "relation"): RELATIONS,
    ("household_member", "relation"): HOUSEHOLD_RELATIONS,
    ("household_member", "immigration_status"): STATUSES | _NOT_SAID,
    ("household_member", "client_immigration_status"): STATUSES | _NOT_SAID,
}
_OF_ANY_KIND: Mapping[str, frozenset[str]] = {
    "effect": EFFECTS,
    "lives_with_client": LIVES_WITH_CLIENT,
    "immigration_status": STATUSES,
    "nation": _NATIONS,
    "from_nation": _NATIONS,
    "safety": frozenset(SAFETY.verdicts),
    "doors": frozenset({"open", "closed", "undetermined", "not_listed"}),
    "room": frozenset({"open", "closed", "undetermined"}),
    **dict.fromkeys(("need_mental_health", "need_physical_health", "need_learning_disability"), LEVELS),
    **dict.fromkeys(("need_drugs", "need_alcohol"), LEVELS),
    **dict.fromkeys(("homelessness", "eligibility", "priority_need"), _VERDICTS),
    **dict.fromkeys(("connection", "sent_elsewhere"), _VERDICTS),
    **dict.fromkeys(("connection_here", "connection_there", "domestic_abuse_bar", "violence_bar"), _VERDICTS),
}


def words_of(kind: str, fact: str) -> frozenset[str] | None:
    """The words that a fact of a kind of subject may be; None where they are not the engine's to say."""
    return _OF_A_KIND.get((kind, fact)) or _OF_ANY_KIND.get(fact)
