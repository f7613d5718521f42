"""What a record says of who may come, in the fields of a directory file: stated, never guessed.

Our own terms (`vocabulary`), what the standard's own fields say for sure (`own_fields`) and the days of
assurance are read. Everything else stays prose for people, and is told as left aside with the reason.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from services_directory.areas import Areas
from services_directory.open_referral.own_fields import (
    Left,
    ages_taken,
    areas_served,
    capacity,
    objects,
    where_it_is,
)
from services_directory.open_referral.problems import Json
from services_directory.open_referral.vocabulary import (
    ANY,
    AREA_CONNECTION,
    NONE,
    TAXONOMY,
    YES,
    YES_NO,
    Criterion,
    criterion_of,
    identifier,
)
from services_directory.services import CRITERIA, taxonomy
from services_directory.services.problems import RefusedError
from services_directory.services.reading import FIELDS, Terms, unconfirmed

ACTIVE = "active"
CONFIRMED = "confirmed"  # the action that `metadata` tells of a group of criteria
OUR_ID = "safe_connections_id"
ASSURED_BY = "assured in its directory"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PROSE = ("eligibility_description", "description", "application_process", "alert", "accreditations")


class Stated(NamedTuple):
    """A service in the form of a directory file, and what was left aside.

    `service` is None where the record cannot be an option at all; `left` then says why.
    """

    id: str
    service: Json | None
    left: tuple[Left, ...]


def stated(record: Json, terms: Mapping[str, Json], areas: Areas, beside: Mapping[str, Any]) -> Stated:
    """What a service record states.

    `terms` are taxonomy terms that were given as records, by identifier; `beside` are fields that
    somebody else states and has confirmed, which go before the record's own.
    """
    left: list[Left] = []
    said = _said(record, terms, left)
    written: Json = {"id": own_id(record), "name": record["name"], "invented": said["invented"] == [YES]}
    written |= dict(_words(said, left))
    written |= dict(ages_taken(record, said["ages"], left))
    written |= dict(capacity(record, said["places"], left))
    written["serves"] = areas_served(record, areas, left)
    if "area" not in beside:
        written |= dict(where_it_is(record, said["located_in"], written["serves"], areas, left))
    written["confirmed"] = _confirmed(record)
    written |= _beside(beside, written["confirmed"])
    for group in unconfirmed(written):
        for field in CRITERIA[group]:
            if written.pop(field, None) is not None:
                left.append(Left(field, "nobody says when this was last confirmed, so no gate reads it."))
    if record.get("status") != ACTIVE:
        left.append(Left("status", "it is not active, so it is no option.", str(record.get("status"))))
        return Stated(written["id"], None, tuple(left))
    if not written["confirmed"]:
        del written["confirmed"]
    fit = _fit(written, areas, left)
    missing = [field for field in ("type", "area") if field not in fit]
    return Stated(written["id"], None if missing else fit, tuple(left))


def _beside(fields: Mapping[str, Any], confirmed: Json) -> Json:
    """Fields that somebody else states; who confirmed them counts for the groups that they say."""
    by_group = dict(fields.get("confirmed", {}))
    usual = by_group.pop("everything", None)
    stands = {
        group: by_group.get(group, usual)
        for group, held in CRITERIA.items()
        if group in by_group or (usual and any(field in fields for field in held))
    }
    return {**fields, "confirmed": {**confirmed, **stands}}


def provider_stated(record: Json, organization: Json | None) -> Json:
    """Who runs a service, in the form of a directory file; named after the service where no one else is."""
    runs = organization or {}
    contact = next(filter(None, _contacts(runs, record)), "")
    return {
        "id": own_id(runs) if runs else own_id(record),
        "name": runs.get("name") or f"Provider of {record['name']}, not named",
        "contact": contact or "not stated",
        "invented": any(
            each is not None and each.name == "invented" for each, _ in _criteria_in(runs, {}, [])
        ),
    }


def prose_of(record: Json) -> str:
    """What a record says in sentences of who may come."""
    return " ".join(text for name in _PROSE if isinstance(text := record.get(name), str) and text.strip())


def own_id(record: Json) -> str:
    """The identifier that a service or provider has in our directory: its own, or that of the standard."""
    ours, kind = record.get(OUR_ID), "service" if "status" in record else "organization"
    if isinstance(ours, str) and identifier(kind, ours) == record["id"]:
        return ours
    return str(record["id"])


def _contacts(organization: Json, service: Json) -> Iterator[str | None]:
    for record in (organization, service):
        yield record.get("email")
        for name, fields in (("contacts", ("email", "name")), ("phones", ("number",))):
            for item in objects(record, name):
                yield from (text for field in fields if isinstance(text := item.get(field), str))
        yield record.get("website") or record.get("url")


def _said(record: Json, terms: Mapping[str, Json], left: list[Left]) -> defaultdict[str, list[str]]:
    """The words of each criterion; a criterion with a word that is not known is left aside as a whole."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    spoilt = set()
    for criterion, attribute in _criteria_in(record, terms, left):
        if criterion is None:
            spoilt.add(str(attribute["taxonomy_term"].get("term", "")).partition(":")[0])
        elif criterion.name == "places":
            said["places"].append(str(attribute.get("value", "")))
        elif criterion.word:
            said[criterion.name].append(criterion.word)
    for name in spoilt:
        said.pop(name, None)
    return said


def _criteria_in(
    record: Json, terms: Mapping[str, Json], left: list[Left]
) -> Iterator[tuple[Criterion | None, Json]]:
    """The criterion of each attribute of our taxonomy; None for a term that is not in it (any more)."""
    for attribute in objects(record, "attributes"):
        if (attribute.get("link_id") or record["id"]) != record["id"]:
            left.append(Left("attributes", "this attribute belongs to something else.", _term(attribute)))
            continue
        given = str(attribute.get("taxonomy_term_id") or "")
        term = attribute.get("taxonomy_term") or terms.get(given) or {}
        ours = term.get("taxonomy") == TAXONOMY
        code = str(term.get("term") or term.get("code") or "") if ours else ""
        criterion = criterion_of(given or str(term.get("id", "")), code)
        if criterion is not None:
            yield criterion, attribute
        elif ours:
            left.append(Left("attributes", "our taxonomy has no such term.", code))
            yield None, {**attribute, "taxonomy_term": {"term": code}}
        else:
            other = _term({"taxonomy_term": term})
            left.append(Left("attributes", "it is a term of another taxonomy.", other))


def _term(attribute: Json) -> str:
    term = attribute.get("taxonomy_term") or {}
    return ": ".join(str(term[name]) for name in ("taxonomy", "name") if term.get(name))


def _words(said: Mapping[str, list[str]], left: list[Left]) -> Iterator[tuple[str, object]]:
    """The criteria that are words, as a directory file has them."""
    for name in ("type", *YES_NO):
        words = set(said.get(name, ()))
        if len(words) > 1:
            left.append(_contradiction(name, words))
        elif words:
            (word,) = words
            yield name, word if name == "type" else word == YES
    for name in ("genders", "client_groups", "convictions_refused", "connection", "helps_with", "routes"):
        words = set(said.get(name, ()))
        alone = words & {ANY, NONE, AREA_CONNECTION}
        if alone and len(words) > 1:
            left.append(_contradiction(name, words))
        elif words:
            yield name, alone.pop() if alone else sorted(words)
    levels: dict[str, set[str]] = defaultdict(set)
    for word in said.get("needs", ()):
        need, _, level = word.partition(":")
        levels[need].add(level)
    left += [_contradiction(f"needs.{need}", given) for need, given in levels.items() if len(given) > 1]
    needs = {need: next(iter(given)) for need, given in levels.items() if len(given) == 1}
    if needs:
        yield "needs", needs


def _contradiction(field: str, words: set[str]) -> Left:
    return Left(field, "it says things that cannot both hold.", ", ".join(sorted(words)))


def _confirmed(record: Json) -> Json:
    """Who confirmed each group of criteria and when: by our metadata, else by the record's assurance."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in objects(record, "metadata"):
        group, day = item.get("field_name"), _DAY.match(str(item.get("last_action_date", "")))
        if item.get("last_action_type") == CONFIRMED and group in CRITERIA and day:
            said[str(group)].append((day[0], str(item.get("updated_by") or ASSURED_BY)))
    assured = _DAY.match(str(record.get("assured_date", "")))
    if assured:
        by = str(record.get("assurer_email") or ASSURED_BY)
        said = defaultdict(list, {group: said.get(group) or [(assured[0], by)] for group in CRITERIA})
    confirmed = {}
    for group, rows in said.items():
        last = max(rows)[1]
        confirmed[group] = {"by": last, "day": sorted({day for day, by in rows if by == last})}
    return confirmed


def _fit(written: Json, areas: Areas, left: list[Left]) -> Json:
    """The fields that a directory file can hold; any other is left aside."""
    terms: Terms = Terms(taxonomy(), areas.resolve)
    readers: Mapping[str, Callable[[Any, Terms], object]] = FIELDS
    fit = {}
    for field, value in written.items():
        try:
            readers[field](value, terms)
        except RefusedError as refused:
            left.append(Left(field, refused.why))
        else:
            fit[field] = value
    if "type" not in fit:
        why = "it does not say which accommodation or treatment it is, so it is no option."
        left.append(Left("type", why))
    return fit
