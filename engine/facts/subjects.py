"""Who and what the rules are applied to: subjects with their facts, in groups that share a list."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, get_args

from engine.kept import Kept
from engine.known import Amount, Nights, OneOf, Paths, Truth, Value, YesNo
from engine.profile import words

RELATIONS = frozenset(get_args(words.Relation))
HOUSEHOLD_RELATIONS = frozenset(get_args(words.HouseholdRelation))
JOB_KINDS = frozenset(get_args(words.JobKind))
CIRCUMSTANCE_KINDS = frozenset(get_args(words.CircumstanceKind))
RISK_KINDS = frozenset(get_args(words.RiskKind))
RESTRICTION_KINDS = frozenset(get_args(words.RestrictionKind))
EFFECTS = frozenset(get_args(words.Effect))
STATUSES = frozenset(get_args(words.ImmigrationStatus))
LEVELS = frozenset({"none", "low", "medium", "high"})
LIVES_WITH_CLIENT = frozenset({"yes", "no", "shared"})

# What a word may be where no document shows it: any that a rule could ask about.
ANY_WORD = frozenset[str]().union(
    HOUSEHOLD_RELATIONS, JOB_KINDS, CIRCUMSTANCE_KINDS, RISK_KINDS, RESTRICTION_KINDS, EFFECTS, STATUSES,
    LEVELS, LIVES_WITH_CLIENT,
)  # fmt: skip

ELSEWHERE = "elsewhere"  # stands for any area that the profile does not name
CLIENT = "client"


class Subject(NamedTuple):
    """One thing that a rule judges: a job, a relative, a person in an area, a risk …

    `here` is None where it may or may not bear on the area. `words` name it in sentences.
    """

    path: str
    here: Truth
    facts: Mapping[str, Value]
    on_evidence: Mapping[str, Value]
    words: Mapping[str, str]


class _Listed(NamedTuple):
    kind: str
    area: str | None
    person: str
    subjects: tuple[Subject, ...]
    list_path: str = ""
    asked: bool = True
    complete: bool = True
    item: str = ""


class Group(_Listed):
    """The subjects of one kind for one person and area, and whether the list of them is whole."""

    @Kept
    def key(self) -> str:
        """A short name, the same in every engine."""
        of_group = f"{self.kind}/{self.area or ''}/{self.person}"
        return f"{of_group}/{self.item}" if self.item else of_group

    @property
    def only(self) -> Subject | None:
        """The one subject of a group that is no list."""
        return None if self.list_path else self.subjects[0]

    @Kept
    def items(self) -> "tuple[Group, ...]":
        """Each item of the list, to be judged by itself."""
        return tuple(
            Group(self.kind, self.area, self.person, (subject,), self.list_path, item=subject.path)
            for subject in self.subjects
        )

    @Kept
    def officer_may_count(self) -> bool:
        """Whether there are stays that only an officer may count as residence of choice."""
        facts = (value for subject in self.subjects for value in subject.facts.values())
        return any(type(value) is Nights and value.may_count for value in facts)

    @Kept
    def not_shown(self) -> frozenset[str]:
        """The facts that the documents held do not support, or not as they were told."""
        return frozenset(
            [
                name
                for _path, _here, facts, shown, _words in self.subjects
                if shown is not facts
                for name, told in facts.items()
                if shown[name] is not told
            ]
        )


def called(kind: str | None, otherwise: str) -> str:
    """An item as a sentence names it: by its kind, or otherwise where that is not known or not listed."""
    if kind is None or kind == "other":
        return otherwise
    return "MAPPA plan" if kind == "mappa" else kind.replace("_", " ")


def yes_no(value: bool | None, path: str) -> YesNo:
    """A yes/no field as a fact."""
    return _TRUE if value is True else _FALSE if value is False else YesNo(None, (path,))


@lru_cache(maxsize=512)
def exactly(word: str) -> OneOf:
    """A choice that is known: one word of an enumeration, a verdict, a nation."""
    return OneOf(frozenset((word,)))


def word(value: str | None, among: frozenset[str], path: str) -> OneOf:
    """An enumeration as a fact; not known is any of its words."""
    return exactly(value) if value is not None else OneOf(among, (path,))


def number(value: int | None, path: str, most: int | None = None) -> Amount:
    """A whole number as a fact; not known is anything up to `most`."""
    return Amount(value, value) if value is not None else Amount(0, most, (path,))


def undocumented(facts: Mapping[str, Value], path: str) -> Mapping[str, Value]:
    """The same facts where no document is held: none of them is known on evidence."""
    return {name: _forgotten(value, (path,)) for name, value in facts.items()}


_TRUE, _FALSE = YesNo(True), YesNo(False)


def _forgotten(value: Value, missing: Paths) -> Value:
    match value:
        case YesNo():
            return YesNo(None, missing)
        case Amount():
            return Amount(0, None, missing)
        case OneOf():
            return OneOf(ANY_WORD, missing)
    return value


def here_of(area: str, possible: Sequence[str] | None, wanted: str) -> Truth:
    """Whether an item bears on an area: its own, one of several, a place not known, or another."""
    if possible:
        return None if wanted in possible and len(possible) > 1 else wanted in possible
    if area == "unknown":
        return None
    return area == wanted
