"""A small change of a rule must be noticed by the cases beside it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.bench import bench_of
from engine.mutation import (
    Equivalent,
    Survivor,
    mutants_of,
    read_equivalents,
    score_of,
    survivors_of,
    tried_cases,
)
from engine.mutation.conditions import changed_conditions
from engine.packs import Pack, PackError, load_pack

pytestmark = pytest.mark.rules

RULES = Path(__file__).resolve().parents[2] / "rules"
PACKS = sorted(head.parent.name for head in RULES.glob("*/pack.yaml"))
QUICK = {"cross_border", "practice"}
MAIN = "eng.duties.main"


@pytest.fixture(scope="module")
def england() -> Pack:
    return load_pack(RULES / "england")


def no_words(_fact: str) -> None:
    return None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("days >= days_needed", ["days > days_needed", "days < days_needed"]),
        ("not current", ["current"]),
        ("homeless and eligible", ["homeless or eligible", "eligible", "homeless"]),
        ("nation != england", ["nation == england"]),
        ("kind in [threat, gang]", ["kind not in [threat, gang]", "kind in [gang]", "kind in [threat]"]),
        ("days >= needed - 3", ["days >= needed + 3", "days >= needed - 2", "days >= needed - 4"]),
    ],
)
def test_a_condition_is_changed_in_each_small_way(written: str, expected: list[str]) -> None:
    changed = list(changed_conditions(written, no_words))

    assert set(expected) <= set(changed)
    assert written not in changed


def test_a_word_is_added_where_it_is_known_what_words_there_are() -> None:
    changed = changed_conditions("effect in [barred]", lambda _fact: frozenset({"barred", "notify"}))

    assert "effect in [barred, notify]" in list(changed)


names = st.sampled_from(["homeless", "eligible", "pregnant", "old_age"])
conditions: st.SearchStrategy[str] = st.recursive(
    names,
    lambda part: st.one_of(
        part.map("not ({})".format),
        st.tuples(part, st.sampled_from(["and", "or"]), part).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})"),
    ),
    max_leaves=6,
)


@given(conditions)
def test_no_condition_goes_unchanged(written: str) -> None:
    """Each fact that is read, at the least, is read the other way about."""
    assert len(list(changed_conditions(written, no_words))) >= sum(
        map(written.count, ["home", "elig", "preg", "old"])
    )


def changes(pack: Pack, rule: str) -> set[tuple[str, str]]:
    return {(mutant.place, mutant.change) for mutant in mutants_of(pack, rule)}


@pytest.mark.parametrize(
    ("rule", "place", "change"),
    [
        (
            "eng.local_connection.care_leaver",
            "from 2018-04-03, parameter duty_ends_by_age",
            "on 2018-04-03: 25 -> 24",
        ),
        ("eng.local_connection.care_leaver", "begins 2018-04-03", "-> 2018-04-04"),
        ("eng.local_connection.care_leaver", "from 2018-04-03, force", "statute -> guideline"),
        ("eng.local_connection.care_leaver", "from 2018-04-03, row 2", "met -> presumed_met"),
        ("eng.local_connection.employment", "from 1997-01-20, none", "not_met -> silent"),
        (
            "eng.local_connection.employment",
            "from 1997-01-20, parameter work_that_never_counts",
            "2008-12-01 -> 2008-11-30",
        ),
        (MAIN, "from 1997-01-20, rows 3 and 4", "in the other order"),
    ],
)
def test_numbers_words_days_verdicts_and_order_are_changed(
    england: Pack, rule: str, place: str, change: str
) -> None:
    assert (place, change) in changes(england, rule)


def test_a_change_that_means_the_same_makes_no_mutant(england: Pack) -> None:
    """A guideline's `met` is reported as `presumed_met` already."""
    of_guideline = changes(england, "eng.local_connection.family_associations")

    assert not any(
        change in {"met -> presumed_met", "guideline -> practice"} for _place, change in of_guideline
    )


def test_where_one_version_ends_the_next_still_begins(england: Pack) -> None:
    for mutant in mutants_of(england, MAIN):
        before, after = mutant.versions
        assert before.period.end == after.period.start


def survivors(pack: Pack, rule: str, folder: Path) -> set[str]:
    cases = [case for case in tried_cases(bench_of(), pack, folder) if case.rule == rule]
    return {survivor.sentence() for survivor in survivors_of(pack, rule, cases)[1]}


def test_the_order_of_intentional_and_what_is_presumed_is_noticed(england: Pack) -> None:
    """Someone homeless intentionally whose eligibility is presumed against: the finding stands before it."""
    assert not survivors(england, MAIN, RULES / "england")


def test_without_the_case_that_shows_it_a_change_goes_unnoticed(england: Pack, tmp_path: Path) -> None:
    text = (RULES / "england/duties/relief.test.yaml").read_text("utf-8")
    kept = text.split("# Small changes of the rule that only these notice")[0]
    (tmp_path / "relief.test.yaml").write_text(kept, "utf-8")

    assert any(
        "eng.duties.relief: from 2018-04-03, rows" in each
        for each in survivors(england, "eng.duties.relief", tmp_path)
    )


def test_a_listed_equivalent_is_counted_apart_and_one_in_vain_is_told() -> None:
    one, other = Survivor("eng.a.b", "row 1", "x -> y"), Survivor("eng.a.b", "row 2", "x -> y")
    listed = Equivalent(rule="eng.a.b", place="row 1", why="no case can show it")
    in_vain = Equivalent(rule="eng.a.c", place="row 1", why="no case can show it")

    score = score_of([(5, (one, other))], [listed, in_vain])

    assert (score.survivors, score.equivalent, score.unused) == ((other,), (one,), (in_vain,))
    assert score.counted == 4
    assert score.noticed == pytest.approx(0.75)


def test_a_faulty_list_of_equivalents_is_refused_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "mutants.yaml").write_text("- {rule: eng.a.b, place: row 1}\n", "utf-8")

    with pytest.raises(PackError, match=r"mutants\.yaml: .*why"):
        read_equivalents(tmp_path)


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in PACKS]
)
def test_the_cases_beside_the_rules_notice_nearly_every_change(name: str) -> None:
    pack, folder = load_pack(RULES / name), RULES / name
    cases = list(tried_cases(bench_of(), pack, folder))
    found = [
        survivors_of(pack, rule, [case for case in cases if case.rule == rule])
        for rule in sorted({each.id for each in pack.rules})
    ]

    score = score_of(found, read_equivalents(folder))

    assert score.noticed >= 0.95, [each.sentence() for each in score.survivors]
    assert not score.unused
