"""Profiles as they are written, for tests of how they are read."""

from typing import Any

import pytest

from engine.problems import Fault, InputError
from engine.profile import Profile, Reading, read_profile
from services_directory.areas import load_areas

AREAS = load_areas()
LEAST: dict[str, Any] = {
    "schema": "safe-connections/profile/1",
    "assessment_date": "2017-01-20",
    "application_date": "2016-12-01",
}
HACKNEY, LEEDS, BRIGHTON, DORSET = "E09000012", "E08000035", "E06000043", "E06000059"


def reading(**fields: Any) -> Reading:
    return read_profile({**LEAST, **fields}, AREAS, frozenset({"night_shelter"}))


def profile(**fields: Any) -> Profile:
    return reading(**fields).profile


def faults(data: object = None, **fields: Any) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        read_profile({**LEAST, **fields} if data is None else data, AREAS, frozenset({"night_shelter"}))
    return list(caught.value.faults)


def only_fault(**fields: Any) -> Fault:
    (fault,) = faults(**fields)
    return fault


def sentences(data: object = None, **fields: Any) -> list[str]:
    return [fault.sentence() for fault in faults(data, **fields)]
