"""Which services state the same, gate by gate, on one day.

Thousands of services state a few hundred things. Services of one kind share the gate, so that a whole
country costs little more than what it says. Kinds turn on the directory, the day and the policy alone, and
are kept from one client to the next.
"""

from collections.abc import Hashable, Mapping
from operator import attrgetter
from weakref import WeakKeyDictionary

from engine.matching.client import Client
from engine.matching.entry import ENTRY, Reading
from engine.matching.model import ServiceLike, ServicesDirectory
from engine.matching.stated import state_of

# What each gate of `ENTRY` reads of a service, in that order, and last what connection it asks for.
_READS: tuple[tuple[str, Reading, tuple[str, ...]], ...] = (
    *((one.gate, one.reads, one.groups) for one in ENTRY),
    ("connection", attrgetter("connection", "pathway_rules"), ("connection",)),
)
MOST_DAYS = 4  # of one directory that are kept; a service asks for today, over and over


class Kind:
    """Services that state the same, as far as one gate reads it. Equal to itself alone."""

    __slots__ = ()


class Kinds:
    """The kinds of one directory's services on one day, worked out as each service is first looked at."""

    def __init__(self, day: int, lasts: Mapping[str, int]) -> None:
        self._day = day
        self._lasts = lasts
        self._of: dict[str, tuple[Kind, ...]] = {}
        self._known: dict[Hashable, Kind] = {}

    def of(self, service: ServiceLike) -> tuple[Kind, ...]:
        """The kind of a service for each gate of `ENTRY`, in its order, and last for the connection asked."""
        found = self._of.get(service.id)
        if found is None:
            found = self._of[service.id] = tuple([self._kind(service, *each) for each in _READS])
        return found

    def _kind(self, service: ServiceLike, gate: str, reads: Reading, groups: tuple[str, ...]) -> Kind:
        states = [state_of(service, group, self._day, self._lasts[group]) for group in groups]
        # One step, so that two threads never take two statements for one kind.
        return self._known.setdefault((gate, reads(service), *states), Kind())


_Days = dict[Hashable, Kinds]
_KNOWN: WeakKeyDictionary[ServicesDirectory, _Days] = WeakKeyDictionary()


def kinds_for(client: Client, directory: ServicesDirectory) -> Kinds:
    """The kinds of a directory on the client's test day, under the client's policy."""
    days = _KNOWN.setdefault(directory, {})
    lasts = {group: row.days for group, row in client.policy.criteria_last.items()}
    key = (client.request.test_day, *lasts.items())
    found = days.get(key)
    if found is None:
        while len(days) >= MOST_DAYS:
            days.pop(next(iter(days)), None)
        found = days[key] = Kinds(client.request.test_day, lasts)
    return found
