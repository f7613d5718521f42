"""What a policy test found, as it may be published: counts, rates and sentences, and nobody's case.

Every count is None where it is held back (`policy_lab.suppression`), and with it every rate that rests on
it. Counts called `about` are rounded instead, since they overlap with other tables. References of single
cases are only in `CaseLists`, which is for the authority's own use and is never published with the rest.

A verdict stands `for` (met, presumed_met; clear, caution), `open` (undetermined, officer_judgement) or
`against` (not_met, presumed_not_met; excluded) what the family asks. A unit gains where it moves towards
`for`, loses where it moves towards `against`, and is level where it does neither, though its verdict or the
reason of it may be another. A case gains in a family where one of its areas gains and none loses; it loses
where any of them loses.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from policy_lab.intervals import Interval

SCHEMA = "safe-connections/policy-test/1"

Count: TypeAlias = int | None
Stands: TypeAlias = Literal["for", "open", "against"]
Unit: TypeAlias = Literal["case", "case and area"]


@dataclass(frozen=True, slots=True)
class PackUsed:
    """A pack by which cases were decided: its name, its version and the digest of all that it says."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the packs, in words: a parameter's values, or a rule added, gone or rewritten.

    `parameter`, `was` and `becomes` are empty where the rule itself differs and not a parameter of it.
    """

    rule: str
    title: str
    parameter: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Method:
    """How the test was made: the packs, what differs between them, and the figures that it went by."""

    proposed_as: str  # how whoever asked named the proposal: the name of its file or folder
    baseline: tuple[PackUsed, ...]
    proposed: tuple[PackUsed, ...]
    changes: tuple[Change, ...]
    jurisdiction: str | None  # whose law decides, where it was told; by default each case's own
    least_shown: int  # counts from 1 up to this are held back
    rounded_to: int  # what `about` counts are rounded to
    confidence: float  # of every interval


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases that the test rests on. `decided_from` and `decided_to` are their first and last year.

    `not_decided` says why cases have no verdict (no law is held for their day, say), and for about how many.
    """

    files: tuple[str, ...]
    read: int
    quarantined: int
    decided: int
    not_decided: tuple[tuple[str, Count], ...]
    decided_from: int | None
    decided_to: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """How many gain, lose, or stay level; all None where they are held back."""

    gained: Count
    lost: Count
    level: Count

    @property
    def total(self) -> Count:
        """All of them."""
        return (
            None
            if self.gained is None or self.lost is None or self.level is None
            else (self.gained + self.lost + self.level)
        )


@dataclass(frozen=True, slots=True)
class Way:
    """One of the nine ways from where a verdict stood to where it stands."""

    was: Stands
    becomes: Stands
    count: Count


@dataclass(frozen=True, slots=True)
class Flow:
    """From a verdict under the baseline to a verdict under the proposal.

    `reason` is `other` where the verdict stands and another rule decides, and `same` where that stands
    too; where the verdict changes it is `changed`.
    """

    was: str
    becomes: str
    reason: Literal["same", "other", "changed"]
    count: Count


@dataclass(frozen=True, slots=True)
class Group:
    """One group of cases: how many gain and lose, and at which rates of its cases.

    `under` is the group of the table above that it is part of: an area's region, a quarter's year.
    """

    name: str
    code: str
    under: str | None
    cases: Count
    moved: Moved
    gained: Interval | None
    lost: Interval | None


@dataclass(frozen=True, slots=True)
class Split:
    """Cases split `by` region, area, year, quarter (or month), or a protected characteristic.

    Groups are in order: areas and regions by name, times by day, others by name with `not recorded` last.
    """

    by: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class EqualityRow:
    """A group that shares a protected characteristic, against everyone else (those not recorded too).

    `ratio_gained` is the group's rate over that of everyone else (None where either is held back or that
    of everyone else is nought). `says` tells in a few words whether the difference could be chance.
    Source: Equality Act 2010 s.149 (the public sector equality duty) and s.4 (the characteristics).
    """

    characteristic: str
    group: str
    cases: Count
    moved: Moved
    gained: Interval | None
    lost: Interval | None
    ratio_gained: float | None
    ratio_lost: float | None
    says_gained: str
    says_lost: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How recorded decisions compare with what a pack finds: about how many, and at which rate they agree.

    A recorded verdict agrees where it stands where the pack's does. `open` are those that the pack leaves
    to the officer or to what is not known, so that either record agrees with it. Of the rest, `rate` agree.
    """

    under: Literal["baseline", "proposed"]
    compared: int
    agree: int
    open: int
    recorded_stronger: int
    recorded_weaker: int
    rate: Interval | None


@dataclass(frozen=True, slots=True)
class Family:
    """What the change does in one family of verdicts.

    `name` is `local_connection`, `safety`, `homelessness`, `eligibility`, `priority_need`, `duty_<name>` or
    `referral_<stage>`; `called` is its name in words. `moved`, `ways` and `flows` count units (for local
    connection and safety a case and area); `cases` and the splits count cases. A family that nothing
    changes in has no splits. `agreement` is empty where no such decision is recorded.
    """

    name: str
    called: str
    unit: Unit
    changed: bool
    moved: Moved
    ways: tuple[Way, ...]
    flows: tuple[Flow, ...]
    cases: Moved
    splits: tuple[Split, ...]
    equality: tuple[EqualityRow, ...]
    open_cases: Moved  # of the cases without an outcome yet: those that gain or lose would need notice
    agreement: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule whose finding changes, in cases of which a verdict or its reason changes; and how often."""

    rule: str
    title: str
    family: str
    was: str  # `silent` where the rule says nothing
    becomes: str
    about: int


@dataclass(frozen=True, slots=True)
class Nights:
    """Nights from `at_least` up to, not including, `below`: how many units (a case and area) are there.

    `surely` counts by nights that are sure; `astride` are those of which it is not known whether they
    reach the line, by the least that they can be.
    """

    at_least: int
    below: int
    surely: Count
    astride: Count


@dataclass(frozen=True, slots=True)
class Threshold:
    """How the client's nights in each area lie around the line that a rule draws.

    `needed` and `near_miss` are those of the latest day in the cases, under each pack; near_miss nights short
    is for an officer. Nights above the last bin are in it.
    """

    rule: str
    title: str
    measure: str
    needed_baseline: int | None
    needed_proposed: int | None
    near_miss: int | None
    bins: tuple[Nights, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A finding of an example in proof form: the rule, what it says, why, and the law that it rests on."""

    rule: str
    verdict: str
    because: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A case that changes, worked through under both packs, with what could tell who it is taken out.

    Areas are named by region, days by month, and nobody by name. Examples are only of flows that are
    published.
    """

    family: str
    was: str
    becomes: str
    region: str
    month: str
    before: tuple[Step, ...]
    after: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """All that a policy test found. `families` are in the order of an assessment, `rules` most first.

    `characteristics` are those of the Equality Act 2010 s.4 that the cases record; `not_recorded` the others.
    """

    method: Method
    cases: Cases
    families: tuple[Family, ...]
    rules: tuple[RuleChange, ...]
    thresholds: tuple[Threshold, ...]
    examples: tuple[Example, ...]
    characteristics: tuple[str, ...]
    not_recorded: tuple[str, ...]

    def family(self, name: str) -> Family:
        """A family by its name. Raises KeyError."""
        return {each.name: each for each in self.families}[name]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A case whose recorded decision is not what the baseline finds, by its reference alone."""

    ref: str
    family: str
    area: str  # the code of the area; empty for a family that is not about areas
    recorded: str
    found: str


@dataclass(frozen=True, slots=True)
class Notice:
    """An open case that would need notice, by its reference alone: what changes in it."""

    ref: str
    family: str
    moves: Literal["gained", "lost"]


@dataclass(frozen=True, slots=True)
class CaseLists:
    """Lists of single cases for the authority's own use, capped; the totals say how many there are.

    Never published: whoever has them can undo what the results hold back.
    """

    disagreements: tuple[Disagreement, ...]
    disagreements_in_all: int
    notices: tuple[Notice, ...]
    notices_in_all: int
