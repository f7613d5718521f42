"""What the law says of a case, and what is told of it: the assessment, and how every area stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.assessment import AreaBlock, Assessment, Block, Duty, Referral, Verification
from engine.dates import iso
from engine.facts.case import Case
from engine.facts.subjects import ELSEWHERE
from engine.known import Truth
from engine.matching import AreaStanding, MatchingRequest, Ranking, cautions, policy_on, rank_options
from engine.packs import Law
from engine.pathways import Pathway
from engine.profile import Reading
from engine.questions import Question, questions_for
from engine.referral import sends_away
from engine.sentences import Wording
from engine.setting import Setting
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET, LEGAL, UNDETERMINED
from engine.warnings import warnings_for


@dataclass(frozen=True, slots=True)
class Decided:
    """What the law says of a case, and how every area stands."""

    case: Case
    law: Law
    wording: Wording
    blocks: Mapping[str, Block]
    duties: tuple[Duty, ...]
    local: Mapping[str, AreaBlock]
    safety: Mapping[str, AreaBlock]
    referral: Referral
    pathways: tuple[Pathway, ...]
    verification: Verification

    def request(self, setting: Setting) -> MatchingRequest:
        """What the search for options is asked."""
        profile = self.case.profile
        eligibility = self.blocks["eligibility"]
        return MatchingRequest(
            profile=profile,
            test_day=self.case.test_day,
            applying_to=self.case.applying_to,
            standing=Standings(self, setting),
            named_areas=frozenset(self.case.areas_named),
            eligibility=eligibility.verdict,
            eligibility_because=eligibility.findings[0].because if eligibility.findings else "",
            priority_need=self.blocks["priority_need"].verdict,
            age=self.case.age,
            referable=self.referable,
        )

    def ranking(self, setting: Setting, limit: int | None = None) -> Ranking:
        """The options in order, and those that are closed."""
        policy = policy_on(setting.policies, self.case.test_day)
        return rank_options(self.request(setting), setting.services, policy, limit)

    def assessment(self, setting: Setting, reading: Reading, ranking: Ranking) -> Assessment:
        """The assessment, with the safety of every area that an option is in."""
        anywhere = self.safety[ELSEWHERE].block
        offered = [option.area["code"] for option in (*ranking.options, *ranking.closed)]
        safety = {
            **self.safety,
            **{area: AreaBlock(area, anywhere) for area in offered if area not in self.safety},
        }
        local = tuple(
            sorted((row for row in self.local.values() if row.area != ELSEWHERE), key=self._strength)
        )
        return Assessment(
            profile_ref=self.case.profile.ref,
            assessed_on=iso(self.case.test_day),
            law=self._law_of_the_day(),
            **self.blocks,
            duties=self.duties,
            local_connection=local,
            no_local_connection_anywhere=self.nowhere,
            safety=tuple(row for row in safety.values() if row.area != ELSEWHERE),
            referral=self.referral,
            questions=self.questions(setting, ranking),
            options=ranking.options,
            closed_options=ranking.closed,
            verification=self.verification,
            warnings=(
                *reading.warnings,
                *warnings_for(self.case, self.law, self.verification),
                *(each.warning for each in self.pathways if each.warning),
                *cautions(self.request(setting), policy_on(setting.policies, self.case.test_day)),
                *ranking.told_of_the_rest,
            ),
            area=setting.area,
            pathways=self.pathways,
        )

    def safety_of(self, area: str) -> AreaBlock:
        """How safe an area is; one that the profile does not name stands as any other such."""
        row = self.safety.get(area)
        if row:
            return row
        anywhere = self.safety[ELSEWHERE].block
        said = tuple([finding._replace(area=area) for finding in anywhere.findings])
        return AreaBlock(area, Block(anywhere.verdict, anywhere.on_evidence, said))

    @property
    def nowhere(self) -> bool | str:
        """Whether there is no local connection anywhere: true, false, or `unknown`."""
        found = {row.block.verdict for row in self.local.values()}
        if found & AT_LEAST_PRESUMED_MET:
            return False
        return True if found <= AT_MOST_PRESUMED_NOT_MET else "unknown"

    @property
    def referable(self) -> Truth:
        """Whether the authority applied to could refer the case anywhere; None where that is open."""
        if not any(stage.available for stage in self.referral.stages):
            return False
        ruled_out = all(target.conditions in AT_MOST_PRESUMED_NOT_MET for target in self.referral.to)
        nowhere_else = self.local[ELSEWHERE].block.verdict in AT_MOST_PRESUMED_NOT_MET
        return False if ruled_out and nowhere_else else None

    def sends_away(self, area: str, setting: Setting) -> Truth:
        """Whether the authority of an area could refer the client anywhere; None where that is open."""
        ties = {
            row.area for row in self.local.values() if row.block.verdict not in AT_MOST_PRESUMED_NOT_MET
        } - {area}
        if ELSEWHERE in ties:
            return None
        nation = setting.nation_of(area)
        return None if sends_away(self.law, nation, frozenset(map(setting.nation_of, ties))) else False

    def questions(self, setting: Setting, ranking: Ranking) -> tuple[Question, ...]:
        """What to ask next: the unknowns that can change a verdict, most useful first."""
        blocks = [*self.blocks.values(), *(duty.block for duty in self.duties)]
        blocks += [row.block for area, row in self.local.items() if area != ELSEWHERE]
        blocks += [row.block for area, row in self.safety.items() if area != ELSEWHERE]
        found = [finding for block in blocks for finding in block.findings]
        found += [finding for target in self.referral.to for finding in target.findings]
        return questions_for(self.case.profile, found, setting.questions, setting.area, ranking)

    def _strength(self, row: AreaBlock) -> tuple[int, int, bool, str]:
        order = LEGAL.verdicts.index
        verdict, shown = order(row.block.verdict), order(row.block.on_evidence)
        return (-verdict, -shown, row.area != self.case.applying_to, row.area)

    def _law_of_the_day(self) -> dict[str, object]:
        policies = [each.overlay.pack for each in self.pathways if each.row]
        return {
            "jurisdiction": self.law.jurisdiction,
            "packs": [pack.described() for pack in (*self.law.packs, *policies)],
            "in_force_on": iso(self.case.test_day),
            "application_date": iso(self.case.application_day),
        }


class Standings:
    """How any area stands, named in the profile or not."""

    def __init__(self, decided: Decided, setting: Setting) -> None:
        self._decided, self._setting = decided, setting
        self._known: dict[str, AreaStanding] = {}
        self._elsewhere: dict[str, AreaStanding] = {}

    def __getitem__(self, code: str) -> AreaStanding:
        if code not in self._known:
            named = code in self._decided.safety or code in self._decided.local
            self._known[code] = self._standing(code) if named else self._unnamed(code)
        return self._known[code]

    def _unnamed(self, code: str) -> AreaStanding:
        """An area that the profile does not name: all of one nation stand alike."""
        nation = self._setting.nation_of(code)
        if nation not in self._elsewhere:
            self._elsewhere[nation] = self._standing(code)
        return self._elsewhere[nation]._replace(area=self._setting.area(code))

    def _standing(self, code: str) -> AreaStanding:
        decided = self._decided
        safety = (decided.safety.get(code) or decided.safety[ELSEWHERE]).block
        connection = (decided.local.get(code) or decided.local[ELSEWHERE]).block
        best = next((f for f in connection.findings if f.verdict == connection.verdict), None)
        return AreaStanding(
            area=self._setting.area(code),
            safety=safety.verdict,
            safety_because=" ".join(f.because for f in safety.findings if f.verdict == safety.verdict),
            safety_questions=tuple(
                p for f in safety.findings if f.verdict == UNDETERMINED for p in f.missing
            ),
            connection=connection.verdict,
            ground=best.ground if best else None,
            connection_because=best.because if best else "",
            sends_away=decided.sends_away(code, self._setting),
        )
