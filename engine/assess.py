"""The whole decision on one page: from a profile to an assessment under the law of its day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from engine.assessment import AreaBlock, Assessment, Block, Stage, Verification
from engine.blocks import (
    block_of,
    by_area,
    by_family,
    connection_block,
    duties_of,
    safety_block,
    with_findings,
)
from engine.decided import Decided
from engine.facts.case import (
    Case,
    case_group,
    case_of,
    connection_groups,
    measures_of,
    person_groups,
    safety_groups,
)
from engine.facts.subjects import ELSEWHERE, Group
from engine.facts.target import authority_of, target_group
from engine.findings import Finding
from engine.horizon import with_horizons
from engine.judge import Judge, judged
from engine.matching import Ranking
from engine.named import areas_named
from engine.packs import Law, NoLawError, law_on
from engine.pathways import pathways_of
from engine.profile import Profile, Reading
from engine.referral import BARS, referral_of, stages_of, target_verdicts
from engine.setting import Setting
from engine.wording import wording_of

Result = TypeVar("Result")

CASE_FAMILIES = ("homelessness", "eligibility", "priority_need")
# By which fact a rule asks whether the authority applied to has found it already.
FOUND = {
    "homelessness": "found_homeless",
    "eligibility": "found_eligible",
    "priority_need": "found_priority_need",
}


def assess(reading: Reading, setting: Setting, jurisdiction: str | None = None) -> Assessment:
    """Assess a profile: connection, safety, priority need, eligibility, duties, referral, options.

    `jurisdiction` is the nation whose law decides; by default that of the authority applied to.
    Raises: NoLawError where no pack holds the law of that nation and day.
    """
    decided, ranking = decide_and_rank(reading.profile, setting, jurisdiction)
    return decided.assessment(setting, reading, ranking)


def decide(profile: Profile, setting: Setting, jurisdiction: str | None = None) -> Decided:
    """Everything that the law says of a profile, before any option is looked for. Raises as `assess`."""
    return _with_verification(profile, setting, jurisdiction, lambda decided: decided)[0]


def decide_and_rank(
    profile: Profile, setting: Setting, jurisdiction: str | None = None
) -> tuple[Decided, Ranking]:
    """The same, with the options in order: ranked while the second engine looks at the case."""
    return _with_verification(profile, setting, jurisdiction, lambda decided: decided.ranking(setting))


def _with_verification(
    profile: Profile, setting: Setting, jurisdiction: str | None, then: Callable[[Decided], Result]
) -> tuple[Decided, Result]:
    """What the law says, whether two engines agree on it, and what follows from it."""
    nation = jurisdiction or nation_deciding(profile, setting)
    case = case_of(profile, lambda area: nation if area == ELSEWHERE else setting.nation_of(area))
    law = law_on(setting.packs, nation, case.test_day, case.application_day)
    wording = wording_of(case, lambda area: area_words(area, setting), setting.questions)

    def decided_by(judge: Judge) -> tuple[Decided, Result]:
        decided = _decided(judge, case, setting)
        return decided, then(decided)

    (decided, result), verification = judged(law, wording, setting.production, decided_by)
    return replace(decided, verification=verification), result


def _decided(judge: Judge, case: Case, setting: Setting) -> Decided:
    law, connecting, named = judge.law, case.areas_of_connection, case.areas_named
    connections = tuple(connection_groups(case, law, (*connecting, ELSEWHERE)))
    first = judge.of((*person_groups(case), *connections, *safety_groups(case, (*named, ELSEWHERE))))
    families = by_family(first)
    blocks = {family: block_of(families.get(family, ())) for family in CASE_FAMILIES}
    local = by_area(families.get("local_connection", ()), (*connecting, ELSEWHERE), connection_block(case))
    safety = by_area(families.get("safety", ()), (*named, ELSEWHERE), safety_block)

    second = judge.of((case_group(case, *_standing_verdicts(case, law, blocks)),))
    bars = [finding for finding in first if finding.id.rpartition(".")[2] in BARS]
    stages = stages_of(law, second)
    targets = _targets(case, law, local, bars, stages)
    last = judge.of(targets.groups)
    pathways = pathways_of(case, setting.overlays, judge.of)
    judge.go_on()
    dated = {
        area: with_findings(row, with_horizons(case, law, row.block.findings)) for area, row in local.items()
    }
    return Decided(
        case=case,
        law=law,
        wording=judge.wording,
        blocks=blocks,
        duties=duties_of([*families.get("duties", ()), *by_family(second).get("duties", ())]),
        local=dated,
        safety=safety,
        referral=referral_of(case, stages, targets.limbs(last)),
        pathways=pathways,
        verification=Verification(("evaluate",), None, ()),
    )


def nation_deciding(profile: Profile, setting: Setting) -> str:
    """The nation whose law decides: that of the authority applied to, else of the one nation named."""
    named: Sequence[str] = areas_named(profile)
    if profile.applying_to in named:
        named = [profile.applying_to]
    nations = {setting.nation_of(area) for area in named}
    if len(nations) == 1:
        return nations.pop()
    said = ", ".join(sorted(nations)) or "none"
    raise NoLawError(
        f"whose law decides is not known (nations named: {said}); give `applying_to`, or a jurisdiction"
    )


def area_words(area: str | None, setting: Setting) -> str:
    """An area's name, for a sentence."""
    if area is None:
        return "the area"
    return "an area not named" if area == ELSEWHERE else setting.area(area)["name"]


def _standing_verdicts(
    case: Case, law: Law, blocks: Mapping[str, Block]
) -> tuple[dict[str, str], dict[str, str]]:
    """The verdicts that duties and referral go by: what the authority has accepted stands as fact.

    A finding on something that the law of the day does not ask any more stands for nothing.
    """
    found = {family: block.verdict for family, block in blocks.items()}
    shown = {family: block.on_evidence for family, block in blocks.items()}
    settled = {
        family: "met" if accepted else "not_met"
        for family, accepted in case.accepted.items()
        if FOUND[family] in facts_of_client(law)
    }
    return {**found, **settled}, {**shown, **settled}


@lru_cache(maxsize=64)
def facts_of_client(law: Law) -> frozenset[str]:
    """The facts of the client on which a rule of the day turns."""
    return frozenset(fact for rule in law.about.get("client", ()) for fact in rule.facts_decided_by)


@dataclass(frozen=True, slots=True)
class _Targets:
    """The authorities to which the case might be referred, at each stage that is not closed."""

    at: Mapping[str, tuple[Group, str, str]]

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(group for group, _area, _stage in self.at.values())

    def limbs(self, found: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
        """What was found of each, by its area and stage."""
        limbs: dict[tuple[str, str], list[Finding]] = {}
        for finding in found:
            if finding.judged in self.at:
                limbs.setdefault(self.at[finding.judged][1:], []).append(finding)
        return limbs


def _targets(
    case: Case, law: Law, local: Mapping[str, AreaBlock], bars: Sequence[Finding], stages: Iterable[Stage]
) -> _Targets:
    open_stages = [stage.stage for stage in stages if stage.available is not False]
    if not open_stages or case.applying_to is None:
        return _Targets({})
    here, measures = local[case.applying_to].block, measures_of(law, "target")
    found = {}
    for row in local.values():
        if row.area not in {case.applying_to, ELSEWHERE}:
            authority = authority_of(case, row.area, measures)
            there = [bar for bar in bars if bar.area == row.area]
            for stage in open_stages:
                group = target_group(
                    authority,
                    target_verdicts(stage, here.verdict, row, there, shown=False),
                    target_verdicts(stage, here.on_evidence, row, there, shown=True),
                )
                found[group.key] = (group, row.area, stage)
    return _Targets(found)
