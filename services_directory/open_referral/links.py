"""How records hang together: what stands within what, said twice, left dangling, or going in a circle."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services_directory.open_referral.documents import Record
from services_directory.open_referral.problems import Json, Place, RecordFault

_PARENTS = {"organization": "parent_organization_id", "taxonomy_term": "parent_id"}
_WITHIN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "organization": (("services", "service"), ("locations", "location")),
    "service": (("organization", "organization"), ("service_at_locations", "service_at_location")),
    "service_at_location": (("service", "service"), ("location", "location")),
    "taxonomy": (("taxonomy_terms", "taxonomy_term"),),
    "taxonomy_term": (("taxonomy_detail", "taxonomy"),),
    "location": (),
}
_LINKS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "service": (("organization_id", "organization"),),
    "service_at_location": (("service_id", "service"), ("location_id", "location")),
}
_TOLD_AS_NOTE = "leads to a record that was not given; it is kept as it is."


class Linked(NamedTuple):
    """Records that were given, each once, with what is wrong between them and what is only worth a note."""

    records: tuple[Record, ...]
    faults: tuple[RecordFault, ...]
    notes: tuple[RecordFault, ...]


def linked(given: Sequence[Record], known_terms: Iterable[str] = ()) -> Linked:
    """Look at records together: each once, none dangling, none its own forebear.

    A copy that says less than another of the same id (as a list of the standard does) gives way to
    it; two that contradict one another are a fault of the second. `known_terms` are identifiers of
    taxonomy terms that need not be given.
    """
    faults: list[RecordFault] = []
    notes: list[RecordFault] = []
    once = tuple(_each_once(given, faults, notes))
    every = tuple(with_those_within(once))
    ids: dict[str, set[str]] = defaultdict(set)
    for record in every:
        ids[record.kind].add(record.id)
    ids["taxonomy_term"] |= set(known_terms) | set(_inline_terms(every))
    for record in once:
        faults += _dangling(record, ids)
    for record in every:
        parent = _PARENTS.get(record.kind, "")
        named = record.json.get(parent)
        if isinstance(named, str) and named not in ids[record.kind]:
            notes.append(record.fault(_TOLD_AS_NOTE, parent))
    faults += _circles(every)
    return Linked(once, tuple(faults), tuple(notes))


def with_those_within(records: Iterable[Record]) -> Iterator[Record]:
    """The records, and those that stand inside them by themselves.

    A service inside its organization is given that organization, which it need not repeat.
    """
    for record in records:
        yield record
        for name, kind in _WITHIN[record.kind]:
            inner = record.json.get(name)
            places: list[tuple[Place, Any]] = [((name,), inner)]
            if isinstance(inner, list):
                places = [((name, number), item) for number, item in enumerate(inner)]
            for place, item in places:
                if isinstance(item, dict):
                    within = Record(kind, record.source, (*record.place, *place), _of_parent(item, record))
                    yield from with_those_within([within])


def says_no_more(one: Any, other: Any) -> bool:
    """Whether all that one record says is said by another of the same, in the same words."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(name in other and says_no_more(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(says_no_more, one, other))
    return type(one) is type(other) and bool(one == other)


def _of_parent(item: Json, parent: Record) -> Json:
    if parent.kind != "organization" or "organization" in item or "organization_id" in item:
        return item
    lists = ("services", "locations")
    return {
        **item,
        "organization": {name: value for name, value in parent.json.items() if name not in lists},
    }


def _each_once(
    given: Iterable[Record], faults: list[RecordFault], notes: list[RecordFault]
) -> Iterator[Record]:
    kept: dict[tuple[str, str], Record] = {}
    for number, record in enumerate(given):
        key = (record.kind, record.id or f"?{number}")
        first = kept.setdefault(key, record)
        if first is record:
            continue
        where = f"{first.source} {first.fault('').pointer}".strip()
        if says_no_more(record.json, first.json):
            notes.append(record.fault(f"is given again; {where} says as much or more, and is kept."))
        elif says_no_more(first.json, record.json):
            notes.append(first.fault("is given again, and more fully, elsewhere; that is kept."))
            kept[key] = record
        else:
            do = "Keep the one that is right."
            why = f"another record of this id, at {where}, says otherwise."
            faults.append(record.fault(why, "id", do=do))
    yield from kept.values()


def _dangling(record: Record, ids: Mapping[str, set[str]]) -> Iterator[RecordFault]:
    """References of a record that lead nowhere, or elsewhere than what stands inside it."""
    for name, kind in _LINKS.get(record.kind, ()):
        within, wanted = record.json.get(kind), record.json.get(name)
        if name not in record.json:
            continue
        if isinstance(within, dict) and within.get("id") not in (None, wanted):
            yield record.fault(f"names another {kind} than the one that stands inside it.", name)
        elif not isinstance(wanted, str) or wanted not in ids[kind]:
            do = f"Give the {kind} too, inside the record or as a record of its own."
            yield record.fault(f"no {kind} of this id was given.", name, do=do)
    attributes = record.json.get("attributes")
    for number, attribute in enumerate(attributes if isinstance(attributes, list) else ()):
        if not isinstance(attribute, dict) or "taxonomy_term_id" not in attribute:
            continue
        wanted, place = attribute["taxonomy_term_id"], ("attributes", number, "taxonomy_term_id")
        term = attribute.get("taxonomy_term")
        if isinstance(term, dict) and term.get("id") != wanted:
            yield record.fault("names another term than the one that stands beside it.", *place)
        elif not isinstance(wanted, str) or wanted not in ids["taxonomy_term"]:
            dangling = record.fault("no taxonomy term of this id was given.", *place)
            yield dangling._replace(harmless=True)


def _inline_terms(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        attributes = record.json.get("attributes")
        for attribute in attributes if isinstance(attributes, list) else ():
            term = attribute.get("taxonomy_term") if isinstance(attribute, dict) else None
            if isinstance(term, dict) and isinstance(term.get("id"), str):
                yield term["id"]


def _circles(records: Sequence[Record]) -> Iterator[RecordFault]:
    """Records that are their own forebears, each named with the way round."""
    for kind, field in _PARENTS.items():
        by_id = {record.id: record for record in records if record.kind == kind}
        parent = {key: record.json.get(field) for key, record in by_id.items()}
        settled: set[str] = set()
        for start in by_id:
            way: dict[str, None] = {}
            here: Any = start
            while isinstance(here, str) and here in parent and here not in way and here not in settled:
                way[here] = None
                here = parent[here]
            steps = list(way)
            circle = steps[steps.index(here) :] if here in way else []
            for key in circle:
                yield by_id[key].fault(f"is its own forebear: {' → '.join([*circle, circle[0]])}.", field)
            settled.update(way)
