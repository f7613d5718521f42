"""What the standard asks of a record: its fields, their types and forms, and the words that they allow."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from services_directory.open_referral.problems import Place

ORUK, HSDS, HSDS_3_1 = "oruk-3.0", "hsds-3.0", "hsds-3.1"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]*", re.IGNORECASE | re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class Mistake(NamedTuple):
    """What the standard refuses about one place of a record."""

    place: Place
    why: str
    near: tuple[str, ...] = ()
    do: str = ""
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """What one field of an object may hold."""

    needed: bool
    type: type | tuple[type, ...]
    form: str = ""  # uuid, uri, email or time
    words: frozenset[str] = frozenset()
    holds: str = ""  # the kind of object in it, or in the list in it


class Kind(NamedTuple):
    """What an object of one kind may hold, and what it needs to."""

    fields: Mapping[str, Field]
    needed: tuple[str, ...]
    plain: frozenset[str]  # fields in which any text will do


Objects: TypeAlias = Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Profile:
    """A version of the standard: every kind of object, field by field."""

    name: str
    title: str
    objects: Objects


@cache
def profiles() -> Mapping[str, Profile]:
    """Every profile by its name: `oruk-3.0`, `hsds-3.0`, `hsds-3.1`."""
    text = files(__package__).joinpath("standard.txt").read_text(encoding="utf-8")
    joined = re.sub(r"\n +", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    found: dict[str, Profile] = {}
    for section in joined.split("\nprofile ")[1:]:
        head, *lines = section.strip().splitlines()
        heading, _, title = head.partition(": ")
        name, _, base = heading.partition(" extends ")
        objects = dict(found[base].objects) if base else {}
        objects |= {kind: _kind(rest) for kind, _, rest in (line.partition(": ") for line in lines) if kind}
        found[name] = Profile(name, title, MappingProxyType(objects))
    return MappingProxyType(found)


def mistakes(profile: Profile, kind: str, record: object) -> Iterator[Mistake]:
    """All that the profile refuses about a record of one kind, and about the objects within it."""
    yield from _object(profile.objects, kind, record, ())


def _kind(text: str) -> Kind:
    fields = dict(map(_field, text.split()))
    needed = tuple(name for name, field in fields.items() if field.needed)
    plain = (name for name, field in fields.items() if field == Field(field.needed, str))
    return Kind(MappingProxyType(fields), needed, frozenset(plain))


def _field(written: str) -> tuple[str, Field]:
    left, _, what = written.partition("=")
    name, needed = left.removesuffix("!"), left.endswith("!")
    match what:
        case "":
            return name, Field(needed, str)
        case "number":
            return name, Field(needed, (int, float))
        case "uuid" | "uri" | "email" | "time":
            return name, Field(needed, str, form=what)
        case _ if "|" in what:
            return name, Field(needed, str, words=frozenset(what.replace("+", " ").split("|")))
        case _ if what.startswith("["):
            return name, Field(needed, list, holds=what[1:-1])
    return name, Field(needed, dict, holds=what)


def _object(objects: Objects, kind: str, value: object, place: Place) -> Iterator[Mistake]:
    if not isinstance(value, dict):
        yield Mistake(place, "a group of fields is needed here.")
        return
    fields, needed, plain = objects[kind]
    for name, said in value.items():
        # Most fields are plain texts: passing over them here halves the time that it takes.
        if name in fields and not (name in plain and type(said) is str):
            yield from _value(objects, fields[name], said, (*place, name))
    for name in needed:
        if name not in value:
            yield Mistake((*place, name), "this field is needed.", _slips(name, value, fields))


def _value(objects: Objects, field: Field, value: Any, place: Place) -> Iterator[Mistake]:
    if not isinstance(value, field.type) or isinstance(value, bool):
        harmless = value is None and not field.needed
        do = "Leave the field out where it is not known." if value is None else ""
        yield Mistake(place, f"{_TYPES[field.type]} is needed.", (), do, harmless)
    elif field.holds and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _object(objects, field.holds, item, (*place, number))
    elif field.holds:
        yield from _object(objects, field.holds, value, place)
    elif field.form and not _FORMS[field.form](str(value)):
        yield Mistake(place, _FORM_WORDS[field.form], harmless=True)
    elif isinstance(value, str) and field.words and value not in field.words:
        near = tuple(get_close_matches(value, sorted(field.words), 1, 0.6))
        do = "" if near else f"One of: {', '.join(sorted(field.words))}."
        yield Mistake(place, "this word is not one that the standard has here.", near, do)


def _slips(needed: str, value: Mapping[str, Any], known: Mapping[str, Field]) -> tuple[str, ...]:
    """Fields of a record that nobody knows and that may be the one that is needed, misspelt."""
    return tuple(get_close_matches(needed, sorted(map(str, value.keys() - known)), 1, 0.7))


def _is_time(text: str) -> bool:
    if not _TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text[:19].upper().replace("Z", ""))
    except ValueError:
        return False
    return True


_FORMS: Mapping[str, Callable[[str], object]] = {
    "uuid": _UUID.fullmatch,
    "uri": _URI.fullmatch,
    "email": lambda text: "@" in text,
    "time": _is_time,
}
_FORM_WORDS = {
    "uuid": "this is no UUID, such as 4a447cba-d2bf-536b-8c35-7c014c659094.",
    "uri": "this is no address that begins with its scheme, such as https://example.org/.",
    "email": "this is no email address.",
    "time": "this is no time, such as 2026-09-01T09:00:00Z.",
}
_TYPES: Mapping[Any, str] = {
    str: "a text",
    (int, float): "a number",
    list: "a list",
    dict: "a group of fields",
}
