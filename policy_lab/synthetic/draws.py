"""Chance that can be repeated: the same seed and part give the same draws, whatever the version of numpy."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Mask: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]


class Draws:
    """A stream of chance for one part of a file of invented cases."""

    def __init__(self, seed: int, part: int) -> None:
        # Raw bits: numpy keeps these the same for good, but not what it makes of them.
        self._bits = np.random.Philox(np.random.SeedSequence([seed, part]))

    def shares(self, count: int) -> Floats:
        """Numbers from 0 to below 1, each as likely as any other."""
        shares: Floats = (self._bits.random_raw(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return shares

    def happens(self, count: int, share: float | Floats) -> Mask:
        """Whether something happens that does in such a share of cases."""
        happened: Mask = self.shares(count) < share
        return happened

    def one_of(self, count: int, weights: Mapping[str, float]) -> Numbers:
        """Places in a list of choices, each as often as its weight says."""
        steps = np.cumsum(np.array(list(weights.values()), np.float64))
        places: Numbers = np.searchsorted(steps / steps[-1], self.shares(count), side="right")
        return places.clip(max=len(steps) - 1)

    def whole(self, least: Numbers | int, most: Numbers | int, count: int) -> Numbers:
        """Whole numbers between two others, both included."""
        width = np.asarray(most) - np.asarray(least) + 1
        drawn: Numbers = np.asarray(least) + np.floor(self.shares(count) * width).astype(np.int64)
        return drawn

    def days(self, mean: Floats) -> Numbers:
        """Lengths of time about some means: many short ones and a few long, at least a day."""
        lengths: Numbers = 1 + np.floor(-np.log1p(-self.shares(len(mean))) * mean).astype(np.int64)
        return lengths
