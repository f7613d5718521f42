"""OpenFisca (numpy): whole months lived in an area, given month by month.

Leaves out: nights (it counts whole calendar months, so its answer can differ where a threshold is
near), turning stays into months, bounds and not knowing, which stays count, the evidence standard,
which facts are missing, and every reason and sentence. It is made for many people at once: one person
is its worst case, so a thousand are measured beside.
"""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Months = Mapping[str, list[date]]  # area, and the first of every month lived there
Lived = npt.NDArray[np.bool_]  # by person
_PERSON = build_entity(key="person", plural="persons", label="A client in an area", is_person=True)


class lived_here(Variable):  # type: ignore[misc]  # noqa: N801 - OpenFisca takes the name from the class
    """Lived in the area for the month."""

    value_type = bool
    entity = _PERSON
    definition_period = DateUnit.MONTH
    label = "Lived in the area for the month"


class resident(Variable):  # type: ignore[misc]  # noqa: N801 - OpenFisca takes the name from the class
    """Six of twelve months, or three of five years."""

    value_type = bool
    entity = _PERSON
    definition_period = DateUnit.MONTH
    label = "Lived in the area for six of twelve months, or three of five years"

    def formula(person, month, _parameters):  # type: ignore[no-untyped-def]  # noqa: N805 - as OpenFisca has it
        """Count the months before the test month."""
        lived = [person("lived_here", month.offset(-n, "month")) for n in range(1, 61)]
        return (sum(lived[:12]) >= 6) | (sum(lived) >= 36)


def asking(months: Months, test_month: str, people: int = 1) -> Callable[[], dict[str, bool]]:
    """What asks about each area, for so many people alike; the rules have been read beforehand."""
    yes = np.ones(people, np.bool_)
    areas = {
        area: months_counted(dict.fromkeys(each, yes), test_month, people) for area, each in months.items()
    }
    return lambda: {area: bool(answer()[0]) for area, answer in areas.items()}


def months_counted(lived: Mapping[date, Lived], test_month: str, people: int) -> Callable[[], Lived]:
    """What asks about many people at once, given who lived in the area in each month (by its first day)."""
    system = TaxBenefitSystem([_PERSON])
    system.add_variables(lived_here, resident)
    on = period(test_month)
    given = [(period(f"{first:%Y-%m}"), who) for first, who in lived.items()]

    def answer() -> Lived:
        simulation = SimulationBuilder().build_default_simulation(system, count=people)
        for month, who in given:
            simulation.set_input("lived_here", month, who)
        found: Lived = simulation.calculate("resident", on)
        return found

    return answer
