"""The services directory as a graph: what is where, whom it takes, what it asks for, by which door.

Nodes are pairs of a kind and a key: `("service", "kittiwake-newham")`, `("area", "E09000025")`.
Edges are named after what they say; parallel edges are told apart by that name:

| edge | from → to | carries |
| --- | --- | --- |
| located_in, serves | service → area | |
| needs_connection | service → area | asks (area_connection, pathway_rule, not_stated), rules, confirmed |
| run_by | service → provider | |
| offers | service → accommodation_type | places, vacancies (free places by day of confirmation) |
| accepts | service → support_need, client_group | confirmed; up_to (needs only) |
| excludes | service → support_need, conviction_kind | confirmed |
| helps_with | service → support_need | confirmed |
| referral_route | service → referral_route | confirmed |
| neighbours | area → area, both ways | border (land, water) |
| became | former_area → area | on |

`confirmed` is who confirmed it and when, None where nobody did. Importing this module imports networkx,
which takes about a tenth of a second: the search for options does without.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, TypeAlias

import networkx as nx

from services_directory.areas import Areas
from services_directory.services.models import Directory, Service

Node: TypeAlias = tuple[str, str]
Edge: TypeAlias = tuple[Node, Node, str, Mapping[str, Any]]

NOT_STATED = "not_stated"


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
    asks = {
        "asks": service.connection or NOT_STATED,
        "rules": service.pathway_rules,
        "confirmed": service.confirmed.get("connection"),
    }
    for area in sorted(service.serves):
        yield node, ("area", area), "serves", {}
        if service.connection != "none":
            yield node, ("area", area), "needs_connection", asks
    yield from _edges_to_words(service, node)


def _edges_to_words(service: Service, node: Node) -> Iterator[Edge]:
    needs = {"confirmed": service.confirmed.get("needs")}
    for need, level in service.needs.items():
        if level == "none":
            yield node, ("support_need", need), "excludes", needs
        else:
            yield node, ("support_need", need), "accepts", {**needs, "up_to": level}
    for name, kind, words, group in (
        ("helps_with", "support_need", service.helps_with, "needs"),
        ("accepts", "client_group", service.client_groups, "entry"),
        ("excludes", "conviction_kind", service.convictions_refused, "exclusions"),
        ("referral_route", "referral_route", service.routes, "referral"),
    ):
        for word in sorted(words or ()):
            yield node, (kind, word), name, {"confirmed": service.confirmed.get(group)}


def _edges_between(areas: Areas) -> Iterator[Edge]:
    for area in areas:
        for beside in areas.neighbours(area.code):
            yield ("area", area.code), ("area", beside.code), "neighbours", {"border": beside.kind}
    for former in areas.former:
        for code in former.successors:
            yield ("former_area", former.slug), ("area", code), "became", {"on": former.effective}
