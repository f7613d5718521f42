"""One gate out of several checks: closed by any that fails, not known while any is not known."""

from collections.abc import Iterable
from typing import NamedTuple

from engine.known import Truth
from engine.matching.model import Gate, GateName


class Check(NamedTuple):
    """Whether one thing is passed, what to say where it is not, and what to ask or what would lift it."""

    passed: Truth
    because: str
    ask: str = ""


def from_checks(name: GateName, checks: Iterable[Check], open_words: str) -> Gate:
    """Closed by any check that fails, not known while any is not known, else open."""
    failed: dict[Check, None] = {}
    unknown: dict[Check, None] = {}
    for check in checks:
        if check.passed is False:
            failed[check] = None
        elif check.passed is None:
            unknown[check] = None
    if failed:
        return Gate(name, "closed", *_told(failed))
    return Gate(name, "unknown", *_told(unknown)) if unknown else Gate(name, "open", open_words)


def _told(checks: Iterable[Check]) -> tuple[str, str]:
    """Every reason and every question, each said once."""
    reasons, questions = ({check[at]: None for check in checks if check[at]} for at in (1, 2))
    return " ".join(map(str, reasons)), " ".join(map(str, questions))
