"""Our entry criteria as terms of one taxonomy, which attributes of Open Referral records can carry.

A term's code is `<criterion>:<word>`: `type:hostel`, `needs:drugs:low`, `couples:yes`. Its parent is
the criterion. Identifiers follow from the codes, so that everybody who writes them writes the same.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID, uuid5

from services_directory.open_referral.problems import Json
from services_directory.services import taxonomy

# INVARIANT: the name, and the namespace from which identifiers follow, never change.
TAXONOMY = "Safe Connections entry criteria"
NAMESPACE = UUID("6b0c6f5e-6f0c-5d83-9c7e-0b8f4b7f2a11")
VERSION = "1"

ANY, NONE, YES, NO = "any", "none", "yes", "no"
# What a criterion is called where no section of the taxonomy titles it.
_WORDS: Mapping[str, tuple[str, str]] = {  # criterion: section of the taxonomy, word that sets no limit
    "type": ("accommodation_types", ""),
    "genders": ("genders", ANY),
    "client_groups": ("client_groups", ANY),
    "helps_with": ("support_needs", ""),
    "routes": ("referral_routes", ""),
    "convictions_refused": ("conviction_kinds", NONE),
    "connection": ("connection_rules", NONE),
}
YES_NO: tuple[str, ...] = (
    "public_funds", "couples", "children", "pets", "single_sex", "wheelchair", "asks_about_bans"
)  # fmt: skip
SAYS: Mapping[str, str] = {
    "type": "The kind of accommodation or treatment.",
    "genders": "The genders that are taken.",
    "client_groups": "The groups of people that it is for; `any` where it is for everybody.",
    "needs": "The highest level of a support need that is accepted; `none` accepts nobody with that need.",
    "helps_with": "A support need that it helps with.",
    "connection": "Whether a connection with its areas is asked for, and by which rule of the pathway.",
    "routes": "Who may refer.",
    "public_funds": "Whether recourse to public funds is needed.",
    "couples": "Whether couples can live there together.",
    "children": "Whether children can live there.",
    "pets": "Whether pets can live there.",
    "single_sex": "Whether living there is single-sex.",
    "wheelchair": "Whether a wheelchair user can live there.",
    "convictions_refused": "Kinds of conviction that are refused; `none` where no conviction is.",
    "asks_about_bans": "Whether it asks about earlier exclusions from services.",
    "ages": "That there is no youngest, or no oldest, age; ages themselves are the standard's own fields.",
    "places": "How many places there are; the attribute's `value` holds the number.",
    "located_in": "The authority where the place is, by GSS code; `service_areas` say whom it serves.",
    "invented": "That this does not exist: it was made up for trials and teaching.",
}
NO_YOUNGEST, NO_OLDEST = "no_youngest", "no_oldest"
AREA_CONNECTION = "area_connection"


class Criterion(NamedTuple):
    """What a term says: a word of a criterion."""

    name: str
    word: str

    @property
    def code(self) -> str:
        """How the term is written."""
        return f"{self.name}:{self.word}" if self.word else self.name


def identifier(*parts: str) -> str:
    """The identifier that follows from what something is."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


TAXONOMY_ID = identifier("taxonomy")


def term_id(criterion: Criterion) -> str:
    """The identifier of a term."""
    return identifier("term", criterion.code)


@cache
def criteria() -> Mapping[str, Criterion]:
    """Every criterion and word by the identifier of its term; areas, which are many, are not among them."""
    return MappingProxyType({term_id(each): each for each in _every()})


def area_term(code: str) -> Criterion:
    """That the place is in an area."""
    return Criterion("located_in", code)


def criterion_of(term: str, code: str) -> Criterion | None:
    """What a term says, by its identifier or else its code; None for a term that there is not."""
    known = criteria().get(term) or criteria().get(identifier("term", code))
    name, _, word = code.partition(":")
    if known is None and name == "located_in" and term in ("", term_id(area_term(word))):
        return area_term(word)
    return known


def term_record(criterion: Criterion, area_name: str = "") -> Json:
    """A term as a record, in the words of both forms of the standard (`term`, `code`)."""
    title, says = _words(criterion, area_name)
    record = {
        "id": term_id(criterion),
        "name": title,
        "description": says,
        "term": criterion.code,
        "code": criterion.code,
        "taxonomy": TAXONOMY,
        "taxonomy_id": TAXONOMY_ID,
    }
    if criterion.word:
        record["parent_id"] = term_id(Criterion(criterion.name, ""))
    return record


def taxonomy_record() -> Json:
    """The taxonomy itself as a record."""
    return {
        "id": TAXONOMY_ID,
        "name": TAXONOMY,
        "description": "Who may come to a service for people who sleep rough, and by which door.",
        "version": VERSION,
    }


def _every() -> Iterator[Criterion]:
    words = taxonomy()
    for name in SAYS:
        yield Criterion(name, "")
    for name, (section, unlimited) in _WORDS.items():
        yield from (Criterion(name, word) for word in (*words[section], unlimited) if word)
    yield Criterion("connection", AREA_CONNECTION)
    for need in words["support_needs"]:
        yield from (Criterion("needs", f"{need}:{level}") for level in words["levels"])
    for name in YES_NO:
        yield from (Criterion(name, word) for word in (YES, NO))
    yield from (Criterion("ages", word) for word in (NO_YOUNGEST, NO_OLDEST))
    yield Criterion("invented", YES)


def _words(criterion: Criterion, area_name: str) -> tuple[str, str]:
    """The title of a term and what it says."""
    name, word = criterion
    title, says = name.replace("_", " ").capitalize(), SAYS[name]
    if not word:
        return title, says
    if name == "needs":
        need, _, level = word.partition(":")
        sections = taxonomy()
        return f"{sections['support_needs'][need].title}: {sections['levels'][level].title.lower()}", says
    if name in _WORDS and word in taxonomy()[_WORDS[name][0]]:
        return taxonomy()[_WORDS[name][0]][word]
    return f"{title}: {area_name or word.replace('_', ' ')}", says
