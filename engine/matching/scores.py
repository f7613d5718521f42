"""How good an open option is for this client, criterion by criterion, with the policy's weights.

Every value is from 0 to 1. What is not known counts as the worst that it could be, so that finding
something out, or making something better, never lowers an option. Beside each value stands what it
could still come to if what is not known turned out for the best.

INVARIANT: no value reads a protected characteristic, nor a verdict that follows from one alone (priority
need). These act through gates, local connection and stated wishes, where the reason can be read.
"""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import NamedTuple

from engine.known import Truth, all_of, negation
from engine.matching.candidates import Candidate
from engine.matching.client import Client
from engine.matching.gating import NOWHERE
from engine.matching.model import AreaStanding, ServicesDirectory
from engine.matching.options import DIGITS, Part, Score
from engine.matching.policy import LATTICE, Cap, Criterion

SETTLED = frozenset(LATTICE)  # verdicts that no answer of the client moves


class Valued(NamedTuple):
    """A value from 0 to 1, why, and the most that it could still be."""

    value: float
    because: str
    at_most: float


class Scoring:
    """The scores of one client's options: each part worked out once for all options that share it."""

    def __init__(self, client: Client, directory: ServicesDirectory) -> None:
        self._client, self._directory = client, directory
        self._weights = {criterion: row.weight for criterion, row in client.policy.weights.items()}
        self._of_area: dict[str, Mapping[Criterion, Part]] = {}
        self._support: dict[frozenset[str] | str, Part] = {}
        self._lasting: dict[str, Part] = {}

    def score(self, candidate: Candidate, standing: AreaStanding, provisional: bool) -> Score:
        """The weighed sum of an option, part by part, in the policy's order of criteria."""
        found = self._parts(candidate, standing)
        parts = tuple([found[criterion] for criterion in self._weights])
        total = fsum([part.weight * part.value for part in parts])
        return Score(round(total, DIGITS), parts, provisional)

    def _parts(self, candidate: Candidate, standing: AreaStanding) -> Mapping[Criterion, Part]:
        """What each criterion adds; staying is worth no more than the policy allows it."""
        found = {
            **(self._of_area.get(candidate.area) or self._area_parts(candidate.area, standing)),
            "support_match": self._support_part(candidate),
            "sustainability": self._lasting_part(candidate.accommodation.type),
        }
        if candidate.route == "stay":
            for criterion, cap in self._client.policy.values.staying_at_most.items():
                found[criterion] = _capped(found[criterion], cap)
        return found

    def _area_parts(self, code: str, standing: AreaStanding) -> Mapping[Criterion, Part]:
        values = _area_values(self._client, standing, self._directory)
        parts = {criterion: self._part(criterion, valued) for criterion, valued in values.items()}
        self._of_area[code] = parts
        return parts

    def _support_part(self, candidate: Candidate) -> Part:
        service = candidate.service
        helps = candidate.route if service is None else service.helps_with
        known = self._support.get(helps)
        if known is None:
            known = self._part("support_match", _support_match(self._client, candidate))
            self._support[helps] = known
        return known

    def _lasting_part(self, kind: str) -> Part:
        known = self._lasting.get(kind)
        if known is None:
            known = self._lasting[kind] = self._part("sustainability", _sustainability(self._client, kind))
        return known

    def _part(self, criterion: Criterion, valued: Valued) -> Part:
        return Part(criterion, self._weights[criterion], *valued)


def _area_values(
    client: Client, standing: AreaStanding, directory: ServicesDirectory
) -> Mapping[Criterion, Valued]:
    """Every value that depends on the area alone; of a place not known, nothing is."""
    if standing is NOWHERE:
        unknown = Valued(0.0, NOWHERE.safety_because, 1.0)
        return dict.fromkeys(client.policy.weights, unknown)
    code, name = standing.area["code"], standing.area["name"]
    return {
        "wishes": _wishes(client, code, name),
        "family_and_support": _family(client, code, name),
        "legal_strength": _legal_strength(client, standing),
        "health_continuity": _health(client, code, name, directory),
        "distance": _distance(client, code, directory),
    }


def _capped(part: Part, cap: Cap) -> Part:
    if part.value > cap.value:
        return part._replace(value=cap.value, because=f"{part.because} {cap.because}", at_most=cap.value)
    return part._replace(at_most=min(part.at_most, cap.value))


def _wishes(client: Client, code: str, name: str) -> Valued:
    table, here = client.policy.values.wishes, client.request.applying_to
    wanted, near = client.wants(code), client.wishes_to_be_near_family_in(code)
    stays = all_of((client.wishes_to_stay_here, None if here is None else here == code))
    if wanted:
        return Valued(table.area_wanted, f"The client wants {name}.", table.area_wanted)
    if stays:
        return Valued(table.area_wanted, f"The client wants to stay in {name}.", table.area_wanted)
    at_most = table.not_wished if near is False else table.near_family_wished
    if wanted is None or stays is None:
        at_most = table.area_wanted
    if near:
        return Valued(table.near_family_wished, f"The client wishes to be near family in {name}.", at_most)
    asked = client.wanted is not None
    because = f"The client has not named {name}." if asked else "Not asked which areas the client wants."
    return Valued(table.not_wished, because, at_most)


def _support_match(client: Client, candidate: Candidate) -> Valued:
    """The share of the client's needs that somebody there helps with; a need not known counts as unmet."""
    sure, unsure = client.needs_that_are_sure, client.needs_that_are_not_known
    if not (sure or unsure):
        return Valued(1.0, "The client has no support needs.", 1.0)
    if candidate.service is None:
        value: float = getattr(client.policy.values.support_without_a_service, candidate.route)
        return Valued(value, "Support would have to be arranged.", value if sure else 1.0)
    helps = candidate.service.helps_with
    met, every = len(sure & helps), len(sure) + len(unsure)
    because = f"It helps with {met} of the client's {every} needs"
    because += f"; {len(unsure)} are not known and count as unmet." if unsure else "."
    # For the best: what is not known is a need that it helps with, or none at all.
    more = len(unsure & helps)
    return Valued(met / every, because, (met + more) / (len(sure) + more) if sure or more else 1.0)


def _sustainability(client: Client, kind: str) -> Valued:
    row = client.policy.types.get(kind)
    if row is None:
        return Valued(0.0, "The policy does not know this kind of accommodation.", 0.0)
    return Valued(row.sustainability, row.because, row.sustainability)


def _family(client: Client, code: str, name: str) -> Valued:
    table = client.policy.values.family_and_support
    asked = client.profile.family is not None
    rows = (
        (client.has_children_in(code), table.children, f"The client's children are in {name}."),
        (
            client.wishes_to_be_near_family_in(code),
            table.family_wished,
            f"Family whom the client wishes to be near is in {name}.",
        ),
        (client.has_help_in(code), table.support, f"The client has help or company in {name}."),
        (
            True,
            table.none,
            f"No family or help that the client wants is known in {name}."
            if asked
            else "Nobody has asked about family.",
        ),
    )
    return _first_that_holds(rows)


def _first_that_holds(rows: Sequence[tuple[Truth, float, str]]) -> Valued:
    """The first row that surely holds; the most is the best of that and of those before it that may hold."""
    at_most = 0.0
    for holds, value, because in rows:
        if holds is not False:
            at_most = max(at_most, value)
        if holds:
            return Valued(value, because, at_most)
    raise AssertionError("the last row always holds")


def _legal_strength(client: Client, standing: AreaStanding) -> Valued:
    request, table = client.request, client.policy.values.legal_strength
    here = None if request.applying_to is None else standing.area["code"] == request.applying_to
    keeps_duty = all_of((here, negation(request.referable)))
    if keeps_duty:
        because = "The authority applied to has nobody to refer the client to."
        return Valued(table["met"], because, table["met"])
    tie = table.get(standing.connection, table["undetermined"])
    may_rise = keeps_duty is None or standing.connection not in SETTLED
    return Valued(tie, standing.connection_because, table["met"] if may_rise else tie)


def _health(client: Client, code: str, name: str, directory: ServicesDirectory) -> Valued:
    table, here = client.policy.values.health_continuity, client.request.applying_to
    carries = client.treatment_to_carry_over
    there = client.treated_in(code)
    beside = None if here is None else code in directory.neighbours(here)
    rows = (
        (negation(carries), table.nothing_to_carry_over, "No treatment needs to carry over."),
        (None if here is None else code == here, table.same_area, "Treatment can go on where it is."),
        (there, table.treatment_there, f"The client's treatment is in {name}."),
        (beside, table.next_area, "Treatment is or may be next door, and must be carried over."),
        (True, table.elsewhere, "Treatment that there is, or may be, must be carried over."),
    )
    return _first_that_holds(rows)


def _distance(client: Client, code: str, directory: ServicesDirectory) -> Valued:
    here = client.request.applying_to
    if here == code:
        return Valued(1.0, "No journey.", 1.0)
    far = client.policy.far_away_km
    kilometres = directory.distance_km(here, code) if here else None
    if kilometres is None:
        return Valued(0.0, "The distance is not known.", 1.0)
    value = round(max(0.0, 1 - kilometres / far), 3)
    return Valued(value, f"About {round(kilometres, -1):.0f} km away.", value)
