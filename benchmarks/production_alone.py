"""What the production engine costs by itself: `python -m benchmarks.production_alone [CASES]`.

Seventy invented rules of two to five rows and the subjects of an ordinary and of a crowded case, each
by account and by evidence. Prints milliseconds and kilobytes; nothing here depends on real packs.
"""

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from engine.conditions import All, Any, AtLeast, Below, Condition, In, Is
from engine.known import Amount, Nights, OneOf, Value, YesNo
from engine.production.batch import Subject, batch_of
from engine.production.compile import ProductionRule, compile_rules
from engine.production.fence import WORKER, ProductionWorker, Unavailable
from engine.production.session import ProductionSession

WORDS = [f"word {n}" for n in range(12)]
VERDICTS = ["met", "presumed_met", "officer_judgement", "silent", "not_met"]


class Kind(NamedTuple):
    """How many rules and facts a kind of subject has, and how many of it a case has."""

    name: str
    rules: int
    facts: int
    ordinary: int
    crowded: int


KINDS = [
    Kind("person and area", 15, 14, ordinary=8, crowded=26),
    Kind("job", 4, 8, ordinary=3, crowded=6),
    Kind("relative", 4, 8, ordinary=4, crowded=8),
    Kind("risk and area", 12, 10, ordinary=5, crowded=14),
    Kind("case", 35, 60, ordinary=1, crowded=2),
]


def invented_rules(chance: random.Random) -> list[ProductionRule]:
    """Rules as real ones are: most rows compare one fact or two, some have alternatives."""

    def condition(kind: Kind, depth: int = 0) -> Condition:
        shape = chance.random()
        if depth == 0 and shape < 0.55:
            return All(tuple(condition(kind, 1) for _ in range(chance.randrange(2, 4))))
        if depth == 0 and shape < 0.75:
            return Any(tuple(condition(kind, 1) for _ in range(chance.randrange(2, 5))))
        fact = chance.randrange(kind.facts)
        if fact % 4 == 0:
            compare = AtLeast if chance.random() < 0.5 else Below
            return compare(f"{fact}", chance.choice([8, 138, 183, 1096]))
        if fact % 4 == 1:
            return In(
                f"{fact}", frozenset(chance.sample(WORDS, chance.randrange(1, 5))), chance.random() < 0.7
            )
        return Is(f"{fact}", chance.random() < 0.6)

    def rows(kind: Kind) -> tuple[tuple[Condition, str], ...]:
        tried = [(condition(kind), chance.choice(VERDICTS)) for _ in range(chance.randrange(1, 5))]
        return (*tried, (All(()), "not_met"))

    return [
        ProductionRule(f"{kind.name} {n}", kind.name, rows(kind)) for kind in KINDS for n in range(kind.rules)
    ]


def invented_case(chance: random.Random, *, crowded: bool) -> list[Subject]:
    """Subjects of which one fact in seven is not known, and evidence shows one in seven otherwise."""

    def value(fact: int, kind: Kind) -> Value:
        known = chance.random() < 0.85
        if fact % 4 == 0:
            least = chance.randrange(1200)
            surely = Amount(least, least if known else least + 200)
            may_count = kind.name == "person and area" and fact == 0 and chance.random() < 0.2
            return Nights(surely, Amount(least, least + 300)) if may_count else surely
        if fact % 4 == 1:
            return OneOf(frozenset(chance.sample(WORDS, 1 if known else 12)))
        return YesNo(chance.random() < 0.3 if known else None)

    subjects = []
    for kind in KINDS:
        for n in range(kind.crowded if crowded else kind.ordinary):
            account = {f"{fact}": value(fact, kind) for fact in range(kind.facts)}
            evidence = {
                name: known if chance.random() < 0.85 else value(int(name), kind)
                for name, known in account.items()
            }
            subjects.append(Subject(f"{kind.name} {n} by account", kind.name, account))
            subjects.append(Subject(f"{kind.name} {n} by evidence", kind.name, evidence))
    return subjects


def milliseconds(step: Callable[[], object], times: int = 101) -> str:
    """The median time that a step takes, and the best, since machines are shared."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        step()
        taken.append(1000 * (time.perf_counter() - began))
    return f"{statistics.median(taken):8.2f} ms (best {min(taken):.2f})"


def resident_kb() -> int:
    """The memory that this process holds, on Linux."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4


def measure_case(
    name: str, case: list[Subject], session: ProductionSession, worker: ProductionWorker
) -> None:
    """Print what one case costs, in this process and in the worker; both must agree."""
    rules = invented_rules(random.Random(1))
    compiled = compile_rules(rules)
    found = worker.run("rules", rules, case)
    assert not isinstance(found, Unavailable), found
    assert found == session.run(case)
    facts = len(batch_of(compiled, case).bundles)
    print(f"{name} case: {len(case)} subjects, {facts} facts, {len(found)} findings")
    print("  into facts              ", milliseconds(lambda: batch_of(compiled, case)))
    print("  in this process         ", milliseconds(lambda: session.run(case)))
    print("  in the worker           ", milliseconds(lambda: worker.run("rules", rules, case)))


def measure(cases: int) -> None:
    """Print what was measured, a line each."""
    rules = invented_rules(random.Random(1))
    bundles = compile_rules(rules).bundles
    statements = sum(len(bundle.statements) for bundle in bundles)
    print(f"{len(rules)} rules: {statements} statements, {len(bundles)} bundles")
    print("compile the rules         ", milliseconds(lambda: compile_rules(rules), 21))
    print("compile, build and probe  ", milliseconds(lambda: ProductionSession(rules, "built").close(), 21))
    unasked = [*WORKER]
    ready = milliseconds(lambda: subprocess.run(unasked, stdin=subprocess.DEVNULL, check=True), 21)
    print("worker, from start to end ", ready)
    session = ProductionSession(rules, "measured")
    ordinary, crowded = (invented_case(random.Random(2), crowded=crowded) for crowded in (False, True))
    with ProductionWorker() as worker:
        measure_case("ordinary", ordinary, session, worker)
        measure_case("crowded", crowded, session, worker)
    before, began = resident_kb(), time.perf_counter()
    for _ in range(cases):
        session.run(ordinary)
    took = time.perf_counter() - began
    print(f"{cases} ordinary cases: {took:.1f} s, memory {before} kB before and {resident_kb()} kB after")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
