"""What authorities' and providers' own policies say of a case: beside the law, and never in its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.assessment import AreaBlock
from engine.blocks import connection_block
from engine.facts.case import Case, connection_groups
from engine.facts.subjects import Group
from engine.findings import Finding
from engine.packs import Law
from engine.packs.law import overlay_law
from engine.packs.overlay import Overlay

Judge: TypeAlias = Callable[[Sequence[Group], Law], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Pathway:
    """One policy, and what it finds for its authority: nothing where it is not in force on those dates."""

    overlay: Overlay
    row: AreaBlock | None

    @property
    def warning(self) -> str:
        """What a reader must know of a policy that says nothing; empty for one that does."""
        return (
            "" if self.row else f"The policy `{self.overlay.pack.name}` is not in force on the case's dates."
        )

    def to_dict(self, area: Callable[[str], dict[str, str]]) -> dict[str, Any]:
        """The policy as an answer writes it."""
        pack = self.overlay.pack
        named = {"overlay": pack.name, "title": pack.title, "in_force": self.row is not None}
        found = self.row.to_dict(area) if self.row else {"area": area(self.overlay.authority), "findings": []}
        return named | found


def pathways_of(case: Case, overlays: Sequence[Overlay], judge: Judge) -> tuple[Pathway, ...]:
    """What each overlay's own rules find, each by itself, so that none can change another or the law.

    INVARIANT: an overlay's rules are in no other law than its own; whatever they find stays a pathway.
    """
    return tuple(Pathway(overlay, _row(case, overlay, judge)) for overlay in overlays)


def _row(case: Case, overlay: Overlay, judge: Judge) -> AreaBlock | None:
    law = overlay_law(overlay.pack, case.test_day, case.application_day)
    if law is None:
        return None
    found = judge(tuple(connection_groups(case, law, (overlay.authority,))), law)
    return AreaBlock(overlay.authority, connection_block(case, "presumed_not_met")(found))
