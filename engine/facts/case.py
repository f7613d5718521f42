"""A case: the profile with its dates, people and areas, from which every fact is read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from engine.facts.client import accepted_facts, client_subject, household_group
from engine.facts.dangers import restriction_group, risk_group, safety_everywhere, safety_group
from engine.facts.places import Dwelt, place_group
from engine.facts.subjects import CLIENT, ELSEWHERE, Group, Subject, exactly
from engine.facts.ties import tie_group
from engine.facts.times import age_on, birth_range
from engine.kept import Kept
from engine.known import Amount, Value
from engine.named import areas_named, areas_of_connection
from engine.packs.law import BoundMeasure, Law
from engine.profile import Profile

NOT_AN_AREA = frozenset({"unknown", "outside-uk"})
TIES = ("job", "relative", "circumstance")


@dataclass(frozen=True, slots=True)
class Person:
    """The client or a member of the household: where their lists stand in the profile, and their age."""

    key: str
    prefix: str
    source: Any
    age: Amount
    born: tuple[int, int] | None

    @property
    def age_path(self) -> str:
        """Where the age would be given."""
        return "person.age" if self.is_client else f"{self.prefix}age"

    @property
    def is_client(self) -> bool:
        """Whether this is the client."""
        return self.key == CLIENT


@dataclass(frozen=True)
class Case:
    """A profile at its dates (ordinals), with the nation of each area."""

    profile: Profile
    test_day: int
    application_day: int
    people: tuple[Person, ...]
    nation_of: Callable[[str], str]

    @property
    def age(self) -> Amount:
        """The client's age on the test day."""
        return self.people[0].age

    @property
    def age_raised(self) -> bool:
        """Whether anything was said of the client's age."""
        return self.people[0].born is not None

    @property
    def applying_to(self) -> str | None:
        """The authority applied to, if it is known and in the UK."""
        area = self.profile.applying_to
        return None if area is None or area in NOT_AN_AREA else area

    @Kept
    def areas_of_connection(self) -> tuple[str, ...]:
        """The areas that may connect the client or the household (`engine.named`)."""
        return areas_of_connection(self.profile)

    @Kept
    def areas_named(self) -> tuple[str, ...]:
        """Every area that the profile names anywhere."""
        return areas_named(self.profile)

    @Kept
    def client(self) -> Subject:
        """The client with every fact, on account and on evidence: read by the rules of two steps."""
        return client_subject(self)

    @Kept
    def dwelt(self) -> Mapping[str, Dwelt]:
        """The stays of each person, put in time: read for areas, and again for horizons."""
        return {person.key: Dwelt(person, self.test_day) for person in self.people}

    @property
    def accepted(self) -> dict[str, bool]:
        """What the authority applied to has already found on homelessness, eligibility and priority need."""
        facts = accepted_facts(self)
        named = {"homelessness": "homeless", "eligibility": "eligible", "priority_need": "priority_need"}
        found = {family: facts[f"accepted_{field}"].value for family, field in named.items()}
        return {family: value for family, value in found.items() if value is not None}

    def aged(self, person: Person) -> Person:
        """A person with the age of this case's test day."""
        return replace(person, age=age_on(self.test_day, person.born, person.age_path))


def case_of(profile: Profile, nation_of: Callable[[str], str]) -> Case:
    """The case of a profile; its test day is the review date, else the day of assessment."""
    assessed = profile.assessment_date.first
    test_day = profile.review_date.first if profile.review_date else assessed
    application = profile.application_date.first if profile.application_date else assessed
    person = profile.person
    born = birth_range(person.date_of_birth, person.age, assessed) if person else None
    people = [Person(CLIENT, "", profile, age_on(test_day, born, "person.age"), born)]
    for index, member in enumerate(profile.household or ()):
        path = f"household.{index}"
        member_born = birth_range(None, member.age, assessed)
        people.append(
            Person(path, f"{path}.", member, age_on(test_day, member_born, f"{path}.age"), member_born)
        )
    return Case(profile, test_day, application, tuple(people), nation_of)


@lru_cache(maxsize=4096)
def measures_of(law: Law, kind: str, area: str | None = None) -> tuple[BoundMeasure, ...]:
    """Every measure that the rules about a kind of subject use, once each; in one area, if one is given."""
    rules = (rule for rule in law.about.get(kind, ()) if area is None or rule.rule.concerns(area))
    return tuple({measure.name: measure for rule in rules for measure in rule.measures}.values())


def connection_groups(case: Case, law: Law, areas: Sequence[str]) -> Iterator[Group]:
    """What may connect the client or the household with each of some areas."""
    measures = {
        (kind, area): measures_of(law, kind, area) for kind in ("person_in_area", *TIES) for area in areas
    }
    for person in case.people:
        dwelt = case.dwelt[person.key]
        for area in areas:
            yield place_group(case, dwelt, area, measures["person_in_area", area])
            for kind in TIES:
                yield tie_group(case, person, area, kind, measures[kind, area])


def safety_groups(case: Case, areas: Sequence[str]) -> Iterator[Group]:
    """What bears on the safety of each of some areas."""
    everywhere = safety_everywhere(case)
    for area in areas:
        yield risk_group(case, area)
        yield restriction_group(case, area)
        yield safety_group(case, area, everywhere)


def person_groups(case: Case) -> Iterator[Group]:
    """The client and the household, wherever they go."""
    yield Group("client", None, CLIENT, (case.client,))
    yield household_group(case)


def case_group(case: Case, verdicts: Mapping[str, str], shown: Mapping[str, str]) -> Group:
    """The case once homelessness, eligibility and priority need are judged."""
    client = case.client
    subject = Subject(
        "", True, {**client.facts, **_words(verdicts)}, {**client.on_evidence, **_words(shown)}, {}
    )
    return Group("case", None, CLIENT, (subject,))


def _words(verdicts: Mapping[str, str]) -> dict[str, Value]:
    return {name: exactly(verdict) for name, verdict in verdicts.items()}


__all__ = [
    "ELSEWHERE", "Case", "Person", "case_group", "case_of", "connection_groups", "measures_of",
    "person_groups", "safety_groups",
]  # fmt: skip
