"""What the prose of a directory may mean in our words: suggestions for a person to confirm, never criteria.

Directories state who may come in sentences. Reading them wrongly opens or shuts a door, so nothing here is
ever taken over by itself: each suggestion shows the words it rests on and how surely they say it.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from services_directory.services.phrases import (
    CONNECTION,
    GENDERS,
    GROUPS,
    HELPS,
    NEEDS,
    NO,
    REFUSED,
    RULES,
    WAYS,
    YES,
    YES_NO_TOPICS,
)

Sure: TypeAlias = Literal["plainly", "perhaps"]


class Suggestion(NamedTuple):
    """A field of a directory file with a value that some words may mean: `plainly` or only `perhaps`."""

    field: str
    value: object
    words: str
    sure: Sure


def suggest(prose: str) -> tuple[Suggestion, ...]:
    """What a description of who may come could be saying, in the fields and words of a directory file.

    In the order of the text, each suggestion once. Two of one field that differ are both only `perhaps`:
    the text says both, or one of them was read wrongly.
    """
    found: dict[tuple[str, str], Suggestion] = {}
    for clause in _clauses(prose):
        for one in chain.from_iterable(read(clause) for read in _READERS):
            found.setdefault((one.field, repr(one.value)), one)
    fields = [one.field for one in found.values()]
    return tuple(
        one._replace(sure="perhaps") if one.field not in _LISTS and fields.count(one.field) > 1 else one
        for one in found.values()
    )


_LISTS = frozenset(
    {"client_groups", "routes", "needs", "helps_with", "convictions_refused"}
)  # may be several
_AGE = r"(1[0-9]|[2-9][0-9])"
_SPAN = re.compile(rf"\b{_AGE}\s*(?:-|–|to|and)\s*{_AGE}\b")
_FROM = re.compile(rf"\b{_AGE}(?:\+|s?\s*(?:years?\s*)?(?:and|or) (?:over|above|older))", re.I)
_OVER = re.compile(rf"\bover[- ]{_AGE}s?\b", re.I)
_UP_TO = re.compile(rf"\bup to(?: the age of)? {_AGE}\b", re.I)
_UNDER = re.compile(rf"\b(?:under|younger than)(?: the age of)?[- ]{_AGE}s?\b", re.I)
_OF_AGE = re.compile(
    r"\bage|\byear|\byoung|\bpeople|\bwomen|\bmen\b|\badults?\b|\byrs\b|\d\d\+|\b(?:over|under)[- ]\d\ds?\b",
    re.I,
)


def _clauses(prose: str) -> Iterator[str]:
    for clause in re.split(r"[.;!?\n•]+(?:\s|$)|\n|\bbut\b|\bhowever\b", prose):
        if clause.strip():
            yield " ".join(clause.split())


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


def _refuses(words: str) -> bool:
    """Whether some words say no; two noes say yes."""
    return len(_compiled(NO).findall(words)) % 2 == 1


def _yes_no(clause: str) -> Iterator[Suggestion]:
    """Couples, children, pets, wheelchairs, single-sex living: welcome or not.

    In a list, one yes or no may speak for its neighbours: `no couples, pets or children`.
    """
    parts = re.split(r",|\band\b|\bor\b|/", clause)
    said = [_polarity(part) for part in parts]
    for number, part in enumerate(parts):
        for field, topic in YES_NO_TOPICS.items():
            if not _compiled(topic).search(part):
                continue
            nearby = (one for one in (*reversed(said[:number]), *said[number + 1 :]) if one is not None)
            answer = said[number] if said[number] is not None else next(nearby, None)
            if answer is not None:
                yield Suggestion(field, answer, clause, "perhaps" if said[number] is None else "plainly")


def _polarity(words: str) -> bool | None:
    if _compiled(NO).search(words):
        return not _refuses(words)
    return True if _compiled(YES).search(words) else None


def _ages(clause: str) -> Iterator[Suggestion]:
    if not _OF_AGE.search(clause):
        return
    if span := _SPAN.search(clause):
        least, most = sorted(map(int, span.groups()))
        yield Suggestion("ages", [least, most], clause, "plainly")
    elif from_ := _FROM.search(clause):
        yield Suggestion("ages", [int(from_[1]), None], clause, "plainly")
    elif over := _OVER.search(clause):  # `over 18` is used both for 18 and for 19
        yield Suggestion("ages", [int(over[1]), None], clause, "perhaps")
    elif under := _UNDER.search(clause):
        below = int(under[1])
        value = [below, None] if _refuses(clause) else [None, below - 1]
        yield Suggestion("ages", value, clause, "perhaps")
    elif up_to := _UP_TO.search(clause):
        yield Suggestion("ages", [None, int(up_to[1])], clause, "perhaps")


def _genders(clause: str) -> Iterator[Suggestion]:
    for value, pattern in GENDERS:
        if _compiled(pattern).search(clause):
            yield Suggestion("genders", value, clause, "perhaps" if _refuses(clause) else "plainly")
            return


def _connection(clause: str) -> Iterator[Suggestion]:
    rules = [rule for rule, pattern in RULES.items() if _compiled(pattern).search(clause)]
    if rules:
        yield Suggestion("connection", rules, clause, "perhaps")
        return
    if not _compiled(CONNECTION).search(clause):
        return
    noes = len(_compiled(NO).findall(clause))
    if noes == 1:
        yield Suggestion("connection", "none", clause, "plainly")
    else:  # none: it is asked for; two: nobody without one
        yield Suggestion("connection", "area_connection", clause, "perhaps" if noes else "plainly")


def _routes(clause: str) -> Iterator[Suggestion]:
    ways = [way for way, pattern in WAYS.items() if _compiled(pattern).search(clause)]
    if ways and not _refuses(clause):
        yield Suggestion(
            "routes", ways, clause, "plainly" if re.search(r"\brefer", clause, re.I) else "perhaps"
        )


def _public_funds(clause: str) -> Iterator[Suggestion]:
    if re.search(r"\b(?:no recourse|nrpf)\b", clause, re.I):
        rest = re.sub(r"\bno recourse\b", "", clause, flags=re.I)
        if (welcome := _polarity(rest)) is not None:
            yield Suggestion("public_funds", not welcome, clause, "perhaps")
    elif re.search(r"\b(?:housing benefit|universal credit|public funds)\b", clause, re.I):
        needed = re.search(r"\b(?:must|eligible|entitled|need|require)", clause, re.I)
        if needed:
            yield Suggestion("public_funds", not _refuses(clause), clause, "plainly")


def _groups(clause: str) -> Iterator[Suggestion]:
    groups = [group for group, pattern in GROUPS.items() if _compiled(pattern).search(clause)]
    if groups and not _refuses(clause):
        only = re.search(r"\b(?:only|must|exclusively|specifically)\b", clause, re.I)
        yield Suggestion("client_groups", groups, clause, "plainly" if only else "perhaps")


def _needs(clause: str) -> Iterator[Suggestion]:
    for value, pattern in NEEDS:
        if _compiled(pattern).search(clause):
            yield Suggestion("needs", value, clause, "perhaps")
            return
    helps = [need for need, pattern in HELPS.items() if _compiled(pattern).search(clause)]
    if helps and re.search(r"\b(?:support|help|speciali|treat|work)", clause, re.I) and not _refuses(clause):
        yield Suggestion("helps_with", helps, clause, "perhaps")


def _exclusions(clause: str) -> Iterator[Suggestion]:
    kinds = [kind for kind, pattern in REFUSED.items() if _compiled(pattern).search(clause)]
    turned_away = _refuses(clause) or re.search(r"\bconvict|\bhistory of|\bexclu|\boffen[cd]", clause, re.I)
    if kinds and turned_away:
        yield Suggestion("convictions_refused", kinds, clause, "plainly" if _refuses(clause) else "perhaps")
    if re.search(r"\b(?:previous|prior|past|earlier)(?:ly)?\s+(?:\w+\s+)?(?:evict|ban|exclu)", clause, re.I):
        yield Suggestion("asks_about_bans", True, clause, "perhaps")


_READERS: tuple[Callable[[str], Iterator[Suggestion]], ...] = (
    _ages,
    _genders,
    _groups,
    _needs,
    _connection,
    _routes,
    _public_funds,
    _yes_no,
    _exclusions,
)
