"""The gates that a service sets itself: whom it takes, whom it refuses, whether there is a place.

A criterion that the service has not stated or that nobody confirmed lately enough, or a fact of the
client that is not known, leaves the gate not known wherever it would decide. Nothing that is not known
opens a door. Each gate that is not open says what to ask, or what would lift it.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from functools import partial
from typing import NamedTuple, TypeAlias

from engine.known import all_of, any_of, negation
from engine.matching.candidates import route_to, through_the_council_alone
from engine.matching.checks import Check, from_checks
from engine.matching.client import Client
from engine.matching.exclusions import exclusions_gate
from engine.matching.gates import gate, service_eligibility
from engine.matching.model import Gate, GateName
from engine.matching.stated import WHO, Stated

EXCEPTION = f"Ask {WHO} whether it would make an exception; else another service is needed."


Reading: TypeAlias = Callable[[Stated], Hashable]  # what a gate turns on, of all that a service states


class Criterion(NamedTuple):
    """A gate of a service: what it turns on, and its judge.

    Services of which `reads` says the same, and whose confirmations stand alike, share the gate.
    """

    gate: GateName
    reads: Reading
    judge: Callable[[Client, Stated], Gate]


def _age_read(stated: Stated) -> Hashable:
    return stated.said("entry", stated.service.ages), stated.service.type


def _age(client: Client, stated: Stated) -> Gate:
    age, service = client.request.age, stated.service
    row = client.policy.types.get(service.type)
    suits = True if row is not None and row.for_under_18 else client.adult
    ages = stated.sure("entry", service.ages)
    youngest, oldest = ages or (None, None)
    old_enough = True if youngest is None else age.is_at_least(youngest)
    fits = all_of((old_enough, True if oldest is None else age.is_below(oldest + 1)))
    takes = f"it takes {_span(youngest, oldest)}"
    if fits is False:
        lifts = f"It opens at {youngest}." if old_enough is False else EXCEPTION
        return Gate("age", "closed", f"The client's age does not fit: {takes}.", lifts)
    if suits is not True:
        adult = client.policy.adult_from
        why = f"It is not for people under {adult}: children's services must be asked first."
        return gate("age", suits, why, f"Ask for the date of birth, and children's services below {adult}.")
    if ages is None:
        unsaid = "It does not state the ages it takes."
        why_not = stated.unsure("entry", service.ages, unsaid, f"Ask {WHO} which ages it takes.")
        return Gate("age", "unknown", *why_not)
    known = "fits" if fits else "is not known well enough"
    return gate("age", fits, f"The client's age {known}: {takes}.", "Ask the client for the date of birth.")


def _span(youngest: int | None, oldest: int | None) -> str:
    if youngest is None and oldest is None:
        return "every age"
    if oldest is None:
        return f"people from {youngest}"
    return f"people up to {oldest}" if youngest is None else f"people from {youngest} to {oldest}"


def _client_group_read(stated: Stated) -> Hashable:
    one, said = stated.service, stated.said
    return said("entry", one.genders), said("entry", one.client_groups), said("referral", one.routes or None)


def _client_group(client: Client, stated: Stated) -> Gate:
    checks = (*_genders(client, stated), *_groups(client, stated), *_routes(client, stated))
    return from_checks("client_group", checks, "The client is among those it takes.")


def _genders(client: Client, stated: Stated) -> Iterable[Check]:
    genders, policy = stated.sure("entry", stated.service.genders), client.policy
    if genders is None:
        unsaid = "It does not state the genders it takes."
        asks = f"Ask {WHO} whether it takes women and men."
        yield Check(None, *stated.unsure("entry", stated.service.genders, unsaid, asks))
    elif genders and client.gender not in genders:
        known = client.gender in policy.genders
        words = " and ".join(policy.genders.get(word, word) for word in sorted(genders))
        if known:
            yield Check(False, f"It takes only {words}.", "Another service is needed.")
        else:
            yield Check(
                None, f"It takes only {words}; ask the service.", f"Ask {WHO} whether it takes the client."
            )


def _groups(client: Client, stated: Stated) -> Iterable[Check]:
    groups = stated.sure("entry", stated.service.client_groups)
    if groups is None:
        unsaid, asks = "It does not state whom it is for.", f"Ask {WHO} whom it is for."
        yield Check(None, *stated.unsure("entry", stated.service.client_groups, unsaid, asks))
    elif groups:
        words = ", ".join(sorted(groups)).replace("_", " ")
        belongs = any_of(client.groups.get(group) for group in groups)
        if belongs is False:
            yield Check(False, f"It is for {words}.", EXCEPTION)
        else:
            why = f"It is for {words}; not yet known whether the client is."
            yield Check(belongs, why, f"Ask the client whether this fits: {words}.")


def _routes(client: Client, stated: Stated) -> Iterable[Check]:
    """Whether somebody at hand may refer. No route on the list is none stated."""
    written = stated.service.routes or None
    routes = stated.sure("referral", written)
    if routes is None:
        unsaid, asks = "It does not state who may refer.", f"Ask {WHO} who may refer."
        yield Check(None, *stated.unsure("referral", written, unsaid, asks))
    elif routes.isdisjoint(client.policy.routes_at_hand):
        words = ", ".join(sorted(routes)).replace("_", " ")
        why = f"It takes referrals only from others ({words}): ask them."
        yield Check(None, why, f"Ask whether one of these would refer the client: {words}.")


def _needs_read(stated: Stated) -> Hashable:
    return frozenset(
        [(need, stated.said("needs", highest)) for need, highest in stated.service.needs.items()]
    )


def _needs(client: Client, stated: Stated) -> Gate:
    return from_checks("needs", _each_need(client, stated), "It accepts the client's needs.")


def _each_need(client: Client, stated: Stated) -> Iterable[Check]:
    levels = client.policy.levels
    for need, (least, most) in client.needs.items():
        if most == 0:
            continue
        named = client.policy.needs[need]
        written = stated.service.needs.get(need)
        highest = stated.sure("needs", written)
        if highest is None:
            unsaid = f"It does not state whether it accepts {named} needs."
            asks = f"Ask {WHO} whether it accepts {named} needs."
            yield Check(None, *stated.unsure("needs", written, unsaid, asks))
            continue
        up_to = levels.index(highest)
        if most <= up_to:
            continue
        limit = f"It accepts no {named} needs" if up_to == 0 else f"It accepts {named} needs up to {highest}"
        if least > up_to:
            lifts = f"Ask {WHO} whether it would accept them with support from others."
            yield Check(False, f"{limit}.", lifts)
        else:
            yield Check(None, f"{limit}; the client's are not known.", f"Ask how high the {named} needs are.")


def _household_read(stated: Stated) -> Hashable:
    one, said = stated.service, partial(stated.said, "household")
    return said(one.couples), said(one.children), said(one.pets), said(one.single_sex)


def _household(client: Client, stated: Stated) -> Gate:
    return from_checks("household", _each_wish(client, stated), "It suits the client's household.")


def _each_wish(client: Client, stated: Stated) -> Iterable[Check]:
    service = stated.service
    for wished, written, what, lifts in (
        (client.couple, service.couples, "couples", "It opens only if the two wish to live apart for now."),
        (client.children, service.children, "children", "Ask the council for a place for the family."),
        (
            client.housing_need("pets"),
            service.pets,
            "pets",
            "It opens if somebody whom the client trusts keeps the animal.",
        ),
        (client.housing_need("single_sex"), service.single_sex, "single-sex living", EXCEPTION),
    ):
        offered = stated.sure("household", written)
        fits = any_of((negation(wished), offered))
        if fits is False:
            yield Check(False, f"It does not offer room for {what}.", lifts)
        elif fits is None and offered is None:
            unsaid = f"It does not say whether it has room for {what}."
            asks = f"Ask {WHO} whether it has room for {what}."
            yield Check(None, *stated.unsure("household", written, unsaid, asks))
        elif fits is None:
            why = f"It has no room for {what}; not yet known if that is needed."
            yield Check(None, why, f"Ask the client whether room for {what} is needed.")


def _access(client: Client, stated: Stated) -> Gate:
    written = stated.service.wheelchair
    needed, offered = client.housing_need("wheelchair"), stated.sure("access", written)
    fits = any_of((negation(needed), offered))
    if fits:
        words = "No wheelchair access is needed." if needed is False else "A wheelchair user can live there."
        return Gate("access", "open", words)
    if fits is False:
        lifts = f"Ask {WHO} whether it has another place without steps."
        return Gate("access", "closed", "A wheelchair user cannot live there.", lifts)
    if offered is None:
        unsaid = "It does not say whether a wheelchair user can live there."
        asks = f"Ask {WHO} whether a wheelchair user can live there."
        return Gate("access", "unknown", *stated.unsure("access", written, unsaid, asks))
    why = "A wheelchair user cannot live there, and it is not known whether the client is one."
    return Gate("access", "unknown", why, "Ask the client whether a wheelchair is used.")


def _capacity(client: Client, stated: Stated) -> Gate:
    """A vacancy counts only as fresh as the policy asks; nobody has promised it."""
    test_day, asks = client.request.test_day, f"Ask {WHO} whether there is a place, and from when."
    known = stated.service.vacancies_on(test_day)
    if known is None:
        return Gate("capacity", "unknown", "Nobody has confirmed whether there is a place: ask.", asks)
    free, confirmed_on = known
    day = date.fromordinal(confirmed_on).isoformat()
    if test_day - confirmed_on > client.policy.vacancies_last_days:
        why = f"Places were last confirmed on {day}, which is too long ago: ask."
        return Gate("capacity", "unknown", why, asks)
    if free == 0:
        return Gate(
            "capacity", "closed", f"Full on {day}.", f"Ask {WHO} for the waiting list and the next vacancy."
        )
    places = "place was" if free == 1 else "places were"
    return Gate("capacity", "open", f"{free} {places} free on {day}.")


def _eligibility_read(stated: Stated) -> Hashable:
    one = stated.service
    return stated.said("referral", one.public_funds), through_the_council_alone(one), one.type


def _eligibility(client: Client, stated: Stated) -> Gate:
    through_the_council = route_to(client, stated.service) == "housing_options_part7"
    return service_eligibility(client, stated, through_the_council=through_the_council)


def _exclusions_read(stated: Stated) -> Hashable:
    one = stated.service
    return stated.said("exclusions", one.convictions_refused), stated.said("exclusions", one.asks_about_bans)


# In the contract's order of gates.
ENTRY: tuple[Criterion, ...] = (
    Criterion("eligibility", _eligibility_read, _eligibility),
    Criterion("age", _age_read, _age),
    Criterion("client_group", _client_group_read, _client_group),
    Criterion("needs", _needs_read, _needs),
    Criterion("exclusions", _exclusions_read, exclusions_gate),
    Criterion("household", _household_read, _household),
    Criterion("access", lambda stated: stated.said("access", stated.service.wheelchair), _access),
    Criterion("capacity", lambda stated: stated.service.vacancies, _capacity),
)
