"""`options`: what the order rests on, one option against another, and who the client is."""

import json

import pytest

from tests.program import AARIZ, MARK, quick_run


def words(text: str) -> str:
    return " ".join(text.split())


def told(*asked: str) -> dict[str, object]:
    done = quick_run("options", AARIZ, "--format", "json", *asked)
    assert done.code == 0
    found: dict[str, object] = json.loads(done.out)
    return found


def test_why_one_of_two_options_stands_above_the_other_is_answered_by_itself() -> None:
    said = words(quick_run("options", AARIZ, "--compare", "3", "service:kittiwake-newham").text)
    assert said.startswith("Kittiwake House Newham (invented): place 1.")
    assert "Staying in Tower Hamlets: place 3." in said
    assert "comes before Staying in Tower Hamlets, because it is a more settled place to live." in said
    assert "Against that, Staying in Tower Hamlets is closer to what the client wants" in said
    assert "OPTIONS" not in said


def test_the_comparison_is_in_the_json_too() -> None:
    comparison = told("--compare", "1", "part7:leeds")["comparison"]
    assert isinstance(comparison, dict)
    assert comparison["higher"] == "service:kittiwake-newham"
    assert comparison["because"].endswith("is closed, because the client does not want it.")


def test_an_option_that_is_not_there_is_refused_with_near_matches() -> None:
    done = quick_run("options", AARIZ, "--compare", "1", "servce:kittiwake-newhm")
    assert done.code == 2
    assert done.out == b""
    assert "`compare.1`: no such option. Near match: `service:kittiwake-newham`" in done.err


def test_the_fairness_report_says_what_moves_and_by_which_gate() -> None:
    said = words(quick_run("options", AARIZ, "--fairness", "--engine", "evaluate").text)
    assert "Whatever moves does so by a gate or by what the client has asked for" in said
    assert "Religion or belief (Equality Act 2010 s.10) - of another religion: nothing moves." in said
    assert "Kittiwake House Newham (invented), place 1 to closed: gate, age." in said
    assert "NO GATE" not in said


def test_the_fairness_report_is_in_the_json_too() -> None:
    report = told("--fairness", "--engine", "evaluate")["fairness"]
    assert isinstance(report, dict)
    assert report["unexplained"] == 0
    assert [row["law"] for row in report["characteristics"]][:2] == ["s.5", "s.6"]


def test_how_firm_the_order_is_and_which_answer_opens_most_are_said() -> None:
    said = words(quick_run("options", AARIZ).text)
    assert "HOW FIRM THIS ORDER IS Staying in Tower Hamlets would come first after a large change" in said
    marks = words(quick_run("options", MARK).text)
    assert "Nothing competes with Staying in Tower Hamlets: no other option stands as open." in marks
    assert "Settled well, this alone opens St Example's Assessment Centre (invented)" in marks


def test_what_is_to_do_before_a_move_is_said_of_the_first_and_in_full_of_all() -> None:
    brief, full = (words(quick_run("options", AARIZ, *more).text) for more in ((), ("--full",)))
    assert brief.count("Still to do:") == 1
    assert full.count("Have identification in hand, and benefits ready to move") > 5


@pytest.mark.parametrize("pair", [("1",), ()])
def test_a_comparison_takes_two(pair: tuple[str, ...]) -> None:
    assert quick_run("options", AARIZ, "--compare", *pair).code == 2
