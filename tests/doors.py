"""A client of whom everything is known that a gate asks, and a service in Leeds that takes anybody."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml

from engine.known import Amount
from engine.matching import (
    AreaStanding,
    Gate,
    MatchingPolicy,
    MatchingRequest,
    Option,
    Ranking,
    policy_on,
    rank_options,
    read_policies,
)
from engine.profile import read_profile
from services_directory.areas import load_areas
from services_directory.services import accommodation_types, read_directory
from services_directory.services.graph import ServicesGraph

AREAS = load_areas()
TEST_DAY = date(2026, 11, 20)
POLICY_FILE = Path(__file__).resolve().parents[1] / "rules" / "practice" / "matching.yaml"
POLICY: MatchingPolicy = policy_on(
    read_policies(POLICY_FILE.read_text("utf-8"), "matching.yaml"), TEST_DAY.toordinal()
)

CLIENT = f"""
schema: safe-connections/profile/1
assessment_date: {TEST_DAY}
applying_to: tower-hamlets
person:
  gender: female
  care: {{looked_after: false}}
  armed_forces: {{served: false}}
  immigration: {{status: british_citizen}}
household: []
family: []
restrictions: []
restrictions_known: true
support_needs:
  {{mental_health: none, drugs: none, alcohol: none, physical_health: none, learning_disability: none,
  substitute_prescribing: false}}
vulnerability:
  {{dependent_children: false, served_custody: false, domestic_abuse_victim: false,
  homeless_because_of_domestic_abuse: false, trafficking_victim: false}}
homelessness: {{street_homeless: true}}
housing_needs:
  {{wheelchair: false, couple: false, pets: false, single_sex: false,
  exclusions: [], arrears: [], convictions: []}}
wishes: {{areas_wanted: [], areas_refused: [], agrees_to_reconnection: true}}
"""
HOUSE = f"""
id: open-house
name: Open House
invented: true
area: leeds
type: supported_housing
confirmed: {{everything: {{by: the provider, day: {TEST_DAY}}}}}
ages: [18, null]
genders: any
client_groups: any
needs: {{mental_health: high, drugs: high, alcohol: high, physical_health: high, learning_disability: high}}
helps_with: [mental_health, drugs]
connection: none
routes: [direct]
public_funds: true
couples: true
children: true
pets: true
single_sex: true
wheelchair: true
convictions_refused: none
asks_about_bans: false
places: 5
vacancies: {{{TEST_DAY}: 1}}
"""


class Standings(dict[str, AreaStanding]):
    """Every area clear and without a connection, save those that a test says otherwise of."""

    def __init__(self, safety: Mapping[str, str], connection: Mapping[str, str]) -> None:
        super().__init__()
        self._safety = {code_of(area): word for area, word in safety.items()}
        self._connection = {code_of(area): word for area, word in connection.items()}

    def __missing__(self, code: str) -> AreaStanding:
        area = AREAS[code]
        self[code] = AreaStanding(
            area={"code": code, "name": area.name, "slug": area.slug},
            safety=self._safety.get(code, "clear"),
            safety_because="A reason.",
            safety_questions=(),
            connection=self._connection.get(code, "not_met"),
            ground=None,
            connection_because=f"The connection with {area.name}.",
        )
        return self[code]


def code_of(area: str) -> str:
    return AREAS.resolve(area).codes[0]


def client(
    safety: Mapping[str, str] | None = None,
    connection: Mapping[str, str] | None = None,
    age: Amount | None = None,
    eligibility: str = "met",
    **changes: object,
) -> MatchingRequest:
    """The client with some fields set, by `group__field`; `...` leaves one out."""
    data = yaml.safe_load(CLIENT)
    data["assessment_date"] = TEST_DAY.isoformat()
    for name, value in changes.items():
        group, _, field = name.partition("__")
        holder, key = (data.setdefault(group, {}), field) if field else (data, group)
        if value is ...:
            holder.pop(key, None)
        else:
            holder[key] = value
    profile = read_profile(data, AREAS, accommodation_types()).profile
    named = {profile.applying_to, *map(code_of, connection or {})} - {None, "unknown"}
    return MatchingRequest(
        profile=profile,
        test_day=TEST_DAY.toordinal(),
        applying_to=profile.applying_to,
        standing=Standings(safety or {}, connection or {}),
        named_areas=frozenset(area for area in named if area),
        eligibility=eligibility,
        eligibility_because="The reason for eligibility.",
        priority_need="presumed_met",
        age=age or Amount(30, 30),
    )


def houses(*changes: Mapping[str, object]) -> ServicesGraph:
    """A directory of Open House once for each change of it; `...` leaves a field out."""
    services = []
    for each in changes or ({},):
        service = yaml.safe_load(HOUSE) | dict(each)
        services.append({field: value for field, value in service.items() if value is not ...})
    provider = {"id": "open-trust", "name": "Open Trust", "contact": "open@example.org", "invented": True}
    written = yaml.safe_dump({"providers": [{**provider, "services": services}]})
    return ServicesGraph(read_directory({"trial.yaml": written}, AREAS), AREAS)


def ranked(request: MatchingRequest, directory: ServicesGraph, policy: MatchingPolicy = POLICY) -> Ranking:
    return rank_options(request, directory, policy)


def option(ranking: Ranking, option_id: str = "service:open-house") -> Option:
    (found,) = (one for one in (*ranking.options, *ranking.closed) if one.id == option_id)
    return found


def gate(name: str, request: MatchingRequest, **fields: object) -> Gate:
    """One gate of Open House, with some of its fields changed."""
    (found,) = (each for each in option(ranked(request, houses(fields))).gates if each.gate == name)
    return found
