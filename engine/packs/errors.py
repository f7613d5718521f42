"""What is wrong with a rule pack, said to the person who writes it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackFault:
    """One refusal: the file, the rule, the place in it, why, and what to do."""

    file: str
    rule: str
    why: str

    def sentence(self) -> str:
        """The fault in one line."""
        return f"{self.file}: {self.rule + ': ' if self.rule else ''}{self.why}"


class PackError(Exception):
    """A pack that is refused, with everything that is wrong with it."""

    def __init__(self, faults: Iterable[PackFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.sentence() for fault in self.faults))
