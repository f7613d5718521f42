"""What distinct values mean, each worked out once for a whole file."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Meanings: TypeAlias = npt.NDArray[np.int64]


class Seen:
    """The values met so far, each with some whole numbers that say what it means."""

    def __init__(self, meaning: Callable[[Any], Sequence[int]]) -> None:
        self._meaning = meaning
        self._values: Any = None
        self._meanings: Meanings = np.empty((0, 0), np.int64)

    def of(self, values: Any) -> Meanings:
        """What each of some distinct values means, one row a value."""
        if self._values is None:
            self._values, self._meanings = values, self._worked_out(values)
            return self._meanings
        places: Any = pc.index_in(values, value_set=self._values)
        if places.null_count:
            new = values.filter(places.is_null())
            self._values = pa.concat_arrays([self._values, new])
            self._meanings = np.concatenate([self._meanings, self._worked_out(new)])
            places = pc.index_in(values, value_set=self._values)
        meanings: Meanings = self._meanings[places.to_numpy(zero_copy_only=False)]
        return meanings

    def _worked_out(self, values: Any) -> Meanings:
        return np.array([self._meaning(value) for value in values.to_pylist()], np.int64)
