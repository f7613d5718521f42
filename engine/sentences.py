"""The words that a rule's sentences may use, put together only when a sentence asks for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.facts.subjects import CLIENT, Group, Subject
from engine.known import Paths, Value
from engine.packs.law import BoundRule
from engine.verdicts import UNDETERMINED


@dataclass(frozen=True, slots=True)
class Wording:
    """How a finding is put into words: names of areas and people, and what a missing path is called."""

    area: Callable[[str | None], str]
    person: Callable[[str], str]
    you: Callable[[str], str]
    missing: Callable[[Paths], str]
    value: Callable[[Value], str]


def sentence_for(sentences: Mapping[str, str], group: Group, verdict: str) -> str | None:
    """The sentence for a verdict, or for an empty list; where there is none, the one for not known yet."""
    if not group.subjects and group.asked and group.complete and "none" in sentences:
        return sentences["none"]
    if verdict in sentences:
        return sentences[verdict]
    return sentences.get(verdict.removeprefix("presumed_")) or sentences.get(UNDETERMINED)


@dataclass(slots=True, eq=False)  # not frozen: made and dropped for every finding, and freezing takes time
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


@dataclass(slots=True, eq=False)
class WordsToClient:
    """The same for a sentence that speaks to the client, of themselves or of somebody who lives with them.

    Beside facts, parameters, `area` and `item`: `you` and `your` (the client's mother: `your mother`,
    `your mother's`), with a capital too; and `{have|has}`, of which the first is said of the client.
    """

    words: SentenceWords
    area: str | None

    def __getitem__(self, name: str) -> str:
        """The words for a name. KeyError where there is none."""
        of_client, other_than_client = self.words.group.person == CLIENT, name.partition("|")[2]
        if other_than_client:
            return name.partition("|")[0] if of_client else other_than_client
        if name == "area":
            return self.words.wording.area(self.area)
        if name.lower() not in {"you", "your"}:
            return self.words[name]
        you = self.words.wording.you(self.words.group.person)
        said = you if name.lower() == "you" else "your" if of_client else f"{you}'s"
        return said if name.islower() else said[:1].upper() + said[1:]
