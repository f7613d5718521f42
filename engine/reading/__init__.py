"""Reads JSON, YAML and JSON Lines into plain data, safely: within limits, and every fault by its place."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from engine.problems import InputError
from engine.reading.plain import (
    EMPTY,
    LARGEST_DOCUMENT,
    NOT_FINITE,
    REPEATED,
    TOO_DEEP,
    checked,
    unreadable,
    whole_number,
)
from engine.reading.yaml_core import from_yaml


def read_stream(stream: BinaryIO, *, name: str) -> object:
    """The plain data of a JSON or YAML document; of one too large, no more than the limit is read."""
    return read_document(stream.read(LARGEST_DOCUMENT + 1), name=name)


def read_document(raw: bytes, *, name: str) -> object:
    """The plain data of a JSON document (it begins with `{` or `[`) or a YAML one.

    Raises: InputError with every fault found; status 413 where it is too large, 400 where it
    cannot be parsed, else 422.
    """
    text = _decoded(raw, name)
    start = text.lstrip()[:1]
    if not start:
        raise unreadable(name, EMPTY)
    return checked(_from_json(text, name) if start in "{[" else from_yaml(text, name), name)


def read_lines(stream: BinaryIO, *, name: str) -> Iterator[tuple[int, object | InputError]]:
    """Each line of a JSON Lines stream with its number from 1: its data, or why it cannot be read.

    Lines are read one at a time; blank ones are passed over.
    """
    number = 0
    while raw := stream.readline(LARGEST_DOCUMENT + 1):
        number += 1
        rest = raw
        while len(rest) > LARGEST_DOCUMENT and not rest.endswith(b"\n"):
            rest = stream.readline(LARGEST_DOCUMENT + 1)
        if not raw.strip():
            continue
        title = f"{name}, line {number:,}"
        try:
            yield number, checked(_from_json(_decoded(raw, title).rstrip("\r\n"), title), title)
        except InputError as error:
            yield number, error


def _decoded(raw: bytes, name: str) -> str:
    if len(raw) > LARGEST_DOCUMENT:
        raise unreadable(name, f"the document is larger than {LARGEST_DOCUMENT:,} bytes.", 413)
    save = "Save it as UTF-8."
    # The marks of UTF-16 and UTF-32, or their empty bytes where there is no mark.
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or b"\x00" in raw[:4]:
        raise unreadable(name, "the document is in UTF-16 or UTF-32.", do=save)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        why = f"line {line:,} is not UTF-8; it may be in Latin-1 or Windows-1252."
        raise unreadable(name, why, do=save) from None
    if "\x00" in text:
        raise unreadable(name, "the document holds a NUL character, which no text has.")
    return text


def _from_json(text: str, name: str) -> object:
    try:
        return json.loads(
            text, object_pairs_hook=_group, parse_constant=lambda _: NOT_FINITE, parse_int=whole_number
        )
    except json.JSONDecodeError as error:
        line = f"line {error.lineno:,}, " if "\n" in text else ""
        where = f"{line}column {error.colno:,}"
        why = f"{where}: this is not JSON; a comma, quote or bracket is missing, or one too many."
        raise unreadable(name, why) from None
    except RecursionError:
        raise unreadable(name, f"the document {TOO_DEEP}", 422) from None


def _group(pairs: list[tuple[str, object]]) -> dict[str, object]:
    group = dict(pairs)
    if len(group) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        group.update({name: REPEATED for name, times in counts.items() if times > 1})
    return group


__all__ = ["LARGEST_DOCUMENT", "read_document", "read_lines", "read_stream"]
