"""Reads one service as written in a directory file, field by field."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Protocol, TypeAlias

from services_directory.services.models import CRITERIA, Ages, Confirmation, Service, Vacancies
from services_directory.services.problems import RefusedError, unknown_word
from services_directory.services.taxonomy import Taxonomy

ANY = "any"
NOBODY_REFUSED = "none"
EVERYTHING = "everything"
OLDEST = 120  # years


class Resolved(Protocol):
    """What a written area turned out to mean."""

    @property
    def kind(self) -> str:
        """`area` or `former` where it is one area; anything else is no place of a service."""

    @property
    def codes(self) -> tuple[str, ...]:
        """GSS codes."""

    @property
    def note(self) -> str:
        """What there is to say about it, or nothing."""

    @property
    def near(self) -> tuple[str, ...]:
        """Slugs that may have been meant."""


class Terms:
    """The words and areas from outside that a service is read against."""

    def __init__(self, words: Taxonomy, resolve: Callable[[str], Resolved]) -> None:
        self.words = words
        self.resolve = resolve


Reader: TypeAlias = Callable[[Any, Terms], object]


def area(value: Any, terms: Terms) -> str:
    """The GSS code of one area, written as slug, name or code."""
    if not isinstance(value, str):
        raise RefusedError("an area is needed: a slug such as `tower-hamlets`, or a GSS code.")
    found = terms.resolve(value)
    if found.kind not in ("area", "former"):
        raise RefusedError(found.note or f"no area called `{value}`.", found.near, "A GSS code also works.")
    return found.codes[0]


def _areas(value: Any, terms: Terms) -> frozenset[str]:
    if not isinstance(value, list):
        raise RefusedError("a list of areas is needed.")
    return frozenset(area(one, terms) for one in value)


def text(value: Any, _terms: Terms) -> str:
    """A text with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise RefusedError("a text is needed.")
    return value


def yes_no(value: Any, _terms: Terms) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise RefusedError("true or false is needed.", do="Leave it out where it is not known.")
    return value


def _whole(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise RefusedError(f"a whole number from 0 to {most:,} is needed.")
    return value


def _places(value: Any, _terms: Terms) -> int:
    return _whole(value, 10_000)


def _ages(value: Any, _terms: Terms) -> Ages:
    if not isinstance(value, list) or len(value) != 2:
        raise RefusedError("the youngest and the oldest age are needed, as in `[18, 25]` or `[18, null]`.")
    least, most = (None if age is None else _whole(age, OLDEST) for age in value)
    if least is not None and most is not None and least > most:
        raise RefusedError("the youngest age is above the oldest.")
    return Ages(least, most)


def _words(section: str, *, without_limit: str | None = None) -> Reader:
    """A list of words of one section; `without_limit` is the word that says there is no limit."""

    def read(value: Any, terms: Terms) -> frozenset[str]:
        if value == without_limit and without_limit is not None:
            return frozenset()
        if not isinstance(value, list) or (not value and without_limit):
            usual = f" or the word `{without_limit}`" if without_limit else ""
            raise RefusedError(f"a list of words is needed{usual}.")
        return frozenset(_word(one, terms.words[section]) for one in value)

    return read


def _word(value: Any, known: Collection[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise unknown_word(value, known)
    return value


def _type(value: Any, terms: Terms) -> str:
    return _word(value, terms.words["accommodation_types"])


def _needs(value: Any, terms: Terms) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise RefusedError("needs with their highest level are needed, as in `{drugs: low}`.")
    needs, levels = terms.words["support_needs"], terms.words["levels"]
    return {_word(need, needs): _word(level, levels) for need, level in value.items()}


def _connection(value: Any, terms: Terms) -> tuple[str, frozenset[str]]:
    if value in ("none", "area_connection"):
        return value, frozenset()
    if not isinstance(value, list) or not value:
        raise RefusedError("`none`, `area_connection` or a list of pathway rules is needed.")
    return "pathway_rule", frozenset(_word(rule, terms.words["connection_rules"]) for rule in value)


def _day(value: Any) -> date:
    """A day, as YAML reads one or as JSON writes one; ValueError for anything else."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or len(value) != len("2026-09-01"):
        raise ValueError
    return date.fromisoformat(value)


def _vacancies(value: Any, _terms: Terms) -> tuple[Vacancies, ...]:
    try:
        free_by_day = {_day(day): free for day, free in value.items()}
    except (AttributeError, ValueError):
        raise RefusedError("free places by the day confirmed are needed, as in `{2026-11-16: 2}`.") from None
    return tuple(Vacancies(_whole(free_by_day[day], 10_000), day) for day in sorted(free_by_day))


def _confirmed(value: Any, terms: Terms) -> Mapping[str, Confirmation]:
    if not isinstance(value, dict):
        raise RefusedError("who confirmed it and when: `{everything: {by: provider, day: 2026-09-01}}`.")
    groups = terms.words["criteria"]
    said = {_word(group, {*groups, EVERYTHING}): _confirmation(row) for group, row in value.items()}
    usual = said.pop(EVERYTHING, None)
    return said if usual is None else {group: said.get(group, usual) for group in groups}


def _confirmation(row: Any) -> Confirmation:
    try:
        by, said = row["by"], row["day"]
        days = sorted({_day(day) for day in (said if isinstance(said, list) else [said])})
        if row.keys() != {"by", "day"} or not days or not isinstance(by, str) or not by.strip():
            raise ValueError
    except (AttributeError, KeyError, TypeError, ValueError):
        raise RefusedError(
            "`by` (who said so) and `day` (when; a list where the same was said more than once) are needed."
        ) from None
    return Confirmation(by, days[-1], tuple(days[:-1]))


REQUIRED: Mapping[str, Reader] = {
    "id": text,
    "name": text,
    "invented": yes_no,
    "area": area,
    "type": _type,
}
OPTIONAL: Mapping[str, Reader] = {
    "confirmed": _confirmed,
    "serves": _areas,
    "ages": _ages,
    "genders": _words("genders", without_limit=ANY),
    "client_groups": _words("client_groups", without_limit=ANY),
    "needs": _needs,
    "helps_with": _words("support_needs"),
    "connection": _connection,
    "routes": _words("referral_routes"),
    "public_funds": yes_no,
    "couples": yes_no,
    "children": yes_no,
    "pets": yes_no,
    "single_sex": yes_no,
    "wheelchair": yes_no,
    "convictions_refused": _words("conviction_kinds", without_limit=NOBODY_REFUSED),
    "asks_about_bans": yes_no,
    "places": _places,
    "vacancies": _vacancies,
}
FIELDS: Mapping[str, Reader] = {**REQUIRED, **OPTIONAL}

# What stands in a record for a field that was left out: not stated, or nothing on the list.
_LEFT_OUT: Mapping[str, object] = {
    **dict.fromkeys(OPTIONAL),
    "needs": {},
    "helps_with": frozenset(),
    "routes": frozenset(),
    "vacancies": (),
    "confirmed": {},
    "pathway_rules": frozenset(),
}


def unconfirmed(values: Mapping[str, Any]) -> list[str]:
    """The groups of criteria of which a record states something that nobody has confirmed."""
    confirmed = values.get("confirmed", {})
    return [
        group
        for group, fields in CRITERIA.items()
        if group not in confirmed and any(field in values for field in fields)
    ]


def service_of(values: Mapping[str, Any], provider: object) -> Service:
    """A service from its fields once each has been read (`FIELDS`)."""
    fields: dict[str, Any] = {**_LEFT_OUT, **values, "provider": provider}
    if fields["connection"] is not None:
        fields["connection"], fields["pathway_rules"] = fields["connection"]
    fields["serves"] = (fields["serves"] or frozenset()) | {fields["area"]}
    return Service(**fields)
