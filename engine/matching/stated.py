"""What a service states about who may come, as far as somebody has confirmed it lately enough.

What was confirmed too long ago, or only after the test day, counts as not stated: it neither opens a
door nor keeps one shut, and turns into a question. For how long a confirmation holds is policy.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias, TypeVar, get_args

from engine.matching.client import Client
from engine.matching.model import Gate, ServiceLike

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


class Unsure(NamedTuple):
    """Why what a service states cannot be relied on, and the question that would settle it."""

    because: str
    ask: str


def state_of(service: ServiceLike, group: str, day: int, lasts: int) -> State:
    """Whether the confirmation of a group of criteria holds on a day (ordinal), if it lasts so many days."""
    said = service.confirmed.get(group)
    on = said.last_by(day) if said is not None else None
    if on is None:
        return "never"
    return "holds" if day - on <= lasts else "too_long_ago"


class Stated:
    """The criteria of one service on the test day of one client, in words that others like it share."""

    __slots__ = ("_client", "service")

    def __init__(self, client: Client, service: ServiceLike) -> None:
        self._client = client
        self.service = service

    def sure(self, group: str, value: T | None) -> T | None:
        """A criterion of a group; None where it is not stated, or where its confirmation does not hold."""
        return value if value is not None and self._state(group) == "holds" else None

    def unsure(self, group: str, value: object, not_stated: str, ask: str) -> Unsure:
        """Why a criterion is not sure, and what to ask; of one not stated, what the caller says."""
        state = "holds" if value is None else self._state(group)
        if state == "holds":
            return Unsure(not_stated, ask)
        what = f"what it says of {ABOUT[group]}"
        if state == "never":
            return Unsure(f"By this day nobody had confirmed {what}.", f"Ask {WHO} whether {what} holds.")
        last = LAST % group
        because = f"{what[0].upper()}{what[1:]} was {last}, which is too long ago."
        return Unsure(because, f"Ask {WHO} whether {what} still holds: {last}.")

    def _state(self, group: str) -> State:
        lasts = self._client.policy.criteria_last[group].days
        return state_of(self.service, group, self._client.request.test_day, lasts)


def named(client: Client, gate: Gate, service: ServiceLike) -> Gate:
    """A gate that services share, with the names and days of one of them."""
    if WHO not in gate.ask:
        return gate
    because, ask = gate.because, gate.ask
    for group, said in service.confirmed.items():
        last = LAST % group
        if last in ask and (on := said.last_by(client.request.test_day)) is not None:
            words = f"last confirmed on {date.fromordinal(on).isoformat()} by {said.by}"
            because, ask = because.replace(last, words), ask.replace(last, words)
    return Gate(gate.gate, gate.verdict, because, ask.replace(WHO, service.provider.name))
