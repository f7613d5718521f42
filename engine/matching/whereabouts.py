"""In which areas something of a client is: worked out once, and asked of every area that an option is in."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from engine.known import Truth, any_of

if TYPE_CHECKING:
    from engine.profile.parts import Placed

Item = TypeVar("Item", bound="Placed")
UNKNOWN = "unknown"  # what a profile says of a place that is not known
NONE: frozenset[str] = frozenset()


class Whereabouts(NamedTuple):
    """The areas (codes) where something surely is, where it may be, and whether it may be in any other."""

    surely: frozenset[str]
    perhaps: frozenset[str]
    elsewhere: Truth

    def include(self, code: str) -> Truth:
        """Whether it is in an area."""
        if code in self.surely:
            return True
        return None if code in self.perhaps else self.elsewhere


NOT_ASKED = Whereabouts(NONE, NONE, None)


def places_named(areas: Iterable[str] | None) -> Whereabouts:
    """The areas of a list, one of which may be not known; nobody asked where there is no list."""
    if areas is None:
        return NOT_ASKED
    named = frozenset(areas)
    return Whereabouts(named - {UNKNOWN}, NONE, None if UNKNOWN in named else False)


def places_of(
    items: "Sequence[Item] | None", complete: Truth, holds: "Callable[[Item], Truth]"
) -> Whereabouts:
    """Where the items are of which something holds, out of a list that may not be complete.

    An item stands in one area, in one of several, or nobody knows where.
    """
    if items is None:
        return NOT_ASKED
    surely, perhaps = set[str](), set[str]()
    elsewhere: Truth = None if complete is False else False
    for item in items:
        held = holds(item)
        if held is False:
            continue
        if item.possible_areas:
            perhaps.update(item.possible_areas)
        elif item.area == UNKNOWN:
            elsewhere = None
        else:
            (surely if held else perhaps).add(item.area)
    return Whereabouts(frozenset(surely), frozenset(perhaps), elsewhere)


def any_place(*several: Whereabouts) -> Whereabouts:
    """Where any of several things is."""
    surely, perhaps, elsewhere = zip(*several, strict=True)
    return Whereabouts(NONE.union(*surely), NONE.union(*perhaps), any_of(elsewhere))
