"""Facts about a Single Service Offer: what was offered, where, who would take it, what the client said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.facts.client import accepted_facts
from engine.facts.subjects import CLIENT, Group, Subject, yes_no
from engine.known import OneOf, Truth, Value, YesNo, any_of

if TYPE_CHECKING:
    from engine.facts.case import Case

NEEDS = ("mental_health", "drugs", "alcohol", "physical_health", "learning_disability")

_NOT_SAID = frozenset({"?"})  # an offer that is not told may be any: no rule names this word
# What a client may have said of an offer; anything else leaves it open whether the offer was declined.
_DECLINED = frozenset({"declined", "refused", "rejected"})
_ACCEPTED = frozenset({"accepted", "agreed", "taken up"})
_WAITING = frozenset({"proposed", "planned", "made", "offered", "open", "pending", "waiting"})
_HARM = ("domestic_abuse_victim", "homeless_because_of_domestic_abuse", "trafficking_victim")
_DUTIES = ("found_prevention_duty", "found_relief_duty", "found_main_duty")
_TREATMENT = frozenset({"medical_treatment", "specialist_support"})


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer: its area (a GSS code) and what it is; None where either is not known."""

    area: str | None
    offer: str | None


def offer_group(case: "Case", offer: Offer, verdicts: Mapping[str, str], offers: frozenset[str]) -> Group:
    """The offer, with the verdicts on the area offered, on the connection there and on who is taken there."""
    wishes, consent = case.profile.wishes, case.profile.consent
    facts: dict[str, Value] = {name: OneOf(frozenset({verdict})) for name, verdict in verdicts.items()}
    facts |= _never_raised_is_none(case)
    facts |= {
        "offer": OneOf(frozenset({offer.offer}))
        if offer.offer
        else OneOf(offers | _NOT_SAID, ("sso.offer",)),
        "area_named": YesNo(True) if offer.area else YesNo(None, ("sso.area",)),
        "moves_the_client": (
            YesNo(offer.area != case.applying_to)
            if offer.area and case.applying_to
            else YesNo(None, ("applying_to" if offer.area else "sso.area",))
        ),
        "refused": _refused(case, offer),
        "agrees": yes_no(wishes.agrees_to_reconnection if wishes else None, "wishes.agrees_to_reconnection"),
        "consents_to_sharing": yes_no(
            consent.share_with_agencies if consent else None, "consent.share_with_agencies"
        ),
        "high_need": _high_need(case),
    }
    return Group(
        "offer", offer.area, CLIENT, (Subject("", True, facts, facts, {"item": _words(offer.offer)}),)
    )


def _refused(case: "Case", offer: Offer) -> YesNo:
    """Whether the client refused the area or declined the offer; what was not asked is not known."""
    wishes, said = case.profile.wishes, case.profile.sso
    answer = " ".join((said.status or "").casefold().replace("_", " ").split()) if said else ""
    refused = wishes.areas_refused if wishes else None
    listed: Truth = None
    if refused is not None:
        places = {each.area for each in refused}
        listed = True if offer.area in places else None if "unknown" in places else False
    if answer in _ACCEPTED and listed is not True:
        return YesNo(False)
    declined = True if answer in _DECLINED else False if answer in _WAITING else None
    truth = any_of((listed, declined))
    open_paths = (("wishes.areas_refused", listed), ("sso.status", declined))
    return YesNo(truth, () if truth is not None else tuple(path for path, each in open_paths if each is None))


def _high_need(case: "Case") -> YesNo:
    needs = case.profile.support_needs
    said: dict[str, Truth] = {}
    for name in NEEDS:
        level = getattr(needs, name) if needs else None
        said[f"support_needs.{name}"] = None if level is None or level is True else level == "high"
    truth = any_of(said.values())
    return YesNo(
        truth, () if truth is not None else tuple(path for path, high in said.items() if high is None)
    )


def _never_raised_is_none(case: "Case") -> dict[str, Value]:
    """What holds the client where they are, or calls for care; never raised, it is taken as none."""
    profile, vulnerability = case.profile, case.profile.vulnerability
    accepted = accepted_facts(case)
    treated = any(
        each.area == case.applying_to and each.kind in _TREATMENT
        for each in profile.special_circumstances or ()
    )
    needs = profile.support_needs
    prescribed = needs is not None and needs.substitute_prescribing not in {None, "none", False}
    return {
        "in_writing": YesNo(bool(profile.sso and profile.sso.evidence)),
        "duty_accepted_here": YesNo(any(accepted[name].value for name in _DUTIES)),
        "told_of_abuse": YesNo(any(getattr(vulnerability, name, None) for name in _HARM)),
        "told_of_treatment_here": YesNo(treated or prescribed),
    }


def _words(offer: str | None) -> str:
    return _PLAIN.get(offer or "", (offer or "what was offered").replace("_", " "))


_PLAIN = {
    "ticket_to_area": "ticket to the area",
    "instruction_to_present": "word to go and present there",
    "housing_options_presentation": "presentation at Housing Options",
    "family_or_friends": "home with family or friends",
    "private_rented": "private tenancy",
    "other": "offer of some other kind",
}
