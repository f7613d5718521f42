"""Safe connections for a client: candidates, then gates, then scores, then an order that explains itself."""

from engine.matching.cautions import cautions
from engine.matching.model import (
    AreaStanding,
    Gate,
    MatchingRequest,
    Option,
    Part,
    Ranking,
    Score,
    ServicesDirectory,
    Standing,
)
from engine.matching.policy import MatchingPolicy, policy_on, read_policies
from engine.matching.ranking import rank_options

__all__ = [
    "AreaStanding",
    "Gate",
    "MatchingPolicy",
    "MatchingRequest",
    "Option",
    "Part",
    "Ranking",
    "Score",
    "ServicesDirectory",
    "Standing",
    "cautions",
    "policy_on",
    "rank_options",
    "read_policies",
]
