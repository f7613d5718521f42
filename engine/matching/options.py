"""What the search for safe connections gives: options in order, and what is closed and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any, Literal, NamedTuple, TypeAlias

from engine.kept import Kept
from engine.matching.model import Accommodation, Gate, GateName
from engine.matching.policy import Criterion

ReadyState: TypeAlias = Literal["done", "open", "not_needed", "weigh_first"]

DIGITS = 6  # of a total: totals that differ by less are level


class Part(NamedTuple):
    """What one criterion adds to a score; `value` is from 0 (worst) to 1 (best).

    What is not known counts as the worst, so `value` is the least; `at_most` is what it could still be.
    """

    criterion: Criterion
    weight: float
    value: float
    because: str
    at_most: float

    def to_dict(self) -> dict[str, Any]:
        """The part in the contract's order of keys."""
        criterion, weight, value, because, at_most = self
        return {
            "criterion": criterion,
            "weight": weight,
            "value": value,
            "because": because,
            "at_most": at_most,
        }


class Score(NamedTuple):
    """A weighed sum from 0 to 1. `provisional` while a gate is not known: it opens nothing."""

    total: float
    parts: tuple[Part, ...]
    provisional: bool

    def value(self, criterion: Criterion) -> float:
        """What the option is worth by one criterion."""
        for part in self.parts:
            if part.criterion == criterion:
                return part.value
        return 0.0

    @property
    def at_most(self) -> float:
        """The sum if everything that is not known turned out for the best."""
        return round(fsum([part.weight * part.at_most for part in self.parts]), DIGITS)

    def to_dict(self) -> dict[str, Any]:
        """The score in the contract's order of keys."""
        return {
            "total": self.total,
            "parts": [part.to_dict() for part in self.parts],
            "provisional": self.provisional,
            "at_most": self.at_most,
        }


class Ready(NamedTuple):
    """One thing that must be in place before a client moves: done, open, not needed, or to weigh first.

    `asked_by` is the practice that asks for it.
    """

    item: str
    state: ReadyState
    because: str
    asked_by: str


def _told_later() -> Any:
    """A field that only puts into words what the others say: no part of what an option is."""
    return field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Option:
    """A candidate safe connection with its gates: ranked where none is closed, else with what closes it.

    `pareto` says that no open option is at least as good by every criterion and better by one.
    `step` is where it stands on the ladder before any score: 0 where every gate is open, 1 where
    something is not known, 2 where safety or an order is not. Whatever takes words is put into
    words only when it is asked for: `judged` are the gates as services that state the same share them.
    """

    id: str
    area: Mapping[str, str]
    accommodation: Accommodation
    route: str
    connection: Mapping[str, bool | str | None]
    judged: tuple[Gate, ...]
    rank: int | None = None
    score: Score | None = None
    pareto: bool = False
    step: int = 0
    tell_gates: "Callable[[Iterable[Gate]], tuple[Gate, ...]] | None" = field(
        default=None, compare=False, repr=False
    )
    tell_why: "Callable[[Option], str] | None" = field(default=None, compare=False, repr=False)
    tell_ready: "Callable[[Option], tuple[Ready, ...]] | None" = field(
        default=None, compare=False, repr=False
    )

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Every gate, in the contract's order, in words of this option."""
        return self._told(self.judged)

    @property
    def closed_gates(self) -> tuple[Gate, ...]:
        """The gates that close it, in words of this option; none for an option that is ranked."""
        return self._told([gate for gate in self.judged if gate.verdict == "closed"])

    def _told(self, gates: Iterable[Gate]) -> tuple[Gate, ...]:
        return self.tell_gates(gates) if self.tell_gates else tuple(gates)

    @Kept
    def unknown_gates(self) -> tuple[GateName, ...]:
        """The gates that are neither open nor closed."""
        return tuple([gate.gate for gate in self.judged if gate.verdict == "unknown"])

    @property
    def closed_by(self) -> tuple[GateName, ...]:
        """The gates that close it; none for an option that is ranked."""
        return tuple([gate.gate for gate in self.judged if gate.verdict == "closed"])

    @property
    def because(self) -> str:
        """Why it is closed."""
        return " ".join([gate.because for gate in self.closed_gates])

    @property
    def parts(self) -> tuple[Part, ...]:
        """What its score is made of; none for a closed option."""
        return self.score.parts if self.score else ()

    @property
    def total(self) -> float:
        """Its score; nothing for a closed option."""
        return self.score.total if self.score else 0.0

    def value(self, criterion: Criterion) -> float:
        """What it is worth by one criterion; nothing for a closed option."""
        return self.score.value(criterion) if self.score else 0.0

    @property
    def why_not_higher(self) -> str | None:
        """Why the option ranked just above stands there; None for the first."""
        return self.tell_why(self) if self.tell_why else None

    @property
    def readiness(self) -> tuple[Ready, ...]:
        """What must be in place before the client goes there."""
        return self.tell_ready(self) if self.tell_ready else ()

    def to_dict(self) -> dict[str, Any]:
        """The option in the contract's order of keys.

        A closed one has no rank and no score. It carries the gates that close it, and names those that
        are not known, which matter only once it opens again.
        """
        if self.score is None:
            closed = self.closed_gates
            return {
                **self._place(),
                "gates": [gate.to_dict() for gate in closed],
                "not_known": list(self.unknown_gates),
                "closed_by": [gate.gate for gate in closed],
                "because": " ".join([gate.because for gate in closed]),
            }
        return {
            "id": self.id,
            "rank": self.rank,
            **self._place(),
            "gates": [gate.to_dict() for gate in self.gates],
            "score": self.score.to_dict(),
            "why_not_higher": self.why_not_higher,
            "pareto": self.pareto,
        }

    def _place(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "area": dict(self.area),
            "accommodation": self.accommodation.to_dict(),
            "route": self.route,
            "connection": dict(self.connection),
        }


@dataclass(frozen=True, slots=True)
class Ranking:
    """Options, first to last, and what is closed, in the order of ids.

    `closed_elsewhere` counts, by the first gate that closes them, services that are not listed: they are
    in areas that nothing of the client points to, and too many to tell one by one. `order` holds every
    option that has a rank, listed or not.
    """

    options: tuple[Option, ...]
    closed: tuple[Option, ...]
    closed_elsewhere: Mapping[GateName, int] = field(default_factory=dict)
    order: Sequence[Option] = field(default=(), compare=False, repr=False)

    @property
    def ranked(self) -> int:
        """How many options have a rank, listed or not."""
        return len(self.order)

    @property
    def told_of_the_rest(self) -> tuple[str, ...]:
        """What is ranked or closed and not listed, in a sentence each; nothing where all is listed."""
        said = []
        if (more := self.ranked - len(self.options)) > 0:
            said.append(f"{more:,} more options were ranked and are not listed.")
        if total := sum(self.closed_elsewhere.values()):
            by_gate = sorted(self.closed_elsewhere.items())
            counts = ", ".join(f"{gate.replace('_', ' ')} {many:,}" for gate, many in by_gate)
            where = f"{total:,} more services are closed, in areas that nothing of the client points to"
            said.append(f"{where}. They are not listed; what closes them: {counts}.")
        return tuple(said)

    def to_dict(self) -> dict[str, Any]:
        """Both lists under the contract's names."""
        return {
            "options": [option.to_dict() for option in self.options],
            "closed_options": [option.to_dict() for option in self.closed],
        }
