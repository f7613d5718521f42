"""Which services state the same, gate by gate, on one day.

Thousands of services state a few hundred things. Services of one kind share the gate, so that a whole
country costs little more than what it says. Kinds turn on the directory, the day and the policy alone, and
are kept from one client to the next.
"""

from collections.abc import Hashable, Mapping
from weakref import WeakKeyDictionary

from engine.matching.client import Client
from engine.matching.entry import ENTRY, Reading
from engine.matching.model import GateName, ServiceLike, ServicesDirectory
from engine.matching.stated import GROUPS, Kind, State, Stated, particulars_of, state_of


def _connection_read(stated: Stated) -> Hashable:
    return stated.said("connection", stated.service.connection), stated.service.pathway_rules


# What each gate of `ENTRY` reads of a service, in that order, and last what connection it asks for.
_READS: tuple[tuple[GateName, Reading], ...] = (
    *((one.gate, one.reads) for one in ENTRY),
    ("connection", _connection_read),
)
MOST_DAYS = 4  # of one directory that are kept; a service asks for today, over and over


class Kinds:
    """What one directory's services state on one day, worked out as each service is first looked at."""

    def __init__(self, day: int, lasts: Mapping[str, int]) -> None:
        self._day = day
        self._lasts = lasts
        self._of: dict[str, Stated] = {}
        self._states: dict[tuple[State, ...], Mapping[str, State]] = {}
        self._known: dict[Hashable, Kind] = {}
        self._particulars: dict[str, Mapping[str, str]] = {}

    def of(self, service: ServiceLike) -> Stated:
        """What a service states, with its kind for each gate."""
        found = self._of.get(service.id)
        if found is None:
            stated = Stated(service, self._states_of(service), ())
            kinds = tuple([self._kind(stated, *each) for each in _READS])
            found = self._of[service.id] = stated._replace(kinds=kinds)
        return found

    def particulars(self, service: ServiceLike) -> Mapping[str, str]:
        """The name and the days of a service, for the places that shared words leave open."""
        found = self._particulars.get(service.id)
        if found is None:
            found = self._particulars[service.id] = particulars_of(service, self._day)
        return found

    def _states_of(self, service: ServiceLike) -> Mapping[str, State]:
        """How the confirmation of each group stands; one mapping for all services of which it is the same."""
        states = {group: state_of(service, group, self._day, days) for group, days in self._lasts.items()}
        return self._states.setdefault(tuple(states.values()), states)

    def _kind(self, stated: Stated, gate: GateName, reads: Reading) -> Kind:
        # One step, so that two threads never take two statements for one kind.
        key = (gate, reads(stated), *[stated.states[group] for group in GROUPS[gate]])
        return self._known.setdefault(key, Kind())


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
