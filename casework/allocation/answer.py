"""An allocation as the answer writes it: reasons for each match, and why somebody is left out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from casework.allocation.fit import Fit, applies, may_take, needs_two, rules_bearing, rules_broken
from casework.allocation.forms import Caseworker, WaitingClient
from casework.allocation.plan import Allocation, Team, allocated
from casework.allocation.policy import AllocationPolicy

SCHEMA = "safe-connections/allocation/1"
TIES = (
    "Plans that are level are told apart by reference alone: the client whose reference comes first gets the "
    "worker whose reference comes first. Of clients who cannot all be allocated, those referred first go "
    "first; a day of referral that is not known counts as the latest."
)


def told(clients: Sequence[WaitingClient], team: Team, day: date) -> dict[str, Any]:
    """The plan as the answer writes it."""
    found, fits = allocated(clients, team)
    policy = team.policy
    return {
        "schema": SCHEMA,
        "allocated_on": day.isoformat(),
        "policy": {"name": policy.policy, "title": policy.title, "in_force_from": str(policy.in_force.first)},
        "matches": [
            _match_told(fits[client.ref][found.leads[client.ref]], found, team)
            for client in clients
            if client.ref in found.leads
        ],
        "unallocated": [
            {
                "client": client.ref,
                "because": list(_why_nobody(client, fits[client.ref], team)),
                "would_help": list(_would_help(client, fits[client.ref], team)),
            }
            for client in clients
            if client.ref not in found.leads
        ],
        "workers": [_worker_told(worker, found, team) for worker in team.workers],
        "ties": TIES,
        "warnings": list(_warnings(clients, team)),
    }


def _match_told(fit: Fit, found: Allocation, team: Team) -> dict[str, Any]:
    client, worker = fit.client, fit.worker
    held = f"Held {worker.caseload} of {team.limit(worker)} clients before."
    return {
        "client": client.ref,
        "worker": worker.ref,
        "second_worker": found.seconds.get(client.ref),
        "because": [*_rules_told(client, team.policy), *fit.reasons, held],
        "not_met": [
            *(each.says for each in fit.shortfalls),
            *_earlier_worker(client, worker, team),
        ],
        "points": fit.points,
    }


def _rules_told(client: WaitingClient, policy: AllocationPolicy) -> Iterator[str]:
    """The hard rules that the match keeps, and whether they are known to apply."""
    for rule in rules_bearing(client, policy):
        certain = applies(rule, client) is True
        yield rule.says if certain else f"{rule.says} Whether that is so here is not known; it was kept to."


def _earlier_worker(client: WaitingClient, worker: Caseworker, team: Team) -> Iterator[str]:
    """Why a client could not go back to the worker they know."""
    if client.earlier_worker in {None, worker.ref}:
        return
    earlier = next((each for each in team.workers if each.ref == client.earlier_worker), None)
    if earlier is None:
        yield f"{client.earlier_worker} is not in this team."
    elif not may_take(client, earlier, team.policy):
        yield f"{earlier.ref} may not take this client."
    elif not team.room(earlier):
        yield f"{earlier.ref} has no place free."
    else:
        yield f"{earlier.ref}'s places went where they do more."


def _why_nobody(client: WaitingClient, fits: Mapping[str, Fit], team: Team) -> Iterator[str]:
    """Why a client is left out: whom the hard rules leave, and whether those are full."""
    policy = team.policy
    if not team.workers:
        yield "There is no caseworker."
        return
    if fits:
        named = ", ".join(sorted(fits))
        yield f"Whoever may take the client is full, or took one who waited longer: {named}."
        return
    refused = [worker.ref for worker in team.workers if worker.ref in client.not_with]
    if refused:
        yield f"Not to be given to: {', '.join(refused)}."
    for rule in rules_bearing(client, policy):
        bars = [worker.ref for worker in team.workers if rule in rules_broken(client, worker, policy)]
        if len(bars) == len(team.workers):
            yield f"{rule.says} {rule.missing}"
        elif bars:
            yield f"{rule.says} That leaves out: {', '.join(bars)}."
    if needs_two(client, policy) and any(may_take(client, each, policy) for each in team.workers):
        yield from (
            f"{rule.says} {rule.missing}" for rule in rules_bearing(client, policy) if rule.workers > 1
        )


def _would_help(client: WaitingClient, fits: Mapping[str, Fit], team: Team) -> Iterator[str]:
    """What would open a way: an answer, a known fact of a worker, a place."""
    policy = team.policy
    if not fits:
        yield from dict.fromkeys(
            ask
            for rule in rules_bearing(client, policy)
            for fact, ask in rule.ask.items()
            if getattr(client, fact) is None
        )
        facts = sorted(
            {
                f"Ask {worker.ref}: {fact.replace('_', ' ')}."
                for rule in rules_bearing(client, policy)
                for worker in team.workers
                for fact in rule.worker
                if getattr(worker, fact) is None
            }
        )
        yield from facts
    unsaid = [worker.ref for worker in team.workers if worker.ref in fits and worker.caseload is None]
    if unsaid:
        yield f"Say how many clients they hold: {', '.join(unsaid)}."
    if fits:
        yield "Free a place, or add a worker to the team."


def _worker_told(worker: Caseworker, found: Allocation, team: Team) -> dict[str, Any]:
    new = sorted(client for client, lead in found.leads.items() if lead == worker.ref)
    return {
        "worker": worker.ref,
        "caseload_before": worker.caseload,
        "caseload_after": None if worker.caseload is None else worker.caseload + len(new),
        "caseload_limit": team.limit(worker),
        "clients": new,
        "joint_visits": sorted(client for client, second in found.seconds.items() if second == worker.ref),
    }


def _warnings(clients: Sequence[WaitingClient], team: Team) -> Iterator[str]:
    usual = team.policy.caseload_limit.value
    for worker in team.workers:
        if worker.caseload is None:
            yield f"{worker.ref} is given nobody: how many clients they hold is not known."
        elif worker.caseload > team.limit(worker):
            yield f"{worker.ref} holds more than the limit: {worker.caseload} of {team.limit(worker)}."
        if team.limit(worker) > usual:
            yield f"{worker.ref}'s own limit of {team.limit(worker)} is above the usual {usual}."
    undated = [client.ref for client in clients if client.referred_on is None]
    if undated:
        yield f"The day of referral is not known, and counts as the latest: {', '.join(undated)}."
