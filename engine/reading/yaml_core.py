"""Reads YAML by the core schema of YAML 1.2, so that `no`, `1:30` and `2017-01-20` stay text.

Read without what plain data does not need: tags, anchors, aliases, merges, several documents.
"""

import re
from collections.abc import Iterable

import yaml

from engine.problems import Fault, InputError
from engine.reading.plain import (
    DEEPEST,
    EMPTY,
    LONGEST_LIST,
    MOST_VALUES,
    NOT_FINITE,
    REPEATED,
    TOO_DEEP,
    TOO_MANY,
    UP_TO,
    Path,
    Refused,
    shown,
    unreadable,
    whole_number,
)

_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_CORE_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# libyaml where PyYAML was built with it, else the same parser in Python.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_ALIAS = Refused("is a YAML alias (`*`), which is not read; write the value out.")
_ANCHOR = Refused("has a YAML anchor (`&`), which is not read; leave it out.")
_TAG = Refused("has a YAML tag (`!`), which is not read; leave it out.")
_MERGE = Refused("is a YAML merge (`<<`), which is not read; write the fields out.")


def from_yaml(text: str, name: str) -> object:
    """The data that a YAML text stands for, with what is refused marked in its place.

    Raises: InputError where it is not YAML, or holds too many values or documents.
    """
    try:
        return _built(yaml.parse(text, Loader=_LOADER), name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1:,}, column {mark.column + 1:,}: " if mark else ""
        why = f"{where}this is not YAML; look at indentation (spaces only), quotes and brackets."
        raise unreadable(name, why) from None
    except yaml.YAMLError:
        raise unreadable(name, "the document holds a control character, which no YAML has.") from None


class _Open:
    """A list or a group of fields that is being read, with the name of the field that comes next."""

    __slots__ = ("field", "into", "place")

    def __init__(self, into: list[object] | dict[str, object], place: Path) -> None:
        self.into, self.place = into, place
        self.field: str | None = None

    def next_place(self) -> Path:
        return (*self.place, len(self.into) if isinstance(self.into, list) else shown(self.field or ""))

    def add(self, value: object) -> None:
        if isinstance(self.into, list):
            self.into.append(value)
        elif self.field is not None:
            refused = REPEATED if self.field in self.into else _MERGE if self.field == "<<" else None
            self.into[self.field] = refused or value
            self.field = None


def _built(events: Iterable[yaml.Event], name: str) -> object:
    """The data that the events of one YAML document stand for."""
    documents: list[object] = []
    stack = [_Open(documents, ())]
    values = 0
    for event in events:
        top = stack[-1]
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            if isinstance(top.into, dict) and top.field is None:
                top.field = _field(event, name)
                continue
            values += 1
            if values > MOST_VALUES:
                raise _too_many(stack[1:], name)
            place = () if len(stack) == 1 else top.next_place()
            value = _value(event)
            top.add(_unwanted(event) or value)
            if isinstance(value, list | dict):
                # Refused at once: the parser itself slows down with every level.
                if len(place) >= DEEPEST:
                    raise InputError(f"{name} cannot be read.", [Fault(place, TOO_DEEP)])
                stack.append(_Open(value, place))
    if len(documents) > 1:
        raise unreadable(name, f"{len(documents):,} YAML documents are given in one; only one is read.")
    if not documents or documents[0] is None:
        raise unreadable(name, EMPTY)
    return documents[0]


def _field(event: yaml.NodeEvent, name: str) -> str:
    if not isinstance(event, yaml.ScalarEvent) or _unwanted(event):
        line = f"line {event.start_mark.line + 1:,}: " if event.start_mark else ""
        raise unreadable(name, f"{line}the name of a field is plain text.", 422)
    return str(event.value)


def _unwanted(event: yaml.NodeEvent) -> Refused | None:
    if isinstance(event, yaml.AliasEvent):
        return _ALIAS
    if event.anchor is not None:
        return _ANCHOR
    tagged = isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None
    return _TAG if tagged else None


def _value(event: yaml.NodeEvent) -> object:
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.ScalarEvent):
        return _core(event.value) if event.implicit[0] else event.value
    return None


def _core(plain: str) -> object:
    """What an unquoted scalar means by the core schema of YAML 1.2."""
    if plain in _CORE_WORDS:
        return _CORE_WORDS[plain]
    if _WHOLE.fullmatch(plain):
        return whole_number(plain)
    if _DECIMAL.fullmatch(plain):
        return float(plain)
    return NOT_FINITE if _NO_NUMBER.fullmatch(plain) else plain


def _too_many(open_now: Iterable[_Open], name: str) -> InputError:
    """A document of too many values: say which list it is, since more of them were to come."""
    lists = [each for each in open_now if isinstance(each.into, list) and len(each.into) > LONGEST_LIST]
    faults = [Fault(each.place, f"more than {len(each.into):,} items given; {UP_TO}") for each in lists]
    return InputError(f"{name} cannot be read.", [*faults, TOO_MANY], 413)
