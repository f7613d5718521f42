"""The gates that a service sets itself: whom it takes, whom it refuses, whether there is a place.

A criterion that the service has not stated, or a fact of the client that is not known, leaves the
gate not known wherever it would decide. Nothing that is not known opens a door.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from engine.known import Truth, all_of, any_of, negation
from engine.matching.client import Client
from engine.matching.gates import gate
from engine.matching.model import Gate, GateName, ServiceLike
from engine.matching.policy import MatchingPolicy

if TYPE_CHECKING:
    from engine.profile.needs import Exclusion

Check = tuple[Truth, str]  # whether it is passed, and what to say where it is not


def entry_gates(client: Client, service: ServiceLike) -> Mapping[GateName, Gate]:
    """Every gate that the service's own criteria set."""
    return {
        "age": _age(client, service),
        "client_group": _all("client_group", _groups(client, service), "The client is among those it takes."),
        "needs": _all("needs", _needs(client, service), "It accepts the client's needs."),
        "exclusions": _all("exclusions", _in_one_order(_exclusions(client, service)), _never_banned(client)),
        "household": _all("household", _household(client, service), "It suits the client's household."),
        "access": _access(client, service),
        "capacity": _capacity(service, client.request.test_day, client.policy),
    }


def _all(name: GateName, checks: Iterable[Check], open_words: str) -> Gate:
    """Closed by any check that fails, not known while any is not known, else open."""
    failed, unknown = [], []
    for passed, words in checks:
        if passed is False:
            failed.append(words)
        elif passed is None:
            unknown.append(words)
    if failed:
        return Gate(name, "closed", " ".join(failed))
    return Gate(name, "unknown", " ".join(unknown)) if unknown else Gate(name, "open", open_words)


def _in_one_order(checks: Iterable[Check]) -> list[Check]:
    """Each check once, whatever the order of the profile's lists."""
    return sorted(set(checks), key=lambda check: check[1])


def _age(client: Client, service: ServiceLike) -> Gate:
    age, row = client.request.age, client.policy.types.get(service.type)
    suits = True if row is not None and row.for_under_18 else client.adult
    youngest, oldest = service.ages or (None, None)
    old_enough = True if youngest is None else age.is_at_least(youngest)
    fits = all_of((old_enough, True if oldest is None else age.is_below(oldest + 1)))
    takes = f"it takes {_span(youngest, oldest)}"
    if fits is False:
        return Gate("age", "closed", f"The client's age does not fit: {takes}.")
    if suits is not True:
        why = (
            f"It is not for people under {client.policy.adult_from}: children's services must be asked first."
        )
        return gate("age", suits, why)
    if service.ages is None:
        return Gate("age", "unknown", "It does not state the ages it takes.")
    return gate("age", fits, f"The client's age {'fits' if fits else 'is not known well enough'}: {takes}.")


def _span(youngest: int | None, oldest: int | None) -> str:
    if youngest is None and oldest is None:
        return "every age"
    if oldest is None:
        return f"people from {youngest}"
    return f"people up to {oldest}" if youngest is None else f"people from {youngest} to {oldest}"


def _groups(client: Client, service: ServiceLike) -> Iterable[Check]:
    """Gender, client group, and whether somebody at hand may refer."""
    genders, groups, policy = service.genders, service.client_groups, client.policy
    if genders is None:
        yield None, "It does not state the genders it takes."
    elif genders and client.gender not in genders:
        known = client.gender in policy.genders
        words = " and ".join(policy.genders.get(word, word) for word in sorted(genders))
        yield (False if known else None), f"It takes only {words}{'' if known else '; ask the service'}."
    if groups is None:
        yield None, "It does not state whom it is for."
    elif groups:
        belongs = any_of(client.groups.get(group) for group in groups)
        words = ", ".join(sorted(groups)).replace("_", " ")
        yield (
            belongs,
            f"It is for {words}{'' if belongs is False else '; not yet known whether the client is'}.",
        )
    if not service.routes:
        yield None, "It does not state who may refer."
    elif service.routes.isdisjoint(policy.routes_at_hand):
        words = ", ".join(sorted(service.routes)).replace("_", " ")
        yield None, f"It takes referrals only from others ({words}): ask them."


def _needs(client: Client, service: ServiceLike) -> Iterable[Check]:
    levels = client.policy.levels
    for need, (least, most) in client.needs.items():
        if most == 0:
            continue
        named = client.policy.needs[need]
        highest = service.needs.get(need)
        if highest is None:
            yield None, f"It does not state whether it accepts {named} needs."
            continue
        up_to = levels.index(highest)
        if most <= up_to:
            continue
        limit = f"It accepts no {named} needs" if up_to == 0 else f"It accepts {named} needs up to {highest}"
        beyond = least > up_to
        yield (False if beyond else None), limit + ("." if beyond else "; the client's are not known.")


def _exclusions(client: Client, service: ServiceLike) -> Iterable[Check]:
    """Convictions that are refused, bans by this provider, and bans that may count here."""
    yield from _convictions(client, service.convictions_refused)
    yield from (check for ban in client.bans or () for check in _ban(client, service, ban))
    bans = client.bans
    if service.asks_about_bans is not False and bans != ():
        asks = "It asks about" if service.asks_about_bans else "It does not say whether it asks about"
        told = "which nobody has asked the client" if bans is None else "and there are some"
        yield None, f"{asks} earlier exclusions, {told}."


def _ban(client: Client, service: ServiceLike, ban: "Exclusion") -> Iterable[Check]:
    """What one earlier exclusion means here; names are matched generously, as people write them."""
    if ban.provider is None:
        if {ban.area, *(ban.possible_areas or ())} & {service.area, "unknown"}:
            yield None, "A service, there or not known where, has excluded the client: ask whether this one."
        return
    by, names = _letters(ban.provider), (_letters(service.provider.id), _letters(service.provider.name))
    if by in names and ban.until is not None and ban.until.first >= client.request.test_day:
        yield False, "The provider has excluded the client."
    elif by in names:
        yield None, "The provider has excluded the client before: ask whether that still stands."
    elif by and any(by in name or name in by for name in names):
        yield None, "A provider of a similar name has excluded the client: ask whether it was this one."


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _convictions(client: Client, refused: frozenset[str] | None) -> Iterable[Check]:
    convictions = client.convictions
    if refused is None:
        if convictions != ():
            yield None, "It does not state which convictions it refuses."
        return
    if not refused:
        return
    words = ", ".join(sorted(refused))
    if convictions is None:
        yield None, f"It refuses some convictions ({words}), and nobody has asked about the client's."
    for conviction in convictions or ():
        if conviction.kind is None:
            yield None, f"It refuses some convictions ({words}), and the kind of one is not known."
        elif conviction.kind in refused and conviction.spent is False:
            yield False, f"It refuses convictions of this kind ({conviction.kind})."
        elif conviction.kind in refused:
            yield (
                None,
                f"It refuses convictions of this kind ({conviction.kind}): ask whether a spent one counts.",
            )


def _never_banned(client: Client) -> str:
    # What was never raised as a caution is taken as none (design section 2), and said so.
    return "No exclusion was ever raised." if client.bans is None else "Nothing excludes the client."


def _household(client: Client, service: ServiceLike) -> Iterable[Check]:
    for wished, offered, what in (
        (client.couple, service.couples, "couples"),
        (client.children, service.children, "children"),
        (client.housing_need("pets"), service.pets, "pets"),
        (client.housing_need("single_sex"), service.single_sex, "single-sex living"),
    ):
        fits = any_of((negation(wished), offered))
        if fits is False:
            yield False, f"It does not offer room for {what}."
        elif fits is None:
            unsaid = f"It does not say whether it has room for {what}."
            yield (
                None,
                unsaid if offered is None else f"It has no room for {what}; not yet known if that is needed.",
            )


def _access(client: Client, service: ServiceLike) -> Gate:
    wheelchair = client.housing_need("wheelchair")
    fits = any_of((negation(wheelchair), service.wheelchair))
    if fits:
        words = (
            "No wheelchair access is needed." if wheelchair is False else "A wheelchair user can live there."
        )
    elif fits is False:
        words = "A wheelchair user cannot live there."
    elif service.wheelchair is None:
        words = "It does not say whether a wheelchair user can live there."
    else:
        words = "A wheelchair user cannot live there, and it is not known whether the client is one."
    return gate("access", fits, words)


def _capacity(service: ServiceLike, test_day: int, policy: MatchingPolicy) -> Gate:
    """A vacancy counts only as fresh as the policy asks; nobody has promised it."""
    known = service.vacancies_on(test_day)
    if known is None:
        return Gate("capacity", "unknown", "Nobody has confirmed whether there is a place: ask.")
    free, confirmed_on = known
    day = date.fromordinal(confirmed_on).isoformat()
    if test_day - confirmed_on > policy.vacancies_last_days:
        return Gate(
            "capacity", "unknown", f"Places were last confirmed on {day}, which is too long ago: ask."
        )
    if free == 0:
        return Gate("capacity", "closed", f"Full on {day}.")
    places = "place was" if free == 1 else "places were"
    return Gate("capacity", "open", f"{free} {places} free on {day}.")
