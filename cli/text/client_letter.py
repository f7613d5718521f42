"""An assessment as a page for the client: plain, kind, and safe to hold in their own hands.

Why a place is not safe, and what a person did, is not written down: a letter is read by others too.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.text.findings import Row, deciding
from cli.text.layout import Paragraph, Span, heading, listed, para
from cli.text.words import area_name, day, document_words

Answer = Mapping[str, Any]

MOST_AREAS = 5  # named in one sentence, or told of one by one
MOST_IDEAS = 3
MOST_PAPERS = 8
DUTIES = ("interim_accommodation", "main", "relief", "prevention", "childrens_services", "take_application")
_HOLDS = frozenset({"met", "presumed_met"})
_OPEN = frozenset({"officer_judgement", "undetermined"})
_SAFETY_GATES = frozenset({"safety", "restriction"})


def client_letter(answer: Answer) -> Iterator[Paragraph]:
    """The page: what the council should do, links with areas, safety, ideas, papers, and whom to ask."""
    yield para(Span("About your housing help", "strong"))
    yield para(f"For {answer['profile_ref'] or 'you'}, on {day(answer['assessed_on'])}.")
    yield para("This page says what we know so far. It is not a decision. The council decides.")
    yield para("Keep this page where only you can see it, or ask your worker to keep it for you.")
    yield from _section("What the council should do for you", _duties(answer))
    yield from _section("Your links with areas", _links(answer["local_connection"]))
    yield from _section("Local help", _pathways(answer.get("pathways", ())))
    yield from _section("Keeping you safe", _safety(answer["safety"]))
    yield from _section("Ideas to talk about", _ideas(answer["options"]))
    yield from _section("Papers that would help", _papers(answer["local_connection"]))
    yield from _section("Who can help you", WHO)


WHO = (
    "Ask your worker to go through this page with you. Tell them if something is wrong or has changed.",
    "A housing charity or a law centre can give you free advice. They do not work for the council.",
    "If the council says no, you can ask it to look again. Ask soon, as there is a time limit.",
)


def _section(title: str, said: Sequence[str] | Iterator[str]) -> Iterator[Paragraph]:
    lines = list(dict.fromkeys(said))
    if lines:
        yield from heading(title)
        yield from (para("- ", line, indent=2, hang=2) for line in lines)


def _duties(answer: Answer) -> Iterator[str]:
    rows = {row["duty"]: row for row in answer["duties"]}
    for verdicts in (_HOLDS, _OPEN):
        for duty in DUTIES:
            if duty in rows and rows[duty]["verdict"] in verdicts:
                yield from _first(rows[duty])


def _first(row: Row) -> list[str]:
    """The one sentence of a row that says most to the client; none where its pack has no such words."""
    return [found["for_client"] for found in deciding(row) if found["for_client"]][:1]


def _links(rows: Sequence[Row]) -> Iterator[str]:
    told = [row for row in rows if row["verdict"] in _HOLDS | {"officer_judgement"}]
    for row in told[:MOST_AREAS]:
        yield from _first(row)
    asked = [row for row in rows if row["verdict"] == "undetermined"] + told[MOST_AREAS:]
    if asked:
        yield f"We need to know more about your links with {_named(asked)}. Your worker will ask you."
    if not told and not asked:
        yield "We have found no link with any area yet. You can still get help. Tell us where you have lived."


def _named(rows: Sequence[Row]) -> str:
    names = [area_name(row["area"]) for row in rows]
    more = len(names) - MOST_AREAS
    return listed(names if more < 1 else [*names[:MOST_AREAS], f"{more} more"])


def _pathways(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row["findings"]:
            yield from _first(row)


def _safety(rows: Sequence[Row]) -> Iterator[str]:
    excluded, unknown, caution = (
        [row for row in rows if row["verdict"] == verdict]
        for verdict in ("excluded", "undetermined", "caution")
    )
    if excluded:
        names = listed([area_name(row["area"]) for row in excluded])
        yield f"We will not ask you to go to {names}. It does not look safe for you there."
    if unknown:
        yield f"We do not know yet if you would be safe in {_named(unknown)}."
        yield "We will not ask you to go to a place until we know that it is safe for you."
        yield "You can tell us in private who or what you fear. You do not need proof."
    if caution:
        yield f"Before you think of a move to {_named(caution)}, make a plan with your worker."
    yield "If you feel unsafe about any place, tell us. If you are in danger now, call 999."


def _ideas(options: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    safe = [
        option
        for option in options
        if all(gate["verdict"] == "open" for gate in option["gates"] if gate["gate"] in _SAFETY_GATES)
    ]
    for option in safe[:MOST_IDEAS]:
        name, area = option["accommodation"]["name"], area_name(option["area"])
        yield f"{name}." if area in name else f"{name}, in {area}."
    if safe:
        yield "You do not have to say yes to any of these. What you want counts."


def _papers(rows: Sequence[Row]) -> Iterator[str]:
    found = (each for row in rows if row["verdict"] in _HOLDS | _OPEN for each in deciding(row))
    papers = list(dict.fromkeys(paper for each in found for paper in each["evidence_needed"]))
    if papers:
        named = listed([document_words(each) for each in papers[:MOST_PAPERS]], "or")
        yield f"Bring any that you have: {named}. If you have none, come all the same."
