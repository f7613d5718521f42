"""All twelve gates of one candidate, in the contract's order."""

from collections.abc import Mapping
from typing import NamedTuple, get_args

from engine.known import all_of, negation
from engine.matching.candidates import NO_CONNECTION, UNKNOWN_PLACE, Candidate
from engine.matching.client import Client
from engine.matching.doors import Doors, Telling
from engine.matching.gates import (
    application_gate,
    consent_gate,
    eligibility_gate,
    gate,
    restriction_gate,
    safety_gate,
    strongest,
)
from engine.matching.model import AreaStanding, Gate, GateName, ServiceLike, ServicesDirectory

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


class Place(NamedTuple):
    """An area as the client stands to it, with the gates that are the same for every option there.

    `closed_by` is the first of these gates that closes everything there; None where none does.
    """

    standing: AreaStanding
    safety: Gate
    restriction: Gate
    consent: Gate
    closed_by: GateName | None


class Gating:
    """All gates of one client's candidates in one directory."""

    def __init__(self, client: Client, directory: ServicesDirectory) -> None:
        self.client = client
        self._doors = Doors(client, directory)
        self._places: dict[str, Place] = {}

    def place(self, code: str) -> Place:
        """The area's own gates: safety, restriction and consent. Worked out once for each area."""
        known = self._places.get(code)
        if known is None:
            known = self._places[code] = _place(self.client, code)
        return known

    def connection_counting(self, candidate: Candidate) -> AreaStanding:
        """The area whose connection counts: where the option is, or the strongest that the service serves."""
        here, service = self.place(candidate.area).standing, candidate.service
        if service is None or service.connection == NO_CONNECTION or len(service.serves) == 1:
            return here
        others = sorted(service.serves - {candidate.area})
        return strongest((here, *(self.client.request.standing[code] for code in others)))

    def passed(self, service: ServiceLike) -> tuple[Gate, ...] | GateName:
        """The entry gates of a service that asks for no connection, or else the first found that closes it.

        The very gates of `gates`, so that what this leaves open is what competes; it only stops sooner.
        """
        return self.place(service.area).closed_by or self._doors.passed(service)

    def gates(self, candidate: Candidate, connection: AreaStanding) -> tuple[Gate, ...]:
        """Every gate of a candidate, in the contract's order; `connection` is of the area that counts.

        Services that state the same share their gates, with places left open for names and days, which
        `telling` fills in for those that are shown.
        """
        place, service = self.place(candidate.area), candidate.service
        if service is not None:
            eligibility, *entry = candidate.entry or self._doors.gates(service)
            asked = self._doors.connection(service, connection)
            return (place.safety, place.restriction, eligibility, asked, *entry, place.consent)
        found: dict[GateName, Gate] = {
            "safety": place.safety,
            "restriction": place.restriction,
            "consent": place.consent,
        }
        found |= _without_a_service(self.client, candidate, place)
        return tuple(found[name] for name in GATES)

    def telling(self, candidate: Candidate) -> Telling | None:
        """How the gates of a candidate are told with the names and days of its service, if it has one."""
        return None if candidate.service is None else self._doors.telling(candidate.service)


def _place(client: Client, code: str) -> Place:
    if code == UNKNOWN_PLACE:
        because, ask = NOWHERE.safety_because, "Ask the client where the nights are spent."
        restriction = Gate("restriction", "unknown", because, ask)
        return Place(NOWHERE, safety_gate(NOWHERE), restriction, _STAYING["consent"], None)
    standing = client.request.standing[code]
    name = standing.area["name"]
    own = safety_gate(standing), restriction_gate(client, code, name), consent_gate(client, code, name)
    return Place(standing, *own, next((each.gate for each in own if each.verdict == "closed"), None))


def _without_a_service(client: Client, candidate: Candidate, place: Place) -> Mapping[GateName, Gate]:
    if candidate.route == "housing_options_part7":
        return {
            **_APPLYING,
            "eligibility": eligibility_gate(client, True),
            "connection": application_gate(client, place.standing),
            "age": _age(client, candidate),
        }
    if candidate.route == "stay":
        return {**_STAYING, "age": _age(client, candidate)}
    return _home(client, candidate, place.consent)


def _home(client: Client, candidate: Candidate, consent: Gate) -> Mapping[GateName, Gate]:
    """A home that nobody has seen yet: with family, or from a private landlord."""
    with_family = candidate.route == "family_or_friends"
    if with_family:
        unasked = "Nobody has recorded that the family agrees and has room."
        asks = "Ask the client, then the family, whether this home is offered, and for how long."
    else:
        unasked, asks = "No letting is named yet.", "Find a letting: rent, deposit, landlord, day."
    found: dict[GateName, Gate] = {
        **_HOME,
        "eligibility": eligibility_gate(client, False if with_family else None),
        "age": _age(client, candidate),
        "household": _household(client),
        "access": _access(client),
        "capacity": Gate("capacity", "unknown", unasked, asks),
    }
    wished = any(one.area == candidate.area and one.wishes_to_be_near for one in client.relatives)
    if with_family and not wished and consent.verdict == "open":
        unasked = "Not yet known whether the client wishes to be near this family."
        found["consent"] = Gate(
            "consent", "unknown", unasked, "Ask the client, alone, whether it is wished for."
        )
    return found


def _age(client: Client, candidate: Candidate) -> Gate:
    row = client.policy.types.get(candidate.accommodation.type)
    if client.adult or (row is not None and row.for_under_18):
        return Gate("age", "open", "No age limit stands in the way.")
    under = f"The client is or may be under {client.policy.adult_from}"
    why = f"{under}: children's services must be asked first."
    return Gate("age", "unknown", why, "Ask for the date of birth, and then children's services.")


def _household(client: Client) -> Gate:
    brings = (client.couple, client.children, client.housing_need("pets"), client.housing_need("single_sex"))
    alone = True if all_of(map(negation, brings)) else None
    words = "The client comes alone." if alone else "Ask whether all could live there."
    return gate("household", alone, words, "Ask who and what would come along, and whether there is room.")


def _access(client: Client) -> Gate:
    if client.housing_need("wheelchair") is False:
        return Gate("access", "open", "No wheelchair access is needed.")
    asks = "Ask whether a wheelchair user could live there."
    return Gate("access", "unknown", asks, asks)
