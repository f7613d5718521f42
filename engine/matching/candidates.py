"""Everything worth looking at for a client, before any gate: where, by which route, in what."""

from collections.abc import Iterator
from typing import NamedTuple

from engine.matching.client import NO_CODES, Client
from engine.matching.model import Accommodation, Gate, ServiceLike
from engine.matching.policy import Route
from engine.verdicts import AT_MOST_PRESUMED_NOT_MET

UNKNOWN_PLACE = "unknown"
NO_CONNECTION = "none"  # what a service states that asks for no local connection
STAYING = "rough_sleeping"
_THE_COUNCIL = frozenset({"housing_options_part7"})


class Candidate(NamedTuple):
    """One way off the street (or staying), in one area (a code).

    `entry` are the gates that its service sets, where they were worked out already.
    """

    id: str
    area: str
    accommodation: Accommodation
    route: Route
    service: ServiceLike | None
    entry: tuple[Gate, ...] | None = None


def without_a_service(client: Client, near: frozenset[str]) -> Iterator[Candidate]:
    """What takes no service of the directory: applications, tenancies, family homes, and staying.

    `near` are the areas to look at.
    """
    name_of = _Names(client)
    for code in sorted(near):
        name, slug = name_of[code]
        yield Candidate(
            f"part7:{slug}",
            code,
            Accommodation(None, f"Homelessness application in {name}", "temporary_accommodation"),
            "housing_options_part7",
            None,
        )
        home = Accommodation(None, f"Private renting in {name}", "private_rented")
        yield Candidate(f"private-rented:{slug}", code, home, "private_rented", None)
    for code in sorted(_areas_of_family_homes(client)):
        name, slug = name_of[code]
        home = Accommodation(None, f"Living with family in {name}", "family_or_friends")
        yield Candidate(f"family:{slug}", code, home, "family_or_friends", None)
    # Staying is always looked at, even where nobody has said where the client sleeps.
    for code in sorted(client.sleeps_in) or [UNKNOWN_PLACE]:
        name, slug = name_of[code]
        yield Candidate(
            f"stay:{slug}", code, Accommodation(None, f"Staying in {name}", STAYING), "stay", None
        )


class _Names:
    """The name and the slug of an area by its code."""

    def __init__(self, client: Client) -> None:
        self._standing = client.request.standing

    def __getitem__(self, code: str) -> tuple[str, str]:
        if code in NO_CODES:
            return "a place not known", UNKNOWN_PLACE
        area = self._standing[code].area
        return area["name"], area["slug"]


def areas_to_look_at(client: Client) -> frozenset[str]:
    """Areas that something of the client points to.

    Those where a connection is not ruled out, where family or help is, those wanted, that of the Single
    Service Offer, and where the client sleeps.
    """
    policy = client.policy
    areas = _not_ruled_out(client) | (client.wanted or frozenset()) | client.sleeps_in
    areas |= {one.area for one in client.relatives}
    areas |= client.areas_of_circumstances(policy.support_circumstances | policy.children_circumstances)
    if client.profile.sso is not None:
        areas |= {client.profile.sso.area}
    return areas - NO_CODES


def _areas_of_family_homes(client: Client) -> set[str]:
    """Where family is whom the client may wish to be near, and where the offer is a home with friends."""
    areas = {one.area for one in client.relatives if one.wishes_to_be_near is not False}
    offer = client.profile.sso
    if offer is not None and offer.offer == "family_or_friends":
        areas |= {offer.area} - NO_CODES
    return areas


def _not_ruled_out(client: Client) -> frozenset[str]:
    """Areas named, or applied to, where a connection is or may be there.

    Areas that nobody has named are left out even where so little is known that a connection
    cannot be ruled out anywhere: nothing points to them.
    """
    request = client.request
    named = request.named_areas | ({request.applying_to} if request.applying_to else set())
    return frozenset(
        code for code in named - NO_CODES if request.standing[code].connection not in AT_MOST_PRESUMED_NOT_MET
    )


def types_of_no_use(client: Client) -> frozenset[str]:
    """Treatment is for those who need it, or may; anything else is left to the gates."""
    if client.may_need_treatment:
        return frozenset()
    types = client.policy.types.items()
    return frozenset([name for name, row in types if row.route == "specialist_treatment"])


def in_service(client: Client, service: ServiceLike, entry: tuple[Gate, ...] | None = None) -> Candidate:
    """A service as a way off the street."""
    what = Accommodation(service.id, service.name, service.type)
    route = route_to(client, service)
    return Candidate(f"service:{service.id}", service.area, what, route, service, entry)


def route_to(client: Client, service: ServiceLike) -> Route:
    """By which route a service is reached: that of its kind, save where the council is its only door."""
    if through_the_council_alone(service):
        return "housing_options_part7"
    row = client.policy.types.get(service.type)
    return row.route if row is not None else "direct_referral"


def through_the_council_alone(service: ServiceLike) -> bool:
    """Whether the council is a service's only door."""
    return service.routes == _THE_COUNCIL
