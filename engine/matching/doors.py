"""The gates that services set, for one client: judged once for all services of a kind."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

from engine.matching.candidates import NO_CONNECTION
from engine.matching.client import Client
from engine.matching.entry import ENTRY
from engine.matching.gates import service_connection_gate
from engine.matching.kinds import kinds_for
from engine.matching.model import AreaStanding, Gate, GateName, ServiceLike, ServicesDirectory
from engine.matching.stated import Kind, Stated, named

Telling: TypeAlias = Callable[[Iterable[Gate]], tuple[Gate, ...]]
_CONNECTION = len(ENTRY)
_BACKWARDS = tuple(reversed(range(len(ENTRY))))


class Doors:
    """Every gate that a service of one directory sets to one client, save that of its area.

    A gate that names the service has places left open in its words, which `stated.named` fills in.
    """

    def __init__(self, client: Client, directory: ServicesDirectory) -> None:
        self._client = client
        self._kinds = kinds_for(client, directory)
        self._known: tuple[dict[Kind, Gate], ...] = tuple({} for _ in ENTRY)
        # Who was refused by whom, or owes rent to whom, sets services apart that state the same.
        self._by_itself = "exclusions" if client.bans or client.arrears else ""
        self._connections: dict[tuple[Kind, str], Gate] = {}

    def gates(self, service: ServiceLike) -> tuple[Gate, ...]:
        """Every gate of `ENTRY`, in its order."""
        stated = self._kinds.of(service)
        kinds = stated.kinds
        return tuple(
            [known.get(kinds[at]) or self._judged(at, stated) for at, known in enumerate(self._known)]
        )

    def passed(self, service: ServiceLike) -> tuple[Gate, ...] | GateName:
        """Every gate of `ENTRY`, in its order; or the first that is closed, from the last of them on."""
        stated = self._kinds.of(service)
        kinds, known, found = stated.kinds, self._known, []
        for at in _BACKWARDS:
            gate = known[at].get(kinds[at]) or self._judged(at, stated)
            if gate.verdict == "closed":
                return gate.gate
            found.append(gate)
        return tuple(found[::-1])

    def connection(self, service: ServiceLike, standing: AreaStanding) -> Gate:
        """Whether the connection that a service asks for is there; `standing` is of the area that counts."""
        area = "" if service.connection == NO_CONNECTION else standing.area["code"]
        stated = self._kinds.of(service)
        key = stated.kinds[_CONNECTION], area
        known = self._connections.get(key)
        if known is None:
            known = self._connections[key] = service_connection_gate(stated, standing)
        return known

    def telling(self, service: ServiceLike) -> Telling:
        """How gates that services share are told of one of them."""
        return partial(named, self._kinds.particulars(service))

    def _judged(self, at: int, stated: Stated) -> Gate:
        """A gate that is not known yet; kept for the kind, unless it is of this service alone."""
        gate = ENTRY[at].judge(self._client, stated)
        if gate.gate != self._by_itself:
            self._known[at][stated.kinds[at]] = gate
        return gate
