"""What the cells of a table say: columns named by their place in a case, texts read by what stands there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import pyarrow as pa

from engine.columnar.schema import CHARACTERISTICS, Group, Items, Shape, Value
from engine.dates import DateRange

NONE = "none"  # asked, and there is none
BETWEEN = ";"  # between the items of a list in one cell
YES, NO = frozenset({"true", "yes", "y"}), frozenset({"false", "no", "n"})
DateOrder: TypeAlias = Literal["year-month-day", "day/month/year"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field that it holds, and how its texts are read."""

    path: tuple[str, ...]
    shape: Shape


def columns_of(group: Group, path: tuple[str, ...] = ()) -> Iterator[Column]:
    """Every column that a table of such groups may have."""
    for name, shape in group.fields.items():
        if isinstance(shape, Group):
            yield from columns_of(shape, (*path, name))
        else:
            yield Column((*path, name), shape)


def plain_of(shape: Shape, text: str, dates: DateOrder) -> Any:
    """What a cell says, in the contract's form; what cannot be read stays as it is, to be refused there."""
    if isinstance(shape, Items):
        listed = [] if text.casefold() == NONE else [each.strip() for each in text.split(BETWEEN)]
        return [plain_of(shape.of, each, dates) for each in listed if each]
    if isinstance(shape, Group) or shape is CHARACTERISTICS:
        return text
    return _value(shape, text, dates)


def _value(value: Value, text: str, dates: DateOrder) -> Any:
    column = value.column
    if pa.types.is_boolean(column):
        return _yes_no(text)
    if pa.types.is_int32(column) or pa.types.is_float64(column):
        return _number(text)
    if pa.types.is_struct(column):
        least, slash, most = text.partition("/")
        return {"at_least": _number(least), "at_most": _number(most)} if slash else _number(text)
    if _is_date(value.annotation):
        return _date(text, dates)
    known = value.to_plain(text)
    mixed = isinstance(value.to_plain("true"), bool)
    return _yes_no(text) if mixed and known == text else known


def _is_date(annotation: Any) -> bool:
    return annotation is DateRange or get_args(annotation)[:1] == (DateRange,)


def _yes_no(text: str) -> bool | str:
    word = text.casefold()
    return True if word in YES else False if word in NO else text


def _number(text: str) -> int | float | str | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _date(text: str, dates: DateOrder) -> str:
    """A date in EDTF: whole ones in day/month/year are turned round, the rest are EDTF already."""
    parts = text.split("/")
    if dates == "day/month/year" and [len(part) for part in parts] in (
        [2, 2, 4],
        [1, 2, 4],
        [2, 1, 4],
        [1, 1, 4],
    ):
        day, month, year = parts
        return f"{year}-{month:>02}-{day:>02}"
    return text


def put(case: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a field of a case, making the groups around it."""
    for name in path[:-1]:
        case = case.setdefault(name, {})
    case[path[-1]] = value


def named_columns(group: Group) -> Mapping[str, Column]:
    """The columns of a table by the names that they have in it: `person.immigration.status`."""
    return {".".join(column.path): column for column in columns_of(group)}
