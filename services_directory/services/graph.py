"""The directory with its areas: the questions that the search for options asks, and the whole as a graph.

The search runs on indexes by area and by open door, made in one pass, so that thousands of services are
found in microseconds. The graph of `services_directory.services.network` says the same, edge by edge, and is
made when somebody asks for it; tests hold the two together.
"""

from collections import defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING

from services_directory.areas import Areas, load_areas
from services_directory.services.loader import load_directory
from services_directory.services.models import Directory, Service
from services_directory.services.travel import Journey, Travel, straight_line

if TYPE_CHECKING:
    import networkx as nx

    from services_directory.services.network import Node


class ServicesGraph:
    """A directory with its areas, and the questions that the search for options asks of it.

    `travel` says how far it is between two areas; without it, the straight line between their centres.
    Raises: ValueError where two services have one id, since what one states would be taken for the other.
    """

    def __init__(self, directory: Directory, areas: Areas, travel: Travel | None = None) -> None:
        self.directory = directory
        self.areas = areas
        self._travel = travel or straight_line(areas)
        self._services = {one.id: one for one in directory.services}
        if len(self._services) < len(directory.services):
            raise ValueError("two services of the directory have the same id")
        self._open_door = tuple(one for one in directory.services if one.connection == "none")
        serving, asking = defaultdict(list), defaultdict(list)
        for service in directory.services:
            for area in service.serves:
                serving[area].append(service)
                if service.connection != "none":
                    asking[area].append(service)
        self._serving = {area: tuple(found) for area, found in serving.items()}
        self._asking = {area: tuple(found) for area, found in asking.items()}
        self._beside: dict[str, frozenset[str]] = {}

    @cached_property
    def graph(self) -> "nx.MultiDiGraph[Node]":
        """Everything as nodes and edges, for questions that follow them from one to the next."""
        from services_directory.services.network import graph_of  # noqa: PLC0415 (networkx is slow to import)

        return graph_of(self.directory, self.areas)

    def service(self, service_id: str) -> Service:
        """A service by its id; KeyError if there is none."""
        return self._services[service_id]

    def asking_no_connection(self) -> tuple[Service, ...]:
        """Services that take people from anywhere, in the order of the directory."""
        return self._open_door

    def asking_connection_in(self, area: str) -> tuple[Service, ...]:
        """Services that ask for a connection with this area, or do not say whether they do."""
        return self._asking.get(area, ())

    def serving(self, area: str) -> tuple[Service, ...]:
        """Services of which an area is one that they serve, whatever they ask for."""
        return self._serving.get(area, ())

    def neighbours(self, area: str) -> frozenset[str]:
        """The codes of the areas next door; empty for a code that is not known."""
        if area not in self._beside:
            beside = self.areas.neighbours(area) if area in self.areas else ()
            self._beside[area] = frozenset(one.code for one in beside)
        return self._beside[area]

    def journey(self, one: str, other: str) -> Journey | None:
        """How far it is from one area to another, and by what assumption; None where it is not known."""
        return self._travel(one, other)

    def distance_km(self, one: str, other: str) -> float | None:
        """Kilometres between two areas by this directory's way of travel; None where it is not known."""
        journey = self._travel(one, other)
        return None if journey is None else journey.kilometres


@cache
def load_graph() -> ServicesGraph:
    """The directory that comes with the program, with every area of the United Kingdom."""
    return ServicesGraph(load_directory(), load_areas())
