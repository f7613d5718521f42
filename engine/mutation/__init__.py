"""Mutation: each rule changed in one small way after another, to see that the cases beside it notice.

From the command line: `safe-connections rules mutate rules/england`.
"""

from engine.mutation.equivalents import Equivalent, read_equivalents
from engine.mutation.mutants import Mutant, mutants_of
from engine.mutation.score import Score, Survivor, score_of, survivors_of
from engine.mutation.tried import Tried, tried_cases

__all__ = [
    "Equivalent", "Mutant", "Score", "Survivor", "Tried", "mutants_of", "read_equivalents", "score_of",
    "survivors_of", "tried_cases",
]  # fmt: skip
