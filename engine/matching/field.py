"""The field of candidates: all that competes, what is closed and worth telling, and a count of the rest.

A national directory holds thousands of services that take people from anywhere. Each of them is looked at.
Those that no gate closes all compete, whatever the distance. Of those that a gate closes, the ones in areas
that something of the client points to are told with what would lift it; those elsewhere are told too while
they are few, and otherwise counted by the first gate that closes them. Nothing open, and nothing that is only
not known, is ever left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from engine.matching.candidates import (
    Candidate,
    areas_to_look_at,
    in_service,
    types_of_no_use,
    without_a_service,
)
from engine.matching.client import Client
from engine.matching.gating import Gating
from engine.matching.model import GateName, ServiceLike, ServicesDirectory


class Field(NamedTuple):
    """Candidates in the order of their ids, and how many services elsewhere each gate closes first.

    `near` are the areas that something of the client points to.
    """

    candidates: tuple[Candidate, ...]
    closed_elsewhere: Mapping[GateName, int]
    near: frozenset[str]


def field_of(client: Client, directory: ServicesDirectory, gating: Gating) -> Field:
    """Every candidate worth telling, each once.

    Services: those that ask for no connection, wherever they are; and, in areas that something of the
    client points to, those that ask for one or do not say.
    """
    near = areas_to_look_at(client)
    found = {one.id: one for one in without_a_service(client, near)}
    closed: list[tuple[GateName, ServiceLike]] = []
    for service in _services(client, directory, near):
        if not near.isdisjoint(service.serves):
            candidate = in_service(client, service)
        else:
            passed = gating.passed(service)
            if isinstance(passed, str):
                closed.append((passed, service))
                continue
            candidate = in_service(client, service, passed)
        found[candidate.id] = candidate
    counted: Mapping[GateName, int] = {}
    if len(closed) > client.policy.closed_elsewhere_listed:
        counted = Counter(gate for gate, _ in closed)
    else:
        told = (in_service(client, service) for _, service in closed)
        found |= {candidate.id: candidate for candidate in told}
    return Field(tuple([found[key] for key in sorted(found)]), counted, near)


def _services(client: Client, directory: ServicesDirectory, near: frozenset[str]) -> Iterator[ServiceLike]:
    no_use = types_of_no_use(client)
    asking = {one.id: one for code in near for one in directory.asking_connection_in(code)}
    for service in chain(directory.asking_no_connection(), asking.values()):
        if service.type not in no_use:
            yield service
