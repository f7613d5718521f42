"""Every point of the law is decided by a rule or explained, and the pages of the law say what packs say."""

import re
from collections.abc import Iterator
from dataclasses import replace
from os.path import normpath
from pathlib import Path

import pytest

from casework.setting import shipped_packs
from cli.rules_pages import every_page
from engine.packs import PackError, load_pack
from engine.packs.ledger import Point, ledger_of, read_points
from tests.program import quick_run
from tests.small_packs import WORK, Write, but, writer

HOUSE = Path(__file__).resolve().parents[2]
LEDGER = HOUSE / "rules" / "ledger.yaml"

POINT = re.compile(r"\b(?:ENG|WAL|SCO|NI|XB|PRAC|SAFE|RES|P6)-[A-Z0-9]+(?:-[A-Za-z0-9]+)*(?:\.\.[A-Z])?")
TWO_IN_ONE = re.compile(r"(\S+-)(\w+), -(\w+)")  # `ENG-ELIG-SUDAN, -ME` are two points


def points_of_the_law(shared: Path) -> Iterator[str]:
    """Each point that stands in the law reference as a heading, or first in the line of a table."""
    for page in sorted((shared / "law").glob("*.md")):
        for line in page.read_text("utf-8").splitlines():
            if line.startswith("#"):
                yield from POINT.findall(line)
            elif line.startswith("|"):
                first = line.split("|")[1]
                yield from POINT.findall(TWO_IN_ONE.sub(r"\1\2 \1\3", first))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


def point(name: str, why: str = "") -> Point:
    return Point(name, "England", "V", "Works in the district", why)


def test_the_ledger_lists_the_law_reference_point_by_point(shared: Path) -> None:
    listed = [each.id for each in read_points(LEDGER)]
    assert sorted(listed) == sorted(set(points_of_the_law(shared)))


def test_every_point_is_decided_or_explained_and_every_rule_names_points_that_exist() -> None:
    held = ledger_of(read_points(LEDGER), shipped_packs())
    assert [fault.sentence() for fault in held.faults] == []
    assert sum(bool(entry.rules) for entry in held.entries) > 150


def test_an_explanation_is_a_sentence() -> None:
    for each in read_points(LEDGER):
        assert not each.why or re.fullmatch(r"[A-Z].{20,}\.", each.why), each.id


@pytest.mark.parametrize(
    ("points", "law", "said"),
    [
        ([point("ENG-LC-EMP")], ["ENG-LC-EMP"], None),
        ([point("ENG-LC-EMP")], [], "ENG-LC-EMP: no rule names it under `law`, and nothing says why"),
        ([point("ENG-LC-EMP", "Left to people.")], [], None),
        (
            [point("ENG-LC-EMP", "Left to people.")],
            ["ENG-LC-EMP"],
            "ENG-LC-EMP: says why no rule decides it, and sml.local_connection.work does",
        ),
        (
            [point("ENG-LC-EMP"), point("ENG-LC-EMP")],
            ["ENG-LC-EMP"],
            "ENG-LC-EMP: is listed twice",
        ),
        (
            [point("ENG-LC-EMP")],
            ["ENG-LC-EMP", "ENG-LC-EMPP"],
            "sml.local_connection.work: restates `ENG-LC-EMPP`, which is no point of the ledger; "
            "near match: `ENG-LC-EMP`",
        ),
    ],
    ids=["decided", "neither", "explained", "both", "twice", "a rule of no point"],
)
def test_what_is_wrong_between_ledger_and_packs_is_said(
    write: Write, points: list[Point], law: list[str], said: str | None
) -> None:
    pack = load_pack(write(work=but({**WORK, "law": []}, "law", to=law)))
    faults = [fault.sentence() for fault in ledger_of(points, [pack]).faults]
    assert len(faults) == (said is not None)
    assert not said or said in faults[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("ledger: safe-connections/ledger/1\nparts: [{title: England, points: [{id: X}]}]", "certainty"),
        ("ledger: safe-connections/ledger/1\nparts: [", "cannot be read"),
    ],
    ids=["no file", "a point without certainty", "no YAML"],
)
def test_a_ledger_that_cannot_be_read_is_refused(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "ledger.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(PackError, match=said):
        read_points(file)


def test_the_ledger_is_printed_with_rules_and_reasons() -> None:
    done = quick_run("rules", "ledger")
    said = " ".join(done.text.split())
    assert done.code == 0
    assert "ENG-REF-PRSO Second limb: within two years of a private rented offer" in said
    assert "eng.referral.limb.private_offer" in said
    assert "No rule. Prospective" in said
    undecided = quick_run("rules", "ledger", "--undecided").text
    assert "eng." not in undecided


# --- the pages of the law, docs/law ---


def test_the_pages_of_the_law_are_up_to_date() -> None:
    kept = HOUSE / "docs" / "law"
    committed = {path.relative_to(kept).as_posix(): path.read_text("utf-8") for path in kept.rglob("*.md")}
    written = every_page()
    stale = sorted(
        name for name in written.keys() | committed.keys() if written.get(name) != committed.get(name)
    )
    assert not stale, f"run `make docs`: {', '.join(stale)}"


def test_every_rule_and_every_point_stands_on_the_pages() -> None:
    written = every_page()
    rules = {rule.id for pack in shipped_packs() for rule in pack.rules}
    assert {rule for rule in rules if f"`{rule}`" not in written["README.md"]} == set()
    assert {
        each.id for each in read_points(LEDGER) if f"</a>{each.id} |" not in written["ledger.md"]
    } == set()
    assert every_page() == written


def test_every_link_on_the_pages_leads_somewhere() -> None:
    written = every_page()
    for name, text in written.items():
        for page, place in re.findall(r"\]\((?!https?:)([^)#]+)(?:#([\w.-]+))?\)", text):
            found = written[normpath(Path(name).parent / page)]
            assert not place or f'id="{place}"' in found, (name, page, place)


def test_pages_of_before_are_taken_away_and_other_files_left(tmp_path: Path) -> None:
    assert quick_run("rules", "pages", tmp_path).code == 0
    (old := tmp_path / "england" / "gone.md").write_text((tmp_path / "README.md").read_text())
    (mine := tmp_path / "notes.md").write_text("# Notes\n")
    assert quick_run("rules", "pages", tmp_path).code == 0
    assert (old.exists(), mine.exists()) == (False, True)


def test_a_point_without_its_reason_fails_the_check() -> None:
    points = read_points(LEDGER)
    bare = [replace(each, why="") for each in points]
    explained = [each.id for each in points if each.why]
    assert [fault.rule for fault in ledger_of(bare, shipped_packs()).faults] == explained
