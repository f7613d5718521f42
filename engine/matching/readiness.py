"""What must be in place before a client moves: what is done, what is open, what to weigh first.

A move that is not ready is not a safe connection yet, however high it ranks. Nothing here closes an
option or counts in a score. What no profile tells (that a service is ready, who meets the client)
stays open until somebody sees to it. Source: practice reference PRAC-RECON-MIN, PRAC-PART7-PRESENT,
PRAC-RECON-NOT-FOR; the words are in the policy.
"""

from collections.abc import Iterator
from typing import TypeAlias

from engine.known import any_of
from engine.matching.client import NO_CODES, Client, fact_of
from engine.matching.options import Option, Ready, ReadyState
from engine.matching.policy import ReadyItem
from engine.verdicts import UNDETERMINED

Item: TypeAlias = tuple[ReadyItem, ReadyState | None]  # None: it does not arise

OF_LAW = {"connection": "local connection", "eligibility": "eligibility", "priority_need": "priority need"}
SHARING = "consent.share_with_agencies"
SURVIVED = ("domestic_abuse_victim", "homeless_because_of_domestic_abuse", "trafficking_victim")


def readiness(client: Client, option: Option) -> tuple[Ready, ...]:
    """Every item that arises for an option, in the order of the policy's rows; none for staying."""
    if option.route == "stay":
        return ()
    name, area = option.accommodation.name, option.area["name"]
    unsettled = list(_unsettled_in_law(client, option))
    states = dict([*_arranged(client, option, bool(unsettled)), *_weighed(client, option)])
    told: list[Ready] = []
    for item, words in client.policy.readiness.items():
        state = states[item]
        if state is not None:
            says = getattr(words, state).format(area=area, name=name, unsettled=", ".join(unsettled))
            told.append(Ready(item, state, says, words.rule))
    return tuple(told)


def _arranged(client: Client, option: Option, law_open: bool) -> Iterator[Item]:
    """What a planned move needs (PRAC-RECON-MIN)."""
    moves = option.area["code"] != client.request.applying_to
    unknown = set(option.unknown_gates)
    yield "consent", "open" if "consent" in unknown else "done"
    caution = client.request.standing[option.area["code"]].safety == "caution"
    safe: ReadyState = "weigh_first" if caution else "done"
    yield "safety", "open" if unknown & {"safety", "restriction"} else safe
    yield "place", "open"
    yield "services_told", "weigh_first" if fact_of(client.profile, SHARING) is False else "open"
    prescribed = client.level("substitute_prescribing")
    scripts: ReadyState = "open" if prescribed.least else "weigh_first"
    yield "scripts", scripts if moves and prescribed.most else "not_needed"
    carries = moves and client.treatment_to_carry_over is not False
    yield "health", "open" if carries else "not_needed"
    yield "benefits_and_identification", "open"
    yield "travel", "open" if moves else "not_needed"
    yield "legal_position", "open" if law_open else "done"
    yield "outcome_told", "open"
    yield "follow_up", "open"
    yield "presentation_pack", "open" if option.route == "housing_options_part7" else None


def _unsettled_in_law(client: Client, option: Option) -> Iterator[str]:
    """What of the law an option rests on and is not settled."""
    request, unknown = client.request, option.unknown_gates
    if "connection" in unknown and option.connection["verdict"] == UNDETERMINED:
        yield OF_LAW["connection"]
    if "eligibility" in unknown:
        yield OF_LAW["eligibility"]
    if option.route == "housing_options_part7" and request.priority_need == UNDETERMINED:
        yield OF_LAW["priority_need"]


def _weighed(client: Client, option: Option) -> Iterator[Item]:
    """Where a move is not simply proposed (PRAC-RECON-NOT-FOR)."""
    profile, code, here = client.profile, option.area["code"], client.request.applying_to
    moves = code != here
    high = len(client.policy.levels) - 1
    part7 = option.route == "housing_options_part7"
    in_need = any(level.least == high for level in client.needs.values())
    yield "support_in_temporary_accommodation", _first(part7 and in_need)
    accepted = any(one.main_duty or one.relief_duty for one in profile.accepted or () if one.by != code)
    yield "duty_accepted_elsewhere", _first(moves and accepted)
    children = client.children_areas - {code}
    yield "children", _first(moves and bool(children))
    yield "under_age", _first(client.adult is not True)
    raised = fact_of(profile, "vulnerability.trafficking_indicators")
    survived = any_of(fact_of(profile, f"vulnerability.{fact}") for fact in SURVIVED)
    yield "abuse_or_trafficking", _first(moves and (survived is True or raised not in (None, False)))
    treated = here is not None and here not in NO_CODES and client.treated_in(here) is True
    yield "treatment_here", _first(moves and treated)


def _first(arises: bool) -> ReadyState | None:
    return "weigh_first" if arises else None
