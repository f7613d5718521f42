"""What trials leave unproven: versions and verdicts never shown, edges with one side, words never said."""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.dates import iso
from engine.packs.model import FOREVER, Pack, Rule
from engine.packs.text import CaseDate
from engine.trials.run import Shown, TrialReport
from engine.verdicts import presumed


@dataclass(frozen=True, slots=True)
class Unproven:
    """Something of a rule that no passing case shows."""

    file: str
    rule: str
    why: str

    def sentence(self) -> str:
        """It in one line."""
        return f"{self.file}: {self.rule}: {self.why}"


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """How many rule versions there are, and what is unproven of them."""

    versions: int
    unproven: tuple[Unproven, ...]

    @property
    def complete(self) -> bool:
        """Whether every verdict, dated edge, sentence and factor is shown by a passing case."""
        return not self.unproven


def coverage(packs: Sequence[Pack], report: TrialReport) -> CoverageReport:
    """Hold what the passing cases show against all that the packs' rules say."""
    unproven: dict[Unproven, None] = {}
    for pack in packs:
        for rule in pack.rules:
            of_rule = [each.shown for each in report.passes if each.rule == rule.id and each.shown]
            for why in (*_unsaid(rule, of_rule), *_one_sided(pack, rule, of_rule)):
                unproven[Unproven(rule.file, rule.id, why)] = None
    return CoverageReport(sum(len(pack.rules) for pack in packs), tuple(unproven))


def _unsaid(rule: Rule, of_rule: Sequence[Shown]) -> Iterator[str]:
    shown = [each for each in of_rule if each.rule is rule]
    version = f"the version from {iso(rule.period.start)}"
    if not shown:
        yield f"no passing case shows {version}"
        return
    some = {each.verdict for each in shown if not (rule.none and each.nothing_listed)}
    for row in rule.rows:
        verdict = presumed(row.verdict, rule.force)
        if verdict not in some:
            yield f"no passing case of {version} comes to {verdict}"
    if rule.none and not any(each.nothing_listed for each in shown):
        yield f"no passing case of {version} comes to `none`"
    said = {_sentence(rule, each) for each in shown}
    for name in rule.plain.keys() - said:
        yield f"no passing case of {version} says the sentence for `{name}`"
    for factor in rule.factors:
        if not any(_says(factor.say, words) for each in shown for words in each.factors):
            yield f"no passing case of {version} says the factor `{factor.say}`"
    for row in rule.rows:
        if row.settle and not any(_says(row.settle[1], each.step) for each in shown):
            yield f"no passing case of {version} asks for the step `{row.settle[1]}`"


def _sentence(rule: Rule, shown: Shown) -> str:
    if shown.nothing_listed and "none" in rule.plain:
        return "none"
    return shown.verdict if shown.verdict in rule.plain else shown.verdict.removeprefix("presumed_")


def _says(template: str, words: str) -> bool:
    """Whether words are a template's, whatever stands in its places."""
    parts = string.Formatter().parse(template)
    pattern = "".join(re.escape(text) + ("" if name is None else ".*") for text, name, _, _ in parts)
    return re.fullmatch(pattern, words) is not None


def _one_sided(pack: Pack, rule: Rule, of_rule: Sequence[Shown]) -> Iterator[str]:
    for day, until, by, what in _edges(pack, rule):
        days = {each.days[by] for each in of_rule}
        date = by.replace("_", " ")
        if day - 1 not in days:
            yield f"{what} on {iso(day)}: no passing case has its {date} on the day before"
        if not any(day <= each < until for each in days):
            yield f"{what} on {iso(day)}: no passing case has its {date} on that day or soon after"


def _edges(pack: Pack, rule: Rule) -> Iterator[tuple[int, int, CaseDate, str]]:
    """Each day on which something changes, the next such day, the date that governs, and what changes."""
    first = min(each.period.start for each in pack.decides)  # before it there is no law, and an error says so
    start, end, by = rule.period.start, rule.period.end, rule.period.by
    if start > first:
        yield start, end, by, "it begins"
    if end < FOREVER and not any(each.id == rule.id and each.period.start == end for each in pack.rules):
        yield end, FOREVER, by, "it ends"
    for parameter in rule.parameters.values():
        changes = [day for day, _value in parameter.values]
        for day, until in pairwise([*changes[1:], FOREVER]):
            if _can_meet(rule, day, parameter.by):
                yield day, until, parameter.by, f"`{parameter.name}` changes"


def _can_meet(rule: Rule, day: int, by: CaseDate) -> bool:
    """Whether a value may change while the rule is in force: nobody applies after the test day."""
    period = rule.period
    after_start = day > period.start or (by == "application_date" and period.by == "test_day")
    before_end = day < period.end or (by == "test_day" and period.by == "application_date")
    return after_start and before_end
