"""Findings as a page shows them: the decisive in a sentence, areas alike together, each in full below."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from api.web.words import CERTAINTY, FORCES, Verdict, day, fact, listed, once, plain, sentence, verdict

Json: TypeAlias = Mapping[str, Any]

DANGER_WORDS = frozenset({"excluded", "caution"})
THESE_AREAS = "each of these areas"
# Verdicts that a document could still help: what is not met on the client's own account is not shown by one.
_WORTH_SHOWING = frozenset({"met", "presumed_met", "officer_judgement", "undetermined"})


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding with its whole proof."""

    title: str
    through: str
    verdict: Verdict
    on_documents: Verdict | None
    because: str
    notes: tuple[tuple[str, Sequence[str]], ...]
    cites: Sequence[Mapping[str, str]]
    rule: str
    standing: str


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """Areas (or a family of rules) of which the same is said: the verdict, why, and the proof of each."""

    names: tuple[str, ...]
    verdict: Verdict
    on_documents: Verdict | None
    said: tuple[str, ...]
    proofs: tuple[tuple[str, tuple[ShownFinding, ...]], ...]
    danger: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents any of which would help, and what they would bear out."""

    named: str
    show: str


def block(row: Json, said: Sequence[str]) -> ShownBlock:
    """A family of verdicts that is about no area."""
    return ShownBlock((), verdict(row["verdict"]), _on_documents(row), tuple(said), _proofs([("", row)]))


def alike(
    rows: Iterable[Json],
    said_of: Callable[[Json], Sequence[str]],
    danger_in: Callable[[Json], Verdict | None] = lambda _row: None,
) -> list[ShownBlock]:
    """Areas of which the same can be said, together; one that is not safe never among those that are."""
    groups: dict[tuple[object, ...], list[Json]] = {}
    for row in rows:
        said = tuple(_without(row["area"]["name"], text) for text in said_of(row))
        groups.setdefault((row["verdict"], row["on_evidence"], danger_in(row), said), []).append(row)
    return [_together(same, said_of, danger_in(same[0])) for same in groups.values()]


def _together(
    rows: Sequence[Json], said_of: Callable[[Json], Sequence[str]], danger: Verdict | None
) -> ShownBlock:
    first, named = rows[0], [(row["area"]["name"], row) for row in rows]
    said = said_of(first)
    if len(rows) > 1:
        said = [_without(first["area"]["name"], text) for text in said]
    names = tuple(name for name, _ in named)
    return ShownBlock(
        names, verdict(first["verdict"]), _on_documents(first), tuple(said), _proofs(named), danger
    )


def _proofs(named: Iterable[tuple[str, Json]]) -> tuple[tuple[str, tuple[ShownFinding, ...]], ...]:
    return tuple((name, tuple(map(finding, row["findings"]))) for name, row in named if row["findings"])


def _without(name: str, text: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", THESE_AREAS, text)


def deciding(row: Json) -> list[Json]:
    """The findings from which a block has its verdict, one of each kind; the client's before a member's."""
    found = [each for each in row["findings"] if each["verdict"] == row["verdict"]]
    found.sort(key=lambda each: each["person"] != "client")
    return list({each["because"]: each for each in found}.values())


def finding(found: Json) -> ShownFinding:
    """One finding in full."""
    later = horizon_words(found)
    notes = (
        ("Decided by", [f"{plain(name)}: {fact(value)}" for name, value in found["facts"].items()]),
        ("For the officer to weigh", found["factors"]),
        ("Not known", found["missing"]),
        ("Would show it", [plain(each) for each in found["evidence_needed"]]),
        ("Later", [later] if later else []),
    )
    certainty = CERTAINTY.get(found["certainty"], found["certainty"])
    return ShownFinding(
        title=found["title"],
        through="" if found["person"] == "client" else f"through {plain(found['person'])}",
        verdict=verdict(found["verdict"]),
        on_documents=_on_documents(found),
        because=found["because"],
        notes=tuple(note for note in notes if note[1]),
        cites=found["cites"],
        rule=found["rule"],
        standing=f"{FORCES.get(found['force'], found['force'])}, {certainty}",
    )


def _on_documents(row: Json) -> Verdict | None:
    """What the documents held show, where that is not as much as the client's account.

    Of safety nothing is said: a danger that no document shows keeps an area closed all the same.
    """
    told = row["verdict"] not in DANGER_WORDS and row["on_evidence"] != row["verdict"]
    return verdict(row["on_evidence"]) if told else None


def horizon_words(found: Json) -> str:
    """The day on which a finding would change if life goes on as it is."""
    for end, words in (("lapses_on", "would lapse"), ("gained_on", "would be gained")):
        if found["horizon"][end]:
            return f"This {words} on {day(found['horizon'][end])} if nothing else changes."
    return ""


def ground_words(found: Json) -> str:
    """The ground of connection, and through whom where it is not the client's own."""
    ground = sentence(found["ground"] or found["title"])
    return ground if found["person"] == "client" else f"{ground}, through {plain(found['person'])}"


def documents(answer: Json) -> list[Documents]:
    """What to bring: for everything still to be shown, the documents any of which would help."""
    wanted: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for what, area, found in _to_show(answer):
        wanted.setdefault(tuple(found["evidence_needed"]), {}).setdefault(what, []).append(area)
    return [
        Documents(
            sentence(listed([plain(each) for each in named], "or")),
            listed([_purpose(what, once(areas)) for what, areas in purposes.items()]),
        )
        for named, purposes in wanted.items()
    ]


def _purpose(what: str, areas: Sequence[str]) -> str:
    return f"{what} ({listed(areas)})" if areas else what


def _to_show(answer: Json) -> Iterator[tuple[str, str, Json]]:
    rows = [("", plain(name), answer[name]) for name in ("homelessness", "eligibility", "priority_need")]
    rows += [(row["area"]["name"], "local connection", row) for row in answer["local_connection"]]
    for area, family, row in rows:
        for found in row["findings"]:
            if found["evidence_needed"] and found["verdict"] in _WORTH_SHOWING:
                yield plain(found["ground"]) if area and found["ground"] else family, area, found


def unread_sources(answer: Any) -> list[str]:
    """The rules anywhere in an answer whose sources nobody has read."""
    return sorted({found["rule"] for found in _every(answer) if found["certainty"] == "memory"})


def _every(part: Any) -> Iterator[Json]:
    if isinstance(part, Mapping):
        if "certainty" in part:
            yield part
        else:
            for item in part.values():
                yield from _every(item)
    elif isinstance(part, list):
        for item in part:
            yield from _every(item)
