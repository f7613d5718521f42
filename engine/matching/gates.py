"""The gates that an area and the law set: each open, closed or not known, and why.

A gate is open only where that holds whatever is not known. Closed is closed for everybody who
reads the answer; a caseworker settles what is not known, and the law's own doors stay the law's.
"""

from engine.known import Truth
from engine.matching.client import Client
from engine.matching.model import AreaStanding, Gate, GateName, GateVerdict
from engine.matching.stated import WHO, Stated
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET, LEGAL

VOLUNTARY = "Reconnection is voluntary: come back to it only when the client does."
VERDICT_OF: dict[Truth, GateVerdict] = {True: "open", False: "closed", None: "unknown"}


def gate(name: GateName, truth: Truth, because: str, ask: str) -> Gate:
    """A gate from a truth: true is open (and asks nothing), false is closed, not known is not known."""
    return Gate(name, VERDICT_OF[truth], because, "" if truth else ask)


def safety_gate(standing: AreaStanding) -> Gate:
    """Open where the area is clear, or clear but for a caution that is then said. Fails closed."""
    name = standing.area["name"]
    if standing.safety == "clear":
        return Gate("safety", "open", f"Nothing known speaks against {name}.")
    if standing.safety == "caution":
        return Gate("safety", "open", f"With caution: {standing.safety_because}")
    if standing.safety == "excluded":
        lifts = f"Propose {name} only once a named professional has written that the danger is over."
        return Gate("safety", "closed", standing.safety_because, lifts)
    # INVARIANT: any other word, `undetermined` above all, is never open.
    asked = ", ".join(standing.safety_questions)
    settle = f" What would settle it: {asked}." if asked else ""
    ask = f"Settle what is open about the client's safety in {name} before it is proposed."
    return Gate("safety", "unknown", f"{standing.safety_because}{settle}", ask)


def restriction_gate(client: Client, code: str, name: str) -> Gate:
    """Whether an order or a licence bars the area on the test day, or may."""
    orders = client.restrictions
    if orders is None:
        ask = "Ask the client, and probation where there was custody, about orders and licence conditions."
        return Gate("restriction", "unknown", "Nobody has asked about orders and licence conditions.", ask)
    bars, unsettled, tells = set(), set(), set()
    for order in orders:
        if order.areas and code not in order.areas and "unknown" not in order.areas:
            continue
        kind = (order.kind or "order").replace("_", " ")
        surely_in_force = order.until is not None and order.until.first >= client.request.test_day
        if order.effect == "barred" and code in order.areas and surely_in_force:
            bars.add(f"An order in force bars {name} ({kind}).")
        elif order.effect == "permission_needed" or order.kind == "mappa":
            unsettled.add(f"A move needs permission that is not recorded yet ({kind}).")
        elif order.effect == "notify":
            tells.add(f"The supervising officer or the police must be told of a move ({kind}).")
        else:
            unsettled.add(f"Ask where this holds and until when: {kind}.")
    if client.restrictions_all_told is None:
        unsettled.add("Not yet known whether every order and licence condition is told.")
    because = " ".join(
        sorted(bars) or sorted(unsettled) or [f"No order in force bars {name}.", *sorted(tells)]
    )
    ask = (
        "It opens when the order ends, or if the court or the supervising officer agrees to the move."
        if bars
        else "Ask the client and the supervising officer which orders hold, where and until when."
    )
    return gate("restriction", False if bars else None if unsettled else True, because, ask)


def consent_gate(client: Client, code: str, name: str) -> Gate:
    """Whether the client agrees to this area. Reconnection is voluntary."""
    moving = code != client.request.applying_to
    refused = client.refused
    if refused is not None and code in refused:
        why = f"The client has refused {name}. This reopens if the client changes their mind."
        return Gate("consent", "closed", why, VOLUNTARY)
    if moving and client.agrees is False:
        why = "The client does not agree to leave this area. This reopens if the client changes their mind."
        return Gate("consent", "closed", why, VOLUNTARY)
    if moving and client.agrees is None:
        why = "Not yet known whether the client agrees to move to another area."
        return Gate("consent", "unknown", why, "Ask the client whether a move to another area is wanted.")
    if refused is None or "unknown" in refused:
        why = f"Nobody has recorded whether the client refuses {name}."
        return Gate("consent", "unknown", why, "Ask the client which areas are out of the question, and why.")
    agreed = (
        "The client agrees to move and has"
        if moving
        else "This is no move to another area, and the client has"
    )
    return Gate("consent", "open", f"{agreed} not refused {name}.")


def eligibility_gate(client: Client, needs_public_funds: Truth) -> Gate:
    """Whether the client may use what public funds pay for here."""
    if needs_public_funds is False:
        return Gate("eligibility", "open", "No public funds are needed.")
    verdict = client.request.eligibility
    because = client.request.eligibility_because
    if verdict in AT_LEAST_PRESUMED_MET:
        return Gate("eligibility", "open", because)
    if needs_public_funds and verdict in AT_MOST_PRESUMED_NOT_MET:
        lifts = "Get immigration advice, and ask the council about care or children's duties."
        return Gate("eligibility", "closed", because, lifts)
    if needs_public_funds:
        return Gate("eligibility", "unknown", because, "Settle what the client's eligibility turns on.")
    unstated = f"Whether public funds are needed depends on who pays. {because}"
    return Gate("eligibility", "unknown", unstated, "Ask who pays for the place, and settle eligibility.")


def service_eligibility(client: Client, stated: Stated, *, through_the_council: bool) -> Gate:
    """Whether the client may use what pays for a service; the council's door always needs public funds."""
    if through_the_council:
        return eligibility_gate(client, True)
    written = stated.service.public_funds
    public_funds = stated.sure("referral", written)
    found = eligibility_gate(client, public_funds)
    if found.verdict != "unknown" or public_funds is not None:
        return found
    return Gate("eligibility", "unknown", *stated.unsure("referral", written, *found[2:]))


def application_gate(client: Client, standing: AreaStanding) -> Gate:
    """The connection gate of a homelessness application: who would end up owing the duty."""
    here, name = standing.area["code"] == client.request.applying_to, standing.area["name"]
    if here and client.request.referable is False:
        why = "The authority applied to has nobody to refer the client to, so that its own duty stands."
        return Gate("connection", "open", why)
    if standing.connection in AT_LEAST_PRESUMED_MET:
        return Gate("connection", "open", standing.connection_because)
    if standing.sends_away is False:
        why = "No local connection is needed: the law lets the authority there send the client nowhere else."
        return Gate("connection", "open", why)
    if standing.connection in AT_MOST_PRESUMED_NOT_MET:
        why = (
            f"{standing.connection_because} A person may still apply to any authority, which may then refer."
        )
        return Gate("connection", "closed", why, f"It opens with a local connection to {name}.")
    return Gate("connection", "unknown", standing.connection_because, f"Settle the connection with {name}.")


def service_connection_gate(stated: Stated, standing: AreaStanding) -> Gate:
    """Whether the connection that a service asks for is there; `standing` is of the area it counts for."""
    service, name = stated.service, standing.area["name"]
    asks_for = stated.sure("connection", service.connection)
    if asks_for == "none":
        return Gate("connection", "open", "The service asks for no local connection.")
    if asks_for is None:
        unsaid = "The service does not say whether it asks for a local connection."
        asks = f"Ask {WHO} whether it asks for a local connection."
        return Gate("connection", "unknown", *stated.unsure("connection", service.connection, unsaid, asks))
    asked = f"The service asks for a connection. {standing.connection_because}"
    if standing.connection in AT_MOST_PRESUMED_NOT_MET:
        lifts = f"It opens with a local connection to {name}; ask {WHO} whether it would make an exception."
        return Gate("connection", "closed", asked, lifts)
    if asks_for == "area_connection":
        met = True if standing.connection in AT_LEAST_PRESUMED_MET else None
        return gate("connection", met, asked, f"Settle the connection with {name}.")
    # A pathway decides by rules of its own, which a connection in law does not meet by itself.
    rules = ", ".join(sorted(service.pathway_rules)).replace("_", " ")
    why = f"The pathway decides by its own rules ({rules}): ask it."
    return Gate(
        "connection", "unknown", why, f"Ask {WHO} whether the client meets the pathway's rules: {rules}."
    )


def strongest(standings: tuple[AreaStanding, ...]) -> AreaStanding:
    """The standing with the strongest connection; of equals the first."""
    ranks = LEGAL.verdicts
    return max(standings, key=lambda one: ranks.index(one.connection) if one.connection in LEGAL else 0)
