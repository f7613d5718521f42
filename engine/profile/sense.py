"""Whether the parts of a profile can all be true together, each fault by its place."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from engine.dates import DateRange, add_months
from engine.named import areas_named
from engine.problems import Fault, Part
from engine.profile.models import Person, Profile, Ties
from engine.profile.needs import RoughSleeping
from engine.profile.parts import Spell

Path: TypeAlias = tuple[Part, ...]

MOST_MEMBERS, MOST_AREAS = 20, 150


def contradictions(profile: Profile) -> Iterator[Fault]:
    """What cannot be: ends before starts, days to come told as past, an age that is not that of the birth."""
    yield from _case_dates(profile)
    yield from _size(profile)
    if profile.person:
        yield from _birth(profile.person, profile)
    test_day = profile.test_day.first
    for path, spells in _spells(profile):
        for index, spell in enumerate(spells):
            yield from _spell((*path, index), spell, test_day)
    yield from _grown_children(profile)
    if profile.rough_sleeping:
        yield from _sightings(profile.rough_sleeping)


def _size(profile: Profile) -> Iterator[Fault]:
    """A case is a household and the places of its life: every person is judged for every area."""
    members, areas = len(profile.household or ()), len(areas_named(profile))
    if members > MOST_MEMBERS:
        yield Fault(("household",), f"{members:,} people are given; at most {MOST_MEMBERS} are read.")
    if areas > MOST_AREAS:
        do = "Name those that matter to the client; leave an area that is wholly unknown out."
        yield Fault((), f"the profile names {areas:,} areas; at most {MOST_AREAS} are read.", do=do)


def _grown_children(profile: Profile) -> Iterator[Fault]:
    """An adult child is an adult: the guideline tells them from children under age."""
    people: list[tuple[Path, Ties]] = [((), profile)]
    people += [(("household", index), member) for index, member in enumerate(profile.household or ())]
    for path, person in people:
        for index, relative in enumerate(person.family or ()):
            if relative.relation == "adult_child" and relative.adult is False:
                do = "Write `child` for one under age, or leave `adult` out."
                yield Fault((*path, "family", index, "adult"), "an `adult_child` is an adult.", do=do)


def _case_dates(profile: Profile) -> Iterator[Fault]:
    review, application = profile.review_date, profile.application_date
    if review and review.first < profile.assessment_date.first:
        yield Fault(("review_date",), "a review comes after the decision; this is before `assessment_date`.")
    elif application and application.first > profile.test_day.first:
        day = "review_date" if review else "assessment_date"
        yield Fault(
            ("application_date",), f"an application comes before the decision; this is after `{day}`."
        )


def _birth(person: Person, profile: Profile) -> Iterator[Fault]:
    born, age = person.date_of_birth, person.age
    if born is None:
        return
    if born.first > profile.test_day.first:
        yield Fault(("person", "date_of_birth"), "the client cannot be born after the day of the decision.")
        return
    # The age may have been told at any day from the decision to its review.
    youngest = _years(born.last, profile.assessment_date.first)
    oldest = _years(born.first, profile.test_day.first)
    if age is not None and not youngest <= age <= oldest:
        yield Fault(
            ("person", "age"),
            "does not agree with `date_of_birth`.",
            do="Leave one of them out, or write `~` after the year of birth.",
        )


def _years(born: int, day: int) -> int:
    """Completed years of age on a day; below 0 before birth."""
    years = (day - born) // 366
    return years + 1 if add_months(born, 12 * (years + 1)) <= day else years


def _spells(profile: Profile) -> Iterator[tuple[Path, Iterable[Spell]]]:
    people: list[tuple[Path, Ties]] = [((), profile)]
    people += [(("household", index), member) for index, member in enumerate(profile.household or ())]
    for path, person in people:
        yield (*path, "housing_history"), person.housing_history or ()
        yield (*path, "employment"), person.employment or ()
    if profile.person and profile.person.care:
        yield ("person", "care", "placements"), profile.person.care.placements or ()


def _spell(path: Path, spell: Spell, test_day: int) -> Iterator[Fault]:
    starts, ends = spell.from_, spell.to
    if starts and starts.first > test_day:
        yield Fault((*path, "from"), "starts after the day of the decision.")
    if ends is None:
        return
    if spell.current:
        yield Fault((*path, "to"), "has an end, and `current: true` too.", do="Keep one of them.")
    elif ends.first > test_day:
        yield Fault((*path, "to"), "ends after the day of the decision.", do="Write `current: true`.")
    if _reversed(starts, ends):
        yield Fault((*path, "to"), "ends before it starts.")


def _sightings(seen: RoughSleeping) -> Iterator[Fault]:
    if _reversed(seen.first_seen, seen.last_seen):
        yield Fault(("rough_sleeping", "last_seen"), "is before `first_seen`.")


def _reversed(starts: DateRange | None, ends: DateRange | None) -> bool:
    """Whether the end is before the start, whichever days they turn out to be."""
    return starts is not None and ends is not None and starts.first > ends.last
