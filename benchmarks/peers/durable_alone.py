"""durable-rules by itself: the two rules on facts that were counted beforehand.

Leaves out: counting the nights, bounds and not knowing, the evidence standard, the dates of the law,
which facts are missing, and every reason and sentence. (Our second engine states every rule twice, on
bounds; how it fares by itself: `python -m benchmarks.production_alone`.)
"""

from collections.abc import Callable, Mapping

from durable.lang import any_, assert_facts, delete_state, m, ruleset, when_all

from benchmarks.peers.plain_python import Residence

_NAME = "residence"


def asking(nights: Mapping[str, Residence]) -> Callable[[], dict[str, bool]]:
    """What asserts the counts of every area in one batch and reports which are enough."""
    enough: set[str] = set()
    with ruleset(_NAME):

        @when_all(any_(m.nights_12 >= 183, m.nights_60 >= 1096))
        def met(context):  # type: ignore[no-untyped-def]
            enough.update(fact["area"] for fact in context._m.values())

    facts = [
        {"id": number, "sid": "1", "area": area, "nights_12": each.nights_12, "nights_60": each.nights_60}
        for number, (area, each) in enumerate(nights.items())
    ]

    def answer() -> dict[str, bool]:
        enough.clear()
        assert_facts(_NAME, facts)
        delete_state(_NAME, "1")
        return {area: area in enough for area in nights}

    return answer
