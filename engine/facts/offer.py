"""Facts about a Single Service Offer: what was offered, where, and what the client said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.facts.subjects import CLIENT, Group, Subject, yes_no
from engine.known import OneOf, Value, YesNo

if TYPE_CHECKING:
    from engine.facts.case import Case

_NOT_SAID = frozenset({"?"})  # an offer that is not told may be any: no rule names this word
DECLINED = frozenset({"declined", "refused", "rejected"})


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer: its area (a GSS code) and what it is; None where either is not known."""

    area: str | None
    offer: str | None


def offer_group(case: "Case", offer: Offer, verdicts: Mapping[str, str], offers: frozenset[str]) -> Group:
    """The offer, with the verdicts on the area's safety, the connection there and eligibility."""
    profile = case.profile
    wishes, consent, said = profile.wishes, profile.consent, profile.sso
    refused = any(each.area == offer.area for each in (wishes.areas_refused if wishes else None) or ())
    declined = bool(
        said and (said.status or "").casefold() in DECLINED and said.area == (offer.area or said.area)
    )
    facts: dict[str, Value] = {name: OneOf(frozenset({verdict})) for name, verdict in verdicts.items()}
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
        "refused": YesNo(refused or declined),
        "agrees": yes_no(wishes.agrees_to_reconnection if wishes else None, "wishes.agrees_to_reconnection"),
        "consents_to_sharing": yes_no(
            consent.share_with_agencies if consent else None, "consent.share_with_agencies"
        ),
    }
    return Group(
        "offer", offer.area, CLIENT, (Subject("", True, facts, facts, {"item": _words(offer.offer)}),)
    )


def _words(offer: str | None) -> str:
    return (offer or "what was offered").replace("_", " ")
