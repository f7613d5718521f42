"""What a command answers with: the setting put together once, then one answer a profile."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from casework.answers import Asked, assessment
from casework.options import with_first_options
from casework.setting import load_setting
from engine.matching import ServicesDirectory
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
    directory: Path | None = None,
) -> Answering:
    """What turns the plain data of a profile into its assessment. Raises InputError for an unfit pack."""
    setting = setting_with(production, pack, overlays, directory)
    asked = Asked(as_of, jurisdiction)
    areas = load_areas()
    return lambda data: with_first_options(assessment(data, setting, areas, asked), limit)


def setting_with(
    production: Production | None,
    pack: Path | None,
    overlays: Sequence[Path] = (),
    directory: Path | None = None,
) -> Setting:
    """All that an answer needs. Raises InputError, with every refusal, where something given is unfit."""
    try:
        return load_setting(pack, production, overlays, services_in(directory))
    except PackError as refusal:
        if pack is None and not overlays:
            raise
        faults = [Fault((), fault.sentence()) for fault in refusal.faults]
        given = f"The rule pack in {pack}" if pack and not overlays else "A rule pack or overlay"
        raise InputError(f"{given} is refused.", faults) from None


def services_in(directory: Path | None) -> ServicesDirectory | None:
    """The services of a directory kept in a folder; None for those that come with the program."""
    if directory is None:
        return None
    from casework.directory import kept_services  # noqa: PLC0415 - what reads it takes a tenth of a second

    return kept_services(directory)
