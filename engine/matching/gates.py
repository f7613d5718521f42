"""The gates that an area and the law set: each open, closed or not known, and why.

A gate is open only where that holds whatever is not known. Closed is closed for everybody who
reads the answer; a caseworker settles what is not known, and the law's own doors stay the law's.
"""

from engine.known import Truth
from engine.matching.client import Client
from engine.matching.model import AreaStanding, Gate, GateName, GateVerdict, ServiceLike
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET, LEGAL

VERDICT_OF: dict[Truth, GateVerdict] = {True: "open", False: "closed", None: "unknown"}


def gate(name: GateName, truth: Truth, because: str) -> Gate:
    """A gate from a truth: true is open, false is closed, not known is not known."""
    return Gate(name, VERDICT_OF[truth], because)


def safety_gate(standing: AreaStanding) -> Gate:
    """Open where the area is clear, or clear but for a caution that is then said. Fails closed."""
    name = standing.area["name"]
    if standing.safety == "clear":
        return Gate("safety", "open", f"Nothing known speaks against {name}.")
    if standing.safety == "caution":
        return Gate("safety", "open", f"With caution: {standing.safety_because}")
    if standing.safety == "excluded":
        return Gate("safety", "closed", standing.safety_because)
    # INVARIANT: any other word, `undetermined` above all, is never open.
    asked = ", ".join(standing.safety_questions)
    settle = f" What would settle it: {asked}." if asked else ""
    return Gate("safety", "unknown", f"{standing.safety_because}{settle}")


def restriction_gate(client: Client, code: str, name: str) -> Gate:
    """Whether an order or a licence bars the area on the test day, or may."""
    orders = client.restrictions
    if orders is None:
        return Gate("restriction", "unknown", "Nobody has asked about orders and licence conditions.")
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
    return gate("restriction", False if bars else None if unsettled else True, because)


def consent_gate(client: Client, code: str, name: str) -> Gate:
    """Whether the client agrees to this area. Reconnection is voluntary."""
    moving = code != client.request.applying_to
    refused = client.refused
    if refused is not None and code in refused:
        why = f"The client has refused {name}. This reopens if the client changes their mind."
        return Gate("consent", "closed", why)
    if moving and client.agrees is False:
        why = "The client does not agree to leave this area. This reopens if the client changes their mind."
        return Gate("consent", "closed", why)
    if moving and client.agrees is None:
        return Gate("consent", "unknown", "Not yet known whether the client agrees to move to another area.")
    if refused is None or "unknown" in refused:
        return Gate("consent", "unknown", f"Nobody has recorded whether the client refuses {name}.")
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
        return Gate("eligibility", "closed", because)
    unstated = "" if needs_public_funds else "Whether public funds are needed depends on who pays. "
    return Gate("eligibility", "unknown", unstated + because)


def application_gate(client: Client, standing: AreaStanding) -> Gate:
    """The connection gate of a homelessness application: who would end up owing the duty."""
    here = standing.area["code"] == client.request.applying_to
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
        return Gate("connection", "closed", why)
    return Gate("connection", "unknown", standing.connection_because)


def service_connection_gate(service: ServiceLike, standing: AreaStanding) -> Gate:
    """Whether the connection that a service asks for is there; `standing` is of the area it counts for."""
    if service.connection == "none":
        return Gate("connection", "open", "The service asks for no local connection.")
    if service.connection is None:
        return Gate(
            "connection", "unknown", "The service does not say whether it asks for a local connection."
        )
    if standing.connection in AT_MOST_PRESUMED_NOT_MET:
        return Gate(
            "connection", "closed", f"The service asks for a connection. {standing.connection_because}"
        )
    if service.connection == "area_connection":
        met = True if standing.connection in AT_LEAST_PRESUMED_MET else None
        return gate("connection", met, f"The service asks for a connection. {standing.connection_because}")
    # A pathway decides by rules of its own, which a connection in law does not meet by itself.
    rules = ", ".join(sorted(service.pathway_rules)).replace("_", " ")
    return Gate("connection", "unknown", f"The pathway decides by its own rules ({rules}): ask it.")


def strongest(standings: tuple[AreaStanding, ...]) -> AreaStanding:
    """The standing with the strongest connection; of equals the first."""
    ranks = LEGAL.verdicts
    return max(standings, key=lambda one: ranks.index(one.connection) if one.connection in LEGAL else 0)
