"""Gates, then scores: which options are open, and in which order.

Three steps on the ladder, before any score: every gate open; something not known; safety or an order
not known. A score orders only options on the same step, so that nothing unknown ever counts as open.
Level ones are ordered by the client's wishes, then by what lasts, then by the id; `comparing` says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from math import fsum
from operator import ge
from typing import NamedTuple, TypeAlias, overload

from engine.matching.candidates import Candidate
from engine.matching.client import Client
from engine.matching.comparing import TIE_BREAKERS, why_not_higher
from engine.matching.field import Field, field_of
from engine.matching.gating import GATES, SAFETY_GATES, Gating, Place
from engine.matching.model import (
    Accommodation,
    AreaStanding,
    Gate,
    GateVerdict,
    MatchingRequest,
    ServicesDirectory,
)
from engine.matching.options import Option, Ranking, Score
from engine.matching.policy import MatchingPolicy
from engine.matching.readiness import readiness
from engine.matching.scores import Scoring

# The gates of safety come first of all, in the contract's order.
_OF_SAFETY = 1 + max(GATES.index(gate) for gate in SAFETY_GATES)
_Told: TypeAlias = tuple[str, Mapping[str, str], Accommodation, str, Mapping[str, bool | str | None]]


class _Order(NamedTuple):
    """First to last: the step, the score, then what breaks a tie, openly."""

    step: int
    total: float
    wishes: float
    lasting: float
    id: str


class _Standing(NamedTuple):
    """One candidate that no gate closes, before it has a place."""

    order: _Order
    candidate: Candidate
    place: Place
    counts: AreaStanding
    gates: tuple[Gate, ...]
    score: Score


def rank_options(
    request: MatchingRequest,
    directory: ServicesDirectory,
    policy: MatchingPolicy,
    limit: int | None = None,
) -> Ranking:
    """Every candidate safe connection: ranked where no gate is closed, else listed with what closes it.

    Everything that no gate closes has its rank among all; told one by one are the first
    (`options_listed` of the policy), those in areas that something of the client points to, and staying.
    `limit` keeps the first so many of these, and staying. Staying is always in one of the two lists.
    """
    client = Client(request, policy)
    standing: list[_Standing] = []
    closed: list[Option] = []
    gating, scoring = Gating(client, directory), Scoring(client, directory)
    field = field_of(client, directory, gating)
    breakers = [list(policy.weights).index(criterion) for criterion in TIE_BREAKERS]
    for candidate in field.candidates:
        place = gating.place(candidate.area)
        counts = gating.connection_counting(candidate)
        gates = gating.gates(candidate, counts)
        verdicts = [gate.verdict for gate in gates]
        if "closed" in verdicts:
            telling = gating.telling(candidate)
            closed.append(Option(*_told(candidate, place, counts), gates, tell_gates=telling))
            continue
        step = _step(verdicts)
        score = scoring.score(candidate, place.standing, step > 0)
        order = _order(step, score, breakers, candidate)
        standing.append(_Standing(order, candidate, place, counts, gates, score))
    standing.sort(key=lambda one: one.order)
    listed = _listed(standing, field, policy.options_listed)
    if limit is not None:
        listed = [place for place in listed if place < limit or standing[place].candidate.route == "stay"]
    placed = _Placed(standing, gating)
    return Ranking(placed.listed(listed), tuple(closed), field.closed_elsewhere, placed)


def _step(verdicts: Sequence[GateVerdict]) -> int:
    """0: every gate is open. 1: something is not known. 2: safety or a restriction is not known."""
    if "unknown" not in verdicts:
        return 0
    return 2 if "unknown" in verdicts[:_OF_SAFETY] else 1


def _order(step: int, score: Score, breakers: Sequence[int], candidate: Candidate) -> _Order:
    wishes, lasting = [score.parts[at].value for at in breakers]
    return _Order(step, -score.total, -wishes, -lasting, candidate.id)


def _told(candidate: Candidate, place: Place, counts: AreaStanding) -> _Told:
    """What an option says of itself before its gates."""
    if candidate.service is None:
        needed: bool | None = candidate.route == "housing_options_part7"
    else:
        asks = candidate.service.connection
        needed = None if asks is None else asks != "none"
    connection = {"needed": needed, "verdict": counts.connection, "ground": counts.ground}
    return candidate.id, place.standing.area, candidate.accommodation, candidate.route, connection


class _Placed(Sequence[Option]):
    """The whole order, first to last; an option is put together only when somebody asks for it."""

    def __init__(self, standing: Sequence[_Standing], gating: Gating) -> None:
        self._standing, self._gating = standing, gating
        self._front = _pareto([one for one in standing if one.order.step == 0])

    def __len__(self) -> int:
        return len(self._standing)

    @overload
    def __getitem__(self, place: int) -> Option: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Option]: ...
    def __getitem__(self, place: int | slice) -> Option | Sequence[Option]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return self._option(place)

    def listed(self, places: Iterable[int]) -> tuple[Option, ...]:
        """The options at some places, in order."""
        told: list[Option] = []
        for place in places:
            above = told[-1] if told and told[-1].rank == place else None
            told.append(self._option(place, above))
        return tuple(told)

    def _option(self, place: int, above: Option | None = None) -> Option:
        """The option at a place; `above` is the one just before it, where that is there already."""
        one = self._standing[place]
        return Option(
            *_told(one.candidate, one.place, one.counts),
            one.gates,
            rank=place + 1,
            score=one.score,
            pareto=one.candidate.id in self._front,
            step=one.order.step,
            tell_gates=self._gating.telling(one.candidate),
            tell_why=partial(self._why_not_higher, place, above) if place else None,
            tell_ready=partial(readiness, self._gating.client),
        )

    def _why_not_higher(self, place: int, above: Option | None, option: Option) -> str:
        return why_not_higher(option, above or self._option(place - 1), self._gating.client.policy)


def _listed(standing: Sequence[_Standing], field: Field, limit: int) -> list[int]:
    """The places of what is told one by one: the first so many, what something points to, and staying."""
    return [
        place
        for place, one in enumerate(standing)
        if place < limit or one.candidate.area in field.near or one.candidate.route == "stay"
    ]


def _pareto(standing: Sequence[_Standing]) -> frozenset[str]:
    """The ids of open options that no other is as good as by every criterion and better than by one."""
    valued = [(tuple([part.value for part in one.score.parts]), one.candidate.id) for one in standing]
    # Whatever beats another everywhere has the greater sum, so it has come before.
    valued.sort(key=lambda one: (-fsum(one[0]), one[1]))
    front: dict[tuple[float, ...], None] = {}
    for values, _ in valued:
        if values not in front and not any(all(map(ge, other, values)) for other in front):
            front[values] = None
    return frozenset(key for values, key in valued if values in front)
