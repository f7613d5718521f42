"""The nights question, answered by us and by whichever peers are installed, in one table."""

import importlib
from collections.abc import Callable, Mapping
from datetime import date

from benchmarks.cases import STAYS
from benchmarks.peers import plain_python
from benchmarks.timing import Step

TEST_MONTH = "2026-03"  # OpenFisca's months before the test day
MONTHS = [date(year, month, 1) for year in range(2021, 2027) for month in range(1, 13)][2:62]

Peer = Callable[[], Mapping[str, bool]]


def months_lived() -> dict[str, list[date]]:
    """For each area, the first days of the months on which the client lived there."""
    return {
        area: [first for first in MONTHS if any(_there_on(first.isoformat(), stay, area) for stay in STAYS)]
        for area in dict.fromkeys(stay["area"] for stay in STAYS)
    }


def _there_on(day: str, stay: Mapping[str, str], area: str) -> bool:
    return stay["area"] == area and stay["from"] <= day < stay.get("to", "9999")


def peers() -> Mapping[str, Step]:
    """The peers that are installed. Raises RuntimeError where one finds otherwise than plain Python does."""
    counted = plain_python.residence()
    enough = {area: each.enough for area, each in counted.items()}
    months = months_lived()
    asked: dict[str, tuple[str, Callable[[Callable[..., Peer]], Peer]]] = {
        "durable-rules alone, on nights given": ("durable_alone", lambda asking: asking(counted)),
        "zen-engine, on nights given": ("zen_table", lambda asking: asking(counted)),
        "openfisca-core, on months given": ("openfisca_months", lambda asking: asking(months, TEST_MONTH)),
        "openfisca-core, 1,000 people at once": (
            "openfisca_months",
            lambda asking: asking(months, TEST_MONTH, 1_000),
        ),
    }
    steps: dict[str, Step] = {"plain Python, exact dates only": plain_python.residence}
    for name, (module, begin) in asked.items():
        try:
            answer = begin(importlib.import_module(f"benchmarks.peers.{module}").asking)
        except ImportError:
            print(f"{name}: not installed here; `make bench` has an environment with it")
            continue
        if answer() != enough:
            raise RuntimeError(f"{name} differs from plain Python on the same facts")
        steps[name] = answer
    return steps
