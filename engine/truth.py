"""Whether a bound condition holds of what is known, and what would have to be known to tell."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any as Anything
from typing import Literal, TypeAlias

from engine.conditions import All, Any, AtLeast, Below, Comparison, Condition, In, Is
from engine.known import Amount, Nights, Paths, Truth, Value

# That a fact is of the sort it is compared as was made sure of when the pack was loaded.
Facts: TypeAlias = Mapping[str, Anything]
World: TypeAlias = Literal[0, 1]  # 0: no stay that only may count is counted; 1: all of them are
Test: TypeAlias = Callable[[Facts, World], Truth]


def test_of(condition: Condition) -> Test:
    """A condition as a function of the facts and of how an officer may count stays."""
    match condition:
        case Is(fact, wanted):
            return _is(fact, wanted)
        case AtLeast(fact, number):
            return lambda facts, world: _amount(facts[fact], world).is_at_least(number)
        case Below(fact, number):
            return lambda facts, world: _amount(facts[fact], world).is_below(number)
        case In(fact, words, wanted):
            return _in(fact, words, wanted)
        case All(parts):
            return _joined(tuple(test_of(part) for part in parts), False)
        case Any(parts):
            return _joined(tuple(test_of(part) for part in parts), True)


def unknowns(condition: Condition, test: Test, facts: Facts, world: World) -> Iterator[str]:
    """The profile paths that keep a condition from being settled; none where it is settled."""
    if test(facts, world) is not None:
        return
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from unknowns(part, test_of(part), facts, world)
    else:
        yield from paths_of(facts[condition.fact], world)


def facts_read(condition: Condition) -> Iterator[str]:
    """The facts that a condition reads, in the order in which it names them."""
    return (each.fact for each in comparisons(condition))


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison that a condition is made of."""
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from comparisons(part)
    else:
        yield condition


def paths_of(value: Value, world: World) -> Paths:
    """The paths that would narrow a value as read in one of the two worlds."""
    return _amount(value, world).missing if isinstance(value, Nights) else value.missing


def _amount(value: Anything, world: World) -> Amount:
    if type(value) is Nights:
        return value.if_counted if world else value.surely
    found: Amount = value
    return found


def _is(fact: str, wanted: bool) -> Test:
    if wanted:
        return lambda facts, _world: facts[fact][0]

    def test(facts: Facts, _world: World) -> Truth:
        truth: Truth = facts[fact][0]
        return None if truth is None else not truth

    return test


def _in(fact: str, words: frozenset[str], wanted: bool) -> Test:
    def test(facts: Facts, _world: World) -> Truth:
        options = facts[fact][0]
        if options <= words:
            return wanted
        return not wanted if options.isdisjoint(words) else None

    return test


def _joined(tests: tuple[Test, ...], settles: bool) -> Test:
    """Kleene's or (one true settles it) or and (one false does), without trying more than is needed."""
    if len(tests) == 1:
        return tests[0]

    def test(facts: Facts, world: World) -> Truth:
        known = True
        for part in tests:
            truth = part(facts, world)
            if truth is settles:
                return settles
            if truth is None:
                known = False
        return not settles if known else None

    return test
