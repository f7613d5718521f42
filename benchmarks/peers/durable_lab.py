"""durable-rules: both sets of rules, a case at a time, on nights counted beforehand."""

from collections.abc import Mapping
from typing import Any

from durable.lang import assert_facts, delete_state, m, ruleset, when_all

from benchmarks.residences import LINES, Residences
from benchmarks.timing import Step

CASES = 2_000
LEAVES_OUT = (
    "leaves out: reading the file and counting nights (given), what is not known, every other rule and"
    " family, reasons, what documents support"
)
_NAME = "residences"


def steps_of(residences: Residences) -> Mapping[str, tuple[int, Step]]:
    """Each case's facts asserted in one batch. Raises RuntimeError where they find otherwise than ours."""
    some = residences.of_the_first(CASES)
    # By name: a rule fires once for each of its two reasons.
    enough: tuple[set[int], set[int]] = (set(), set())
    now, proposed = LINES
    with ruleset(_NAME):

        @when_all((m.nights_12 >= now.nights_12) | (m.nights_60 >= now.nights_60))  # type: ignore[untyped-decorator]
        def resident(context: Any) -> None:
            enough[0].add(context.m.id)

        @when_all((m.nights_12 >= proposed.nights_12) | (m.nights_60 >= proposed.nights_60))  # type: ignore[untyped-decorator]
        def resident_as_proposed(context: Any) -> None:
            enough[1].add(context.m.id)

        # durable-rules raises for a fact that no rule matches.
        @when_all(+m.area)  # type: ignore[untyped-decorator]
        def asked(_context: Any) -> None:
            pass

    facts = some.nights.with_row_index("id").select(
        "id", "case", "area", nights_12="least_12", nights_60="least_60"
    )
    by_case = [each.drop("case").to_dicts() for each in facts.partition_by("case")]

    def answer() -> list[int]:
        for each in enough:
            each.clear()
        for case in by_case:
            assert_facts(_NAME, case)
            delete_state(_NAME, None)
        return [len(each) for each in enough]

    if answer() != [each.surely for each in some.found()]:
        raise RuntimeError(f"durable-rules finds {answer()}, and ours {some.found()}")
    return {"durable-rules, case by case, on nights given": (some.cases, answer)}
