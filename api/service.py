"""What every request shares: the rules, areas and services, read once, and the second engine."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.turns import Turns
from casework.answers import Asked, assessment
from casework.options import options_answer, with_first_options
from casework.setting import load_setting
from casework.sso import sso_check
from engine.matching import ServicesDirectory
from engine.production.fence import ProductionWorker
from engine.reading import read_document
from engine.setting import Setting
from services_directory.areas import Areas, load_areas

AT_ONCE, WAITING = 2, 64


@dataclass(frozen=True, slots=True)
class Service:
    """Answers about clients, each from the bytes of a profile (JSON or YAML). All raise InputError."""

    setting: Setting
    areas: Areas
    production: ProductionWorker
    turns: Turns

    def assessment(
        self, profile: bytes, as_of: str | None, jurisdiction: str | None, limit: int | None
    ) -> dict[str, Any]:
        """The whole assessment, with its first options alone where there is a limit."""
        data = read_document(profile, name="The profile")
        asked = Asked(as_of, jurisdiction)
        return with_first_options(assessment(data, self.setting, self.areas, asked), limit)

    def options(
        self,
        profile: bytes,
        as_of: str | None,
        jurisdiction: str | None,
        limit: int,
        compare: tuple[str, str] | None = None,
    ) -> dict[str, Any]:
        """The ranked options alone, with what their order rests on; `compare` sets two side by side."""
        data = read_document(profile, name="The profile")
        asked = Asked(as_of, jurisdiction)
        return options_answer(data, self.setting, self.areas, asked, limit=limit, compare=compare)

    def sso_check(
        self,
        profile: bytes,
        area: str | None,
        offer: str | None,
        as_of: str | None = None,
        jurisdiction: str | None = None,
    ) -> dict[str, Any]:
        """The check of the offer in the profile, or of the one given."""
        data = read_document(profile, name="The profile")
        return sso_check(data, self.setting, self.areas, area, offer, Asked(as_of, jurisdiction))


@contextmanager
def running(
    at_once: int = AT_ONCE,
    waiting: int = WAITING,
    second_engine: Callable[[], ProductionWorker] = ProductionWorker,
    services: ServicesDirectory | None = None,
) -> Iterator[Service]:
    """The service for as long as it runs. Raises PackError where the shipped rules are unfit to decide by."""
    with second_engine() as production:
        production.start()  # gets ready in its own process while this one reads the rules
        turns = Turns(at_once, waiting)
        setting = load_setting(production=production, services=services)
        gc.freeze()  # what was read stays; looked through again and again it would hold up answers
        try:
            yield Service(setting, load_areas(), production, turns)
        finally:
            turns.close()


def service_of(request: Request) -> Service:
    """The service that a request came to."""
    service: Service = request.app.state.service
    return service
