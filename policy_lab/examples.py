"""Changed cases worked through under both packs, with what could tell who it is taken out."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from casework.setting import load_setting
from engine.assess import decide
from engine.decided import Decided
from engine.findings import Finding
from engine.profile import read_profile
from engine.setting import Setting
from policy_lab.proposal import Proposal
from policy_lab.results import Example, Flow, Step
from services_directory.areas import load_areas

DUTY, STAGE, REFERRAL = "duty_", "referral_", "referral"
_OF_ITSELF = frozenset({"London", "Wales", "Scotland", "Northern Ireland", "Yorkshire and The Humber"})
_DAY = re.compile(r"(?P<month>\d{4}-\d{2})-\d{2}")
_DAY_IN_WORDS = re.compile(r"\b\d{1,2} (?P<month>(?:January|February|March|April|May|June|July|August"
                           r"|September|October|November|December) \d{4})")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that goes from one verdict to another: the family, the verdicts, the area, the case as JSON."""

    family: str
    was: str
    becomes: str
    area: str
    case: str


def examples_of(
    candidates: Sequence[Candidate], shown: Iterable[tuple[str, Flow]], proposal: Proposal, most: int
) -> tuple[Example, ...]:
    """The examples of the largest flows that are shown: (family, flow)."""
    held = {(each.family, each.was, each.becomes): each for each in candidates}
    changed = [(family, flow) for family, flow in shown if flow.reason == "changed" and flow.count]
    by_size = sorted(changed, key=lambda each: (-(each[1].count or 0), each[0], each[1].was, each[1].becomes))
    asked = [(family, flow.was, flow.becomes) for family, flow in by_size]
    chosen = [held[key] for key in asked if key in held][:most]
    if not chosen:
        return ()
    setting = replace(load_setting(), area=_somewhere)
    return tuple(_example(each, proposal, setting) for each in chosen)


def _example(chosen: Candidate, proposal: Proposal, setting: Setting) -> Example:
    data = json.loads(chosen.case)
    profile = read_profile(data, load_areas(), setting.accommodation_types).profile
    decided = [
        decide(profile, replace(setting, packs=packs), proposal.jurisdiction)
        for packs in (proposal.baseline, proposal.proposed)
    ]
    if chosen.family == REFERRAL:
        was, becomes = _of_target(decided[0], decided[1], chosen)
    else:
        was, becomes = (_proof(each, chosen) for each in decided)
    before, after = ({finding.key: finding.verdict for finding in each} for each in (was, becomes))
    told = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    told |= {each[0].key for each in (was, becomes) if each}
    return Example(
        family=chosen.family,
        was=chosen.was,
        becomes=chosen.becomes,
        region=load_areas()[chosen.area].region if chosen.area else "",
        month=str(data.get("review_date") or data["assessment_date"])[:7],
        before=tuple(_steps(was, told)),
        after=tuple(_steps(becomes, told)),
    )


def _proof(decided: Decided, chosen: Candidate) -> tuple[Finding, ...]:
    """The findings that a verdict rests on, the strongest first."""
    family, area = chosen.family, chosen.area
    if family in {"local_connection", "safety"}:
        rows = decided.local if family == "local_connection" else decided.safety
        return rows[area].block.findings if area in rows else ()
    if family in decided.blocks:
        return decided.blocks[family].findings
    if family.startswith(DUTY):
        return next((d.block.findings for d in decided.duties if DUTY + d.duty == family), ())
    if family.startswith(STAGE):
        stages = [stage for stage in decided.referral.stages if STAGE + stage.stage == family]
        return tuple(stage.finding for stage in stages if stage.finding)
    return ()


def _of_target(before: Decided, after: Decided, chosen: Candidate) -> tuple[tuple[Finding, ...], ...]:
    """The findings on the referral that goes from the one verdict to the other, at its stage and limb."""
    old, new = (
        {(target.stage, target.limb): target for target in each.referral.to if target.area == chosen.area}
        for each in (before, after)
    )
    for key in sorted(old.keys() & new.keys()):
        if (old[key].conditions, new[key].conditions) == (chosen.was, chosen.becomes):
            return old[key].findings, new[key].findings
    return (), ()


def _steps(findings: Iterable[Finding], told: set[tuple[str, str]]) -> Iterator[Step]:
    for finding in findings:
        if finding.key in told:
            cites = tuple(cite.source for cite in finding.rule.rule.cites)
            yield Step(finding.id, finding.verdict, _by_month(finding.because), cites)


def _by_month(sentence: str) -> str:
    for pattern in (_DAY, _DAY_IN_WORDS):
        sentence = pattern.sub(r"\g<month>", sentence)
    return sentence


def _somewhere(code: str) -> dict[str, str]:
    """An area by its region alone."""
    region = load_areas()[code].region
    where = region if region in _OF_ITSELF else f"the {region}"
    return {"code": "", "name": f"an area in {where}", "slug": ""}
