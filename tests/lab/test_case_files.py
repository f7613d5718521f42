"""Historic cases are read whole: every sound case, and every other one named with its faults."""

import json
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.cases import cases as command_group
from engine.columnar.decision import Recorded
from engine.columnar.schema import CASE as CASES
from engine.columnar.schema import CODED_SCHEMA, SCHEMA, to_arrow, to_plain
from engine.problems import InputError
from engine.profile import read_profile
from policy_lab.cases import CaseBatch, Quarantine, Quarantined, read_cases, write_cases
from policy_lab.cases.cells import named_columns
from policy_lab.cases.columns import Checks
from policy_lab.cases.conformed import conformed, trimmed
from policy_lab.cases.references import References
from policy_lab.cases.sound import soundness
from policy_lab.cases.tables import LISTS, items_at
from services_directory.areas import load_areas
from tests.full_disk import room_for
from tests.profiles import Json, whole_profiles, with_gaps

AREAS = load_areas()
SOUND = soundness()

CASE: Json = {
    "schema": "safe-connections/profile/1",
    "ref": "a-1",
    "assessment_date": "2017-01-20",
    "application_date": "2016-12-01",
    "applying_to": "tower-hamlets",
    "person": {"date_of_birth": "1985~", "gender": "male", "languages_needed": ["polish"]},
    "household": [{"relation": "child", "age": 9, "lives_with_client": "shared", "note": "at weekends"}],
    "housing_history": [
        {"area": "brighton-and-hove", "from": 2006, "to": "2010~", "basis": "private_tenancy"},
        {"area": "tower-hamlets", "from": "2010~", "current": True, "evidence": ["outreach_contact_record"]},
    ],
    "employment": [],
    "family": [{"relation": "mother", "area": "leeds", "adult": True}],
    "risks": [{"area": "unknown", "kind": "drug_debt", "probable_on_return": "unknown"}],
    "support_needs": {"drugs": "high", "substitute_prescribing": True},
    "vulnerability": {"capacity_in_doubt": "unknown", "pregnant": None},
    "homelessness": {"homeless": True, "threatened_within_days": {"at_least": 10, "at_most": None}},
    "wishes": {"areas_wanted": ["leeds", None], "goals": []},
    "decision": {
        "decided_on": "2017-01-20",
        "local_connection": [{"area": "leeds", "verdict": "met", "ground": "family_associations"}],
        "priority_need": "not_met",
        "sustained_three_months": False,
    },
    "protected_characteristics": {"sex": "male", "disability": True},
}
# Every way in which a case may be odd and yet sound, and some in which it is not.
CHANGES: dict[str, Json] = {
    "housing_history.0.lasted": "P7M~",
    "housing_history.1.lasted": {"at_least": "P7M", "at_most": None},
    "housing_history.0.sequence": 2,
    "housing_history.0.area": "E07000014",
    "housing_history.1.area": "kent",
    "housing_history.0.basis": "unknown",
    "housing_history.0.from": "2017-02",
    "housing_history.0.to": "2005",
    "housing_history.1.to": "2016",
    "housing_history.1.from": "31/12/2010",
    "family.0.possible_areas": ["kent"],
    "family.0.relation": "adult_child",
    "family.0.adult": False,
    "person.age": 31,
    "person.date_of_birth": "2018",
    "person.care": {"leaving_care_duty_owed_by": "kent", "placements": [{"area": "leeds", "to": "2030"}]},
    "person.gender": "unknown",
    "household.0.age": 121,
    "household.0.housing_history": [{"area": "leeds", "from": "2018"}],
    "restrictions": [{"kind": "bail", "areas": [None, "leeds"], "until": "2018-01-01"}],
    "homelessness.threatened_within_days": 12,
    "homelessness.intentional": None,
    "rough_sleeping": {"contacts": 4, "first_seen": "2016", "last_seen": "2015"},
    "housing_needs": {"arrears": [{"amount": 12.5}], "convictions": []},
    "review_date": "2016-12-31",
    "application_date": "2017-06-01",
    "assessment_date": "2017-01",
    "schema": "safe-connections/profile/2",
    "sso": {"area": "leeds", "offer": "hostel"},
    "wishes.goals": ["x" * 20_001],
    "decision.local_connection.0.verdict": "granted",
    "decision.priority_need": None,
    "protected_characteristics.race": "a long story " * 20,
    "support_needs.drugs": 1,
    "employment": [{"hours_per_week": 16.5, "area": "leeds"}],
    "household": [{"age": 30}] * 21,
}


def changed(case: Json, path: str, value: Json) -> Json:
    copy = deepcopy(case)
    holder = copy
    *way, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    for part in way:
        holder = holder.setdefault(part, {}) if isinstance(holder, dict) else holder[part]
    holder[last] = value
    return copy


def profile_of(case: Json) -> Any:
    """What a case means: the profile that rules read, and what is recorded beside it."""
    beside = {name: case.get(name) for name in ("decision", "protected_characteristics")}
    recorded = Recorded.model_validate(beside, context=SOUND.terms)
    profile = read_profile(case, AREAS, SOUND.terms.accommodation_types).profile
    return profile.model_copy(update=dict.fromkeys(beside)), recorded


def many(count: int) -> list[Json]:
    return [{**deepcopy(CASE), "ref": f"a-{number}"} for number in range(1, count + 1)]


def read(
    path: Path, mapping: Path | None = None, size: int = 100_000
) -> tuple[list[Json], list[Quarantined]]:
    batches = list(read_cases(path, mapping, size))
    cases = [case for batch in batches for case in to_plain(batch.cases)]
    return cases, [each for batch in batches for each in batch.quarantined]


def write_lines(path: Path, cases: list[Json]) -> Path:
    path.write_text("".join(json.dumps(case) + "\n" for case in cases))
    return path


def sentences(left_out: list[Quarantined]) -> list[tuple[int, str]]:
    return [(each.row, fault.sentence()) for each in left_out for fault in each.faults]


# --- the columns ----------------------------------------------------------------------------------


@settings(max_examples=30)
@given(with_gaps())
def test_a_case_comes_out_of_columns_with_the_meaning_that_went_in(pair: tuple[Json, Json]) -> None:
    for case in pair:
        assert profile_of(to_plain(to_arrow([case]))[0]) == profile_of(case)


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_what_is_odd_but_sound_comes_out_of_columns_as_it_went_in(path: str) -> None:
    case = changed(CASE, path, CHANGES[path])
    if not SOUND.faults(case):
        assert profile_of(to_plain(to_arrow([case]))[0]) == profile_of(case)


def test_what_is_not_known_is_null_and_what_was_asked_and_is_none_is_a_list_of_none() -> None:
    row = to_arrow([{**CASE, "family": None}]).to_pylist()[0]
    assert row["vulnerability"]["pregnant"] is None
    assert row["vulnerability"]["capacity_in_doubt"] == "unknown"
    assert row["family"] is None
    assert row["employment"] == []


def test_a_field_that_no_case_has_is_never_dropped_in_silence() -> None:
    with pytest.raises(KeyError):
        to_arrow([{**CASE, "famliy": []}])


# --- checked by column ----------------------------------------------------------------------------


def doubtful(cases: list[Json]) -> list[bool]:
    found: list[bool] = Checks(SOUND).doubtful(conformed(to_arrow(cases))).tolist()
    return found


def writable(case: Json) -> bool:
    try:
        to_arrow([case])
    except (KeyError, TypeError, ValueError, AttributeError, pa.ArrowException):
        return False
    return True


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_no_column_hides_a_fault_that_reading_the_case_would_find(path: str) -> None:
    case = changed(CASE, path, CHANGES[path])
    if writable(case):
        assert doubtful([CASE, case, CASE])[1] or not SOUND.faults(to_plain(to_arrow([case]))[0])


@settings(max_examples=40)
@given(whole_profiles(), st.data())
def test_no_column_hides_a_fault_in_cases_made_by_chance(case: Json, data: st.DataObject) -> None:
    for path in data.draw(st.lists(st.sampled_from(sorted(CHANGES)), max_size=3)):
        try:
            case = changed(case, path, CHANGES[path])
        except (IndexError, TypeError):
            continue
    if writable(case):
        assert doubtful([case])[0] or not SOUND.faults(to_plain(to_arrow([case]))[0])


@settings(max_examples=15)
@given(st.lists(whole_profiles(), min_size=1, max_size=4))
def test_sound_cases_are_seldom_doubtful(cases: list[Json]) -> None:
    plain = [{**case, "sso": None} for case in cases]
    assert doubtful(plain) == [bool(SOUND.faults(case)) for case in plain]


# --- the forms ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cases.parquet", "cases.jsonl", "cases.ndjson"])
def test_cases_are_read_as_they_were_written(tmp_path: Path, name: str) -> None:
    cases = many(5)
    assert write_cases(tmp_path / name, [to_arrow(cases[:3]), to_arrow(cases[3:])]) == 5
    found, left_out = read(tmp_path / name, size=2)
    assert [profile_of(case) for case in found] == [profile_of(case) for case in cases]
    assert left_out == []


def test_parquet_batches_are_coded_and_have_every_column_in_order(tmp_path: Path) -> None:
    write_cases(
        tmp_path / "cases.parquet", [to_arrow([changed(case, "wishes.goals", []) for case in many(3)])]
    )
    (batch,) = read_cases(tmp_path / "cases.parquet")
    assert batch.cases.schema.equals(CODED_SCHEMA)
    assert batch.rows.tolist() == [1, 2, 3]
    assert batch.share == 1


def test_a_parquet_that_leaves_columns_out_is_read_with_these_not_known(tmp_path: Path) -> None:
    table = pa.table(
        to_arrow(many(2)).select(["schema", "ref", "assessment_date", "housing_history", "person"])
    )
    pq.write_table(table, tmp_path / "cases.parquet")
    found, left_out = read(tmp_path / "cases.parquet")
    assert left_out == []
    assert found[0]["housing_history"][0]["to"] == "2010~"
    assert "family" not in found[0]


@settings(max_examples=30)
@given(st.lists(whole_profiles(), max_size=4), st.integers(0, 2))
def test_a_batch_that_is_trimmed_comes_back_as_it_was(cases: list[Json], first: int) -> None:
    batch = conformed(to_arrow([CASE, *cases]))[first:]
    small = trimmed(batch)
    again = conformed(small)
    again.validate(full=True)
    assert again.schema.equals(batch.schema)
    assert again.to_pylist() == batch.to_pylist()
    assert all(small.column(name).null_count < len(batch) for name in small.schema.names[1:])


def test_a_list_that_is_empty_in_every_case_is_still_asked_and_none(tmp_path: Path) -> None:
    cases = [{**case, "risks": [], "family": None} for case in many(2)]
    write_cases(tmp_path / "cases.parquet", [to_arrow(cases)])
    found, _ = read(tmp_path / "cases.parquet")
    assert [case["risks"] for case in found] == [[], []]
    assert "family" not in found[0]


def test_a_parquet_of_other_types_is_read_row_by_row(tmp_path: Path) -> None:
    days = pa.array([17186, 17187], pa.date32())
    ages = pa.array([{"age": 31}, {"age": 131}])
    table = pa.table({"schema": [CASE["schema"]] * 2, "assessment_date": days, "person": ages})
    pq.write_table(table, tmp_path / "cases.parquet")
    found, left_out = read(tmp_path / "cases.parquet")
    assert [case["assessment_date"] for case in found] == ["2017-01-20"]
    assert sentences(left_out) == [(2, "`person.age`: a number of at most 120 is needed.")]


@pytest.mark.parametrize("rows", [300, 10])
def test_large_and_small_row_groups_are_read_alike(tmp_path: Path, rows: int) -> None:
    cases = [
        changed(case, "housing_history.0.note", f"{place} " * 400) for place, case in enumerate(many(300))
    ]
    table = pa.table(to_arrow(cases).select(["schema", "ref", "assessment_date", "housing_history"]))
    path = tmp_path / "cases.parquet"
    pq.write_table(table, path, row_group_size=rows, dictionary_pagesize_limit=20_000)
    found, left_out = read(path, size=150)
    assert [case["ref"] for case in found] == [case["ref"] for case in cases]
    assert found[-1]["housing_history"][0]["note"].startswith("299 ")
    assert left_out == []


# --- what is left out, and why --------------------------------------------------------------------


def odd_cases() -> list[Json]:
    cases = many(9)
    cases[1] = changed(cases[1], "schema", "safe-connections/profile/9")
    cases[3] = changed(cases[3], "decision.local_connection.0.verdict", "metr")
    cases[5] = changed(cases[5], "housing_history.0.to", "2005")
    cases[6] = changed(cases[6], "housing_history.0.area", "kent")
    cases[7]["ref"] = "a-1"
    return cases


ODD = {
    2: "`schema`: this schema is not known. Write `schema: safe-connections/profile/1`.",
    4: "`decision.local_connection.0.verdict`: no such word as `metr` here. Near match: `met`.",
    6: "`housing_history.0.to`: ends before it starts.",
}


@pytest.mark.parametrize("name", ["cases.parquet", "cases.jsonl"])
def test_every_case_of_a_file_is_either_read_or_named_with_its_faults(tmp_path: Path, name: str) -> None:
    write_cases(tmp_path / name, [to_arrow(odd_cases())])
    before = (tmp_path / name).read_bytes()
    found, left_out = read(tmp_path / name, size=4)
    assert sorted(case["ref"] for case in found) == ["a-1", "a-3", "a-5", "a-9"]
    assert sorted(each.row for each in left_out) == [2, 4, 6, 7, 8]
    told = dict(sentences(left_out))
    assert {row: told[row] for row in ODD} == ODD
    assert told[7].startswith("`housing_history.0.area`: Kent is a county")
    assert told[8].startswith("`ref`: a case before this one has the same reference.")
    assert (tmp_path / name).read_bytes() == before


def test_a_broken_line_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    one, two = many(2)
    path.write_bytes(
        b'{"schema": \n' + json.dumps(one).encode() + b"\n\n[1]\n\xff\xfe\n" + json.dumps(two).encode()
    )
    found, left_out = read(path)
    assert [case["ref"] for case in found] == ["a-1", "a-2"]
    assert [each.row for each in left_out] == [1, 4, 5]
    assert "this is not JSON" in left_out[0].faults[0].why


def test_a_quarantine_file_says_where_and_why_and_nothing_of_a_life(tmp_path: Path) -> None:
    secret = "Lives with Mrs Smith"
    cases = odd_cases()
    cases[3]["ref"] = secret
    cases[3]["decision"]["local_connection"][0]["ground"] = secret
    cases[5]["housing_history"][0]["note"] = secret
    write_lines(tmp_path / "cases.jsonl", cases)
    with Quarantine(tmp_path / "quarantine.jsonl") as quarantine:
        for batch in read_cases(tmp_path / "cases.jsonl"):
            quarantine.add(batch.quarantined)
    text = (tmp_path / "quarantine.jsonl").read_text()
    assert secret not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert quarantine.cases == len(lines) == 5
    assert quarantine.faults["housing_history.to"] == 1
    assert [line["row"] for line in lines] == [2, 4, 6, 7, 8]
    assert lines[1]["ref"] is None
    assert lines[2] == {
        "file": "cases.jsonl",
        "row": 6,
        "ref": "a-6",
        "errors": [
            {
                "pointer": "/housing_history/0/to",
                "path": "housing_history.0.to",
                "detail": "ends before it starts.",
                "near": [],
                "do": "",
            }
        ],
    }


def test_a_reference_is_met_once_however_far_apart_its_cases_are() -> None:
    references = References()
    first = to_arrow([{**CASE, "ref": ref} for ref in ("a", None, "b", None, "a")])
    second = to_arrow([{**CASE, "ref": ref} for ref in ("c", "b", None)])
    kept = [
        references.once_each(CaseBatch(batch, np.arange(1, len(batch) + 1), (), 1.0), "cases.jsonl")
        for batch in (first, second)
    ]
    assert [case.get("ref") for batch in kept for case in to_plain(batch.cases)] == [
        "a",
        None,
        "b",
        None,
        "c",
        None,
    ]
    assert [each.row for batch in kept for each in batch.quarantined] == [5, 2]


# --- files that cannot be read at all -------------------------------------------------------------


def refusal(path: Path, mapping: Path | None = None) -> str:
    with pytest.raises(InputError) as refused:
        read(path, mapping)
    return " ".join([refused.value.title, *(fault.sentence() for fault in refused.value.faults)])


def test_a_truncated_parquet_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    write_cases(path, [to_arrow(many(50))])
    whole = path.read_bytes()
    for kept in (0, 3, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:kept])
        assert refusal(path).startswith(
            "cases.parquet cannot be read. this is no Parquet file, or it was cut"
        )


def test_a_parquet_broken_within_is_never_read_as_something_else(tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    write_cases(path, [to_arrow(many(50))])
    whole = bytearray(path.read_bytes())
    whole[200:260] = b"\x00" * 60
    path.write_bytes(bytes(whole))
    with pytest.raises(InputError):
        read(path)


def test_a_parquet_of_something_else_says_what_it_needs(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [1]}), tmp_path / "cases.parquet")
    assert "a column called `schema` and one called `assessment_date` are needed" in refusal(
        tmp_path / "cases.parquet"
    )


def test_a_parquet_without_a_row_holds_no_case(tmp_path: Path) -> None:
    pq.write_table(pa.table(to_arrow(many(1))).slice(0, 0), tmp_path / "cases.parquet")
    assert "it holds no case." in refusal(tmp_path / "cases.parquet")


def test_a_file_that_is_not_there_or_has_another_ending_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    assert "there is no such file." in refusal(tmp_path / "cases.parquet")
    (tmp_path / "cases.xlsx").write_bytes(b"PK")
    assert "cases are read from `.parquet`, `.jsonl` or `.ndjson`" in refusal(tmp_path / "cases.xlsx")
    (tmp_path / "cases.jsonl").write_text("\n")
    assert "it holds no case." in refusal(tmp_path / "cases.jsonl")
    assert "a mapping file goes with a folder" in refusal(tmp_path / "cases.jsonl", tmp_path / "mapping.yaml")


# --- writing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cases.parquet", "cases.jsonl"])
def test_a_full_disk_leaves_what_was_there_and_nothing_half_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("what was there")
    with room_for(3000), pytest.raises(InputError) as refused:
        write_cases(tmp_path / name, (to_arrow(many(200)) for _ in range(20)))
    assert refused.value.title == f"{name} cannot be written."
    assert (tmp_path / name).read_text() == "what was there"
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_cases_are_written_under_a_name_that_says_their_form(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the name of a file of cases ends in"):
        write_cases(tmp_path / "cases.csv", [to_arrow(many(1))])
    with pytest.raises(InputError, match="there is no such folder"):
        write_cases(tmp_path / "nowhere" / "cases.parquet", [to_arrow(many(1))])


# --- tables ---------------------------------------------------------------------------------------

TABLES = {
    "cases.csv": (
        "ref,assessment_date,applying_to,person.age,person.immigration.status,vulnerability.pregnant,employment,"
        "decision.priority_need,protected_characteristics.sex,support_needs.substitute_prescribing,"
        "homelessness.threatened_within_days,wishes.areas_wanted\n"
        "c1,2017-01-20,tower-hamlets,32,british_citizen,no,none,not_met,male,yes,10/40,leeds; bradford\n"
        "c2,2018-01-20,hackney,,,unknown,,,,,,none\n"
    ),
    "stays.csv": (
        "ref,person,area,from,to,current,basis,lasted,evidence\n"
        "c1,,leeds,2010~,2014-06,,private_tenancy,,tenancy_agreement; council_letter\n"
        "c1,,tower-hamlets,2016-01,,yes,rough_sleeping,,\n"
        "c1,1,leeds,2010,,true,private_tenancy,P7M/,\n"
    ),
    "household.csv": "ref,relation,age,lives_with_client\nc1,child,9,shared\n",
    "decisions.csv": "ref,area,verdict,ground\nc1,leeds,met,normal_residence\n",
}


def tables(folder: Path, **instead: str) -> Path:
    for name, text in {**TABLES, **{f"{name}.csv": text for name, text in instead.items()}}.items():
        (folder / name).write_text(text)
    return folder


def test_a_folder_of_tables_says_what_a_json_case_would(tmp_path: Path) -> None:
    found, left_out = read(tables(tmp_path))
    assert left_out == []
    assert found[0] == {
        "schema": "safe-connections/profile/1",
        "ref": "c1",
        "assessment_date": "2017-01-20",
        "applying_to": "tower-hamlets",
        "person": {"age": 32, "immigration": {"status": "british_citizen"}},
        "vulnerability": {"pregnant": False},
        "employment": [],
        "decision": {
            "priority_need": "not_met",
            "local_connection": [{"area": "leeds", "verdict": "met", "ground": "normal_residence"}],
        },
        "protected_characteristics": {"sex": "male"},
        "support_needs": {"substitute_prescribing": True},
        "homelessness": {"threatened_within_days": {"at_least": 10, "at_most": 40}},
        "wishes": {"areas_wanted": ["leeds", "bradford"]},
        "household": [
            {
                "relation": "child",
                "age": 9,
                "lives_with_client": "shared",
                "housing_history": [
                    {
                        "area": "leeds",
                        "from": "2010",
                        "current": True,
                        "basis": "private_tenancy",
                        "lasted": {"at_least": "P7M", "at_most": None},
                    }
                ],
            }
        ],
        "housing_history": [
            {
                "area": "leeds",
                "from": "2010~",
                "to": "2014-06",
                "basis": "private_tenancy",
                "evidence": ["tenancy_agreement", "council_letter"],
            },
            {"area": "tower-hamlets", "from": "2016-01", "current": True, "basis": "rough_sleeping"},
        ],
    }
    assert found[1] == {
        "schema": "safe-connections/profile/1",
        "ref": "c2",
        "assessment_date": "2018-01-20",
        "applying_to": "hackney",
        "vulnerability": {},
        "wishes": {"areas_wanted": []},
    }


def test_a_fault_in_a_table_names_the_table_and_its_row(tmp_path: Path) -> None:
    stays = (
        TABLES["stays.csv"].replace("2014-06,", "06/2014,") + "c9,,leeds,2010,,,,,\nc2,3,leeds,2010,,,,,\n"
    )
    _, left_out = read(tables(tmp_path, stays=stays))
    told = {(each.file, each.row): each.faults[0].sentence() for each in left_out}
    assert set(told) == {("cases.csv", 2), ("cases.csv", 3), ("stays.csv", 5)}
    assert told["cases.csv", 2].startswith("`housing_history.0.to`: stays.csv, row 2: ")
    assert "stays.csv, row 6: the household has nobody of this number" in told["cases.csv", 3]
    assert "no row of the table of cases has this reference" in told["stays.csv", 5]


def test_a_column_that_no_case_has_is_named_with_what_it_may_have_meant(tmp_path: Path) -> None:
    assert "`form`: no case has a column of this name. Near match: `from`" in refusal(
        tables(tmp_path, stays="ref,form\nc1,2010\n")
    )
    assert "`ref`: no column holds this, and it is needed." in refusal(
        tables(tmp_path, stays="area\nleeds\n")
    )
    assert "`area`: two columns hold this." in refusal(
        tables(tmp_path, stays="ref,area,area\nc1,leeds,leeds\n")
    )


def test_a_table_that_is_broken_is_named(tmp_path: Path) -> None:
    assert "the table is empty" in refusal(tables(tmp_path, risks=""))
    assert "a quotation mark is missing" in refusal(tables(tmp_path, risks='ref,area\nc1,"leeds\n'))
    tables(tmp_path, risks="ref,area\nc1,leeds\n")
    (tmp_path / "risks.csv").write_bytes("ref,note\nc1,café\n".encode("latin-1"))
    assert "the table is not UTF-8. Save it as CSV UTF-8." in refusal(tmp_path)


MAPPING = """
schema: safe-connections/case-tables/1
dates: day/month/year
tables:
  cases:
    file: Clients.csv
    columns: {Case ID: ref, Decided: assessment_date, Council: applying_to}
    leave_out: [Worker]
  stays:
    file: Accommodation.csv
    columns: {Case ID: ref, Council: area, Moved in: from, Moved out: to, Type: basis}
    words: {basis: {PRS: private_tenancy, LA tenancy: social_tenancy}}
"""


def test_a_mapping_file_says_what_a_teams_own_columns_and_words_mean(tmp_path: Path) -> None:
    (tmp_path / "Clients.csv").write_text("Case ID,Decided,Council,Worker\n7,20/01/2017,leeds,somebody\n")
    (tmp_path / "Accommodation.csv").write_text(
        "Case ID,Council,Moved in,Moved out,Type\n7,leeds,1/2/2010,2014-06,PRS\n7,leeds,2015,,LA tenancy\n"
    )
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING)
    found, left_out = read(tmp_path, mapping)
    assert left_out == []
    assert found[0]["assessment_date"] == "2017-01-20"
    assert found[0]["housing_history"] == [
        {"area": "leeds", "from": "2010-02-01", "to": "2014-06", "basis": "private_tenancy"},
        {"area": "leeds", "from": "2015", "basis": "social_tenancy"},
    ]


def test_a_mapping_file_with_a_mistake_is_refused_by_its_place(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("schema: safe-connections/case-tables/1\ntables: {stays: {colums: {}}}\n")
    assert "`tables.stays.colums`" in refusal(tables(tmp_path), mapping)
    mapping.write_text("tables: {employmnt: {}}\n")
    assert "`tables.employmnt`: no such table. Near match: `employment`" in refusal(tables(tmp_path), mapping)


def test_reading_tables_leaves_them_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    tables(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    read(tmp_path / "b")
    for name in TABLES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_columns_are_those_of_the_profile_by_their_names_in_the_contract() -> None:
    stay = SCHEMA.field("housing_history").type.value_type
    assert {"from", "to", "current", "basis", "lasted", "sequence"} <= {field.name for field in stay}
    assert SCHEMA.field("homelessness").type.field("threatened_within_days").type.num_fields == 2
    assert SCHEMA.field("schema").type == pa.string()


# --- the import, and its page ---------------------------------------------------------------------


def run(*arguments: object) -> Any:
    return CliRunner().invoke(command_group, [str(each) for each in arguments])


def test_an_import_writes_the_sound_cases_and_says_what_it_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    answer = run("import", tables(folder, risks="ref,area\nc2,ledes\n"), "--out", tmp_path / "cases.parquet")
    assert answer.exit_code == 2
    assert answer.stdout.splitlines()[0] == f"1 case written to {tmp_path / 'cases.parquet'}."
    assert "      1  risks.area" in answer.stdout
    (line,) = (tmp_path / "cases.quarantine.jsonl").read_text().splitlines()
    assert json.loads(line)["errors"][0]["near"][0] == "leeds"
    assert [case["ref"] for case in read(tmp_path / "cases.parquet")[0]] == ["c1"]


def test_cases_read_by_column_and_one_by_one_go_into_one_file(tmp_path: Path) -> None:
    cases = [*many(3), changed({**CASE, "ref": "a-4"}, "family.0.possible_areas", ["kent"])]
    cases[3]["family"][0]["area"] = None
    write_cases(tmp_path / "cases.parquet", [to_arrow(cases)])
    answer = run(
        "import", tmp_path / "cases.parquet", "--out", tmp_path / "again.parquet", "--format", "json"
    )
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["cases"] == 4
    found, _ = read(tmp_path / "again.parquet")
    assert [profile_of(case) for case in found] == [profile_of(case) for case in cases]


def test_an_import_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    write_cases(tmp_path / "cases.parquet", [to_arrow(many(5))])
    (tmp_path / "cases.parquet").write_bytes((tmp_path / "cases.parquet").read_bytes()[:-9])
    answer = run("import", tmp_path / "cases.parquet", "--out", tmp_path / "again.parquet")
    assert answer.exit_code == 2
    assert "cut short" in answer.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["cases.parquet"]


def test_the_page_names_every_table_and_every_column() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "case-files.md").read_text("utf-8")
    rows = {
        cells[1].strip(" `"): cells[-2].strip()
        for line in page.splitlines()
        if len(cells := line.split("|")) > 3
    }
    for table, path in LISTS.items():
        assert set(rows[f"{table}.csv"].split(", ")) - {"person"} == set(named_columns(items_at(path)))
    named = {
        f"{group}{name}" for group, names in rows.items() if group.endswith(".") for name in names.split(", ")
    }
    for group in ("the case", "asked and none", "there may be more (`no`)"):
        named |= set(rows[group].split(", "))
    assert set(named_columns(CASES)) - {"ref", "assessment_date", "protected_characteristics"} <= named
