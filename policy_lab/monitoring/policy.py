"""What the monitoring tables go by, as data: bands of contacts, words for a reconnection, and why."""

from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(_Form):
    """Contacts from `least` to `most`, both included; None is no end."""

    called: str
    least: int
    most: int | None
    only_if_any: bool = False

    def holds(self, contacts: int) -> bool:
        """Whether a number of contacts is in the band."""
        return self.least <= contacts and (self.most is None or contacts <= self.most)


class _Set(_Form):
    because: str
    set_on: date


class Contacts(_Set):
    """The bands, from fewest."""

    bands: tuple[Band, ...]


class Reconnected(_Set):
    """The outcomes that say that somebody was reconnected."""

    outcomes: frozenset[str]


class MonitoringPolicy(_Form):
    """All that the tables go by."""

    title: str
    read: str
    contacts: Contacts
    reconnected: Reconnected
    read_with: tuple[str, ...]


@cache
def monitoring_policy() -> MonitoringPolicy:
    """The figures and words that come with the program."""
    text = (files(__package__) / "monitoring.yaml").read_text("utf-8")
    return MonitoringPolicy.model_validate(yaml.safe_load(text))
