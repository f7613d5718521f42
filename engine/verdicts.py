"""Verdicts, and what follows from several of them.

While something is not known a rule may still come out in several ways: these are kept as a set, a
`Possible`, one bit a verdict in the order of its scale. Only a set of one is an answer.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

Possible: TypeAlias = int  # a set of verdicts: bit n stands for the n-th verdict of the scale

UNDETERMINED = "undetermined"
OFFICER_JUDGEMENT = "officer_judgement"
SILENT = "silent"  # the rule has nothing to say of this subject; never reported

AT_LEAST_PRESUMED_MET = frozenset({"presumed_met", "met"})
AT_MOST_PRESUMED_NOT_MET = frozenset({"presumed_not_met", "not_met"})

_PRESUMED = {"met": "presumed_met", "not_met": "presumed_not_met"}


class Scale:
    """A family's verdicts from weakest to strongest; an open question outranks a judgement (ask first)."""

    __slots__ = ("_bit", "verdicts")

    def __init__(self, *verdicts: str) -> None:
        self.verdicts = (SILENT, *verdicts)
        self._bit = {verdict: 1 << rank for rank, verdict in enumerate(self.verdicts)}

    def only(self, verdict: str) -> Possible:
        """The set that holds one verdict; KeyError if it is not of this scale."""
        return self._bit[verdict]

    def __contains__(self, verdict: str) -> bool:
        return verdict in self._bit

    def rank(self, verdict: str) -> int:
        """How strong a verdict is; a stronger one has a greater number."""
        return self._bit[verdict]

    def words(self, possible: Possible) -> Iterator[str]:
        """The verdicts of a set, weakest first."""
        return (verdict for rank, verdict in enumerate(self.verdicts) if possible >> rank & 1)

    def settled(self, possible: Possible) -> str:
        """The one verdict that every completion gives, or `undetermined`."""
        if possible & (possible - 1):
            return UNDETERMINED
        return self.verdicts[possible.bit_length() - 1]

    def strongest(self, verdicts: Iterable[str]) -> str:
        """The verdict that stands for several; `silent` for none."""
        bits = 0
        for verdict in verdicts:
            bits |= self._bit[verdict]
        return self.verdicts[bits.bit_length() - 1] if bits else SILENT

    def weakest(self, verdicts: Iterable[str]) -> str:
        """The verdict of a condition that needs all of them; an open question before a judgement."""
        ranks = sorted({self.verdicts.index(verdict) for verdict in verdicts})
        names = [self.verdicts[rank] for rank in ranks]
        if names[:2] == [OFFICER_JUDGEMENT, UNDETERMINED]:
            return UNDETERMINED
        return names[0]


LEGAL = Scale("not_met", "presumed_not_met", OFFICER_JUDGEMENT, UNDETERMINED, "presumed_met", "met")
SAFETY = Scale("clear", "caution", UNDETERMINED, "excluded")


def scale_of(family: str) -> Scale:
    """The scale that a family's verdicts stand on."""
    return SAFETY if family == "safety" else LEGAL


def strongest_of(a: Possible, b: Possible) -> Possible:
    """Every verdict that the stronger of two can be, each ranging over its own set."""
    floor = max(a & -a, b & -b)
    return (a | b) & ~(floor - 1)


def presumed(verdict: str, force: str) -> str:
    """A guideline or a practice only presumes: an officer may depart from it."""
    return verdict if force in {"statute", "case_law"} else _PRESUMED.get(verdict, verdict)
