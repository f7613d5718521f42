"""The check of a Single Service Offer as its page shows it, and what can be offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from api.web.findings import ShownFinding, finding
from api.web.options import ShownOption, option
from api.web.view import Closing, ShownQuestion, closing, question
from api.web.words import Verdict, day, once, sentence, verdict
from engine.profile.words import SSO_OFFERS
from services_directory.services.taxonomy import taxonomy

Json: TypeAlias = Mapping[str, Any]

GRAVEST = ("excluded", "not_met", "presumed_not_met", "undetermined")


@dataclass(frozen=True, slots=True)
class SsoPage:
    """A check, section by section."""

    of: str
    on: str
    offer: str
    verdict: Verdict
    because: str
    concerns: tuple[ShownFinding, ...]
    to_make_it_sound: tuple[str, ...]
    sound: tuple[ShownFinding, ...]
    to_arrange: tuple[str, ...]
    better: tuple[ShownOption, ...]
    questions: tuple[ShownQuestion, ...]
    closing: Closing


def sso_page(answer: Json) -> SsoPage:
    """A check of an offer (contract section 4) as its page shows it."""
    offer = answer["offer"]
    what = offer_words(offer["type"]) if offer["type"] else "An offer of a kind not known"
    where = offer["area"]["name"] if offer["area"] else "a place not known"
    return SsoPage(
        of=answer["profile_ref"] or "a client",
        on=day(answer["assessed_on"]),
        offer=f"{what} in {where}",
        verdict=verdict(answer["verdict"]),
        because=answer["because"],
        concerns=tuple(map(finding, sorted(answer["concerns"], key=_gravest_first))),
        to_make_it_sound=tuple(once(answer["to_make_it_sound"])),
        sound=tuple(map(finding, answer["sound"])),
        to_arrange=tuple(answer["to_arrange"]),
        better=tuple(map(option, answer["better_options"])),
        questions=tuple(map(question, answer["questions"])),
        closing=closing(answer),
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
