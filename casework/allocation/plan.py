"""The plan: every match that the hard rules leave open, and of these the best for all clients together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.allocation.fit import Fit, companions, fits_of, needs_two
from casework.allocation.forms import Caseworker, WaitingClient
from casework.allocation.matching import cheapest
from casework.allocation.policy import AllocationPolicy


@dataclass(frozen=True, slots=True)
class Team:
    """The caseworkers with their places: `limit` is the worker's own, else the policy's."""

    workers: tuple[Caseworker, ...]
    policy: AllocationPolicy

    def limit(self, worker: Caseworker) -> int:
        """The most clients that a worker may hold."""
        return self.policy.caseload_limit.value if worker.caseload_limit is None else worker.caseload_limit

    def room(self, worker: Caseworker) -> int:
        """Free places; none where nobody has said how many clients the worker holds."""
        return 0 if worker.caseload is None else max(0, self.limit(worker) - worker.caseload)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who holds each case, and who goes along where two are needed; by reference."""

    leads: Mapping[str, str]
    seconds: Mapping[str, str]


def allocated(clients: Sequence[WaitingClient], team: Team) -> tuple[Allocation, dict[str, dict[str, Fit]]]:
    """The best allocation, with every match that the hard rules leave open."""
    policy, workers = team.policy, team.workers
    by_ref = {worker.ref: worker for worker in workers}
    fits = {client.ref: fits_of(client, workers, policy) for client in clients}
    longest_first = [
        client.ref for client in sorted(clients, key=lambda each: (each.referred_on or date.max, each.ref))
    ]
    leads = cheapest(
        {ref: {worker: fit.points for worker, fit in row.items()} for ref, row in fits.items()},
        {worker.ref: team.room(worker) for worker in workers},
        {worker.ref: worker.caseload or 0 for worker in workers},
        policy.costs.each_case_held.points,
        longest_first,
    )
    in_pairs = [client for client in clients if client.ref in leads and needs_two(client, policy)]
    seconds = cheapest(
        {
            client.ref: {
                each.ref: 0 for each in companions(client, by_ref[leads[client.ref]], workers, policy)
            }
            for client in in_pairs
        },
        {worker.ref: len(in_pairs) for worker in workers},
        {worker.ref: 0 for worker in workers},
        policy.costs.each_joint_visit_held.points,
        [client.ref for client in in_pairs],
    )
    return Allocation(leads, seconds), fits
