"""How firm the first place is: the smallest change of weights that would put another option there.

Weights stay a distribution (none below nothing, all together one), and the distance between two sets
of weights is the sum of their differences (L1). Of two options, the one behind catches up soonest when
weight moves to the criterion by which it is most ahead, away from those by which it is most behind:
that greedy exchange is the optimum of the linear programme, since every share moved costs the same.
Whatever else would overtake the first on the way is nearer, so the nearest of all is the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from math import fsum
from typing import Any, NamedTuple

from engine.matching.options import DIGITS, Option
from engine.matching.policy import Criterion, MatchingPolicy

LEVEL = 10**-DIGITS


class Moved(NamedTuple):
    """By how much the weight of a criterion changes."""

    criterion: Criterion
    by: float

    def to_dict(self) -> dict[str, Any]:
        """The move in plain data."""
        return {"criterion": self.criterion, "by": round(self.by, DIGITS)}


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of weights after which another option is level with the first.

    `less` are the criteria that lose weight, in order, and `more` is the one that gains it all;
    `distance` is L1, twice the share that moves. Any further that way, and `first` is ahead.
    """

    first: Option
    distance: float
    less: tuple[Moved, ...]
    more: Moved

    def to_dict(self) -> dict[str, Any]:
        """The change in plain data."""
        return {
            "would_be_first": self.first.id,
            "distance": round(self.distance, DIGITS),
            "less": [moved.to_dict() for moved in self.less],
            "more": self.more.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Stability:
    """The first option, those with which it competes, and what it would take to displace it.

    `level_with` are those that have the same score; `change` is None where no weights at all would
    put another first.
    """

    first: Option
    among: int
    level_with: tuple[Option, ...]
    change: Change | None
    because: str

    def to_dict(self) -> dict[str, Any]:
        """The stability in plain data."""
        return {
            "first": self.first.id,
            "among": self.among,
            "level_with": [option.id for option in self.level_with],
            "change": self.change.to_dict() if self.change else None,
            "because": self.because,
        }


def stability(options: Sequence[Option], policy: MatchingPolicy) -> Stability | None:
    """How firm the first place of a whole ranking is; None where nothing is ranked.

    Only options on the same step as the first compete with it: no weight opens a gate.
    """
    if not options:
        return None
    first = options[0]
    among, level, change = 1, list[Option](), None
    for option in takewhile(lambda each: each.step == first.step, islice(options, 1, None)):
        among += 1
        if option.total == first.total:
            level.append(option)
        # Each share moved closes the gap by twice itself at most: what is further behind cannot be nearer.
        if change is None or first.total - option.total < change.distance:
            found = smallest_change(first, option)
            # Of equals the one that ranks higher.
            if found and (change is None or found.distance < change.distance - LEVEL):
                change = found
    return Stability(first, among, tuple(level), change, _in_words(first, among, level, change, policy))


def smallest_change(first: Option, other: Option) -> Change | None:
    """The smallest move of weights that makes another option level with the first; None if there is none."""
    ahead = {
        theirs.criterion: theirs.value - mine.value
        for mine, theirs in zip(first.parts, other.parts, strict=True)
    }
    most = max(ahead, key=lambda criterion: ahead[criterion])
    if ahead[most] <= 0:
        return None
    gap = sum(part.weight * -ahead[part.criterion] for part in first.parts)
    less: list[Moved] = []
    for part in sorted(first.parts, key=lambda part: ahead[part.criterion]):
        gained = ahead[most] - ahead[part.criterion]
        if gap <= LEVEL or gained <= 0:
            break
        share = min(part.weight, gap / gained)
        if share > 0:
            less.append(Moved(part.criterion, share))
        gap -= share * gained
    moved = fsum(each.by for each in less)
    return Change(other, 2 * moved, tuple(less), Moved(most, moved))


def _in_words(
    first: Option,
    among: int,
    level: Sequence[Option],
    change: Change | None,
    policy: MatchingPolicy,
) -> str:
    name = first.accommodation.name
    if among == 1:
        return f"Nothing competes with {name}: no other option stands as open."
    if level:
        return (
            f"{name} is level with {_named(level)}: what breaks the tie decides, and it is no more than that."
        )
    if change is None:
        return f"No change of weights puts another option before {name}: it is as good by everything weighed."
    how_far = next(row.says for row in policy.firmness if change.more.by < row.below)
    less = " and ".join(policy.weights[moved.criterion].called for moved in change.less)
    more = policy.weights[change.more.criterion].called
    return (
        f"{change.first.accommodation.name} would come first after {how_far}: "
        f"if {more} counted for more, and {less} for less."
    )


def _named(options: Sequence[Option]) -> str:
    names = [option.accommodation.name for option in options]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[:-1] else names)
