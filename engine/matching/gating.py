"""All twelve gates of one candidate, in the contract's order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from engine.known import all_of, negation
from engine.matching.candidates import UNKNOWN_PLACE, Candidate
from engine.matching.client import Client
from engine.matching.entry import entry_gates
from engine.matching.gates import (
    application_gate,
    consent_gate,
    eligibility_gate,
    gate,
    restriction_gate,
    safety_gate,
    service_connection_gate,
    strongest,
)
from engine.matching.model import AreaStanding, Gate, GateName, ServiceLike

GATES: tuple[GateName, ...] = get_args(GateName)
SAFETY_GATES = frozenset({"safety", "restriction"})

NOWHERE = AreaStanding(
    {"code": UNKNOWN_PLACE, "name": "a place not known", "slug": UNKNOWN_PLACE},
    "undetermined",
    "Nobody has recorded where the client sleeps.",
    ("applying_to",),
    "undetermined",
    None,
    "Nobody has recorded where the client sleeps.",
)

_STAYING: Mapping[GateName, Gate] = {
    name: Gate(name, "open", "Staying asks for nothing here.")
    for name in GATES
    if name not in SAFETY_GATES and name != "age"
}
_APPLYING: Mapping[GateName, Gate] = {
    "client_group": Gate("client_group", "open", "Anyone may apply."),
    "needs": Gate("needs", "open", "The authority must look into every need."),
    "exclusions": Gate("exclusions", "open", "Earlier exclusions do not stop an application."),
    "household": Gate("household", "open", "The authority must look at the whole household."),
    "access": Gate("access", "open", "What the authority offers must be suitable."),
    "capacity": Gate("capacity", "open", "An application needs no vacancy."),
}
_HOME: Mapping[GateName, Gate] = {
    "connection": Gate("connection", "open", "No local connection is asked for."),
    "client_group": Gate("client_group", "open", "It is for no group in particular."),
    "needs": Gate("needs", "open", "No service sets a limit; support would have to be arranged."),
    "exclusions": Gate("exclusions", "open", "No service's exclusion stands in the way."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An area as the client stands to it, with the gates that are the same for every option there."""

    standing: AreaStanding
    safety: Gate
    restriction: Gate
    consent: Gate


def place_of(client: Client, code: str) -> Place:
    """The area's own gates: safety, restriction and consent."""
    if code == UNKNOWN_PLACE:
        safety, restriction = safety_gate(NOWHERE), Gate("restriction", "unknown", NOWHERE.safety_because)
        return Place(NOWHERE, safety, restriction, _STAYING["consent"])
    standing = client.request.standing[code]
    name = standing.area["name"]
    return Place(
        standing,
        safety_gate(standing),
        restriction_gate(client, code, name),
        consent_gate(client, code, name),
    )


def connection_counting(client: Client, candidate: Candidate, place: Place) -> AreaStanding:
    """The area whose connection counts: where the option is, or the strongest that the service serves."""
    if candidate.service is None or candidate.service.connection == "none":
        return place.standing
    others = sorted(candidate.service.serves - {candidate.area})
    return strongest((place.standing, *(client.request.standing[code] for code in others)))


def gates_of(
    client: Client, candidate: Candidate, place: Place, connection: AreaStanding
) -> tuple[Gate, ...]:
    """Every gate of a candidate, in the contract's order; `connection` is of the area that counts."""
    found: dict[GateName, Gate] = {
        "safety": place.safety,
        "restriction": place.restriction,
        "consent": place.consent,
    }
    if candidate.service is not None:
        found |= _service(client, candidate, candidate.service, connection)
    elif candidate.route == "housing_options_part7":
        found |= {
            **_APPLYING,
            "eligibility": eligibility_gate(client, True),
            "connection": application_gate(client, place.standing),
            "age": _age(client, candidate),
        }
    elif candidate.route == "stay":
        found |= {**_STAYING, "age": _age(client, candidate)}
    else:
        found |= _home(client, candidate, place.consent)
    return tuple(found[name] for name in GATES)


def _service(
    client: Client, candidate: Candidate, service: ServiceLike, connection: AreaStanding
) -> Mapping[GateName, Gate]:
    through_the_council = candidate.route == "housing_options_part7"
    return {
        "eligibility": eligibility_gate(client, True if through_the_council else service.public_funds),
        "connection": service_connection_gate(service, connection),
        **entry_gates(client, service),
    }


def _home(client: Client, candidate: Candidate, consent: Gate) -> Mapping[GateName, Gate]:
    """A home that nobody has seen yet: with family, or from a private landlord."""
    with_family = candidate.route == "family_or_friends"
    unasked = (
        "Nobody has recorded that the family agrees and has room."
        if with_family
        else "No letting is named yet."
    )
    found: dict[GateName, Gate] = {
        **_HOME,
        "eligibility": eligibility_gate(client, False if with_family else None),
        "age": _age(client, candidate),
        "household": _household(client),
        "access": _access(client),
        "capacity": Gate("capacity", "unknown", unasked),
    }
    wished = any(one.area == candidate.area and one.wishes_to_be_near for one in client.relatives)
    if with_family and not wished and consent.verdict == "open":
        unasked = "Not yet known whether the client wishes to be near this family."
        found["consent"] = Gate("consent", "unknown", unasked)
    return found


def _age(client: Client, candidate: Candidate) -> Gate:
    row = client.policy.types.get(candidate.accommodation.type)
    if client.adult or (row is not None and row.for_under_18):
        return Gate("age", "open", "No age limit stands in the way.")
    under = f"The client is or may be under {client.policy.adult_from}"
    return Gate("age", "unknown", f"{under}: children's services must be asked first.")


def _household(client: Client) -> Gate:
    brings = (client.couple, client.children, client.housing_need("pets"), client.housing_need("single_sex"))
    alone = True if all_of(map(negation, brings)) else None
    return gate(
        "household", alone, "The client comes alone." if alone else "Ask whether all could live there."
    )


def _access(client: Client) -> Gate:
    needed = client.housing_need("wheelchair")
    words = (
        "No wheelchair access is needed."
        if needed is False
        else "Ask whether a wheelchair user could live there."
    )
    return gate("access", True if needed is False else None, words)
