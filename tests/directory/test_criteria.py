"""Directory files in both forms, what is wrong with them, and what prose may be saying."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.areas import load_areas
from services_directory.services import (
    CRITERIA,
    Confirmation,
    Directory,
    DirectoryError,
    check_files,
    lines_of,
    load_directory,
    read_directory,
    read_files,
    suggest,
    taxonomy,
)
from services_directory.services.graph import ServicesGraph
from services_directory.services.travel import STRAIGHT_LINE, Journey
from services_directory.synthesise import synthesise_directory

AREAS = load_areas()
LEEDS, HACKNEY = "E08000035", "E09000012"

YAML = """
providers:
  - id: example
    name: Example Trust (invented)
    contact: hello@example.org
    invented: true
    services:
      - {id: example-house, name: Example House (invented), invented: true, area: leeds, type: hostel}
"""


def reread(directory: Directory) -> Directory:
    return read_directory({"all.jsonl": "".join(lines_of(directory))}, AREAS)


def test_every_group_of_the_taxonomy_says_which_fields_it_holds() -> None:
    assert CRITERIA.keys() == taxonomy()["criteria"].keys()


# Two forms of one thing


def test_the_directory_that_comes_with_the_program_is_the_same_from_lines() -> None:
    assert reread(load_directory()) == load_directory()


@given(st.integers(0, 10_000))
def test_any_directory_is_the_same_from_lines(seed: int) -> None:
    directory = synthesise_directory(12, seed)
    assert reread(directory) == directory


def test_lines_and_yaml_stand_beside_each_other_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text(YAML)
    (tmp_path / "country.jsonl").write_text("".join(lines_of(synthesise_directory(5, 1))))
    (tmp_path / "notes.txt").write_text("not looked at")
    assert check_files([tmp_path]) == ()
    found = read_files([tmp_path])
    assert len(found.services) == 6
    assert [one.id for one in found.services] == sorted(one.id for one in found.services)


def test_what_was_confirmed_on_several_days_comes_back_and_what_nobody_confirmed_is_refused() -> None:
    directory = load_directory()
    service = directory.services[0]
    assert service.confirmed["entry"].before
    other = Confirmation("telephone call", date(2026, 11, 1), (date(2016, 8, 22),))
    own = replace(service, confirmed={**service.confirmed, "needs": other})
    alone = Directory((service.provider,), (own,))
    assert reread(alone) == alone
    with pytest.raises(DirectoryError, match="nobody has confirmed entry"):
        reread(Directory((service.provider,), (replace(service, confirmed={"needs": other}),)))


# What is wrong with a file


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.jsonl", '{"id": "x"', "`a.jsonl: line 1`: this is not JSON: one provider a line is needed."),
        ("a.jsonl", "\n[]\n", "`a.jsonl: line 2`: a mapping of fields is needed."),
        ("a.jsonl", "[" * 200_000, "this is not JSON"),
        (
            "a.jsonl",
            '{"id": "x", "name": "X", "contact": "c"}',
            "`a.jsonl: providers.x.invented`: this field",
        ),
        ("a.yaml", "providers: {\n", "this is not YAML (line 2)."),
        ("a.yaml", "providers:\n  - - - - 1\n", "`a.yaml: providers.0`: a mapping of fields is needed."),
        ("a.csv", "id,name", "`a.csv`: this is no directory file. A file ends in .yaml, .yml, .jsonl."),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(name: str, text: str, sentence: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        read_directory({name: text}, AREAS)
    assert sentence in caught.value.faults[0].sentence()


def test_files_are_checked_together_and_never_raise(tmp_path: Path) -> None:
    good, again, bad = (tmp_path / name for name in ("good.yaml", "again.yaml", "bad.yaml"))
    good.write_text(YAML)
    again.write_text(YAML)
    bad.write_bytes(b"providers: \xff\xfe")
    missing = tmp_path / "missing.yaml"
    said = [fault.sentence() for fault in check_files([good, again, bad, missing])]
    assert any("this is no text in UTF-8. Save it as UTF-8." in each for each in said)
    assert any(str(missing) in each and "cannot be opened" in each for each in said)
    assert any("another provider has this id." in each for each in said)
    assert check_files([good]) == ()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: (
    st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "name", "services", "ages", "needs", "confirmed", "vacancies", "area", "x"]),
        inner, max_size=5,
    )
)))  # fmt: skip
def test_no_record_however_odd_does_more_than_be_refused(raw: object) -> None:
    provider = {"id": "p", "name": "P", "contact": "c", "invented": True, "services": [raw]}
    for text in (json.dumps(provider), json.dumps(raw)):
        with suppress(DirectoryError):
            read_directory({"odd.jsonl": text}, AREAS)


# What prose may be saying


SAYS: list[tuple[str, str, object, str]] = [
    ("Open to people aged 18 to 25.", "ages", [18, 25], "plainly"),
    ("For young people 16–25", "ages", [16, 25], "plainly"),
    ("Adults 18+", "ages", [18, None], "plainly"),
    ("Residents must be 55 years or over", "ages", [55, None], "plainly"),
    ("Not suitable for under 18s", "ages", [18, None], "perhaps"),
    ("For those under 25", "ages", [None, 24], "perhaps"),
    ("Women only.", "genders", ["female"], "plainly"),
    ("A hostel for single men", "genders", ["male"], "plainly"),
    ("Mixed gender accommodation", "genders", "any", "plainly"),
    ("Only for people sleeping rough", "client_groups", ["people_sleeping_rough"], "plainly"),
    ("We house veterans", "client_groups", ["armed_forces"], "perhaps"),
    ("No pets", "pets", False, "plainly"),
    ("Pets are not allowed", "pets", False, "plainly"),
    ("Dogs welcome", "pets", True, "plainly"),
    ("We are unable to accept couples", "couples", False, "plainly"),
    ("No couples, pets or children", "children", False, "perhaps"),
    ("Fully wheelchair accessible", "wheelchair", True, "plainly"),
    ("There is no wheelchair access", "wheelchair", False, "plainly"),
    ("A local connection is not required", "connection", "none", "plainly"),
    ("Regardless of local connection", "connection", "none", "plainly"),
    ("You must have a local connection to the borough", "connection", "area_connection", "plainly"),
    ("We cannot accept anybody without a local connection", "connection", "area_connection", "perhaps"),
    ("Lived here for 6 of the last 12 months", "connection", ["six_of_twelve_months"], "perhaps"),
    ("Self-referrals and any agency may refer", "routes", ["self", "direct"], "plainly"),
    ("Referrals through Housing Options", "routes", ["housing_options_part7"], "plainly"),
    ("Residents must be eligible for housing benefit", "public_funds", True, "plainly"),
    ("People with no recourse to public funds are welcome", "public_funds", False, "perhaps"),
    ("We do not accept people convicted of arson", "convictions_refused", ["arson"], "plainly"),
    ("Previous evictions will be considered", "asks_about_bans", True, "perhaps"),
    ("Residents must be abstinent", "needs", {"drugs": "none", "alcohol": "none"}, "perhaps"),
    ("Support with mental health", "helps_with", ["mental_health"], "perhaps"),
]  # fmt: skip


@pytest.mark.parametrize(("prose", "field", "value", "sure"), SAYS)
def test_what_prose_may_mean_is_suggested_with_the_words_that_it_rests_on(
    prose: str, field: str, value: object, sure: str
) -> None:
    said = [(one.field, one.value, one.words, one.sure) for one in suggest(prose)]
    assert (field, value, prose.rstrip("."), sure) in said


@pytest.mark.parametrize(
    "prose",
    [
        "",
        "Open from 9 to 17 on weekdays. 24 rooms.",
        "Self-referrals are not accepted.",
        "Call us on 020 7946 0018.",
        "Our garden has children's toys",
    ],
)
def test_what_says_nothing_of_who_may_come_gives_no_suggestion(prose: str) -> None:
    assert suggest(prose) == ()


def test_a_text_that_says_two_things_of_one_field_is_sure_of_neither() -> None:
    found = suggest("Dogs welcome. Sorry, no pets in the annexe.")
    assert [(one.value, one.sure) for one in found] == [(True, "perhaps"), (False, "perhaps")]


def test_every_suggestion_can_be_written_in_a_directory_file() -> None:
    for prose, field, value, _ in SAYS:
        fields = {"id": "s", "name": "S", "invented": True, "area": "leeds", "type": "hostel", field: value}
        fields["confirmed"] = {"everything": {"by": "us", "day": "2026-11-01"}}
        provider = {"id": "p", "name": "P", "contact": "c", "invented": True, "services": [fields]}
        assert read_directory({"s.jsonl": json.dumps(provider)}, AREAS).services, prose


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(prose: str) -> None:
    for one in suggest(prose):
        assert one.words in " ".join(prose.split())


# Indexes and graph


def test_the_indexes_say_what_the_graph_says() -> None:
    directory = synthesise_directory(500, 3)
    found = ServicesGraph(directory, AREAS)
    for area in AREAS:
        into = [
            (start[1], name)
            for start, _, name in found.graph.in_edges(("area", area.code), keys=True)
            if start[0] == "service"
        ]
        asking, serving = (
            {key for key, said in into if said == name} for name in ("needs_connection", "serves")
        )
        assert {one.id for one in found.asking_connection_in(area.code)} == asking
        assert {one.id for one in found.serving(area.code)} == serving
    asks = {start for start, _, name in found.graph.edges(keys=True) if name == "needs_connection"}
    assert {one.id for one in directory.services} - {key for _, key in asks} == {
        one.id for one in found.asking_no_connection()
    }


def test_edges_carry_capacity_and_who_confirmed_what_and_when() -> None:
    graph = ServicesGraph(load_directory(), AREAS).graph
    service = load_directory().services[0]
    node = ("service", service.id)
    offers = graph.edges[node, ("accommodation_type", service.type), "offers"]
    assert offers == {"places": service.places, "vacancies": service.vacancies}
    (_, _, accepts) = next(
        edge for edge in graph.out_edges(node, data=True, keys=False) if "up_to" in edge[2]
    )
    assert accepts["confirmed"] == service.confirmed["needs"]


def test_without_a_timetable_the_way_is_a_straight_line_and_says_so() -> None:
    found = ServicesGraph(load_directory(), AREAS)
    journey = found.journey(LEEDS, HACKNEY)
    assert journey == Journey(AREAS.distance_km(LEEDS, HACKNEY), None, STRAIGHT_LINE)
    assert found.journey(LEEDS, "nowhere") is None


def test_a_timetable_takes_the_place_of_the_straight_line() -> None:
    def trains(start: str, end: str) -> Journey | None:
        return Journey(300.0, 134, "By train.") if {start, end} == {LEEDS, HACKNEY} else None

    found = ServicesGraph(load_directory(), AREAS, trains)
    assert found.journey(HACKNEY, LEEDS) == (300.0, 134, "By train.")
    assert found.distance_km(HACKNEY, LEEDS) == 300.0
    assert found.distance_km(HACKNEY, "E06000001") is None
