"""Writes a file of invented cases, decided by the packs that come with the program."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from casework.setting import shipped_packs
from engine.columnar.country import country_of
from policy_lab.cases import write_cases
from policy_lab.synthetic.calibration import load_calibration
from policy_lab.synthetic.cases import invented_cases
from policy_lab.synthetic.clients import Setting
from policy_lab.synthetic.decisions import Authorities
from services_directory.areas import load_areas


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to invent: how many, from which seed, of which years, what share decided wrongly."""

    count: int
    seed: int
    first_year: int
    last_year: int
    errors: float


def synthesise(wanted: Wanted, out: Path, done: Callable[[int], None] = lambda _cases: None) -> None:
    """Write the cases that are wanted; `done` is told how many more are made, batch by batch.

    Raises: InputError where the file cannot be written; nothing is left then.
    """
    write_cases(out, _told(batches(wanted), done))


def batches(wanted: Wanted) -> Iterator[pa.RecordBatch]:
    """The cases that are wanted, in batches: the same for the same wishes and version of the program."""
    areas = load_areas()
    country = country_of((area.code for area in areas), lambda code: areas[code].nation, areas)
    setting = Setting(load_calibration(), country.codes, wanted.first_year, wanted.last_year)
    authorities = Authorities(shipped_packs(), country, wanted.errors)
    return invented_cases(setting, authorities, wanted.count, wanted.seed)


def _told(made: Iterator[pa.RecordBatch], done: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    for batch in made:
        yield batch
        done(len(batch))
