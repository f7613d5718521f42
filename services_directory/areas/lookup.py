"""Looking areas up: by any name they have or had, by who is next door, by how far they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

from services_directory.areas.index import Index, index_of
from services_directory.areas.names import key_of, near_matches
from services_directory.areas.values import Area, County, FormerArea, Neighbour, Resolution

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Every authority in force, by GSS code, with what came before and what lies beside it.

    Iterating gives the `Area`s in order of their codes; `in` and `[]` take a code. An unknown
    code is a KeyError: text from people goes through `resolve`.
    """

    in_force: Mapping[str, Area]
    counties: tuple[County, ...]
    former: tuple[FormerArea, ...]
    beside: Mapping[str, tuple[Neighbour, ...]]
    _index: Index = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index every name once."""
        object.__setattr__(self, "_index", index_of(self.in_force, self.counties, self.former))

    def __getitem__(self, code: str) -> Area:
        """The area of a GSS code."""
        return self.in_force[code]

    def __iter__(self) -> Iterator[Area]:
        """The areas, in order of their codes."""
        return iter(self.in_force.values())

    def __len__(self) -> int:
        """How many areas there are."""
        return len(self.in_force)

    def __contains__(self, code: object) -> bool:
        """Whether a GSS code is that of an area in force."""
        return code in self.in_force

    def resolve(self, text: str) -> Resolution:
        """What a code, slug or name means today; a near match is suggested, never assumed.

        Case, spaces and punctuation do not matter. A name that an area bears now goes before one
        that another bore once.
        """
        key = key_of(text)
        known = self._index.get(key)
        if known is not None:
            return known
        return Resolution("unknown", (), text, near=near_matches(key, self._slugs()))

    def neighbours(self, code: str) -> tuple[Neighbour, ...]:
        """The areas next door, in order of their codes; () for an island by itself."""
        return self.beside.get(self[code].code, ())

    def distance_km(self, a: str, b: str) -> float:
        """Kilometres between the centres of two areas as the crow flies; good to about 2 km."""
        one, other = self[a], self[b]
        lat_a, lat_b = radians(one.latitude), radians(other.latitude)
        half_north, half_east = (lat_b - lat_a) / 2, radians(other.longitude - one.longitude) / 2
        haversine = sin(half_north) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_east) ** 2
        return 2 * EARTH_RADIUS_KM * asin(sqrt(haversine))

    def _slugs(self) -> set[str]:
        """Every slug that `resolve` can answer usefully."""
        return {place.slug for places in (self, self.counties, self.former) for place in places}
