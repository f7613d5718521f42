"""How far it is from one area to another, and by what assumption.

No timetable comes with the program: the distance is a straight line between the centres of two areas. It
says nothing of roads, ferries or fares, and within an area it is nothing. A team that has a timetable passes
its own `Travel` to `ServicesGraph`, and every answer then rests on it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from services_directory.areas import Areas

STRAIGHT_LINE = (
    "In a straight line between the centres of the two areas, good to about 2 km for the centres; roads,"
    " water and timetables are left out."
)


class Journey(NamedTuple):
    """A journey from area to area: kilometres, minutes where a timetable knows them, and how it was found."""

    kilometres: float
    minutes: int | None
    assumes: str


Travel: TypeAlias = Callable[[str, str], Journey | None]  # from two GSS codes; None where it is not known


def straight_line(areas: Areas) -> Travel:
    """Journeys by the straight line between centres; None where either code is no area in force."""

    @lru_cache(maxsize=4096)  # clients of one authority look at the same areas, over and over
    def travel(start: str, end: str) -> Journey | None:
        if start not in areas or end not in areas:
            return None
        return Journey(areas.distance_km(start, end), None, STRAIGHT_LINE)

    return travel
