"""The words in which pages say verdicts, routes, duties and days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict in plain words; the tone only sets its colour, and never says what the words do not."""

    words: str
    tone: str


VERDICTS: Mapping[str, Verdict] = {
    "met": Verdict("met", "good"),
    "presumed_met": Verdict("presumed met (an officer may depart)", "good"),
    "officer_judgement": Verdict("for the officer", "open"),
    "undetermined": Verdict("not known yet", "open"),
    "presumed_not_met": Verdict("presumed not met", "plain"),
    "not_met": Verdict("not met", "plain"),
    "excluded": Verdict("Excluded: not safe", "alarm"),
    "caution": Verdict("caution", "open"),
    "clear": Verdict("clear", "good"),
    "unsafe": Verdict("Unsafe", "alarm"),
    "not_supportable": Verdict("not supportable", "alarm"),
    "supportable": Verdict("supportable", "good"),
    "open": Verdict("open", "good"),
    "closed": Verdict("closed", "plain"),
    "unknown": Verdict("not known yet", "open"),
}
# Said beside an area wherever it is named.
DANGERS: Mapping[str, Verdict] = {
    "excluded": Verdict("Excluded: not safe", "alarm"),
    "undetermined": Verdict("Safety not known yet", "open"),
}
DUTIES: Mapping[str, Verdict] = {
    "met": Verdict("Owed now", "good"),
    "presumed_met": Verdict("Presumed owed", "good"),
    "officer_judgement": Verdict("For the officer", "open"),
    "undetermined": Verdict("Not known yet", "open"),
    "presumed_not_met": Verdict("Presumed not owed", "plain"),
    "not_met": Verdict("Not owed now", "plain"),
}
DUTY_NAMES = {
    "childrens_services": "Children’s services first",
    "main": "Main duty",
    "prevention": "Prevention duty",
    "relief": "Relief duty",
    "take_application": "Take an application",
}
ACRONYMS = {"gp": "GP", "mappa": "MAPPA", "marac": "MARAC", "sso": "SSO"}
ROUTES = {
    "housing_options_part7": "Housing Options (homelessness application)",
    "direct_referral": "Direct referral",
    "private_rented": "Private renting",
    "family_or_friends": "Family or friends",
    "specialist_treatment": "Specialist treatment",
    "interim_bridge": "Interim bridge",
    "stay": "Staying where the client is",
}
CERTAINTY = {
    "verified": "source read",
    "secondary": "source read at second hand",
    "memory": "source not read yet: check it before you rely on this",
}
FORCES = {"statute": "statute", "case_law": "case law", "guideline": "guideline", "practice": "practice"}


def verdict(word: str) -> Verdict:
    """A verdict in plain words and its tone."""
    return VERDICTS.get(word) or Verdict(plain(word), "plain")


def plain(word: object) -> str:
    """A word of the contract as people write it: `normal_residence` is normal residence."""
    return " ".join(ACRONYMS.get(part, part) for part in str(word).replace("_", " ").split(" "))


def sentence(word: object) -> str:
    """The same with a capital letter first."""
    words = plain(word)
    return words[:1].upper() + words[1:]


def day(iso: object) -> str:
    """A day in full, 20 January 2017; what is no ISO day stands as it is."""
    try:
        on = date.fromisoformat(str(iso))
    except ValueError:
        return str(iso)
    return f"{on.day} {on:%B %Y}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: Leeds, Hull and York."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def once(words: Iterable[str]) -> list[str]:
    """The words that say something, in order, each once."""
    return [word for word in dict.fromkeys(words) if word]


def fact(value: Any) -> str:
    """A fact as it was taken: a span of nights, a yes or no, a word."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case "unknown":
            return "not known"
        case {"at_least": least, "at_most": most}:
            span = f"{least or 0:,} or more" if most is None else f"{least or 0:,} to {most:,}"
            span = f"{most:,}" if least == most and most is not None else span
            return f"{span} (needed: {value['needed']:,})" if "needed" in value else span
        case list():
            return listed([plain(each) for each in value]) or "none"
    return plain(value)
