"""The names that verdicts are told by: the same for every batch that some packs decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from engine.columnar.referral import LIMB, STAGE
from engine.columnar.rules import JUDGED
from engine.packs.model import Pack, Rule


@dataclass(frozen=True)
class Names:
    """Every name that a batch may be told by, each list in order, whatever law its cases come under.

    `nights` are the names of the measures of nights lived in an area.
    """

    rules: tuple[str, ...]
    grounds: tuple[str, ...]
    duties: tuple[str, ...]
    stages: tuple[str, ...]
    limbs: tuple[str, ...]
    nights: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each rule among the names."""
        return {name: place for place, name in enumerate(self.rules)}


def names_of(pack_sets: Iterable[Sequence[Pack]]) -> Names:
    """The names of the rules of some packs, and of all that they speak of."""
    return _names(tuple(dict.fromkeys(pack for packs in pack_sets for pack in packs)))


@lru_cache(maxsize=16)
def _names(packs: tuple[Pack, ...]) -> Names:
    rules = [rule for pack in packs for rule in pack.rules if rule.about in JUDGED]
    return Names(
        rules=tuple(sorted({rule.id for rule in rules})),
        grounds=tuple(sorted({rule.ground for rule in rules if rule.ground})),
        duties=_last(rule for rule in rules if rule.family == "duties"),
        stages=_last(rule for rule in rules if STAGE in rule.id),
        limbs=_last(rule for rule in rules if LIMB in rule.id),
        nights=tuple(
            sorted(
                {given.name for rule in rules for given in rule.given if given.measure == "nights_lived_here"}
            )
        ),
    )


def _last(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(sorted({rule.id.rpartition(".")[2] for rule in rules}))


def categories(words: Sequence[str]) -> pl.Series:
    """Words to be picked by their places."""
    return pl.Series(words, dtype=pl.Enum(list(words)))
