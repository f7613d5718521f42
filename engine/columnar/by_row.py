"""Facts in columns from the evaluator's own facts: for cases that columns do not carry, and to test by."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import polars as pl

from engine.columnar.country import Country
from engine.columnar.frames import (
    ELSEWHERE,
    HOME_OF,
    HOMES,
    NO_AREA,
    NO_BOUND,
    SHOWN,
    Frames,
    Measures,
    bits_of,
    columns_of,
    in_order,
    keys_of,
    types_of,
)
from engine.facts import subjects as words
from engine.facts.case import TIES, Case, case_of, person_groups, safety_groups
from engine.facts.places import place_group
from engine.facts.subjects import Group, Subject
from engine.facts.target import authority_of, target_group
from engine.facts.ties import tie_group
from engine.known import Amount, Nights, OneOf, Value, YesNo
from engine.profile import Profile

Row: TypeAlias = dict[str, Any]
_NO_VERDICTS: Mapping[str, str] = {"stage": ""}


def facts_by_row(
    profiles: Mapping[int, Profile], nations: Mapping[int, str], measures: Measures, country: Country
) -> Frames:
    """The facts of some cases, one after the other, as `engine.facts` tells them.

    `profiles` and `nations` (whose law decides) are by the number of the case in its batch.
    """
    rows: dict[str, list[Row]] = {kind: [] for kind in (*HOMES, *HOME_OF)}
    cases: list[Row] = []
    for number, profile in sorted(profiles.items()):
        case = _Case(number, profile, nations[number], measures, country)
        cases.append(case.head)
        for kind, found in case.rows():
            if kind in HOME_OF:
                found["group"] = len(rows[HOME_OF[kind]]) - 1
            rows[kind].append(found)
    return in_order(
        Frames(
            pl.DataFrame(cases, schema=CASES, orient="row"),
            {kind: pl.DataFrame(found, schema=_schema(kind, measures)) for kind, found in rows.items()},
        )
    )


CASES = {
    "case": pl.UInt32(), "nation": pl.UInt32(), "test_day": pl.Int32(), "application_day": pl.Int32(),
    "applying_to": pl.Int32(), "household_whole": pl.Boolean(),
}  # fmt: skip


def _schema(kind: str, measures: Measures) -> dict[str, pl.DataType]:
    facts = types_of(kind, measures).items()
    return keys_of(kind) | {
        name: column
        for fact, of_type in facts
        for shown in ("", SHOWN)
        for name, column in columns_of(fact, of_type, shown).items()
    }


class _Case:
    """One case, told row by row: each home, followed by the rows of its lists."""

    def __init__(
        self, number: int, profile: Profile, nation: str, measures: Measures, country: Country
    ) -> None:
        self._number, self._measures, self._areas = number, measures, country.number
        nation_of: Callable[[str], str] = lambda area: (  # noqa: E731 (one expression of two names)
            nation if area == words.ELSEWHERE else country.nations[country.number[area]]
        )
        self._case = case_of(profile, nation_of)
        self._nation = nation

    @property
    def head(self) -> Row:
        """The row of the case itself."""
        case = self._case
        return {
            "case": self._number,
            "nation": bits_of("target", "nation", (self._nation,)),
            "test_day": case.test_day,
            "application_day": case.application_day,
            "applying_to": NO_AREA if case.applying_to is None else self._areas[case.applying_to],
            "household_whole": case.profile.household is not None
            and case.profile.household_complete is not False,
        }

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Every row of every kind, with its kind."""
        case = self._case
        connecting = (*case.areas_of_connection, words.ELSEWHERE)
        client, household = person_groups(case)
        yield from self._home(client, (household,))
        for person in case.people:
            dwelt = case.dwelt[person.key]
            for area in connecting:
                place = place_group(case, dwelt, area, self._measures.get("person_in_area", ()))
                ties = (tie_group(case, person, area, kind, self._measures.get(kind, ())) for kind in TIES)
                yield from self._home(place, ties)
        for area in (*case.areas_named, words.ELSEWHERE):
            risks, restrictions, safety = safety_groups(case, (area,))
            yield from self._home(safety, (risks, restrictions), {"connects": area in connecting})
        if case.applying_to is not None:
            for area in connecting:
                if area not in {case.applying_to, words.ELSEWHERE}:
                    yield from self._home(self._target(case, area), ())

    def _target(self, case: Case, area: str) -> Group:
        authority = authority_of(case, area, self._measures.get("target", ()))
        return target_group(authority, _NO_VERDICTS, _NO_VERDICTS)

    def _home(
        self, group: Group, lists: Iterable[Group], more: Mapping[str, bool] | None = None
    ) -> Iterator[tuple[str, Row]]:
        hanging = tuple(lists)
        told = {f"{each.kind}.asked": each.asked for each in hanging}
        told |= {f"{each.kind}.complete": each.complete for each in hanging}
        yield group.kind, {**self._row(group, group.subjects[0]), **told, **(more or {})}
        for each in hanging:
            for subject in each.subjects:
                owner, item = _place(subject.path)
                listed = {"owner": owner, "item": item, "here": subject.here}
                yield each.kind, {**self._row(each, subject), **listed}

    def _row(self, group: Group, subject: Subject) -> Row:
        row: Row = {
            "case": self._number,
            "area": self._area(group.area),
            "person": _person(group.person),
        }
        for fact in types_of(group.kind, self._measures):
            row |= _columns(group.kind, fact, subject.facts[fact], "")
            row |= _columns(group.kind, fact, subject.on_evidence[fact], SHOWN)
        return row

    def _area(self, area: str | None) -> int:
        if area is None:
            return NO_AREA
        return ELSEWHERE if area == words.ELSEWHERE else self._areas[area]


def _columns(kind: str, fact: str, value: Value, shown: str) -> Row:
    match value:
        case YesNo(truth):
            return {fact + shown: truth}
        case OneOf(options):
            return {fact + shown: bits_of(kind, fact, options)}
        case Amount():
            return _bounds(fact, value, "", shown)
        case Nights(surely, if_counted):
            return _bounds(fact, surely, "", shown) | _bounds(fact, if_counted, "_counted", shown)


def _bounds(fact: str, amount: Amount, world: str, shown: str) -> Row:
    most = NO_BOUND if amount.at_most is None else amount.at_most
    return {f"{fact}.least{world}{shown}": amount.at_least, f"{fact}.most{world}{shown}": most}


def _person(key: str) -> int:
    """The number of a person: 0 the client, k the household member k-1."""
    return 0 if key == words.CLIENT else int(key.partition(".")[2]) + 1


def _place(path: str) -> tuple[int, int]:
    """Whose list an item stands in, and at which place: `household.0.risks.2` is (1, 2)."""
    parts = path.split(".")
    owner = int(parts[1]) + 1 if parts[0] == "household" and len(parts) > 2 else 0
    return owner, int(parts[-1])
