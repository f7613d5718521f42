"""What the gates and scores ask of a client, worked out once from the profile; None is not known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from engine.kept import Kept
from engine.known import Truth, all_of, any_of, negation
from engine.matching.model import MatchingRequest
from engine.matching.policy import Expected, MatchingPolicy
from engine.matching.whereabouts import Whereabouts, any_place, places_named, places_of

if TYPE_CHECKING:
    from engine.profile import Profile
    from engine.profile.models import Relative, Restriction
    from engine.profile.needs import Arrears, Conviction, Exclusion

Item = TypeVar("Item")
NO_CODES = frozenset({"unknown", "outside-uk"})  # places that are no target


class Level(NamedTuple):
    """How high a need is, as its lowest and highest possible place on the policy's scale (0: none)."""

    least: int
    most: int


@dataclass(frozen=True)
class Client:
    """The client of one request, seen through one policy. Areas are codes."""

    request: MatchingRequest
    policy: MatchingPolicy

    @property
    def profile(self) -> "Profile":
        """The profile as it was read."""
        return self.request.profile

    @Kept
    def adult(self) -> Truth:
        """Whether the client is surely of age on the test day."""
        return self.request.age.is_at_least(self.policy.adult_from)

    @Kept
    def gender(self) -> str | None:
        """Gender in the client's word, in small letters."""
        gender = _at(self.profile, "person.gender")
        return gender.strip().casefold() if gender else None

    @Kept
    def needs(self) -> Mapping[str, Level]:
        """How high each need is that a service may be asked about."""
        return {need: self.level(need) for need in self.policy.needs}

    def level(self, need: str) -> Level:
        """How high one need is, for every level that it could have."""
        needs = self.profile.support_needs
        said = None if needs is None else getattr(needs, need)
        if isinstance(said, str):
            place = self.policy.levels.index(said)
            return Level(place, place)
        if said is False:
            return Level(0, 0)
        return Level(0 if said is None else 1, len(self.policy.levels) - 1)

    @Kept
    def needs_that_are_sure(self) -> frozenset[str]:
        """Needs that the client surely has."""
        return frozenset(need for need, level in self.needs.items() if level.least > 0)

    @Kept
    def needs_that_are_not_known(self) -> frozenset[str]:
        """Needs of which it is not known whether the client has them."""
        return frozenset(need for need, level in self.needs.items() if level.least == 0 < level.most)

    @Kept
    def groups(self) -> Mapping[str, Truth]:
        """Whether the client belongs to each client group of the policy."""
        return {
            group: any_of(self._is(fact, expected) for fact, expected in facts.items())
            for group, facts in self.policy.client_groups.items()
        }

    def _is(self, fact: str, expected: Expected) -> Truth:
        if expected == "any_level":
            return _at_all(self.level(fact.rpartition(".")[2]))
        said = _at(self.profile, fact)
        if said is None:
            return None
        if expected == "some":
            return len(said) > 0
        return said in expected if isinstance(expected, frozenset) else said is True

    # Household and home

    @Kept
    def couple(self) -> Truth:
        """Whether a partner is to live with the client."""
        profile = self.profile
        partner = _any_listed(
            profile.household, profile.household_complete, lambda one: _is_word(one.relation, "partner")
        )
        return any_of((self.housing_need("couple"), partner))

    @Kept
    def children(self) -> Truth:
        """Whether dependants are to live with the client."""
        dependants = _any_listed(self.profile.household, self.profile.household_complete, _dependent)
        return any_of((_at(self.profile, "vulnerability.dependent_children"), dependants))

    def housing_need(self, need: str) -> Truth:
        """A yes/no of `housing_needs`: wheelchair, couple, pets, single_sex."""
        needs = self.profile.housing_needs
        said: Truth = None if needs is None else getattr(needs, need)
        return said

    # What may keep a door shut

    @Kept
    def convictions(self) -> "tuple[Conviction, ...] | None":
        """Convictions; None where nobody asked."""
        found: tuple[Conviction, ...] | None = _at(self.profile, "housing_needs.convictions")
        return found

    @Kept
    def bans(self) -> "tuple[Exclusion, ...] | None":
        """Earlier exclusions by providers or areas that may still stand; None where nobody asked."""
        bans: tuple[Exclusion, ...] | None = _at(self.profile, "housing_needs.exclusions")
        if bans is None:
            return None
        return tuple(ban for ban in bans if ban.until is None or ban.until.last >= self.request.test_day)

    @Kept
    def arrears(self) -> "tuple[Arrears, ...] | None":
        """Rent owed; None where nobody asked."""
        found: tuple[Arrears, ...] | None = _at(self.profile, "housing_needs.arrears")
        return found

    @Kept
    def restrictions(self) -> "tuple[Restriction, ...] | None":
        """Orders and licences that may still be in force; None where nobody asked."""
        orders = self.profile.restrictions
        if orders is None:
            return None
        return tuple(one for one in orders if one.until is None or one.until.last >= self.request.test_day)

    @Kept
    def restrictions_all_told(self) -> Truth:
        """Whether there can be no restriction that nobody has told."""
        if self.profile.restrictions_known:
            return True
        if self.profile.restrictions_complete is False:
            return None
        kinds = self.policy.convictions_with_restrictions
        convicted = _any_kind(
            None if self.convictions is None else (one.kind for one in self.convictions), kinds
        )
        none_likely = negation(any_of((_at(self.profile, "vulnerability.served_custody"), convicted)))
        return True if none_likely else None

    # Places

    @Kept
    def wanted(self) -> frozenset[str] | None:
        """Areas that the client wants; None where nobody asked."""
        areas: tuple[str, ...] | None = _at(self.profile, "wishes.areas_wanted")
        return None if areas is None else frozenset(areas) - NO_CODES

    @Kept
    def refused(self) -> frozenset[str] | None:
        """Areas that the client refuses (`unknown` for one not named); None where nobody asked."""
        areas = _at(self.profile, "wishes.areas_refused")
        return None if areas is None else frozenset(one.area for one in areas)

    @Kept
    def agrees(self) -> Truth:
        """Whether the client agrees to reconnection."""
        said: Truth = _at(self.profile, "wishes.agrees_to_reconnection")
        return said

    @Kept
    def wishes_to_stay_here(self) -> Truth:
        """Whether the client wants to stay in the area applied to."""
        said: Truth = _at(self.profile, "wishes.stay_here")
        return said

    @Kept
    def relatives(self) -> "tuple[Relative, ...]":
        """Relatives who live in an area that is known."""
        return tuple(one for one in self.profile.family or () if one.area not in NO_CODES)

    def areas_of_circumstances(self, kinds: frozenset[str]) -> frozenset[str]:
        """Areas with a special circumstance of one of some kinds."""
        found = self.profile.special_circumstances or ()
        return frozenset(one.area for one in found if one.kind in kinds) - NO_CODES

    def wants(self, code: str) -> Truth:
        """Whether the client wants this area."""
        return self._wanted_areas.include(code)

    @Kept
    def _wanted_areas(self) -> Whereabouts:
        return places_named(_at(self.profile, "wishes.areas_wanted"))

    def wishes_to_be_near_family_in(self, code: str) -> Truth:
        """Whether there is family in an area whom the client wishes to be near."""
        return self._family_wished.include(code)

    @Kept
    def _family_wished(self) -> Whereabouts:
        family, complete = self.profile.family, self.profile.family_complete
        return places_of(family, complete, lambda one: one.wishes_to_be_near)

    def has_children_in(self, code: str) -> Truth:
        """Whether children of the client live in an area, or are seen there."""
        return self._children.include(code)

    @Kept
    def _children(self) -> Whereabouts:
        family, complete = self.profile.family, self.profile.family_complete
        children = places_of(family, complete, lambda one: _is_word(one.relation, "child"))
        named = places_named(_at(self.profile, "wishes.children_in"))
        return any_place(children, named, self._circumstances(self.policy.children_circumstances))

    @Kept
    def children_areas(self) -> frozenset[str]:
        """Areas where children of the client are known to be."""
        said: tuple[str, ...] = _at(self.profile, "wishes.children_in") or ()
        places = {*said, *(one.area for one in self.relatives if one.relation == "child")}
        return self.areas_of_circumstances(self.policy.children_circumstances) | (places - NO_CODES)

    def has_help_in(self, code: str) -> Truth:
        """Whether care or company holds the client in an area."""
        return self._help.include(code)

    @Kept
    def _help(self) -> Whereabouts:
        return self._circumstances(self.policy.support_circumstances)

    def treated_in(self, code: str) -> Truth:
        """Whether the client's treatment is in an area."""
        return self._treatment.include(code)

    @Kept
    def _treatment(self) -> Whereabouts:
        return self._circumstances(self.policy.treatment_circumstances)

    def _circumstances(self, kinds: frozenset[str]) -> Whereabouts:
        found, complete = self.profile.special_circumstances, self.profile.special_circumstances_complete
        return places_of(found, complete, lambda one: None if one.kind is None else one.kind in kinds)

    @Kept
    def sleeps_in(self) -> frozenset[str]:
        """Where the client sleeps now: the area applied to, else where rough; empty where not known."""
        here = self.request.applying_to
        if here and here not in NO_CODES:
            return frozenset({here})
        stays = self.profile.housing_history or ()
        return (
            frozenset(one.area for one in stays if one.current and one.basis == "rough_sleeping") - NO_CODES
        )

    @Kept
    def treatment_to_carry_over(self) -> Truth:
        """Whether there is treatment that a move could break off."""
        return any_of(_at_all(self.level(need)) for need in self.policy.needs_with_treatment)

    @Kept
    def may_need_treatment(self) -> bool:
        """Whether drugs or alcohol may need specialist treatment."""
        return any(self.level(need).most > 0 for need in self.policy.needs_for_treatment)


def _at(start: object, path: str) -> Any:
    """What stands at a path of the profile; None where any part of it is not known."""
    value: object = start
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value


fact_of = _at


def _is_word(said: str | None, word: str) -> Truth:
    return None if said is None else said == word


def _at_all(level: Level) -> Truth:
    """Whether there is a need of any level."""
    return True if level.least > 0 else (False if level.most == 0 else None)


def _any_listed(items: "Sequence[Item] | None", complete: Truth, holds: "Callable[[Item], Truth]") -> Truth:
    """Whether it holds of any item of a list, which may not have been asked for, or may not be complete."""
    if items is None:
        return None
    found = any_of(map(holds, items))
    return None if found is False and complete is False else found


def _dependent(member: Any) -> Truth:
    """A partner is nobody's dependant here; of anyone else whose place is not stated, nobody knows."""
    return all_of((negation(_is_word(member.relation, "partner")), member.dependent))


def _any_kind(said: Iterable[str | None] | None, kinds: frozenset[str]) -> Truth:
    """Whether one of some kinds is on a list, which may not have been asked for."""
    return None if said is None else any_of(None if kind is None else kind in kinds for kind in said)
