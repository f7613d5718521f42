"""The services directory as a graph: what is where, whom it takes, what it asks for, by which door.

Nodes are pairs of a kind and a key: `("service", "kittiwake-newham")`, `("area", "E09000025")`.
Edges are named after what they say; parallel edges are told apart by that name:

| edge | from → to | carries |
| --- | --- | --- |
| located_in, serves | service → area | |
| needs_connection | service → area | asks (area_connection, pathway_rule, not_stated), rules |
| run_by | service → provider | |
| offers | service → accommodation_type | places, vacancies |
| accepts | service → support_need, client_group | up_to (needs only) |
| excludes | service → support_need, conviction_kind | |
| helps_with | service → support_need | |
| referral_route | service → referral_route | |
| neighbours | area → area, both ways | border (land, water) |
| became | former_area → area | on |

Importing this module imports networkx, which takes about a tenth of a second: only options need it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any, TypeAlias

import networkx as nx

from services_directory.areas import Areas, load_areas
from services_directory.services.loader import load_directory
from services_directory.services.models import Directory, Service

Node: TypeAlias = tuple[str, str]
Edge: TypeAlias = tuple[Node, Node, str, Mapping[str, Any]]

NOT_STATED = "not_stated"


class ServicesGraph:
    """The directory with its areas, and the questions that the search for options asks of it."""

    def __init__(self, directory: Directory, areas: Areas) -> None:
        self.areas = areas
        self.graph = graph_of(directory, areas)
        self._services: dict[Node, Service] = {("service", one.id): one for one in directory.services}
        self._asking = defaultdict(list)
        for node, service in self._services.items():
            for area in self._out(node, "needs_connection"):
                self._asking[area].append(service)
        self._open_door = tuple(
            service
            for node, service in self._services.items()
            if not any(True for _ in self._out(node, "needs_connection"))
        )

    def service(self, service_id: str) -> Service:
        """A service by its id; KeyError if there is none."""
        return self._services["service", service_id]

    def asking_no_connection(self) -> tuple[Service, ...]:
        """Services that take people from anywhere, in the order of their ids."""
        return self._open_door

    def asking_connection_in(self, area: str) -> tuple[Service, ...]:
        """Services that ask for a connection with this area, or do not say whether they do."""
        return tuple(self._asking.get(area, ()))

    def neighbours(self, area: str) -> frozenset[str]:
        """The codes of the areas next door; empty for a code that is not known."""
        return frozenset(self._out(("area", area), "neighbours"))

    def distance_km(self, one: str, other: str) -> float | None:
        """Kilometres between two areas as the crow flies; None where either code is not known."""
        return self.areas.distance_km(one, other) if one in self.areas and other in self.areas else None

    def _out(self, node: Node, edge: str) -> Iterator[str]:
        """The keys of the nodes that edges of one name lead to."""
        if node in self.graph:
            yield from (
                target[1] for _, target, name in self.graph.out_edges(node, keys=True) if name == edge
            )


@cache
def load_graph() -> ServicesGraph:
    """The graph of the directory that comes with the program."""
    return ServicesGraph(load_directory(), load_areas())


def graph_of(directory: Directory, areas: Areas) -> "nx.MultiDiGraph[Node]":
    """Every area, provider, service and word as nodes, joined by the edges that the gates read."""
    graph: nx.MultiDiGraph[Node] = nx.MultiDiGraph()
    for area in areas:
        graph.add_node(("area", area.code), title=area.name)
    for provider in directory.providers:
        graph.add_node(("provider", provider.id), title=provider.name)
    for service in directory.services:
        graph.add_node(("service", service.id), title=service.name)
    for start, end, name, carries in chain(_edges_between(areas), *map(_edges_of, directory.services)):
        graph.add_edge(start, end, key=name, **carries)
    return graph


def _edges_of(service: Service) -> Iterator[Edge]:
    node = ("service", service.id)
    yield node, ("area", service.area), "located_in", {}
    yield node, ("provider", service.provider.id), "run_by", {}
    capacity = {"places": service.places, "vacancies": service.vacancies}
    yield node, ("accommodation_type", service.type), "offers", capacity
    for area in sorted(service.serves):
        yield node, ("area", area), "serves", {}
        if service.connection != "none":
            asks = {"asks": service.connection or NOT_STATED, "rules": service.pathway_rules}
            yield node, ("area", area), "needs_connection", asks
    for need, level in service.needs.items():
        name, carries = ("excludes", {}) if level == "none" else ("accepts", {"up_to": level})
        yield node, ("support_need", need), name, carries
    for name, kind, words in (
        ("helps_with", "support_need", service.helps_with),
        ("accepts", "client_group", service.client_groups),
        ("excludes", "conviction_kind", service.convictions_refused),
        ("referral_route", "referral_route", service.routes),
    ):
        for word in sorted(words or ()):
            yield node, (kind, word), name, {}


def _edges_between(areas: Areas) -> Iterator[Edge]:
    for area in areas:
        for beside in areas.neighbours(area.code):
            yield ("area", area.code), ("area", beside.code), "neighbours", {"border": beside.kind}
    for former in areas.former:
        for code in former.successors:
            yield ("former_area", former.slug), ("area", code), "became", {"on": former.effective}
