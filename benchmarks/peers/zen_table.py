"""GoRules' zen-engine (Rust): a decision table over nights that were counted beforehand.

Leaves out: counting the nights (dates, overlaps, which stays count), bounds and not knowing, the
evidence standard, the dates of the law, which facts are missing, and every reason and sentence.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import zen

from benchmarks.peers.plain_python import Residence

_EDGES = [
    {"id": f"{source} to {target}", "sourceId": source, "targetId": target, "type": "edge"}
    for source, target in (("in", "table"), ("table", "out"))
]


def asking(nights: Mapping[str, Residence]) -> Callable[[], dict[str, bool]]:
    """What asks the table about each area, the table having been read beforehand."""
    decision = decision_on(nights_12=183, nights_60=1096)
    asked = {
        area: {"nights_12": each.nights_12, "nights_60": each.nights_60} for area, each in nights.items()
    }

    def answer() -> dict[str, bool]:
        return {area: decision.evaluate(counts)["result"]["enough"] for area, counts in asked.items()}

    return answer


def decision_on(nights_12: int, nights_60: int) -> Any:
    """The table as zen-engine has read it: so many nights of 12 months, or so many of 60, are enough."""
    rules = [
        {"_id": "of_twelve_months", "year": f">= {nights_12}", "five": "", "out": "true"},
        {"_id": "of_five_years", "year": "", "five": f">= {nights_60}", "out": "true"},
        {"_id": "otherwise", "year": "", "five": "", "out": "false"},
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [
            {"id": "year", "name": "nights in 12 months", "field": "nights_12"},
            {"id": "five", "name": "nights in 60 months", "field": "nights_60"},
        ],
        "outputs": [{"id": "out", "name": "enough", "field": "enough"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {
            "id": "table", "type": "decisionTableNode", "name": "t", "position": {"x": 1, "y": 0},
            "content": table,
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
    ]  # fmt: skip
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": _EDGES}
    return zen.ZenEngine().create_decision(json.dumps(graph))
