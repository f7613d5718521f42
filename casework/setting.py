"""Puts together what every answer needs: the rule packs, the areas, the services, the words."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from engine.matching import ServicesDirectory, read_policies
from engine.packs import Pack, load_pack, shelved_pack
from engine.packs.overlay import load_overlay, tightened
from engine.questions import load_questions
from engine.second import Production
from engine.setting import Setting
from services_directory.areas import Areas, load_areas
from services_directory.services import accommodation_types
from services_directory.services.graph import load_graph

PACKS = ("england", "wales", "scotland", "northern_ireland", "cross_border", "practice")


def rules_folder() -> Path:
    """Where the rule packs that come with the program lie."""
    return Path(str(files("rules")))


@cache
def shipped_packs() -> tuple[Pack, ...]:
    """The packs that come with the program; the rules of each are read once, when a case first needs them."""
    return tuple(shelved_pack(rules_folder() / name) for name in PACKS)


def load_setting(
    pack: Path | None = None,
    production: Production | None = None,
    overlays: Sequence[Path] = (),
    services: ServicesDirectory | None = None,
) -> Setting:
    """Everything that an answer needs, from the program's own data.

    `pack` stands in place of the shipped pack of the same code; `overlays` are policies beside the law;
    `services` stand in place of the shipped directory. Raises PackError where a pack or overlay is unfit.
    """
    areas = load_areas()
    packs = shipped_packs()
    if pack is not None:
        given = load_pack(pack)
        packs = (*(each for each in packs if each.code != given.code), given)
    nation_of = {area.code: area.nation for area in areas}.__getitem__
    policies = tuple(load_overlay(each, packs, areas, nation_of) for each in overlays)
    policy = rules_folder() / "practice" / "matching.yaml"
    return Setting(
        packs=tightened(packs, policies),
        nation_of=nation_of,
        area=lambda code: described(areas, code),
        questions=load_questions(rules_folder() / "questions.yaml"),
        services=services or load_graph(),
        policies=read_policies(policy.read_text("utf-8"), policy.name),
        accommodation_types=accommodation_types(),
        production=production,
        overlays=policies,
    )


def described(areas: Areas, code: str) -> dict[str, str]:
    """An area as every answer writes it."""
    area = areas[code]
    return {"code": area.code, "name": area.name, "slug": area.slug}
