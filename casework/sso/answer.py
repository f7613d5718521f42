"""A checked offer as the answer writes it: argued from its findings, with what to do next."""

from collections.abc import Sequence
from typing import Any

from casework.sso.better import STAYING, better_than, better_told, to_settle_told
from casework.sso.footing import evidence_gaps, footing_told
from casework.sso.steps import Mending, beyond_help, needs_of, shortest
from casework.sso.verdict import Check
from engine.findings import Finding
from engine.profile import Reading
from engine.questions import Question, questions_for
from engine.setting import Setting
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET

SCHEMA = "safe-connections/sso-check/1"
OPENINGS = {
    "unsafe": "The area offered is not safe for the client.",
    "not_supportable": "The offer cannot be supported as it stands.",
    "undetermined": "Whether the offer can be supported is not known yet.",
    "supportable": "The offer can be supported, once what is left to arrange is arranged.",
}


def told(reading: Reading, check: Check, setting: Setting) -> dict[str, Any]:
    """The verdict, why, what would mend the offer, what is better, and what is left to arrange."""
    decided, policy, against = check.decided, check.policy, check.against
    assessment = decided.assessment(setting, reading, check.ranking)
    better = better_than(check.ranking, check.offered, policy)
    needs = needs_of(against, _mending(check, setting))
    beyond = beyond_help(needs)
    concerns = [each for each in check.readiness if each.verdict not in AT_LEAST_PRESUMED_MET]
    return {
        "schema": SCHEMA,
        "profile_ref": reading.profile.ref,
        "assessed_on": assessment.assessed_on,
        "law": assessment.law,
        "offer": {
            "area": setting.area(check.offer.area) if check.offer.area else None,
            "type": check.offer.offer,
        },
        "client_said": _client_said(reading),
        "verdict": check.verdict,
        "because": _because(check),
        "concerns": [each.to_dict() for each in (*concerns, *check.safety)],
        "sound": [each.to_dict() for each in check.readiness if each.verdict in AT_LEAST_PRESUMED_MET],
        "to_make_it_sound": [] if beyond else [step.to_dict() for step in shortest(needs)],
        "cannot_be_made_sound": [each.to_dict() for each in beyond],
        "better_options": [better_told(each, check.offered, against, policy) for each in better.open],
        "options_to_settle": [to_settle_told(each) for each in better.to_settle],
        "staying": STAYING,
        "to_weigh": list(dict.fromkeys(said for each in check.to_weigh for said in _weighed(each))),
        "to_arrange": [
            {"do": each.do, "because": each.because}
            for each in policy.to_arrange
            if check.verdict != "unsafe" and each.may_be_needed_by(reading.profile)
        ],
        "legal_footing": footing_told(check.footing, setting) if check.footing else None,
        "evidence_gaps": evidence_gaps(check.footing.connection) if check.footing else [],
        "questions": [each.to_dict() for each in _questions(check, setting)],
        "verification": assessment.verification.to_dict(),
        "warnings": list(assessment.warnings),
    }


def _mending(check: Check, setting: Setting) -> Mending:
    footing = check.footing
    return Mending(
        check.policy,
        setting,
        check.decided.case.profile,
        check.offered,
        check.safety,
        footing.connection.block.findings if footing else (),
        footing.decided.blocks["eligibility"].findings if footing else (),
    )


def _questions(check: Check, setting: Setting) -> Sequence[Question]:
    """What to ask next: the unknowns on which the offer turns, and no others."""
    derived = check.policy.rests_on
    mending = _mending(check, setting)
    found = [each for each in check.readiness if each.id not in derived]
    found += [*mending.safety, *mending.connection]
    if any(derived.get(each.id) == "eligibility" for each in check.readiness):
        found += mending.eligibility
    profile = check.decided.case.profile
    return questions_for(profile, found, setting.questions, setting.area, check.ranking)


def _because(check: Check) -> str:
    """The verdict in words, with the findings from which it comes."""
    opening, against = OPENINGS[check.verdict], check.against
    if check.verdict == "unsafe":
        said = [each.because for each in check.safety if each.verdict == "excluded"]
    elif check.verdict == "not_supportable":
        said = [each.because for each in against if each.verdict in AT_MOST_PRESUMED_NOT_MET]
    else:
        said = [each.because for each in against]
    if check.verdict == "supportable":
        said = [each.because for each in check.readiness if each.verdict in AT_LEAST_PRESUMED_MET]
    return " ".join([opening, *dict.fromkeys(said)])


def _weighed(finding: Finding) -> list[str]:
    return (
        [finding.because, *finding.factors] if finding.verdict == "officer_judgement" else [finding.because]
    )


def _client_said(reading: Reading) -> dict[str, str | None]:
    """How the client answered the offer, and why, as far as it was put to them."""
    said = reading.profile.sso
    return {"status": said.status if said else None, "reason": said.reason if said else None}
