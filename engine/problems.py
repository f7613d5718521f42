"""What is wrong with an input: where, why, what it may have meant, what to do.

Nothing of a client's life stands in a fault: it names the place and the kind of mistake, and at
most quotes a field name, an area or an enumeration word that was not recognised.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Part: TypeAlias = str | int
Status: TypeAlias = Literal[400, 404, 409, 413, 415, 422]


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake at one place of an input."""

    path: tuple[Part, ...]
    why: str
    near: tuple[str, ...] = ()
    do: str = ""

    @property
    def dotted(self) -> str:
        """The place as people write it: `housing_history.1.area`."""
        return ".".join(str(part) for part in self.path)

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer (RFC 6901)."""
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self.path)

    def sentence(self) -> str:
        """The fault in one line, as the command line prints it."""
        where = f"`{self.dotted}`: " if self.path else ""
        near = f" Near match: {', '.join(f'`{word}`' for word in self.near)}." if self.near else ""
        return f"{where}{self.why}{near}{' ' + self.do if self.do else ''}"


class InputError(Exception):
    """An input that cannot be used, with every fault that was found in it."""

    def __init__(self, title: str, faults: Iterable[Fault], status: Status = 422) -> None:
        self.title = title
        self.faults = tuple(faults)
        self.status: Status = status
        super().__init__(title + "\n" + "\n".join(fault.sentence() for fault in self.faults))
