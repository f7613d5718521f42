"""Areas: every name a client may give leads to the right council, or to a question."""

import csv
from collections import defaultdict
from datetime import date
from math import acos, cos, degrees, radians, sin
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.areas import Resolution, load_areas
from services_directory.areas.compile import TABLES, compile_tables
from services_directory.areas.names import key_of

SOURCE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_source = pytest.mark.skipif(not SOURCE.exists(), reason="the source data is not beside the checkout")

AREAS = load_areas()
BY_SLUG = {area.slug: area for area in AREAS}


def source(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def meaning(text: str) -> tuple[str, tuple[str, ...]]:
    """The kind of a text, and the slugs of the areas it leads to."""
    found = AREAS.resolve(text)
    return found.kind, tuple(AREAS[code].slug for code in found.codes)


# The tables against their source


@needs_source
def test_the_committed_tables_are_what_the_source_compiles_to() -> None:
    for name, text in compile_tables(SOURCE).items():
        assert (TABLES / name).read_text(encoding="utf-8") == text, name


@needs_source
def test_every_authority_is_there_with_its_facts() -> None:
    rows = source("areas.csv")
    assert [area.code for area in AREAS] == sorted(row["gss_code"] for row in rows)
    for row in rows:
        area = AREAS[row["gss_code"]]
        assert (area.name, area.slug, area.region) == (row["name"], row["slug"], row["region"])
        assert area.nation == row["nation"].lower().replace(" ", "_")
        assert area.county == (row["county"].lower().replace(" ", "-") or None)
        assert area.housing_authority == row["housing_authority"]
        assert (str(area.in_force_from) if area.in_force_from else "") == row["in_force_from"]
        assert area.latitude == pytest.approx(float(row["lat"]), abs=0.0051)
        assert area.longitude == pytest.approx(float(row["lon"]), abs=0.0051)


@needs_source
def test_every_code_and_name_in_force_means_its_area() -> None:
    former_names = {row["old_name"] for row in source("area_changes.csv")}
    for row in source("areas.csv"):
        others = [name.strip() for name in row["alt_names"].split(";") if name]
        names = [row["name"], row["slug"], row["official_name"], *others]
        for text in [row["gss_code"], row["gss_code"].lower(), *names]:
            found = AREAS.resolve(text)
            assert found.codes == (row["gss_code"],), text
            assert found.kind == ("former" if text in former_names - {row["name"]} else "area"), text


@needs_source
def test_every_change_since_2009_leads_to_the_areas_there_now() -> None:
    now: dict[str, set[str]] = defaultdict(set)
    rows = source("area_changes.csv")
    for row in rows:
        now[row["old_gss_code"] or row["old_name"]].add(row["current_gss_code"])
    for row in rows:
        place = row["old_gss_code"] or row["old_name"]
        found = AREAS.resolve(place)
        assert set(found.codes) == now[place], place
        assert set(AREAS.resolve(row["old_name"]).codes) >= now[place], row["old_name"]
        if place not in AREAS:
            assert found.kind == ("divided" if len(now[place]) > 1 else "former"), place
            assert found.note.endswith(".")
            assert row["change_type"] == "recoded" or row["effective_date"] in found.note


@needs_source
def test_former_areas_keep_their_county_and_first_day_of_the_new_state() -> None:
    kept = {(area.code or "", area.name, str(area.effective), area.county or "") for area in AREAS.former}
    renamed_to_itself = ("E07000083", "Tewkesbury", "2025-01-01", "gloucestershire")
    expected = {
        (row["old_gss_code"], row["old_name"], row["effective_date"], key_of(row["old_county"]))
        for row in source("area_changes.csv")
    }
    assert kept == expected - {renamed_to_itself}


@needs_source
def test_every_county_lists_its_districts() -> None:
    districts: dict[str, set[str]] = defaultdict(set)
    for row in source("areas.csv"):
        districts[row["county_gss_code"]].add(row["gss_code"])
    del districts[""]
    assert {county.code: set(county.districts) for county in AREAS.counties} == districts


@needs_source
def test_every_pair_of_neighbours_is_there_both_ways_and_no_other() -> None:
    pairs = set()
    for row in source("adjacency.csv"):
        pairs |= {(row["gss_a"], row["gss_b"], row["kind"]), (row["gss_b"], row["gss_a"], row["kind"])}
    ours = [(area.code, beside.code, beside.kind) for area in AREAS for beside in AREAS.neighbours(area.code)]
    assert ours == sorted(pairs)


@needs_source
def test_a_planned_reorganisation_is_not_applied_yet() -> None:
    for row in source("area_changes_pending.csv"):
        assert AREAS.resolve(row["old_name"]) == Resolution("area", (row["old_gss_code"],), row["old_name"])
        assert AREAS.resolve(row["successor_name"]).kind == "unknown"


# What a caseworker may type


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("E09000030", "tower-hamlets"),
        ("tower-hamlets", "tower-hamlets"),
        ("  Tower  HAMLETS ", "tower-hamlets"),
        ("London Borough of Tower Hamlets", "tower-hamlets"),
        ("St Helens", "st-helens"),
        ("King\N{RIGHT SINGLE QUOTATION MARK}s Lynn & West Norfolk", "kings-lynn-and-west-norfolk"),
        ("Hull", "kingston-upon-hull"),
        ("Edinburgh", "city-of-edinburgh"),
        ("Western Isles", "na-h-eileanan-siar"),
        ("North Gloucestershire", "tewkesbury"),
        ("Tewkesbury", "tewkesbury"),
    ],
)
def test_codes_slugs_and_names_in_any_spelling_mean_the_area(text: str, slug: str) -> None:
    assert meaning(text) == ("area", (slug,))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("bedford", "bedford"),
        ("dorset", "dorset"),
        ("durham", "county-durham"),
        ("somerset", "somerset"),
        ("north-yorkshire", "north-yorkshire"),
        ("buckinghamshire", "buckinghamshire"),
        ("northumberland", "northumberland"),
        ("glasgow", "glasgow"),
    ],
)
def test_an_authority_in_force_goes_before_a_former_one_of_that_name(text: str, slug: str) -> None:
    assert meaning(text) == ("area", (slug,))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("weymouth-and-portland", "Weymouth and Portland became part of Dorset on 2019-04-01."),
        ("E07000053", "Weymouth and Portland became part of Dorset on 2019-04-01."),
        (
            "bournemouth",
            "Bournemouth became part of Bournemouth, Christchurch and Poole on 2019-04-01.",
        ),
        ("Shepway", "Shepway was renamed Folkestone and Hythe on 2018-04-01."),
        ("E08000016", "E08000016 is an older code of Barnsley."),
        ("Bedford (district)", "Bedford (district) became Bedford on 2009-04-01."),
        (
            "Taunton Deane",
            "Taunton Deane became part of Somerset West and Taunton on 2019-04-01, now part of Somerset.",
        ),
    ],
)
def test_a_former_area_leads_to_its_successor_and_says_so(text: str, note: str) -> None:
    found = AREAS.resolve(text)
    assert (found.kind, len(found.codes), found.note) == ("former", 1, note)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("cheshire", ("cheshire-east", "cheshire-west-and-chester")),
        ("cumbria", ("cumberland", "westmorland-and-furness")),
        ("E10000009", ("bournemouth-christchurch-and-poole", "dorset")),
        ("lisburn", ("lisburn-and-castlereagh", "belfast")),
    ],
)
def test_a_divided_place_is_asked_about_never_chosen(text: str, candidates: tuple[str, ...]) -> None:
    assert meaning(text) == ("divided", candidates)
    assert " and ".join(candidates) in AREAS.resolve(text).note


@pytest.mark.parametrize("text", ["kent", "Kent", "E10000016", "Kent County Council"])
def test_a_county_is_no_housing_authority_and_lists_its_districts(text: str) -> None:
    kind, districts = meaning(text)
    assert kind == "county"
    assert {"ashford", "folkestone-and-hythe", "thanet"} < set(districts)
    assert "medway" not in districts
    note = AREAS.resolve(text).note
    assert note.startswith("Kent is a county, not a housing authority")
    assert all(district in note for district in districts)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("brihgton", ("brighton-and-hove",)),
        ("Brighton", ("brighton-and-hove",)),
        ("cityoflondon", ("city-of-london",)),
        ("Newcastle", ("newcastle-upon-tyne", "newcastle-under-lyme")),
        ("tower hamlet", ("tower-hamlets",)),
        ("Hackney Council", ("hackney",)),
        ("bournmouth", ("bournemouth", "bournemouth-christchurch-and-poole")),
        ("hertfordshir", ("hertfordshire", "east-hertfordshire", "north-hertfordshire")),
        ("Atlantis", ()),
        ("", ()),
    ],
)
def test_an_unknown_name_is_answered_with_near_matches_and_nothing_assumed(
    text: str, near: tuple[str, ...]
) -> None:
    assert AREAS.resolve(text) == Resolution("unknown", (), text, near=near)


@pytest.mark.parametrize("text", ["E09000099", "e0900003", "E1 6AN"])
def test_no_other_code_is_suggested_for_a_mistyped_one(text: str) -> None:
    assert AREAS.resolve(text) == Resolution("unknown", (), text)


def test_a_pasted_paragraph_is_unknown_without_ado() -> None:
    assert AREAS.resolve("slept near the station and then at a friend's " * 2_000).near == ()


@pytest.mark.parametrize(
    ("text", "width"), [("London", 33), ("wales", 22), ("Northern Ireland Housing Executive", 11)]
)
def test_a_region_is_too_wide_and_no_one_area_is_suggested_for_it(text: str, width: int) -> None:
    found = AREAS.resolve(text)
    assert (found.kind, found.codes, found.near) == ("unknown", (), ())
    assert found.note == f"{found.name} covers {width} areas and is not one itself: name the area."


@given(st.text(max_size=80) | st.sampled_from(sorted(BY_SLUG)).map(lambda slug: slug[1:]))
def test_any_text_gets_an_answer_that_holds_together(text: str) -> None:
    found = AREAS.resolve(text)
    assert all(code in AREAS for code in found.codes)
    assert len(found.near) <= 3
    assert all(AREAS.resolve(slug).codes for slug in found.near)
    how_many = {"area": {1}, "former": {1}, "unknown": {0}}.get(found.kind, set(range(2, 20)))
    assert len(found.codes) in how_many
    assert found.kind != "former" or found.note


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    assert key_of(key_of(text)) == key_of(text)


# Facts an officer would check by heart


def test_a_few_areas_as_everybody_knows_them() -> None:
    hackney = BY_SLUG["hackney"]
    assert (hackney.nation, hackney.region, hackney.county) == ("england", "London", None)
    assert hackney.in_force_from == date(1965, 4, 1)
    assert BY_SLUG["ashford"].county == "kent"
    assert BY_SLUG["city-of-london"].in_force_from is None
    assert BY_SLUG["belfast"].housing_authority == "Northern Ireland Housing Executive"
    assert BY_SLUG["cardiff"].nation == "wales"
    assert len(AREAS) == 361
    assert "E10000016" not in AREAS


def test_neighbours_by_land_and_across_water() -> None:
    beside = AREAS.neighbours(BY_SLUG["tower-hamlets"].code)
    kinds = {AREAS[neighbour.code].slug: neighbour.kind for neighbour in beside}
    assert kinds == {
        "city-of-london": "land",
        "hackney": "land",
        "newham": "land",
        "southwark": "water",
        "lewisham": "water",
        "greenwich": "water",
    }
    assert AREAS.neighbours(BY_SLUG["orkney-islands"].code) == ()


def test_distance_is_the_great_circle_between_centres() -> None:
    for a, b in [("hackney", "glasgow"), ("brighton-and-hove", "tower-hamlets"), ("belfast", "cornwall")]:
        one, other = BY_SLUG[a], BY_SLUG[b]
        lat, lat_other = radians(one.latitude), radians(other.latitude)
        turn = radians(one.longitude - other.longitude)
        angle = acos(sin(lat) * sin(lat_other) + cos(lat) * cos(lat_other) * cos(turn))
        assert AREAS.distance_km(one.code, other.code) == pytest.approx(degrees(angle) * 111.19, rel=1e-3)
        assert AREAS.distance_km(one.code, other.code) == AREAS.distance_km(other.code, one.code)
    assert AREAS.distance_km("E09000012", "E09000012") == 0
    assert AREAS.distance_km(BY_SLUG["hackney"].code, BY_SLUG["glasgow"].code) == pytest.approx(555, abs=10)


def test_a_code_not_in_force_is_no_key() -> None:
    for look_up in (AREAS.__getitem__, AREAS.neighbours, lambda code: AREAS.distance_km(code, code)):
        with pytest.raises(KeyError):
            look_up("E07000053")


def test_the_compiler_refuses_a_source_that_contradicts_itself(tmp_path: Path) -> None:
    header = (
        "gss_code,name,slug,official_name,nation,region,county,county_gss_code,"
        "housing_authority,lat,lon,in_force_from,alt_names\n"
    )
    line = "{code},Anyton,anyton,Anyton Council,England,North,,,Anyton Council,54,-1,,\n"
    changes = "old_gss_code,old_name,old_tier,old_county,change_type,effective_date,successor_gss_code,"
    changes += "successor_name,current_gss_code,current_name\n"
    (tmp_path / "adjacency.csv").write_text("gss_a,gss_b,kind\n")
    (tmp_path / "area_changes.csv").write_text(changes)
    (tmp_path / "areas.csv").write_text(header + line.format(code="E01") + line.format(code="E02"))
    with pytest.raises(ValueError, match="'anyton' names both E01 and E02"):
        compile_tables(tmp_path)
    (tmp_path / "areas.csv").write_text(header + line.format(code="E01"))
    (tmp_path / "area_changes.csv").write_text(changes + ",Oldton,,,merged,2020-04-01,E09,Nowhere,E09,\n")
    with pytest.raises(ValueError, match="Oldton leads to E09, which is not in force"):
        compile_tables(tmp_path)
