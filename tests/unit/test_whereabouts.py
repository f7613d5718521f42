"""Where something of a client is: the same as if each item were asked about each area."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from engine.known import Truth, all_of, any_of
from engine.matching.whereabouts import Whereabouts, any_place, places_named, places_of

TRUTHS = st.sampled_from([True, False, None])
AREAS = ("leeds", "york", "kent", "outside-uk")


@dataclass(frozen=True)
class Item:
    """Something at a place, and whether it is what is looked for."""

    area: str
    possible_areas: tuple[str, ...] | None
    holds: Truth


items = st.builds(
    Item,
    area=st.sampled_from([*AREAS[:3], "outside-uk", "unknown"]),
    possible_areas=st.none() | st.lists(st.sampled_from(AREAS[:3]), min_size=2, unique=True).map(tuple),
    holds=TRUTHS,
)
lists = st.none() | st.lists(items, max_size=4)


def there(item: Item, area: str) -> Truth:
    """Whether an item is in an area."""
    if item.possible_areas:
        return None if area in item.possible_areas else False
    return None if item.area == "unknown" else item.area == area


def one_by_one(found: list[Item] | None, complete: Truth, area: str) -> Truth:
    if found is None:
        return None
    said = any_of(all_of((item.holds, there(item, area))) for item in found)
    return None if said is False and complete is False else said


def places(found: list[Item] | None, complete: Truth) -> Whereabouts:
    return places_of(found, complete, lambda item: item.holds)  # type: ignore[type-var]  # stands for a profile's


@given(lists, TRUTHS)
def test_a_list_is_asked_once_and_answers_for_every_area(found: list[Item] | None, complete: Truth) -> None:
    for area in AREAS:
        assert places(found, complete).include(area) is one_by_one(found, complete, area)


@given(st.none() | st.lists(st.sampled_from([*AREAS, "unknown"])))
def test_areas_that_are_named_are_places_too(named: list[str] | None) -> None:
    for area in AREAS:
        said = (
            None if named is None else any_of(None if each == "unknown" else each == area for each in named)
        )
        assert places_named(named).include(area) is said


@given(lists, lists, TRUTHS)
def test_several_things_are_wherever_one_of_them_is(
    some: list[Item] | None, others: list[Item] | None, complete: Truth
) -> None:
    together = any_place(places(some, complete), places(others, complete))
    for area in AREAS:
        apart = (places(some, complete).include(area), places(others, complete).include(area))
        assert together.include(area) is any_of(apart)
