"""Everything worth looking at for a client, before any gate: where, by which route, in what."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.matching.client import NO_CODES, Client
from engine.matching.model import Accommodation, ServiceLike, ServicesDirectory
from engine.matching.policy import Route
from engine.verdicts import AT_MOST_PRESUMED_NOT_MET

UNKNOWN_PLACE = "unknown"
STAYING = "rough_sleeping"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way off the street (or staying), in one area (a code), before the gates."""

    id: str
    area: str
    accommodation: Accommodation
    route: Route
    service: ServiceLike | None


def candidates_of(client: Client, directory: ServicesDirectory) -> tuple[Candidate, ...]:
    """Every candidate once, in the order of ids.

    Areas: those where a connection is not ruled out, where family or help is, those wanted, that of
    the Single Service Offer, and where the client sleeps. Services: those that ask for no connection,
    wherever they are, and those that ask for one where it is not ruled out.
    """
    found = {one.id: one for one in _without_a_service(client)}
    for service in _services(client, directory):
        found["service:" + service.id] = _in_service(client, service)
    return tuple(found[key] for key in sorted(found))


def _without_a_service(client: Client) -> Iterator[Candidate]:
    name_of = _Names(client)
    for code in _areas_to_look_at(client):
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
    for code in sorted({one.area for one in client.relatives if one.wishes_to_be_near is not False}):
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


def _areas_to_look_at(client: Client) -> list[str]:
    """Areas where an application or a tenancy is worth looking at."""
    policy = client.policy
    areas = _not_ruled_out(client) | (client.wanted or frozenset()) | client.sleeps_in
    areas |= {one.area for one in client.relatives}
    areas |= client.areas_of_circumstances(policy.support_circumstances | policy.children_circumstances)
    if client.profile.sso is not None:
        areas |= {client.profile.sso.area}
    return sorted(areas - NO_CODES)


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


def _services(client: Client, directory: ServicesDirectory) -> Iterator[ServiceLike]:
    yield from (one for one in directory.asking_no_connection() if _worth_a_look(client, one))
    for code in sorted(_not_ruled_out(client)):
        yield from (one for one in directory.asking_connection_in(code) if _worth_a_look(client, one))


def _worth_a_look(client: Client, service: ServiceLike) -> bool:
    """Treatment is for those who need it, or may; anything else is left to the gates."""
    row = client.policy.types.get(service.type)
    return row is None or row.route != "specialist_treatment" or client.may_need_treatment


def _in_service(client: Client, service: ServiceLike) -> Candidate:
    row = client.policy.types.get(service.type)
    only_door: Route = "housing_options_part7"
    route: Route = row.route if row is not None else "direct_referral"
    if service.routes == {only_door}:
        route = only_door
    what = Accommodation(service.id, service.name, service.type)
    return Candidate(f"service:{service.id}", service.area, what, route, service)
