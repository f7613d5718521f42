"""The frozen records of the services directory: who runs a service, where, and who may come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

Connection: TypeAlias = Literal["none", "area_connection", "pathway_rule"]

# Which fields of a service each group of criteria holds: they are confirmed together (taxonomy, `criteria`).
CRITERIA: Mapping[str, tuple[str, ...]] = {
    "entry": ("ages", "genders", "client_groups"),
    "needs": ("needs", "helps_with"),
    "connection": ("connection", "pathway_rules"),
    "referral": ("routes", "public_funds"),
    "household": ("couples", "children", "pets", "single_sex"),
    "access": ("wheelchair",),
    "exclusions": ("convictions_refused", "asks_about_bans"),
}


class Term(NamedTuple):
    """A word of the taxonomy: its title for people, and one sentence that says what it is."""

    title: str
    says: str


class Ages(NamedTuple):
    """The youngest and the oldest age taken, in completed years; None where there is no such limit."""

    at_least: int | None
    at_most: int | None


class Confirmation(NamedTuple):
    """Who said so, and on which day; `before` are earlier days on which the same was said, in order."""

    by: str
    day: date
    before: tuple[date, ...] = ()

    def last_by(self, day: int) -> int | None:
        """The last of these days that is not after a day (both ordinal); None where all are later.

        A later confirmation says nothing of an earlier day.
        """
        last = self.day.toordinal()
        if last <= day:
            return last
        return next((on for said in reversed(self.before) if (on := said.toordinal()) <= day), None)


class Vacancies(NamedTuple):
    """How many places were free on the day on which that was confirmed."""

    free: int
    confirmed_on: date


@dataclass(frozen=True, slots=True)
class Provider:
    """An organisation that runs services. `invented` marks one that does not exist."""

    id: str
    name: str
    contact: str
    invented: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A service that can house or treat a client, with what it states about who may come.

    Areas are GSS codes: `area` is where the place is, `serves` those whose connection counts.
    A criterion that is None was not stated, so that nobody can be told the door is open; an empty
    set says that there is no such limit. `needs` gives the highest level accepted of each need
    (`none`: nobody with that need); a need left out was not stated. `vacancies` are in order of
    day. `confirmed` names the source of each group of `CRITERIA`; a group without one was confirmed
    by nobody, and counts as not stated.
    """

    id: str
    name: str
    provider: Provider
    area: str
    serves: frozenset[str]
    type: str
    invented: bool
    ages: Ages | None
    genders: frozenset[str] | None
    client_groups: frozenset[str] | None
    needs: Mapping[str, str]
    helps_with: frozenset[str]
    connection: Connection | None
    pathway_rules: frozenset[str]
    routes: frozenset[str]
    public_funds: bool | None
    couples: bool | None
    children: bool | None
    pets: bool | None
    single_sex: bool | None
    wheelchair: bool | None
    convictions_refused: frozenset[str] | None
    asks_about_bans: bool | None
    places: int | None
    vacancies: tuple[Vacancies, ...]
    confirmed: Mapping[str, Confirmation]

    def confirmed_on(self, group: str, day: int) -> tuple[str, int] | None:
        """Who last confirmed a group of criteria on or before a day, and on which day (both days ordinal).

        None where nobody had confirmed it by then.
        """
        said = self.confirmed.get(group)
        on = said.last_by(day) if said is not None else None
        return None if said is None or on is None else (said.by, on)

    def vacancies_on(self, day: int) -> tuple[int, int] | None:
        """Free places as last confirmed on or before a day: how many, and on which day (both days ordinal).

        A later confirmation says nothing of an earlier day, so that a historic case is not
        answered with today's vacancies. None where nobody had confirmed any by then.
        """
        for free, confirmed_on in reversed(self.vacancies):
            if confirmed_on.toordinal() <= day:
                return free, confirmed_on.toordinal()
        return None


@dataclass(frozen=True, slots=True)
class Directory:
    """Every provider and service that was read, in the order of their ids."""

    providers: tuple[Provider, ...]
    services: tuple[Service, ...]
