"""The sum of all batches of a run, looked up by what it counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from policy_lab.replay.groups import EVERYONE
from policy_lab.splits import NOBODY, NOT_RECORDED, Counts, Tally


class CasesRead(NamedTuple):
    """What was read of which files."""

    files: tuple[str, ...]
    read: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class _Entry:
    what: str
    family: str
    first: str
    second: str
    third: str
    count: int
    cases: int
    text: str


@dataclass(frozen=True)
class Sum:
    """The sum of all batches, looked up by what it counts."""

    frame: pl.DataFrame

    @cached_property
    def entries(self) -> Mapping[str, list[_Entry]]:
        """The rows, by what they count."""
        found: dict[str, list[_Entry]] = {}
        for row in self.frame.iter_rows():
            found.setdefault(row[0], []).append(_Entry(*row))
        return found

    def of(self, what: str) -> list[_Entry]:
        """The rows that count something."""
        return self.entries.get(what, [])

    def one(self, what: str) -> int:
        """A number that stands by itself."""
        return sum(each.count for each in self.of(what))

    @cached_property
    def groups(self) -> Mapping[str, Mapping[str, int]]:
        """How many cases each group of each split has."""
        found: dict[str, dict[str, int]] = {}
        for each in self.of("group"):
            found.setdefault(each.first, {})[each.second] = each.count
        return found

    @cached_property
    def moved(self) -> Mapping[tuple[str, str, str], Counter[str]]:
        """How many cases gain and lose, by family, split and group."""
        found: dict[tuple[str, str, str], Counter[str]] = {}
        for each in self.of("moved"):
            found.setdefault((each.family, each.first, each.second), Counter())[each.third] += each.count
        return found

    def tally(self, family: str, by: str) -> Tally:
        """Who gains, loses and stays level in each group, and among those of whom it is not recorded."""
        held = dict(self.groups.get(by, {}))
        counts = {group: self._counts(family, by, group, cases) for group, cases in held.items()}
        total = self.everyone(family)
        known = sum(counts.values(), NOBODY)
        rest = Counts(total.gained - known.gained, total.lost - known.lost, total.level - known.level)
        return {**counts, NOT_RECORDED: rest} if any(rest) else counts

    def everyone(self, family: str) -> Counts:
        """Who gains, loses and stays level of all cases."""
        return self._counts(family, EVERYONE, "", sum(self.groups.get(EVERYONE, {}).values()))

    def _counts(self, family: str, by: str, group: str, cases: int) -> Counts:
        way = self.moved.get((family, by, group), Counter())
        return Counts(way["gained"], way["lost"], cases - way["gained"] - way["lost"])
