"""One way from a profile to each answer, the same for the command line and the API."""

from dataclasses import dataclass
from typing import Any

import orjson

from engine.assess import assess
from engine.packs import NoLawError
from engine.problems import Fault, InputError
from engine.profile import AreaIndex, Reading, read_profile
from engine.setting import Setting

NATIONS = ("england", "wales", "scotland", "northern_ireland")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked beside the profile: another day, another nation's law."""

    as_of: str | None = None
    jurisdiction: str | None = None


def assessment(data: object, setting: Setting, areas: AreaIndex, asked: Asked = Asked()) -> dict[str, Any]:
    """The whole assessment of a profile (contract section 3). Raises InputError with every fault."""
    must_be_a_nation(asked.jurisdiction)
    reading = reading_of(data, setting, areas, asked.as_of)
    try:
        return assess(reading, setting, asked.jurisdiction).to_dict()
    except NoLawError as refusal:
        raise InputError("No law is held for this case.", [Fault((), f"{refusal}.")]) from None


def must_be_a_nation(jurisdiction: str | None) -> None:
    """Refuses a jurisdiction that is none. Raises InputError."""
    if jurisdiction not in {None, *NATIONS}:
        do = "Leave it out to go by the authority applied to."
        raise InputError("This cannot be asked.", [Fault(("jurisdiction",), "no such nation.", NATIONS, do)])


def reading_of(data: object, setting: Setting, areas: AreaIndex, as_of: str | None = None) -> Reading:
    """The profile as read, at another day of assessment where one is given."""
    if as_of is not None and isinstance(data, dict):
        data = {**data, "assessment_date": as_of}
        data.pop("review_date", None)
    return read_profile(data, areas, setting.accommodation_types)


# Whatever is no plain data is refused, not guessed at.
_BYTE_FORM = (
    orjson.OPT_APPEND_NEWLINE
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def canonical(answer: object) -> bytes:
    """The one byte form of an answer: UTF-8 JSON in the contract's order on one line, and a newline.

    Answers are plain data with finite numbers. A number that were none would be written as not known.
    Raises TypeError for what is no plain data.
    """
    return orjson.dumps(answer, option=_BYTE_FORM)
