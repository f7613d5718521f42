"""`check-sso`: is the Single Service Offer safe, supportable, and the best there is?"""

from typing import Annotated

import typer

from casework.answers import Asked
from casework.sso import sso_check
from cli.asked import (
    AsOf,
    DirectoryFolder,
    EnginesAsked,
    FormAsked,
    Full,
    Jurisdiction,
    Overlays,
    PackFolder,
    Profile,
)
from cli.engines import Engines, second_engine
from cli.outcome import Form, answering, show, show_json
from cli.reading import day_asked, one_profile
from cli.setting import setting_with
from cli.text.sso import sso_text
from services_directory.areas import load_areas


def check_sso(
    profile: Profile,
    *,
    area: Annotated[
        str | None, typer.Option(metavar="AREA", help="Check an offer in this area, not the profile's own.")
    ] = None,
    offer: Annotated[
        str | None, typer.Option(metavar="TYPE", help="What is offered there, such as private_rented.")
    ] = None,
    as_of: AsOf = None,
    jurisdiction: Jurisdiction = None,
    pack: PackFolder = None,
    overlay: Overlays = None,
    directory: DirectoryFolder = None,
    form: FormAsked = Form.text,
    full: Full = False,
    engine: EnginesAsked = Engines.both,
) -> None:
    """Check a Single Service Offer: what stands against it, what would mend it, what is better."""
    with answering(form), second_engine(engine) as production:
        setting = setting_with(production, pack, overlay or (), directory)
        asked = Asked(day_asked(as_of, "--as-of"), jurisdiction)
        found = sso_check(one_profile(profile), setting, load_areas(), area, offer, asked)
        if form is Form.json:
            show_json(found)
        else:
            show(sso_text(found, full))
