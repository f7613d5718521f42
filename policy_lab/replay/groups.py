"""Which groups the cases of a batch belong to: by area, by month, by protected characteristic."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columnar.country import Country
from engine.dates import parse_edtf
from policy_lab.figures import figures
from policy_lab.replay.partial import Row

RECORDED, FROM_PROFILE = "recorded:", "profile:"
EVERYONE, AREA, MONTH, OPEN = "everyone", "area", "month", "open"
DAYS_IN_A_YEAR = 365.2425

Cases: TypeAlias = NDArray[np.uint32]
Places: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to split the cases: the names of the groups, and the group of each case, -1 for none."""

    by: str
    groups: tuple[str, ...]
    of: Places

    def cases(self, some: Cases) -> Iterator[Row]:
        """How many of some cases (their rows, each once) are in each group."""
        # The first number is of those that are in none.
        for group, count in zip(self.groups, np.bincount(self.of[some] + 1)[1:].tolist(), strict=False):
            if count:
                yield Row("group", "", self.by, group, how_many=count)

    def moved(self, family: str, way: str, some: Cases) -> Iterator[Row]:
        """The same of cases that go one way in a family."""
        return (row._replace(what="moved", family=family, third=way) for row in self.cases(some))


def groupings(batch: pa.RecordBatch, country: Country) -> tuple[Grouping, ...]:
    """How the cases of a batch are split. The split by area has the codes of the authorities applied to."""
    days = _test_days(batch)
    recorded = tuple(_recorded(batch.column("protected_characteristics")))
    return (
        Grouping(EVERYONE, ("",), np.zeros(len(batch), np.int64)),
        _by(AREA, batch.column("applying_to"), lambda text: _code(text, country)),
        _by(MONTH, days, lambda text: text[:7]),
        Grouping(OPEN, ("open", "closed"), np.where(is_open(batch), 0, 1)),
        *recorded,
        *_from_profile(batch, days, {each.by for each in recorded}),
    )


def is_open(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    """Whether a case has no outcome yet."""
    outcome = field_of(batch.column("decision"), "outcome")
    return np.asarray(outcome.is_null().to_numpy(zero_copy_only=False), np.bool_)


def field_of(column: Any, *names: str) -> Any:
    """A field of a column of groups; null where the group is."""
    for name in names:
        column = pc.struct_field(column, name)
    return column


def distinct(column: Any) -> tuple[list[Any], Places]:
    """The values of a column, and for each row the place of its value, -1 for null."""
    coded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    places = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return coded.dictionary.to_pylist(), np.asarray(places, np.int64)


def _by(name: str, column: Any, group_of: Callable[[Any], str | None]) -> Grouping:
    """A split by what is made of each distinct value of a column."""
    values, places = distinct(column)
    named = [group_of(value) if value is not None else None for value in values]
    groups = tuple(dict.fromkeys(each for each in named if each is not None))
    number = {group: place for place, group in enumerate(groups)}
    lookup = np.asarray([*(number[each] if each is not None else -1 for each in named), -1], np.int64)
    return Grouping(name, groups, lookup[places])


def _test_days(batch: pa.RecordBatch) -> Any:
    review, assessment = (batch.column(name) for name in ("review_date", "assessment_date"))
    if review.null_count == len(review):
        return assessment
    return pc.coalesce(*(pc.cast(days, pa.string()) for days in (review, assessment)))


def _code(written: str, country: Country) -> str | None:
    number = country.meant(written)
    return None if number is None else country.codes[number]


def _recorded(column: Any) -> Iterator[Grouping]:
    """A split by each characteristic that is recorded of some case."""
    pairs = column.flatten()
    names, name_of = distinct(field_of(pairs, "name"))
    values, value_of = distinct(field_of(pairs, "value"))
    case_of = np.asarray(pc.list_parent_indices(column).to_numpy(), np.int64)
    every = np.full((len(names) + 1, len(column)), -1, np.int64)  # the last row is of no name
    every[name_of, case_of] = value_of
    for place in sorted(range(len(names)), key=lambda each: str(names[each])):
        if (every[place] >= 0).any():
            yield Grouping(RECORDED + str(names[place]), tuple(map(str, values)), every[place])


def _from_profile(batch: pa.RecordBatch, days: Any, recorded: set[str]) -> Iterator[Grouping]:
    """Characteristics that the profile itself tells, for files that do not record them apart."""
    person = batch.column("person")
    pregnant = field_of(batch.column("vulnerability"), "pregnant")
    yield _by(
        f"{FROM_PROFILE}pregnancy_and_maternity", pregnant, {True: "pregnant", False: "not pregnant"}.get
    )
    yield _by(f"{FROM_PROFILE}sex", field_of(person, "gender"), str)
    if f"{RECORDED}age" not in recorded:  # the one that takes time
        yield _ages(field_of(person, "age"), field_of(person, "date_of_birth"), days)


def _ages(ages: Any, births: Any, days: Any) -> Grouping:
    """A split by band of age on the test day; a birth that leaves two bands open is in none."""
    firsts = np.asarray(figures().years_of_age)
    bands = tuple(_band(place, firsts) for place in range(len(firsts) + 1))
    told = np.asarray(pc.fill_null(ages, -1).to_numpy(zero_copy_only=False), np.float64)
    texts, births_of = distinct(births)
    ends = np.asarray([*(_born(text) for text in texts), (0, 0)], np.float64).reshape(-1, 2)[births_of]
    day_texts, day_of = distinct(days)
    today = np.asarray([*(_first_day(text) for text in day_texts), 0], np.float64)[day_of]
    youngest, oldest = ((today - ends[:, end]) / DAYS_IN_A_YEAR for end in (1, 0))
    by_birth = np.searchsorted(firsts, youngest, side="right")
    sure = (births_of >= 0) & (by_birth == np.searchsorted(firsts, oldest, side="right"))
    of = np.where(told >= 0, np.searchsorted(firsts, told, side="right"), np.where(sure, by_birth, -1))
    return Grouping(f"{FROM_PROFILE}age", bands, of.astype(np.int64))


def _band(place: int, firsts: Any) -> str:
    if place == 0:
        return f"under {firsts[0]}"
    if place == len(firsts):
        return f"{firsts[-1]} and over"
    return f"{firsts[place - 1]}-{firsts[place] - 1}"


def _born(text: str | None) -> tuple[int, int]:
    if not text:
        return (0, 0)
    born = parse_edtf(text)
    return born.first, born.last


def _first_day(text: str | None) -> int:
    return parse_edtf(text).first if text else 0
