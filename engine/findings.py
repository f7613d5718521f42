"""What a rule found: its verdict with the whole proof, for no as for yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.dates import iso
from engine.known import Amount, OneOf, Paths, Value, YesNo
from engine.packs.law import BoundRule
from engine.sentences import SentenceWords, WordsToClient, sentence_for
from engine.verdicts import Possible


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days from which the finding would hold, and would hold no more, if life goes on as it is."""

    gained_on: int | None = None
    lapses_on: int | None = None

    def to_dict(self) -> dict[str, str | None]:
        """ISO dates, null where that never comes."""
        return {
            "gained_on": None if self.gained_on is None else iso(self.gained_on),
            "lapses_on": None if self.lapses_on is None else iso(self.lapses_on),
        }


NEVER = Horizon()


class Finding(NamedTuple):
    """A rule applied to one subject (or to one list of them) of one person, for one area or none.

    `sentence` and `weighing` are the pack's own; what they say of this case is put together when asked for.
    """

    rule: BoundRule
    judged: str
    area: str | None
    person: str
    path: str
    verdict: str
    on_evidence: str
    possible: Possible
    facts: Mapping[str, Value]
    sentence: str
    missing: Paths
    weighing: tuple[str, ...]
    words: SentenceWords
    settle: tuple[str, str] | None = None
    horizon: Horizon = NEVER

    @property
    def id(self) -> str:
        """The rule's name."""
        return self.rule.rule.id

    @property
    def because(self) -> str:
        """Why, in a sentence for the caseworker."""
        return self.sentence.format_map(self.words)

    @property
    def factors(self) -> tuple[str, ...]:
        """What an officer has to weigh."""
        return tuple(factor.format_map(self.words) for factor in self.weighing)

    @property
    def ground(self) -> str | None:
        """The ground of connection that the rule is about."""
        return self.rule.rule.ground

    @property
    def key(self) -> tuple[str, str]:
        """What names a finding in an assessment, the same in every engine: the rule and what it judged."""
        return (self.id, self.judged)

    @property
    def to_client(self) -> str | None:
        """What the finding says, in the words of a letter to the client; put together only when asked for.

        None where the pack has no such words, or where there are no facts to tell as the engines differ.
        """
        return self.to_client_of(self.area)

    def to_client_of(self, area: str | None) -> str | None:
        """The same of another area, of which the same was found."""
        if self.words.subject is None and self.words.group.subjects:
            return None
        sentence = sentence_for(self.rule.rule.to_client, self.words.group, self.verdict)
        return sentence and sentence.format_map(WordsToClient(self.words, area))

    def could_be(self) -> list[str]:
        """The verdicts that the unknown facts leave open, strongest first."""
        words = [word for word in self.rule.scale.words(self.possible) if word != "silent"]
        return words[::-1]

    def to_dict(self) -> dict[str, Any]:
        """The finding as the contract writes it (section 3)."""
        rule = self.rule.rule
        return {
            "rule": rule.id,
            "title": rule.title,
            "ground": rule.ground,
            "person": self.person,
            "about": self.path or None,
            "force": rule.force,
            "verdict": self.verdict,
            "on_evidence": self.on_evidence,
            "facts": self._facts(),
            "because": self.because,
            "for_client": self.to_client,
            "cites": [{"source": cite.source, "url": cite.url} for cite in rule.cites],
            "certainty": rule.certainty,
            "missing": list(self.missing),
            "factors": list(self.factors),
            "evidence_needed": [] if self.on_evidence == self.verdict else list(rule.evidence),
            "horizon": self.horizon.to_dict(),
        }

    def _facts(self) -> dict[str, Any]:
        facts, rule = self.facts, self.rule
        return {name: _shown(facts[name], name, rule) for name in rule.shown if name in facts}


def _shown(value: Value, name: str, rule: BoundRule) -> Any:
    # By type and not by pattern: every fact of every finding comes this way, and patterns take longer.
    if isinstance(value, YesNo):
        return "unknown" if value.value is None else value.value
    if isinstance(value, OneOf):
        return next(iter(value.options)) if len(value.options) == 1 else "unknown"
    if isinstance(value, Amount):
        least, most = value.at_least, value.at_most
        return least if least == most else {"at_least": least, "at_most": most}
    span = {"at_least": value.surely.at_least, "at_most": value.if_counted.at_most}
    needed = next((each.needed for each in rule.measures if each.name == name), None)
    return span if needed is None else {**span, "needed": needed}
