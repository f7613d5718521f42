"""GoRules' zen-engine (Rust): both decision tables, for each case and area, on nights counted beforehand."""

from collections.abc import Mapping

from benchmarks.peers.zen_table import decision_on
from benchmarks.residences import LINES, Residences
from benchmarks.timing import Step

CASES = 2_000
LEAVES_OUT = (
    "leaves out: reading the file and counting nights (given), what is not known, every other rule and"
    " family, reasons, what documents support"
)


def steps_of(residences: Residences) -> Mapping[str, tuple[int, Step]]:
    """Every pair asked of both tables. Raises RuntimeError where they find otherwise than ours."""
    some = residences.of_the_first(CASES)
    decisions = [decision_on(line.nights_12, line.nights_60) for line in LINES]
    nights = some.nights.select(nights_12="least_12", nights_60="least_60").to_dicts()

    def answer() -> list[int]:
        return [sum(each.evaluate(told)["result"]["enough"] for told in nights) for each in decisions]

    if answer() != [each.surely for each in some.found()]:
        raise RuntimeError(f"zen-engine finds {answer()}, and ours {some.found()}")
    return {"zen-engine, case by case, on nights given": (some.cases, answer)}
