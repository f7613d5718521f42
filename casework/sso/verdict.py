"""The verdict on an offer, with all that it rests on: area, law, doors, wishes and readiness."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from casework.sso.footing import Footing, footing_in
from casework.sso.offered import Offered, offered_in
from casework.sso.policy import SsoPolicy, sso_policy_on
from engine.assessment import Verification
from engine.decided import Decided
from engine.facts.offer import Offer, offer_group
from engine.findings import Finding
from engine.judge import judged
from engine.matching import Ranking
from engine.profile.words import SSO_OFFERS
from engine.setting import Setting
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET, UNDETERMINED


@dataclass(frozen=True, slots=True)
class Check:
    """An offer with all that its verdict rests on. `found` are the findings about it and its area."""

    offer: Offer
    decided: Decided
    footing: Footing | None
    ranking: Ranking
    offered: Offered
    policy: SsoPolicy
    readiness: tuple[Finding, ...]
    safety: tuple[Finding, ...]
    safety_verdict: str

    @property
    def verdict(self) -> str:
        """Unsafe before all else; then what rules the offer out; then what is open; else supportable."""
        found = {finding.verdict for finding in self.readiness}
        answered = {finding.id for finding in self.readiness}
        if self.safety_verdict == "excluded":
            return "unsafe"
        if found & AT_MOST_PRESUMED_NOT_MET:
            return "not_supportable"
        # INVARIANT: what the policy wants answered and no rule has judged leaves the offer open.
        if not answered >= self.policy.must_answer:
            return UNDETERMINED
        return "supportable" if found <= AT_LEAST_PRESUMED_MET | {"officer_judgement"} else UNDETERMINED

    @property
    def against(self) -> list[Finding]:
        """What keeps the offer from being supportable: what rules it out first, then what is open."""
        ruled_out = [each for each in self.readiness if each.verdict in AT_MOST_PRESUMED_NOT_MET]
        return ruled_out + [each for each in self.readiness if each.verdict == UNDETERMINED]

    @property
    def to_weigh(self) -> list[Finding]:
        """What does not stand against the offer but has to be weighed or planned for, each once."""
        cautions = [each for each in self.safety if each.verdict == "caution"]
        weighed = [each for each in self.readiness if each.verdict == "officer_judgement"]
        return cautions + [
            each for each in weighed if not (cautions and self.policy.rests_on.get(each.id) == "safety")
        ]


def checked_offer(decided: Decided, setting: Setting, offer: Offer) -> Check:
    """An offer judged: by the law of the day, and as the client would stand in the area offered."""
    policy = sso_policy_on(decided.case.test_day)
    footing = footing_in(offer.area, decided.case.profile, setting) if offer.area else None
    ranking = decided.ranking(setting)
    offered = offered_in(ranking, offer, policy)
    safety = decided.safety_of(offer.area).block if offer.area else None
    verdicts = {
        "safety": safety.verdict if safety else UNDETERMINED,
        "connection": footing.connection.block.verdict if footing else UNDETERMINED,
        "eligibility": footing.eligibility if footing else UNDETERMINED,
        "sent_elsewhere": footing.sent_elsewhere if footing else UNDETERMINED,
        "doors": offered.doors,
        "room": offered.room,
    }
    readiness, verification = _judged(decided, footing, setting, offer, verdicts)
    return Check(
        offer,
        replace(decided, verification=verification),
        footing,
        ranking,
        offered,
        policy,
        readiness,
        tuple(each for each in safety.findings if each.verdict != "clear") if safety else (),
        verdicts["safety"],
    )


def _judged(
    decided: Decided, footing: Footing | None, setting: Setting, offer: Offer, verdicts: Mapping[str, str]
) -> tuple[tuple[Finding, ...], Verification]:
    """What the rules find of the offer, and whether the two engines agree on all of the check."""
    group = offer_group(decided.case, offer, verdicts, SSO_OFFERS | setting.accommodation_types)
    first, second = decided.verification, footing.decided.verification if footing else decided.verification
    doubtful = next((each for each in (second, first) if each.agree is None), None)
    production = None if doubtful else setting.production
    found, third = judged(decided.law, decided.wording, production, lambda judge: judge.of((group,)))
    if doubtful:
        return found, doubtful
    differences = tuple(dict.fromkeys((*first.differences, *second.differences, *third.differences)))
    return found, replace(third, agree=third.agree and not differences, differences=differences)
