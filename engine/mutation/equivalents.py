"""Mutants that nothing could notice, listed beside the rules with the reason (`mutants.yaml`)."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from engine.packs.errors import PackError, PackFault

FILE = "mutants.yaml"


class Equivalent(BaseModel):
    """A mutant that decides every case as the rule does, and why.

    Without `change`, every mutant of the place is meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    place: str
    change: str | None = None
    why: str

    def means(self, rule: str, place: str, change: str) -> bool:
        """Whether a mutant is the one that is listed."""
        return (self.rule, self.place) == (rule, place) and self.change in (None, change)


def read_equivalents(folder: Path) -> tuple[Equivalent, ...]:
    """The mutants listed in a pack's folder; none where there is no list. Raises PackError."""
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        return TypeAdapter(tuple[Equivalent, ...]).validate_python(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, ValidationError) as fault:
        raise PackError([PackFault(FILE, "", " ".join(str(fault).split()))]) from None
