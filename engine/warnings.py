"""What no single finding says and a reader must know: presumptions used, doubts, changes of law."""

from collections.abc import Iterator

from engine.assessment import Verification
from engine.dates import iso
from engine.facts.case import Case
from engine.packs import Law

# By this fact the law of a nation sends a case back to an authority because of an earlier application.
_APPLIED_BEFORE = "applied_there_before"


def warnings_for(case: Case, law: Law, verification: Verification) -> tuple[str, ...]:
    """The presumptions that were used, what contradicts itself, and where the law changed in between."""
    return (
        *_engines(verification),
        *_changes(case, law),
        *_choice(case),
        *_never_raised(case),
        *_household(case),
        *_earlier_applications(case, law),
    )


def _engines(verification: Verification) -> Iterator[str]:
    if verification.differences:
        yield (
            f"The two rule engines differ on {', '.join(verification.differences)}. "
            "The verdicts concerned are withheld as undetermined; please report this."
        )
    elif verification.agree is None:
        yield f"One rule engine decided alone; the second did not run ({verification.because})."


def _changes(case: Case, law: Law) -> Iterator[str]:
    """Changes of law between the application and the test day."""
    for pack in law.packs:
        for day, said in pack.changes:
            if case.application_day < day <= case.test_day:
                yield f"The law changed on {iso(day)}, after the application and by the test day. {said}"


def _choice(case: Case) -> Iterator[str]:
    presumed = [
        f"{person.prefix}housing_history.{index}"
        for person in case.people
        for index, stay in enumerate(person.source.housing_history or ())
        if stay.own_choice is None and stay.basis is not None
    ]
    if presumed:
        stays = ", ".join(presumed)
        yield f"Whether these stays were of own choice was not said and follows from their basis: {stays}."


def _never_raised(case: Case) -> Iterator[str]:
    vulnerability, needs, wishes = case.profile.vulnerability, case.profile.housing_needs, case.profile.wishes
    never = [
        words
        for words, raised in (
            ("doubt about capacity", vulnerability and vulnerability.capacity_in_doubt is not None),
            ("signs of trafficking", vulnerability and vulnerability.trafficking_indicators is not None),
            ("care needs", vulnerability and vulnerability.care_needs is not None),
            ("pregnancy", vulnerability and vulnerability.pregnant is not None),
            ("exclusions from services", needs and needs.exclusions is not None),
            ("arrears", needs and needs.arrears is not None),
            ("children in another area", wishes and wishes.children_in is not None),
            ("being under 18", case.age_raised),
        )
        if not raised
    ]
    if never:
        yield f"Never raised, and so taken as no caution for any area: {', '.join(never)}."


def _household(case: Case) -> Iterator[str]:
    members = case.profile.household or ()
    unsaid = [f"household.{index}" for index, member in enumerate(members) if member.immigration is None]
    if unsaid:
        yield (
            "Nobody of the household is disregarded for an immigration status that was not said: "
            f"{', '.join(unsaid)}."
        )
    vulnerability = case.profile.vulnerability
    children = any(member.relation in {"child", "grandchild"} for member in members)
    if (
        case.profile.household is not None
        and vulnerability
        and vulnerability.dependent_children
        and not children
    ):
        yield (
            "`vulnerability.dependent_children` says yes and `household` names no child; the household was "
            "gone by. Add the children, or correct one of the two."
        )


def _earlier_applications(case: Case, law: Law) -> Iterator[str]:
    asked = any(_APPLIED_BEFORE in rule.facts_decided_by for rule in law.about.get("target", ()))
    if asked and case.applying_to and case.profile.prior_applications is None:
        yield (
            "Earlier homelessness applications were not asked about. One to another authority may open "
            "a referral back to it, whatever the connection."
        )
