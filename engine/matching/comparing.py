"""Why one option stands above another, in two sentences that a caseworker can read and challenge.

The first says what decides, the second what stands against it. Neither holds a figure: weights and
values are beside the options for whoever wants to reckon.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import TypeAlias

from engine.matching.model import GateName
from engine.matching.options import Option
from engine.matching.policy import Criterion, MatchingPolicy

_Gain: TypeAlias = tuple[float, Criterion]  # by how much an option is better, and by what

TIE_BREAKERS: tuple[Criterion, Criterion] = ("wishes", "sustainability")
NOT_SETTLED: dict[GateName, str] = {
    "safety": "whether the area is safe",
    "restriction": "whether an order or a licence bars it",
    "eligibility": "whether the client may have what public funds pay for",
    "connection": "whether the local connection that it needs is there",
    "age": "whether the client's age fits",
    "client_group": "whether it is for the client, and who may refer",
    "needs": "whether it accepts the client's needs",
    "exclusions": "whether anything in the client's past keeps the door shut",
    "household": "whether all who come along could live there",
    "access": "whether the client could get about there",
    "capacity": "whether there is a place",
    "consent": "whether the client wants it",
}
SHUT: dict[GateName, str] = {
    "safety": "the area is not safe",
    "restriction": "an order or a licence bars it",
    "eligibility": "the client may not have what public funds pay for",
    "connection": "the local connection that it needs is not there",
    "age": "the client's age does not fit",
    "client_group": "it is for other people",
    "needs": "it does not accept the client's needs",
    "exclusions": "something in the client's past keeps the door shut",
    "household": "those who come along could not live there",
    "access": "the client could not get about there",
    "capacity": "it is full",
    "consent": "the client does not want it",
}


def compared(one: Option, other: Option, policy: MatchingPolicy) -> str:
    """Why the higher of two different options stands above the other, whichever is named first.

    Both are of one ranking, open or closed, weighed by this policy. Two sentences, no figures.
    """
    higher, lower = higher_first(one, other)
    if lower.rank is not None:
        return _ranked(higher, lower, policy, _name(lower, higher))
    if higher.rank is not None:
        return (
            f"{_name(higher, lower)} is not closed to the client. "
            f"{_name(lower, higher)} is closed, because {_all_of([SHUT[gate] for gate in lower.closed_by])}."
        )
    return " ".join(
        f"{_name(each, beside)} is closed and so has no place, because "
        f"{_all_of([SHUT[gate] for gate in each.closed_by])}."
        for each, beside in ((higher, lower), (lower, higher))
    )


def why_not_higher(option: Option, above: Option, policy: MatchingPolicy) -> str:
    """Why the option ranked just above stands there, said of the one below as `this`."""
    return _ranked(above, option, policy, "this")


def higher_first(one: Option, other: Option) -> tuple[Option, Option]:
    """Two options of one ranking, the higher first; closed ones come last, in the order of their ids."""
    first, second = sorted((one, other), key=lambda each: (each.rank is None, each.rank or 0, each.id))
    return first, second


def _ranked(higher: Option, lower: Option, policy: MatchingPolicy, this: str) -> str:
    first = _name(higher, lower)
    if lower.step > higher.step:
        settle = f"Settle {_all_of([NOT_SETTLED[gate] for gate in lower.unknown_gates])}."
        if lower.step == 2:
            return f"{first} comes before {this}, since nothing is proposed before it is safe. {settle}"
        if higher.route == "stay":
            return f"{first} asks for nothing, and so comes before {this} until more is known. {settle}"
        return f"{first} comes before {this}, since every gate of it is open. {settle}"
    if higher.total == lower.total:
        return f"On balance {first} and {this} are level. {_tie_broken(higher, lower, policy, first)}"
    return _weighed(higher, lower, policy, first, this)


def tie_breaker(higher: Option, lower: Option) -> Criterion | None:
    """The criterion that puts one of two level options first; None where only their ids do."""
    return next((each for each in TIE_BREAKERS if higher.value(each) > lower.value(each)), None)


def _tie_broken(higher: Option, lower: Option, policy: MatchingPolicy, first: str) -> str:
    criterion = tie_breaker(higher, lower)
    if criterion:
        return f"{first} {policy.weights[criterion].better}, which breaks the tie."
    return f"Only the order of their ids puts {first} first, so take either."


def _weighed(higher: Option, lower: Option, policy: MatchingPolicy, first: str, this: str) -> str:
    """What decides: the fewest of its gains that outweigh all that speaks for the other."""
    gains, losses = _differences(higher, lower)
    against = sum([weight for weight, _ in losses])
    decisive: list[Criterion] = []
    carried = 0.0
    for weight, criterion in gains:
        decisive.append(criterion)
        carried += weight
        if carried > against:
            break
    decides = _all_of([policy.weights[criterion].better for criterion in decisive])
    opening = f"{first} comes before {this}, because it {decides}."
    if not losses:
        return f"{opening} Nothing that is weighed speaks for {this} instead."
    speaks = _all_of([policy.weights[criterion].better for _, criterion in losses])
    return f"{opening} Against that, {this} {speaks}, which weighs less."


def _differences(higher: Option, lower: Option) -> tuple[list[_Gain], list[_Gain]]:
    """By what each of two options is better, the weightiest first; equal ones in the policy's order."""
    gains: list[_Gain] = []
    losses: list[_Gain] = []
    for (criterion, weight, mine, _, _), (_, _, theirs, _, _) in zip(higher.parts, lower.parts, strict=True):
        if mine > theirs:
            gains.append((weight * (mine - theirs), criterion))
        elif mine < theirs:
            losses.append((weight * (theirs - mine), criterion))
    for found in (gains, losses):
        found.sort(key=itemgetter(0), reverse=True)
    return gains, losses


def _name(option: Option, beside: Option) -> str:
    """What people call an option, told apart from the one beside it by its area where the names are alike."""
    name = option.accommodation.name
    return name if name != beside.accommodation.name else f"{name}, {option.area['name']}"


def _all_of(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
