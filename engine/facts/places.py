"""Facts about a person in an area: nights lived there, asylum support, care."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from engine.dates import window_before
from engine.facts.care import duty_owed, placed_in_care
from engine.facts.subjects import Group, Subject, exactly, here_of
from engine.known import Amount, Paths, Truth, Value, YesNo, all_of, any_of
from engine.nights import Stay, nights_in, nights_on_evidence, placed
from engine.profile.models import HousingStay

if TYPE_CHECKING:
    from engine.facts.case import Case, Person
    from engine.packs.law import BoundMeasure

Dated: TypeAlias = tuple[HousingStay, Stay, Truth]  # as told, put in time, and whether it is in the area
Words: TypeAlias = frozenset[str]
_ASYLUM_SUPPORT = "asylum_s95"
_NO_NIGHTS = Amount(0, 0)


class Dwelt:
    """A person's stays, put in time once and read for one area after another."""

    __slots__ = ("_counted", "_in_area", "complete", "path", "person", "placed", "stays", "test_day")

    def __init__(self, person: "Person", test_day: int) -> None:
        self.person = person
        self.test_day = test_day
        self.path = f"{person.prefix}housing_history"
        self.stays: tuple[HousingStay, ...] = person.source.housing_history or ()
        self.complete = (
            person.source.housing_history is not None and person.source.housing_history_complete is not False
        )
        self.placed = placed(
            [_as_stay(f"{self.path}.{i}", stay) for i, stay in enumerate(self.stays)], test_day
        )
        # Asked for anew by every measure and horizon of an area, and by each area always the same.
        self._in_area: dict[str, list[Dated]] = {}
        self._counted: dict[tuple[str, Words, Words], list[Stay]] = {}

    def in_area(self, area: str) -> list[Dated]:
        """The stays that are, or may be, in an area."""
        if area not in self._in_area:
            self._in_area[area] = [
                (stay, dated, here)
                for stay, dated in zip(self.stays, self.placed, strict=True)
                if (here := here_of(stay.area, stay.possible_areas, area)) is not False
            ]
        return self._in_area[area]

    def counted(self, area: str, measure: "BoundMeasure") -> list[Stay]:
        """The stays in an area, each with whether it counts as residence of choice."""
        never, maybe = _words(measure, "never"), _words(measure, "maybe")
        asked = (area, never, maybe)
        if asked not in self._counted:
            self._counted[asked] = [_counted(*each, never, maybe) for each in self.in_area(area)]
        return self._counted[asked]


def _as_stay(path: str, stay: HousingStay) -> Stay:
    return Stay(
        path, stay.from_, stay.to, stay.current is True, stay.lasted, stay.sequence, True, False, True,
        bool(stay.evidence),
    )  # fmt: skip


def place_group(case: "Case", dwelt: Dwelt, area: str, measures: Sequence["BoundMeasure"]) -> Group:
    """A person in an area, with every measure that the rules in force ask for."""
    person = dwelt.person
    stays = dwelt.in_area(area)
    facts: dict[str, Value] = {
        "nation": exactly(case.nation_of(area)),
        "age": person.age,
        "rough_sleeping_here": _on_basis(dwelt, stays, "rough_sleeping"),
        "asylum_support_here": _on_basis(dwelt, stays, _ASYLUM_SUPPORT),
        "asylum_support_latest_here": _latest_here(dwelt, area),
        "wishes_to_live_here": _wished(case, area),
    }
    shown = dict(facts)
    facts["leaving_care_duty_owed_here"], shown["leaving_care_duty_owed_here"] = duty_owed(case, person, area)
    for measure in measures:
        facts[measure.name], shown[measure.name] = _MEASURES[measure.measure](
            case, dwelt, stays, area, measure
        )
    if not _documented(stays, facts):
        shown |= {name: YesNo(None, (f"{dwelt.path}.evidence",)) for name in _SHOWN_BY_STAYS if name in facts}
    words = {"here": area}
    return Group("person_in_area", area, person.key, (Subject(person.prefix, True, facts, shown, words),))


def _wished(case: "Case", area: str) -> YesNo:
    """Whether the client wishes to live in the area; a wish needs no document."""
    wanted = case.profile.wishes.areas_wanted if case.profile.wishes else None
    return YesNo(None, ("wishes.areas_wanted",)) if wanted is None else YesNo(area in wanted)


_SHOWN_BY_STAYS = ("rough_sleeping_here", "asylum_support_here", "asylum_support_latest_here")


def _documented(stays: Sequence[Dated], facts: Mapping[str, Value]) -> bool:
    """What is settled without a stay here needs no document; a stay here does."""
    supported = facts["asylum_support_here"]
    assert isinstance(supported, YesNo)
    return supported.value is False or any(stay.evidence for stay, _dated, _here in stays)


def _on_basis(dwelt: Dwelt, stays: Sequence[Dated], basis: str) -> YesNo:
    """Whether some stay here is on a basis."""
    said: list[tuple[Truth, Paths]] = []
    for stay, dated, here in stays:
        if stay.basis not in {basis, None}:
            continue
        matches = None if stay.basis is None else True
        paths = ((f"{dated.path}.basis",) if stay.basis is None else ()) + (
            (f"{dated.path}.area",) if here is None else ()
        )
        said.append((all_of((matches, here)), paths))
    if not dwelt.complete:
        said.append((None, (dwelt.path,)))
    truth = any_of(each for each, _paths in said)
    missing = tuple(path for each, paths in said if each is None for path in paths) if truth is None else ()
    return YesNo(truth, missing)


def _latest_here(dwelt: Dwelt, area: str) -> YesNo:
    """Whether the asylum support accommodation that started last is here (HA 1996 s.199(6)-(7))."""
    supported = [
        (dated, here_of(stay.area, stay.possible_areas, area))
        for stay, dated in zip(dwelt.stays, dwelt.placed, strict=True)
        if stay.basis == _ASYLUM_SUPPORT
    ]
    # A stay whose basis is not known, or that was not told of, might be the last.
    unsaid = [pair for pair in zip(dwelt.stays, dwelt.placed, strict=True) if pair[0].basis is None]
    open_basis = tuple(f"{dated.path}.basis" for _stay, dated in unsaid)
    more_here = not dwelt.complete or any(
        here_of(stay.area, stay.possible_areas, area) is not False for stay, _dated in unsaid
    )
    here = [(dated, at) for dated, at in supported if at is not False]
    others = [dated for dated, at in supported if at is not True]
    latest = any_of(
        all_of((at, *(_began_after(dated, other) for other in others if other is not dated)))
        for dated, at in here
    )
    more_elsewhere = bool(open_basis) or not dwelt.complete
    if (latest is True and more_elsewhere) or (latest is False and more_here):
        latest = None
    if latest is not None:
        return YesNo(latest)
    missing = [
        f"{dated.path}.from" for dated, _at in supported if dated.starts is None or not dated.starts.exact
    ]
    missing += [f"{dated.path}.area" for dated, at in supported if at is None]
    missing += [*open_basis, *(() if dwelt.complete else (dwelt.path,))]
    return YesNo(None, tuple(missing) or (dwelt.path,))


def _began_after(a: Stay, b: Stay) -> Truth:
    if a.sequence is not None and b.sequence is not None and a.sequence != b.sequence:
        return a.sequence > b.sequence
    if a.starts is None or b.starts is None:
        return None
    if a.starts.first > b.starts.last:
        return True
    return False if a.starts.last < b.starts.first else None


def _nights_lived(
    case: "Case", dwelt: Dwelt, _stays: object, area: str, measure: "BoundMeasure"
) -> tuple[Value, Value]:
    counted = dwelt.counted(area, measure)
    window = _window(case, measure)
    more = not dwelt.complete
    told = nights_in(counted, window, may_be_more=more, listed_in=dwelt.path)
    if all(stay.evidenced for stay in counted):
        return told, told
    return told, nights_on_evidence(counted, window, may_be_more=more, listed_in=dwelt.path)


def _counted(stay: HousingStay, dated: Stay, here: Truth, never: Words, maybe: Words) -> Stay:
    counts, may_count = _counting(stay, never, maybe)
    return dated._replace(here=here, counts=counts, may_count=may_count)


def _counting(stay: HousingStay, never: Words, maybe: Words) -> tuple[Truth, bool]:
    """Whether a stay counts as residence of choice, and whether that is for the officer.

    It follows from its basis, unless its own choice is given; unlawful occupation may count only.
    """
    if stay.own_choice is False or stay.basis in never:
        return False, False
    if stay.basis is None:
        return None, False
    return True, stay.lawful is False or (stay.basis in maybe and stay.own_choice is None)


def _nights_on_bases(case: "Case", stays: Sequence[Dated], measure: "BoundMeasure") -> tuple[Value, Value]:
    bases = _words(measure, "bases")
    counted = [
        dated._replace(here=here, counts=None if stay.basis is None else True, may_count=False)
        for stay, dated, here in stays
        if stay.basis is None or stay.basis in bases
    ]
    amount = nights_in(counted, _window(case, measure), may_be_more=False).surely if counted else _NO_NIGHTS
    return amount, amount


def _nights_here(
    case: "Case",
    _dwelt: Dwelt,
    stays: Sequence[Dated],
    _area: str,
    measure: "BoundMeasure",
) -> tuple[Value, Value]:
    return _nights_on_bases(case, stays, measure)


def _nights_anywhere(
    case: "Case", dwelt: Dwelt, _stays: object, _area: str, measure: "BoundMeasure"
) -> tuple[Value, Value]:
    everywhere = [(stay, dated, True) for stay, dated in zip(dwelt.stays, dwelt.placed, strict=True)]
    return _nights_on_bases(case, everywhere, measure)


def _window(case: "Case", measure: "BoundMeasure") -> tuple[int, int]:
    months = measure.arguments["within"]
    assert isinstance(months, int)
    return window_before(case.test_day, months)


def _words(measure: "BoundMeasure", name: str) -> Words:
    words = measure.arguments[name]
    assert isinstance(words, frozenset)
    return words


_MEASURES: dict[str, Callable[..., tuple[Value, Value]]] = {
    "nights_lived_here": _nights_lived,
    "nights_here_on": _nights_here,
    "nights_elsewhere_on": _nights_anywhere,
    "placed_here_in_care": placed_in_care,
}
