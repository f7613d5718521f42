"""The check of a Single Service Offer as its page shows it, and what can be offered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from api.web.findings import ShownFinding, finding
from api.web.options import option
from api.web.view import Closing, ShownQuestion, closing, question
from api.web.words import DUTIES, DUTY_NAMES, Verdict, day, listed, once, plain, sentence, verdict
from engine.profile.words import SSO_OFFERS
from services_directory.services.taxonomy import taxonomy

Json: TypeAlias = Mapping[str, Any]

GRAVEST = ("excluded", "not_met", "presumed_not_met", "undetermined")


@dataclass(frozen=True, slots=True)
class ShownStep:
    """Something to do to make the offer sound, and what it lifts."""

    step: str
    lifts: str


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """An option above the offer, in short: what it is, by which way in, and why, or what to settle first."""

    title: str
    terms: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownFooting:
    """How the client would stand in law, applying to the council of the area offered."""

    area: str
    connection: Verdict
    on_documents: Verdict | None
    because: str
    papers: tuple[str, ...]
    sent_away: str
    duties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SsoPage:
    """A check, section by section."""

    of: str
    on: str
    offer: str
    answered: str
    verdict: Verdict
    because: str
    concerns: tuple[ShownFinding, ...]
    sound: tuple[ShownFinding, ...]
    footing: ShownFooting | None
    steps: tuple[ShownStep, ...]
    beyond: bool
    better: tuple[ShownPlace, ...]
    to_settle: tuple[ShownPlace, ...]
    staying: str
    to_weigh: tuple[str, ...]
    to_arrange: tuple[tuple[str, str], ...]
    questions: tuple[ShownQuestion, ...]
    closing: Closing


def sso_page(answer: Json) -> SsoPage:
    """A check of an offer (contract section 4) as its page shows it."""
    offer = answer["offer"]
    what = offer_words(offer["type"]) if offer["type"] else "An offer of a kind not known"
    where = offer["area"]["name"] if offer["area"] else "a place not known"
    told = answer["client_said"]
    said = f"{sentence(told['status'])}." if told["status"] else ""
    concerns = sorted(answer["concerns"], key=_gravest_first)
    return SsoPage(
        of=answer["profile_ref"] or "a client",
        on=day(answer["assessed_on"]),
        offer=f"{what} in {where}",
        answered=f"{said} The client said: {told['reason']}" if told["reason"] else said,
        verdict=verdict(answer["verdict"]),
        because=answer["because"],
        concerns=tuple(finding(each) for each in concerns),
        sound=tuple(map(finding, answer["sound"])),
        footing=_footing(answer["legal_footing"], answer["evidence_gaps"]),
        steps=tuple(ShownStep(each["step"], _titles(each["lifts"])) for each in answer["to_make_it_sound"]),
        beyond=bool(answer["cannot_be_made_sound"]),
        better=tuple(_place(each, each["better_because"]) for each in answer["better_options"]),
        to_settle=tuple(_place(each, each["settle_first"]) for each in answer["options_to_settle"]),
        staying=answer["staying"],
        to_weigh=tuple(answer["to_weigh"]),
        to_arrange=tuple((each["do"], each["because"]) for each in answer["to_arrange"]),
        questions=tuple(map(question, answer["questions"])),
        closing=closing(answer),
    )


def _titles(lifted: Iterable[Json]) -> str:
    return "; ".join(once(each["title"].lower() for each in lifted))


def _place(told: Json, said: Iterable[str]) -> ShownPlace:
    shown = option(told)
    return ShownPlace(shown.title, shown.terms, tuple(once(said)))


def _footing(told: Json | None, gaps: Iterable[Json]) -> ShownFooting | None:
    if told is None:
        return None
    connection = told["connection"]
    shown = connection["on_evidence"]
    return ShownFooting(
        area=told["area"]["name"],
        connection=verdict(connection["verdict"]),
        on_documents=verdict(shown) if shown != connection["verdict"] else None,
        because=connection["because"],
        papers=tuple(once(listed([plain(each) for each in gap["documents"]], "or") for gap in gaps)),
        sent_away=told["could_be_sent_away"]["because"],
        duties=tuple(
            (DUTY_NAMES.get(row["duty"], sentence(row["duty"])), DUTIES[row["verdict"]].words)
            for row in told["duties"]
        ),
    )


def _gravest_first(concern: Json) -> int:
    return GRAVEST.index(concern["verdict"]) if concern["verdict"] in GRAVEST else len(GRAVEST)


def offers() -> list[tuple[str, str]]:
    """What can be offered: the word of the contract and its title, in the order of titles."""
    words = SSO_OFFERS | taxonomy()["accommodation_types"].keys()
    return sorted(((word, offer_words(word)) for word in words), key=lambda offer: offer[1])


def offer_words(word: str) -> str:
    """What is offered, in plain words."""
    term = taxonomy()["accommodation_types"].get(word)
    return term.title if term else sentence(word)
