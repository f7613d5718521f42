"""Records from files: read, judged together, kept and given back without loss; and what is wrong, named."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_directory.areas import load_areas
from services_directory.open_referral.documents import KINDS, Given, Record
from services_directory.open_referral.importing import Checked, check, given_in, imported
from services_directory.open_referral.problems import OpenReferralError
from services_directory.open_referral.standard import profiles
from services_directory.open_referral.writing import records_of
from services_directory.services import Directory, DirectoryError, load_directory
from services_directory.store import load_records, load_store, manifest_of, replace_store

AREAS = load_areas()
OURS = records_of(load_directory(), AREAS)
DAY = date(2026, 11, 22)
ONE, OTHER, THIRD = (f"{n}c148810-d857-441c-9679-408f346de14b" for n in "abc")


def service(key: str = ONE, **fields: Any) -> dict[str, Any]:
    return {"id": key, "name": "Harbour", "status": "active", **fields}


def organization(key: str = OTHER, **fields: Any) -> dict[str, Any]:
    return {"id": key, "name": "Harbour Trust", "description": "It runs services.", **fields}


def judged(*records: tuple[str, dict[str, Any]], profile: str = "oruk-3.0") -> Checked:
    held = [Record(kind, "f.json", (number,), record) for number, (kind, record) in enumerate(records)]
    return check(Given(held, []), profiles()[profile])


def keep(folder: Path, paths: list[Path], profile: str = "oruk-3.0") -> Checked:
    checked = check(given_in(paths, AREAS), profiles()[profile])
    assert checked.faults == ()
    replace_store(folder, imported(checked.records, AREAS), profile=profile, sources=["test"], on=DAY)
    return checked


def written(path: Path, data: object) -> Path:
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(OpenReferralError) as error:
        work()
    return str(error.value)


# --- round trips -------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["oruk-3.0", "hsds-3.0"])
def test_every_example_of_the_standard_comes_back_as_it_was(
    profile: str, shared: Path, tmp_path: Path
) -> None:
    for path in sorted((shared / "data" / "oruk" / "examples" / profile).glob("*.json")):
        if path.stem == "base":
            continue
        data = json.loads(path.read_text())
        store = tmp_path / path.stem
        keep(store, [path], profile)
        kept = [record for records in load_records(store).values() for record in records]
        assert kept == data.get("contents", [data])


def test_the_invented_page_comes_back_as_it_was(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "oruk" / "services_synthetic.json"
    keep(tmp_path / "store", [path])
    by_id = {record["id"]: record for record in load_records(tmp_path / "store")["services"]}
    assert by_id == {record["id"]: record for record in json.loads(path.read_text())["contents"]}
    assert load_store(tmp_path / "store").services == ()  # nothing says in our words what they are


def test_a_folder_with_lists_and_full_records_of_the_same_keeps_the_full_ones(shared: Path) -> None:
    folder = shared / "data" / "oruk" / "examples" / "hsds-3.0"
    checked = check(given_in([folder], AREAS), profiles()["hsds-3.0"])
    assert sorted(record.kind for record in checked.records) == sorted(KINDS.values())
    assert checked.faults == ()
    assert sum("is given again" in note.why for note in checked.notes) == 5
    assert any("this is one page of 10" in note.why for note in checked.notes)


def test_what_the_standard_does_not_name_survives(tmp_path: Path) -> None:
    odd = service(
        x_colour={"warm": [1, 2.5, None]},
        name="Hafan Glân – 家",
        status="active",
        organization=organization(),
    )
    keep(tmp_path / "store", [written(tmp_path / "services.json", [odd])])
    assert load_records(tmp_path / "store")["services"] == [odd]


def through_files(directory: Directory, folder: Path) -> Directory:
    source = folder / "given"
    source.mkdir()
    for name, records in records_of(directory, AREAS).items():
        written(source / f"{name}.json", {"contents": records})
    keep(folder / "store", [source], "hsds-3.1")
    return load_store(folder / "store")


def test_our_directory_goes_out_and_comes_in_again_the_same(tmp_path: Path) -> None:
    assert through_files(load_directory(), tmp_path) == load_directory()


def test_every_record_of_ours_that_is_invented_says_so() -> None:
    for record in (*OURS["services"], *OURS["organizations"]):
        assert "(invented)" in record["name"]
        assert record["description"].startswith("Invented")
        assert any(each["taxonomy_term"]["code"] == "invented:yes" for each in record["attributes"])


def test_a_directory_in_our_own_yaml_can_be_imported(tmp_path: Path) -> None:
    source = Path(__file__).resolve().parents[2] / "services_directory" / "services" / "data" / "south.yaml"
    keep(tmp_path / "store", [source], "hsds-3.1")
    kept = load_store(tmp_path / "store").services
    assert kept == tuple(one for one in load_directory().services if one.id in {each.id for each in kept})
    assert len(kept) == 16


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_records_never_matters(shuffle: Any) -> None:
    held = [Record(KINDS[name], "f", (name, n), r) for name in KINDS for n, r in enumerate(OURS[name][:12])]
    usual = imported(held, AREAS)
    shuffle.shuffle(held)
    assert imported(held, AREAS) == usual


# --- what is wrong among records ---------------------------------------------------------------


def test_two_records_of_one_id_that_differ_are_a_fault_of_the_second() -> None:
    checked = judged(("service", service()), ("service", service(name="Haven")))
    (fault,) = checked.faults
    assert (fault.pointer, fault.record) == ("/1/id", f"service {ONE}")
    assert "another record of this id, at f.json /0, says otherwise." in fault.why


def test_the_same_record_twice_is_kept_once_and_told() -> None:
    checked = judged(("service", service()), ("service", service()))
    assert (len(checked.records), len(checked.faults), len(checked.notes)) == (1, 0, 1)


def test_a_service_of_an_organization_that_was_not_given_is_named() -> None:
    checked = judged(("service", service(organization_id=OTHER)), ("organization", organization(THIRD)))
    (fault,) = checked.faults
    assert (fault.pointer, fault.why) == ("/0/organization_id", "no organization of this id was given.")
    assert [record.kind for record in checked.dropped] == ["service"]


def test_all_that_is_wrong_with_a_record_is_named_at_once() -> None:
    checked = judged(("service", service(organization_id=OTHER, status="actve")))
    assert [fault.pointer for fault in checked.faults] == ["/0/status", "/0/organization_id"]


def test_an_organization_inside_the_record_or_beside_it_is_found() -> None:
    beside = judged(("service", service(organization_id=OTHER)), ("organization", organization()))
    inside = judged(("service", service(organization_id=OTHER, organization=organization())))
    assert beside.faults == inside.faults == ()


def test_a_reference_that_contradicts_what_stands_inside_is_named() -> None:
    checked = judged(("service", service(organization_id=THIRD, organization=organization())))
    assert [fault.pointer for fault in checked.faults] == ["/0/organization_id"]


def test_what_falls_takes_what_hangs_on_it_along() -> None:
    broken = organization()
    del broken["description"]
    checked = judged(("service", service(organization_id=OTHER)), ("organization", broken))
    assert [fault.pointer for fault in checked.faults] == ["/1/description", "/0/organization_id"]
    assert checked.records == ()


def test_a_term_that_was_not_given_is_named_and_harmless() -> None:
    attribute = {"id": THIRD, "taxonomy_term_id": OTHER}
    checked = judged(("service", service(attributes=[attribute])))
    (fault,) = checked.faults
    assert (fault.pointer, fault.harmless) == ("/0/attributes/0/taxonomy_term_id", True)
    assert len(checked.records) == 1


def test_organizations_that_are_their_own_forebears_are_named_with_the_way_round() -> None:
    checked = judged(
        ("organization", organization(ONE, parent_organization_id=OTHER)),
        ("organization", organization(OTHER, parent_organization_id=ONE)),
        ("organization", organization(THIRD, parent_organization_id=ONE)),
    )
    assert [fault.pointer for fault in checked.faults] == [
        "/0/parent_organization_id",
        "/1/parent_organization_id",
    ]
    assert checked.faults[0].why == f"is its own forebear: {ONE} → {OTHER} → {ONE}."
    assert [record.id for record in checked.records] == [THIRD]


def test_terms_that_are_their_own_forebears_are_named() -> None:
    term = {"id": ONE, "name": "Hostel", "description": "Hostel", "parent_id": ONE}
    assert [fault.pointer for fault in judged(("taxonomy_term", term)).faults] == ["/0/parent_id"]


def test_a_long_line_of_forebears_is_followed_quickly() -> None:
    keys = [f"{n:08x}-d857-441c-9679-408f346de14b" for n in range(5_000)]
    line = [
        ("organization", organization(key, parent_organization_id=up))
        for key, up in zip(keys[1:], keys, strict=False)
    ]
    assert judged(("organization", organization(keys[0])), *line).faults == ()


# --- what is wrong with files ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", "{", "line 1, column 2: this is not JSON"),
        ("a.json", '{"contents": [\n{"id": "x"},,]}', "line 2, column 13: this is not JSON"),
        ("a.json", "", "it is empty."),
        ("a.json", "<!doctype html><p>Hello</p>", "this is a web page, not JSON."),
        ("a.json", '{"id": "x", "id": "y"}', "the field `id` is given more than once"),
        ("a.json", '{"id": NaN}', "`NaN` is no number of JSON."),
        ("a.json", '{"contents": {}}', "/contents`: a list of records is needed here."),
        ("a.json", '{"contents": [3]}', "/contents/0`: a record is needed here."),
        ("a.json", "3", "a record, a list of records or a page of them is needed."),
        ("a.json", '{"totalElements": 1, "totalPages": 1, "content": []}', "an older version of the"),
        ("a.json", '{"version": "HSDS-UK-1.0", "profile": "https://x/"}', "/version`: this version of"),
        ("a.json", "[" * 100_000, "nested too deep"),
        ("a.jsonl", '{"id": "x"}\n{"id"\n', "a.jsonl, line 2`: line 1, column 6: this is not JSON"),
        ("a.yaml", "providers: 3", "a list of `providers` is needed."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    path = written(tmp_path / name, text)
    told = refusal(lambda: given_in([path], AREAS))
    assert str(path) in told
    assert said in told


def test_every_unreadable_file_is_named_at_once(tmp_path: Path) -> None:
    paths = [written(tmp_path / "a.json", "{"), tmp_path / "none.json", written(tmp_path / "b.json", "[")]
    (tmp_path / "empty").mkdir()
    told = refusal(lambda: given_in([*paths, tmp_path / "empty"], AREAS))
    assert "a.json" in told
    assert "b.json" in told
    assert "none.json`: there is no such file or folder." in told
    assert "this folder holds no directory file." in told


# --- the store ---------------------------------------------------------------------------------


def test_a_store_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = written(tmp_path / "services.json", [service(organization=organization())])
    keep(tmp_path / "store", [source])
    before = {path.name: path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()}
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if target.name.startswith("records-"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    held = imported([Record("service", "f", (), service(OTHER))], AREAS)
    told = refusal(lambda: replace_store(tmp_path / "store", held, profile="oruk-3.0", sources=[], on=DAY))
    assert "nothing was changed: No space left on device." in told
    assert {
        path.name: path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()
    } == before


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path / "letter.txt", "Dear")
    held = imported([Record("service", "f", (), service())], AREAS)
    told = refusal(lambda: replace_store(tmp_path, held, profile="oruk-3.0", sources=[], on=DAY))
    assert "this holds other things" in told
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_store_that_was_damaged_is_refused(tmp_path: Path) -> None:
    keep(tmp_path / "store", [written(tmp_path / "services.json", [service(organization=organization())])])
    generation = tmp_path / "store" / manifest_of(tmp_path / "store").generation
    for name in ("services.jsonl", "directory.jsonl"):
        with (generation / name).open("a") as file:
            file.write("\n")
    with pytest.raises(DirectoryError, match=r"directory.jsonl`: this is missing, or not as it was written"):
        load_store(tmp_path / "store")
    with pytest.raises(DirectoryError, match=r"services.jsonl`: this is missing, or not as it was written"):
        load_records(tmp_path / "store")


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"schema": "x"}'])
def test_a_folder_that_keeps_no_directory_is_named(manifest: str | None, tmp_path: Path) -> None:
    if manifest is not None:
        written(tmp_path / "store.json", manifest)
    with pytest.raises(DirectoryError, match=r"keeps no directory|cannot be read"):
        load_store(tmp_path)


def test_an_old_generation_goes_when_a_new_one_is_in_force(tmp_path: Path) -> None:
    for name in ("Harbour", "Haven", "Haven"):
        keep(
            tmp_path / "store",
            [written(tmp_path / "services.json", [service(name=name, organization=organization())])],
        )
    assert len([path for path in (tmp_path / "store").iterdir() if path.is_dir()]) == 1
    assert load_records(tmp_path / "store")["services"][0]["name"] == "Haven"
