"""Fields of the contract as columns of numbers: each distinct text is read once, as in a profile."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from engine.columnar.country import Country
from engine.columnar.day_texts import UNREAD, days_meant
from engine.columnar.tables import NOT_KNOWN, OUTSIDE_UK, WORDS, Refused
from engine.profile import words

# An Arrow array, whose type is known only from the schema that it comes with.
Arrow: TypeAlias = Any
Numbers: TypeAlias = npt.NDArray[np.int32]
Columns: TypeAlias = dict[str, Arrow]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some cases, one a row, each a group of fields; or the items of a list of theirs: groups, or values.

    `case`, `person` and `item` say whose each row is (see `Tables`); `path` is the name of the list. What
    cannot be read is added to `refused`.
    """

    fields: Arrow
    case: Numbers
    person: Numbers
    item: Numbers
    path: str
    country: Country
    refused: list[Refused]
    groups: dict[str, Columns] = dataclasses.field(default_factory=dict, repr=False)

    def field(self, path: str) -> Arrow:
        """One field of every row, null where it, or its group, is absent; "" for the row itself."""
        group, _dot, name = path.rpartition(".")
        return self._group(group)[name] if path else self.fields

    def _group(self, path: str) -> Columns:
        """The fields of a group, each null where the group is; worked out once for all of them."""
        if path not in self.groups:
            group = self.field(path)
            names = (field.name for field in group.type)
            self.groups[path] = dict(zip(names, group.flatten(), strict=True))
        return self.groups[path]

    def items(self, path: str, *, of_members: bool = False) -> "Rows":
        """The items of a list, one a row; `of_members` makes each the person of that number."""
        lists = self.field(path)
        lengths = lengths_of(lists)
        owner = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        first = np.cumsum(lengths, dtype=np.int32) - lengths
        item = np.arange(len(owner), dtype=np.int32) - first[owner]
        return replace(
            self,
            fields=pc.list_flatten(lists),
            case=self.case[owner],
            person=item + 1 if of_members else self.person[owner],
            item=item,
            path=f"{self.path}.{path}" if self.path else path,
            groups={},
        )

    def values(self, path: str) -> "Rows":
        """The values of a list of values, one a row; of the same case and item."""
        held = self.items(path)
        return replace(held, item=np.repeat(self.item, lengths_of(self.field(path))))

    def refuse(self, where: npt.NDArray[np.bool_], field: str) -> None:
        """Note the cases of some rows as such that cannot be read."""
        column = ".".join(filter(None, (self.path, field)))
        self.refused.extend(Refused(int(case), column) for case in np.unique(self.case[where]))


def lengths_of(lists: Arrow) -> Numbers:
    """How many items each list has; none where there is no list."""
    lengths: Arrow = pc.list_value_length(lists)
    found: Numbers = lengths.fill_null(0).to_numpy(zero_copy_only=False)
    return found


_NO_AREA = {words.UNKNOWN: NOT_KNOWN, words.OUTSIDE_UK: OUTSIDE_UK}

Reads: TypeAlias = Callable[[Rows, str, str], Columns]
"""How a field is read: (rows, the field's path, the name of its column) -> columns."""


@dataclass(frozen=True, slots=True)
class Field:
    """How one field becomes columns; `path` is where it stands, if not under the column's own name."""

    reads: Reads
    path: str | None = None


def frame_of(rows: Rows, fields: Mapping[str, Field], keys: Iterable[str]) -> pl.DataFrame:
    """The columns of some rows, after their keys (`case`, `person`, `item`)."""
    types = {"case": pl.UInt32, "person": pl.Int16, "item": pl.Int16}
    columns = [pl.Series(key, getattr(rows, key)).cast(types[key]) for key in keys]
    for name, field in fields.items():
        for column, values in field.reads(rows, name if field.path is None else field.path, name).items():
            columns.append(pl.Series(column, values))
    return pl.DataFrame(columns)


def as_told(rows: Rows, path: str, name: str) -> Columns:
    """A yes/no field or a whole number; null where it is not known."""
    return {name: rows.field(path)}


def said(rows: Rows, path: str, name: str) -> Columns:
    """Whether a yes/no field is said to be so."""
    return {name: pl.Series(rows.field(path)).fill_null(value=False)}


def not_denied(rows: Rows, path: str, name: str) -> Columns:
    """Whether a yes/no field is anything but no, as a list's that is not said to be incomplete."""
    return {name: pl.Series(rows.field(path)).fill_null(value=True)}


def given(rows: Rows, path: str, name: str) -> Columns:
    """Whether anything is told at all, an empty list too."""
    return {name: rows.field(path).is_valid()}


def counted(rows: Rows, path: str, name: str) -> Columns:
    """How many items a list has; none where it was not asked about."""
    lengths: Arrow = pc.list_value_length(rows.field(path))
    return {name: lengths.fill_null(0)}


def some(rows: Rows, path: str, name: str) -> Columns:
    """Whether a text has any letters, or a list any items."""
    values = rows.field(path)
    is_list = pa.types.is_list(values.type)
    length: Arrow = pc.list_value_length(values) if is_list else _letters(values)
    return {name: (pl.Series(length) > 0).fill_null(value=False)}


def days(rows: Rows, path: str, name: str) -> Columns:
    """A date: its first and its last possible day."""
    texts, places = coded(rows.field(path))
    first, last = days_meant(texts)
    refuse(rows, path, places, first == UNREAD)
    return {
        f"{name}_{end}": pc.take(pa.array(days), places) for end, days in (("first", first), ("last", last))
    }


def area(rows: Rows, path: str, name: str) -> Columns:
    """An area's number."""
    texts, places = distinct(rows.field(path))
    numbers = [_NO_AREA[text] if text in _NO_AREA else rows.country.meant(text) for text in texts]
    refuse(rows, path, places, [each is None for each in numbers])
    found: Arrow = pc.take(pa.array(numbers, pa.int32()), places)
    return {name: pl.Series(found).fill_null(NOT_KNOWN)}


def word(among: str) -> Reads:
    """How a field is read that is one of `WORDS[among]`."""
    known = {text: code for code, text in enumerate(WORDS[among])}

    def read(rows: Rows, path: str, name: str) -> Columns:
        texts, places = distinct(rows.field(path))
        codes = [known.get(text) for text in texts]
        unread = [code is None and text != words.UNKNOWN for text, code in zip(texts, codes, strict=True)]
        refuse(rows, path, places, unread)
        return {name: pc.take(pa.array(codes, pa.int16()), places)}

    return read


def refuse(rows: Rows, path: str, places: Arrow, unread: Iterable[bool]) -> None:
    """Note the cases of a field some of whose distinct texts cannot be read."""
    which = np.fromiter(unread, np.bool_)
    if which.any():
        where: Arrow = pc.take(pa.array(which), places)
        rows.refuse(where.fill_null(False).to_numpy(zero_copy_only=False), path)


def distinct(texts: Arrow) -> tuple[list[str], Arrow]:
    """The distinct texts of a column, and for each row the place of its own among them."""
    values, places = coded(texts)
    return values.to_pylist(), places


def coded(texts: Arrow) -> tuple[Arrow, Arrow]:
    """The same, the distinct texts as an array."""
    encoded = texts if pa.types.is_dictionary(texts.type) else pc.dictionary_encode(texts)
    return encoded.dictionary, encoded.indices


def _letters(texts: Arrow) -> Arrow:
    """How long each text is."""
    if pa.types.is_dictionary(texts.type):
        return pc.take(pc.binary_length(texts.dictionary), texts.indices)
    return pc.binary_length(texts)
