"""The matching: a flow of least cost from clients to the free places of caseworkers, in whole numbers."""

from collections.abc import Mapping, Sequence

import networkx as nx

_SINK, _LEFT = ("sink",), ("left",)


def cheapest(
    choices: Mapping[str, Mapping[str, int]],
    room: Mapping[str, int],
    held: Mapping[str, int],
    each_held: int,
    waiting: Sequence[str],
) -> dict[str, str]:
    """Who goes to whom: as many as possible, the longest-waiting first, then at least cost.

    `choices` are the points of every worker whom a client may go to; `room` the free places of each
    worker; `held` what each holds already, of which every further one costs `each_held` more.
    `waiting` names the clients, the longest-waiting first: of plans that allocate as many, those stand
    in which the ones left out have waited least. Plans that are level in all of this are told apart in the
    open: the client whose reference comes first gets the worker whose reference comes first.

    Integers without bound keep the four steps apart, so no sum of a lower step ever outweighs a higher.
    """
    clients, workers = sorted(choices), sorted(room)
    places = {worker: min(room[worker], len(clients)) for worker in workers}
    tie = (len(workers) + 1) ** len(clients)
    dearest = max((points for row in choices.values() for points in row.values()), default=0)
    last_place = max((held[worker] + places[worker] for worker in workers), default=0)
    all_points = len(clients) * (dearest + each_held * last_place) + 1
    newest_first = {client: 2**place for place, client in enumerate(reversed(waiting))}
    left_out = 2 ** len(clients)

    graph: nx.DiGraph[tuple[object, ...]] = nx.DiGraph()
    graph.add_node(_SINK, demand=len(clients))
    graph.add_edge(_LEFT, _SINK)
    for turn, client in enumerate(clients):
        node = ("client", client)
        graph.add_node(node, demand=-1)
        wait = (left_out + newest_first[client]) * all_points * tie
        graph.add_edge(node, _LEFT, capacity=1, weight=wait)
        of_turn = (len(workers) + 1) ** (len(clients) - 1 - turn)
        for rank, worker in enumerate(workers):
            if places[worker] and worker in choices[client]:
                weight = choices[client][worker] * tie + rank * of_turn
                graph.add_edge(node, ("worker", worker), capacity=1, weight=weight)
    for worker in workers:
        for place in range(places[worker]):
            step = ("place", worker, place)
            weight = each_held * (held[worker] + place) * tie
            graph.add_edge(("worker", worker), step, capacity=1, weight=weight)
            graph.add_edge(step, _SINK, capacity=1)
    _, flow = nx.network_simplex(graph)
    return {
        client: node[1]
        for client in clients
        for node, units in flow["client", client].items()
        if units and node != _LEFT
    }
