"""Reading the committed tables of areas."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

from services_directory.areas.lookup import Areas
from services_directory.areas.values import Area, Change, County, FormerArea, Nation, Neighbour


@cache
def load_areas() -> Areas:
    """Every area of the United Kingdom, from the tables that come with the package."""
    areas = {area.code: area for area in map(_area, _rows("areas.tsv"))}
    return Areas(
        in_force=MappingProxyType(areas),
        counties=tuple(map(_county, _rows("counties.tsv"))),
        former=tuple(map(_former_area, _rows("former.tsv"))),
        beside=MappingProxyType(_neighbours()),
    )


def _rows(table: str) -> Iterator[list[str]]:
    """The cells of a table's lines, without its header."""
    lines = (files(__package__) / "tables" / table).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines[1:])


def _area(row: list[str]) -> Area:
    code, name, slug, nation, region, county, authority, since, latitude, longitude, also = row
    return Area(
        code,
        name,
        slug,
        cast(Nation, nation),
        region,
        county or None,
        authority,
        date.fromisoformat(since) if since else None,
        float(latitude),
        float(longitude),
        tuple(also.split("; ")) if also else (),
    )


def _county(row: list[str]) -> County:
    code, name, slug, districts = row
    return County(code, name, slug, tuple(districts.split()))


def _former_area(row: list[str]) -> FormerArea:
    code, name, slug, county, tier, change, effective, via, successors = row
    return FormerArea(
        code or None,
        name,
        slug,
        county or None,
        tier,
        cast(Change, change),
        date.fromisoformat(effective),
        via or None,
        tuple(successors.split()),
    )


def _neighbours() -> dict[str, tuple[Neighbour, ...]]:
    """Both directions of every pair; the table is in order, so each area's neighbours are too."""
    beside: dict[str, list[Neighbour]] = defaultdict(list)
    for one, other, kind in _rows("neighbours.tsv"):
        border = cast(Literal["land", "water"], kind)
        beside[one].append(Neighbour(other, border))
        beside[other].append(Neighbour(one, border))
    return {code: tuple(found) for code, found in beside.items()}
