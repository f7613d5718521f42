"""Runs trials: each case through the same facts and the same evaluation as a client's own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from engine.evaluate import findings
from engine.facts.case import Case, case_of
from engine.findings import Finding
from engine.packs.law import Law, bound
from engine.packs.model import Pack, Rule
from engine.packs.text import CaseDate
from engine.problems import InputError
from engine.profile import AreaIndex, read_profile
from engine.sentences import Wording
from engine.trials.expected import differences, trace
from engine.trials.groups import OF_AN_AREA, OF_ANOTHER, CannotTryError, groups_for
from engine.trials.text import FILES, CaseText, TrialsText, documents, profile_of
from engine.verdicts import SILENT


@dataclass(frozen=True, slots=True)
class Shown:
    """What a case shows of a rule: the version in force, if any, its finding, and the case's dates."""

    rule: Rule | None
    verdict: str
    nothing_listed: bool
    factors: tuple[str, ...]
    step: str
    days: Mapping[CaseDate, int]
    to_client: str | None = None


@dataclass(frozen=True, slots=True)
class TrialResult:
    """One case tried: what it came to, and why where it did not pass."""

    file: str
    rule: str
    name: str
    outcome: Literal["pass", "fail", "error"]
    why: tuple[str, ...] = ()
    shown: Shown | None = None

    def lines(self) -> Iterator[str]:
        """The result as people read it."""
        yield f"{self.outcome.upper():5} {self.file}: {self.rule}: {self.name}"
        yield from (f"        {line}" for line in self.why)


@dataclass(frozen=True, slots=True)
class TrialReport:
    """Every case tried."""

    results: tuple[TrialResult, ...]

    @property
    def passes(self) -> tuple[TrialResult, ...]:
        """The cases that came out as expected."""
        return tuple(result for result in self.results if result.outcome == "pass")

    @property
    def fails(self) -> tuple[TrialResult, ...]:
        """The cases that came out otherwise."""
        return tuple(result for result in self.results if result.outcome == "fail")

    @property
    def errs(self) -> tuple[TrialResult, ...]:
        """The cases that could not be tried."""
        return tuple(result for result in self.results if result.outcome == "error")


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every trial needs: the packs, the areas, and how findings are put into words."""

    packs: Sequence[Pack]
    areas: AreaIndex
    nation_of: Callable[[str], str]
    wording: Callable[[Case], Wording]


def run_trials(
    packs: Sequence[Pack],
    folder: Path,
    areas: AreaIndex,
    nation_of: Callable[[str], str],
    wording: Callable[[Case], Wording],
) -> TrialReport:
    """Try every case of the trial files (`*.test.yaml`) in a pack's folder.

    `nation_of` takes an area's code; `wording` says how a case's findings are put into words.
    """
    bench = _Bench(packs, areas, nation_of, wording)
    results: list[TrialResult] = []
    for path in sorted(folder.rglob(FILES)):
        results.extend(_of_file(bench, path, path.relative_to(folder).as_posix()))
    return TrialReport(tuple(results))


def _of_file(bench: _Bench, path: Path, file: str) -> Iterator[TrialResult]:
    try:
        found = list(documents(path))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        yield TrialResult(file, "", "cannot be read", "error", (" ".join(str(fault).split()),))
        return
    for document in found:
        try:
            trials = TrialsText.model_validate(document)
        except ValidationError as fault:
            why = tuple(
                f"{'.'.join(map(str, error['loc']))}: {error['msg']}"
                for error in fault.errors(include_url=False)
            )
            yield TrialResult(file, "", "is not in the form of a trial", "error", why)
            continue
        for case in trials.cases:
            yield _tried(bench, file, trials, case)


def _tried(bench: _Bench, file: str, trials: TrialsText, case: CaseText) -> TrialResult:
    try:
        why, shown = _judge(bench, trials.tests, {**trials.base, **(case.model_extra or {})}, case)
    except InputError as fault:
        faults = tuple(each.sentence() for each in fault.faults)
        return TrialResult(file, trials.tests, case.name, "error", faults)
    except CannotTryError as fault:
        return TrialResult(file, trials.tests, case.name, "error", (str(fault),))
    except Exception as fault:
        fault.add_note(f"in the trial `{case.name}` of {trials.tests}, {file}")
        raise
    return TrialResult(file, trials.tests, case.name, "fail" if why else "pass", tuple(why), shown)


def _judge(bench: _Bench, rule_id: str, fields: dict[str, Any], text: CaseText) -> tuple[list[str], Shown]:
    versions = [(pack, rule) for pack in bench.packs for rule in pack.rules if rule.id == rule_id]
    if not versions:
        raise CannotTryError(f"no pack holds a rule called {rule_id}")
    pack, kind = versions[0][0], versions[0][1].about
    written, verdicts = fields.pop("area", None), fields.pop("verdicts", {})
    area = _code(bench, written, kind)
    profile = profile_of(fields, written, None if kind in OF_ANOTHER else written)
    case = case_of(read_profile(profile, bench.areas).profile, bench.nation_of)
    days: Mapping[CaseDate, int] = {"test_day": case.test_day, "application_date": case.application_day}
    nation = bench.nation_of(case.applying_to) if case.applying_to else pack.decides[0].nation
    if not any(each.nation == nation and each.period.holds(case.application_day) for each in pack.decides):
        raise CannotTryError(f"the pack does not decide {nation} on the case's dates")
    in_force = [rule for _pack, rule in versions if rule.period.holds(days[rule.period.by])]
    law = Law((pack,), "trial", {rule.about: (bound(rule, days),) for rule in in_force})
    groups = [group for group in groups_for(case, law, kind, area, verdicts) if group.kind == kind]
    wording = bench.wording(case)
    found = list(findings(law, groups, wording))
    finding = _chosen(found, text)
    shown = Shown(
        in_force[0] if in_force else None,
        finding.verdict if finding else SILENT,
        all(group.asked and group.complete and not group.subjects for group in groups),
        finding.factors if finding else (),
        finding.settle[1] if finding and finding.settle else "",
        days,
        finding.to_client if finding else None,
    )
    why = differences(text.expect, finding)
    return (why + [line for rule in law.rules for line in trace(rule, groups)] if why else why), shown


def _code(bench: _Bench, written: str | None, kind: str) -> str | None:
    if written is None:
        if kind in OF_AN_AREA:
            raise CannotTryError(f"a rule about {kind} judges an area: say which, as `area`")
        return None
    found = bench.areas.resolve(written)
    if len(found.codes) != 1:
        raise CannotTryError(f"`area`: no one area is called `{written}`")
    return found.codes[0]


def _chosen(found: Sequence[Finding], text: CaseText) -> Finding | None:
    """The finding that the case is about: the strongest, of the person and the item where they are named."""
    expect = text.expect
    wanted = [
        finding
        for finding in found
        if expect.person in (None, finding.person) and expect.about in (None, finding.path)
    ]
    return max(wanted, key=lambda each: each.rule.scale.only(each.verdict), default=None)
