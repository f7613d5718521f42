"""What the standard's own fields say of a service: ages, places, where it is and whom it serves.

What they do not say for sure is not guessed; it is told as left aside.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from services_directory.areas import Areas
from services_directory.open_referral.problems import Json
from services_directory.open_referral.standard import HSDS_3_1, mistakes, profiles
from services_directory.open_referral.vocabulary import NO_OLDEST, NO_YOUNGEST

# What a capacity may count to be free places; anything else, such as meals, is left aside.
UNITS_THAT_ARE_PLACES = frozenset(
    {"bed", "beds", "bedspace", "bedspaces", "bed space", "bed spaces", "place", "places"}
)
_GSS = re.compile(r"[EWSN]\d{8}")


class Left(NamedTuple):
    """Something that a record says, or does not say, and that no gate can read."""

    field: str
    why: str
    text: str = ""


def ages_taken(record: Json, unlimited: list[str], left: list[Left]) -> Iterator[tuple[str, object]]:
    """The ages taken, where both ends are said: a missing limit is not yet no limit."""
    ends: list[int | None] = []
    for field, none_said in (("minimum_age", NO_YOUNGEST), ("maximum_age", NO_OLDEST)):
        age = record.get(field)
        if (age is None) is (none_said not in unlimited):
            missing = "only one end is said, so whom it takes is not known."
            if age is not None or record.keys() & {"minimum_age", "maximum_age"} or unlimited:
                left.append(Left("ages", "the ages contradict one another." if age is not None else missing))
            return
        if age is not None and not _whole(age):
            left.append(Left("ages", "an age is not in whole years.", str(age)))
            return
        ends.append(None if age is None else int(age))
    yield "ages", ends


def areas_served(record: Json, areas: Areas, left: list[Left]) -> list[str]:
    """The GSS codes of its service areas; those told in words, or as a shape on a map, are left aside."""
    found = set()
    for item in objects(record, "service_areas"):
        text = f"{item.get('extent', '')} {str(item.get('uri', '')).rpartition('/')[2]}"
        codes = {code for each in _GSS.findall(text[:200]) for code in areas.resolve(each).codes[:1]}
        if len(codes) == 1:
            found |= codes
        else:
            name = str(item.get("name") or item.get("service_area") or "")
            left.append(Left("service_areas", "it names no authority by its GSS code.", name))
    return sorted(found)


def where_it_is(
    record: Json, located: list[str], serves: list[str], areas: Areas, left: list[Left]
) -> Iterator[tuple[str, str]]:
    """The authority where the place is: as said, or where its address and its service area agree."""
    if located:
        found = {code for each in located for code in areas.resolve(each).codes}
        why = "it is said to be in several areas, or in none that there is."
    else:
        found = _addressed(record, areas) & set(serves)
        why = "nothing says for sure in which authority it is; safety cannot be judged, so it is no option."
    if len(found) == 1:
        yield "area", found.pop()
    else:
        left.append(Left("area", why))


def capacity(record: Json, places: list[str], left: list[Left]) -> Iterator[tuple[str, object]]:
    """How many places there are, as `places` says or else the standard; and free ones by day."""
    yield from _places(record, left)
    if len(places) == 1 and places[0].isdecimal():
        yield "places", int(places[0])
    by_day: dict[str, set[Any]] = defaultdict(set)
    for item in _capacities(record, left):
        by_day[item["updated"][:10]].add(item["available"])
    free = {}
    for day, counts in by_day.items():
        if len(counts) == 1 and _whole(count := next(iter(counts))):
            free[day] = int(count)
        else:
            left.append(Left("capacities", "free places are said twice for one day, or in parts.", day))
    if free:
        yield "vacancies", free


def _places(record: Json, left: list[Left]) -> Iterator[tuple[str, object]]:
    """Nothing of the standard's own says how many places there are but a capacity's maximum."""
    said = [(item["updated"], item["maximum"]) for item in _capacities(record, []) if "maximum" in item]
    known = [int(size) for _, size in sorted(said) if _whole(size)]
    if known:
        yield "places", known[-1]
    elif said:
        left.append(Left("capacities", "the number of places is no whole number."))


def _capacities(record: Json, left: list[Left]) -> Iterator[Json]:
    """The capacities that count places; HSDS 3.1 has them, and they are read wherever they stand."""
    for item in objects(record, "capacities"):
        if any(mistakes(profiles()[HSDS_3_1], "service_capacity", item)):
            left.append(Left("capacities", "this capacity is not as the standard has it."))
        elif item["unit"]["name"].casefold() not in UNITS_THAT_ARE_PLACES:
            left.append(Left("capacities", "what it counts is not places.", item["unit"]["name"]))
        else:
            yield item


def _addressed(record: Json, areas: Areas) -> set[str]:
    """Authorities whose very name stands in an address of the service."""
    found = set()
    for link in objects(record, "service_at_locations"):
        location = link.get("location")
        for address in objects(location, "addresses") if isinstance(location, dict) else ():
            for field in ("city", "region", "state_province"):
                meant = areas.resolve(str(address.get(field, "")))
                found |= set(meant.codes) if meant.kind == "area" else set()
    return found


def _whole(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number == int(number)


def objects(record: Json, name: str) -> Iterator[Json]:
    """The objects in a list of a record."""
    items = record.get(name)
    yield from (item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
