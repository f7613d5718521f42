"""What plain data may hold: the limits, and what is refused wherever it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import TypeAlias

from engine.problems import Fault, InputError, Part, Status

LARGEST_DOCUMENT = 2_000_000  # bytes
DEEPEST = 30  # lists and groups of fields within one another
MOST_VALUES = 50_000
LONGEST_LIST = 1_000
LONGEST_TEXT = 20_000  # characters
LONGEST_NUMBER = 18  # figures
MOST_FAULTS = 50  # listed at once; the rest are counted

Path: TypeAlias = tuple[Part, ...]
_NAME = re.compile(r"[\w-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands in the data where something may not be read, until its place is known."""

    why: str


REPEATED = Refused("is given more than once.")
NOT_FINITE = Refused("is no finite number.")
LONG_NUMBER = Refused(f"is a number of more than {LONGEST_NUMBER} figures.")
EMPTY = "the document is empty."
TOO_DEEP = f"is nested more than {DEEPEST} deep."
TOO_MANY = Fault((), f"the document holds more than {MOST_VALUES:,} values.")
UP_TO = f"up to {LONGEST_LIST:,} are read."


def unreadable(name: str, why: str, status: Status = 400, do: str = "") -> InputError:
    """The error of a document in which nothing further can be looked at."""
    return InputError(f"{name} cannot be read.", [Fault((), why, do=do)], status)


def whole_number(figures: str) -> int | Refused:
    """The number that some figures say, unless they are more than any number here needs."""
    return int(figures) if len(figures.lstrip("-+")) <= LONGEST_NUMBER else LONG_NUMBER


def checked(data: object, name: str) -> object:
    """The data, if nothing in it is refused or beyond a limit.

    Raises: InputError with every fault found, the first fifty listed; status 413 for too many values.
    """
    faults: list[Fault] = []
    for count, (path, value) in enumerate(walk(data), start=1):
        if count > MOST_VALUES:
            raise InputError(f"{name} cannot be read.", [*faults[:MOST_FAULTS], TOO_MANY], 413)
        why = _why_refused(value, len(path))
        if why:
            faults.append(Fault(tuple(shown(part) if isinstance(part, str) else part for part in path), why))
    more = len(faults) - MOST_FAULTS
    if more > 0:
        faults = [*faults[:MOST_FAULTS], Fault((), f"and {more:,} more faults.")]
    if faults:
        raise InputError(f"{name} cannot be read.", faults)
    return data


def walk(data: object) -> Iterator[tuple[Path, object]]:
    """Every value with its place, in order, as deep and as far into each list as is read."""
    waiting: list[tuple[Path, object]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if len(path) >= DEEPEST:
            continue
        if isinstance(value, dict):
            waiting += [((*path, name), item) for name, item in reversed(value.items())]
        elif isinstance(value, list | tuple):
            items = value[:LONGEST_LIST]
            waiting += [((*path, index), items[index]) for index in reversed(range(len(items)))]


def _why_refused(value: object, depth: int) -> str:
    why = ""
    match value:
        case str():
            why = _why_no_text(value)
        case Refused():
            why = value.why
        case float() if not isfinite(value):
            why = NOT_FINITE.why
        case dict() | list() if depth >= DEEPEST:
            why = TOO_DEEP
        case list() if len(value) > LONGEST_LIST:
            why = f"{len(value):,} items given; {UP_TO}"
        case dict() if any(map(_why_no_text, value)):
            why = "has a field whose name is no text."
    return why


def _why_no_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        return f"is longer than {LONGEST_TEXT:,} characters."
    # Both can be written by their number, and no store or answer could then be written with them.
    if "\x00" in text:
        return "holds a NUL character."
    broken = not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)
    return "holds half of a character." if broken else ""


def shown(name: str) -> str:
    """The name of a field as a fault may say it: a long or odd one may tell of a client's life."""
    return name if _NAME.fullmatch(name) else "(another name)"
