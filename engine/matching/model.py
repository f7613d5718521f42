"""What the search for safe connections takes and gives.

In: what is known of the client, how each area stands, the services that there are. Out: options in
order, and what is closed and why. Nothing here is looked up; a caller brings it all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeAlias

from engine.known import Amount, Truth
from engine.matching.policy import Criterion

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


@dataclass(frozen=True, slots=True)
class AreaStanding:
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
    """A door that an option must pass: open, closed or not known, and why."""

    gate: GateName
    verdict: GateVerdict
    because: str


class Part(NamedTuple):
    """What one criterion adds to a score; `value` is from 0 (worst) to 1 (best)."""

    criterion: Criterion
    weight: float
    value: float
    because: str


@dataclass(frozen=True, slots=True)
class Score:
    """A weighed sum from 0 to 1. `provisional` while a gate is not known: it opens nothing."""

    total: float
    parts: tuple[Part, ...]
    provisional: bool

    def to_dict(self) -> dict[str, Any]:
        """The score in the contract's order of keys."""
        parts = [part._asdict() for part in self.parts]
        return {"total": self.total, "parts": parts, "provisional": self.provisional}


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What the client would live in; `service` is None where it is no service of the directory."""

    service: str | None
    name: str
    type: str

    def to_dict(self) -> dict[str, str | None]:
        """The accommodation in the contract's order of keys."""
        return {"service": self.service, "name": self.name, "type": self.type}


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate safe connection with its gates: ranked where none is closed, else with what closes it.

    `pareto` says that no open option is at least as good by every criterion and better by one.
    """

    id: str
    area: Mapping[str, str]
    accommodation: Accommodation
    route: str
    connection: Mapping[str, bool | str | None]
    gates: tuple[Gate, ...]
    rank: int | None = None
    score: Score | None = None
    why_not_higher: str | None = None
    pareto: bool = False
    closed_by: tuple[str, ...] = ()
    because: str = ""

    @property
    def unknown_gates(self) -> tuple[str, ...]:
        """The gates that are neither open nor closed."""
        return tuple(gate.gate for gate in self.gates if gate.verdict == "unknown")

    def to_dict(self) -> dict[str, Any]:
        """The option in the contract's order of keys; a closed one has no rank and no score."""
        ranked = self.score is not None
        told: dict[str, Any] = {"id": self.id}
        if ranked:
            told["rank"] = self.rank
        told |= {
            "area": dict(self.area),
            "accommodation": self.accommodation.to_dict(),
            "route": self.route,
            "connection": dict(self.connection),
            "gates": [gate._asdict() for gate in self.gates],
        }
        if self.score is None:
            return told | {"closed_by": list(self.closed_by), "because": self.because}
        told["score"] = self.score.to_dict()
        return told | {"why_not_higher": self.why_not_higher, "pareto": self.pareto}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Options, first to last, and what is closed, in the order of ids."""

    options: tuple[Option, ...]
    closed: tuple[Option, ...]

    def to_dict(self) -> dict[str, Any]:
        """Both lists under the contract's names."""
        return {
            "options": [option.to_dict() for option in self.options],
            "closed_options": [option.to_dict() for option in self.closed],
        }
