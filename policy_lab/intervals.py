"""How sure a rate is: the interval that its true value lies in, for the number of cases that it rests on."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """A rate, and the ends of its interval; all from 0 to 1."""

    rate: float
    low: float
    high: float


def wilson(hits: int, of: int, confidence: float = CONFIDENCE) -> Interval:
    """The rate of `hits` among `of` cases with its score interval, which is sound for small numbers too.

    Raises ValueError where there are no cases, or more hits than cases.
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    if not 0 <= hits <= of or of == 0:
        raise ValueError("a rate needs cases, and no more hits than cases")
    rate, z = hits / of, NormalDist().inv_cdf((1 + confidence) / 2)
    spread = 1 + z * z / of
    centre = (rate + z * z / (2 * of)) / spread
    reach = z * sqrt(rate * (1 - rate) / of + z * z / (4 * of * of)) / spread
    return Interval(rate, 0.0 if hits == 0 else centre - reach, 1.0 if hits == of else centre + reach)


def may_be_chance(a: Interval, b: Interval) -> bool:
    """Whether two rates may be one and the same: their intervals overlap (a cautious reading)."""
    return a.low <= b.high and b.low <= a.high
