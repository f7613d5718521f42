"""What to ask next: the words for whatever is not known, and which of it could change a verdict."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict

from engine.facts.subjects import CLIENT, called
from engine.findings import Finding
from engine.matching import Ranking
from engine.profile import Profile
from engine.profile.words import OUTSIDE_UK, UNKNOWN
from engine.verdicts import SILENT, UNDETERMINED
from engine.wording import person_words

AreaName: TypeAlias = Callable[[str | None], str]
DescribedArea: TypeAlias = Callable[[str], Mapping[str, str]]
_Asked: TypeAlias = tuple[str, str]  # a path and the words in which it is asked about
CLEAR = "clear"

_NUMBER = re.compile(r"\.\d+(?=\.|$)")
_OF_A_MEMBER = re.compile(r"household\.\d+")
# libyaml where PyYAML was built with it: every start of the program reads this file.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=4096)
def _pattern(path: str) -> str:
    """A path with `*` for each place in a list."""
    return _NUMBER.sub(".*", path)


class QuestionText(BaseModel):
    """How one kind of unknown is asked about: `ask` for the question, `label` for what a finding turns on.

    `ease` is 1 where most clients can answer at once, 2 where it takes thought or a document, 3 where
    it takes somebody else.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    ask: str
    label: str
    ease: Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Questions:
    """The words for every profile path that a fact may name as missing."""

    by_pattern: Mapping[str, QuestionText]

    def of(self, path: str) -> QuestionText | None:
        """The words for a path: its own, or those for the same field of the client where a member's."""
        pattern = _pattern(path)
        found = self.by_pattern.get(pattern)
        return found or self.by_pattern.get(pattern.removeprefix("household.*."))

    def ask(self, path: str, profile: Profile, area_name: AreaName) -> str:
        """The question to put to the client."""
        text = self.of(path)
        return f"What is `{path}`?" if text is None else _filled(text.ask, path, profile, area_name)

    def label(self, path: str, profile: Profile, area_name: AreaName) -> str:
        """What a finding turns on, in a few words."""
        text = self.of(path)
        return f"`{path}`" if text is None else _filled(text.label, path, profile, area_name)

    def ease(self, path: str) -> int:
        """How hard it is for a client to answer, from 1 to 3."""
        text = self.of(path)
        return 3 if text is None else text.ease


def load_questions(path: Path) -> Questions:
    """The questions of a file such as `rules/questions.yaml`. Raises ValueError for one not in its form."""
    texts = [QuestionText.model_validate(item) for item in yaml.load(path.read_text("utf-8"), Loader=_LOADER)]
    return Questions({text.path: text for text in texts})


class Change(NamedTuple):
    """A verdict that an answer could change: of which rule, for which area (if any), and into what."""

    area: Mapping[str, str] | None
    rule: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something to find out, or a step to take, and every verdict that turns on it."""

    path: str
    ask: str
    could_change: tuple[Change, ...]

    def to_dict(self) -> dict[str, object]:
        """The question as the contract writes it (section 3)."""
        changes = [{**change._asdict(), "to": list(change.to)} for change in self.could_change]
        return {"path": self.path, "ask": self.ask, "could_change": changes}


def questions_for(
    profile: Profile, found: Iterable[Finding], texts: Questions, area: DescribedArea, ranking: Ranking
) -> tuple[Question, ...]:
    """What to ask next, most useful first: by how much turns on it, then by how easy it is to answer.

    Only a finding that is undetermined asks for anything. Where no answer of the client settles it, the
    question is the step that would. `area` describes an area by its code.
    """
    waiting = _waiting(ranking)
    turns: dict[_Asked, dict[tuple[str | None, str], dict[str, None]]] = defaultdict(dict)
    options: Counter[_Asked] = Counter()
    for finding in found:
        if finding.verdict != UNDETERMINED:
            continue
        at = (finding.area, finding.id)
        for path in finding.missing:
            asked = (path, _ask(finding, path, profile, texts, area))
            if at not in turns[asked]:
                options[asked] += waiting[finding.rule.rule.family, finding.area]
            turns[asked].setdefault(at, {}).update(dict.fromkeys(_may_become(finding)))
    useful = sorted(
        turns, key=lambda asked: (-len(turns[asked]) - options[asked], texts.ease(asked[0]), asked)
    )
    return tuple(
        Question(
            *asked,
            tuple(Change(area(code) if code else None, rule, tuple(to)) for (code, rule), to in at.items()),
        )
        for asked, at in ((asked, turns[asked]) for asked in useful)
    )


def _ask(finding: Finding, path: str, profile: Profile, texts: Questions, area: DescribedArea) -> str:
    if finding.settle and finding.settle[0] == path:
        return finding.settle[1]
    return texts.ask(path, profile, lambda code: area(code)["name"] if code else "the area")


# The family of rules whose verdict each gate reads.
READ_AT = {
    "safety": "safety",
    "restriction": "safety",
    "eligibility": "eligibility",
    "connection": "local_connection",
}


def _waiting(ranking: Ranking) -> Counter[tuple[str, str | None]]:
    """How many options wait at a gate, by the family of rules that would open it and by area (None: all)."""
    alike = Counter((option.area["code"], option.unknown_gates) for option in ranking.options)
    waiting: Counter[tuple[str, str | None]] = Counter()
    for (area, gates), many in alike.items():
        for family in _families(gates):
            waiting[family, area] += many
            waiting[family, None] += many
    return waiting


@lru_cache(maxsize=1024)
def _families(gates: tuple[str, ...]) -> frozenset[str]:
    return frozenset(READ_AT[gate] for gate in gates if gate in READ_AT)


def _may_become(finding: Finding) -> Iterator[str]:
    """What a finding may settle at, strongest first; where only a step would, all that its rule can give."""
    scale = finding.rule.scale
    known = ~scale.only(UNDETERMINED)
    for verdict in reversed(tuple(scale.words(finding.possible & known or finding.rule.any_verdict & known))):
        if verdict != SILENT:
            yield verdict
        elif CLEAR in scale:  # a safety rule that says nothing leaves the area clear
            yield CLEAR


def _filled(words: str, path: str, profile: Profile, area_name: AreaName) -> str:
    if "{" not in words:
        return words
    item, person = _item_at(path, profile), person_words(profile, _person(path))
    return words.format(
        area=_place(item, area_name),
        item=_what(item),
        person=person,
        Person=person[:1].upper() + person[1:],
    )


def _person(path: str) -> str:
    """Whose field a path points to."""
    member = _OF_A_MEMBER.match(path)
    return member[0] if member else CLIENT


def _item_at(path: str, profile: Profile) -> object:
    """The item of a list that a path points into: a stay, a risk, an order; None where there is none."""
    found: object = profile
    item: object = None
    for part in path.split("."):
        if isinstance(found, tuple):
            item = found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
        else:
            found = getattr(found, part, None)
    return item


def _place(item: object, area_name: AreaName) -> str:
    """Where an item is, as far as that is known."""
    codes = (
        getattr(item, "possible_areas", None)
        or getattr(item, "areas", None)
        or (getattr(item, "area", UNKNOWN),)
    )
    places = ["a place not known yet" if code == UNKNOWN else _name(code, area_name) for code in codes]
    return " or ".join(places)


def _name(code: str, area_name: AreaName) -> str:
    return "a place outside the UK" if code == OUTSIDE_UK else area_name(code)


def _what(item: object) -> str:
    """What an item is, by its kind; said plainly where even that is not known."""
    words = (getattr(item, name, None) for name in ("kind", "relation", "basis"))
    return called(next((word for word in words if word), None), _UNNAMED.get(type(item).__name__, "this"))


_UNNAMED = {
    "Circumstance": "reason to be near",
    "HousingStay": "stay",
    "Job": "job",
    "Relative": "relative",
    "Restriction": "order or condition",
    "Risk": "danger",
}
