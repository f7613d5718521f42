"""The production engine answers as the plain reading of the rules does, and never guesses in silence."""

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings

from engine.conditions import All, Any, AtLeast, Below, Condition, In, Is, negated
from engine.known import Amount, Nights, OneOf, Value, YesNo
from engine.production.batch import (
    Batch,
    Findings,
    Fired,
    Subject,
    batch_of,
    check_probe,
    findings,
    probe,
    verdict_of,
)
from engine.production.compile import FURTHEST, ProductionError, ProductionRule, compile_rules
from tests.agreement.decision_lists import VERDICTS, possible_verdicts, reference, rule_lists, subject_lists

pytest.importorskip("durable_rules_engine")

from engine.production.session import ProductionSession

OTHERWISE = All(())
RESIDENCE = ProductionRule(
    "six of twelve months",
    "person_and_area",
    (
        (AtLeast("nights", 183), "presumed_met"),
        (AtLeast("nights", 138), "officer_judgement"),
        (OTHERWISE, "presumed_not_met"),
    ),
)
FAMILY = ProductionRule(
    "family",
    "relative",
    (
        (Is("wishes_to_be_near", False), "presumed_not_met"),
        (
            All((In("relation", frozenset({"mother", "sister"}), True), Is("five_years", True))),
            "presumed_met",
        ),
        (OTHERWISE, "officer_judgement"),
    ),
)


def possible(rule: ProductionRule, known: Mapping[str, Value]) -> tuple[frozenset[str], frozenset[str]]:
    found = answered([rule], [Subject("client", rule.kind, known)])
    return found[rule.rule, "client", 0], found[rule.rule, "client", 1]


def verdict(rule: ProductionRule, known: Mapping[str, Value]) -> str:
    return verdict_of(*possible(rule, known))


@pytest.mark.parametrize(
    ("nights", "expected"),
    [
        (Amount(183, 183), "presumed_met"),
        (Amount(182, 182), "officer_judgement"),
        (Amount(138, 182), "officer_judgement"),
        (Amount(137, 137), "presumed_not_met"),
        (Amount(182, 183), "undetermined"),
        (Amount(200, None), "presumed_met"),
        (Amount(0, None), "undetermined"),
        (Nights(Amount(180, 180), Amount(190, 190)), "officer_judgement"),
        (Nights(Amount(183, 190), Amount(190, 200)), "presumed_met"),
        (Nights(Amount(100, 190), Amount(183, 190)), "undetermined"),
    ],
)
def test_nights_about_the_line(nights: Value, expected: str) -> None:
    assert verdict(RESIDENCE, {"nights": nights}) == expected


def test_all_that_nights_between_two_bounds_may_lead_to_is_found() -> None:
    surely, _ = possible(RESIDENCE, {"nights": Amount(100, 190)})
    assert surely == {"presumed_met", "officer_judgement", "presumed_not_met"}


@pytest.mark.parametrize(
    ("relation", "wishes", "five_years", "expected"),
    [
        ({"mother"}, True, True, "presumed_met"),
        ({"mother", "sister"}, True, True, "presumed_met"),
        ({"mother", "aunt"}, True, True, "undetermined"),
        ({"aunt"}, True, None, "officer_judgement"),
        ({"mother"}, True, None, "undetermined"),
        ({"mother"}, None, True, "undetermined"),
        ({"mother"}, False, None, "presumed_not_met"),
    ],
)
def test_a_relative(relation: set[str], wishes: bool | None, five_years: bool | None, expected: str) -> None:
    known: dict[str, Value] = {
        "relation": OneOf(frozenset(relation)),
        "wishes_to_be_near": YesNo(wishes),
        "five_years": YesNo(five_years),
    }
    assert verdict(FAMILY, known) == expected


def test_a_fact_that_is_absent_is_not_known() -> None:
    assert possible(RESIDENCE, {})[0] == {"presumed_met", "officer_judgement", "presumed_not_met"}
    assert verdict(FAMILY, {"wishes_to_be_near": YesNo(False)}) == "presumed_not_met"


def answered(rules: list[ProductionRule], subjects: list[Subject]) -> Findings:
    session = ProductionSession(rules, "invented")
    try:
        return session.run(subjects)
    finally:
        session.close()


@settings(max_examples=150)
@given(rule_lists, subject_lists)
def test_invented_rules_are_answered_as_they_read(
    rules: list[ProductionRule], subjects: list[Subject]
) -> None:
    assert answered(rules, subjects) == reference(rules, subjects)


@given(rule_lists, subject_lists)
def test_a_rule_comes_to_a_verdict_where_it_may_come_to_no_other(
    rules: list[ProductionRule], subjects: list[Subject]
) -> None:
    found = answered(rules, subjects)
    for (rule, key, world), may in reference(rules, subjects).items():
        if world == 0:
            comes_to = {each for each in (*VERDICTS, "undetermined") if found.comes_to(rule, key, each)}
            assert comes_to == (may if len(may) == 1 else {"undetermined"})


def test_a_rule_that_was_not_answered_comes_to_nothing_else() -> None:
    found = ProductionSession([FAMILY], "x").run([Subject("mother", "relative", {})])
    for rule, key in (("another rule", "mother"), ("family", "sister")):
        assert found.comes_to(rule, key, "undetermined")
        assert not any(found.comes_to(rule, key, verdict) for verdict in VERDICTS)


@pytest.mark.slow
@given(rule_lists, subject_lists)
def test_many_more_invented_rules(rules: list[ProductionRule], subjects: list[Subject]) -> None:
    assert answered(rules, subjects) == reference(rules, subjects)


def test_a_line_that_can_never_hold_leaves_the_lines_after_it_in_place() -> None:
    never = ProductionRule("never", "case", ((Any(()), "met"), (Any(()), "met"), (OTHERWISE, "not_met")))
    after = ProductionRule("after", "case", ((Is("a", True), "met"), (OTHERWISE, "not_met")))
    found = ProductionSession([never, after], "x").run([Subject("client", "case", {"a": YesNo(True)})])
    assert found["never", "client", 0] == {"not_met"}
    assert found["after", "client", 0] == {"met"}


def test_the_order_of_the_subjects_and_of_the_rules_means_nothing() -> None:
    rules, subjects = [RESIDENCE, FAMILY], some_subjects(30)
    one = ProductionSession(rules, "one").run(subjects)
    other = ProductionSession(rules[::-1], "other").run(subjects[::-1])
    assert one == other == reference(rules, subjects)


def test_a_condition_and_its_opposite_share_the_cases_out() -> None:
    condition = All((Any((Is("a", True), AtLeast("n", 5))), In("c", frozenset("xy"), True)))
    rules = [
        ProductionRule("it", "case", ((condition, "met"), (OTHERWISE, "not_met"))),
        ProductionRule("its opposite", "case", ((negated(condition), "not_met"), (OTHERWISE, "met"))),
    ]
    session = ProductionSession(rules, "opposites")
    for truth in (True, False, None):
        for options in (frozenset("x"), frozenset("z"), frozenset("xz")):
            known: dict[str, Value] = {"a": YesNo(truth), "n": Amount(4, 5), "c": OneOf(options)}
            found = session.run([Subject("client", "case", known)])
            assert found["it", "client", 0] == found["its opposite", "client", 0]


# --- how much it holds ------------------------------------------------------------------------------


def test_far_more_rows_may_match_at_once_than_durable_rules_holds_in_mind() -> None:
    """It stops with error 303 where 65 branches are met side by side."""
    rules = [
        ProductionRule(f"{n}", "case", ((AtLeast("n", -n), "met"), (OTHERWISE, "not_met")))
        for n in range(400)
    ]
    found = ProductionSession(rules, "many").run([Subject("client", "case", {"n": Amount(0, 0)})])
    assert len(found) == 800
    assert set(found.values()) == {frozenset({"met"})}


def test_one_rule_may_have_many_ways_to_hold() -> None:
    way = Any(tuple(Is(f"reason_{n}", True) for n in range(40)))
    rule = ProductionRule("vulnerable", "case", ((way, "met"), (negated(way), "not_met"), (OTHERWISE, "x")))
    no = {f"reason_{n}": YesNo(False) for n in range(40)}
    assert verdict(rule, no) == "not_met"
    assert verdict(rule, no | {"reason_39": YesNo(True)}) == "met"
    assert verdict(rule, dict.fromkeys(no, YesNo(True))) == "met"
    assert possible(rule, no | {"reason_7": YesNo(None)})[0] == {"met", "not_met", "x"}


def test_two_hundred_facts_of_one_subject() -> None:
    rules = [
        ProductionRule(f"{n}", "case", ((AtLeast(f"fact_{n}", 1), "met"), (OTHERWISE, "not_met")))
        for n in range(200)
    ]
    known = {f"fact_{n}": Amount(n % 2, n % 2) for n in range(200)}
    found = ProductionSession(rules, "wide").run([Subject("client", "case", known)])
    assert all(found[f"{n}", "client", 0] == {"met" if n % 2 else "not_met"} for n in range(200))


def test_more_cases_than_durable_rules_has_sessions() -> None:
    """It holds 1,024 sessions at most; the memory of the process must not grow either."""
    session, subjects = ProductionSession([RESIDENCE, FAMILY], "many cases"), some_subjects(10)
    expected = reference([RESIDENCE, FAMILY], subjects)
    for _ in range(100):
        session.run(subjects)
    before = resident_kb()
    for _ in range(1_500):
        assert session.run(subjects) == expected
    assert resident_kb() - before < 2_000


def test_a_ruleset_that_is_let_go_of_leaves_no_memory_behind() -> None:
    rules = [ProductionRule(f"{n}", "case", FAMILY.rows) for n in range(40)]
    for n in range(100):
        if n == 20:
            before = resident_kb()
        ProductionSession(rules, f"ruleset {n}").close()
    assert resident_kb() - before < 2_000


@pytest.mark.slow
def test_twenty_thousand_cases_and_a_thousand_rulesets_leave_no_memory_behind() -> None:
    session, subjects = ProductionSession([RESIDENCE, FAMILY], "many cases"), some_subjects(40)
    expected = reference([RESIDENCE, FAMILY], subjects)
    session.run(subjects)
    before = resident_kb()
    for _ in range(20_000):
        assert session.run(subjects) == expected
    for n in range(1_000):
        short_lived = ProductionSession([RESIDENCE, FAMILY], f"ruleset {n}")
        short_lived.run(subjects)
        short_lived.close()
    assert resident_kb() - before < 2_000


@pytest.mark.parametrize("number", [FURTHEST * 10**9, FURTHEST - 1, -FURTHEST * 10**9])
def test_an_amount_beyond_all_reason_is_still_compared_rightly(number: int) -> None:
    rule = ProductionRule(
        "n", "case", ((Below("n", -1), "below"), (AtLeast("n", 1), "above"), (OTHERWISE, ""))
    )
    assert verdict(rule, {"n": Amount(number, number)}) == ("above" if number > 0 else "below")


# --- what cannot be asked is refused in words ---------------------------------------------------------


def impossible_rules() -> Iterator[tuple[str, list[ProductionRule], str]]:
    yes: Condition = Is("a", True)
    pairs = All(tuple(Any((Is(f"a{n}", True), Is(f"b{n}", True))) for n in range(9)))
    yield "no last row", [ProductionRule("r", "case", ((yes, "met"),))], "`r` has no last row"
    yield "no row", [ProductionRule("r", "case", ())], "`r` has no last row"
    yield (
        "too wide",
        [ProductionRule("r", "case", ((pairs, "met"), (OTHERWISE, "x")))],
        "`r` can hold in too many",
    )
    yield "same name", [FAMILY, FAMILY], "`family` is stated 2 times"
    far = AtLeast("n", FURTHEST)
    yield "far", [ProductionRule("r", "case", ((far, "met"), (OTHERWISE, "x")))], "`r` compares with 1000"
    many = Any(tuple(Is(f"a{n}", True) for n in range(250)))
    yield "many facts", [ProductionRule("r", "case", ((many, "met"), (OTHERWISE, "x")))], "`r` is too wide"


@pytest.mark.parametrize(("rules", "words"), [case[1:] for case in impossible_rules()])
def test_a_rule_that_cannot_be_asked_is_named(rules: list[ProductionRule], words: str) -> None:
    with pytest.raises(ProductionError, match=words):
        compile_rules(rules)


@pytest.mark.parametrize("value", [Amount(1, 1), OneOf(frozenset({"true"}))])
def test_a_fact_of_the_wrong_sort_is_named_and_not_quoted(value: Value) -> None:
    with pytest.raises(ProductionError, match="`wishes_to_be_near` is not of the sort") as raised:
        ProductionSession([FAMILY], "x").run([Subject("client", "relative", {"wishes_to_be_near": value})])
    assert "client" not in str(raised.value)


def test_a_fact_that_is_compared_as_two_sorts_is_named() -> None:
    rows = ((AtLeast("age", 16), "met"), (Is("age", True), "not_met"), (OTHERWISE, "silent"))
    with pytest.raises(ProductionError, match="`age` is compared as more than one sort of fact"):
        ProductionSession([ProductionRule("confused", "relative", rows)], "x")


def test_each_subject_is_told_as_if_it_were_the_first() -> None:
    """Facts that stay the same from one subject to the next are not told anew."""
    compiled, subjects = compile_rules([RESIDENCE, FAMILY]), some_subjects(12)
    together = batch_of(compiled, subjects)
    for subject in subjects:
        alone = batch_of(compiled, [subject])
        told = [facts for key, facts in together.asked if key == subject.key]
        assert [[bounds(together, fact) for fact in facts] for facts in told] == [
            [bounds(alone, fact) for fact in facts] for _key, facts in alone.asked
        ]


def bounds(batch: Batch, fact: int) -> dict[str, object]:
    """A fact as durable-rules is given it, but for its number."""
    told: dict[str, object] = json.loads(batch.text)[fact]
    return {name: bound for name, bound in told.items() if name != "id"}


def test_two_subjects_of_one_name_are_refused() -> None:
    twice = [Subject("mother", "relative", {}), Subject("mother", "relative", {"five_years": YesNo(True)})]
    with pytest.raises(ProductionError, match="share a key"):
        ProductionSession([FAMILY], "x").run(twice)


# --- silence, and other lies, are noticed -------------------------------------------------------------


def fired_for(subjects: list[Subject]) -> tuple[Fired, list[Subject]]:
    session = ProductionSession([RESIDENCE, FAMILY], "honest")
    return session._fire(batch_of(session._compiled, subjects).text), subjects


def test_an_engine_that_says_nothing_is_not_read_as_otherwise() -> None:
    compiled, subjects = compile_rules([RESIDENCE, FAMILY]), some_subjects(5)
    with pytest.raises(ProductionError, match="silent"):
        findings(compiled, batch_of(compiled, subjects), {})


def test_every_statement_left_out_or_made_up_is_noticed_or_makes_a_difference() -> None:
    compiled, subjects = compile_rules([RESIDENCE, FAMILY]), some_subjects(12)
    batch = batch_of(compiled, subjects)
    honest, _ = fired_for(subjects)
    truth = findings(compiled, batch, honest)
    noticed = different = 0
    for name, facts in honest.items():
        for lie in (facts & (facts - 1), facts | 1 << len(batch.bundles)):  # one less, one more
            try:
                different += findings(compiled, batch, {**honest, name: lie}) != truth
            except ProductionError:
                noticed += 1
    assert noticed > len(honest)  # each invented number, and each `seen` or `possible` left out
    assert different > 0  # a `certain` left out opens what was settled: the other engine tells


def test_a_ruleset_that_lost_a_statement_fails_its_probe() -> None:
    compiled = compile_rules([RESIDENCE, FAMILY])
    session = ProductionSession([RESIDENCE, FAMILY], "honest")
    fired = session._fire(probe(compiled).text)
    check_probe(compiled, fired)
    for name in fired:
        with pytest.raises(ProductionError):
            check_probe(compiled, {other: fired[other] for other in fired if other != name})


def test_nothing_but_numbers_is_told_to_durable_rules() -> None:
    known: dict[str, Value] = {
        "relation": OneOf(frozenset({"mother", '"},{"kind":1,"id":"9'})),
        "wishes_to_be_near": YesNo(True),
        "five_years": YesNo(True),
    }
    batch = batch_of(compile_rules([FAMILY]), [Subject('Mark"}', "relative", known)])
    assert batch.text == '[{"id":"0","kind":0,"f0":2,"f1":1,"f2":2}]'


def some_subjects(count: int) -> list[Subject]:
    chance = random.Random(7)
    subjects = []
    for n in range(count):
        nights = Amount(chance.randrange(100, 200), None if n % 5 == 0 else 220)
        counted: Value = Nights(nights, Amount(150, 220)) if n % 3 == 0 else nights
        subjects.append(Subject(f"area {n}", "person_and_area", {"nights": counted}))
        relative: dict[str, Value] = {
            "relation": OneOf(frozenset(chance.sample(["mother", "sister", "aunt"], 1 + n % 2))),
            "wishes_to_be_near": YesNo(chance.choice([True, True, False, None])),
            "five_years": YesNo(chance.choice([True, False, None])),
        }
        subjects.append(Subject(f"relative {n}", "relative", relative))
    return subjects


def resident_kb() -> int:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("the memory of a process is read from /proc")
    return int(statm.read_text().split()[1]) * 4


def test_the_reference_itself_follows_the_design() -> None:
    """Tried by hand, so that both are not wrong together."""
    known: dict[str, Value] = {"nights": Amount(150, 190)}
    assert possible_verdicts(RESIDENCE, known, 0) == {"presumed_met", "officer_judgement"}
    assert possible_verdicts(RESIDENCE, {"nights": Amount(190, 190)}, 0) == {"presumed_met"}
    assert possible_verdicts(RESIDENCE, {"nights": Amount(0, 1)}, 1) == {"presumed_not_met"}
