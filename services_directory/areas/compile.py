"""Compile the tables of areas from source data; for a maintainer, after a reorganisation.

    python -m services_directory.areas.compile SOURCE_DIRECTORY

The source holds areas.csv, area_changes.csv and adjacency.csv. The same source always gives the
same bytes. `tables/SOURCES.md` says where the facts come from and is written by hand.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from services_directory.areas.names import key_of

Row: TypeAlias = dict[str, str]

TABLES = Path(__file__).resolve().parent / "tables"
ADDED_NAMES = {"E06000047": ("Durham",)}  # the council's own short name, absent from the source


def compile_tables(source: Path) -> dict[str, str]:
    """The text of every table, by file name. Raises ValueError where the source contradicts itself."""
    areas, changes = _read(source / "areas.csv"), _read(source / "area_changes.csv")
    renamed = {row["old_name"] for row in changes if row["change_type"] == "renamed"}
    return {
        "areas.tsv": _areas_table(areas, renamed),
        "counties.tsv": _counties_table(areas),
        "former.tsv": _former_table(changes, {row["gss_code"] for row in areas}),
        "neighbours.tsv": _neighbours_table(_read(source / "adjacency.csv")),
    }


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(header: str, rows: Iterable[Sequence[str]]) -> str:
    lines = [header.split(), *rows]
    return "".join("\t".join(line) + "\n" for line in lines)


def _areas_table(areas: Iterable[Row], renamed: set[str]) -> str:
    rows = []
    owner: dict[str, str] = {}
    for row in sorted(areas, key=lambda row: row["gss_code"]):
        code, also = row["gss_code"], _other_names(row, renamed)
        for name in map(key_of, (row["name"], *also)):
            if owner.setdefault(name, code) != code:
                raise ValueError(f"{name!r} names both {owner[name]} and {code}")
        nation = key_of(row["nation"]).replace("-", "_")
        county, centre = key_of(row["county"]), [f"{float(row[axis]):.2f}" for axis in ("lat", "lon")]
        facts = [code, row["name"], row["slug"], nation, row["region"], county, row["housing_authority"]]
        rows.append([*facts, row["in_force_from"], *centre, "; ".join(also)])
    return _table(
        "code name slug nation region county housing_authority in_force_from latitude longitude also", rows
    )


def _other_names(row: Row, renamed: set[str]) -> list[str]:
    """Official and short names beside the usual one; a name given up is a former area's, not these."""
    alternatives = [name.strip() for name in row["alt_names"].split(";")]
    names = [row["official_name"], *alternatives, *ADDED_NAMES.get(row["gss_code"], ())]
    by_key = {key_of(name): name for name in reversed(names) if name and name not in renamed}
    by_key.pop(key_of(row["name"]), None)
    return sorted(by_key.values())


def _counties_table(areas: Iterable[Row]) -> str:
    districts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in areas:
        if row["county"]:
            districts[row["county_gss_code"], row["county"]].append(row["gss_code"])
    rows = [[*county, key_of(county[1]), " ".join(sorted(codes))] for county, codes in districts.items()]
    return _table("code name slug districts", sorted(rows))


def _former_table(changes: Iterable[Row], in_force: set[str]) -> str:
    """One line a former area; a place whose parts went to several areas is `divided`."""
    parts: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in changes:
        if row["change_type"] == "renamed" and row["old_name"] == row["current_name"]:
            continue  # the source could not tell which of two names stands; both are the area's own
        if row["current_gss_code"] not in in_force:
            raise ValueError(f"{row['old_name']} leads to {row['current_gss_code']}, which is not in force")
        parts[row["effective_date"], row["old_name"], row["old_gss_code"]].append(row)
    rows = [_former_row(parts[key]) for key in sorted(parts)]
    return _table("code name slug county tier change effective via successors", rows)


def _former_row(parts: list[Row]) -> list[str]:
    main_part_first = sorted(
        parts, key=lambda row: (row["change_type"] == "part_transferred", row["current_gss_code"])
    )
    first = main_part_first[0]
    successors = [row["current_gss_code"] for row in main_part_first]
    change = "divided" if len(successors) > 1 else first["change_type"]
    via = "" if first["successor_gss_code"] == first["current_gss_code"] else first["successor_name"]
    name = first["old_name"]
    place = [first["old_gss_code"], name, key_of(name), key_of(first["old_county"]), first["old_tier"]]
    return [*place, change, first["effective_date"], via, " ".join(successors)]


def _neighbours_table(pairs: Iterable[Row]) -> str:
    return _table("one other kind", sorted([row["gss_a"], row["gss_b"], row["kind"]] for row in pairs))


def main() -> None:
    """Write the tables beside this file."""
    parser = argparse.ArgumentParser(description="Compile the tables of areas from source data.")
    parser.add_argument("source", type=Path, help="directory of areas.csv, area_changes.csv, adjacency.csv")
    for name, text in compile_tables(parser.parse_args().source).items():
        (TABLES / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
