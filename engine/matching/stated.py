"""What a service states about who may come, as far as somebody has confirmed it lately enough.

What was confirmed too long ago, or only after the test day, counts as not stated: it neither opens a
door nor keeps one shut, and turns into a question. For how long a confirmation holds is policy.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias, TypeVar, get_args

from engine.matching.model import Gate, GateName, ServiceLike

T = TypeVar("T")

State: TypeAlias = Literal["holds", "too_long_ago", "never"]
STATES: tuple[State, ...] = get_args(State)

WHO = "{who}"  # stands for the provider in a question, so that services which state the same share it
LAST = "{last %s}"  # stands for when a group was last confirmed, and by whom

# What each group of criteria is about, inside a sentence.
ABOUT: Mapping[str, str] = {
    "entry": "ages, women, men and client groups",
    "needs": "the needs it accepts",
    "connection": "the connection it asks for",
    "referral": "referrals and who pays",
    "household": "couples, children, pets and single-sex living",
    "access": "wheelchair access",
    "exclusions": "whom it refuses",
}
# Which groups each gate that a service sets turns on.
GROUPS: Mapping[GateName, tuple[str, ...]] = {
    "eligibility": ("referral",),
    "connection": ("connection",),
    "age": ("entry",),
    "client_group": ("entry", "referral"),
    "needs": ("needs",),
    "exclusions": ("exclusions",),
    "household": ("household",),
    "access": ("access",),
    "capacity": (),
}
_LAST_OF_GATE = {gate: tuple([LAST % group for group in groups]) for gate, groups in GROUPS.items()}


class Unsure(NamedTuple):
    """Why what a service states cannot be relied on, and the question that would settle it."""

    because: str
    ask: str


def _never(what: str) -> Unsure:
    return Unsure(f"By this day nobody had confirmed {what}.", f"Ask {WHO} whether {what} holds.")


def _too_long_ago(what: str, last: str) -> Unsure:
    because = f"{what[0].upper()}{what[1:]} was {last}, which is too long ago."
    return Unsure(because, f"Ask {WHO} whether {what} still holds: {last}.")


_NEVER = {group: _never(f"what it says of {about}") for group, about in ABOUT.items()}
_TOO_LONG_AGO = {
    group: _too_long_ago(f"what it says of {about}", LAST % group) for group, about in ABOUT.items()
}


def state_of(service: ServiceLike, group: str, day: int, lasts: int) -> State:
    """Whether the confirmation of a group of criteria holds on a day (ordinal), if it lasts so many days."""
    said = service.confirmed.get(group)
    on = said.last_by(day) if said is not None else None
    if on is None:
        return "never"
    return "holds" if day - on <= lasts else "too_long_ago"


class Kind:
    """Services that state the same, as far as one gate reads it. Equal to itself alone."""

    __slots__ = ()


class Stated(NamedTuple):
    """What one service states on one day under one policy: the same for every client.

    `states` says of each group of criteria whether its confirmation holds; `kinds` are the service's
    kinds for each gate of `entry.ENTRY`, in its order, and last for the connection asked.
    """

    service: ServiceLike
    states: Mapping[str, State]
    kinds: tuple[Kind, ...]

    def sure(self, group: str, value: T | None) -> T | None:
        """A criterion of a group; None where it is not stated, or where its confirmation does not hold."""
        return value if value is not None and self.states[group] == "holds" else None

    def said(self, group: str, value: Hashable) -> Hashable:
        """As much of a criterion as a gate turns on: where it is not sure, only that something is stated."""
        return value if value is None or self.states[group] == "holds" else ...

    def unsure(self, group: str, value: object, not_stated: str, ask: str) -> Unsure:
        """Why a criterion is not sure, and what to ask; of one not stated, what the caller says."""
        state = "holds" if value is None else self.states[group]
        if state == "holds":
            return Unsure(not_stated, ask)
        return _NEVER[group] if state == "never" else _TOO_LONG_AGO[group]


def particulars_of(service: ServiceLike, day: int) -> Mapping[str, str]:
    """The name and the days of one service, by the places that shared words leave open for them.

    As of a day (ordinal); a group that nobody had confirmed by then has no day.
    """
    words = {WHO: service.provider.name}
    for group, said in service.confirmed.items():
        on = said.last_by(day)
        if on is not None:
            words[LAST % group] = f"last confirmed on {date.fromordinal(on).isoformat()} by {said.by}"
    return words


def named(particulars: Mapping[str, str], gates: Iterable[Gate]) -> tuple[Gate, ...]:
    """Gates that services share, with the name and days of one of them (`particulars_of`)."""
    who = particulars[WHO]
    told = []
    for shared in gates:
        name, verdict, because, ask = shared
        if WHO not in ask:
            told.append(shared)
            continue
        for last in _LAST_OF_GATE[name]:
            if last in ask:
                because, ask = because.replace(last, particulars[last]), ask.replace(last, particulars[last])
        told.append(Gate(name, verdict, because, ask.replace(WHO, who)))
    return tuple(told)
