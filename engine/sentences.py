"""The words that a rule's sentences may use, put together only when a sentence asks for them."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.facts.subjects import Group, Subject
from engine.known import Paths, Value
from engine.packs.law import BoundRule


@dataclass(frozen=True, slots=True)
class Wording:
    """How a finding is put into words: names of areas and people, and what a missing path is called."""

    area: Callable[[str | None], str]
    person: Callable[[str], str]
    missing: Callable[[Paths], str]
    value: Callable[[Value], str]


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """The words of one finding, by the names that its sentences give in braces (`str.format_map`)."""

    rule: BoundRule
    group: Group
    subject: Subject | None
    missing: Paths
    wording: Wording

    def __getitem__(self, name: str) -> str:
        """The words for a name: an area, a person, a fact or a parameter. KeyError where there is none."""
        match name:
            case "area":
                return self.wording.area(self.group.area)
            case "person":
                return self.wording.person(self.group.person)
            case "Person":
                person = self.wording.person(self.group.person)
                return person[:1].upper() + person[1:]
            case "missing":
                return self.wording.missing(self.missing)
            case "item":
                return self.subject.words.get("item", "") if self.subject else ""
        value = self.rule.parameters.get(name)
        if value is not None:
            return f"{value:,}" if isinstance(value, int) else ", ".join(sorted(value)).replace("_", " ")
        if self.subject is None:
            raise KeyError(name)
        return self.wording.value(self.subject.facts[self.rule.aliases.get(name, name)])
