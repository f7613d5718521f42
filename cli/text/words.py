"""The words in which text answers say verdicts, routes, grounds and days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cli.text.layout import Span, Style

VERDICTS: Mapping[str, tuple[str, Style]] = {
    "met": ("met", "good"),
    "presumed_met": ("presumed met (an officer may depart)", "good"),
    "officer_judgement": ("for the officer", "open"),
    "undetermined": ("not known yet", "open"),
    "presumed_not_met": ("presumed not met", ""),
    "not_met": ("not met", ""),
    "excluded": ("EXCLUDED", "alarm"),
    "caution": ("caution", "open"),
    "clear": ("clear", "good"),
    "unsafe": ("UNSAFE", "alarm"),
    "not_supportable": ("not supportable", "alarm"),
    "supportable": ("supportable", "good"),
}
DUTIES = {
    "advice": "advice and information",
    "childrens_services": "children's services",
    "duty_to_refer": "duty to refer",
    "interim_accommodation": "interim accommodation",
    "main": "main duty",
    "prevention": "prevention duty",
    "relief": "relief duty",
    "take_application": "taking the application",
}
_INITIALS = {"gp": "GP", "id": "ID", "p45": "P45", "p60": "P60", "sso": "SSO"}
ROUTES = {
    "housing_options_part7": "Housing Options, homelessness application",
    "direct_referral": "direct referral",
    "private_rented": "private renting",
    "family_or_friends": "family or friends",
    "specialist_treatment": "specialist treatment",
    "interim_bridge": "interim bridge",
    "stay": "staying where the client is",
}
CERTAINTY = {
    "verified": "source read",
    "secondary": "source read at second hand",
    "memory": "source not yet read: check it before relying on this",
}


def verdict(word: str) -> Span:
    """A verdict in plain words and its colour; colour never says what the words do not."""
    return Span(*VERDICTS.get(word, (plain(word), "")))


def brief_verdict(word: str) -> Span:
    """A verdict in a few words, for where it stands among others."""
    words, style = verdict(word)
    return Span(words.partition(" (")[0], style)


def verdict_words(word: str) -> str:
    """A verdict in plain words."""
    return verdict(word).text


def duty_words(word: str) -> str:
    """A duty as an officer calls it."""
    return DUTIES.get(word, plain(word))


def document_words(word: str) -> str:
    """A document as people call it."""
    return " ".join(_INITIALS.get(part, part) for part in word.split("_"))


def plain(word: object) -> str:
    """A word of the contract as people write it: `normal_residence` is normal residence."""
    return str(word).replace("_", " ")


def sentence(word: object) -> str:
    """The same with a capital letter first."""
    words = plain(word)
    return words[:1].upper() + words[1:]


def nation_words(nation: str) -> str:
    """A nation's name: Northern Ireland."""
    return plain(nation).title()


def day(iso: object) -> str:
    """A day in full, 20 January 2017; what is no ISO day stands as it is."""
    try:
        on = date.fromisoformat(str(iso))
    except ValueError:
        return str(iso)
    return f"{on.day} {on:%B %Y}"


def area_name(area: Mapping[str, Any] | None) -> str:
    """An area as people call it."""
    return str(area["name"]) if area else "a place not known"


def yes_no(value: object) -> str:
    """A yes, a no or a not known."""
    return {True: "yes", False: "no"}.get(value, "not known") if isinstance(value, bool) else "not known"
