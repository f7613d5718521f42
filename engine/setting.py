"""What an assessment needs beside the profile: the law, the country, the services, the words."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.matching import MatchingPolicy, ServicesDirectory
from engine.packs import Pack
from engine.packs.overlay import Overlay
from engine.questions import Questions
from engine.second import Production


@dataclass(frozen=True, slots=True)
class Setting:
    """All of it, frozen: an answer depends on nothing else but the profile."""

    packs: tuple[Pack, ...]
    nation_of: Callable[[str], str]
    area: Callable[[str], dict[str, str]]
    questions: Questions
    services: ServicesDirectory
    policies: tuple[MatchingPolicy, ...]
    accommodation_types: frozenset[str]
    production: Production | None = None
    overlays: tuple[Overlay, ...] = ()
