"""Invented rules and facts, and the plainest way of answering them: by trying every row in order.

The reference follows the words of the design alone: a row that is certain gives its verdict and ends
the list, a row that is possible gives its verdict and lets the list go on.
"""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from engine.conditions import All, Any, AtLeast, Below, Comparison, Condition, In, Is
from engine.known import Amount, Nights, OneOf, Truth, Value, YesNo, all_of, any_of, negation
from engine.production.batch import Key, Subject
from engine.production.bounds import World
from engine.production.compile import ProductionRule

KINDS = ("person_and_area", "job", "case")
VERDICTS = ("met", "not_met", "presumed_met", "officer_judgement", "silent")
AMOUNTS = ("hours", "age")
NIGHTS = ("nights_12", "nights_60")
YES_NOS = ("current", "casual", "confirmed", "wishes")
CHOICES = ("relation", "basis")
WORDS = ("mother", "aunt", "1096", "true", "hostel")  # some that durable-rules takes for other things


def possible_verdicts(rule: ProductionRule, facts: Mapping[str, Value], world: int) -> frozenset[str]:
    found = set()
    for condition, verdict in rule.rows:
        truth = holds(condition, facts, world)
        if truth is not False:
            found.add(verdict)
        if truth:
            break
    return frozenset(found)


def holds(condition: Condition, facts: Mapping[str, Value], world: int) -> Truth:
    match condition:
        case All(parts):
            return all_of([holds(part, facts, world) for part in parts])
        case Any(parts):
            return any_of([holds(part, facts, world) for part in parts])
    value = facts.get(condition.fact)
    if isinstance(value, Nights):
        value = value.if_counted if world else value.surely
    return None if value is None else compares(condition, value)


def compares(comparison: Comparison, value: Value) -> Truth:
    match comparison, value:
        case Is(_, wanted), YesNo(truth):
            return truth if wanted else negation(truth)
        case AtLeast(_, number), Amount():
            return value.is_at_least(number)
        case Below(_, number), Amount():
            return value.is_below(number)
        case In(_, words, wanted), OneOf():
            return value.is_in(words) if wanted else negation(value.is_in(words))
    raise AssertionError("a fact of the wrong sort")


def reference(
    rules: Sequence[ProductionRule], subjects: Sequence[Subject]
) -> Mapping[tuple[str, Key, World], frozenset[str]]:
    worlds: tuple[World, ...] = (0, 1)
    return {
        (rule.rule, subject.key, world): possible_verdicts(rule, subject.facts, world)
        for rule in rules
        for subject in subjects
        for world in worlds
        if rule.kind == subject.kind
    }


thresholds = st.sampled_from((-8, 0, 1, 16, 183, 1096))
near_thresholds = st.builds(lambda line, off: line + off, thresholds, st.integers(-1, 1))
comparisons: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Is, st.sampled_from(YES_NOS), st.booleans()),
    st.builds(AtLeast, st.sampled_from(AMOUNTS + NIGHTS), thresholds),
    st.builds(Below, st.sampled_from(AMOUNTS + NIGHTS), thresholds),
    st.builds(In, st.sampled_from(CHOICES), st.frozensets(st.sampled_from(WORDS)), st.booleans()),
)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(st.builds(All, several), st.builds(Any, several))


conditions = st.recursive(comparisons, _joined, max_leaves=6)
otherwise = st.sampled_from(VERDICTS).map(lambda verdict: (All(()), verdict))
rows = st.builds(
    lambda tried, last: (*tried, last),
    st.lists(st.tuples(conditions, st.sampled_from(VERDICTS)), max_size=4),
    otherwise,
)
rule_lists = st.lists(st.tuples(st.sampled_from(KINDS), rows), min_size=1, max_size=8).map(
    lambda stated: [ProductionRule(f"rule {n}", kind, rows) for n, (kind, rows) in enumerate(stated)]
)


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    least = draw(near_thresholds)
    return Amount(least, draw(st.none() | near_thresholds.map(lambda most: max(least, most))))


facts: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        **{name: amounts() for name in AMOUNTS},
        **{name: st.builds(Nights, amounts(), amounts()) for name in NIGHTS},
        **{name: st.builds(YesNo, st.none() | st.booleans()) for name in YES_NOS},
        **{name: st.builds(OneOf, st.frozensets(st.sampled_from(WORDS), min_size=1)) for name in CHOICES},
    },
)
subject_lists = st.lists(st.tuples(st.sampled_from(KINDS), facts), min_size=1, max_size=10).map(
    lambda drawn: [Subject(f"subject {n}", kind, known) for n, (kind, known) in enumerate(drawn)]
)
