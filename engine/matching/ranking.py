"""Gates, then scores: which options are open, in which order, and why each is no higher.

Three steps on the ladder, before any score: every gate open; something not known; safety not known.
A score orders only options on the same step, so that nothing unknown ever counts as open.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum
from operator import ge

from engine.matching.candidates import Candidate, candidates_of
from engine.matching.client import Client
from engine.matching.gating import NOWHERE, SAFETY_GATES, Place, connection_counting, gates_of, place_of
from engine.matching.model import MatchingRequest, Option, Part, Ranking, ServicesDirectory
from engine.matching.policy import Criterion, MatchingPolicy
from engine.matching.scores import AreaValues, area_values, score_of

TIE_BREAKERS: tuple[Criterion, Criterion] = ("wishes", "sustainability")
_NOTHING_KNOWN = AreaValues(*(((0.0, NOWHERE.safety_because),) * 5))


def rank_options(
    request: MatchingRequest,
    directory: ServicesDirectory,
    policy: MatchingPolicy,
    limit: int | None = None,
) -> Ranking:
    """Every candidate safe connection: ranked where no gate is closed, else listed with what closes it.

    `limit` keeps the first so many options, and staying wherever it ranks. Staying is always in one
    of the two lists.
    """
    client = Client(request, policy)
    places: dict[str, Place] = {}
    values: dict[str, AreaValues] = {}
    ranked: list[Option] = []
    closed: list[Option] = []
    for candidate in candidates_of(client, directory):
        code = candidate.area
        if code not in places:
            places[code] = place_of(client, code)
        option = _gated(client, candidate, places[code])
        if option.closed_by:
            closed.append(option)
            continue
        if code not in values:
            values[code] = _values(client, code, places[code], directory)
        score = score_of(client, candidate, values[code], bool(option.unknown_gates))
        ranked.append(replace(option, score=score))
    ranked.sort(key=_order)
    return Ranking(_kept(_placed(ranked, policy), limit), tuple(closed))


def _values(client: Client, code: str, place: Place, directory: ServicesDirectory) -> AreaValues:
    if place.standing is NOWHERE:
        return _NOTHING_KNOWN
    return area_values(client, code, place.standing, directory)


def _gated(client: Client, candidate: Candidate, place: Place) -> Option:
    """A candidate with its gates; closed where any of them is."""
    counts = connection_counting(client, candidate, place)
    gates = gates_of(client, candidate, place, counts)
    shut = [gate for gate in gates if gate.verdict == "closed"]
    if candidate.service is None:
        needed: bool | None = candidate.route == "housing_options_part7"
    else:
        asks = candidate.service.connection
        needed = None if asks is None else asks != "none"
    return Option(
        id=candidate.id,
        area=place.standing.area,
        accommodation=candidate.accommodation,
        route=candidate.route,
        connection={"needed": needed, "verdict": counts.connection, "ground": counts.ground},
        gates=gates,
        closed_by=tuple(gate.gate for gate in shut),
        because=" ".join(gate.because for gate in shut),
    )


def _step(option: Option) -> int:
    """0: every gate is open. 1: something is not known. 2: safety or a restriction is not known."""
    unknown = option.unknown_gates
    return 2 if SAFETY_GATES.intersection(unknown) else 1 if unknown else 0


def _parts(option: Option) -> tuple[Part, ...]:
    return option.score.parts if option.score else ()


def _total(option: Option) -> float:
    return option.score.total if option.score else 0.0


def _value(option: Option, criterion: str) -> float:
    return next((part.value for part in _parts(option) if part.criterion == criterion), 0.0)


def _order(option: Option) -> tuple[int, float, float, float, str]:
    """First to last. Ties are broken openly: the client's wishes, what lasts, then the id."""
    wishes, lasting = (_value(option, criterion) for criterion in TIE_BREAKERS)
    return _step(option), -_total(option), -wishes, -lasting, option.id


def _placed(ranked: Sequence[Option], policy: MatchingPolicy) -> list[Option]:
    front = _pareto([option for option in ranked if _step(option) == 0])
    return [
        replace(
            option,
            rank=place + 1,
            pareto=option.id in front,
            why_not_higher=why_not_higher(option, ranked[place - 1], policy) if place else None,
        )
        for place, option in enumerate(ranked)
    ]


def _kept(options: Sequence[Option], limit: int | None) -> tuple[Option, ...]:
    if limit is None:
        return tuple(options)
    return tuple(one for place, one in enumerate(options) if place < limit or one.route == "stay")


def _pareto(options: Sequence[Option]) -> frozenset[str]:
    """The ids of open options that no other is as good as by every criterion and better than by one."""
    valued = [(tuple(part.value for part in _parts(option)), option.id) for option in options]
    # Whatever beats another everywhere has the greater sum, so it has come before.
    valued.sort(key=lambda one: (-fsum(one[0]), one[1]))
    front: dict[tuple[float, ...], None] = {}
    for values, _ in valued:
        if values not in front and not any(all(map(ge, other, values)) for other in front):
            front[values] = None
    return frozenset(key for values, key in valued if values in front)


def why_not_higher(option: Option, above: Option, policy: MatchingPolicy) -> str:
    """What the option ranked just above does better, in plain words."""
    name = above.accommodation.name
    step, step_above = _step(option), _step(above)
    if step > step_above == 0 and above.route == "stay":
        return (
            f"{name} asks for nothing and so comes first until this is known: {_words(option.unknown_gates)}."
        )
    if step > step_above == 0:
        return f"{name} is open at every gate. Here it is not yet known: {_words(option.unknown_gates)}."
    if step > step_above:
        return (
            f"Nothing is proposed while safety is not settled. Settle first: {_words(option.unknown_gates)}."
        )
    if _total(option) == _total(above):
        for criterion in TIE_BREAKERS:
            if _value(above, criterion) > _value(option, criterion):
                better = policy.weights[criterion].better
                return f"On balance the two are level. {name} {better}, which decides."
        return f"On balance {name} is level with this; only the order of the ids puts it first."
    gains = [
        (one.weight * (other.value - one.value), one.criterion)
        for one, other in zip(_parts(option), _parts(above), strict=True)
        if other.value > one.value
    ]
    gains.sort(key=lambda gain: -gain[0])
    better = " and ".join(policy.weights[criterion].better for _, criterion in gains[:2])
    return f"{name} {better}."


def _words(gates: Sequence[str]) -> str:
    return ", ".join(gates).replace("_", " ")
