"""The form of a trial: cases beside a rule, each a scrap of a profile and what the rule must find of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

FILES = "*.test.yaml"

# Lists whose items lie in the area judged unless they say otherwise; a household member's lists too.
_PLACED = ("housing_history", "employment", "family", "special_circumstances", "risks")


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectText(_Text):
    """What a rule must find: the strongest finding, or the one about an item or a person where named."""

    verdict: str
    on_evidence: str | None = None
    facts: dict[str, bool | int | str | dict[str, int]] = Field(default_factory=dict)
    missing: list[str] | None = None
    factors: list[str] = Field(default_factory=list)
    says: str | None = None
    step: str | None = None
    person: str | None = None
    about: str | None = None


class CaseText(BaseModel):
    """One case: its own profile fields stand beside `name`, `area`, `verdicts` and `expect`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: str
    expect: ExpectText


class TrialsText(_Text):
    """The trials of one rule; a case's fields stand in place of those of the base."""

    tests: str
    base: dict[str, Any] = Field(default_factory=dict)
    cases: list[CaseText]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads dates as text, as a profile does."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def documents(path: Path) -> Iterator[object]:
    """The documents of a trial file. Raises yaml.YAMLError, OSError or UnicodeDecodeError."""
    for document in yaml.load_all(path.read_text("utf-8"), Loader=_Loader):
        if document is not None:
            yield document


def profile_of(fields: Mapping[str, Any], area: str | None, applying_to: str | None) -> dict[str, Any]:
    """A whole profile from a scrap of one: items without a place are in the area judged."""
    profile = {"schema": "safe-connections/profile/1", "ref": "trial", **fields}
    if applying_to is not None:
        profile.setdefault("applying_to", applying_to)
    if area is None:
        return profile
    profile = _with_places(profile, area)
    if isinstance(profile.get("household"), list):
        profile["household"] = [_with_places(member, area) for member in profile["household"]]
    if isinstance(profile.get("restrictions"), list):
        profile["restrictions"] = [{"areas": [area], **item} for item in profile["restrictions"]]
    if isinstance(profile.get("sso"), dict):
        profile["sso"] = {"area": area, **profile["sso"]}
    care = (profile.get("person") or {}).get("care") or {}
    if isinstance(care.get("placements"), list):
        placements = [_in_area(item, area) for item in care["placements"]]
        profile["person"] = {**profile["person"], "care": {**care, "placements": placements}}
    return profile


def _with_places(holder: Mapping[str, Any], area: str) -> dict[str, Any]:
    placed = {name: holder[name] for name in _PLACED if isinstance(holder.get(name), list)}
    return {**holder, **{name: [_in_area(item, area) for item in items] for name, items in placed.items()}}


def _in_area(item: dict[str, Any], area: str) -> dict[str, Any]:
    return item if "possible_areas" in item else {"area": area, **item}
