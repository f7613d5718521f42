"""Is a Single Service Offer safe, lawful, wanted and ready, and is there something better?"""

from typing import Any

from casework.answers import reading_of
from engine.assess import decide
from engine.decided import Decided
from engine.evaluate import findings
from engine.facts.offer import Offer, offer_group
from engine.findings import Finding
from engine.matching import Option
from engine.packs import NoLawError
from engine.problems import Fault, InputError
from engine.profile import AreaIndex, Reading
from engine.profile.words import SSO_OFFERS
from engine.setting import Setting
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET

SCHEMA = "safe-connections/sso-check/1"
MOST_BETTER = 5

# What no profile tells and every planned move needs (practice reference PRAC-RECON-MIN).
TO_ARRANGE = (
    "The service or person there is told, is ready, and has said so.",
    "Somebody meets the client on arrival, and travels along where that is needed.",
    "Prescriptions, GP and any treatment go on without a gap, at both ends.",
    "Benefits, identification and the presentation pack are in hand the day before.",
    "The client knows the likely outcome, good and bad, and the way back.",
    "Who follows up, how and for how long is agreed in writing.",
)


def sso_check(
    data: object, setting: Setting, areas: AreaIndex, area: str | None = None, offer: str | None = None
) -> dict[str, Any]:
    """The check of the offer in a profile, or of the area and offer given (contract section 4).

    Raises InputError where there is no offer to check, or the profile cannot be read.
    """
    reading = reading_of(_with_offer(data, area, offer), setting, areas)
    said = reading.profile.sso
    if said is None or (said.area == "unknown" and said.offer is None):
        why = "there is no offer to check."
        raise InputError("No offer.", [Fault(("sso",), why, (), "Give the area and what is offered there.")])
    try:
        decided = decide(reading.profile, setting)
    except NoLawError as refusal:
        raise InputError("No law is held for this case.", [Fault((), f"{refusal}.")]) from None
    return _answer(
        reading, decided, setting, Offer(None if said.area == "unknown" else said.area, said.offer)
    )


def _with_offer(data: object, area: str | None, offer: str | None) -> object:
    if not isinstance(data, dict) or (area is None and offer is None):
        return data
    given = {name: value for name, value in (("area", area), ("offer", offer)) if value is not None}
    before = data.get("sso")
    same = isinstance(before, dict) and (area is None or before.get("area") == area)
    return {**data, "sso": {**(before if same and isinstance(before, dict) else {}), **given}}


def _answer(reading: Reading, decided: Decided, setting: Setting, offer: Offer) -> dict[str, Any]:
    found = _findings(decided, setting, offer)
    ranking = decided.ranking(setting)
    assessment = decided.assessment(setting, reading, ranking)
    verdict = _verdict(decided, found, offer)
    concerns = [finding for finding in found if finding.verdict not in AT_LEAST_PRESUMED_MET]
    return {
        "schema": SCHEMA,
        "profile_ref": reading.profile.ref,
        "assessed_on": assessment.assessed_on,
        "offer": {"area": setting.area(offer.area) if offer.area else None, "type": offer.offer},
        "verdict": verdict,
        "because": _because(verdict, concerns),
        "concerns": [finding.to_dict() for finding in concerns],
        "sound": [finding.to_dict() for finding in found if finding not in concerns],
        "to_make_it_sound": [_mend(finding) for finding in concerns],
        "to_arrange": list(TO_ARRANGE),
        "questions": [question.to_dict() for question in assessment.questions],
        "better_options": [
            {**option.to_dict(), "better_because": list(_better(option, concerns))}
            for option in _above(ranking.options, offer)
        ],
        "verification": assessment.verification.to_dict(),
        "warnings": list(assessment.warnings),
    }


def _findings(decided: Decided, setting: Setting, offer: Offer) -> list[Finding]:
    standing = decided.request(setting).standing
    here = standing[offer.area] if offer.area else None
    verdicts = {
        "safety": here.safety if here else "undetermined",
        "connection": here.connection if here else "undetermined",
        "eligibility": decided.blocks["eligibility"].verdict,
    }
    offers = SSO_OFFERS | setting.accommodation_types
    group = offer_group(decided.case, offer, verdicts, offers)
    found = list(findings(decided.law, (group,), decided.wording))
    if offer.area:
        found += [f for f in decided.safety_of(offer.area).block.findings if f.verdict != "clear"]
    return found


def _verdict(decided: Decided, found: list[Finding], offer: Offer) -> str:
    """Unsafe before all else; then what rules the offer out; then what is open; else supportable."""
    if offer.area and decided.safety_of(offer.area).block.verdict == "excluded":
        return "unsafe"
    readiness = {finding.verdict for finding in found if finding.rule.rule.family == "readiness"}
    if readiness & AT_MOST_PRESUMED_NOT_MET:
        return "not_supportable"
    return "supportable" if readiness <= AT_LEAST_PRESUMED_MET | {"officer_judgement"} else "undetermined"


def _because(verdict: str, concerns: list[Finding]) -> str:
    opening = {
        "unsafe": "The area offered is not safe for the client.",
        "not_supportable": "The offer cannot be supported as it stands.",
        "undetermined": "Whether the offer can be supported is not known yet.",
        "supportable": "The offer can be supported, once what is left to arrange is arranged.",
    }[verdict]
    decisive = [f.because for f in concerns if f.verdict in {"excluded", *AT_MOST_PRESUMED_NOT_MET}]
    return " ".join([opening, *(decisive or [f.because for f in concerns[:1]])])


def _mend(finding: Finding) -> str:
    """What would lift a concern."""
    if finding.settle:
        return finding.settle[1].format(area="the area offered")
    if finding.verdict == "excluded":
        return "Offer another area; this one stays closed while the danger or the order stands."
    return f"{finding.rule.rule.title}: see to this first. {finding.because}"


def _above(options: tuple[Option, ...], offer: Offer) -> list[Option]:
    """The options ranked above the one offered; all that are open where it is none of them."""
    open_ones = [option for option in options if not option.unknown_gates]
    for place, option in enumerate(open_ones):
        if option.area["code"] == offer.area and option.accommodation.type == offer.offer:
            return open_ones[:place][:MOST_BETTER]
    return open_ones[:MOST_BETTER]


def _better(option: Option, concerns: list[Finding]) -> list[str]:
    """What an option has that the offer lacks, in plain sentences."""
    gates = {
        "safe_there": "safety",
        "wanted": "consent",
        "would_be_taken": "connection",
        "eligible": "eligibility",
    }
    lacking = {gates.get(finding.id.rpartition(".")[2]) for finding in concerns}
    said = [gate.because for gate in option.gates if gate.gate in lacking and gate.verdict == "open"]
    no_place = any(finding.id.endswith("a_place_or_a_firm_appointment") for finding in concerns)
    if no_place and option.route != "stay":
        said.append(f"It is a place to live: {option.accommodation.name}.")
    strong = sorted(option.score.parts, key=lambda part: -part.weight * part.value) if option.score else []
    return list(dict.fromkeys(said)) or [part.because for part in strong[:2]]
