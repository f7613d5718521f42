"""durable-rules by itself: the two rules on facts that were counted beforehand.

Leaves out: counting the nights, bounds and not knowing, the evidence standard, the dates of the law,
which facts are missing, and every reason and sentence. (Our second engine states every rule twice, on
bounds; how it fares by itself: `python -m benchmarks.production_alone`.)
"""

from collections.abc import Callable, Mapping
from typing import Any

from durable.lang import assert_facts, delete_state, m, ruleset, when_all

from benchmarks.peers.plain_python import Residence

_NAME = "residence"


def asking(nights: Mapping[str, Residence]) -> Callable[[], dict[str, bool]]:
    """What asserts the counts of every area in one batch and reports which are enough."""
    enough: set[str] = set()
    with ruleset(_NAME):

        @when_all((m.nights_12 >= 183) | (m.nights_60 >= 1096))  # type: ignore[untyped-decorator]
        def long_enough(context: Any) -> None:
            enough.add(context.m.area)

        # durable-rules raises for a fact that no rule matches.
        @when_all(+m.area)  # type: ignore[untyped-decorator]
        def asked(_context: Any) -> None:
            pass

    facts = [
        {"id": number, "area": area, "nights_12": each.nights_12, "nights_60": each.nights_60}
        for number, (area, each) in enumerate(nights.items())
    ]

    def answer() -> dict[str, bool]:
        enough.clear()
        assert_facts(_NAME, facts)
        delete_state(_NAME, None)
        return {area: area in enough for area in nights}

    return answer
