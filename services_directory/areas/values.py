"""The frozen values that the table of areas is made of."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Nation: TypeAlias = Literal["england", "wales", "scotland", "northern_ireland"]
Change: TypeAlias = Literal["merged", "became_unitary", "abolished_county", "divided", "recoded", "renamed"]


@dataclass(frozen=True, slots=True)
class Area:
    """One authority in force: a district, a unitary, a London borough or a principal council area.

    `county` is the slug of the county council above a two-tier district. `housing_authority` is
    the body that takes a homelessness application there. `in_force_from` is its first day, None
    where that is not known. The centre is in WGS84 degrees, to two decimals (about a kilometre).
    """

    code: str
    name: str
    slug: str
    nation: Nation
    region: str
    county: str | None
    housing_authority: str
    in_force_from: date | None
    latitude: float
    longitude: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class County:
    """A county council in force: no housing authority, but it owes duties to those leaving care."""

    code: str
    name: str
    slug: str
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormerArea:
    """A district or county abolished, renamed or recoded since 2009, and what stands there now.

    `effective` is the first day of the new state (only the year is sure where `change` is
    recoded). `via` names the direct successor where that too has gone since. `successors` are
    codes in force; several where `change` is divided, the main part first.
    """

    code: str | None
    name: str
    slug: str
    county: str | None
    tier: str
    change: Change
    effective: date
    via: str | None
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An area next door: by land, or across at most 3 km of tidal water (bridge or no bridge)."""

    code: str
    kind: Literal["land", "water"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text turned out to mean.

    `codes` holds one code for an area or a former one, the districts of a county, the candidates
    for a divided place, nothing for an unknown one. `name` is the name of what was matched, or
    the text itself. `note` is "" or one sentence for a warning or an error. `near` are slugs that
    an unknown text may have meant, likeliest first, three at most.
    """

    kind: Literal["area", "former", "county", "divided", "unknown"]
    codes: tuple[str, ...]
    name: str
    note: str = ""
    near: tuple[str, ...] = ()
