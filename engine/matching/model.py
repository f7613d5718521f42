"""What the search for safe connections is given: the client, how each area stands, the services there are.

Nothing here is looked up; a caller brings it all. What comes out of it is in `options`.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from engine.known import Amount, Truth

if TYPE_CHECKING:
    from engine.profile import Profile

GateName: TypeAlias = Literal[
    "safety",
    "restriction",
    "eligibility",
    "connection",
    "age",
    "client_group",
    "needs",
    "exclusions",
    "household",
    "access",
    "capacity",
    "consent",
]
GateVerdict: TypeAlias = Literal["open", "closed", "unknown"]


class AreaStanding(NamedTuple):
    """How one area stands for the client: safe or not, connected or not, and why.

    `safety` is excluded, undetermined, caution or clear; `safety_questions` are the profile paths
    that would settle it. `connection` is a verdict of the lattice, on `ground` where there is one.
    `sends_away` is False where the law gives the authority there nobody to refer the client to.
    """

    area: Mapping[str, str]
    safety: str
    safety_because: str
    safety_questions: tuple[str, ...]
    connection: str
    ground: str | None
    connection_because: str
    sends_away: Truth = None


class Standing(Protocol):
    """How any area stands, by its code."""

    def __getitem__(self, code: str, /) -> AreaStanding:
        """The standing of an area, named in the profile or not."""


class ProviderLike(Protocol):
    """Who runs a service."""

    @property
    def id(self) -> str:
        """The provider's id in the directory."""

    @property
    def name(self) -> str:
        """The provider's name."""


class ConfirmationLike(Hashable, Protocol):
    """Who confirmed what a service states, and when."""

    @property
    def by(self) -> str:
        """Who said so."""

    def last_by(self, day: int) -> int | None:
        """The last day, not after a day, on which it was said (ordinals); None where all are later."""


class ServiceLike(Protocol):
    """What the gates ask of a service; None is not stated, an empty set is no such limit."""

    @property
    def id(self) -> str:
        """The service's id in the directory."""

    @property
    def name(self) -> str:
        """The name by which people know it."""

    @property
    def provider(self) -> ProviderLike:
        """Who runs it."""

    @property
    def area(self) -> str:
        """Where it is."""

    @property
    def serves(self) -> frozenset[str]:
        """The areas with which a connection counts."""

    @property
    def type(self) -> str:
        """Its kind of accommodation."""

    @property
    def ages(self) -> tuple[int | None, int | None] | None:
        """Youngest and oldest age."""

    @property
    def genders(self) -> frozenset[str] | None:
        """Genders taken."""

    @property
    def client_groups(self) -> frozenset[str] | None:
        """Groups, to one of which the client must belong."""

    @property
    def needs(self) -> Mapping[str, str]:
        """The highest level accepted of each need that it states."""

    @property
    def helps_with(self) -> frozenset[str]:
        """Needs that its staff help with."""

    @property
    def connection(self) -> str | None:
        """`none`, `area_connection` or `pathway_rule`."""

    @property
    def pathway_rules(self) -> frozenset[str]:
        """What the pathway asks."""

    @property
    def routes(self) -> frozenset[str]:
        """Who may refer."""

    @property
    def public_funds(self) -> bool | None:
        """Whether public funds pay for the place."""

    @property
    def couples(self) -> bool | None:
        """Whether it takes couples."""

    @property
    def children(self) -> bool | None:
        """Whether it takes children."""

    @property
    def pets(self) -> bool | None:
        """Whether it takes pets."""

    @property
    def single_sex(self) -> bool | None:
        """Whether it can offer single-sex living."""

    @property
    def wheelchair(self) -> bool | None:
        """Whether a wheelchair user can live there."""

    @property
    def convictions_refused(self) -> frozenset[str] | None:
        """Kinds of conviction that it refuses."""

    @property
    def asks_about_bans(self) -> bool | None:
        """Whether being banned elsewhere counts."""

    @property
    def confirmed(self) -> Mapping[str, ConfirmationLike]:
        """Who confirmed each group of criteria, and when; a group left out was confirmed by nobody."""

    @property
    def vacancies(self) -> tuple[Hashable, ...]:
        """Every confirmation of free places."""

    def vacancies_on(self, day: int) -> tuple[int, int] | None:
        """Free places as last confirmed by a day, and the day of that (ordinals)."""


class ServicesDirectory(Protocol):
    """What the search asks of a services directory; areas are codes."""

    def asking_no_connection(self) -> Iterable[ServiceLike]:
        """Services that take people from anywhere."""

    def asking_connection_in(self, area: str, /) -> Iterable[ServiceLike]:
        """Services that ask for a connection with an area, or do not say whether they do."""

    def neighbours(self, area: str, /) -> frozenset[str]:
        """The areas next door."""

    def distance_km(self, one: str, other: str, /) -> float | None:
        """Kilometres as the crow flies; None where an area is not known."""


@dataclass(frozen=True, slots=True)
class MatchingRequest:
    """A client on a test day (ordinal), with what the law and the safety rules have found.

    `named_areas` are the areas that the profile names. `eligibility` and `priority_need` are
    verdicts of the lattice. `referable` is False where the law leaves the authority applied to
    nobody to refer the client to, so that its own duty stands without a local connection.
    """

    profile: "Profile"
    test_day: int
    applying_to: str | None
    standing: Standing
    named_areas: frozenset[str]
    eligibility: str
    eligibility_because: str
    priority_need: str
    age: Amount
    referable: Truth = None


class Gate(NamedTuple):
    """A door that an option must pass: open, closed or not known, and why.

    `ask` is the question that would settle one that is not known, or the step that would lift one that
    is closed; empty where `because` says it all.
    """

    gate: GateName
    verdict: GateVerdict
    because: str
    ask: str = ""

    def to_dict(self) -> dict[str, str]:
        """The gate in the contract's order of keys; `ask` only where there is something to ask."""
        name, verdict, because, ask = self
        if ask:
            return {"gate": name, "verdict": verdict, "because": because, "ask": ask}
        return {"gate": name, "verdict": verdict, "because": because}


class Accommodation(NamedTuple):
    """What the client would live in; `service` is None where it is no service of the directory."""

    service: str | None
    name: str
    type: str

    def to_dict(self) -> dict[str, str | None]:
        """The accommodation in the contract's order of keys."""
        return {"service": self.service, "name": self.name, "type": self.type}
