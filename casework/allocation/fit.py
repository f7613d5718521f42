"""How well a caseworker fits a client: whether a hard rule stands in the way, and what falls short."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casework.allocation.forms import Caseworker, WaitingClient
from casework.allocation.policy import AllocationPolicy, HardRule
from engine.known import Truth, all_of


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something that a match lacks, in words, and what that costs."""

    points: int
    says: str


@dataclass(frozen=True, slots=True)
class Fit:
    """One client with one worker who may take them."""

    client: WaitingClient
    worker: Caseworker
    reasons: tuple[str, ...]
    shortfalls: tuple[Shortfall, ...]

    @property
    def points(self) -> int:
        """What the match costs, caseload apart."""
        return sum(each.points for each in self.shortfalls)


def applies(rule: HardRule, client: WaitingClient) -> Truth:
    """Whether a hard rule is for a client; None where something that it reads is not known."""
    said = ((getattr(client, fact), values) for fact, values in rule.client.items())
    return all_of(None if value is None else value in values for value, values in said)


def rules_bearing(client: WaitingClient, policy: AllocationPolicy) -> tuple[HardRule, ...]:
    """The hard rules that a client is allocated under: those that apply, and those that may."""
    return tuple(rule for rule in policy.hard if applies(rule, client) is not False)


def rules_broken(client: WaitingClient, worker: Caseworker, policy: AllocationPolicy) -> tuple[HardRule, ...]:
    """The hard rules about the worker that a match would break, or may break for want of a known fact."""
    return tuple(rule for rule in rules_bearing(client, policy) if not _met_by(rule, worker))


def _met_by(rule: HardRule, worker: Caseworker) -> bool:
    # INVARIANT: a fact of the worker that is not known never meets a hard rule.
    return all(getattr(worker, fact) in values for fact, values in rule.worker.items())


def may_take(client: WaitingClient, worker: Caseworker, policy: AllocationPolicy) -> bool:
    """Whether a worker may take a client as far as the two of them go."""
    return worker.ref not in client.not_with and not rules_broken(client, worker, policy)


def needs_two(client: WaitingClient, policy: AllocationPolicy) -> bool:
    """Whether two workers go together."""
    return any(rule.workers > 1 for rule in rules_bearing(client, policy))


def companions(
    client: WaitingClient, lead: Caseworker, workers: Sequence[Caseworker], policy: AllocationPolicy
) -> tuple[Caseworker, ...]:
    """Those who could go along with the one who holds the case."""
    return tuple(each for each in workers if each.ref != lead.ref and may_take(client, each, policy))


def fits_of(client: WaitingClient, workers: Sequence[Caseworker], policy: AllocationPolicy) -> dict[str, Fit]:
    """Every worker who may take a client, by reference, whether or not there is a place free."""
    two = needs_two(client, policy)
    return {
        worker.ref: Fit(
            client, worker, tuple(_reasons(client, worker)), tuple(_lacks(client, worker, policy))
        )
        for worker in workers
        if may_take(client, worker, policy) and (not two or companions(client, worker, workers, policy))
    }


def _reasons(client: WaitingClient, worker: Caseworker) -> Iterator[str]:
    if client.earlier_worker == worker.ref:
        yield "Worked with the client before."
    known = [need for need, level in _needs(client) if level != "none" and need in worker.specialties]
    known += [group for group in sorted(client.client_groups or ()) if group in worker.specialties]
    if known:
        yield f"Knows this well: {_listed(known)}."
    spoken = sorted(set(client.languages_needed or ()) & set(worker.languages))
    if spoken:
        yield f"Speaks {_listed(spoken)}."


def _lacks(client: WaitingClient, worker: Caseworker, policy: AllocationPolicy) -> Iterator[Shortfall]:
    costs = policy.costs
    for need, level in _needs(client):
        points = getattr(costs.need_without_specialty, level)
        if points and need not in worker.specialties:
            yield Shortfall(points, f"A {level} need is no specialty of this worker: {_listed([need])}.")
    for group in sorted(set(client.client_groups or ()) - set(worker.specialties)):
        yield Shortfall(costs.group_without_specialty.points, f"Not a specialty: {_listed([group])}.")
    for language in sorted(set(client.languages_needed or ()) - set(worker.languages)):
        says = f"An interpreter is needed: {language}."
        yield Shortfall(costs.language_not_spoken.points, says)
    if client.earlier_worker not in {None, worker.ref}:
        says = f"The client worked with {client.earlier_worker} before, and has to start anew."
        yield Shortfall(costs.change_of_worker.points, says)


def _needs(client: WaitingClient) -> list[tuple[str, str]]:
    return sorted((client.support_needs or {}).items())


def _listed(words: Sequence[str]) -> str:
    plain = [word.replace("_", " ") for word in words]
    return plain[0] if len(plain) == 1 else f"{', '.join(plain[:-1])} and {plain[-1]}"
