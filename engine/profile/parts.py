"""What every part of a profile has in common: notes, evidence, a place, a time."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.profile.values import Area, Date, Many, PossibleAreas, Text
from engine.profile.words import UNKNOWN


class Part(BaseModel):
    """A group of fields of a profile; no rule reads its `note`."""

    # Built once, as parts of Profile: building each by itself as well would double the start-up time.
    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )
    fields: ClassVar[frozenset[str]] = frozenset()
    answers_of_unknown: ClassVar[frozenset[str]] = frozenset()

    note: Text | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Note the names of the fields as a profile writes them."""
        cls.fields = frozenset(field.alias or name for name, field in cls.model_fields.items())

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_not_known(cls, data: object) -> object:
        """Null and `unknown` say the same as nothing, save where `unknown` is an answer of its own."""
        if not isinstance(data, dict):
            return data
        return {
            name: value
            for name, value in data.items()
            if not (value is None or (value == UNKNOWN and name not in cls.answers_of_unknown))
            or name not in cls.fields
        }


class Evidenced(Part):
    """A group of fields with the documents held that support it."""

    evidence: Many[Text] | None = None


class Placed(Evidenced):
    """An item at a place: `area`, or `possible_areas` where one of several is meant."""

    area: Area = UNKNOWN
    possible_areas: PossibleAreas | None = None


class Spell(Placed):
    """An item at a place for a time: from its first day to the day it was left."""

    from_: Date | None = Field(None, alias="from")
    to: Date | None = None
    current: bool | None = None
