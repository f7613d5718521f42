"""What may be asked beside a body: query parameters that several paths take."""

from datetime import date
from typing import Annotated, TypeAlias

from fastapi import Query

from engine.problems import Fault, InputError

AsOf: TypeAlias = Annotated[
    str | None, Query(description="Decide as on this day, not on the profile's own.", examples=["2017-01-20"])
]
Jurisdiction: TypeAlias = Annotated[
    str | None,
    Query(description="england, wales, scotland or northern_ireland; by default that of `applying_to`."),
]
Limit: TypeAlias = Annotated[
    int | None, Query(ge=1, description="List at most so many options; staying is always listed.")
]


def day_asked(as_of: str | None) -> date | None:
    """The day asked about, written as in 2017-01-20. Raises InputError for anything else."""
    if as_of is None:
        return None
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        do = "Write it as in 2017-01-20."
        raise InputError("This cannot be asked.", [Fault(("as_of",), "is not a day.", (), do)]) from None


def iso_asked(as_of: str | None) -> str | None:
    """The same in ISO form."""
    day = day_asked(as_of)
    return day.isoformat() if day else None
