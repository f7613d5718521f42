"""The areas that a profile names: those that may connect, and every area named anywhere."""

from collections.abc import Iterable, Iterator
from typing import Any

from engine.profile.models import Profile

_NO_PLACE = frozenset({"unknown", "outside-uk"})
_TIES = ("housing_history", "employment", "family", "special_circumstances")


def areas_of_connection(profile: Profile) -> tuple[str, ...]:
    """Areas named in history, work, family, circumstances, care, earlier applications, SSO and applying_to.

    Household members' too. GSS codes, each once, in the order in which the profile comes to them.
    """
    return _once(_connecting(profile))


def areas_named(profile: Profile) -> tuple[str, ...]:
    """Every area named anywhere in the profile. GSS codes, each once."""
    return _once([*_connecting(profile), *_beside(profile)])


def _once(areas: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(area for area in areas if area not in _NO_PLACE))


def _connecting(profile: Profile) -> Iterator[str]:
    yield profile.applying_to
    for person in (profile, *(profile.household or ())):
        for field in _TIES:
            yield from _places(getattr(person, field))
    care = profile.person.care if profile.person else None
    if care:
        yield from care.leaving_care_duty_owed_by or ()
        yield from _places(care.placements)
    for application in profile.prior_applications or ():
        yield from (application.authority, application.placed_in)
    if profile.sso:
        yield from _places([profile.sso])


def _beside(profile: Profile) -> Iterator[str]:
    for person in (profile, *(profile.household or ())):
        yield from _places(person.risks)
    for restriction in profile.restrictions or ():
        yield from restriction.areas
    for finding in profile.accepted or ():
        yield finding.by
    needs, wishes = profile.housing_needs, profile.wishes
    if needs:
        yield from _places(needs.exclusions)
        yield from _places(needs.arrears)
    if wishes:
        yield from wishes.areas_wanted or ()
        yield from wishes.children_in or ()
        yield from (refused.area for refused in wishes.areas_refused or ())


def _places(items: Iterable[Any] | None) -> Iterator[str]:
    for item in items or ():
        yield item.area
        yield from getattr(item, "possible_areas", None) or ()
