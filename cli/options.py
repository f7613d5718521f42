"""`options`: the ranked candidate safe connections of a client, by themselves."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from casework.answers import Asked
from casework.fairness import fairness
from casework.options import options_answer
from cli.asked import AsOf, DirectoryFolder, EnginesAsked, FormAsked, Full, Jurisdiction, PackFolder, Profile
from cli.engines import Engines, second_engine
from cli.outcome import Form, answering, show, show_json
from cli.reading import day_asked, one_profile
from cli.setting import setting_with
from cli.text.layout import Paragraph
from cli.text.options import options_alone_text
from cli.text.ranking import comparison_text, fairness_text
from services_directory.areas import load_areas


def options(
    profile: Profile,
    *,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="List at most so many; staying is always listed.")
    ] = 10,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="ID1 ID2", help="Why one of two options stands above the other; ids or ranks."),
    ] = None,
    with_fairness: Annotated[
        bool,
        typer.Option("--fairness", help="What moves where one protected characteristic changes, and why."),
    ] = False,
    as_of: AsOf = None,
    jurisdiction: Jurisdiction = None,
    pack: PackFolder = None,
    directory: DirectoryFolder = None,
    form: FormAsked = Form.text,
    full: Full = False,
    engine: EnginesAsked = Engines.both,
) -> None:
    """Rank the safe connections that are open to a client, and say what is closed and why."""
    with answering(form), second_engine(engine) as production:
        setting, areas = setting_with(production, pack, directory=directory), load_areas()
        asked = Asked(day_asked(as_of, "--as-of"), jurisdiction)
        data = one_profile(profile)
        found = options_answer(data, setting, areas, asked, limit=limit, compare=compare)
        if with_fairness:
            found["fairness"] = fairness(data, setting, areas, asked)
        if form is Form.json:
            show_json(found)
        else:
            show(_text(found, full, limit))


def _text(found: dict[str, Any], full: bool, limit: int) -> Iterator[Paragraph]:
    """What was asked for alone: the comparison, the fairness report, or else the options."""
    asked: dict[str, Callable[[dict[str, Any]], Iterator[Paragraph]]] = {
        "comparison": comparison_text,
        "fairness": fairness_text,
    }
    shown = [words(found[name]) for name, words in asked.items() if name in found]
    for paragraphs in shown or [options_alone_text(found, full, limit)]:
        yield from paragraphs
