"""The kinds of value that stand in a profile, each read from its written form with words of our own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol, TypeAlias, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from engine.dates import DateRange, DurationRange, duration_between, parse_duration, parse_edtf
from engine.known import Amount
from engine.profile import words
from engine.profile.near import looks_like_a_name, near_matches
from engine.profile.words import OUTSIDE_UK, SSO_OFFERS, UNKNOWN

LONGEST_LIST = 500
LONGEST_TEXT = 20_000  # characters
MOST_DAYS = 36_500
MOST_HOURS = 168  # in a week
MOST_POUNDS = 10_000_000
MOST_COUNTED = 100_000
OLDEST = 120

T = TypeVar("T")


class Resolution(Protocol):
    """What a written area turned out to mean, as the services directory answers it.

    `kind` is area, former, county, divided or unknown; `codes` are GSS codes; `note` is a sentence
    for a warning or a fault; `near` are slugs that may have been meant.
    """

    @property
    def kind(self) -> str:
        """Which kind of place it is."""

    @property
    def codes(self) -> tuple[str, ...]:
        """One code of an area or a former one, several of a county or a divided one, or none."""

    @property
    def note(self) -> str:
        """What there is to say about it, or nothing."""

    @property
    def near(self) -> tuple[str, ...]:
        """Slugs that may have been meant."""


class AreaIndex(Protocol):
    """What a profile needs of a directory of areas."""

    def resolve(self, text: str) -> Resolution:
        """The area or areas that a code, slug or name means."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The words from outside that a profile is read against."""

    areas: AreaIndex
    accommodation_types: frozenset[str]


def refusal(why: str, near: Sequence[str] = (), do: str = "") -> PydanticCustomError:
    """A mistake in our own words, to be raised while a value is read; its place is added later."""
    return PydanticCustomError("fault", "{why}", {"why": why, "near": tuple(near), "do": do})


def _terms(info: ValidationInfo) -> Terms:
    assert isinstance(info.context, Terms)  # read_profile gives them
    return info.context


def _resolved(value: object, info: ValidationInfo) -> Resolution:
    if not isinstance(value, str):
        raise refusal("an area is needed: a slug such as `tower-hamlets`, or a GSS code.")
    found = _terms(info).areas.resolve(value)
    if found.kind == "unknown":
        # Quoted only where it is one word and nearly an area: else it may be an address, or tell of a life.
        called = f" called `{value}`" if found.near and looks_like_a_name(value) else " of that name"
        do = "A GSS code also works." if not found.note else ""
        raise refusal(found.note or f"no area{called}.", found.near, do)
    return found


def _area(value: object, info: ValidationInfo) -> str:
    if value is None or value == UNKNOWN:
        return UNKNOWN
    if value == OUTSIDE_UK:
        return OUTSIDE_UK
    found = _resolved(value, info)
    if found.kind in ("county", "divided"):
        raise refusal(found.note, do="Name one; `possible_areas` in place of `area` takes several.")
    return found.codes[0]


def _candidates(value: object, info: ValidationInfo) -> tuple[str, ...]:
    """The areas that one entry of `possible_areas` stands for: a county for all its districts."""
    if value is None or value == UNKNOWN:
        raise refusal("a place that is not known says nothing here.", do="Leave `possible_areas` out.")
    return (OUTSIDE_UK,) if value == OUTSIDE_UK else _resolved(value, info).codes


def _in_place_of_area(candidates: tuple[tuple[str, ...], ...], info: ValidationInfo) -> tuple[str, ...]:
    if info.data.get("area", UNKNOWN) != UNKNOWN:
        raise refusal("stands in place of `area`; here both are given.", do="Keep one of them.")
    if not candidates:
        raise refusal("names no area.", do="Leave it out where the place is not known.")
    return tuple(dict.fromkeys(code for codes in candidates for code in codes))


def _duty_owed_by(value: object, info: ValidationInfo) -> tuple[str, ...]:
    if value == "none":
        return ()
    found = _resolved(value, info)
    if found.kind == "divided":
        raise refusal(found.note)
    return found.codes


def _date(value: object) -> DateRange:
    # YAML and JSON read a bare 2014 as a number.
    if type(value) is int and 0 <= value < 10**8:
        value = str(value)
    if not isinstance(value, str):
        raise refusal("a date is needed, as in `2014-06-03`, `2014-06`, `2014` or `2014~`.")
    try:
        return parse_edtf(value)
    except ValueError as error:
        raise refusal(f"{error}.") from None


def _day(value: object) -> DateRange:
    date = _date(value)
    if not date.exact:
        raise refusal("the very day is needed, as in `2017-01-20`.")
    return date


def _bounds(value: object) -> tuple[object, object] | None:
    """What is written as `{at_least: …, at_most: …}`, with None where a bound is not known."""
    if not isinstance(value, dict) or not value or not value.keys() <= {"at_least", "at_most"}:
        return None
    least, most = (None if value.get(key) == UNKNOWN else value.get(key) for key in ("at_least", "at_most"))
    return least, most


def _length(value: object) -> DurationRange:
    bounds = _bounds(value)
    try:
        if isinstance(value, str):
            return parse_duration(value)
        if bounds:
            least, most = bounds
            if isinstance(least, str | None) and isinstance(most, str | None):
                return duration_between(least, most)
    except ValueError as error:
        raise refusal(f"{error}.") from None
    raise refusal("a length of time is needed, as in `P7M`, `P7M~` or `{at_least: P7M, at_most: P1Y}`.")


def _days_ahead(value: object) -> int | Amount:
    bounds = _bounds(value)
    least, most = bounds or (value, value)
    if bounds and least is None:
        least = 0
    if type(least) is not int or not (type(most) is int or (bounds and most is None)):
        raise refusal("a whole number of days is needed, or `{at_least: 10, at_most: 40}`.")
    if not 0 <= least <= (MOST_DAYS if most is None else most) <= MOST_DAYS:
        raise refusal(f"days from 0 to {MOST_DAYS:,} are needed, `at_least` not above `at_most`.")
    return Amount(least, most) if bounds else least


def _number(value: object, most: int) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise refusal(f"a number from 0 to {most:,} is needed.")
    return value


def _hours(value: object) -> int:
    # Rules compare with whole hours, and rounding down never moves a number across one.
    return int(_number(value, MOST_HOURS))


def _pounds(value: object) -> float:
    return float(_number(value, MOST_POUNDS))


def _no_number(value: object) -> object:
    # To Python 1 is the same as true, but nobody has said yes.
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise refusal("a word, `true` or `false` is needed.")
    return value


def _offer(value: object, info: ValidationInfo) -> str:
    offers = SSO_OFFERS | _terms(info).accommodation_types
    if isinstance(value, str) and value in offers:
        return value
    why, near, do = unknown_word(value, sorted(offers))
    raise refusal(why, near, do)


def unknown_word(value: object, known: Iterable[str]) -> tuple[str, tuple[str, ...], str]:
    """What is said of a word that is not among those of its field: why, near matches, what to do."""
    written = value if isinstance(value, str) else ""
    near = near_matches(written, known)
    why = f"no such word as `{written}` here." if near else "no such word here."
    return why, near, "" if near else f"One of: {', '.join(f'`{word}`' for word in known)}."


_A_DATE = WithJsonSchema({"type": ["string", "integer"], "description": "EDTF: 2014-06-03, 2014-06, 2014~"})
_LENGTH = {"type": "string", "description": "ISO 8601: P7M, P1Y6M, P7M~"}
_AN_AREA = {"type": "string", "description": "a GSS code or a slug, outside-uk or unknown"}

Area: TypeAlias = Annotated[str, PlainValidator(_area), WithJsonSchema(_AN_AREA)]
# Each entry may be several areas (a county), so the entries are tuples until they are joined.
PossibleAreas: TypeAlias = Annotated[
    tuple[Annotated[str, PlainValidator(_candidates), WithJsonSchema(_AN_AREA)], ...],
    Field(strict=False, max_length=LONGEST_LIST),
    AfterValidator(_in_place_of_area),
]
DutyOwedBy: TypeAlias = Annotated[
    tuple[str, ...],
    PlainValidator(_duty_owed_by),
    WithJsonSchema({"type": "string", "description": "an area, a county for all its districts, or none"}),
]
Day: TypeAlias = Annotated[
    DateRange, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})
]
Date: TypeAlias = Annotated[DateRange, PlainValidator(_date), _A_DATE]
Length: TypeAlias = Annotated[
    DurationRange,
    PlainValidator(_length),
    WithJsonSchema(
        {"anyOf": [_LENGTH, {"type": "object", "properties": {"at_least": _LENGTH, "at_most": _LENGTH}}]}
    ),
]
DaysAhead: TypeAlias = Annotated[
    int | Amount,
    PlainValidator(_days_ahead),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {
                    "type": "object",
                    "properties": {"at_least": {"type": "integer"}, "at_most": {"type": "integer"}},
                },
            ]
        }
    ),
]
Hours: TypeAlias = Annotated[
    int, PlainValidator(_hours), WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_HOURS})
]
Pounds: TypeAlias = Annotated[
    float, PlainValidator(_pounds), WithJsonSchema({"type": "number", "minimum": 0})
]
Level: TypeAlias = Annotated[words.Level, BeforeValidator(_no_number)]
LivesWithClient: TypeAlias = Annotated[words.LivesWithClient, BeforeValidator(_no_number)]
RaisedYesNo: TypeAlias = Annotated[words.RaisedYesNo, BeforeValidator(_no_number)]
Offer: TypeAlias = Annotated[str, PlainValidator(_offer), WithJsonSchema({"type": "string"})]
Text: TypeAlias = Annotated[str, Field(max_length=LONGEST_TEXT)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=MOST_COUNTED)]
Age: TypeAlias = Annotated[int, Field(ge=0, le=OLDEST)]
Order: TypeAlias = Annotated[int, Field(ge=1, le=LONGEST_LIST)]
# Lists are read from lists; their order means nothing, but a place in one is part of a path.
Many: TypeAlias = Annotated[tuple[T, ...], Field(strict=False, max_length=LONGEST_LIST)]
