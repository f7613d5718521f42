"""The check of a Single Service Offer (contract section 4), from the profile to the answer."""

from typing import Any

from casework.answers import Asked, must_be_a_nation, reading_of
from casework.sso.answer import told
from casework.sso.verdict import checked_offer
from engine.assess import decide
from engine.facts.offer import Offer
from engine.packs import NoLawError
from engine.problems import Fault, InputError
from engine.profile import AreaIndex, Reading
from engine.profile.words import OUTSIDE_UK, UNKNOWN
from engine.setting import Setting

AS_THE_PROFILE_SAYS = Asked()


def sso_check(
    data: object,
    setting: Setting,
    areas: AreaIndex,
    area: str | None = None,
    offer: str | None = None,
    asked: Asked = AS_THE_PROFILE_SAYS,
) -> dict[str, Any]:
    """The check of the offer in a profile, or of the area and offer given (contract section 4).

    Raises InputError where there is no offer to check, or the profile cannot be read.
    """
    must_be_a_nation(asked.jurisdiction)
    reading = reading_of(_with_offer(data, area, offer), setting, areas, asked.as_of)
    made = _offer_made(reading)
    try:
        decided = decide(reading.profile, setting, asked.jurisdiction)
    except NoLawError as refusal:
        raise InputError("No law is held for this case.", [Fault((), f"{refusal}.")]) from None
    return told(reading, checked_offer(decided, setting, made), setting)


def _offer_made(reading: Reading) -> Offer:
    """The offer to check. Raises InputError where there is none, or it is abroad."""
    said = reading.profile.sso
    if said is None or (said.area == UNKNOWN and said.offer is None):
        why = "there is no offer to check."
        raise InputError("No offer.", [Fault(("sso",), why, (), "Give the area and what is offered there.")])
    if said.area == OUTSIDE_UK:
        why = "a place abroad is beyond this check."
        do = "Routes abroad are for immigration advice; give an area in the UK."
        raise InputError("No offer that can be checked.", [Fault(("sso", "area"), why, (), do)])
    return Offer(None if said.area == UNKNOWN else said.area, said.offer)


def _with_offer(data: object, area: str | None, offer: str | None) -> object:
    """The profile with the offer that is asked about in place of its own; it has not been put to the client.

    Whether a client who declined an offer would decline another in the same area is not known.
    """
    if not isinstance(data, dict) or (area is None and offer is None):
        return data
    given = {name: value for name, value in (("area", area), ("offer", offer)) if value is not None}
    before = data.get("sso")
    own = before if isinstance(before, dict) else {}
    if all(own.get(name) == value for name, value in given.items()):
        return data
    if area is not None and own.get("area") != area:
        return {**data, "sso": {"status": "proposed", **given}}
    return {**data, "sso": {"area": own.get("area"), "offer": own.get("offer"), **given}}
