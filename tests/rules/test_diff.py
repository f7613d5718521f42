"""What differs between two packs, or two days of one, is said as a summary of the change would say it."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from casework.setting import rules_folder, shipped_packs
from engine.packs import Pack, load_pack
from engine.packs.diff import Edited, PackDiff, Replaced, between_days, between_packs, days_of_change
from tests.program import quick_run
from tests.small_packs import HOME, WORK, Rule, Write, but, writer

EVE, DAY = date(2009, 12, 31).toordinal(), date(2010, 1, 1).toordinal()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


def shipped(name: str) -> Pack:
    return next(pack for pack in shipped_packs() if pack.name == name)


def on(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def counted(found: PackDiff) -> tuple[int, int, int, int]:
    return len(found.begins), len(found.ends), len(found.changed), found.unchanged


def text_of(*arguments: str | Path) -> str:
    done = quick_run("rules", "diff", *arguments)
    assert done.code == 0, done.err
    return " ".join(done.text.split())


# --- two days of one pack ---


def test_a_value_that_changes_on_a_day_is_told_with_its_unit(write: Write) -> None:
    pack = load_pack(write(work=WORK, home=HOME))
    found = between_days(pack, EVE, DAY)
    assert counted(found) == (0, 0, 1, 1)
    assert found.changed[0].changes == (Replaced("value", "few_hours", 8, 16, "hours"),)


def test_on_days_without_a_change_nothing_differs(write: Write) -> None:
    pack = load_pack(write(work=WORK))
    assert counted(between_days(pack, EVE - 30, EVE)) == (0, 0, 0, 1)


def test_backwards_the_same_is_told_the_other_way_round(write: Write) -> None:
    pack = load_pack(write(work=WORK))
    change = between_days(pack, DAY, EVE).changed[0].changes[0]
    assert change == Replaced("value", "few_hours", 16, 8, "hours")


def test_a_rule_that_ends_and_one_that_begins(write: Write) -> None:
    old = but(WORK, "in_force", to={"from": date(2000, 1, 1), "to": date(2010, 1, 1)})
    later = but(WORK, "in_force", to={"from": date(2010, 1, 1)})
    new = but(later, "rule", to="sml.local_connection.job")
    found = between_days(load_pack(write(old=old, new=new)), EVE, DAY)
    assert counted(found) == (1, 1, 0, 0)
    assert (found.begins[0].id, found.ends[0].id) == ("sml.local_connection.job", "sml.local_connection.work")


def test_the_days_of_change_are_those_on_which_something_differs(write: Write) -> None:
    pack = load_pack(write(work=WORK))
    assert days_of_change(pack) == (on("2000-01-01"), DAY)


@pytest.mark.parametrize("name", [pack.name for pack in shipped_packs()])
def test_something_differs_on_each_day_of_change_of_the_shipped_packs(name: str) -> None:
    pack = shipped(name)
    for day in days_of_change(pack):
        found = between_days(pack, day - 1, day)
        assert found.begins or found.ends or found.changed, date.fromordinal(day)


# --- two packs ---


def both(write: Write, *path: str | int | date, to: object, rule: Rule = WORK) -> PackDiff:
    return between_packs(load_pack(write(work=rule)), load_pack(write(work=but(rule, *path, to=to))))


def test_a_pack_does_not_differ_from_itself(write: Write) -> None:
    found = between_packs(load_pack(write(work=WORK, home=HOME)), load_pack(write(both=[HOME, WORK])))
    assert counted(found) == (0, 0, 0, 2)


@pytest.mark.parametrize(
    ("path", "to", "change"),
    [
        (("title",), "Has work here", Replaced("title", "", "Works here", "Has work here")),
        (("certainty",), "memory", Replaced("certainty", "", "verified", "memory")),
        (
            ("parameters", "few_hours", "values", date(2010, 1, 1)),
            12,
            Replaced("value", "few_hours", 16, 12, "hours", "2010-01-01"),
        ),
        (
            ("verdict", 1, "when"),
            "casual and hours_per_week < few_hours",
            Edited(
                "decision",
                "",
                ("if hours per week is below few hours: officer judgement",),
                ("if casual and hours per week is below few hours: officer judgement",),
            ),
        ),
        (
            ("plain", "met"),
            "{Person} has work.",
            Replaced("sentence", "met", "{Person} works in {area}.", "{Person} has work."),
        ),
        (
            ("factors", 0, "say"),
            "Weigh it.",
            Edited(
                "factor",
                "",
                ("{Person} works in {area} now and then. (if casual)",),
                ("Weigh it. (if casual)",),
            ),
        ),
        (
            ("cites", 0, "source"),
            "An Act s.2",
            Edited("source", "", ("An Act s.1 (read 2026-11-20)",), ("An Act s.2 (read 2026-11-20)",)),
        ),
        (("evidence",), ["payslip"], Edited("evidence", "", (), ("payslip",))),
        (("law",), ["ENG-LC-EMP"], Edited("law", "", (), ("ENG-LC-EMP",))),
        (
            ("in_force",),
            {"from": date(2001, 1, 1)},
            Replaced("in_force", "", "from 2000-01-01, by test day", "from 2001-01-01, by test day"),
        ),
        (("applies_in",), {"only": ["E06000053"]}, Edited("area", "only_in", (), ("E06000053",))),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_each_thing_that_a_rule_says_is_compared(
    write: Write, path: tuple[str | int | date, ...], to: object, change: object
) -> None:
    found = both(write, *path, to=to)
    assert counted(found)[:2] == (0, 0)
    assert change in found.changed[0].changes


def test_words_of_a_list_go_and_come(write: Write) -> None:
    found = both(write, "parameters", "never", "values", date(2000, 1, 1), to=["remand"], rule=HOME)
    assert found.changed[0].changes == (Edited("value", "never", ("prison",), ("remand",), "2000-01-01"),)


# --- as a caseworker reads it ---


def test_the_homelessness_reduction_act_on_its_day() -> None:
    said = text_of("england", "--from", "2018-04-02", "--to", "2018-04-03")
    assert "3 April 2018: Homelessness Reduction Act 2017." in said
    assert "Referral at the relief stage eng.referral.stage.relief" in said
    assert "Help to find a home, the relief duty eng.duties.relief" in said
    assert "threatened days: 28 days, now 56 days" in said
    assert "ENDS" not in said
    assert said.endswith("rules unchanged.")


def test_the_domestic_abuse_act_on_its_day() -> None:
    said = text_of("england", "--from", "2021-07-04", "--to", "2021-07-05")
    assert "Homeless because of domestic abuse eng.priority_need.domestic_abuse" in said
    assert 'title: "Risk of domestic violence there", now "Risk of domestic abuse there"' in said


def test_scottish_councils_stop_referring_to_each_other() -> None:
    said = text_of("scotland", "--from", "2022-11-28", "--to", "2022-11-29")
    assert "29 November 2022: Referrals between Scottish councils are suspended." in said
    assert "nations open: now without scotland" in said


def test_a_draft_is_held_against_the_shipped_pack(tmp_path: Path) -> None:
    draft = Path(shutil.copytree(rules_folder() / "england", tmp_path / "england"))
    residence = draft / "local_connection" / "residence.yaml"
    residence.write_text(
        residence.read_text().replace("values: {1997-01-20: 45}", "values: {1997-01-20: 30}")
    )
    said = text_of("england", draft)
    assert "Lived here for 6 of the last 12 months" in said
    assert "near miss from 20 January 1997: 45 nights, now 30 nights" in said


def test_the_difference_is_told_in_json() -> None:
    done = quick_run(
        "rules", "diff", "england", "--from", "2008-11-30", "--to", "2008-12-01", "--format", "json"
    )
    told = json.loads(done.out)
    assert told["schema"] == "safe-connections/rules-diff/1"
    work = next(each for each in told["changed"] if each["rule"] == "eng.local_connection.employment")
    assert work["changes"] == [
        {"part": "value", "name": "work_that_never_counts", "removed": ["armed_forces"], "added": []}
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["englnd", "--from", "2018-04-02", "--to", "2018-04-03"], "Near match: `england`"),
        (["england"], "takes two packs, or one pack with both `--from` and `--to`"),
        (["england", "--from", "2018-04-02"], "takes two packs, or one pack with both"),
        (["england", "--from", "yesterday", "--to", "2018-04-03"], "`--from`: is not a day."),
    ],
)
def test_what_cannot_be_compared_is_said(arguments: list[str], said: str) -> None:
    done = quick_run("rules", "diff", *arguments)
    assert (done.code, done.out) == (2, b"")
    assert said in done.err
