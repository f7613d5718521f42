"""The areas of the country as numbers, and the nation of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from engine.profile.values import AreaIndex


@dataclass(frozen=True)
class Country:
    """Every area that a case may name. `codes` are GSS codes; an area's number is its place among them.

    `nations[n]` is the nation of the area numbered n; `index` reads an area as a profile writes it.
    """

    codes: tuple[str, ...]
    nations: tuple[str, ...]
    index: AreaIndex
    _meant: dict[str, int | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each code."""
        return {code: number for number, code in enumerate(self.codes)}

    def meant(self, written: str) -> int | None:
        """The number of the one area that is meant; None where that is none, or several."""
        if written not in self._meant:
            found = self.index.resolve(written)
            one = found.codes[0] if found.kind in ("area", "former") else ""
            self._meant[written] = self.number.get(one)
        return self._meant[written]


def country_of(codes: Iterable[str], nation_of: Callable[[str], str], index: AreaIndex) -> Country:
    """The country of some areas, numbered in the order of their codes."""
    ordered = tuple(sorted(codes))
    return Country(ordered, tuple(map(nation_of, ordered)), index)
