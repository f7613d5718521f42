"""A rule pack once read and checked: frozen, with the law of every date still in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.expressions import Expression, Parameter
from engine.packs.text import CaseDate, CiteText, Tighten, Unit

FOREVER = 10**9


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to, not including, `end` (ordinals), judged by one of the case's dates."""

    start: int
    end: int
    by: CaseDate

    def holds(self, day: int) -> bool:
        """Whether a day is in the period."""
        return self.start <= day < self.end


@dataclass(frozen=True, slots=True, eq=False)
class DatedParameter:
    """A value through time: `(first day, value)`, in order; None ends it."""

    name: str
    unit: Unit
    by: CaseDate
    values: tuple[tuple[int, Parameter | None], ...]
    note: str
    tighten: Tighten | None = None

    def on(self, day: int) -> Parameter | None:
        """The value in force on a day; None before the first and after the last."""
        found: Parameter | None = None
        for first, value in self.values:
            if first > day:
                break
            found = value
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A measure as a rule uses it: full name, name in conditions, arguments, number it is held against."""

    name: str
    alias: str
    measure: str
    arguments: Mapping[str, str | int]
    needed: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a decision list; `when` is None for `otherwise`."""

    when: Expression | None
    verdict: str
    settle: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Factor:
    """Something for the officer to weigh."""

    when: Expression | None
    say: str


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One version of a rule, for one period."""

    id: str
    title: str
    family: str
    about: str
    whose: str
    ground: str | None
    force: str
    certainty: str
    law: tuple[str, ...]
    period: Period
    only_in: frozenset[str]
    except_in: frozenset[str]
    parameters: Mapping[str, DatedParameter]
    given: tuple[Given, ...]
    rows: tuple[Row, ...]
    none: str | None
    factors: tuple[Factor, ...]
    gained: str | None
    cites: tuple[CiteText, ...]
    evidence: tuple[str, ...]
    plain: Mapping[str, str]
    file: str
    to_client: Mapping[str, str]

    def concerns(self, area: str | None) -> bool:
        """Whether the rule is for an authority (by official code)."""
        return area not in self.except_in and (not self.only_in or area in self.only_in)


@dataclass(frozen=True, slots=True)
class Decides:
    """A nation whose cases a pack decides, from the first day up to the end day."""

    nation: str
    period: Period


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What a pack holds beside its head: every version of every rule, and the digest of all that is said."""

    rules: tuple[Rule, ...]
    sha256: str


@dataclass(frozen=True, eq=False)
class Pack:
    """A jurisdiction's (or the practice) rules: the head is read at once, the rules when first asked for."""

    name: str
    code: str
    title: str
    version: str
    jurisdiction: str | None
    decides: tuple[Decides, ...]
    changes: tuple[tuple[int, str], ...]
    read: Callable[[], Contents]

    @cached_property
    def contents(self) -> Contents:
        """The rules and the digest. Raises PackError where the rules are not fit to decide by."""
        return self.read()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every version of every rule."""
        return self.contents.rules

    @property
    def sha256(self) -> str:
        """The digest of all that the pack says."""
        return self.contents.sha256

    def opened(self) -> "Pack":
        """The same pack once its rules are read."""
        _ = self.contents
        return self

    def described(self) -> dict[str, str]:
        """How an answer names the pack."""
        return {"name": self.name, "version": self.version, "sha256": self.sha256}
