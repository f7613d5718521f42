"""The fields of a profile in words, from the schema of its reader."""

from collections.abc import Mapping
from typing import Any

_TYPES = {"string": "text", "boolean": "`true` or `false`", "integer": "a whole number", "number": "a number"}
_NOT_KNOWN = ({"type": "null"}, {"const": "unknown"})  # said once for all fields


def kind_words(kind: Mapping[str, Any]) -> str:
    """What may stand in a field."""
    match kind:
        case {"description": said}:
            return str(said)
        case {"anyOf": kinds}:
            return " or ".join(kind_words(each) for each in kinds if each not in _NOT_KNOWN)
        case {"$ref": place}:
            return f"a group of fields, {place.rpartition('/')[2]}"
        case {"type": "array", "items": items}:
            return f"a list; in it {kind_words(items)}"
        case {"enum": words}:
            return "one of " + ", ".join(map(_word, words))
        case {"const": word}:
            return _word(word)
        case {"format": "date"}:
            return "a day, as 2017-01-20"
    return _TYPES.get(str(kind.get("type")), "anything")


def _word(word: object) -> str:
    return str(word).lower() if isinstance(word, bool) else str(word)
