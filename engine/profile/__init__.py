"""Reads a profile: what is known of a client's case, with every fault and warning by its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from engine.dates import iso
from engine.problems import Fault, InputError, Part
from engine.profile.faults import faults_of
from engine.profile.models import Profile
from engine.profile.sense import contradictions
from engine.profile.values import AreaIndex, Resolution, Terms
from engine.profile.words import AREA_FIELDS, DATE_FIELDS, OUTSIDE_UK, SCHEMA, UNKNOWN
from engine.reading.plain import Path, walk

MOST_FAULTS = 50  # listed at once; the rest are counted
_NO_AREA = frozenset({OUTSIDE_UK, UNKNOWN, "none"})
_NOT_READ_BY_RULES = frozenset({"decision", "protected_characteristics"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A profile as read, and what whoever wrote it should know of how it was read."""

    profile: Profile
    warnings: tuple[str, ...]


def read_profile(
    data: object, areas: AreaIndex, accommodation_types: frozenset[str] = frozenset()
) -> Reading:
    """The profile that plain data (from JSON or YAML) holds.

    `accommodation_types` are the words of the directory's taxonomy, which an SSO may offer.
    Raises: InputError with all faults found, each by its place.
    """
    terms = Terms(areas, accommodation_types)
    try:
        profile = Profile.model_validate(data, context=terms)
    except ValidationError as error:
        faults = [*faults_of(error), *_contradictions_beside(error, data, terms)]
    else:
        faults = list(contradictions(profile))
        if not faults:
            return Reading(profile, tuple(_warnings(data, profile, areas)))
    more = len(faults) - MOST_FAULTS
    if more > 0:
        faults = [*faults[:MOST_FAULTS], Fault((), f"and {more:,} more faults.")]
    # Not chained: the error of the reader beneath holds what was written.
    raise InputError("The profile cannot be read.", faults) from None


def _contradictions_beside(error: ValidationError, data: object, terms: Terms) -> Iterable[Fault]:
    """The contradictions in what is left once every misshapen field is taken as not known."""
    for _ in range(3):  # a mended field may lay bare another fault beneath it
        data = _without_faulty(data, error)
        try:
            return list(contradictions(Profile.model_validate(data, context=terms)))
        except ValidationError as next_error:
            error = next_error
    return ()


def _without_faulty(data: object, error: ValidationError) -> object:
    """The data with each faulty field as not known; a list keeps its places."""
    faulty: dict[tuple[Part, ...], bool] = {}
    for mistake in error.errors(include_url=False, include_input=False, include_context=False):
        place = mistake["loc"]
        if mistake["type"] != "model_type":
            while place and not isinstance(place[-1], str):
                place = place[:-1]
        faulty[place] = mistake["type"] in ("extra_forbidden", "invalid_key")
    mended = _mended(data, (), faulty)
    return {**mended, "schema": SCHEMA} if isinstance(mended, dict) else mended


def _mended(data: object, place: tuple[Part, ...], faulty: dict[tuple[Part, ...], bool]) -> object:
    if isinstance(data, dict):
        return {
            name: None if (*place, name) in faulty else _mended(value, (*place, name), faulty)
            for name, value in data.items()
            if not faulty.get((*place, name))
        }
    if isinstance(data, list):
        return [
            {} if (*place, index) in faulty else _mended(value, (*place, index), faulty)
            for index, value in enumerate(data)
        ]
    return data


def _warnings(data: object, profile: Profile, areas: AreaIndex) -> Iterator[str]:
    if profile.application_date is None:
        day = iso(profile.assessment_date.first)
        yield f"`application_date`: not given; taken to be the day of assessment, {day}."
    for path, field, written in _texts(data):
        if field in AREA_FIELDS and written not in _NO_AREA:
            found = areas.resolve(written)
            if found.kind in ("former", "divided"):
                yield f"`{'.'.join(map(str, path))}`: {found.note}"
        elif field in DATE_FIELDS and ("?" in written or "%" in written):
            yield f"`{'.'.join(map(str, path))}`: marked as uncertain; confirm it with the client."


def _texts(data: object) -> Iterator[tuple[Path, str, str]]:
    """Every text of a profile that rules may read, in order, with its place and the field it stands in."""
    for path, value in walk(data):
        if isinstance(value, str) and path and path[0] not in _NOT_READ_BY_RULES:
            yield path, next(part for part in reversed(path) if isinstance(part, str)), value


__all__ = ["AreaIndex", "Profile", "Reading", "Resolution", "read_profile"]
