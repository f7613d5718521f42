"""GoRules' zen-engine (Rust): a decision table over nights that were counted beforehand.

Leaves out: counting the nights (dates, overlaps, which stays count), bounds and not knowing, the
evidence standard, the dates of the law, which facts are missing, and every reason and sentence.
"""

import json
from collections.abc import Callable, Mapping

import zen

from benchmarks.peers.plain_python import Residence

_RULES = [
    {"_id": "six_of_twelve", "year": ">= 183", "five": "", "out": "true"},
    {"_id": "three_of_five", "year": "", "five": ">= 1096", "out": "true"},
    {"_id": "otherwise", "year": "", "five": "", "out": "false"},
]
_TABLE = {
    "hitPolicy": "first",
    "inputs": [
        {"id": "year", "name": "nights in 12 months", "field": "nights_12"},
        {"id": "five", "name": "nights in 60 months", "field": "nights_60"},
    ],
    "outputs": [{"id": "out", "name": "enough", "field": "enough"}],
    "rules": _RULES,
}
_NODES = [
    {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
    {
        "id": "table",
        "type": "decisionTableNode",
        "name": "t",
        "position": {"x": 1, "y": 0},
        "content": _TABLE,
    },
    {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
]
_EDGES = [
    {"id": f"{source} to {target}", "sourceId": source, "targetId": target, "type": "edge"}
    for source, target in (("in", "table"), ("table", "out"))
]


def asking(nights: Mapping[str, Residence]) -> Callable[[], dict[str, bool]]:
    """What asks the table about each area, the table having been read beforehand."""
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": _NODES, "edges": _EDGES}
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    asked = {
        area: {"nights_12": each.nights_12, "nights_60": each.nights_60} for area, each in nights.items()
    }

    def answer() -> dict[str, bool]:
        return {area: decision.evaluate(counts)["result"]["enough"] for area, counts in asked.items()}

    return answer
