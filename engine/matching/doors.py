"""The gates that services set, for one client: judged once for all services of a kind."""

from engine.matching.candidates import NO_CONNECTION
from engine.matching.client import Client
from engine.matching.entry import ENTRY, Criterion
from engine.matching.gates import service_connection_gate
from engine.matching.kinds import Kind, kinds_for
from engine.matching.model import AreaStanding, Gate, GateName, ServiceLike, ServicesDirectory

_Row = tuple[int, Criterion, dict[Kind, Gate]]  # which kind of a service, which gate, and what is known
_CONNECTION = len(ENTRY)


class Doors:
    """Every gate that a service of one directory sets to one client, save that of its area.

    A gate that names the service has places left open in its words, which `stated.named` fills in.
    """

    def __init__(self, client: Client, directory: ServicesDirectory) -> None:
        self._client = client
        self._kinds = kinds_for(client, directory)
        self._rows: tuple[_Row, ...] = tuple((at, criterion, {}) for at, criterion in enumerate(ENTRY))
        self._backwards = self._rows[::-1]
        # Who was refused by whom, or owes rent to whom, sets services apart that state the same.
        self._by_itself = "exclusions" if client.bans or client.arrears else ""
        self._connections: dict[tuple[Kind, str], Gate] = {}

    def gates(self, service: ServiceLike) -> tuple[Gate, ...]:
        """Every gate of `ENTRY`, in its order."""
        kinds = self._kinds.of(service)
        return tuple([row[2].get(kinds[row[0]]) or self._judged(row, kinds, service) for row in self._rows])

    def passed(self, service: ServiceLike) -> tuple[Gate, ...] | GateName:
        """Every gate of `ENTRY`, in its order; or the first that is closed, from the last of them on."""
        kinds, found = self._kinds.of(service), []
        for row in self._backwards:
            gate = row[2].get(kinds[row[0]]) or self._judged(row, kinds, service)
            if gate.verdict == "closed":
                return gate.gate
            found.append(gate)
        return tuple(found[::-1])

    def connection(self, service: ServiceLike, standing: AreaStanding) -> Gate:
        """Whether the connection that a service asks for is there; `standing` is of the area that counts."""
        area = "" if service.connection == NO_CONNECTION else standing.area["code"]
        key = self._kinds.of(service)[_CONNECTION], area
        known = self._connections.get(key)
        if known is None:
            known = self._connections[key] = service_connection_gate(self._client, service, standing)
        return known

    def _judged(self, row: _Row, kinds: tuple[Kind, ...], service: ServiceLike) -> Gate:
        """A gate that is not known yet; kept for the kind, unless it is of this service alone."""
        at, criterion, known = row
        gate = criterion.judge(self._client, service)
        if criterion.gate != self._by_itself:
            known[kinds[at]] = gate
        return gate
