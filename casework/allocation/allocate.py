"""Clients allocated to caseworkers: from two files to the answer."""

from datetime import date
from typing import Any

from casework.allocation.answer import told
from casework.allocation.forms import Caseworker, WaitingClient, read_clients, read_workers
from casework.allocation.plan import Team
from casework.allocation.policy import allocation_policy_on
from engine.problems import Fault, InputError


def allocation(clients: object, workers: object, day: date) -> dict[str, Any]:
    """The allocation of the clients of one file to the caseworkers of another, as on a day.

    Raises InputError with every fault of either file.
    """
    waiting, team = _both(clients, workers)
    try:
        policy = allocation_policy_on(day.toordinal())
    except LookupError as refusal:
        raise InputError("Nothing can be allocated.", [Fault(("as_of",), f"{refusal}.")]) from None
    return told(waiting, Team(team, policy), day)


def _both(clients: object, workers: object) -> tuple[tuple[WaitingClient, ...], tuple[Caseworker, ...]]:
    """Both files read; the faults of both are told together."""
    faults: list[Fault] = []
    found: list[Any] = [(), ()]
    for place, (read, data) in enumerate(((read_clients, clients), (read_workers, workers))):
        try:
            found[place] = read(data)
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError("The clients and workers cannot be read.", faults)
    return found[0], found[1]
