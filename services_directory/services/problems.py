"""What is wrong with a directory file: which record and field, why, and what it may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class DirectoryFault(NamedTuple):
    """One mistake at one place: `london.yaml: services.harbour-hostel.area`."""

    place: str
    why: str
    near: tuple[str, ...] = ()
    do: str = ""

    def sentence(self) -> str:
        """The fault in one line."""
        near = f" Near match: {', '.join(f'`{word}`' for word in self.near)}." if self.near else ""
        return f"`{self.place}`: {self.why}{near}{' ' + self.do if self.do else ''}"


class DirectoryError(Exception):
    """A directory that cannot be used, with every fault that was found in it."""

    def __init__(self, faults: Iterable[DirectoryFault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(fault.sentence() for fault in self.faults)
        super().__init__(f"The services directory cannot be read.\n{lines}")


class RefusedError(Exception):
    """A value that cannot be read; whoever reads the field adds its place."""

    def __init__(self, why: str, near: Iterable[str] = (), do: str = "") -> None:
        self.why = why
        self.near = tuple(near)
        self.do = do
        super().__init__(why)


def unknown_word(value: object, known: Iterable[str]) -> RefusedError:
    """The refusal of a word that the taxonomy does not have."""
    words = sorted(known)
    if not isinstance(value, str):
        return RefusedError("a word is needed.", do=f"One of: {', '.join(words)}.")
    near = get_close_matches(value, words, 3, 0.7)
    return RefusedError(
        f"no such word as `{value}` here.", near, "" if near else f"One of: {', '.join(words)}."
    )
