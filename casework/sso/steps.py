"""The shortest way to make an offer sound: the fewest steps that lift all that stands against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, NamedTuple

from casework.sso.offered import Offered
from casework.sso.policy import SsoPolicy
from engine.findings import Finding
from engine.known import OneOf, Paths, Value, YesNo
from engine.profile import Profile
from engine.setting import Setting
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET, UNDETERMINED

MOST_TRIED = 12  # single answers any of which might show a connection; the easiest are tried first
MOST_TOGETHER = 4  # unknowns of one finding that are tried together
_AGAINST = frozenset({UNDETERMINED, "excluded"}) | AT_MOST_PRESUMED_NOT_MET


@dataclass(frozen=True, slots=True)
class Lifted:
    """A finding, or a gate, that a step lifts: its rule (or the name of the gate) and what it is called."""

    rule: str
    title: str

    def to_dict(self) -> dict[str, str]:
        """The row as the answer writes it."""
        return {"rule": self.rule, "title": self.title}


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do or to find out, with all that it lifts."""

    step: str
    lifts: tuple[Lifted, ...]

    def to_dict(self) -> dict[str, Any]:
        """The step as the answer writes it."""
        return {"step": self.step, "lifts": [each.to_dict() for each in self.lifts]}


@dataclass(frozen=True, slots=True)
class Need:
    """Something that has to be lifted: any one of `by` would do; none of them, and nothing would."""

    lifted: Lifted
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mending:
    """What the steps are looked for in: the offer with everything that its verdict rests on."""

    policy: SsoPolicy
    setting: Setting
    profile: Profile
    offered: Offered
    safety: Sequence[Finding]
    connection: Sequence[Finding]
    eligibility: Sequence[Finding]


class _Asked(NamedTuple):
    """Something to find out or to do, and how easy that is: 1 is easiest."""

    ease: int
    step: str


def needs_of(against: Iterable[Finding], mending: Mending) -> tuple[Need, ...]:
    """What has to be lifted before nothing stands against the offer any more, each thing once."""
    return tuple(dict.fromkeys(need for finding in against for need in _needs(finding, mending)))


def shortest(needs: Sequence[Need]) -> tuple[Step, ...]:
    """The fewest steps that lift all that can be lifted; of as few, those that come first in each need."""
    steps = dict.fromkeys(need.by[0] for need in needs if len(need.by) == 1)
    choices = [need for need in needs if len(need.by) > 1 and not steps.keys() & set(need.by)]
    candidates = list(dict.fromkeys(step for need in choices for step in need.by[:MOST_TRIED]))
    for size in range(len(choices) + 1):
        chosen = next((some for some in combinations(candidates, size) if _lift_all(some, choices)), None)
        if chosen is not None:
            steps |= dict.fromkeys(chosen)
            break
    return tuple(
        Step(step, tuple(dict.fromkeys(need.lifted for need in needs if step in need.by))) for step in steps
    )


def beyond_help(needs: Iterable[Need]) -> tuple[Lifted, ...]:
    """What nothing that can be arranged would lift."""
    return tuple(need.lifted for need in needs if not need.by)


def _lift_all(steps: Sequence[str], needs: Iterable[Need]) -> bool:
    return all(set(steps) & set(need.by) for need in needs)


def _needs(finding: Finding, mending: Mending) -> list[Need]:
    """What a finding needs; where it reads the verdict of something else, what that needs."""
    itself = Lifted(finding.id, finding.rule.rule.title)
    if finding.verdict != UNDETERMINED:
        return [Need(itself, _by_policy(finding, mending))]
    match mending.policy.rests_on.get(finding.id):
        case "gates":
            steps = [gate.ask or gate.because for gate in mending.offered.gates if gate.verdict != "open"]
        case "safety":
            open_ones = [each for each in mending.safety if each.verdict == UNDETERMINED]
            steps = [asked.step for each in open_ones for asked in _asked(each, mending)]
        case "local_connection":
            return [_any_answer(finding, itself, mending.connection, mending)]
        case "eligibility":
            return [_any_answer(finding, itself, mending.eligibility, mending)]
        case _:
            steps = [asked.step for asked in _asked(finding, mending)]
    steps = steps or [asked.step for asked in _asked(finding, mending)]
    return [Need(itself, (step,)) for step in dict.fromkeys(steps)]


def _any_answer(finding: Finding, itself: Lifted, rests_on: Iterable[Finding], mending: Mending) -> Need:
    """A verdict that any one of several answers could bring about; the easiest answers come first."""
    could = [
        asked
        for each in rests_on
        if each.verdict == UNDETERMINED and AT_LEAST_PRESUMED_MET & set(each.could_be())
        for asked in _asked(each, mending)
    ]
    easiest = sorted(could, key=lambda asked: asked.ease) or _asked(finding, mending)
    return Need(itself, tuple(dict.fromkeys(asked.step for asked in easiest)))


def _asked(finding: Finding, mending: Mending) -> list[_Asked]:
    """The step that settles a finding where there is one, else the questions that it turns on."""
    if finding.settle:
        return [_Asked(3, finding.settle[1])]
    area, questions = mending.setting.area, mending.setting.questions

    def named(code: str | None) -> str:
        return area(code)["name"] if code else "the area"

    found = [
        _Asked(questions.ease(path), questions.ask(path, mending.profile, named))
        for path in fewest_unknowns(finding)
    ]
    return found or [_Asked(3, f"Settle this with a senior worker: {finding.because}")]


def fewest_unknowns(finding: Finding) -> Paths:
    """The fewest unknowns whose answers could settle a finding in favour of the offer; else all."""
    facts, rule = finding.facts, finding.rule
    open_facts = [name for name, value in facts.items() if value.missing and name in rule.facts_decided_by]
    for size in range(1, min(len(open_facts), MOST_TOGETHER) + 1):
        for names in combinations(open_facts, size):
            for answers in product(*(_answers(facts[name]) for name in names)):
                answered = {**facts, **dict(zip(names, answers, strict=True))}
                if rule.scale.settled(rule.possible(answered, 0)) not in _AGAINST:
                    return tuple(dict.fromkeys(path for name in names for path in facts[name].missing))
    return finding.missing


def _answers(value: Value) -> tuple[Value, ...]:
    """What a fact that is not known could turn out to be, where that is a short list."""
    match value:
        case YesNo(None):
            return YesNo(True), YesNo(False)
        case OneOf(options):
            return tuple(OneOf(frozenset({word})) for word in sorted(options))
    return ()


def _by_policy(finding: Finding, mending: Mending) -> tuple[str, ...]:
    step = mending.policy.steps.get(finding.id)
    name = mending.setting.area(finding.area)["name"] if finding.area else "the area offered"
    return (step.format(area=name),) if step else ()
