"""A rule change is tried on historic cases: who changes is who the evaluator says changes."""

import json
import multiprocessing
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from scipy.stats import binomtest
from typer.testing import CliRunner

from casework.setting import load_setting
from cli.policy_test import policy_test
from engine.analysis.compare import Proof, compared
from engine.assess import decide
from engine.columnar.decide import decide_under
from engine.columnar.frames import ELSEWHERE as NOT_NAMED
from engine.columnar.schema import SCHEMA, to_arrow, to_plain
from engine.facts.subjects import ELSEWHERE
from engine.packs import NoLawError
from engine.problems import InputError
from engine.profile import read_profile
from policy_lab.answer import CasesRead, results_of
from policy_lab.cases import Quarantine, read_cases, write_cases
from policy_lab.cases.conformed import conformed
from policy_lab.figures import figures
from policy_lab.proposal import Proposal, read_proposal, whole_country
from policy_lab.published_files import plain
from policy_lab.replay.batch import replayed
from policy_lab.replay.local import Step, replay
from policy_lab.replay.partial import KEY, added, merged
from policy_lab.replay.stands import ORDER, stands
from policy_lab.replay.unfinished import Unfinished, unfinished
from policy_lab.results import Results
from policy_lab.synthetic.synthesise import Wanted, batches
from services_directory.areas import load_areas
from tests.full_disk import room_for
from tests.profiles import Json
from tests.program import HOUSE, PROGRAM

pytestmark = pytest.mark.lab

THREE_YEARS = HOUSE / "examples" / "packs" / "family-three-years"
COUNT = 3_000
AREAS = load_areas()
SETTING = load_setting()


@cache
def invented() -> pa.RecordBatch:
    (batch,) = batches(Wanted(COUNT, 3, 2010, 2024, 0.08))
    return batch


@cache
def three_years() -> Proposal:
    return read_proposal(THREE_YEARS)


@cache
def counted() -> pl.DataFrame:
    return added([replayed(invented(), three_years())], figures().listed_at_most)


@cache
def found() -> Results:
    return results_of(counted(), three_years(), CasesRead(("invented",), COUNT, 0))[0]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases") / "cases.parquet"
    write_cases(path, [invented().slice(start, 1_000) for start in range(0, COUNT, 1_000)])
    return path


def run(*arguments: object) -> Any:
    program = typer.Typer()
    program.command("policy-test")(policy_test)
    return CliRunner().invoke(program, [str(each) for each in arguments])


def proposed(folder: Path, text: str) -> Path:
    path = folder / "changes.yaml"
    path.write_text(text, "utf-8")
    return path


# --- what is found ----------------------------------------------------------------------------------


def test_local_connections_flow_as_the_evaluator_decides_case_by_case() -> None:
    flows, proposal = Counter[tuple[str, str]](), three_years()
    told_since = [case for case in to_plain(invented()) if "resident_since" in str(case.get("family"))][:150]
    gained, lost = set[int](), set[int]()
    for number, case in enumerate(told_since):
        profile = read_profile(case, AREAS, SETTING.accommodation_types).profile
        before, after = (
            decide(profile, replace(SETTING, packs=packs)).local
            for packs in (proposal.baseline, proposal.proposed)
        )
        for area in [each for each in before if each != ELSEWHERE]:
            pair = before[area].block.verdict, after[area].block.verdict
            flows[pair] += 1
            step = ORDER.index(stands(pair[1])) - ORDER.index(stands(pair[0]))
            (gained if step > 0 else lost if step < 0 else set()).add(number)
    counts = added([replayed(to_arrow(told_since), proposal)], 0)
    columnar = counts.filter((pl.col("what") == "flow") & (pl.col("family") == "local_connection"))
    ours = Counter[tuple[str, str]]()
    for row in columnar.iter_rows(named=True):
        ours[row["first"], row["second"]] += row["count"]
    assert ours == flows
    moved = counts.filter((pl.col("what") == "moved") & (pl.col("first") == "everyone"))
    of_it = moved.filter(pl.col("family") == "local_connection")
    assert dict(of_it.select("third", "count").iter_rows()) == {
        word: len(cases) for word, cases in (("gained", gained - lost), ("lost", lost)) if cases
    }
    assert gained


def test_a_change_of_years_changes_connections_and_what_follows_from_them_alone() -> None:
    assert [family.name for family in found().families if family.changed] == ["local_connection", "referral"]
    assert {rule.family for rule in found().rules} == {"local_connection", "referral"}
    (change, *_) = found().method.changes
    assert (change.parameter, change.was, change.becomes) == ("years_here", "5 years", "3 years")
    assert [each.rule.split(".")[0] for each in found().method.changes] == ["eng", "wal", "sco"]


def test_the_rules_that_change_are_those_whose_findings_differ_one_by_one() -> None:
    packs = (three_years().baseline, three_years().proposed)
    was, becomes = (
        each.findings.drop("on_evidence").filter(pl.col("area") != NOT_NAMED)
        for each in decide_under(conformed(invented()), packs, whole_country(), findings=True)
        if each.findings is not None
    )
    keys = [name for name in was.columns if name != "verdict"]
    both = was.join(becomes, on=keys, how="full", coalesce=True, nulls_equal=True, suffix="_now")
    differ = both.filter(~pl.col("verdict").eq_missing(pl.col("verdict_now")))
    expected = Counter(differ.select(pl.col("rule", "verdict", "verdict_now").cast(pl.String)).iter_rows())
    rows = counted().filter(pl.col("what") == "rule").select("first", "second", "third", "count")
    assert {tuple(row[:3]): row[3] for row in rows.iter_rows()} == expected
    assert len(expected) > 3


def test_the_ways_and_the_flows_add_up_to_who_gains_and_loses() -> None:
    for family in found().families:
        told = [family.moved.gained, family.moved.lost, family.moved.level]
        ways = [way.count for way in family.ways]
        flows = [flow.count for flow in family.flows]
        if None not in (*told, *ways, *flows):
            assert sum(map(int, told)) == sum(map(int, ways)) == sum(map(int, flows))  # type: ignore[arg-type]
        assert len(family.ways) == 9


def test_every_split_is_of_all_cases() -> None:
    for family in found().families:
        for split in family.splits:
            cases = [group.cases for group in split.groups]
            if None not in cases:
                assert sum(map(int, cases)) == COUNT  # type: ignore[arg-type]


def test_rates_and_intervals_of_the_equality_table_are_those_of_scipy() -> None:
    rows = [row for row in found().family("local_connection").equality if row.gained]
    assert {row.characteristic for row in rows} >= {"age", "disability", "race"}
    everyone = found().family("local_connection").cases
    for row in rows:
        assert row.cases
        assert row.moved.gained is not None
        assert row.gained is not None
        expected = binomtest(row.moved.gained, row.cases).proportion_ci(0.95, "wilson")
        assert row.gained[1:] == pytest.approx((expected.low, expected.high))
        others = (int(everyone.gained or 0) - row.moved.gained) / (int(everyone.total or 0) - row.cases)
        assert row.ratio_gained == pytest.approx((row.moved.gained / row.cases) / others)


def test_characteristics_that_the_cases_do_not_record_are_named() -> None:
    assert "religion_or_belief" in found().not_recorded
    assert not set(found().characteristics) & set(found().not_recorded)


def test_agreement_with_the_record_shows_the_errors_that_were_put_in() -> None:
    (baseline, after) = found().family("local_connection").agreement
    assert baseline.rate
    assert baseline.rate.low < 0.92 < baseline.rate.high
    assert after.open < baseline.open


def test_nights_are_set_against_the_lines_that_hold_in_every_area() -> None:
    assert {each.rule for each in found().thresholds} >= {
        "eng.local_connection.residence.six_of_twelve_months",
        "eng.local_connection.residence.three_of_five_years",
    }
    assert not [each.rule for each in found().thresholds if "scilly" in each.rule]
    for each in found().thresholds:
        assert each.needed_baseline == each.needed_proposed
        assert each.bins[0].at_least == 0
        assert each.needed_baseline in {bin_.at_least for bin_ in each.bins}  # none lies on both sides
        assert [one.below for one in each.bins[:-1]] == [one.at_least for one in each.bins[1:]]
        assert each.bins[-1].below > (each.needed_baseline or 0)


def test_examples_tell_the_reasons_and_nothing_that_could_tell_who_it_is() -> None:
    assert found().examples
    text = json.dumps(plain(found())["examples"])
    names = {area.name for area in AREAS} - {area.region for area in AREAS}
    assert "invented-" not in text
    assert "for at least 3 years" in text
    assert [name for name in names if f"in {name} " in text or f"in {name}," in text] == []
    for example in found().examples:
        assert len(example.month) == len("2015-02")
        assert example.before
        assert example.after


def test_open_cases_that_would_need_notice_are_listed_for_the_authority_alone() -> None:
    cases = to_plain(invented())
    for case in cases:
        case.get("decision", {}).pop("outcome", None)
    results, lists = results_of(
        added([replayed(to_arrow(cases), three_years())], figures().listed_at_most),
        three_years(),
        CasesRead(("c",), COUNT, 0),
    )
    gained = results.family("local_connection").cases.gained
    assert gained
    assert results.family("local_connection").open_cases.gained == gained
    noticed = [each for each in lists.notices if each.family == "local_connection"]
    assert len({each.ref for each in noticed}) == gained
    assert lists.notices_in_all == len(lists.notices)
    assert not any(each.ref in json.dumps(plain(results)) for each in lists.notices)


# --- changes that change nothing --------------------------------------------------------------------


def test_a_change_that_the_solver_proves_to_be_none_changes_no_case(tmp_path: Path) -> None:
    same = (
        "rule: eng.local_connection.family_associations\n"
        "parameters: {years_here: {values: {1997-01-20: 5, 2015-06-01: 5}}}\n"
    )
    proposal = read_proposal(proposed(tmp_path, same))
    was, becomes = (
        next(pack.rules for pack in packs if pack.code == "eng")
        for packs in (proposal.baseline, proposal.proposed)
    )
    assert isinstance(compared(was, becomes, "local_connection"), Proof)
    counts = added([replayed(invented(), proposal)], figures().listed_at_most)
    results, _lists = results_of(counts, proposal, CasesRead(("c",), COUNT, 0))
    assert [family.name for family in results.families if family.changed] == []
    assert results.rules == ()
    assert results.examples == ()


def test_a_proposal_that_says_the_same_has_the_same_packs_on_both_sides(tmp_path: Path) -> None:
    proposal = read_proposal(HOUSE / "rules" / "england")
    assert [pack.sha256 for pack in sorted(proposal.proposed, key=lambda pack: pack.code)] == [
        pack.sha256 for pack in sorted(proposal.baseline, key=lambda pack: pack.code)
    ]
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds neither a pack"):
        read_proposal(tmp_path / "empty")


# --- the same whatever runs it ----------------------------------------------------------------------


def test_a_batch_comes_to_the_same_in_either_form() -> None:
    plainly = to_arrow(to_plain(invented().slice(0, 300)))
    assert plainly.schema.equals(SCHEMA)
    assert replayed(plainly, three_years()).equals(replayed(invented().slice(0, 300), three_years()))


def test_partial_tables_add_up_in_any_grouping() -> None:
    parts = [replayed(invented().slice(start, 1_000), three_years()) for start in range(0, COUNT, 1_000)]
    at_once = merged(parts, 50)
    assert merged([merged(parts[:2], 50), merged(parts[2:], 50)], 50).equals(at_once)
    numbers = added([at_once], 50).filter(~pl.col("what").is_in(["disagreement", "notice", "example"]))
    whole = counted().filter(~pl.col("what").is_in(["disagreement", "notice", "example"]))
    columns = [*KEY, "count", "cases"]
    assert numbers.select(columns).equals(whole.select(columns))


def replayed_whole(file: Path, workers: int, kept: Unfinished | None = None, done: Any = None) -> Any:
    with Quarantine(None) as quarantine:
        return replay(
            file, three_years(), quarantine, workers=workers, kept=kept, size=1_000,
            done=done or (lambda _step: None),
        )  # fmt: skip


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_two_workers_find_what_one_finds(file: Path, tmp_path: Path, form: str) -> None:
    copy = tmp_path / f"cases.{form}"
    write_cases(copy, [batch.cases for batch in read_cases(file)])
    alone = replayed_whole(file, 1)
    for workers in (1, 2):
        found, read = replayed_whole(copy, workers)
        assert found.equals(alone[0])
        assert read == CasesRead((copy.name,), COUNT, 0)


def test_a_run_that_was_stopped_goes_on_and_comes_to_the_same(file: Path, tmp_path: Path) -> None:
    kept = unfinished(tmp_path, file, None, three_years())
    steps: list[Step] = []

    def stop(step: Step) -> None:
        steps.append(step)
        if len(steps) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replayed_whole(file, 1, kept, stop)
    assert kept.count() == 2
    written = {path: path.stat().st_mtime_ns for path in kept.folder.iterdir()}
    again = replayed_whole(file, 1, kept)
    assert {path: path.stat().st_mtime_ns for path in written} == written  # not worked out again
    assert again[0].equals(replayed_whole(file, 1)[0])


def test_a_run_survives_workers_that_are_killed(file: Path) -> None:
    def kill(_step: Step) -> None:
        for worker in multiprocessing.active_children():
            worker.kill()

    assert replayed_whole(file, 2, None, kill)[0].equals(replayed_whole(file, 1)[0])


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cases in our own columns, some faulty, many to be read one by one, some with another's reference.

    One of its groups of rows is empty.
    """
    cases = to_plain(invented())
    for place in (7, 1_008, 2_999):
        cases[place]["assessment_date"] = "2017-13-45"
    for place in (*range(100, 900), *range(1_100, 1_400), 2_030):
        cases[place]["housing_history"] = [{"possible_areas": ["leeds", "york"], "basis": "hostel"}]
    for place, other in ((12, 11), (1_500, 40), (1_501, 1_499), (2_030, 130)):
        cases[place]["ref"] = cases[other]["ref"]
    path = tmp_path_factory.mktemp("troubled") / "cases.parquet"
    table = pa.Table.from_batches([to_arrow(cases)])
    with pq.ParquetWriter(path, table.schema) as writer:
        for first, rows in ((0, 1_000), (1_000, 0), (1_000, 1_000), (2_000, 1_000)):
            writer.write_table(table.slice(first, rows))
    return path


@pytest.mark.parametrize("workers", [1, 2])
def test_cases_that_trouble_a_file_are_settled_alike_whoever_reads_it(
    troubled: Path, tmp_path: Path, workers: int
) -> None:
    batches = list(read_cases(troubled, None, 1_000))
    by_one = added([replayed(batch.cases, three_years()) for batch in batches], figures().listed_at_most)
    left_out = [case.record() for batch in batches for case in batch.quarantined]
    assert {each["row"] for each in left_out} == {8, 13, 1_009, 1_501, 1_502, 2_031, 3_000}
    with Quarantine(tmp_path / "quarantine.jsonl") as quarantine:
        found, read = replay(troubled, three_years(), quarantine, workers=workers, size=1_000)
    assert found.equals(by_one)
    assert read == CasesRead(("cases.parquet",), COUNT, 7)
    told = (tmp_path / "quarantine.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in told] == left_out


def test_a_troubled_file_that_was_stopped_goes_on_and_comes_to_the_same(
    troubled: Path, tmp_path: Path
) -> None:
    kept = unfinished(tmp_path, troubled, None, three_years())
    for steps, workers in enumerate((1, 2, 1, 2)):
        with pytest.raises(KeyboardInterrupt):
            replayed_whole(troubled, workers, kept, stopping_after(steps))
        assert kept.count() == steps + 1
    again, whole = (replayed_whole(troubled, 2, each) for each in (kept, None))
    assert again[0].equals(whole[0])
    assert again[1] == whole[1]


def stopping_after(steps: int) -> Any:
    left = iter(range(steps))

    def stop(_step: Step) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    return stop


@pytest.mark.parametrize("workers", [1, 2])
def test_a_part_that_is_broken_ends_the_run_in_words(file: Path, tmp_path: Path, workers: int) -> None:
    broken = tmp_path / "cases.parquet"
    held = bytearray(file.read_bytes())
    with pq.ParquetFile(file) as parquet:
        of_group = [
            parquet.metadata.row_group(1).column(place) for place in range(parquet.metadata.num_columns)
        ]
    for column in of_group:
        held[column.data_page_offset : column.data_page_offset + 8] = b"\xff" * 8
    broken.write_bytes(held)
    with pytest.raises(InputError, match="cannot be read") as refusal:
        replayed_whole(broken, workers)
    assert "a part of it is broken" in str(refusal.value)


def test_another_proposal_or_another_file_does_not_go_on_from_it(file: Path, tmp_path: Path) -> None:
    one = unfinished(tmp_path, file, None, three_years())
    other = tmp_path / "cases.parquet"
    write_cases(other, [invented().slice(0, 10)])
    assert unfinished(tmp_path, other, None, three_years()).folder != one.folder
    assert unfinished(tmp_path, file, None, read_proposal(HOUSE / "rules" / "england")).folder != one.folder


# --- the command ------------------------------------------------------------------------------------


def test_the_command_writes_a_report_and_says_what_it_found(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    report = tmp_path / "report"
    answer = run(file, "--proposed", THREE_YEARS, "--report", report, "--workers", 1)
    assert answer.exit_code == 0, answer.output
    assert "years_here 5 years becomes 3 years" in " ".join(answer.output.split())
    assert "gain and 0 lose, of 3,000 cases" in " ".join(answer.output.split())
    names = {path.relative_to(report).as_posix() for path in report.rglob("*")}
    assert {"results.json", "report.html", "quarantine.jsonl", "tables/flows.csv"} <= names
    assert {"tables/flows.parquet", "not-for-publication/disagreements.csv"} <= names
    assert not [name for name in names if "unfinished" in name or "being-written" in name]
    said = json.loads((report / "results.json").read_text())
    assert said["schema"] == "safe-connections/policy-test/1"
    assert "invented-" not in (report / "results.json").read_text() + (report / "report.html").read_text()
    assert "invented-" in (report / "not-for-publication" / "disagreements.csv").read_text()
    assert file.read_bytes() == before
    in_json = run(file, "--proposed", THREE_YEARS, "--format", "json", "--workers", 1)
    assert json.loads(in_json.output) == said


def test_only_the_splits_that_are_asked_for_are_told(file: Path) -> None:
    answer = run(file, "--proposed", THREE_YEARS, "--by", "region,year", "--format", "json", "--workers", 1)
    (family,) = [each for each in json.loads(answer.output)["families"] if each["name"] == "local_connection"]
    assert [split["by"] for split in family["splits"]] == ["region", "year"]
    assert family["equality"] == []


BAD: dict[str, tuple[list[Any], str]] = {
    "no such file": (["nowhere.parquet", "--proposed", THREE_YEARS], "there is no such file"),
    "no such pack": (["{file}", "--proposed", "nowhere"], "there is no such file or folder"),
    "no such split": (
        ["{file}", "--proposed", THREE_YEARS, "--by", "town"],
        "is nothing that",
    ),
    "no such nation": (["{file}", "--proposed", THREE_YEARS, "--jurisdiction", "mars"], "no such nation"),
    "cut short": (["{cut}", "--proposed", THREE_YEARS], "cut short"),
    "no such rule": (["{file}", "--proposed", "{rule}"], "near match: eng.local_connection.family_assoc"),
    "no such parameter": (["{file}", "--proposed", "{parameter}"], "`years` is not a parameter of the rule"),
    "no change": (["{file}", "--proposed", "{nothing}"], "proposes no change"),
    "no yaml": (["{file}", "--proposed", "{file}"], "is refused"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_named_and_nothing_is_left_behind(file: Path, tmp_path: Path, name: str) -> None:
    arguments, said = BAD[name]
    texts = {
        "rule": "rule: eng.local_connection.family_asociations\nparameters: {}\n",
        "parameter": "rule: eng.local_connection.family_associations\n"
        "parameters: {years: {values: {1997-01-20: 3}}}\n",
        "nothing": "# nothing\n",
    }
    places = {"file": file, "cut": tmp_path / "cut.parquet"}
    places["cut"].write_bytes(file.read_bytes()[:-2_000])
    for each, text in texts.items():
        places[each] = tmp_path / f"{each}.yaml"
        places[each].write_text(text)
    report = tmp_path / "report"
    filled = [str(each).format(**places) for each in arguments]
    answer = run(*filled, "--report", report, "--workers", 1)
    assert answer.exit_code == 2, answer.output
    assert said in " ".join(answer.output.split())
    assert "Traceback" not in answer.output
    assert not (report / "results.json").exists()


def test_without_the_lab_it_says_what_to_install(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    answer = run(file, "--proposed", THREE_YEARS)
    assert answer.exit_code == 2
    assert "pip install 'safe-connections[lab]'" in answer.output


def test_a_run_that_is_stopped_by_hand_ends_with_130_and_publishes_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("policy_lab.replay.local.replay", stopped)
    answer = run(file, "--proposed", THREE_YEARS, "--report", tmp_path)
    assert answer.exit_code == 130
    assert "nothing is published" in answer.output
    assert not (tmp_path / "results.json").exists()


def test_workers_take_no_file_beside_the_cases_for_a_module(file: Path, tmp_path: Path) -> None:
    for name in ("yaml", "numba", "policy_lab", "signal"):
        (tmp_path / f"{name}.py").write_text("open('imported', 'w').close()")
    asked = [str(PROGRAM), "policy-test", str(file), "--proposed", str(THREE_YEARS), "--workers", "2"]
    answer = subprocess.run(asked, check=False, cwd=tmp_path, capture_output=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    assert not (tmp_path / "imported").exists()


def test_a_full_disk_leaves_the_report_that_was_there(file: Path, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text("what was there")
    with room_for(20_000):
        answer = run(file, "--proposed", THREE_YEARS, "--report", tmp_path, "--workers", 1)
    assert answer.exit_code == 2
    assert "cannot be written" in answer.output
    assert (tmp_path / "results.json").read_text() == "what was there"
    assert not (tmp_path / "tables").exists()


def test_a_bad_row_is_counted_and_written_down(tmp_path: Path) -> None:
    cases = to_plain(invented().slice(0, 20))
    cases[3]["assessment_date"] = "yesterday"
    source = tmp_path / "cases.jsonl"
    source.write_text("".join(json.dumps(case) + "\n" for case in cases))
    answer = run(source, "--proposed", THREE_YEARS, "--report", tmp_path / "r", "--workers", 1)
    assert answer.exit_code == 0, answer.output
    assert "1 of 20 cases read were left out" in answer.output
    (line,) = (tmp_path / "r" / "quarantine.jsonl").read_text().splitlines()
    assert json.loads(line)["row"] == 4


def test_a_case_that_no_law_is_held_for_is_counted_with_the_reason() -> None:
    case = {"schema": "safe-connections/profile/1", "assessment_date": "1990-01-01", "applying_to": "leeds"}
    cases: list[Json] = [{**case, "ref": str(number)} for number in range(20)]
    with pytest.raises(NoLawError):
        decide(read_profile(cases[0], AREAS).profile, SETTING)
    counts = added([replayed(to_arrow(cases), three_years())], 10)
    results, _lists = results_of(counts, three_years(), CasesRead(("c",), 20, 0))
    assert results.cases.decided == 0
    assert sum(count or 0 for _why, count in results.cases.not_decided) == 20
