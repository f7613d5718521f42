"""A batch in which its file left some columns out, with all the columns of a case; and the way back."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.columnar.schema import CODED_SCHEMA


def conformed(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch in `CODED_SCHEMA`: what its file leaves out is null."""
    nulls = _Nulls()
    held = set(batch.schema.names)
    arrays = [
        _conformed(batch.column(field.name), field.type, nulls)
        if field.name in held
        else nulls.of(len(batch), field.type)
        for field in CODED_SCHEMA
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=CODED_SCHEMA)


def trimmed(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch without the columns and fields of which nothing is told, as it is best sent elsewhere.

    A case has many more fields than are usually told of: what is left is half as large, and `conformed`
    makes the same batch of it again.
    """
    told = [name for name in batch.schema.names if _says_something(batch.column(name))]
    arrays = [_trimmed(batch.column(name)) for name in told or batch.schema.names[:1]]
    return pa.RecordBatch.from_arrays(arrays, names=told or batch.schema.names[:1])


def _says_something(array: Any) -> bool:
    return bool(array.null_count < len(array))


def _trimmed(array: Any) -> Any:
    if isinstance(array, pa.ListArray):
        items = _trimmed(array.flatten())
        return array if items.type == array.type.value_type else _listed(array, items)
    if not isinstance(array, pa.StructArray):
        return array
    held = {field.name: array.field(place) for place, field in enumerate(array.type)}
    told = {name: _trimmed(each) for name, each in held.items() if _says_something(each)}
    told = told or dict([next(iter(held.items()))])
    return pa.StructArray.from_arrays(list(told.values()), names=list(told), mask=array.is_null())


def _listed(array: Any, items: Any) -> Any:
    """The lists of an array, of other items."""
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    offsets = np.concatenate([[0], np.cumsum(lengths.to_numpy(zero_copy_only=False))])
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), items, type=pa.list_(items.type), mask=array.is_null()
    )


class _Nulls:
    """Columns of nulls, each made once and shared: a case has many fields of which nothing is told."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, pa.DataType], Any] = {}

    def of(self, length: int, column: Any) -> Any:
        key = (length, column)
        if key not in self._made:
            made = (
                self._struct(length, column)
                if isinstance(column, pa.StructType)
                else pa.nulls(length, column)
            )
            self._made[key] = made
        return self._made[key]

    def _struct(self, length: int, column: pa.StructType) -> Any:
        fields = [self.of(length, each.type) for each in column]
        return pa.StructArray.from_arrays(
            fields, fields=list(column), mask=pa.array(np.ones(length, np.bool_))
        )


def _conformed(array: Any, column: pa.DataType, nulls: _Nulls) -> Any:
    if array.type == column:
        return array
    if pa.types.is_dictionary(column):
        return array.dictionary_encode()
    if pa.types.is_list(column):
        return _listed(array, _conformed(array.flatten(), column.value_type, nulls))
    assert isinstance(column, pa.StructType)  # a list was looked at before, and one value is as it is
    fields = [
        nulls.of(len(array), field.type)
        if array.type.get_field_index(field.name) < 0
        else _conformed(array.field(field.name), field.type, nulls)
        for field in column
    ]
    return pa.StructArray.from_arrays(fields, fields=list(column), mask=array.is_null())
