"""OpenFisca (numpy): who has lived in an area long enough, every case and area at once, month by month."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import numpy as np
import polars as pl
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.peers.openfisca_months import Lived, lived_here, resident
from benchmarks.residence import MONTHS, TEST_MONTH
from benchmarks.residences import Residences, stays_of
from benchmarks.timing import Step

LEAVES_OUT = (
    "leaves out: nights (whole months alone), what is not known, every other rule and family, reasons, what"
    " documents support; reading the file (ours does it), and on months given, the stays too"
)
_AS_A_RULE = 0.02  # months and nights differ near a line, and nowhere else
_MONTHS_BACK = len(MONTHS)
_DAY_0 = 719_163  # numpy's first day, as an ordinal


class resident_as_proposed(Variable):  # type: ignore[misc]  # noqa: N801 - OpenFisca takes the name from the class
    """Six of twelve months, or two of five years."""

    value_type = bool
    entity = lived_here.entity
    definition_period = DateUnit.MONTH
    label = "Lived in the area for six of twelve months, or two of five years"

    def formula(person, month, _parameters):  # type: ignore[no-untyped-def]  # noqa: N805 - as OpenFisca has it
        """Count the months before the test month."""
        lived = [person("lived_here", month.offset(-n, "month")) for n in range(1, 61)]
        return (sum(lived[:12]) >= 6) | (sum(lived) >= 24)


def steps_of(residences: Residences) -> Mapping[str, tuple[int, Step]]:
    """Both questions, on months given and on those of the file.

    Raises RuntimeError where months do not account for what differs.
    """
    system = TaxBenefitSystem([lived_here.entity])
    system.add_variables(lived_here, resident, resident_as_proposed)
    asking = partial(_found, system, *_lived(residences.stays))
    for told, ours in zip(asking(), residences.found(), strict=True):
        if abs(told - ours.surely) > _AS_A_RULE * residences.nights.height:
            raise RuntimeError(f"OpenFisca finds {told}, and ours {ours.surely}")

    def from_file() -> tuple[int, int]:
        return _found(system, *_lived(stays_of(residences.file)))

    return {
        "openfisca-core, on months given": (residences.cases, asking),
        "openfisca-core, the months first made of the file": (residences.cases, from_file),
    }


def _found(system: TaxBenefitSystem, lived: Mapping[date, Lived], pairs: int) -> tuple[int, int]:
    simulation = SimulationBuilder().build_default_simulation(system, count=pairs)
    for first, who in lived.items():
        simulation.set_input("lived_here", period(f"{first:%Y-%m}"), who)
    on = period(TEST_MONTH)
    now, proposed = (simulation.calculate(name, on) for name in ("resident", "resident_as_proposed"))
    return int(now.sum()), int(proposed.sum())


def _lived(stays: pl.DataFrame) -> tuple[dict[date, Lived], int]:
    """Who lived where for certain on the first day of each of the 60 months before the case's; how many."""
    pairs = stays.select(pl.struct("case", "area").rank("dense").alias("pair")).to_series()
    pair, many = pairs.to_numpy() - 1, int(pairs.max() or 0)  # type: ignore[arg-type]  # ranks are numbers
    test_day, first, last = (
        stays[name].to_numpy().astype(np.int64) for name in ("test_day", "first", "last")
    )
    test_month = (test_day - _DAY_0).astype("M8[D]").astype("M8[M]")
    lived = {}
    for place, named in enumerate(MONTHS):
        on = (test_month - (_MONTHS_BACK - place)).astype("M8[D]").astype(np.int64) + _DAY_0
        lived[named] = np.zeros(many, np.bool_)
        lived[named][pair[(first <= on) & (on < last)]] = True
    return lived, many
