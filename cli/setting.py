"""What a command answers with: the setting put together once, then one answer a profile."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from casework.answers import Asked, assessment
from casework.options import with_first_options
from casework.setting import load_setting
from engine.packs import PackError
from engine.problems import Fault, InputError
from engine.second import Production
from engine.setting import Setting
from services_directory.areas import load_areas

Answering = Callable[[object], dict[str, Any]]


def answers(
    production: Production | None,
    pack: Path | None,
    as_of: str | None,
    jurisdiction: str | None,
    limit: int | None = None,
    overlays: Sequence[Path] = (),
) -> Answering:
    """What turns the plain data of a profile into its assessment. Raises InputError for an unfit pack."""
    setting = setting_with(production, pack, overlays)
    asked = Asked(as_of, jurisdiction)
    areas = load_areas()
    return lambda data: with_first_options(assessment(data, setting, areas, asked), limit)


def setting_with(production: Production | None, pack: Path | None, overlays: Sequence[Path] = ()) -> Setting:
    """All that an answer needs. Raises InputError, with every refusal, where something given is unfit."""
    try:
        return load_setting(pack, production, overlays)
    except PackError as refusal:
        if pack is None and not overlays:
            raise
        faults = [Fault((), fault.sentence()) for fault in refusal.faults]
        given = f"The rule pack in {pack}" if pack and not overlays else "A rule pack or overlay"
        raise InputError(f"{given} is refused.", faults) from None
