"""Monitoring counts what the Safe Connections report counted, and what it publishes tells nobody's story."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from cli.monitoring import monitoring as command
from engine.columnar.schema import to_arrow
from engine.problems import InputError
from policy_lab.cases import write_cases
from policy_lab.monitoring import Monitoring, Table, for_publication, monitored
from policy_lab.monitoring.model import Work
from policy_lab.monitoring.policy import monitoring_policy
from tests.cohort import profile_of

pytestmark = pytest.mark.lab

Json: TypeAlias = dict[str, Any]
Run: TypeAlias = Callable[..., Result]
YES_NO = {"yes": True, "no": False}

# The tables of the report, May 2017, as published: (clients, reconnected), and (sustained, not) by month.
NEEDS = {
    "not_known": (1, 1),
    "alcohol+mental_health": (5, 1),
    "alcohol+drugs+mental_health": (11, 4),
    "drugs+mental_health": (5, 1),
    "drugs": (4, 2),
    "mental_health": (6, 2),
    "none": (2, 1),
}
CONTACTS = {
    "2-10": (17, 7),
    "11-20": (7, 3),
    "21-30": (3, 1),
    "31-40": (0, 0),
    "41-50": (2, 1),
    "51-60": (0, 0),
    "61-70": (1, 0),
    "100-150": (2, 0),
    "151-200": (1, 0),
    "201+": (1, 0),
}
YEARS = {
    "1": (8, 4),
    "2": (9, 2),
    "3": (6, 3),
    "4": (5, 2),
    "6": (1, 0),
    "7": (2, 0),
    "11": (1, 1),
    "12": (1, 0),
    "16": (1, 0),
}
MONTHS = {
    "2016-03": (3, 0),
    "2016-04": (0, 1),
    "2016-07": (1, 1),
    "2016-11": (1, 0),
    "2016-12": (2, 0),
    "2017-01": (1, 0),
    "2017-03": (2, 0),
}
PLACES = {  # London, outside London, not stated
    "emergency_bed_and_breakfast": (1, 1, 0),
    "night_shelter": (2, 0, 0),
    "detox_facility": (0, 1, 0),
    "young_persons_hostel": (1, 0, 0),
    "mental_health_supported_housing": (1, 0, 0),
    "generic_supported_housing": (0, 1, 0),
    "supported_accommodation_project": (1, 0, 0),
    "private_rented_with_floating_support": (0, 1, 0),
    "not_known": (0, 0, 2),
}


def case_of(row: dict[str, str]) -> Json:
    """A row of the cohort as a historic case; what the table does not state is not recorded."""
    decision: Json = {
        "outcome": row["case_outcome"],
        "events": int(row["events_recorded"]),
        "direct_contacts": int(row["direct_contacts"]),
    }
    if row["reconnected"] == "yes":
        decision |= {
            "reconnected_on": row["reconnection_month"],
            "reconnected_to": row["destination_gss"] or None,
            "accommodation": None if row["accommodation_type"] == "not_stated" else row["accommodation_type"],
            "housing_options_presentation": YES_NO.get(row["housing_options_presentation"]),
            "sustained_three_months": YES_NO[row["sustained"]],
        }
    return profile_of(row) | {"decision": decision}


@pytest.fixture(scope="module")
def cohort_file(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with (shared / "data" / "cohort34.csv").open(encoding="utf-8") as lines:
        cases = [case_of(row) for row in csv.DictReader(lines)]
    return written(tmp_path_factory.mktemp("cohort") / "cohort.jsonl", cases)


@pytest.fixture(scope="module")
def cohort(cohort_file: Path) -> Monitoring:
    return monitored(cohort_file)


def written(path: Path, cases: list[Json]) -> Path:
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), "utf-8")
    return path


def a_case(ref: str, **parts: Any) -> Json:
    case = {"schema": "safe-connections/profile/1", "ref": ref, "assessment_date": "2017-01-20"}
    return case | {"applying_to": "hackney"} | parts


def of_clients(table: Table) -> dict[str, tuple[int | None, int | None]]:
    return {row.key: (row.all, row.counts[0]) for row in table.rows}


def two(table: Table) -> dict[str, tuple[int | None, int | None]]:
    return {row.key: row.counts[:2] for row in table.rows}


@pytest.mark.parametrize(
    ("name", "published"),
    [("support_needs", NEEDS), ("contacts", CONTACTS), ("years_seen", YEARS)],
    ids=["figure c", "figure d", "figure e"],
)
def test_the_cohort_gives_the_published_tables_of_clients_and_reconnections(
    cohort: Monitoring, name: str, published: dict[str, tuple[int, int]]
) -> None:
    assert of_clients(cohort.table(name)) == published
    assert (cohort.table(name).total.all, cohort.table(name).total.counts) == (34, (12, 22, 0))


def test_the_cohort_gives_the_published_months_of_reconnection(cohort: Monitoring) -> None:
    assert two(cohort.table("month")) == MONTHS
    assert cohort.table("month").total.counts == (10, 2, 0)


def test_the_cohort_gives_the_published_figures_on_prison_places_and_presentations(
    cohort: Monitoring,
) -> None:
    assert of_clients(cohort.table("prison"))["true"] == (19, 9)
    assert {row.key: row.counts for row in cohort.table("place").rows} == PLACES
    assert cohort.table("place").total.counts == (6, 4, 2)
    presented = {row.key: row.all for row in cohort.table("presentation").rows}
    assert presented == {"true": 7, "false": 3, "not_known": 2}


def test_the_cohort_gives_the_published_sums_of_events_and_direct_contacts(cohort: Monitoring) -> None:
    work = {(each.what, each.whom): each for each in cohort.work}
    assert work["events", "all"].total == 1129
    assert (work["events", "all"].least, work["events", "all"].most) == (2, 122)
    assert round(work["events", "all"].mean or 0) == 33
    assert work["events", "reconnected"].mean == 64
    assert work["direct_contacts", "all"].total == 344
    assert work["direct_contacts", "reconnected"].mean == 17


def test_parquet_and_json_lines_give_the_same_answer(cohort_file: Path, tmp_path: Path) -> None:
    cases = [json.loads(line) for line in cohort_file.read_text("utf-8").splitlines()]
    parquet = tmp_path / "cohort.parquet"
    write_cases(parquet, [to_arrow(cases)])
    assert monitored(parquet).tables == monitored(cohort_file).tables


def test_what_is_not_recorded_is_never_a_no(tmp_path: Path) -> None:
    found = monitored(
        written(
            tmp_path / "cases.jsonl",
            [
                a_case("a"),
                a_case("b", decision={"outcome": "reconnected"}),
                a_case("c", support_needs={"alcohol": "none", "drugs": "none"}),
                a_case("d", decision={"outcome": "other_hostel"}, vulnerability={"served_custody": None}),
            ],
        )
    )
    for name in ("support_needs", "contacts", "years_seen", "prison"):
        assert found.table(name).row("not_known").counts == (1, 1, 2)
    for name in ("month", "accommodation", "presentation"):
        assert found.table(name).row("not_known").counts == (0, 0, 1)
    assert found.table("place").row("not_known").counts == (0, 0, 1)
    assert [each.clients for each in found.work] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("decision", "column"),
    [
        ({"outcome": "reconnected_not_sustained"}, 0),
        ({"outcome": "returned_to_outreach", "reconnected_on": "2017-02"}, 0),
        ({"reconnected_to": "leeds"}, 0),
        ({"outcome": "clearing_house"}, 1),
        ({"outcome": "  "}, 2),
        ({}, 2),
    ],
)
def test_somebody_was_reconnected_by_outcome_day_or_place(
    tmp_path: Path, decision: Json, column: int
) -> None:
    found = monitored(written(tmp_path / "cases.jsonl", [a_case("a", decision=decision)]))
    assert found.table("prison").total.counts[column] == 1


@pytest.mark.parametrize(
    ("day", "key"),
    [("2017-03", "2017-03"), ("2017-03-09~", "2017-03"), ("2017-03-01~", "not_known"), ("2017", "not_known")],
)
def test_a_month_is_told_only_where_the_day_is_sure_enough(tmp_path: Path, day: str, key: str) -> None:
    case = a_case("a", decision={"reconnected_on": day})
    found = monitored(written(tmp_path / "cases.jsonl", [case]))
    assert [row.key for row in found.table("month").rows] == [key]


@given(st.integers(0, 5000))
def test_any_number_of_contacts_is_in_one_band(contacts: int) -> None:
    assert sum(band.holds(contacts) for band in monitoring_policy().contacts.bands) == 1


# --- what may be published ---


def test_publishing_holds_back_every_small_count_and_what_would_give_it_away(cohort: Monitoring) -> None:
    public = for_publication(cohort, 5)
    for table in public.tables:
        counts = [count for row in (*table.rows, table.total) for count in row.counts if count is not None]
        assert not [count for count in counts if 0 < count < 5]
        held = [row.key for row in table.rows if row.all is None]
        assert len(held) != 1 or held == ["held_back"]
    assert all(work.least is None and work.most is None for work in public.work)
    assert public.table("support_needs").total.counts == (12, 22, 0)
    assert public.table("month").total.counts == (None, None, None)


def test_tables_of_the_same_groups_hold_the_same_groups_back(tmp_path: Path) -> None:
    def decided(number: int, kind: str, to: str, held: bool) -> Json:
        decision = {"accommodation": kind, "reconnected_to": to, "sustained_three_months": held}
        return a_case(f"{kind}-{number}", decision=decision)

    cases = [decided(each, "hostel", "islington", each > 1) for each in range(20)]
    cases += [decided(each, "shelter", "islington" if each > 9 else "leeds", True) for each in range(20)]
    cases += [decided(each, "flat", "islington", each > 5) for each in range(20)]
    public = for_publication(monitored(written(tmp_path / "cases.jsonl", cases)), 5)
    shown = [{row.key for row in public.table(name).rows} for name in ("accommodation", "place")]
    assert shown[0] == shown[1] == {"shelter", "held_back"}


def test_words_that_few_share_are_not_published(tmp_path: Path) -> None:
    typed = ["with his aunt in Leeds", *["hostel"] * 10, *["shelter"] * 10]
    cases = [
        a_case(f"a-{number}", decision={"accommodation": word, "sustained_three_months": True})
        for number, word in enumerate(typed)
    ]
    found = monitored(
        written(
            tmp_path / "cases.jsonl",
            [case | {"decision": case["decision"] | {"outcome": "reconnected"}} for case in cases],
        )
    )
    assert "aunt" in json.dumps(found.answer())
    assert "aunt" not in json.dumps(for_publication(found, 5).answer())


def test_sums_of_work_are_held_back_where_few_are_left_by_subtraction() -> None:
    every = (
        Work("events", "all", 43, 500, 1, 30),
        Work("events", "reconnected", 3, 60, 10, 30),
    )
    found = Monitoring("f", 43, 0, (), 0, (), every, ())
    assert [work.total for work in for_publication(found, 5).work] == [None, None]
    assert [work.total for work in for_publication(found, 3).work] == [500, 60]


# --- the command ---


@pytest.fixture
def run() -> Run:
    app = typer.Typer()
    app.command()(command)
    runner = CliRunner()
    return lambda *words: runner.invoke(app, [str(word) for word in words])


def test_the_command_prints_every_table_within_eighty_columns(cohort_file: Path, run: Run) -> None:
    done = run(cohort_file)
    assert done.exit_code == 0, done.output
    assert "2–10" in done.stdout
    assert "Alcohol, drugs and mental health" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_command_answers_in_json(cohort_file: Path, run: Run) -> None:
    answer = json.loads(run(cohort_file, "--format", "json").stdout)
    assert answer["schema"] == "safe-connections/monitoring/1"
    months = {row["group"]: row for row in answer["tables"][4]["rows"]}
    assert (months["2016-07"]["sustained"], months["2016-07"]["not_sustained"]) == (1, 1)
    assert answer["tables"][0]["total"]["rate"]["rate"] == pytest.approx(12 / 34)


def test_a_report_has_a_page_and_tables_beside_it(cohort_file: Path, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "report"
    done = run(cohort_file, "--report", folder)
    assert done.exit_code == 0, done.output
    page = (folder / "monitoring.html").read_text("utf-8")
    assert "<svg" in page
    assert "<script" not in page
    rows = list(csv.DictReader((folder / "monitoring.csv").read_text("utf-8").splitlines()))
    counted = {(row["table"], row["group"], row["counted"]): row["count"] for row in rows}
    assert counted["contacts", "2-10", "reconnected"] == "7"
    assert json.loads((folder / "monitoring.json").read_text("utf-8"))["cases"]["read"] == 34


def test_a_case_with_a_fault_is_left_out_and_said(tmp_path: Path, run: Run) -> None:
    cases = written(tmp_path / "cases.jsonl", [a_case("a"), a_case("b", assessment_date="20/01/2017")])
    done = run(cases, "--report", tmp_path / "report")
    assert done.exit_code == 2
    assert "1 case. 1 left out for a fault, by its place: assessment_date (1)." in done.stdout
    left = (tmp_path / "report" / "monitoring.quarantine.jsonl").read_text("utf-8")
    assert json.loads(left)["row"] == 2


def test_a_file_without_a_sound_case_is_refused_in_words(tmp_path: Path, run: Run) -> None:
    done = run(written(tmp_path / "cases.jsonl", [a_case("b", assessment_date="20/01/2017")]))
    assert done.exit_code == 2
    assert "no case in it can be used" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("name", ["nothing.parquet", "cases.txt"])
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path, run: Run, name: str) -> None:
    done = run(tmp_path / name)
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr


def test_words_of_the_file_are_no_formula_in_a_spreadsheet(tmp_path: Path, run: Run) -> None:
    decision = {"accommodation": "=HYPERLINK(1)", "reconnected_on": "2017-01"}
    run(written(tmp_path / "cases.jsonl", [a_case("a", decision=decision)]), "--report", tmp_path)
    cells = [
        cell for row in csv.reader((tmp_path / "monitoring.csv").read_text().splitlines()) for cell in row
    ]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_an_unreadable_file_says_nothing_of_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"ref": "Jane Doe", "assessment_date": "never"}\n', "utf-8")
    with pytest.raises(InputError) as refused:
        monitored(path)
    assert "Jane" not in str(refused.value)
