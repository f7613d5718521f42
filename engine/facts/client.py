"""Facts about the client: immigration, homelessness, vulnerability, care, and what was accepted."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.facts.subjects import (
    CLIENT,
    HOUSEHOLD_RELATIONS,
    LEVELS,
    LIVES_WITH_CLIENT,
    STATUSES,
    Group,
    Subject,
    number,
    undocumented,
    word,
    yes_no,
)
from engine.facts.times import age_on
from engine.known import Amount, OneOf, Value, YesNo, any_of
from engine.profile.models import Immigration, Member

if TYPE_CHECKING:
    from engine.facts.case import Case

_VULNERABILITY = (
    "old_age", "mental_illness", "physical_disability", "learning_disability", "physical_illness",
    "substance_dependence", "in_recovery", "refugee_trauma", "other_special_reason", "domestic_abuse_victim",
    "homeless_because_of_domestic_abuse", "fled_violence", "emergency_disaster", "care_needs",
    "trafficking_victim",
)  # fmt: skip
_NEEDS = ("mental_health", "physical_health", "learning_disability", "drugs", "alcohol")
_ACCEPTED = (
    "eligible", "homeless", "priority_need", "intentional", "prevention_duty", "relief_duty", "main_duty",
)  # fmt: skip
_CUSTODY = frozenset({"prison", "remand"})
# Nobody asks of these whether they are pregnant; it counts where it is told.
_PREGNANCY_NOT_ASKED = frozenset({"child", "grandchild", "father", "brother", "uncle"})
# "Child" is said of one not yet grown up; the contract's word for any other is adult_child.
_OLDEST_CHILD = 18


def client_subject(case: "Case") -> Subject:
    """The client as the one subject of the rules on homelessness, eligibility and priority need."""
    facts = client_facts(case)
    return Subject("", True, facts, on_evidence(case, facts), {})


def client_facts(case: "Case") -> dict[str, Value]:
    """Every fact of the client, on account."""
    profile = case.profile
    person, homelessness, care = profile.person, profile.homelessness, profile.person and profile.person.care
    forces = person.armed_forces if person else None
    facts: dict[str, Value] = {"age": case.age, **_immigration(case), **_vulnerability(case)}
    facts["age_when_applying"] = age_on(case.application_day, case.people[0].born, "person.age")
    for name in ("homeless", "street_homeless", "intentional"):
        facts[name] = yes_no(getattr(homelessness, name, None), f"homelessness.{name}")
    facts["said_to_sleep_rough"] = YesNo(bool(homelessness and homelessness.street_homeless))
    facts["threatened_within_days"] = _threatened(case)
    facts["served_in_armed_forces"] = yes_no(forces.served if forces else None, "person.armed_forces.served")
    facts["looked_after"] = _looked_after(case)
    between = care.between_16_and_18 if care else None
    facts["looked_after_between_16_and_18"] = (
        YesNo(False)
        if between is None and care and care.looked_after is False
        else yes_no(between, "person.care.between_16_and_18")
    )
    for name in ("should_have_been_looked_after", "section_20_duty_owed", "in_education"):
        facts[name] = yes_no(getattr(care, name, None), f"person.care.{name}")
    facts["others_in_household"] = _others_in_household(case)
    facts["told_of_dependent_children"] = YesNo(
        bool(profile.vulnerability and profile.vulnerability.dependent_children)
    )
    accepted = accepted_facts(case)
    if accepted["accepted_intentional"].value is not None:
        facts["intentional"] = accepted["accepted_intentional"]
    return {**facts, **accepted}


def _immigration(case: "Case") -> dict[str, Value]:
    person = case.profile.person
    immigration = person.immigration if person else None
    status = immigration.status if immigration else None
    facts: dict[str, Value] = {
        "immigration_status": word(status, STATUSES, "person.immigration.status"),
    }
    for name, field in (
        ("public_funds", "recourse_to_public_funds"),
        ("habitually_resident", "habitually_resident"),
        ("right_to_reside", "right_to_reside"),
        ("eea_worker", "eea_worker"),
    ):
        facts[name] = yes_no(getattr(immigration, field, None), f"person.immigration.{field}")
    return facts


def _vulnerability(case: "Case") -> dict[str, Value]:
    vulnerability, needs = case.profile.vulnerability, case.profile.support_needs
    facts: dict[str, Value] = {
        name: yes_no(getattr(vulnerability, name, None), f"vulnerability.{name}") for name in _VULNERABILITY
    }
    facts["served_custody"] = served_custody(case)
    facts["pregnant"] = _pregnant(case)
    for name in _NEEDS:
        facts[f"need_{name}"] = _level(getattr(needs, name, None), f"support_needs.{name}")
    return facts


def _level(level: str | bool | None, path: str) -> OneOf:
    if isinstance(level, bool):  # yes says some need, no says none
        return OneOf(LEVELS - {"none"}, (path,)) if level else OneOf(frozenset({"none"}))
    return word(level, LEVELS, path)


def served_custody(case: "Case") -> YesNo:
    """Custody as said, or as a stay in prison shows."""
    stays = case.profile.housing_history or ()
    said = case.profile.vulnerability.served_custody if case.profile.vulnerability else None
    if said is None and any(stay.basis in _CUSTODY for stay in stays):
        return YesNo(True)
    return yes_no(said, "vulnerability.served_custody")


def _pregnant(case: "Case") -> YesNo:
    vulnerability, household = case.profile.vulnerability, case.profile.household
    said = [yes_no(vulnerability.pregnant if vulnerability else None, "vulnerability.pregnant")]
    said += [
        yes_no(member.pregnant, f"household.{index}.pregnant")
        for index, member in enumerate(household or ())
        if member.pregnant is not None or member.relation not in _PREGNANCY_NOT_ASKED
    ]
    if household is None or case.profile.household_complete is False:
        said.append(YesNo(None, ("household",)))
    truth = any_of(each.value for each in said)
    return YesNo(truth, () if truth is not None else tuple(path for each in said for path in each.missing))


def _others_in_household(case: "Case") -> YesNo:
    """Whether anyone else lives, or might reasonably be expected to live, with the client."""
    profile = case.profile
    if profile.household:
        return YesNo(True)
    complete = profile.household is not None and profile.household_complete is not False
    return YesNo(False) if complete else YesNo(None, ("household",))


def _threatened(case: "Case") -> Amount:
    homelessness = case.profile.homelessness
    days = homelessness.threatened_within_days if homelessness else None
    path = "homelessness.threatened_within_days"
    if days is None or isinstance(days, int):
        return number(days, path)
    return Amount(days.at_least or 0, days.at_most, (path,))


def _looked_after(case: "Case") -> YesNo:
    care = case.profile.person.care if case.profile.person else None
    if care and care.looked_after is None and (care.between_16_and_18 or care.placements):
        return YesNo(True)
    return yes_no(care.looked_after if care else None, "person.care.looked_after")


def accepted_facts(case: "Case") -> dict[str, YesNo]:
    """What the authority applied to has already found; it stands as fact from its day."""
    found: dict[str, YesNo] = {}
    accepted = case.profile.accepted
    for name in _ACCEPTED:
        said = {
            getattr(item, name)
            for item in accepted or ()
            if item.by == case.applying_to and (item.on is None or item.on.last <= case.test_day)
        } - {None}
        value = (
            said.pop() if len(said) == 1 else None
        )  # two findings that contradict each other settle nothing
        found[f"accepted_{name}"] = yes_no(value, "accepted")
        # What no authority has found is simply not found: a rule that rests on a finding then says nothing.
        found[f"found_{name}"] = YesNo(value is True)
    return found


def on_evidence(case: "Case", facts: Mapping[str, Value]) -> dict[str, Value]:
    """The client's facts as the documents held support them; an authority's finding is its own evidence."""
    profile, person = case.profile, case.profile.person
    blocks = {
        "person": person,
        "person.immigration": person and person.immigration,
        "person.care": person and person.care,
        "person.armed_forces": person and person.armed_forces,
        "homelessness": profile.homelessness,
        "vulnerability": profile.vulnerability,
    }
    unsupported: dict[str, dict[str, Value]] = {
        path: {} for path, block in blocks.items() if not getattr(block, "evidence", None)
    }
    for name, value in facts.items():
        path = _block_of(name)
        if path in unsupported and not (name in _ACCEPTED and value == facts[f"accepted_{name}"]):
            unsupported[path][name] = value
    shown = dict(facts)
    for path, told in unsupported.items():
        shown.update(undocumented(told, f"{path}.evidence"))
    return shown


@lru_cache(maxsize=256)
def _block_of(name: str) -> str:
    """The block of the profile whose evidence supports a fact; a finding by an authority needs none."""
    if name.startswith(("accepted_", "found_")):
        return "accepted"
    return _BLOCKS.get(name, "vulnerability")


_BLOCKS = {
    **dict.fromkeys(("age", "age_when_applying"), "person"),
    **dict.fromkeys(
        ("immigration_status", "public_funds", "habitually_resident", "right_to_reside", "eea_worker"),
        "person.immigration",
    ),
    **dict.fromkeys(
        (
            "looked_after", "looked_after_between_16_and_18", "should_have_been_looked_after",
            "section_20_duty_owed", "in_education",
        ),
        "person.care",
    ),
    "served_in_armed_forces": "person.armed_forces",
    **dict.fromkeys(
        ("homeless", "street_homeless", "said_to_sleep_rough", "intentional", "threatened_within_days"),
        "homelessness",
    ),
}  # fmt: skip


def household_group(case: "Case") -> Group:
    """Those who live, or might reasonably be expected to live, with the client."""
    household = case.profile.household
    return Group(
        "household_member", None, CLIENT,
        tuple(_member(case, index, member) for index, member in enumerate(household or ())),
        "household", asked=household is not None, complete=case.profile.household_complete is not False,
    )  # fmt: skip


def _member(case: "Case", index: int, member: Member) -> Subject:
    path = f"household.{index}"
    lives = _LIVES.get(member.lives_with_client) if member.lives_with_client is not None else None
    immigration = member.immigration
    person = case.profile.person
    client = person.immigration if person else None
    facts: dict[str, Value] = {
        "age": _age_of(case, index, member),
        "relation": word(member.relation, HOUSEHOLD_RELATIONS, f"{path}.relation"),
        "lives_with_client": word(lives, LIVES_WITH_CLIENT, f"{path}.lives_with_client"),
        "dependent": yes_no(member.dependent, f"{path}.dependent"),
        # Said or not said: nobody is disregarded for an immigration status that was never raised.
        "immigration_status": _said(immigration),
        "no_public_funds": YesNo(bool(immigration and immigration.recourse_to_public_funds is False)),
        "client_immigration_status": _said(client),
    }
    shown = facts if member.evidence else undocumented(facts, f"{path}.evidence")
    item = (member.relation or "household member").replace("_", " ")
    return Subject(path, True, facts, shown, {"item": item})


def _age_of(case: "Case", index: int, member: Member) -> Amount:
    if member.age is None and member.relation == "child":
        return Amount(0, _OLDEST_CHILD, (f"household.{index}.age",))
    return case.people[index + 1].age


def _said(immigration: Immigration | None) -> OneOf:
    return OneOf(frozenset({(immigration and immigration.status) or "not_said"}))


_LIVES: dict[bool | str, str] = {True: "yes", False: "no", "shared": "shared"}
