"""Holds a finding against what a trial expects, and says how the rule came to it."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine.facts.subjects import Group
from engine.findings import Finding
from engine.known import Amount, Nights, OneOf, Truth, Value, YesNo
from engine.packs.law import BoundRule
from engine.trials.text import ExpectText
from engine.verdicts import SILENT


def differences(expect: ExpectText, finding: Finding | None) -> list[str]:
    """Every way in which a finding is not as expected, each in one line; none where it is."""
    verdict = finding.verdict if finding else SILENT
    found = [] if verdict == expect.verdict else [f"expected {expect.verdict}, got {verdict}"]
    if finding is None:
        asked = expect.model_fields_set - {"verdict", "person", "about"}
        return found or [
            f"nothing is found, so nothing can be expected of its {name}" for name in sorted(asked)
        ]
    if expect.on_evidence not in (None, finding.on_evidence):
        found.append(f"expected {expect.on_evidence} on evidence, got {finding.on_evidence}")
    if expect.missing is not None and sorted(expect.missing) != sorted(finding.missing):
        found.append(f"expected missing: {_listed(expect.missing)}; got {_listed(finding.missing)}")
    for words in expect.factors:
        if not any(words in factor for factor in finding.factors):
            found.append(f"expected a factor with `{words}`; got {_listed(finding.factors)}")
    if expect.step is not None and expect.step not in (finding.settle[1] if finding.settle else ""):
        found.append(
            f"expected a step with `{expect.step}`; got {finding.settle[1] if finding.settle else 'none'}"
        )
    if expect.says is not None and expect.says not in finding.because:
        found.append(f"expected it to say `{expect.says}`; it says: {finding.because}")
    for name, wanted in expect.facts.items():
        found.extend(_fact_difference(finding, name, wanted))
    if found:
        found.append(f"it says: {finding.because}")
    return found


def _fact_difference(finding: Finding, name: str, wanted: object) -> Iterator[str]:
    names = {given.alias: given.name for given in finding.rule.rule.given}
    value = finding.facts.get(names.get(name, name))
    if value is None:
        yield f"`{name}` is not a fact here; facts: {', '.join(sorted({*names, *finding.facts}))}"
    elif (got := _plain(value)) != wanted:
        yield f"expected {name}: {wanted}; got {got}"


def _plain(value: Value) -> Any:
    """A fact as a trial writes it."""
    match value:
        case YesNo(truth):
            return "unknown" if truth is None else truth
        case OneOf(options):
            return next(iter(options)) if len(options) == 1 else "unknown"
        case Amount(least, most):
            return _span(least, most)
        case Nights(surely, if_counted):
            return _span(surely.at_least, if_counted.at_most)


def _span(least: int, most: int | None) -> int | dict[str, int]:
    if least == most:
        return least
    return {"at_least": least} if most is None else {"at_least": least, "at_most": most}


def trace(rule: BoundRule, groups: Sequence[Group]) -> Iterator[str]:
    """The lines of the decision list as they were tried, for each thing that the rule judged."""
    for group in groups:
        if not (group.asked and group.complete):
            yield f"{group.list_path}: {'may hold more' if group.asked else 'not asked'}"
        for subject in group.subjects:
            where = subject.path or group.person
            yield f"{where}:{'' if subject.here else ' (may be elsewhere)'}"
            for written, row in zip(rule.rule.rows, rule.rows, strict=True):
                truth = row.test(subject.facts, 0)
                said = f"{written.when.text}: {_truth(truth)}" if written.when else "otherwise"
                yield f"  {said} -> {row.verdict}" if truth is not False else f"  {said}"
                if truth is True:
                    break


def _truth(truth: Truth) -> str:
    return "not known" if truth is None else "yes" if truth else "no"


def _listed(items: Sequence[str]) -> str:
    return ", ".join(items) or "nothing"
