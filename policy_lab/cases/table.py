"""One CSV table, read row by row: each cell by the field that its column holds."""

import csv
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.columnar.schema import CASE, Group, Items
from engine.problems import Fault, InputError
from engine.profile.near import looks_like_a_name, near_matches
from engine.reading.plain import unreadable
from policy_lab.cases.cells import Column, DateOrder, named_columns, plain_of
from policy_lab.cases.mapping import TableMapping

CHARACTERISTIC = "protected_characteristics."
_TEXT = CASE.fields["note"]
TOO_MANY_CELLS = Fault(
    (), "the row has more cells than the table has columns.", do="Quote texts with commas."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, what it says field by field, and whose it is.

    `beside` holds the cells that are no fields (`ref` and `person` in a table of items).
    """

    number: int
    fields: Mapping[tuple[str, ...], Any]
    beside: Mapping[str, str]
    faults: tuple[Fault, ...]


def row_count(path: Path) -> int:
    """About how many rows a table has: its lines."""
    with path.open("rb") as stream:
        return sum(1 for _line in stream) or 1


def read_table(
    path: Path, group: Group, beside: Set[str], given: TableMapping, dates: DateOrder
) -> Iterator[Row]:
    """The rows of a table, blank ones passed over.

    Raises: InputError where it cannot be read as a whole or has a column that is not known.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, strict=True)
            header = next(rows, None)
            if not header:
                raise unreadable(path.name, "the table is empty; its first row names the columns.")
            columns = _columns(path.name, header, group, beside, given)
            for number, cells in enumerate(rows, start=2):
                if any(cell.strip() for cell in cells):
                    yield _row(number, cells, columns, given, dates)
    except csv.Error:
        why = "a row cannot be read: a quotation mark is missing, or a cell is too long."
        raise unreadable(path.name, why) from None
    except UnicodeDecodeError:
        raise unreadable(path.name, "the table is not UTF-8.", do="Save it as CSV UTF-8.") from None
    except OSError as fault:
        raise unreadable(path.name, f"cannot be opened: {fault.strerror or 'it is no file'}.") from None


def _columns(
    file: str, header: list[str], group: Group, beside: Set[str], given: TableMapping
) -> list[tuple[str, Column | None]]:
    """What each column holds: its name in the contract with the field, or no field; "" for one left out."""
    known = named_columns(group)
    found: list[tuple[str, Column | None]] = []
    faults: list[Fault] = []
    for title in (each.strip() for each in header):
        name = given.columns.get(title, title)
        if title in given.leave_out or not title:
            found.append(("", None))
        elif name in beside:
            found.append((name, None))
        elif name in known:
            found.append((name, known[name]))
        elif group is CASE and name.startswith(CHARACTERISTIC):
            found.append((name, Column(tuple(name.split(".", 1)), _TEXT)))
        else:
            found.append(("", None))
            faults.append(_unknown_column(title, name, [*known, *beside]))
    faults += [Fault(("words", name), "no such field here.") for name in given.words if name not in known]
    names = [name for name, _column in found if name]
    faults += [Fault((name,), "two columns hold this.") for name in set(names) if names.count(name) > 1]
    faults += [
        Fault((name,), "no column holds this, and it is needed.") for name in beside & {"ref"} - set(names)
    ]
    if faults:
        raise InputError(f"{file} cannot be read.", faults)
    return found


def _unknown_column(title: str, name: str, known: list[str]) -> Fault:
    do = "Say in the mapping file what it is called here, or name it there under `leave_out`."
    if not looks_like_a_name(title.replace(".", "_").replace(" ", "_")):
        return Fault((), "a column has a name that no case has.", do=do)
    return Fault(
        (title,), "no case has a column of this name.", near_matches(name.replace(".", "_"), known), do
    )


def _row(
    number: int, cells: list[str], columns: list[tuple[str, Column | None]], given: TableMapping,
    dates: DateOrder,
) -> Row:  # fmt: skip
    fields: dict[tuple[str, ...], Any] = {}
    beside: dict[str, str] = {}
    for (name, column), cell in zip(columns, cells, strict=False):
        text = str(given.words.get(name, {}).get(cell.strip(), cell.strip()))
        if not text or not name:
            continue
        if column is None:
            beside[name] = text
        else:
            fields[column.path] = _field(column, text, dates)
    extra = any(cell.strip() for cell in cells[len(columns) :])
    return Row(number, fields, beside, (TOO_MANY_CELLS,) if extra else ())


def _field(column: Column, text: str, dates: DateOrder) -> Any:
    if isinstance(column.shape, Items) and isinstance(column.shape.of, Group):
        return [] if text.casefold() == "none" else text
    return plain_of(column.shape, text, dates)
