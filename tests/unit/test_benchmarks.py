"""The benchmarks run, and what is set beside us answers the same question as we do."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks import lab
from benchmarks.__main__ import main
from benchmarks.evaluator import nights_of
from benchmarks.peers.plain_python import residence
from benchmarks.residences import residences
from casework.setting import load_setting
from policy_lab.synthetic import synthesise
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


def test_plain_python_counts_the_nights_that_the_peers_of_the_lab_are_given(tmp_path: Path) -> None:
    file = tmp_path / "cases.parquet"
    synthesise(lab.invented(500), file)
    told = residences(file)
    given = {(case, area): (year, five) for case, area, year, _, five, _ in told.nights.iter_rows()}
    compared = 0
    for (case, day), stays in told.stays.group_by("case", "test_day"):
        test_day = date.fromordinal(int(str(day)))
        if (test_day.month, test_day.day) == (2, 29):
            continue  # a year before it there is no such day, which plain Python knows nothing of
        history = [
            {"area": row["area"], **{end: date.fromordinal(row[at]).isoformat() for end, at in _ENDS}}
            for row in stays.to_dicts()
        ]
        for area, lived in residence(history, test_day.isoformat()).items():
            assert (lived.nights_12, lived.nights_60) == given[int(str(case)), int(area)]
            compared += 1
    assert compared > 300


_ENDS = (("from", "first"), ("to", "last"))


@pytest.mark.slow
def test_the_benchmark_of_the_lab_runs_and_its_peers_find_what_ours_finds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lab.measure(cases=3_000, rounds=1)
    printed = capsys.readouterr().out
    assert lab.OURS in printed
    assert "durable-rules, case by case" in printed
