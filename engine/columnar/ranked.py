"""Which finding comes first, and which person's: the findings of a block as one number each.

The number ranks as `engine.blocks.block_of` sorts: the verdict first, then the verdict on evidence, then the
rule by its name, then the person by theirs. The greatest is the first finding.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.columnar.compiled import compiled

Bits: TypeAlias = npt.NDArray[np.uint8]
Ranked: TypeAlias = npt.NDArray[np.uint32]
Places: TypeAlias = npt.NDArray[np.intp]
People: TypeAlias = npt.NDArray[np.int16]

_VERDICT, _SHOWN, _RULE = 25, 18, 5  # where each part of the number begins
_SEVEN_BITS, _LAST_PERSON = 2**7 - 1, 2**_RULE - 1
MOST_RULES = 2 ** (_SHOWN - _RULE) - 1

# People in the order of their names, as findings are sorted: household.10 comes before household.2.
_PEOPLE = np.array(
    sorted(range(_LAST_PERSON + 1), key=lambda number: f"household.{number - 1}" if number else "client"),
    np.int16,
)
_RANK = (_LAST_PERSON - np.argsort(_PEOPLE)).astype(np.uint32)


class First(NamedTuple):
    """The first finding of each row: its verdict, its verdict on evidence, and the place of its rule."""

    verdict: Bits
    shown: Bits
    place: npt.NDArray[np.uint16]


@compiled
def keep_first(first: First, verdict: Bits, shown: Bits, place: np.uint16) -> None:
    """Put a rule's findings in where they come before those of the rules before it."""
    for row in range(len(verdict)):
        before = (verdict[row] > first.verdict[row]) | (
            (verdict[row] == first.verdict[row]) & (shown[row] > first.shown[row])
        )
        # Written in every row, found or not: without a branch the loop runs on many rows at once.
        first.verdict[row] = verdict[row] if before else first.verdict[row]
        first.shown[row] = shown[row] if before else first.shown[row]
        first.place[row] = place if before else first.place[row]


@compiled
def raise_homes(
    ranked: Ranked,
    strongest_shown: Bits,
    home: Places,
    first: First,
    order: Ranked,
    person: People,
    shown: Bits,
) -> None:
    """Put the strongest of the rows of each home into it: the first finding, and the best on evidence.

    `order` ranks the rules by their places, and `shown` is the best on evidence of each row.
    """
    for row in range(len(home)):
        if first.verdict[row]:
            number = (
                (np.uint32(first.verdict[row]) << _VERDICT)
                | (np.uint32(first.shown[row]) << _SHOWN)
                | (order[first.place[row]] << _RULE)
                | _RANK[person[row]]
            )
            at = home[row]
            ranked[at] = max(ranked[at], number)
            strongest_shown[at] = max(strongest_shown[at], shown[row])


@compiled
def read_ranked(ranked: Ranked) -> tuple[Bits, npt.NDArray[np.int32], People]:
    """The verdict of each first finding, the place of its rule among the names, and whose it is.

    Where nothing was found: 0, -1 and -1.
    """
    verdict = np.empty(len(ranked), np.uint8)
    rule, person = np.empty(len(ranked), np.int32), np.empty(len(ranked), np.int16)
    for row in range(len(ranked)):
        number = ranked[row]
        verdict[row] = number >> _VERDICT
        found = number >> _VERDICT != 0
        rule[row] = MOST_RULES - np.int32((number >> _RULE) & MOST_RULES) if found else -1
        person[row] = _PEOPLE[_LAST_PERSON - (number & _LAST_PERSON)] if found else -1
    return verdict, rule, person
