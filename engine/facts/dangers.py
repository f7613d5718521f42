"""Facts about the safety of an area: risks, restrictions, and what else must be asked first."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from engine.dates import DateRange
from engine.facts.client import served_custody
from engine.facts.subjects import (
    CLIENT,
    EFFECTS,
    RESTRICTION_KINDS,
    RISK_KINDS,
    Group,
    Subject,
    called,
    here_of,
    undocumented,
    word,
    yes_no,
)
from engine.facts.times import OLDEST
from engine.known import Amount, Truth, Value, YesNo, any_of
from engine.profile.models import Restriction, Risk
from engine.profile.needs import Exclusion, HousingNeeds, Vulnerability
from engine.profile.parts import Placed

if TYPE_CHECKING:
    from engine.facts.case import Case

_SEXUAL_OR_VIOLENT = frozenset({"sexual", "violent"})


def risk_group(case: "Case", area: str) -> Group:
    """Every risk to the client or the household that bears, or may bear, on an area."""
    subjects = []
    for path, risk in _risks(case):
        here = here_of(risk.area, risk.possible_areas, area)
        if here is not False:
            subjects.append(_risk(path, risk, here))
    not_told = risks_not_told(case)
    return Group(
        "risk", area, CLIENT, tuple(subjects), not_told[0] if not_told else "risks",
        asked=case.profile.risks is not None, complete=not not_told,
    )  # fmt: skip


def _risks(case: "Case") -> Iterator[tuple[str, Risk]]:
    for person in case.people:
        for index, risk in enumerate(person.source.risks or ()):
            yield f"{person.prefix}risks.{index}", risk


def risks_not_told(case: "Case") -> tuple[str, ...]:
    """The lists that may hold risks nobody has told of: the client's, the household's, or who is of it."""
    profile, household = case.profile, case.profile.household
    paths = [] if household is not None and profile.household_complete is not False else ["household"]
    paths += [
        f"{person.prefix}risks"
        for person in case.people
        if person.source.risks is None or person.source.risks_complete is False
    ]
    return tuple(sorted(paths, key=lambda path: path != "risks"))


def _risk(path: str, risk: Risk, here: Truth) -> Subject:
    facts: dict[str, Value] = {
        "kind": word(risk.kind, RISK_KINDS, f"{path}.kind"),
        "probable_on_return": yes_no(risk.probable_on_return, f"{path}.probable_on_return"),
        "person_can_reach": yes_no(risk.person_can_reach, f"{path}.person_can_reach"),
        "occurred_there": yes_no(risk.occurred_there, f"{path}.occurred_there"),
        "reason_given": YesNo(True) if risk.reason else YesNo(None, (f"{path}.reason",)),
    }
    shown = facts if risk.evidence else undocumented(facts, f"{path}.evidence")
    return Subject(path, here, facts, shown, {"item": called(risk.kind, "danger")})


def restriction_group(case: "Case", area: str) -> Group:
    """Every court, licence or police restriction that bears, or may bear, on an area."""
    restrictions = case.profile.restrictions
    subjects = [
        _restriction(case, f"restrictions.{index}", restriction, area)
        for index, restriction in enumerate(restrictions or ())
        if area in restriction.areas or _reaches_beyond(restriction)
    ]
    return Group("restriction", area, CLIENT, tuple(subjects), "restrictions", asked=restrictions is not None)


def _reaches_beyond(restriction: Restriction) -> bool:
    """Whether it may bear on areas that it does not name, as an order to live at one place does."""
    placed = bool(restriction.areas) and "unknown" not in restriction.areas
    return not placed or restriction.kind in {None, "residence_requirement"}


def _restriction(case: "Case", path: str, restriction: Restriction, area: str) -> Subject:
    placed = bool(restriction.areas) and "unknown" not in restriction.areas
    facts: dict[str, Value] = {
        "kind": word(restriction.kind, RESTRICTION_KINDS, f"{path}.kind"),
        "effect": word(restriction.effect, EFFECTS, f"{path}.effect"),
        "in_force": _in_force(restriction.until, case.test_day, path),
        "names_the_area": (
            YesNo(area in restriction.areas)
            if placed or area in restriction.areas
            else YesNo(None, (f"{path}.areas",))
        ),
    }
    shown = facts if restriction.evidence else undocumented(facts, f"{path}.evidence")
    return Subject(path, True, facts, shown, {"item": called(restriction.kind, "order or condition")})


def _in_force(until: DateRange | None, test_day: int, path: str) -> YesNo:
    """In force through its last day; without one, not known."""
    if until is None:
        return YesNo(None, (f"{path}.until",))
    if until.first >= test_day:
        return YesNo(True)
    return YesNo(False) if until.last < test_day else YesNo(None, (f"{path}.until",))


def safety_everywhere(case: "Case") -> Mapping[str, Value]:
    """What bears on the safety of every area alike, beside single risks and restrictions."""
    profile = case.profile
    vulnerability = profile.vulnerability
    restrictions_told = profile.restrictions is not None and profile.restrictions_complete is not False
    return {
        "age": case.age if case.age_raised else _GROWN_UP,
        "risks_asked": _all_told(risks_not_told(case)),
        "restrictions_asked": _all_told(() if restrictions_told else ("restrictions",)),
        "restrictions_known": _all_told(() if profile.restrictions_known else ("restrictions_known",)),
        "served_custody": served_custody(case),
        "sexual_or_violent_conviction": _convicted(profile.housing_needs),
        "capacity_in_doubt": _raised(vulnerability, "capacity_in_doubt"),
        "trafficking_indicators": _raised(vulnerability, "trafficking_indicators"),
        "care_needs": YesNo(bool(vulnerability and vulnerability.care_needs)),
        "pregnant": YesNo(bool(vulnerability and vulnerability.pregnant)),
    }


def safety_group(case: "Case", area: str, everywhere: Mapping[str, Value]) -> Group:
    """The same for one area, with what bears on that one."""
    needs, wishes = case.profile.housing_needs, case.profile.wishes
    exclusions, arrears = (needs.exclusions, needs.arrears) if needs else (None, None)
    children_in = wishes.children_in if wishes else ()
    facts: dict[str, Value] = {
        **everywhere,
        "excluded_from_services_there": YesNo(
            any(_refuses(each, case.test_day) and _may_be_in(each, area) for each in exclusions or ())
        ),
        "arrears_there": YesNo(any(_may_be_in(each, area) for each in arrears or ())),
        "children_elsewhere": YesNo(_left_behind(children_in or (), area, case)),
    }
    return Group("area_safety", area, CLIENT, (Subject("", True, facts, facts, {}),))


# A client whose age was never raised is taken for an adult here: being under 18 is a caution like any other.
_GROWN_UP = Amount(OLDEST, OLDEST)


def _all_told(not_told: tuple[str, ...]) -> YesNo:
    """Told, or not known whether it is: nobody can know of what was never asked."""
    return YesNo(None, not_told) if not_told else YesNo(True)


def _raised(block: Vulnerability | None, name: str) -> YesNo:
    """A caution: true or not settled where it was raised, and none where it never was."""
    value = getattr(block, name, None)
    if value == "unknown":
        return YesNo(None, (f"vulnerability.{name}",))
    return YesNo(value is True)


def _convicted(needs: HousingNeeds | None) -> YesNo:
    convictions = needs.convictions if needs else None
    if convictions is None:
        return YesNo(None, ("housing_needs.convictions",))
    said = [None if each.kind is None else each.kind in _SEXUAL_OR_VIOLENT for each in convictions]
    truth = any_of(said)
    missing = tuple(f"housing_needs.convictions.{i}.kind" for i, each in enumerate(said) if each is None)
    return YesNo(truth, missing if truth is None else ())


def _may_be_in(item: Placed, area: str) -> bool:
    """Whether a caution concerns an area: one told of without its place may concern any."""
    return here_of(item.area, item.possible_areas, area) is not False


def _refuses(exclusion: Exclusion, test_day: int) -> bool:
    """Whether services of an area may still refuse the client; one provider's ban is read at its door."""
    if exclusion.until is not None and exclusion.until.last < test_day:
        return False
    return not exclusion.provider or exclusion.area != "unknown" or bool(exclusion.possible_areas)


def _left_behind(children_in: tuple[str, ...], area: str, case: "Case") -> bool:
    """Whether a move to the area would leave children who live elsewhere; to stay is no move."""
    return bool(children_in) and area not in children_in and area != case.applying_to
