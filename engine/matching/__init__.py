"""Safe connections for a client: candidates, then gates, then scores, then an order that explains itself."""

from engine.matching.cautions import cautions
from engine.matching.comparing import compared
from engine.matching.model import AreaStanding, Gate, MatchingRequest, ServicesDirectory, Standing
from engine.matching.options import Option, Part, Ranking, Ready, Score
from engine.matching.policy import MatchingPolicy, policy_on, read_policies
from engine.matching.ranking import rank_options
from engine.matching.sensitivity import Sensitivity, sensitivity
from engine.matching.stability import Stability, stability

__all__ = [
    "AreaStanding",
    "Gate",
    "MatchingPolicy",
    "MatchingRequest",
    "Option",
    "Part",
    "Ranking",
    "Ready",
    "Score",
    "Sensitivity",
    "ServicesDirectory",
    "Stability",
    "Standing",
    "cautions",
    "compared",
    "policy_on",
    "rank_options",
    "read_policies",
    "sensitivity",
    "stability",
]
