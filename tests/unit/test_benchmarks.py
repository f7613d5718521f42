"""The benchmarks run, and what is set beside us answers the same question as we do."""

import pytest

from benchmarks.__main__ import main
from benchmarks.evaluator import nights_of
from benchmarks.peers.plain_python import residence
from casework.setting import load_setting
from services_directory.areas import load_areas


def test_the_benchmarks_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--tiny"]) == 0
    printed = capsys.readouterr().out
    assert "a full assessment" in printed
    assert "plain Python" in printed


def test_an_argument_that_is_not_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick"]) == 2
    assert "--minute" in capsys.readouterr().err


def test_plain_python_counts_the_nights_that_the_evaluator_counts() -> None:
    slugs = load_areas()
    ours = {
        fact: {slugs[area].slug: nights for area, nights in counted.items()}
        for fact, counted in nights_of(load_setting()).items()
    }
    by_hand = residence()
    assert ours["residence_days_in_last_12_months"] == {
        area: each.nights_12 for area, each in by_hand.items()
    }
    assert ours["residence_days_in_last_5_years"] == {area: each.nights_60 for area, each in by_hand.items()}
