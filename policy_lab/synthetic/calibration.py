"""The published figures that invented cases follow, and the assumptions where nothing is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import yaml

Weights: TypeAlias = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Figures and assumptions by name, and how many people slept rough on one night in each area."""

    figures: Mapping[str, Weights]
    assumptions: Mapping[str, Any]
    sleeping_rough: Weights

    def people_in(self, year: int) -> float:
        """How many slept rough on one night of a year; between counts on the line, beyond them as nearest."""
        counted = {int(known): people for known, people in self.figures["people_on_one_night"].items()}
        before = max((known for known in counted if known <= year), default=min(counted))
        after = min((known for known in counted if known >= year), default=max(counted))
        if after <= before:
            return counted[before]
        return counted[before] + (counted[after] - counted[before]) * (year - before) / (after - before)


@cache
def load_calibration() -> Calibration:
    """The tables that come with the program."""
    told, rough = (_table(name) for name in ("calibration.yaml", "sleeping_rough_2017.yaml"))
    figures = {
        name: {str(key): value for key, value in figure["values"].items()}
        for name, figure in told["figures"].items()
    }
    return Calibration(figures, told["assumptions"], rough)


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((files(__package__) / name).read_text("utf-8"))
    return table


def bounds(band: str) -> tuple[int, int]:
    """The least and the most of a band such as `21-30`."""
    least, most = band.split("-")
    return int(least), int(most)
