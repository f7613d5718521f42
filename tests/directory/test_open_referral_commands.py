"""`directory validate|import|export|show` as a worker types them, and what is said of a mistake."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.directory import directory
from services_directory.services import load_directory
from services_directory.store import load_records, load_store
from services_directory.synthesise import synthesise_directory

ONE = "ac148810-d857-441c-9679-408f346de14b"
RECORD = {
    "id": ONE,
    "name": "Harbour House",
    "description": "A hostel for women aged 18 to 35. No pets.",
    "status": "active",
    "service_areas": [{"id": ONE, "extent": "E09000012"}],
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(directory, [str(argument) for argument in arguments])


def told(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def a_file(folder: Path, *records: dict[str, Any], name: str = "services.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(list(records)))
    return path


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_records_go_in_are_kept_and_come_out_the_same(shared: Path, tmp_path: Path) -> None:
    source = shared / "data" / "oruk" / "services_synthetic.json"
    assert run("validate", source).exit_code == 0
    report = told("import", source, "--into", tmp_path / "kept")
    assert report["records"] == {"services": 16}
    assert report["stored"]["folder"] == str(tmp_path / "kept")
    assert run("export", "--directory", tmp_path / "kept", "--out", tmp_path / "out").exit_code == 0
    out = json.loads((tmp_path / "out" / "services.json").read_text())
    given = json.loads(source.read_text())
    assert out["contents"] == sorted(given["contents"], key=lambda record: str(record["id"]))
    assert out.keys() == given.keys()
    assert run("validate", tmp_path / "out").exit_code == 0


@pytest.mark.parametrize("profile", ["oruk-3.0", "hsds-3.0", "hsds-3.1"])
def test_our_own_directory_goes_out_and_comes_in_again(profile: str, tmp_path: Path) -> None:
    assert run("export", "--out", tmp_path / "out", "--profile", profile).exit_code == 0
    report = told("import", tmp_path / "out", "--into", tmp_path / "kept", "--profile", profile)
    assert (report["options"], report["faults"], report["notes"]) == (60, [], [])
    assert load_store(tmp_path / "kept") == load_directory()


def test_the_report_says_what_is_left_aside_and_what_prose_may_mean(tmp_path: Path) -> None:
    report = told("import", a_file(tmp_path, RECORD), "--into", tmp_path / "kept")
    assert {row["field"] for row in report["left_aside"]} == {"type", "area"}
    (row,) = report["services"]
    assert row["option"] is False
    assert {each["field"] for each in row["suggestions"]} >= {"genders", "ages"}
    text = run("validate", tmp_path / "services.json").output
    assert "0 services can be an option; 1 cannot" in text
    assert "women" in text


def test_what_the_team_states_and_has_confirmed_makes_an_option(tmp_path: Path) -> None:
    stated = tmp_path / "stated.yaml"
    stated.write_text(
        f"services:\n  {ONE}:\n    type: hostel_women\n    area: hackney\n    genders: [female]\n"
        "    vacancies: {2026-11-16: 2}\n    confirmed: {entry: {by: telephone call, day: 2026-11-16}}\n"
        "  another: {type: hostel}\n"
    )
    report = told("import", a_file(tmp_path, RECORD), "--into", tmp_path / "kept", "--stated", stated)
    assert report["options"] == 1
    assert [note["pointer"] for note in report["notes"]] == ["/services/another"]
    (service,) = load_store(tmp_path / "kept").services
    assert (service.type, service.area) == ("hostel_women", "E09000012")
    assert service.genders == frozenset({"female"})
    assert service.confirmed.keys() == {"entry"}
    assert load_records(tmp_path / "kept")["services"] == [RECORD]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("services: {x: {type: hostle}}", "Near match: `hostel`"),
        ("services: {x: {tipe: hostel}}", "there is no such field here. Near match: `type`"),
        ("services: {x: {couples: true}}", "nobody has confirmed this (couples)."),
        ("services: {x: 3}", "a group of fields is needed here."),
        ("x: 3", "`services` is needed"),
        ("{", "this is not YAML."),
    ],
)
def test_a_slip_in_what_the_team_states_is_named(stated: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "stated.yaml").write_text(stated)
    source = a_file(tmp_path, RECORD)
    result = run("import", source, "--into", tmp_path / "kept", "--stated", tmp_path / "stated.yaml")
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "kept").exists()


def test_a_failed_import_leaves_the_directory_as_it_was_and_names_every_fault(tmp_path: Path) -> None:
    run("import", a_file(tmp_path, RECORD), "--into", tmp_path / "kept")
    before = everything_in(tmp_path / "kept")
    unfit = a_file(tmp_path, RECORD, {"id": "b", "name": 3, "status": "actve"}, name="services_new.json")
    result = run("import", unfit, "--into", tmp_path / "kept", "--format", "json")
    assert result.exit_code == 2
    problem = json.loads(result.stderr)
    assert {error["pointer"] for error in problem["errors"]} == {"/1/id", "/1/name", "/1/status", ""}
    assert all("services_new.json" in error["detail"] for error in problem["errors"][:3])
    assert everything_in(tmp_path / "kept") == before


def test_the_sound_records_can_be_taken_and_the_others_told(tmp_path: Path) -> None:
    unfit, odd = (
        {"id": ONE.replace("a", "b"), "name": 3},
        {**RECORD, "id": ONE.replace("a", "c"), "url": None},
    )
    source = a_file(tmp_path, RECORD, unfit, odd)
    report = told("import", source, "--into", tmp_path / "kept", "--keep-going")
    assert [row["pointer"] for row in report["dropped"]] == ["/1"]
    assert {fault["pointer"] for fault in report["faults"]} == {"/1/name", "/1/status", "/2/url"}
    assert load_records(tmp_path / "kept")["services"] == [RECORD, odd]
    text = run("import", source, "--into", tmp_path / "kept", "--keep-going").output
    assert "DROPPED  1" in text


def test_a_dry_run_reports_all_and_writes_nothing(tmp_path: Path) -> None:
    result = run("import", a_file(tmp_path, RECORD), "--into", tmp_path / "kept", "--dry-run")
    assert result.exit_code == 0
    assert "Nothing was written." in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["services.json"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "x.json"], "say where to keep it, or ask for --dry-run."),
        (["validate", "none.json"], "there is no such file or folder."),
        (["validate", "x.json", "--profile", "oruk"], "there is no such profile. Near match: `oruk-3.0`"),
        (["validate", "http://127.0.0.1:9", "x.json"], "give one address, and no files."),
        (["show", "shingle-bank-mnid"], "no service has this id. Near match: `shingle-bank-mind`"),
        (["show", "--as-of", "today"], "is not a day."),
        (["show", "--directory", "nowhere"], "this folder keeps no directory."),
        (["import", "y.json", "--into", "kept"], "there is no service in it"),
    ],
)
def test_what_cannot_be_done_is_named_with_what_to_do(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    a_file(tmp_path, RECORD, name="x.json")
    a_file(tmp_path, name="y.json")
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert sorted(os.listdir(tmp_path)) == ["x.json", "y.json"]


def test_many_faults_are_counted_in_text_and_listed_in_json(tmp_path: Path) -> None:
    source = a_file(tmp_path, *({"id": f"{n}", "name": "x", "status": "active"} for n in range(70)))
    assert "and 20 more; --format json lists them all." in run("validate", source).output
    assert len(json.loads(run("validate", source, "--format", "json").stderr)["errors"]) == 70


def test_an_invented_directory_is_kept_as_any_other(tmp_path: Path) -> None:
    result = run("synthesise", "--n", "400", "--seed", "7", "--out", tmp_path / "made")
    assert result.exit_code == 0, result.output
    assert "400 services" in result.output
    assert load_store(tmp_path / "made") == synthesise_directory(400, 7)
    assert run("export", "--directory", tmp_path / "made", "--out", tmp_path / "out").exit_code == 0
    report = told("import", tmp_path / "out", "--into", tmp_path / "again")
    assert (report["options"], report["left_aside"], report["faults"]) == (400, [], [])
    assert load_store(tmp_path / "again") == load_store(tmp_path / "made")


def test_a_summary_counts_what_there_is_and_what_is_open() -> None:
    found = told("show", "--as-of", "2026-11-22")
    assert (found["services"], found["invented"]) == (60, 60)
    assert sum(found["types"].values()) == 60
    assert all(sum(steps.values()) == 60 for steps in found["confirmed"].values())
    assert told("show", "--as-of", "2016-01-01")["confirmed"]["entry"] == {"later": 60}
    assert "60 services of 20 providers" in run("show").output


def test_a_service_is_shown_with_what_it_states_and_leaves_open(tmp_path: Path) -> None:
    text = run("show", "shingle-bank-mind", "--as-of", "2026-11-22").output
    assert "Shingle Bank Mental Health Homes (invented)" in text
    assert "9 June 2026 (166 days ago), by caseworker visit" in text
    run("import", a_file(tmp_path, RECORD), "--into", tmp_path / "kept")
    other = run("show", ONE, "--directory", tmp_path / "kept").output
    assert "It is kept, but can be no option." in other
    assert "nothing says for sure in which authority it is" in other
