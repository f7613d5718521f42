"""How single values become facts: words as sets of words, and what no document shows."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from engine.columnar.frames import NO_BOUND, SHOWN, any_word, bits_of, columns_of, types_of, words_in_order
from engine.columnar.tables import WORDS
from engine.packs.law import BoundMeasure
from engine.vocabulary import FactType


def words(
    kind: str,
    fact: str,
    codes: pl.Series,
    among: str,
    called: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> pl.Series:
    """A choice as a set of words, from codes into `WORDS[among]`; what is not known may be any of its words.

    `called` gives the words that a profile's own word stands for, where it is not one of the choice.
    """
    bits = [bits_of(kind, fact, called.get(word, (word,))) for word in WORDS[among]]
    anything = bits_of(kind, fact, words_in_order(kind, fact))
    return pl.Series(fact, bits, dtype=pl.UInt32).gather(codes).fill_null(anything).alias(fact)


def undocumented(
    kind: str, facts: Iterable[str], documented: pl.Expr, measures: Sequence[BoundMeasure] = ()
) -> list[pl.Expr]:
    """The columns on evidence of some facts: as on account where documented, else not known."""
    types = types_of(kind, {kind: tuple(measures)})
    return [
        pl.when(documented)
        .then(column)
        .otherwise(_not_known(kind, fact, types[fact], column))
        .alias(column + SHOWN)
        for fact in facts
        for column in columns_of(fact, types[fact])
    ]


def _not_known(kind: str, fact: str, of_type: FactType, column: str) -> pl.Expr:
    match of_type:
        case "one_of":
            return pl.lit(any_word(kind, fact), pl.UInt32)
        case "yes_no":
            return pl.lit(None, pl.Boolean)
    return pl.lit(0 if column.endswith(".least") else NO_BOUND, pl.Int32)


def any_of(some: pl.Expr, unsaid: pl.Expr) -> pl.Expr:
    """Kleene's or: true where some are so, else not known where some are not known; neither is ever null."""
    return pl.when(some).then(True).when(unsaid.not_()).then(False)
