"""Where profiles come from: a file or standard input; one document, or JSON Lines."""

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, BinaryIO

from engine.problems import Fault, InputError
from engine.reading import LARGEST_DOCUMENT, read_stream

STDIN = "-"
LINES = (".jsonl", ".ndjson")


@contextmanager
def opened(profile: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for `-`. Raises InputError where it cannot be read."""
    if profile == STDIN:
        yield sys.stdin.buffer
        return
    with _file(profile) as stream:
        yield stream


def _file(profile: str) -> BinaryIO:
    try:
        return Path(profile).open("rb")
    except FileNotFoundError:
        raise _unreadable(profile, "there is no such file.", _files_like(profile)) from None
    except IsADirectoryError:
        raise _unreadable(profile, "is a folder; name a file in it.") from None
    except OSError as fault:
        raise _unreadable(profile, f"cannot be opened: {fault.strerror or 'it is no file'}.") from None


def name_of(profile: str) -> str:
    """How an error names the input."""
    return "Standard input" if profile == STDIN else Path(profile).name


def one_profile(profile: str) -> object:
    """The plain data of one profile. Raises InputError."""
    with opened(profile) as stream:
        return read_stream(stream, name=name_of(profile))


def in_lines(profile: str, stream: BinaryIO) -> tuple[bool, BinaryIO]:
    """Whether a stream is JSON Lines, and the stream again from its start.

    It is by the name of the file, or where its first two lines with anything on them both begin with
    `{`: in one JSON document a second line never does.
    """
    if profile.endswith(LINES):
        return True, stream

    head, begun = b"", 0
    while begun < 2 and len(head) <= LARGEST_DOCUMENT and (line := stream.readline(LARGEST_DOCUMENT + 1)):
        head += line
        start = line.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
        if start == b"{":
            begun += 1
        elif start:
            break
    return begun == 2, io.BufferedReader(_Rejoined(head, stream))


class _Rejoined(io.RawIOBase):
    """What was read ahead, and then the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        # A line at a time, so that whoever writes one line and waits for its answer gets it.
        part = self._head.read(len(buffer)) or self._rest.readline(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def day_asked(text: str | None, option: str) -> str | None:
    """A day given on the command line, as in 2017-01-20. Raises InputError for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(
            "This cannot be asked.", [Fault((option,), "is not a day.", (), "Write it as in 2017-01-20.")]
        ) from None


def _files_like(profile: str) -> tuple[str, ...]:
    folder = Path(profile).parent
    try:
        names = [each.name for each in folder.iterdir() if each.is_file()]
    except OSError:
        return ()
    return tuple(str(folder / name) for name in get_close_matches(Path(profile).name, names, n=3))


def _unreadable(profile: str, why: str, near: tuple[str, ...] = ()) -> InputError:
    return InputError("The profile cannot be read.", [Fault((profile,), why, near)], 400)
