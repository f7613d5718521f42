"""Whom a service refuses for what has been: convictions, earlier bans, rent owed.

What was never raised as a caution is taken as none (design section 2), and said so. A refusal that may be
over, or that a service may lift, is a question and not a closed door.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.matching.checks import Check, from_checks
from engine.matching.client import Client, fact_of
from engine.matching.model import Gate, ServiceLike
from engine.matching.stated import WHO, Stated

if TYPE_CHECKING:
    from engine.profile.needs import Arrears, Exclusion

DISCLOSE = (
    "It asks about convictions: go through with the client, before any referral, what has to be told. An"
    " offence that comes out later can lose the place."
)
NO_CONVICTION_YET = "The client has served custody, yet no conviction is recorded."
PLAN = f"Ask {WHO} whether a plan to repay would open the door."


def exclusions_gate(client: Client, stated: Stated) -> Gate:
    """Convictions that are refused, bans by this provider and bans that may count here, rent owed."""
    service = stated.service
    checks = {
        *_convictions(client, stated),
        *_bans(client, stated),
        *(check for owed in client.arrears or () for check in _owed(client, service, owed)),
    }
    # In one order, whatever the order of the profile's lists.
    found = from_checks("exclusions", sorted(checks, key=lambda check: check[1:]), _nothing_excludes(client))
    if found.verdict == "closed" or not stated.sure("exclusions", service.convictions_refused):
        return found
    custody = client.convictions == () and fact_of(client.profile, "vulnerability.served_custody")
    warned = f"{DISCLOSE} {NO_CONVICTION_YET}" if custody else DISCLOSE
    return found._replace(because=f"{found.because} {warned}")


def _nothing_excludes(client: Client) -> str:
    if client.bans is None and client.arrears is None:
        return "No exclusion and no rent owed was ever raised."
    if client.bans is None:
        return "No exclusion was ever raised."
    return "Nothing excludes the client." if client.arrears is not None else "No rent owed was ever raised."


def _convictions(client: Client, stated: Stated) -> Iterable[Check]:
    convictions, written = client.convictions, stated.service.convictions_refused
    refused = stated.sure("exclusions", written)
    if refused is None:
        if convictions != ():
            unsaid = "It does not state which convictions it refuses."
            asks = f"Ask {WHO} which convictions it refuses."
            yield Check(None, *stated.unsure("exclusions", written, unsaid, asks))
        return
    if not refused:
        return
    words = ", ".join(sorted(refused))
    asks = f"Ask the client, with care, about convictions of these kinds: {words}."
    if convictions is None:
        why = f"It refuses some convictions ({words}), and nobody has asked about the client's."
        yield Check(None, why, asks)
    for conviction in convictions or ():
        if conviction.kind is None:
            why = f"It refuses some convictions ({words}), and the kind of one is not known."
            yield Check(None, why, asks)
        elif conviction.kind in refused and conviction.spent is False:
            lifts = f"Ask {WHO} to look at the risk by itself; it may open once the conviction is spent."
            yield Check(False, f"It refuses convictions of this kind ({conviction.kind}).", lifts)
        elif conviction.kind in refused:
            why = f"It refuses convictions of this kind ({conviction.kind}): ask whether a spent one counts."
            yield Check(None, why, f"Find out whether it is spent, and ask {WHO} whether a spent one counts.")


def _bans(client: Client, stated: Stated) -> Iterable[Check]:
    bans, written = client.bans, stated.service.asks_about_bans
    for ban in bans or ():
        yield from _ban(client, stated.service, ban)
    asks_about_bans = stated.sure("exclusions", written)
    if asks_about_bans is not False and bans != ():
        says = "It asks about" if asks_about_bans else "It does not say whether it asks about"
        told = "which nobody has asked the client" if bans is None else "and there are some"
        asks = f"Ask the client about earlier bans and evictions, and {WHO} whether they count."
        doubted = None if asks_about_bans else written
        yield Check(None, *stated.unsure("exclusions", doubted, f"{says} earlier exclusions, {told}.", asks))


def _ban(client: Client, service: ServiceLike, ban: "Exclusion") -> Iterable[Check]:
    """What one earlier exclusion means here; names are matched generously, as people write them."""
    asks = f"Ask {WHO} whether it still stands, and what would lift it."
    if ban.provider is None:
        if {ban.area, *(ban.possible_areas or ())} & {service.area, "unknown"}:
            why = "A service, there or not known where, has excluded the client: ask whether this one."
            yield Check(None, why, asks)
        return
    same = _names_the_provider(ban.provider, service)
    if same and ban.until is not None and ban.until.first >= client.request.test_day:
        lifts = f"It reopens after {ban.until.text}, or before if {WHO} agrees: ask for a review."
        yield Check(False, "The provider has excluded the client.", lifts)
    elif same:
        why = "The provider has excluded the client before: ask whether that still stands."
        yield Check(None, why, asks)
    elif same is None:
        why = "A provider of a similar name has excluded the client: ask whether it was this one."
        yield Check(None, why, asks)


def _owed(client: Client, service: ServiceLike, owed: "Arrears") -> Iterable[Check]:
    """What rent owed means: to this landlord, to one not known nearby, or where landlords look at all."""
    near = bool({owed.area, *(owed.possible_areas or ())} & {service.area, "unknown"})
    looks = service.type in client.policy.types_that_ask_about_arrears
    if owed.landlord is not None and _names_the_provider(owed.landlord, service) is not False:
        yield Check(None, "The client owes rent to this landlord, or to one of a similar name.", PLAN)
    elif near and (looks or owed.landlord is None):
        yield Check(None, "The client owes rent in the area, and landlords there may look at it.", PLAN)


def _names_the_provider(name: str, service: ServiceLike) -> bool | None:
    """Whether a name that people wrote is the provider's; None where it is only alike."""
    by, names = _letters(name), (_letters(service.provider.id), _letters(service.provider.name))
    if by in names:
        return True
    return None if by and any(by in each or each in by for each in names) else False


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
