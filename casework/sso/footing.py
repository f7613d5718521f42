"""The legal footing of an offer: how the client would stand, applying to the council of the area offered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.assess import decide
from engine.assessment import AreaBlock
from engine.decided import Decided
from engine.findings import Finding
from engine.packs import NoLawError
from engine.profile import Profile
from engine.setting import Setting
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET, LEGAL, UNDETERMINED

_WORTH_SHOWING = AT_LEAST_PRESUMED_MET | {"officer_judgement"}


@dataclass(frozen=True, slots=True)
class Footing:
    """The case as it would be decided if the client applied in the area offered.

    `sent_elsewhere` says whether the conditions hold on which the council there could refer the client on.
    """

    area: str
    nation: str
    decided: Decided
    sent_elsewhere: str

    @property
    def connection(self) -> AreaBlock:
        """The connection there, by the law there."""
        return self.decided.local[self.area]

    @property
    def eligibility(self) -> str:
        """The verdict on eligibility, by the law there."""
        return self.decided.blocks["eligibility"].verdict


def footing_in(area: str, profile: Profile, setting: Setting) -> Footing | None:
    """How the client would stand in an area; None where no law is held for it on that day."""
    nation = setting.nation_of(area)
    try:
        decided = decide(profile.model_copy(update={"applying_to": area}), setting, nation)
    except NoLawError:
        return None
    return Footing(area, nation, decided, _sent_elsewhere(decided, area, setting))


def _sent_elsewhere(decided: Decided, area: str, setting: Setting) -> str:
    if decided.referable is False or decided.sends_away(area, setting) is False:
        return "not_met"
    return LEGAL.strongest((UNDETERMINED, *(target.conditions for target in decided.referral.to)))


def footing_told(footing: Footing, setting: Setting) -> dict[str, Any]:
    """The footing as the answer writes it."""
    block = footing.connection.block
    best = next((each for each in block.findings if each.verdict == block.verdict), None)
    return {
        "area": setting.area(footing.area),
        "jurisdiction": footing.nation,
        "connection": {
            "verdict": block.verdict,
            "on_evidence": block.on_evidence,
            "ground": best.ground if best else None,
            "because": best.because if best else "Nothing that was told ties the client to it.",
        },
        "could_be_sent_away": _sent_away(footing, setting),
        "duties": [
            {"duty": duty.duty, "verdict": duty.block.verdict, "because": _because(duty.block.findings)}
            for duty in footing.decided.duties
        ],
    }


def _sent_away(footing: Footing, setting: Setting) -> dict[str, Any]:
    """Whether the council there could refer the client away, to whom, and why."""
    name, targets = setting.area(footing.area)["name"], footing.decided.referral.to
    stays = f"An application in {name} would stay there"
    ruled_out = all(target.conditions in AT_MOST_PRESUMED_NOT_MET for target in targets)
    answer: bool | str = "unknown"
    because = f"Whether the council in {name} could refer an application elsewhere is not settled."
    if footing.sent_elsewhere == "not_met":
        answer, because = False, f"{stays}: the law gives the council nobody to refer it to."
    elif ruled_out and footing.connection.block.verdict in AT_LEAST_PRESUMED_MET:
        answer, because = False, f"{stays}, as far as is told: the client has a local connection with {name}."
    elif footing.sent_elsewhere in AT_LEAST_PRESUMED_MET:
        to = [target.area for target in targets if target.conditions == footing.sent_elsewhere]
        named = " or ".join(setting.area(area)["name"] for area in dict.fromkeys(to))
        answer = True
        because = (
            f"The council in {name} could refer an application to {named}; whether it does is its choice."
        )
    return {"answer": answer, "because": because}


def _because(found: Iterable[Finding]) -> str:
    return next((each.because for each in found), "")


def evidence_gaps(block: AreaBlock) -> list[dict[str, Any]]:
    """Documents that would show the connection: what is told of it and not yet shown."""
    gaps: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for finding in block.block.findings:
        told = finding.to_dict()
        if finding.verdict in _WORTH_SHOWING and told["evidence_needed"]:
            key = (finding.id, finding.person, *told["evidence_needed"])
            gaps.setdefault(key, told)
    return [
        {
            "rule": told["rule"],
            "ground": told["ground"],
            "person": told["person"],
            "told": told["because"],
            "documents": told["evidence_needed"],
        }
        for told in gaps.values()
    ]
