"""How findings are put into words: people, areas, amounts, and what is still to be found out."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from engine.facts.case import Case
from engine.facts.subjects import CLIENT
from engine.known import Amount, Nights, OneOf, Paths, Value, YesNo
from engine.profile import Profile
from engine.sentences import Wording

if TYPE_CHECKING:
    from engine.questions import Questions

MOST_NAMED = 4


def wording_of(case: Case, area_name: Callable[[str | None], str], questions: "Questions") -> Wording:
    """The words for a case; `area_name` takes an area's code, or None where no area is meant."""
    area = cache(area_name)  # nearly every sentence of a case names one of a few areas and people
    return Wording(
        area=area,
        person=cache(lambda person: person_words(case.profile, person)),
        you=cache(lambda person: you_words(case.profile, person)),
        missing=lambda paths: missing_words(paths, case.profile, area, questions),
        value=value_words,
    )


def person_words(profile: Profile, person: str) -> str:
    """The client, or a member of the household by their relation: `household.0` is the client's mother."""
    if person == CLIENT:
        return "the client"
    member = (profile.household or ())[int(person.partition(".")[2])]
    if member.relation in (None, "other"):
        return "someone of the client's household"
    return f"the client's {member.relation.replace('_', ' ')}"


def you_words(profile: Profile, person: str) -> str:
    """The same as the client is told it: `you`, `your mother`."""
    if person == CLIENT:
        return "you"
    member = (profile.household or ())[int(person.partition(".")[2])]
    if member.relation in (None, "other"):
        return "someone who lives with you"
    return f"your {member.relation.replace('_', ' ')}"


def missing_words(
    paths: Paths, profile: Profile, area_name: Callable[[str | None], str], questions: "Questions"
) -> str:
    """What a finding turns on: the first few things to find out, each once, and how many more."""
    labels = list(dict.fromkeys(questions.label(path, profile, area_name) for path in paths))
    named, more = labels[:MOST_NAMED], len(labels) - MOST_NAMED
    return joined([*named, f"{more} more"] if more > 0 else named)


def joined(parts: Sequence[str]) -> str:
    """Several things as a sentence lists them."""
    if len(parts) < 2:
        return parts[0] if parts else "nothing more"
    return ", ".join(parts[:-1]) + (", and " if len(parts) > 2 or "," in parts[0] else " and ") + parts[-1]


def value_words(value: Value) -> str:
    """A fact as a sentence says it; an amount that may vary with its bounds."""
    match value:
        case YesNo(truth):
            return "not known" if truth is None else "yes" if truth else "no"
        case OneOf(options):
            return _word(next(iter(options))) if len(options) == 1 else "not known"
        case Amount(least, most):
            return _span(least, most)
        case Nights(surely, if_counted):
            return _span(surely.at_least, if_counted.at_most)


def _word(word: str) -> str:
    return _VERDICTS.get(word) or word.replace("_", " ")


# Verdicts as a sentence says them; every other word says itself.
_VERDICTS = {
    "undetermined": "not known yet",
    "officer_judgement": "for the officer",
    "silent": "not a question in the law of the day",
}


def _span(least: int, most: int | None) -> str:
    if least == most:
        return f"{least:,}"
    if most is None:
        return f"at least {least:,}" if least else "an unknown number of"
    return f"between {least:,} and {most:,}"
