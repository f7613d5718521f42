"""What a solver proves of the rules: no dead rows, no contradictions, and whether two packs ever differ."""

from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cli.bench import bench_of
from cli.rules import rules as rules_command
from cli.rules_analyse import authorities
from engine.analysis.compare import Proof, compared
from engine.analysis.dead import contradictions, dead_rows, uncovered_days, weaknesses
from engine.analysis.proposal import Changed, overlaid, read_changes
from engine.analysis.witness import Witness, first_witness
from engine.expressions import Expression
from engine.mutation import mutants_of
from engine.packs import Pack, PackError, Rule, load_pack
from engine.packs.model import Contents

pytestmark = pytest.mark.rules

RULES = Path(__file__).resolve().parents[2] / "rules"
PACKS = sorted(head.parent.name for head in RULES.glob("*/pack.yaml"))
FAMILY = "eng.local_connection.family_associations"


@pytest.fixture(scope="module")
def england() -> Pack:
    return load_pack(RULES / "england")


def version(pack: Pack, rule: str) -> Rule:
    return next(each for each in pack.rules if each.id == rule)


def with_row(rule: Rule, index: int, when: str, verdict: str) -> Rule:
    row = replace(rule.rows[-1], when=Expression(when), verdict=verdict, settle=None)
    return replace(rule, rows=(*rule.rows[:index], row, *rule.rows[index:]))


def holding(pack: Pack, *rules: Rule) -> Pack:
    return replace(pack, read=lambda: Contents(rules, "0" * 64))


def test_nothing_is_dead_contradictory_or_uncovered_in_the_packs_that_are_shipped() -> None:
    assert [each.sentence() for each in weaknesses([load_pack(RULES / name) for name in PACKS])] == []


def test_a_row_that_nobody_reaches_is_named(england: Pack) -> None:
    rule = version(england, "eng.local_connection.employment")

    found = list(dead_rows(with_row(rule, 3, "not current and hours_per_week >= 20", "met")))

    assert [each.why for each in found] == [
        "from 1997-01-20, row 4 is never reached: not current and hours_per_week >= 20"
    ]


def test_a_row_that_always_holds_is_named_and_so_is_what_it_shuts_out(england: Pack) -> None:
    rule = version(england, "eng.homelessness.no_accommodation")

    found = [each.why for each in dead_rows(with_row(rule, 0, "age >= 0", "met"))]

    assert "always holds" in found[0]
    assert all("never reached" in why for why in found[1:])
    assert len(found) == len(rule.rows) + 1


def test_a_row_that_only_some_days_reach_is_not_dead(england: Pack) -> None:
    rule = version(england, FAMILY)

    assert not list(dead_rows(with_row(rule, 1, "wider_family_is_in_guidance >= 1 and adult", "met")))


def opposite_of(rule: Rule, name: str) -> Rule:
    turned = {"met": "not_met", "not_met": "met"}
    return replace(
        rule, id=name, rows=tuple(replace(r, verdict=turned.get(r.verdict, r.verdict)) for r in rule.rows)
    )


def test_two_rules_that_settle_the_same_claim_in_opposite_ways_contradict(england: Pack) -> None:
    rule = version(england, "eng.local_connection.care_leaver")
    other = opposite_of(rule, "eng.local_connection.care_leaver.again")

    found = list(contradictions([holding(england, rule, other)]))

    assert [each.rule for each in found] == [rule.id]
    assert "says met where eng.local_connection.care_leaver.again says not_met" in found[0].why


def test_grounds_that_look_at_other_facts_are_alternatives_and_do_not_contradict(england: Pack) -> None:
    """Two years in care here fail; a leaving-care duty owed here still connects."""
    grown_up = version(england, "eng.local_connection.looked_after_child")
    owed = version(england, "eng.local_connection.care_leaver")
    same_ground = replace(grown_up, ground=owed.ground)

    assert not list(contradictions([holding(england, owed, same_ground)]))


def test_law_that_ends_without_a_named_change_leaves_days_uncovered(england: Pack) -> None:
    rule = version(england, "eng.local_connection.asylum_dispersal")
    end = rule.period.start + 1_000
    ended = replace(rule, period=replace(rule.period, end=end))
    pack = holding(england, ended)

    assert [each.rule for each in uncovered_days(pack)] == [rule.id]
    assert not list(uncovered_days(replace(pack, changes=((end, "The ground is repealed."),))))


def proposed(parameter: str, day: str) -> str:
    return f"rule: {FAMILY}\nparameters: {{{parameter}: {{values: {{{day}: 3}}}}}}\n"


def years(number: int) -> Changed:
    return Changed.model_validate(
        {"rule": FAMILY, "parameters": {"years_here": {"values": {"1997-01-20": number}}}}
    )


def witness(pack: Pack, other: tuple[Rule, ...], family: str, as_of: int | None = None) -> Witness | None:
    found = compared(pack.rules, other, family, as_of)
    if isinstance(found, Proof):
        return None
    return first_witness(islice(found, 5), "england", (pack.rules, other), bench_of(), authorities())[0]


def test_three_years_for_five_shows_a_relative_who_has_lived_there_for_three(england: Pack) -> None:
    found = witness(england, overlaid(england, [years(3)], "three.yaml"), "local_connection")

    assert found is not None
    assert found.verdicts == ("officer_judgement", "presumed_met")
    [relative] = found.fields["family"]
    assert relative["wishes_to_be_near"] is True
    assert (
        relative["resident_since"] == "1994-01-20"
    )  # three years to the day before the first day of the Act


def test_as_of_a_day_the_case_is_of_that_day(england: Pack) -> None:
    day = date(2024, 6, 7).toordinal()

    found = witness(england, overlaid(england, [years(3)], "three.yaml"), "local_connection", day)

    assert found is not None
    assert found.fields["assessment_date"] == "2024-06-07"


def test_packs_that_say_the_same_are_proved_to_decide_alike(england: Pack) -> None:
    found = compared(england.rules, overlaid(england, [years(5)], "five.yaml"), "local_connection")

    assert isinstance(found, Proof)
    assert found.rules == len({rule.id for rule in england.rules if rule.family == "local_connection"})


def test_what_is_written_otherwise_and_means_the_same_is_proved_too(england: Pack) -> None:
    """`age < 25` is `not age >= 25`: nothing that is read off the text."""
    rule = version(england, "eng.local_connection.care_leaver")
    rows = list(rule.rows)
    rows[1] = replace(
        rows[1], when=Expression("not (age >= duty_ends_by_age or not leaving_care_duty_owed_here)")
    )

    assert isinstance(compared([rule], [replace(rule, rows=tuple(rows))], "local_connection"), Proof)


def test_a_rule_that_the_other_pack_lacks_is_a_difference(england: Pack) -> None:
    found = witness(england, tuple(r for r in england.rules if r.id != FAMILY), "local_connection")

    assert found is not None
    assert found.rule.id == FAMILY
    assert found.verdicts[1] == "silent"


# One rule about each kind of subject.
@pytest.mark.parametrize(
    ("pack", "rule"),
    [
        ("england", "eng.local_connection.residence.six_of_twelve_months"),
        ("england", "eng.local_connection.looked_after_child"),
        ("england", "eng.local_connection.employment"),
        ("england", "eng.local_connection.special_circumstances"),
        ("england", "eng.priority_need.dependent_children"),
        ("england", "eng.eligibility.pre_settled_status"),
        ("england", "eng.duties.main"),
        ("england", "eng.referral.limb.private_offer"),
        ("england", "eng.referral.limb.earlier_placement"),
        ("england", "eng.referral.violence_bar"),
        ("practice", "prac.safety.restriction"),
        ("practice", "prac.safety.capacity"),
        ("practice", "prac.readiness.wanted"),
    ],
)
def test_what_the_solver_finds_the_evaluator_bears_out(pack: str, rule: str) -> None:
    """A rule against its own mutants: most differences show as a real profile, decided differently."""
    one = load_pack(RULES / pack)
    alone = holding(one, *(each for each in one.rules if each.id == rule))
    family = rule.split(".")[1]
    mutants = list(mutants_of(alone, rule))[::5]

    differ = [each for each in mutants if not isinstance(compared(alone.rules, each.versions, family), Proof)]
    shown = [each for each in differ if witness(alone, each.versions, family)]

    assert differ
    assert len(shown) >= 0.75 * len(differ)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "rule: eng.local_connection.family_association\nparameters: {}\n",
            "near match: eng.local_connection.family_associations",
        ),
        (f"rule: {FAMILY}\nparameters: {{years_her: {{values: {{1997-01-20: 3}}}}}}\n", "`years_here`"),
        (
            f"rule: {FAMILY}\nparameters: {{years_here: {{values: {{1999-01-20: 3}}}}}}\n",
            "has no value from 1997-01-20",
        ),
        ("rule: [\n", "three.yaml"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused_with_what_was_meant(
    england: Pack, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "three.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(PackError) as refusal:
        overlaid(england, read_changes(path), path.name)

    assert said in str(refusal.value)


def test_the_command_prints_a_case_and_both_verdicts(tmp_path: Path) -> None:
    proposal = tmp_path / "three.yaml"
    proposal.write_text(
        f"rule: {FAMILY}\nparameters: {{years_here: {{values: {{1997-01-20: 3}}}}}}\n", "utf-8"
    )
    asked = ["analyse", str(RULES / "england"), "--against", str(proposal), "--family", "local_connection"]

    answer = CliRunner().invoke(rules_command, asked)

    said = yaml.safe_load(answer.stdout)
    assert (said["verdict"], said["against"]) == ("officer_judgement", "presumed_met")
    assert said["tests"] == FAMILY


def test_the_command_names_the_families_where_one_is_mistyped() -> None:
    asked = [
        "analyse",
        str(RULES / "england"),
        "--against",
        str(RULES / "england"),
        "--family",
        "local_conection",
    ]

    answer = CliRunner().invoke(rules_command, asked)

    assert answer.exit_code == 2
    assert "local_connection" in answer.stderr
