"""Which cases of a batch need a closer look: found by column, each distinct value looked at once.

A case that is not doubtful here is one in which `Soundness.faults` finds nothing, and whose columns hold
each value as `engine.columnar.schema` writes it. A doubtful one may be sound all the same: it is then read
by itself, which tells the exact fault or none. So everything here errs on the side of doubt.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import ConfigDict, TypeAdapter, ValidationError

from engine.columnar.day_texts import UNREAD, whole_dates
from engine.columnar.schema import CASE, CHARACTERISTICS, Group, Items, Shape, Value
from engine.dates import DateRange
from engine.profile.values import LONGEST_LIST, LONGEST_TEXT, Text
from engine.profile.words import UNKNOWN
from policy_lab.cases.seen import Seen
from policy_lab.cases.sense import Mask, Numbers, Sense, numbers
from policy_lab.cases.sound import MOST_CHARACTERISTICS, Soundness, group_fits, name_fits

_BESIDE_AREA = "possible_areas"  # rare, and only sound or not beside `area`


@dataclass(slots=True)
class Checks:
    """The checks, with what was found of each distinct value so far."""

    sound: Soundness
    _seen: dict[tuple[str, pa.DataType], Seen] = field(default_factory=dict)

    def doubtful(self, batch: pa.RecordBatch) -> Mask:
        """The cases of a batch in `CODED_SCHEMA` that need a closer look."""
        sense = Sense(batch)
        for name in ("schema", "assessment_date"):
            sense.doubt(batch.column(name).is_null(), None)
        self._group(CASE, {name: batch.column(name) for name in CASE.fields}, None, sense)
        return sense.doubtful()

    def _look(self, shape: Shape, array: Any, cases: Numbers | None, sense: Sense) -> None:
        """Look at one column; `cases` says whose each element is, None where there is one a case."""
        if array.null_count == len(array):
            return
        if isinstance(shape, Items):
            self._items(shape, array, cases, sense)
        elif isinstance(shape, Group):
            fields = {name: array.field(place) for place, name in enumerate(shape.fields)}
            self._group(shape, fields, cases, sense)
        elif shape is CHARACTERISTICS:
            self._characteristics(array, sense)
        else:
            self._value(shape, array, cases, sense)

    def _group(self, group: Group, fields: dict[str, Any], cases: Numbers | None, sense: Sense) -> None:
        for name, shape in group.fields.items():
            if name == _BESIDE_AREA:
                sense.doubt(fields[name].is_valid(), cases)
            else:
                self._look(shape, fields[name], cases, sense)
        sense.look(group.model, fields, cases)

    def _items(self, shape: Items, array: Any, cases: Numbers | None, sense: Sense) -> None:
        lengths = numbers(pc.list_value_length(array), 0)
        sense.doubt(lengths > LONGEST_LIST, cases)
        sense.count(lengths, cases)
        held = array.flatten()
        whose = np.repeat(np.arange(len(lengths)) if cases is None else cases, lengths)
        sense.doubt(held.is_null(), whose)
        self._look(shape.of, held, whose, sense)

    def _value(self, value: Value, array: Any, cases: Numbers | None, sense: Sense) -> None:
        if pa.types.is_boolean(array.type):
            return
        if pa.types.is_struct(array.type):
            array = _bounds_as_one(array)
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        unfit = self._unfit(value, array.dictionary)
        if unfit.any():
            sense.doubt(np.append(unfit, False)[numbers(array.indices, -1)], cases)

    def _unfit(self, value: Value, distinct: Any) -> Mask:
        """Which of some distinct values cannot be read as they stand, or would be written otherwise."""
        if value.annotation == Text:
            long = pc.greater(pc.utf8_length(distinct), pa.scalar(LONGEST_TEXT)).to_numpy(
                zero_copy_only=False
            )
            words = pc.is_in(distinct, value_set=pa.array([UNKNOWN])).to_numpy(zero_copy_only=False)
            broken = pc.match_substring(distinct, "\x00").to_numpy(zero_copy_only=False)
            unfit: Mask = long | words | broken
            return unfit
        if _is_date(value):
            return self._unfit_dates(value, distinct)
        return self._unread(value, distinct)

    def _unfit_dates(self, value: Value, distinct: Any) -> Mask:
        """The same for dates; one to the day is read wherever there is a date."""
        unfit: Mask = whole_dates(distinct) == UNREAD
        if unfit.any():
            unfit[unfit] = self._unread(value, distinct.filter(pa.array(unfit)))
        return unfit

    def _unread(self, value: Value, distinct: Any) -> Mask:
        key = (repr(value.annotation), distinct.type)
        if key not in self._seen:
            self._seen[key] = Seen(self._reader(value))
        unread: Mask = self._seen[key].of(distinct).reshape(-1) == 0
        return unread

    def _reader(self, value: Value) -> Callable[[Any], tuple[int]]:
        adapter: TypeAdapter[Any] = TypeAdapter(value.annotation, config=ConfigDict(strict=True))
        bounds = pa.types.is_struct(value.column)

        def reads(written: Any) -> tuple[int]:
            try:
                plain = value.to_plain(_bounds(written) if bounds else written)
                adapter.validate_python(plain, context=self.sound.terms)
            except ValidationError:
                return (0,)
            return (1,)

        return reads

    def _characteristics(self, array: Any, sense: Sense) -> None:
        lengths = numbers(pc.list_value_length(array), 0)
        sense.doubt(lengths > MOST_CHARACTERISTICS, None)
        held = array.flatten()
        whose = np.repeat(np.arange(len(lengths)), lengths)
        sense.doubt(held.is_null(), whose)
        names, groups = held.field("name"), held.field("value")
        for texts, fits in ((names, name_fits), (groups, group_fits)):
            unfit = np.array([not fits(text) for text in texts.dictionary.to_pylist()] + [True])
            sense.doubt(unfit[numbers(texts.indices, -1)], whose)
        # A name that a case gives twice would be read once.
        named = whose * (len(names.dictionary) + 1) + numbers(names.indices, -1) + 1
        sense.doubt(np.bincount(named)[named] > 1, whose)


def _is_date(value: Value) -> bool:
    return get_origin(value.annotation) is Annotated and get_args(value.annotation)[0] is DateRange


_NO_BOUND = -1


def _bounds_as_one(array: Any) -> Any:
    """Two bounds as one whole number, so that each distinct pair is looked at once."""
    least, most = (numbers(array.field(name), _NO_BOUND) for name in ("at_least", "at_most"))
    return pa.array((least << 32) + most, mask=array.is_null().to_numpy(zero_copy_only=False))


def _bounds(both: int) -> dict[str, int | None]:
    least, most = both >> 32, both & 0xFFFFFFFF
    if most == 0xFFFFFFFF:
        least, most = least + 1, _NO_BOUND
    return {"at_least": least, "at_most": None if most == _NO_BOUND else most}
