"""From which verdict to which: the flows of a family as they may be published."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from policy_lab.replay.stands import ORDER, stands
from policy_lab.results import Count, Flow, Moved, Stands, Way
from policy_lab.suppression import PublishedRow, Row, published

Reason: TypeAlias = Literal["same", "other", "changed"]
GOES = ("gained", "lost", "level")


class FlowKey(NamedTuple):
    """From which verdict to which, and whether for another reason."""

    was: str
    becomes: str
    reason: Reason

    @property
    def way(self) -> tuple[Stands, Stands]:
        """Which of the nine ways the flow is part of."""
        return stands(self.was), stands(self.becomes)


class Counted(NamedTuple):
    """How many units a flow has, and of how many cases."""

    units: int
    cases: int


class Flows(NamedTuple):
    """The flows of a family, the nine ways that they make up, and who gains and loses."""

    moved: Moved
    ways: tuple[Way, ...]
    flows: tuple[Flow, ...]


def flows_of(counted: Mapping[FlowKey, Counted], least_shown: int) -> Flows:
    """The flows of one family, small ones held back with whatever would give them away.

    A flow is small where its units are, or the cases that they belong to.
    """
    ways = [(was, becomes) for was in ORDER for becomes in ORDER]
    leaves = [Row(_key(flow), count, _key(flow.way)) for flow, count in sorted(counted.items())]
    of_ways = [Row(_key(way), _sum(leaves, _key(way)), _goes(way)) for way in ways]
    top = [Row(each, _sum(of_ways, each)) for each in GOES]
    (moved, nine, flows), _total = published((top, of_ways, leaves), least_shown)
    units = {row.key: _units(row) for row in (*moved, *nine, *flows)}
    return Flows(
        Moved(*(units[each] for each in GOES)),
        tuple(Way(*way, units[_key(way)]) for way in ways),
        tuple(Flow(*flow, units[_key(flow)]) for flow in sorted(counted)),
    )


def _key(words: Iterable[str]) -> str:
    return ">".join(words)


def _goes(way: tuple[Stands, Stands]) -> str:
    was, becomes = map(ORDER.index, way)
    return "gained" if becomes > was else "lost" if becomes < was else "level"


def _sum(rows: Iterable[Row], under: str) -> Counted:
    held = [row.counts for row in rows if row.under == under]
    return Counted(sum(units for units, _ in held), sum(cases for _, cases in held))


def _units(row: PublishedRow) -> Count:
    return None if row.counts is None else row.counts[0]
