"""Whether one case is sound: its profile, its decision, its protected characteristics."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from engine.columnar.decision import Recorded
from engine.problems import Fault, InputError
from engine.profile import AreaIndex, read_profile
from engine.profile.faults import faults_of
from engine.profile.near import looks_like_a_name
from engine.profile.values import Terms
from services_directory.areas import load_areas
from services_directory.services import accommodation_types

_BESIDE = ("decision", "protected_characteristics")
MOST_CHARACTERISTICS = 40
LONGEST_GROUP = 100  # characters


@dataclass(frozen=True, slots=True)
class Soundness:
    """What cases are read against."""

    terms: Terms

    def faults(self, case: object) -> tuple[Fault, ...]:
        """Everything that is wrong with a case in the contract's form, each fault by its place."""
        faults: list[Fault] = []
        try:
            read_profile(case, self.terms.areas, self.terms.accommodation_types)
        except InputError as error:
            faults += error.faults
        if isinstance(case, dict):
            faults += self._beside(case)
        return tuple(faults)

    def _beside(self, case: dict[str, Any]) -> list[Fault]:
        beside = {name: case[name] for name in _BESIDE if isinstance(case.get(name), dict)}
        try:
            recorded = Recorded.model_validate(beside, context=self.terms)
        except ValidationError as error:
            return list(faults_of(error))
        return [] if _fit(recorded.protected_characteristics or {}) else [_UNFIT]


_UNFIT = Fault(
    ("protected_characteristics",),
    f"up to {MOST_CHARACTERISTICS} plain names are read, each with a group of {LONGEST_GROUP} characters.",
    do="Write `sex: female`, `disability: true`.",
)


def name_fits(name: str) -> bool:
    """Whether a characteristic has a plain name."""
    return looks_like_a_name(name)


def group_fits(group: object) -> bool:
    """Whether a group is a word or two, and no story."""
    return len(str(group)) <= LONGEST_GROUP


def _fit(characteristics: dict[str, str | bool | int]) -> bool:
    fit = (name_fits(name) and group_fits(group) for name, group in characteristics.items())
    return len(characteristics) <= MOST_CHARACTERISTICS and all(fit)


def soundness(areas: AreaIndex | None = None) -> Soundness:
    """What cases are read against: by default the program's own areas and accommodation types."""
    return Soundness(Terms(areas or load_areas(), accommodation_types()))
