"""What is offered, found among the options: which of them it is, and whether it would take the client."""

from dataclasses import dataclass

from casework.sso.policy import SsoPolicy
from engine.facts.offer import Offer
from engine.matching import Gate, Option, Ranking

_BEST_FIRST = ("open", "undetermined", "closed")


@dataclass(frozen=True, slots=True)
class Offered:
    """The option that an offer is, the likeliest where it could be several; None where it is none.

    `doors` is open, undetermined, closed or not_listed: whether it takes such a client, as far as no rule
    of the check speaks for that itself. `room` is open, undetermined or closed: whether a place is free.
    `gates` are those that `doors` was read from.
    """

    option: Option | None
    doors: str
    room: str
    gates: tuple[Gate, ...]


def offered_in(ranking: Ranking, offer: Offer, policy: SsoPolicy) -> Offered:
    """The option that an offer is: in its area, and of its kind or reached as it would be."""
    found = [
        _as_offered(option, offer, policy)
        for option in (*ranking.options, *ranking.closed)
        if option.area["code"] == offer.area and _is_what_is_offered(option, offer, policy)
    ]
    if not found:
        return Offered(None, "not_listed", "undetermined", ())
    return min(found, key=lambda each: (_BEST_FIRST.index(each.doors), _BEST_FIRST.index(each.room)))


def _is_what_is_offered(option: Option, offer: Offer, policy: SsoPolicy) -> bool:
    route = policy.presented.get(offer.offer or "")
    if route is not None:
        return option.accommodation.service is None and option.route == route
    return option.route != "stay" and option.accommodation.type == offer.offer


def _as_offered(option: Option, offer: Offer, policy: SsoPolicy) -> Offered:
    apart = policy.judged_apart
    if offer.offer in policy.presented:
        apart |= policy.judged_apart_where_presented
    gates = tuple(gate for gate in option.gates if gate.gate not in apart)
    room = [gate for gate in option.gates if gate.gate == "capacity"]
    return Offered(option, _worst(gates), _worst(room), gates)


def _worst(gates: tuple[Gate, ...] | list[Gate]) -> str:
    verdicts = {gate.verdict for gate in gates}
    if "closed" in verdicts:
        return "closed"
    return "undetermined" if "unknown" in verdicts or not verdicts else "open"
