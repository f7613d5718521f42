"""Options as a page shows them: where, by which way in, why there, what is open, and what is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from api.web.words import ROUTES, Verdict, once, plain, sentence, verdict

Json: TypeAlias = Mapping[str, Any]

BEST_PARTS = 2  # of a score, said as the reason
BY_DANGER = frozenset({"safety", "restriction"})


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One option that is not closed."""

    id: str
    rank: int
    title: str
    terms: str
    reasons: tuple[str, ...]
    not_known: tuple[tuple[str, str], ...]
    why_not_higher: str
    score: str
    gates: tuple[tuple[str, Verdict, str], ...]
    parts: tuple[tuple[str, float, float, str], ...]
    better_because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """Options that are closed for the same reason."""

    titles: tuple[str, ...]
    because: str
    by_danger: bool


def option(told: Json) -> ShownOption:
    """One option: how it stands at each gate and what speaks for it."""
    kind = sentence(told["accommodation"]["type"])
    route = ROUTES.get(told["route"], sentence(told["route"]))
    score = told.get("score")
    parts = score["parts"] if score else ()
    strongest = sorted(parts, key=lambda part: -part["weight"] * part["value"])[:BEST_PARTS]
    so_far = ", as far as is known" if score and score.get("provisional") else ""
    return ShownOption(
        id=told["id"],
        rank=told["rank"],
        title=_title(told),
        terms=" ".join(once([f"{kind}.", f"{route}.", _connection(told["connection"])])),
        reasons=tuple(once(part["because"] for part in strongest if part["value"] > 0)),
        not_known=tuple(
            (sentence(gate["gate"]), _with_question(gate))
            for gate in told["gates"]
            if gate["verdict"] == "unknown"
        ),
        why_not_higher=told.get("why_not_higher") or "",
        score=f"{score['total']:.2f}{so_far}" if score else "",
        gates=tuple(
            (sentence(gate["gate"]), verdict(gate["verdict"]), _with_question(gate)) for gate in told["gates"]
        ),
        parts=tuple(
            (sentence(part["criterion"]), part["weight"], part["value"], part["because"]) for part in parts
        ),
        better_because=tuple(once(told.get("better_because", ()))),
    )


def _with_question(gate: Json) -> str:
    """Why a gate stands as it does, and what would settle it."""
    return f"{gate['because']} {gate.get('ask', '')}".rstrip()


def closed(options: Sequence[Json]) -> list[Closed]:
    """What is closed, alike ones together; what danger or an order closes comes first."""
    groups: dict[str, list[Json]] = {}
    for told in options:
        groups.setdefault(told["because"], []).append(told)
    shown = [
        Closed(
            tuple(once(map(_title, same))), because, any(BY_DANGER & set(told["closed_by"]) for told in same)
        )
        for because, same in groups.items()
    ]
    return sorted(shown, key=lambda each: not each.by_danger)


def _title(told: Json) -> str:
    name, area = told["accommodation"]["name"], told["area"]["name"]
    return name if area in name else f"{name}, {area}"


def _connection(told: Json) -> str:
    if told["needed"] is False:
        return "No local connection is needed."
    opening = (
        "A local connection is needed" if told["needed"] is True else "It may ask for a local connection"
    )
    ground = f" by {plain(told['ground'])}" if told.get("ground") else ""
    return f"{opening}: {verdict(told['verdict']).words}{ground}."
