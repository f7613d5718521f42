"""OpenFisca (numpy): whole months lived in an area, given month by month.

Leaves out: nights (it counts whole calendar months, so its answer can differ where a threshold is
near), turning stays into months, bounds and not knowing, which stays count, the evidence standard,
which facts are missing, and every reason and sentence. It is made for many people at once: one person
is its worst case, so a thousand are measured beside.
"""

from collections.abc import Callable, Mapping
from datetime import date

from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit, Period, period
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Months = Mapping[str, list[date]]  # area, and the first of every month lived there
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
    system = TaxBenefitSystem([_PERSON])
    system.add_variables(lived_here, resident)
    on = period(test_month)
    yes = SimulationBuilder().build_default_simulation(system, count=people).person.filled_array(True)
    given = [[(period(f"{first:%Y-%m}"), yes) for first in each] for each in months.values()]

    def answer() -> dict[str, bool]:
        return {
            area: bool(_simulated(system, people, inputs).calculate("resident", on)[0])
            for area, inputs in zip(months, given, strict=True)
        }

    return answer


def _simulated(system: TaxBenefitSystem, people: int, inputs: list[tuple[Period, object]]) -> Simulation:
    simulation = SimulationBuilder().build_default_simulation(system, count=people)
    for month, lived in inputs:
        simulation.set_input("lived_here", month, lived)
    return simulation
