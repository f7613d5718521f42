"""How good an open option is for this client, criterion by criterion, with the policy's weights.

Every value is from 0 to 1. What is not known counts as the worst that it could be, so that finding
something out, or making something better, never lowers an option.
"""

from dataclasses import dataclass
from math import fsum

from engine.matching.candidates import Candidate
from engine.matching.client import Client
from engine.matching.model import AreaStanding, Part, Score, ServicesDirectory
from engine.matching.policy import Cap, Criterion

Valued = tuple[float, str]  # a value from 0 to 1, and why


@dataclass(frozen=True, slots=True)
class AreaValues:
    """What an area is worth to the client, whatever the accommodation there."""

    wishes: Valued
    family_and_support: Valued
    legal_strength: Valued
    health_continuity: Valued
    distance: Valued


def area_values(
    client: Client, code: str, standing: AreaStanding, directory: ServicesDirectory
) -> AreaValues:
    """Every value that depends on the area alone."""
    name = standing.area["name"]
    return AreaValues(
        _wishes(client, code, name),
        _family(client, code, name),
        _legal_strength(client, standing),
        _health(client, code, name, directory),
        _distance(client, code, directory),
    )


def score_of(client: Client, candidate: Candidate, values: AreaValues, provisional: bool) -> Score:
    """The weighed sum of an option, part by part, in the policy's order of criteria."""
    by_criterion: dict[Criterion, Valued] = {
        "wishes": values.wishes,
        "support_match": _support_match(client, candidate),
        "sustainability": _sustainability(client, candidate),
        "family_and_support": values.family_and_support,
        "legal_strength": values.legal_strength,
        "health_continuity": values.health_continuity,
        "distance": values.distance,
    }
    if candidate.route == "stay":
        for criterion, cap in client.policy.values.staying_at_most.items():
            by_criterion[criterion] = _capped(by_criterion[criterion], cap)
    parts = tuple(
        Part(criterion, row.weight, *by_criterion[criterion])
        for criterion, row in client.policy.weights.items()
    )
    return Score(round(fsum(part.weight * part.value for part in parts), 6), parts, provisional)


def _wishes(client: Client, code: str, name: str) -> Valued:
    table = client.policy.values.wishes
    if client.refused and code in client.refused:
        return 0.0, f"The client has refused {name}."
    if client.wanted and code in client.wanted:
        return table.area_wanted, f"The client wants {name}."
    if client.wishes_to_stay_here and code == client.request.applying_to:
        return table.area_wanted, f"The client wants to stay in {name}."
    if any(one.area == code and one.wishes_to_be_near for one in client.relatives):
        return table.near_family_wished, f"The client wishes to be near family in {name}."
    asked = client.wanted is not None
    return (
        table.not_wished,
        f"The client has not named {name}." if asked else "Not asked which areas the client wants.",
    )


def _capped(valued: Valued, cap: Cap) -> Valued:
    value, because = valued
    return (cap.value, f"{because} {cap.because}") if value > cap.value else valued


def _support_match(client: Client, candidate: Candidate) -> Valued:
    """The share of the client's needs that somebody there helps with; a need not known counts as unmet."""
    wanted = [need for need, level in client.needs.items() if level.most > 0]
    service = candidate.service
    if not wanted:
        return 1.0, "The client has no support needs."
    if service is None:
        value: float = getattr(client.policy.values.support_without_a_service, candidate.route)
        return value, "Support would have to be arranged."
    met = sum(1 for need in wanted if client.needs[need].least > 0 and need in service.helps_with)
    unknown = sum(1 for need in wanted if client.needs[need].least == 0)
    said = f"It helps with {met} of the client's {len(wanted)} needs"
    because = f"{said}; {unknown} are not known and count as unmet." if unknown else f"{said}."
    return met / len(wanted), because


def _sustainability(client: Client, candidate: Candidate) -> Valued:
    row = client.policy.types.get(candidate.accommodation.type)
    return (
        (row.sustainability, row.because)
        if row
        else (0.0, "The policy does not know this kind of accommodation.")
    )


def _family(client: Client, code: str, name: str) -> Valued:
    table, policy, wishes = client.policy.values.family_and_support, client.policy, client.profile.wishes
    children = {one.area for one in client.relatives if one.relation == "child"}
    children |= client.areas_of_circumstances(policy.children_circumstances)
    children |= set(wishes.children_in or () if wishes else ())
    if code in children:
        return table.children, f"The client's children are in {name}."
    if any(one.area == code and one.wishes_to_be_near for one in client.relatives):
        return table.family_wished, f"Family whom the client wishes to be near is in {name}."
    if code in client.areas_of_circumstances(policy.support_circumstances):
        return table.support, f"The client has help or company in {name}."
    if client.profile.family is None:
        return table.none, "Nobody has asked about family."
    return table.none, f"No family or help that the client wants is known in {name}."


def _legal_strength(client: Client, standing: AreaStanding) -> Valued:
    request, values = client.request, client.policy.values
    need = values.priority_need.get(request.priority_need, values.priority_need["undetermined"])
    if request.referable is False and standing.area["code"] == request.applying_to:
        return values.legal_strength[
            "met"
        ] * need, "The authority applied to has nobody to refer the client to."
    tie = values.legal_strength.get(standing.connection, values.legal_strength["undetermined"])
    return tie * need, standing.connection_because


def _health(client: Client, code: str, name: str, directory: ServicesDirectory) -> Valued:
    table, here = client.policy.values.health_continuity, client.request.applying_to
    if not client.treatment_to_carry_over:
        return table.nothing_to_carry_over, "No treatment needs to carry over."
    if code == here:
        return table.same_area, "Treatment can go on where it is."
    if code in client.areas_of_circumstances(client.policy.treatment_circumstances):
        return table.treatment_there, f"The client's treatment is in {name}."
    if here and code in directory.neighbours(here):
        return table.next_area, "Treatment is or may be next door, and must be carried over."
    return table.elsewhere, "Treatment that there is, or may be, must be carried over."


def _distance(client: Client, code: str, directory: ServicesDirectory) -> Valued:
    here = client.request.applying_to
    if here == code:
        return 1.0, "No journey."
    far = client.policy.far_away_km
    kilometres = directory.distance_km(here, code) if here else None
    if kilometres is None:
        return 0.0, "The distance is not known."
    return round(max(0.0, 1 - kilometres / far), 3), f"About {round(kilometres, -1):.0f} km away."
