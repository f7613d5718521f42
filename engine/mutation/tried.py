"""A case beside a rule, read once and judged again and again by other versions of the rule."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.evaluate import findings
from engine.facts.case import Case, case_of
from engine.findings import Finding
from engine.packs.law import Law, bound
from engine.packs.model import Pack, Rule
from engine.packs.text import CaseDate
from engine.profile import AreaIndex, read_profile
from engine.sentences import Wording
from engine.trials.expected import differences
from engine.trials.groups import OF_ANOTHER, groups_for
from engine.trials.text import FILES, ExpectText, TrialsText, documents, profile_of


@dataclass(frozen=True, slots=True)
class Tried:
    """One case: what it is about, its dates, and what is expected of the rule that it tries."""

    rule: str
    kind: str
    case: Case
    area: str | None
    verdicts: Mapping[str, str]
    expect: ExpectText
    wording: Wording

    @property
    def days(self) -> Mapping[CaseDate, int]:
        """The case's dates, by name."""
        return {"test_day": self.case.test_day, "application_date": self.case.application_day}

    def finding(self, versions: Sequence[Rule]) -> Finding | None:
        """The strongest finding, by whichever versions are in force on the case's dates."""
        days = self.days
        rules = tuple(bound(rule, days) for rule in versions if rule.period.holds(days[rule.period.by]))
        law = Law((), "tried", {self.kind: rules})
        groups = groups_for(self.case, law, self.kind, self.area, self.verdicts)
        found = findings(law, (group for group in groups if group.kind == self.kind), self.wording)
        expect = self.expect
        wanted = (
            each for each in found
            if expect.person in (None, each.person) and expect.about in (None, each.path)
        )  # fmt: skip
        return max(wanted, key=lambda each: each.rule.scale.only(each.verdict), default=None)

    def passes(self, versions: Sequence[Rule]) -> bool:
        """Whether the versions find what is expected. One that breaks on the case does not."""
        try:
            return not differences(self.expect, self.finding(versions))
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
            return False


@dataclass(frozen=True, slots=True)
class Bench:
    """What every case needs: the areas, and how findings are put into words."""

    areas: AreaIndex
    nation_of: Callable[[str], str]
    wording: Callable[[Case], Wording]

    def tried(self, rule: Rule, fields: Mapping[str, Any], expect: ExpectText) -> Tried:
        """A case from its fields, as they stand in a trial. Raises InputError for a faulty profile."""
        rest = dict(fields)
        written, verdicts = rest.pop("area", None), rest.pop("verdicts", {})
        area = self.areas.resolve(written).codes[0] if written is not None else None
        profile = profile_of(rest, written, None if rule.about in OF_ANOTHER else written)
        case = case_of(read_profile(profile, self.areas).profile, self.nation_of)
        return Tried(rule.id, rule.about, case, area, verdicts, expect, self.wording(case))


def tried_cases(bench: Bench, pack: Pack, folder: Path) -> Iterator[Tried]:
    """Every case of the trial files in a pack's folder. The trials are taken to be sound: run them first."""
    rules = {rule.id: rule for rule in pack.rules}
    for path in sorted(folder.rglob(FILES)):
        for document in documents(path):
            trials = TrialsText.model_validate(document)
            for case in trials.cases:
                fields = {**trials.base, **(case.model_extra or {})}
                yield bench.tried(rules[trials.tests], fields, case.expect)
