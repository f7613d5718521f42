"""What should be said beside the options, whatever their order."""

from engine.matching.client import Client, fact_of
from engine.matching.model import MatchingRequest
from engine.matching.policy import MatchingPolicy

NEVER_RAISED = (
    "Nobody has asked about earlier exclusions: they are taken as none, save by services that ask about them."
)


def cautions(request: MatchingRequest, policy: MatchingPolicy) -> tuple[str, ...]:
    """Figures of practice that call for more time and support, and the presumption that was used.

    They change no gate and no score.
    """
    told = [
        row.says
        for row in policy.cautions
        if (number := fact_of(request.profile, row.fact)) is not None and number >= row.at_least
    ]
    if Client(request, policy).bans is None:
        told.append(NEVER_RAISED)
    return tuple(told)
