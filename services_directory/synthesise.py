"""An invented national directory to try things on: every record says in its name that it is invented.

What it is made of stands in `services_directory/synthetic/mix.yaml`. The same number and seed give the same
directory, byte for byte, on every version of Python: only `Random.random` is drawn from.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeVar

import yaml

from services_directory.areas import Area, Areas, load_areas
from services_directory.services.models import (
    CRITERIA,
    Ages,
    Confirmation,
    Directory,
    Provider,
    Service,
    Vacancies,
)
from services_directory.services.taxonomy import taxonomy

T = TypeVar("T")
LONDON = "London"
MOST = 1_000_000


def synthesise_directory(n: int, seed: int, areas: Areas | None = None) -> Directory:
    """So many invented services, and who runs them, in every area where there are enough for one in each.

    Raises: ValueError where `n` is not from 1 to 1,000,000.
    """
    if not 1 <= n <= MOST:
        raise ValueError(f"the number of services must be from 1 to {MOST:,}")
    everywhere = load_areas() if areas is None else areas
    draw = _Draw(Random(seed))
    maker = _Maker(mix(), everywhere, draw)
    providers: list[Provider] = []
    services: list[Service] = []
    for area, how_many in _spread(n, everywhere, draw):
        for number in range(how_many):
            if number % maker.mix["services_each"] == 0:
                providers.append(maker.provider(len(providers)))
            services.append(maker.service(len(services), area, providers[-1]))
    return Directory(
        tuple(sorted(providers, key=lambda one: one.id)), tuple(sorted(services, key=lambda one: one.id))
    )


@cache
def mix() -> Mapping[str, Any]:
    """What an invented directory is made of, kind by kind, each filled up from what is usual."""
    text = files("services_directory.synthetic").joinpath("mix.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    shared = ("women_only", "men_only", "refuses")
    usual = {**{name: told[name] for name in shared}, "london_only": False, **told["usual"]}
    return {**told, "types": {kind: {**usual, **row} for kind, row in told["types"].items()}}


@dataclass(frozen=True, slots=True)
class _Draw:
    """Draws from one stream of numbers between 0 and 1."""

    random: Random

    def chance(self, share: float) -> bool:
        """Yes, with this share of all draws."""
        return self.random.random() < share

    def below(self, limit: int) -> int:
        """A whole number from 0 to below the limit."""
        return int(self.random.random() * limit)

    def one_of(self, choices: Sequence[T]) -> T:
        """One of some, each as often."""
        return choices[self.below(len(choices))]

    def row_of(self, rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
        """The rest of a row whose first is its share."""
        at = self.random.random()
        for share, *rest in rows:
            at -= share
            if at < 0:
                return rest
        return rows[-1][1:]

    def within(self, least: int, most: int) -> int:
        """A whole number from one to another, both included."""
        return least + self.below(most - least + 1)


def _spread(n: int, areas: Areas, draw: _Draw) -> Iterator[tuple[Area, int]]:
    """How many services each area has: one each while they last, then by weight."""
    weight = {LONDON: mix()["london_weight"]}
    all_areas = list(areas)
    if n < len(all_areas):
        step = len(all_areas) / n
        yield from ((all_areas[int(number * step)], 1) for number in range(n))
        return
    weights = [weight.get(area.region, 1.0) * (0.5 + draw.random.random()) for area in all_areas]
    left, total = n - len(all_areas), sum(weights)
    passed, given = 0.0, 0
    for area, each in zip(all_areas, weights, strict=True):
        passed += each
        upto = left if area is all_areas[-1] else int(left * passed / total)
        yield area, 1 + upto - given
        given = upto


class _Maker:
    """Makes providers and services, one after the other."""

    def __init__(self, made_of: Mapping[str, Any], areas: Areas, draw: _Draw) -> None:
        self.mix = made_of
        self._areas = areas
        self._draw = draw
        self._titles = {word: term.title for word, term in taxonomy()["accommodation_types"].items()}
        self._kinds: dict[bool, list[tuple[str, float]]] = {
            london: [
                (kind, row["share"])
                for kind, row in made_of["types"].items()
                if london or not row["london_only"]
            ]
            for london in (True, False)
        }

    def provider(self, number: int) -> Provider:
        """A provider with a name that no other has."""
        first, second, third = self.mix["names"]
        rest, at = divmod(number, len(first))
        again, beside = divmod(rest, len(second))
        # The second name moves on with the first, so that neighbours in the list do not share it.
        name = f"{first[at]} {second[(beside + at) % len(second)]} {third[again % len(third)]}"
        rounds = again // len(third)
        if rounds:
            name = f"{name} {rounds + 1}"
        key = name.lower().replace(" ", "-")
        return Provider(key, f"{name} (invented)", f"hello@{key}.example.org", True)

    def service(self, number: int, area: Area, provider: Provider) -> Service:
        """A service of one provider in one area."""
        draw = self._draw
        kind = self._kind(area.region == LONDON)
        row = self.mix["types"][kind]
        fields: dict[str, Any] = {}
        for group, states in _STATES.items():
            silent = draw.chance(self.mix["not_stated"][group])
            fields |= (
                {field: _NOTHING.get(field) for field in CRITERIA[group]} if silent else states(self, row)
            )
        beside = self._areas.neighbours(area.code) if draw.chance(self.mix["serves_beside"]) else ()
        places = draw.within(*row["places"])
        name = provider.name.removesuffix(" (invented)")
        return Service(
            id=f"invented-{number:06d}",
            name=f"{name}: {self._titles[kind]}, {area.name} (invented)",
            provider=provider,
            area=area.code,
            serves=frozenset((area.code, *(one.code for one in beside))),
            type=kind,
            invented=True,
            places=places,
            vacancies=self._vacancies(places),
            confirmed=self._confirmed(),
            **fields,
        )

    def _kind(self, london: bool) -> str:
        kinds = self._kinds[london]
        at = self._draw.random.random() * sum(share for _, share in kinds)
        for kind, share in kinds:
            at -= share
            if at < 0:
                return kind
        return kinds[-1][0]

    def _vacancies(self, places: int) -> tuple[Vacancies, ...]:
        least, most = self._draw.row_of(self.mix["vacancies_days"])
        if least is None:
            return ()
        free = min(places, self._draw.within(*self._draw.row_of(self.mix["free"])))
        return (Vacancies(free, self._days_ago(least, most)),)

    def _days_ago(self, least: int, most: int) -> date:
        day: date = self.mix["day"]
        return day - timedelta(days=self._draw.within(least, most))

    def _confirmed(self) -> Mapping[str, Confirmation]:
        usual = self._confirmation()
        own = self.mix["own_confirmation"]
        return {group: self._confirmation() if self._draw.chance(own) else usual for group in CRITERIA}

    def _confirmation(self) -> Confirmation:
        least, most = self._draw.row_of(self.mix["confirmed_days"])
        return Confirmation(self._draw.one_of(self.mix["confirmed_by"]), self._days_ago(least, most))

    # What each group of criteria states

    def entry(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Ages, genders and client groups."""
        women, men = row["women_only"], row["men_only"]
        at = self._draw.random.random()
        genders = {"female"} if at < women else {"male"} if at < women + men else set()
        ages = Ages(*row["ages"])
        return {"ages": ages, "genders": frozenset(genders), "client_groups": frozenset(row["groups"])}

    def needs(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The highest level of each need, mostly the same, and what the staff help with."""
        usual = self._draw.one_of(row["levels"])
        all_needs = taxonomy()["support_needs"]
        levels = {
            need: usual if self._draw.chance(0.8) else self._draw.one_of(row["levels"]) for need in all_needs
        }
        return {"needs": levels, "helps_with": frozenset(row["helps_with"])}

    def connection(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """No connection, a pathway's rules, or a connection with the area."""
        at = 100 * self._draw.random.random() - row["no_connection"]
        if at < 0:
            return {"connection": "none", "pathway_rules": frozenset()}
        if at < row["pathway"]:
            rules = tuple(taxonomy()["connection_rules"])
            asked = frozenset({self._draw.one_of(rules), self._draw.one_of(rules)})
            return {"connection": "pathway_rule", "pathway_rules": asked}
        return {"connection": "area_connection", "pathway_rules": frozenset()}

    def referral(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Who may refer, and whether public funds pay."""
        routes = frozenset(self._draw.one_of(row["routes"]))
        return {"routes": routes, "public_funds": self._draw.chance(row["public_funds"])}

    def household(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Couples, children, pets and single-sex living."""
        return {field: self._draw.chance(row[field]) for field in CRITERIA["household"]}

    def access(self, _row: Mapping[str, Any]) -> dict[str, Any]:
        """Whether a wheelchair user can live there."""
        return {"wheelchair": self._draw.chance(self.mix["wheelchair"])}

    def exclusions(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Convictions that are refused, and whether earlier bans are asked about."""
        refused = frozenset(kind for kind, share in row["refuses"].items() if self._draw.chance(share))
        asks = self._draw.chance(self.mix["asks_about_bans"])
        return {"convictions_refused": refused, "asks_about_bans": asks}


_STATES: Mapping[str, Callable[[_Maker, Mapping[str, Any]], dict[str, Any]]] = {
    "entry": _Maker.entry,
    "needs": _Maker.needs,
    "connection": _Maker.connection,
    "referral": _Maker.referral,
    "household": _Maker.household,
    "access": _Maker.access,
    "exclusions": _Maker.exclusions,
}
# What stands for a list that is not stated.
_NOTHING: Mapping[str, object] = {
    "needs": {},
    "helps_with": frozenset(),
    "routes": frozenset(),
    "pathway_rules": frozenset(),
}
