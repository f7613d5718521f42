"""Findings put together: a family's, an area's, a duty's, with the verdict that they come to."""

from collections.abc import Callable, Iterable, Sequence

from engine.assessment import AreaBlock, Block, Duty
from engine.facts.case import Case
from engine.facts.subjects import ELSEWHERE
from engine.findings import Finding
from engine.verdicts import AT_LEAST_PRESUMED_MET, LEGAL, SAFETY, UNDETERMINED, Scale


def by_family(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings by rule family."""
    families: dict[str, list[Finding]] = {}
    for finding in found:
        families.setdefault(finding.rule.rule.family, []).append(finding)
    return families


def block_of(found: Sequence[Finding], scale: Scale = LEGAL, nothing: str = "not_met") -> Block:
    """A family's findings, strongest first, with the verdict that they come to."""
    if not found:
        return Block(nothing, nothing, ())
    rank = scale.rank
    ranked = sorted(found, key=lambda f: (-rank(f.verdict), -rank(f.on_evidence), f.id, f.judged))
    shown = max([each.on_evidence for each in ranked], key=rank)
    return Block(ranked[0].verdict, shown, tuple(ranked))


def safety_block(found: Sequence[Finding]) -> Block:
    """An area's safety: the worst of what was found, and clear where nothing was."""
    return block_of(found, SAFETY, "clear")


def connection_block(case: Case, nothing: str = "not_met") -> Callable[[Sequence[Finding]], Block]:
    """An area's connection; who else would live with the client may connect, where that is not known."""

    def block(found: Sequence[Finding]) -> Block:
        plain = block_of(found, nothing=nothing)
        if case.profile.household is not None and case.profile.household_complete is not False:
            return plain
        return Block(_at_best_open(plain.verdict), _at_best_open(plain.on_evidence), plain.findings)

    return block


def _at_best_open(verdict: str) -> str:
    return verdict if verdict in AT_LEAST_PRESUMED_MET else UNDETERMINED


def by_area(
    found: Iterable[Finding], areas: Sequence[str], block: Callable[[Sequence[Finding]], Block]
) -> dict[str, AreaBlock]:
    """A row for each area, also for one of which nothing was found."""
    by_area: dict[str, list[Finding]] = {area: [] for area in areas}
    for finding in found:
        by_area[finding.area or ELSEWHERE].append(finding)
    return {area: AreaBlock(area, block(each)) for area, each in by_area.items()}


def with_findings(row: AreaBlock, findings: tuple[Finding, ...]) -> AreaBlock:
    """The same row with its findings told anew: with their horizons."""
    return AreaBlock(row.area, Block(row.block.verdict, row.block.on_evidence, findings))


def duties_of(found: Iterable[Finding]) -> tuple[Duty, ...]:
    """A row for each duty."""
    by_duty: dict[str, list[Finding]] = {}
    for finding in found:
        by_duty.setdefault(finding.id.rpartition(".")[2], []).append(finding)
    return tuple(Duty(duty, block_of(each)) for duty, each in sorted(by_duty.items()))
