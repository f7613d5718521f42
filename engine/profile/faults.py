"""Mistakes of shape in a profile, said in words for the people who wrote it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.problems import Fault, Part
from engine.profile.models import Profile
from engine.profile.near import looks_like_a_name, near_matches
from engine.profile.parts import Part as Group
from engine.profile.values import LONGEST_LIST, LONGEST_TEXT, unknown_word
from engine.profile.words import SCHEMA

_YES_NO = "yes or no is needed: `true`, `false` or `unknown`."
_WHOLE_NUMBER = "a whole number is needed."
_LIST = "a list is needed; `[]` says asked and none."

# What is wanted, by the kind of mistake. What is not listed is said as "not what is wanted here".
_WANTED = {
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "dict_type": "a group of fields is needed, as in `{area: leeds}`.",
    "int_from_float": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "int_type": _WHOLE_NUMBER,
    "invalid_key": "the name of a field is text.",
    "model_type": "a group of fields is needed, as in `{area: leeds}`.",
    "string_too_long": f"the text is longer than {LONGEST_TEXT:,} characters.",
    "string_type": "text is needed; put a number in quotes.",
    "string_unicode": "the text holds something that is no character.",
    "tuple_type": _LIST,
}
_NEEDED: dict[tuple[Part, ...], str] = {
    ("schema",): f"Write `schema: {SCHEMA}`.",
    ("assessment_date",): "Give the day of decision, as in `2017-01-20`.",
}


def faults_of(error: ValidationError) -> Iterator[Fault]:
    """Each mistake by its place, in the order of the fields."""
    for mistake in error.errors(include_url=False):
        yield _fault(mistake)


def _fault(mistake: ErrorDetails) -> Fault:
    path, kind, context = mistake["loc"], mistake["type"], mistake.get("ctx", {})
    match kind:
        case "fault":
            return Fault(path, context["why"], context["near"], context["do"])
        case "missing":
            return Fault(path, "is needed.", do=_NEEDED.get(path, ""))
        case "extra_forbidden" | "invalid_key":
            return _unknown_field(path)
        case "literal_error":
            return _not_a_word(path, mistake["input"], context["expected"])
    return Fault(path, _wanted(kind, context, mistake["input"]))


def _wanted(kind: str, context: Mapping[str, Any], written: Any) -> str:
    match kind:
        case "too_long":
            return f"{context['actual_length'] or len(written):,} items given; up to {LONGEST_LIST} are read."
        case "greater_than_equal":
            return f"a number of at least {context['ge']:,} is needed."
        case "less_than_equal":
            return f"a number of at most {context['le']:,} is needed."
    return _WANTED.get(kind, "not what is wanted here.")


def _unknown_field(path: tuple[Part, ...]) -> Fault:
    """A field that the profile does not have; one that is no plain name may tell of a life: not quoted."""
    *place, name = path
    if not isinstance(name, str) or not looks_like_a_name(name):
        return Fault(
            tuple(place), "a field here has a name that no profile has.", do="`note` takes any text."
        )
    near = near_matches(name, _fields_at(place))
    return Fault(path, f"no field called `{name}` here.", near, "" if near else "`note` takes any text.")


def _not_a_word(path: tuple[Part, ...], value: object, expected: str) -> Fault:
    if path == ("schema",):
        return Fault(path, "this schema is not known.", do=_NEEDED[path])
    words = re.findall(r"'([^']*)'", expected)
    if "True" in expected:
        words = [*dict.fromkeys([*words, "true", "false", "unknown"])]
    return Fault(path, *unknown_word(value, words))


def _fields_at(place: Iterable[Part]) -> frozenset[str]:
    """The names of the fields that a profile has at a place."""
    model: type[Group] = Profile
    for name in place:
        if isinstance(name, str):
            fields = {field.alias or own: field for own, field in model.model_fields.items()}
            found = next(_groups_in(fields[name].annotation), None) if name in fields else None
            if found is None:
                return frozenset()
            model = found
    return model.fields


def _groups_in(annotation: object) -> Iterator[type[Group]]:
    if isinstance(annotation, type) and issubclass(annotation, Group):
        yield annotation
    for part in get_args(annotation):
        yield from _groups_in(part)
