"""Facts about a person's time in care, as it bears on one area (Housing Act 1996 s.199(8)-(11))."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from engine.dates import add_months
from engine.facts.subjects import here_of, yes_no
from engine.known import Value, YesNo
from engine.profile.models import Placement

if TYPE_CHECKING:
    from engine.facts.case import Case, Person
    from engine.facts.places import Dwelt
    from engine.packs.law import BoundMeasure

Span: TypeAlias = tuple[int, int]  # ordinals, half-open

_PLACEMENTS = "person.care.placements"


def duty_owed(case: "Case", person: "Person", area: str) -> tuple[YesNo, YesNo]:
    """Whether an authority covering the area owes the client leaving-care duties: on account, on evidence.

    That a duty is owed has to be shown by a document; that none is owed does not.
    """
    if not person.is_client:
        return YesNo(False), YesNo(False)
    care = case.profile.person.care if case.profile.person else None
    if care and care.leaving_care_duty_owed_by is not None:
        owed = yes_no(area in care.leaving_care_duty_owed_by, "")
    elif care and care.looked_after is False:
        owed = YesNo(False)
    else:
        owed = YesNo(None, ("person.care.leaving_care_duty_owed_by",))
    if owed.value is False or (care and care.evidence):
        return owed, owed
    return owed, YesNo(None, ("person.care.evidence",))


def placed_in_care(
    case: "Case", dwelt: "Dwelt", _stays: object, area: str, measure: "BoundMeasure"
) -> tuple[Value, Value]:
    """Whether the client lived in the area through care placements, without a break, for so many months.

    Placements that follow one another without a gap are one period; some of it must fall before an
    age. Returns the fact on account and on evidence.
    """
    care = case.profile.person.care if dwelt.person.is_client and case.profile.person else None
    if not dwelt.person.is_client or (care and care.looked_after is False):
        return YesNo(False), YesNo(False)
    if care is None or care.placements is None:
        return YesNo(None, (_PLACEMENTS,)), YesNo(None, (_PLACEMENTS,))
    months, age = measure.arguments["months"], measure.arguments["before_age"]
    assert isinstance(months, int)
    assert isinstance(age, int)
    placed = [
        (index, placement, at)
        for index, placement in enumerate(care.placements)
        if placement.section_22a is not False
        and (at := here_of(placement.area, placement.possible_areas, area)) is not False
    ]
    sure = [placement for _index, placement, at in placed if at and placement.section_22a]
    born = dwelt.person.born
    youth = (add_months(born[0], 12 * age), add_months(born[1], 12 * age)) if born else (0, case.test_day)

    def shown(by: Iterable[Placement]) -> bool:
        return _unbroken((_core(each, case.test_day) for each in by), months, youth[0])

    if not _unbroken((_extent(each, case.test_day) for _index, each, _at in placed), months, youth[1]):
        return YesNo(False), YesNo(False)
    missing = tuple(f"{_PLACEMENTS}.{index}" for index, _placement, _at in placed)
    missing += () if born else ("person.age",)
    on_account = YesNo(True) if shown(sure) else YesNo(None, missing)
    documented = shown(each for each in sure if each.evidence)
    return on_account, YesNo(True) if documented else YesNo(None, missing)


def _core(placement: Placement, test_day: int) -> Span:
    """The nights that the placement surely covers; an empty span where none is sure."""
    starts, ends = placement.from_, placement.to
    last = test_day if placement.current else ends.first if ends else 0
    return (starts.last, last) if starts else (last, last)


def _extent(placement: Placement, test_day: int) -> Span:
    """The nights that the placement may cover."""
    starts, ends = placement.from_, placement.to
    return starts.first if starts else 1, ends.last if ends and not placement.current else test_day


def _unbroken(spans: Iterable[Span], months: int, before: int) -> bool:
    """Whether spans, joined where they touch, hold a run of so many months that begins before a day."""
    run: Span | None = None
    for first, end in sorted(span for span in spans if span[0] < span[1]):
        run = (run[0], max(run[1], end)) if run and first <= run[1] else (first, end)
        if run[0] < before and add_months(run[0], months) <= run[1]:
            return True
    return False
