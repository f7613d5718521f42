"""The figures that a policy test goes by: dated, each with its reason, in `figures.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Figures:
    """The newest value of each figure."""

    least_shown: int
    rounded_to: int
    nights_in_a_bin: int
    listed_at_most: int
    examples_at_most: int
    years_of_age: tuple[int, ...]


@cache
def figures() -> Figures:
    """The figures in force."""
    said: dict[str, Any] = yaml.safe_load((files("policy_lab") / "figures.yaml").read_text("utf-8"))
    newest: dict[str, Any] = {name: each["values"][max(each["values"])] for name, each in said.items()}
    return Figures(**{**newest, "years_of_age": tuple(newest["years_of_age"])})
