"""Facts about an authority to which a case might be referred, once the verdicts are in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.dates import DateRange, add_months
from engine.facts.subjects import CLIENT, Group, Subject, exactly, undocumented
from engine.known import Paths, Truth, Value, YesNo, all_of, any_of

if TYPE_CHECKING:
    from engine.facts.case import Case
    from engine.packs.law import BoundMeasure


class Authority(NamedTuple):
    """What is known of another authority at every stage: the nations, and what was applied for there."""

    area: str
    facts: Mapping[str, Value]
    on_evidence: Mapping[str, Value]


def authority_of(case: "Case", area: str, measures: Sequence["BoundMeasure"]) -> Authority:
    """Another authority, to which the one applied to might refer the case."""
    assert case.applying_to is not None
    nations = _words({"from_nation": case.nation_of(case.applying_to), "nation": case.nation_of(area)})
    prior = _prior(case, area)
    facts: dict[str, Value] = {
        "applied_there_before": _applied_there(prior),
        "placed_here_by_that_authority": _some(
            case, prior, lambda item: _placed_here(case, item), "placed_in"
        ),
    }
    for measure in measures:
        facts[measure.name] = _MEASURES[measure.measure](case, prior, _months(measure))
    documented = any(item.evidence for _path, item in prior)
    on_evidence = facts if documented or not prior else undocumented(facts, "prior_applications")
    return Authority(area, {**facts, **nations}, {**on_evidence, **nations})


def target_group(authority: Authority, verdicts: Mapping[str, str], shown: Mapping[str, str]) -> Group:
    """One other authority, with the verdicts on connection and on the statutory bars, at one stage."""
    on_account = {**authority.facts, **_words(verdicts)}
    subject = Subject("", True, on_account, {**authority.on_evidence, **_words(shown)}, {})
    return Group("target", authority.area, CLIENT, (subject,), item=verdicts["stage"])


def _words(verdicts: Mapping[str, str]) -> dict[str, Value]:
    return {name: exactly(verdict) for name, verdict in verdicts.items()}


def _months(measure: "BoundMeasure") -> int:
    months = measure.arguments["months"]
    assert isinstance(months, int)
    return months


def _prior(case: "Case", area: str) -> list[tuple[str, Any]]:
    return [
        (f"prior_applications.{index}", item)
        for index, item in enumerate(case.profile.prior_applications or ())
        if item.authority in {area, "unknown"}
    ]


def _applied_there(prior: Sequence[tuple[str, Any]]) -> YesNo:
    """An earlier application there, as told; none was made where none was ever spoken of."""
    if any(item.authority != "unknown" for _path, item in prior):
        return YesNo(True)
    return YesNo(None, tuple(f"{path}.authority" for path, _item in prior)) if prior else YesNo(False)


def _asked(case: "Case") -> bool:
    profile = case.profile
    return profile.prior_applications is not None and profile.prior_applications_complete is not False


def _some(case: "Case", prior: Sequence[tuple[str, Any]], truth_of: Any, field: str) -> YesNo:
    """Whether some earlier application to that authority is so; not asked is not known."""
    said: list[tuple[Truth, Paths]] = []
    for path, item in prior:
        there = True if item.authority != "unknown" else None
        truth = all_of((there, truth_of(item)))
        said.append((truth, (f"{path}.{field if there else 'authority'}",)))
    if not _asked(case):
        said.append((None, ("prior_applications",)))
    found = any_of(truth for truth, _paths in said)
    return YesNo(
        found, tuple(p for truth, paths in said if truth is None for p in paths) if found is None else ()
    )


def _placed_here(case: "Case", item: Any) -> Truth:
    return None if item.placed_in == "unknown" else item.placed_in == case.applying_to


def _offer_within(case: "Case", prior: Sequence[tuple[str, Any]], months: int) -> YesNo:
    """Application within so many months beginning with the acceptance (HA 1996 s.198(2ZA))."""

    def within(item: Any) -> Truth:
        accepted: DateRange | None = item.private_offer_accepted_on
        if accepted is None:
            return None
        if accepted.first > case.application_day:
            return False
        latest, earliest = add_months(accepted.last, months), add_months(accepted.first, months)
        if case.application_day < earliest and accepted.last <= case.application_day:
            return True
        return False if case.application_day >= latest else None

    return _some(case, prior, within, "private_offer_accepted_on")


def _applied_within(case: "Case", prior: Sequence[tuple[str, Any]], months: int) -> YesNo:
    """Earlier application within so many months plus the time to the first placement (s.198(4))."""

    def within(item: Any) -> Truth:
        placed_from: DateRange | None = item.placed_from
        if placed_from is None:
            # The period begins with the earlier application at the soonest and is never shorter.
            applied: DateRange | None = item.date
            if applied is not None and case.application_day <= add_months(applied.first, months):
                return True
            return None
        # Those months and the time from application to placement: the placement plus the months.
        if case.application_day <= add_months(placed_from.first, months):
            return True
        return False if case.application_day > add_months(placed_from.last, months) else None

    return _some(case, prior, within, "placed_from")


_MEASURES = {"private_offer_within": _offer_within, "earlier_application_within": _applied_within}
