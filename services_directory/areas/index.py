"""What every code, slug and name means, worked out once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from services_directory.areas.names import key_of
from services_directory.areas.values import Area, County, FormerArea, Resolution

Index: TypeAlias = Mapping[str, Resolution]

NOTES = {
    "merged": "{name} became part of {direct} on {day}{later}.",
    "became_unitary": "{name} became {direct} on {day}{later}.",
    "abolished_county": "{name} became {direct} on {day}{later}.",
    "renamed": "{name} was renamed {direct} on {day}{later}.",
    "recoded": "{code} is an older code of {direct}{later}.",
    "divided": "{name} was divided on {day} between {slugs}: name the one where the place is now.",
}


def index_of(areas: Mapping[str, Area], counties: Iterable[County], former: Iterable[FormerArea]) -> Index:
    """Every key with its meaning; where several things share a name, the first of these has it:

    areas in force, counties in force, former areas by their full name, former areas by their bare
    name (`Dorset (county council area)` is also `Dorset`), whole regions.
    """
    index: dict[str, Resolution] = {}
    gone = [(place, _former(place, areas)) for place in former]
    for meanings in (
        _areas_in_force(areas.values()),
        _counties_in_force(counties, areas),
        ((text, meaning) for place, meaning in gone for text in (place.code, place.slug) if text),
        ((place.name.partition(" (")[0], meaning) for place, meaning in gone),
        _too_wide(areas.values()),
    ):
        for text, meaning in meanings:
            index.setdefault(key_of(text), meaning)
    return index


def _areas_in_force(areas: Iterable[Area]) -> Iterator[tuple[str, Resolution]]:
    for area in areas:
        meaning = Resolution("area", (area.code,), area.name)
        for text in (area.code, area.slug, *area.also):
            yield text, meaning


def _counties_in_force(
    counties: Iterable[County], areas: Mapping[str, Area]
) -> Iterator[tuple[str, Resolution]]:
    for county in counties:
        slugs = ", ".join(areas[code].slug for code in county.districts)
        note = f"{county.name} is a county, not a housing authority; its districts are {slugs}."
        meaning = Resolution("county", county.districts, county.name, note)
        for text in (county.code, county.slug, f"{county.slug} county council"):
            yield text, meaning


def _former(place: FormerArea, areas: Mapping[str, Area]) -> Resolution:
    names = [areas[code].name for code in place.successors]
    note = NOTES[place.change].format(
        name=place.name,
        code=place.code,
        day=place.effective.isoformat(),
        direct=place.via or names[0],
        later=f", now part of {names[0]}" if place.via else "",
        slugs=" and ".join(areas[code].slug for code in place.successors),
    )
    return Resolution("divided" if len(names) > 1 else "former", place.successors, place.name, note)


def _too_wide(areas: Iterable[Area]) -> Iterator[tuple[str, Resolution]]:
    """A region, or an authority of many areas, is no mistyped name: say what it is."""
    widths = Counter(name for area in areas for name in (area.region, area.housing_authority))
    for name, width in widths.items():
        if width > 1:
            note = f"{name} covers {width} areas and is not one itself: name the area."
            yield name, Resolution("unknown", (), name, note)
