"""What the order turns on: which answers would open which options, and which could then come first.

Bounds, not trials: a gate that is not known may open, and a score lies between what it is worth now
(the unknown counted as the worst) and what it could still be worth. What could not come first by these
bounds cannot; what could, may.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.matching.model import GateName
from engine.matching.options import Option
from engine.matching.policy import Criterion


class Opening(NamedTuple):
    """One thing to find out, why it is not known, and what follows if it turns out well.

    `opens` are the options at which nothing else is not known; `with_more` need other answers too.
    """

    gate: GateName
    ask: str
    because: tuple[str, ...]
    opens: tuple[Option, ...]
    with_more: tuple[Option, ...]
    could_be_first: tuple[Option, ...]

    def to_dict(self, most: int | None = None) -> dict[str, Any]:
        """The opening in plain data, each list cut after so many, with how many there are in all."""
        return {
            "gate": self.gate,
            "ask": self.ask,
            "because": list(self.because[:most]),
            "opens": [_called(option) for option in self.opens[:most]],
            "with_more": [_called(option) for option in self.with_more[:most]],
            "could_be_first": [option.id for option in self.could_be_first[:most]],
            "in_all": {
                "opens": len(self.opens),
                "with_more": len(self.with_more),
                "could_be_first": len(self.could_be_first),
            },
        }


class Contender(NamedTuple):
    """An option that could still come first: once these gates open, if these criteria turn out well."""

    option: Option
    gates: tuple[GateName, ...]
    criteria: tuple[Criterion, ...]

    def to_dict(self) -> dict[str, Any]:
        """The contender in plain data."""
        return {"option": self.option.id, "gates": list(self.gates), "criteria": list(self.criteria)}


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Whether the first place is settled, what could still take it, and what each answer would open."""

    settled: bool
    contenders: tuple[Contender, ...]
    openings: tuple[Opening, ...]

    def to_dict(self, most: int | None = None) -> dict[str, Any]:
        """The sensitivity in plain data, each list cut after so many, with how many there are in all."""
        return {
            "first_place_settled": self.settled,
            "could_be_first": [contender.to_dict() for contender in self.contenders[:most]],
            "openings": [opening.to_dict(most) for opening in self.openings[:most]],
            "in_all": {"could_be_first": len(self.contenders), "openings": len(self.openings)},
        }


def sensitivity(options: Sequence[Option]) -> Sensitivity:
    """What the order of a whole ranking turns on; openings by how much follows from each, most first."""
    contenders = [
        Contender(option, option.unknown_gates, _could_rise_by(option))
        for option in options[1:]
        if _could_overtake(option, options[0])
    ]
    settled = not contenders and bool(options) and options[0].step == 0
    return Sensitivity(
        settled, tuple(contenders), _openings(options, {each.option.id for each in contenders})
    )


def _could_overtake(option: Option, first: Option) -> bool:
    """The first keeps what it has if all its gates are open; while one is not, it may yet close."""
    at_most = option.score.at_most if option.score else 0.0
    return first.step > 0 or at_most >= first.total


def _could_rise_by(option: Option) -> tuple[Criterion, ...]:
    return tuple(part.criterion for part in option.parts if part.at_most > part.value)


def _openings(options: Sequence[Option], contenders: set[str]) -> tuple[Opening, ...]:
    """The same question at the same gate is one thing to find out, however many options wait for it."""
    waiting: dict[tuple[GateName, str], list[tuple[str, Option]]] = defaultdict(list)
    for option in options:
        for gate in option.gates:
            if gate.verdict == "unknown":
                waiting[gate.gate, gate.ask or gate.because].append((gate.because, option))
    found = []
    for (name, ask), held in waiting.items():
        alone = tuple(option for _, option in held if len(option.unknown_gates) == 1)
        others = tuple(option for _, option in held if len(option.unknown_gates) > 1)
        first = tuple(option for _, option in held if option.id in contenders)
        found.append(Opening(name, ask, tuple(dict.fromkeys(why for why, _ in held)), alone, others, first))
    return tuple(sorted(found, key=_usefulness))


def _usefulness(opening: Opening) -> tuple[int, int, int, str, str]:
    first_alone = sum(1 for option in opening.opens if option in opening.could_be_first)
    return -first_alone, -len(opening.opens), -len(opening.with_more), opening.gate, opening.ask


def _called(option: Option) -> dict[str, str]:
    return {"id": option.id, "name": option.accommodation.name}
