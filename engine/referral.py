"""Whether the authority applied to may refer the case to another, at which stage and by which limb."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from engine.assessment import AreaBlock, Referral, Stage, Target
from engine.conditions import In
from engine.facts.case import Case
from engine.findings import Finding
from engine.known import OneOf
from engine.packs.law import BoundRule, Law
from engine.truth import comparisons
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET, LEGAL, OFFICER_JUDGEMENT

_STAGE, _LIMB, _ROUTE = ".stage.", ".limb.", ".route."
BARS = ("domestic_abuse_bar", "violence_bar")


def stages_of(law: Law, found: Iterable[Finding]) -> tuple[Stage, ...]:
    """The stages at which the law of a nation allows a referral, each open, closed or not known.

    A stage that the law of another day has is closed on this one.
    """
    by_stage = {_last(finding.id): finding for finding in found if _STAGE in finding.id}
    return tuple(_stage(name, by_stage.get(name)) for name in sorted(_stage_names(law), reverse=True))


@lru_cache(maxsize=64)
def _stage_names(law: Law) -> frozenset[str]:
    return frozenset(_last(rule.id) for pack in law.packs for rule in pack.rules if _STAGE in rule.id)


def _stages_named(rule: BoundRule) -> frozenset[str]:
    """The stages that a rule tells apart."""
    read = (each for row in rule.rows for each in comparisons(row.condition))
    stages = (each.words for each in read if isinstance(each, In) and each.fact == "stage")
    return frozenset[str]().union(*stages)


def _last(rule: str) -> str:
    return rule.rpartition(".")[2]


def _stage(name: str, finding: Finding | None) -> Stage:
    if finding is None:
        return Stage(name, False, f"The law of this day has no referral at the {name} stage.", None)
    if finding.verdict in AT_LEAST_PRESUMED_MET:
        return Stage(name, True, finding.because, finding)
    if finding.verdict in AT_MOST_PRESUMED_NOT_MET:
        return Stage(name, False, finding.because, finding)
    return Stage(name, "unknown", finding.because, finding)


def target_verdicts(
    stage: str, here: str, area: AreaBlock | None, bars: Iterable[Finding], *, shown: bool
) -> dict[str, str]:
    """The verdicts that the limbs are decided by, for one other authority at one stage."""
    there = (area.block.on_evidence if shown else area.block.verdict) if area else "undetermined"
    verdicts = {"stage": stage, "connection_here": here, "connection_there": there}
    for bar in BARS:
        verdicts[bar] = LEGAL.strongest(
            finding.on_evidence if shown else finding.verdict
            for finding in bars
            if finding.id.endswith("." + bar)
        )
    return verdicts


@lru_cache(maxsize=256)
def sends_away(law: Law, nation: str, others: frozenset[str]) -> bool:
    """Whether the law lets an authority of a nation refer a case to any of some nations, at any stage."""
    routes = [rule for rule in law.about.get("target", ()) if _ROUTE in rule.rule.id]
    stages = OneOf(_stage_names(law).union(*map(_stages_named, routes)))
    for other in others:
        nations = {"from_nation": OneOf(frozenset({nation})), "nation": OneOf(frozenset({other}))}
        facts = {**nations, "stage": stages}
        for rule in routes:
            if AT_LEAST_PRESUMED_MET.intersection(rule.scale.words(rule.possible(facts, 0))):
                return True
    return not routes


def referral_of(
    case: Case, stages: tuple[Stage, ...], limbs: Mapping[tuple[str, str], Sequence[Finding]]
) -> Referral:
    """The referral block: every target, stage and limb, with the failed ones and their conditions."""
    return Referral(case.applying_to, stages, tuple(_targets(stages, limbs)))


def _targets(stages: tuple[Stage, ...], limbs: Mapping[tuple[str, str], Sequence[Finding]]) -> list[Target]:
    rows = []
    for stage in stages:
        for (area, at), found in limbs.items():
            if stage.available is False or stage.finding is None or at != stage.stage:
                continue
            routes = [finding for finding in found if _ROUTE in finding.id]
            for finding in found:
                if _LIMB in finding.id:
                    found_of_it = (stage.finding, finding, *routes)
                    rows.append(_target(area, stage.stage, _last(finding.id), found_of_it))
    rows.sort(key=lambda row: (-LEGAL.verdicts.index(row.conditions), row.stage, row.limb, row.area))
    return rows


def _target(area: str, stage: str, limb: str, found: tuple[Finding, ...]) -> Target:
    """What the stage, the limb and the route between the two nations come to: all of them are needed."""
    conditions = LEGAL.weakest(finding.verdict for finding in found)
    # INVARIANT: a referral is a power, so it is never more than for an officer to decide.
    verdict = OFFICER_JUDGEMENT if conditions in AT_LEAST_PRESUMED_MET else conditions
    return Target(area, stage, limb, conditions, verdict, found)
