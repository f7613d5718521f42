"""`options`: the ranked candidate safe connections of a client, by themselves."""

from typing import Annotated

import typer

from casework.options import options_of
from cli.asked import AsOf, EnginesAsked, FormAsked, Full, Jurisdiction, PackFolder, Profile
from cli.engines import Engines, second_engine
from cli.outcome import Form, answering, show, show_json
from cli.reading import day_asked, one_profile
from cli.setting import answers
from cli.text.options import options_alone_text


def options(
    profile: Profile,
    *,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="List at most so many; staying is always listed.")
    ] = 10,
    as_of: AsOf = None,
    jurisdiction: Jurisdiction = None,
    pack: PackFolder = None,
    form: FormAsked = Form.text,
    full: Full = False,
    engine: EnginesAsked = Engines.both,
) -> None:
    """Rank the safe connections that are open to a client, and say what is closed and why."""
    with answering(form), second_engine(engine) as production:
        answer = answers(production, pack, day_asked(as_of, "--as-of"), jurisdiction)
        found = options_of(answer(one_profile(profile)), limit)
        if form is Form.json:
            show_json(found)
        else:
            show(options_alone_text(found, full, limit))
