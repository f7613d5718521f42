"""A folder of CSV tables: `cases.csv`, one row a case, and a table for each list, one row an item.

Columns are called as the fields of the contract, a field within a group with a dot between
(`person.immigration.status`). An empty cell says not known; `none` in a list's column says asked and none.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engine.columnar.schema import CASE, Group, Items, to_arrow
from engine.problems import Fault, Part
from engine.profile.words import SCHEMA
from policy_lab.cases.batch import CaseBatch, Quarantined, rows_of, safe_ref
from policy_lab.cases.cells import put
from policy_lab.cases.mapping import CaseTables, read_mapping
from policy_lab.cases.one_by_one import Told, read_one_by_one
from policy_lab.cases.sound import Soundness
from policy_lab.cases.table import Row, read_table, row_count

MAIN_TABLE = "cases"
# Each table of items, by the list that it holds.
LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "household": ("household",),  # first, since the rows of other tables may be a member's
        "stays": ("housing_history",),
        "employment": ("employment",),
        "family": ("family",),
        "circumstances": ("special_circumstances",),
        "risks": ("risks",),
        "restrictions": ("restrictions",),
        "prior_applications": ("prior_applications",),
        "accepted": ("accepted",),
        "placements": ("person", "care", "placements"),
        "exclusions": ("housing_needs", "exclusions"),
        "arrears": ("housing_needs", "arrears"),
        "convictions": ("housing_needs", "convictions"),
        "areas_refused": ("wishes", "areas_refused"),
        "decisions": ("decision", "local_connection"),
    }
)
# What a member of the household may have too: `person` says whose a row is, empty for the client.
OF_ANYONE = frozenset({"stays", "employment", "family", "circumstances", "risks"})
NO_CASE = Fault(("ref",), "no row of the table of cases has this reference.")
NOBODY = "the household has nobody of this number; 1 is the first of its rows in the table of the household."


@dataclass(frozen=True, slots=True)
class _Listed:
    """The rows of one table of items, by the reference of their case."""

    file: str
    path: tuple[str, ...]
    rows: Mapping[str, list[Row]]


def read_tables(folder: Path, mapping: Path | None, sound: Soundness, size: int) -> Iterator[CaseBatch]:
    """The cases of a folder of tables, batch by batch, then the rows that belong to no case.

    The tables of items are held in memory, so a folder is for some hundred thousand cases.
    Raises: InputError where a table or the mapping cannot be read, or has a column that is not known.
    """
    names = read_mapping(mapping, (MAIN_TABLE, *LISTS))
    lists = [_listed(folder, table, path, names) for table, path in LISTS.items()]
    file = names.of(MAIN_TABLE).file or f"{MAIN_TABLE}.csv"
    met: set[str] = set()
    yield from read_one_by_one(file, _told(folder, file, names, lists, met), sound, size)
    stray = tuple(_stray(lists, met))
    if stray:
        yield CaseBatch(to_arrow(()), rows_of(()), stray, 1.0)


def _listed(folder: Path, table: str, path: tuple[str, ...], names: CaseTables) -> _Listed:
    given = names.of(table)
    file = given.file or f"{table}.csv"
    rows: dict[str, list[Row]] = defaultdict(list)
    if given.file or (folder / file).exists():
        beside = {"ref", "person"} if table in OF_ANYONE else {"ref"}
        for row in read_table(folder / file, items_at(path), beside, given, names.dates):
            rows[row.beside.get("ref", "")].append(row)
    return _Listed(file, path, rows)


def items_at(path: tuple[str, ...]) -> Group:
    """What one item of a list of groups may hold."""
    shape: Any = CASE
    for name in path:
        shape = shape.fields[name]
    assert isinstance(shape, Items)  # as LISTS has it
    assert isinstance(shape.of, Group)
    return shape.of


def _told(folder: Path, file: str, names: CaseTables, lists: list[_Listed], met: set[str]) -> Iterator[Told]:
    total = row_count(folder / file)
    for row in read_table(folder / file, CASE, set(), names.of(MAIN_TABLE), names.dates):
        case: dict[str, Any] = {"schema": SCHEMA}
        for path, value in row.fields.items():
            put(case, path, value)
        ref = str(case.get("ref", ""))
        met.add(ref)
        origins: dict[tuple[Part, ...], str] = {}
        faults = list(row.faults)
        for listed in lists:
            for item in listed.rows.get(ref, ()) if ref else ():
                faults += _add(case, listed, item, origins)
        yield Told(row.number, case, row.number / total, origins, tuple(faults))


def _add(
    case: dict[str, Any], listed: _Listed, item: Row, origins: dict[tuple[Part, ...], str]
) -> Iterator[Fault]:
    """Add one item to its list in a case, and note where it came from."""
    where = f"{listed.file}, row {item.number:,}"
    holder, prefix = case, tuple[Part, ...]()
    person = item.beside.get("person", "")
    if person:
        members = case.get("household", [])
        if not (person.isdecimal() and 1 <= int(person) <= len(members)):
            yield Fault((*listed.path, "person"), f"{where}: {NOBODY}")
            return
        holder, prefix = members[int(person) - 1], ("household", int(person) - 1)
    for name in listed.path[:-1]:
        holder = holder.setdefault(name, {})
    items = holder.setdefault(listed.path[-1], [])
    if not isinstance(items, list):
        yield Fault(listed.path, f"{where}: the table of cases says something else of this list.")
        return
    group: dict[str, Any] = {}
    for path, value in item.fields.items():
        put(group, path, value)
    place = (*prefix, *listed.path, len(items))
    origins[place] = where
    items.append(group)
    yield from (Fault((*place, *fault.path), f"{where}: {fault.why}") for fault in item.faults)


def _stray(lists: list[_Listed], met: set[str]) -> Iterator[Quarantined]:
    for listed in lists:
        for ref, rows in listed.rows.items():
            if not ref or ref not in met:
                for row in rows:
                    yield Quarantined(listed.file, row.number, safe_ref(ref), (NO_CASE, *row.faults))
