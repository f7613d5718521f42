"""Whether the parts of a case can all be true together, for a whole batch at once.

The contradictions of `engine.profile.sense`, from columns. Where a condition turns on a birthday or on how
many distinct areas there are, whatever comes near it is doubtful here, and worked out exactly by itself.
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from engine.columnar.day_texts import UNREAD, days_meant
from engine.profile.models import Person, Profile, Relative
from engine.profile.needs import RoughSleeping
from engine.profile.parts import Part, Spell
from engine.profile.sense import MOST_AREAS, MOST_MEMBERS

Mask: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int64]
Days: TypeAlias = npt.NDArray[np.int32]

NO_DAY = UNREAD  # before any day
# With fewer things listed no case names too many areas: a dozen single fields name one each, and a county
# that owes a duty covers two dozen districts at most.
FEW_ITEMS = MOST_AREAS - 60
DAYS_A_YEAR, SLACK_DAYS = 365.2425, 3


def numbers(array: Any, null: int) -> Numbers:
    """Whole numbers as numpy has them, with one that stands for null."""
    return pl.Series(array).fill_null(null).to_numpy().astype(np.int64)


class Sense:
    """What is found out about one batch: which cases are doubtful, and how many things each lists."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._doubtful = np.zeros(len(batch), np.bool_)
        self._listed = np.zeros(len(batch), np.int64)
        self._assessed, _ = self._days_of(batch.column("assessment_date"))
        self._reviewed, _ = self._days_of(batch.column("review_date"))
        self._test_day = np.where(self._reviewed != NO_DAY, self._reviewed, self._assessed)

    def doubtful(self) -> Mask:
        """The cases that need a closer look, all columns considered."""
        return self._doubtful | (self._listed > FEW_ITEMS)

    def doubt(self, elements: Any, cases: Numbers | None) -> None:
        """Doubt the cases of some elements of a column."""
        where = elements if isinstance(elements, np.ndarray) else elements.to_numpy(zero_copy_only=False)
        if cases is None:
            self._doubtful |= where
        elif where.any():
            self._doubtful[cases[where]] = True

    def count(self, lengths: Numbers, cases: Numbers | None) -> None:
        """Count the things that each case lists."""
        if cases is None:
            self._listed += lengths
        else:
            np.add.at(self._listed, cases, lengths)

    def look(self, model: type[Part], fields: dict[str, Any], cases: Numbers | None) -> None:
        """Look at the fields of one kind of group together; `cases` as in `doubt`."""
        if issubclass(model, Profile):
            self.doubt(self._case(fields), cases)
        elif issubclass(model, Spell):
            self.doubt(self._spell(fields, self._test_day if cases is None else self._test_day[cases]), cases)
        elif issubclass(model, Person):
            self.doubt(self._birth(fields), cases)
        elif issubclass(model, Relative):
            self.doubt(_grown_child_under_age(fields), cases)
        elif issubclass(model, RoughSleeping):
            (first, _), (_, last) = (self._days_of(fields[name]) for name in ("first_seen", "last_seen"))
            self.doubt(_reversed(first, last), cases)

    def _case(self, fields: dict[str, Any]) -> Mask:
        applied, _ = self._days_of(fields["application_date"])
        members = numbers(pc.list_value_length(fields["household"]), 0)
        told_late: Mask = (self._reviewed != NO_DAY) & (self._reviewed < self._assessed)
        return told_late | (applied > self._test_day) | (members > MOST_MEMBERS)

    def _spell(self, fields: dict[str, Any], test_day: Days) -> Mask:
        start, _ = self._days_of(fields["from"])
        end, end_at_most = self._days_of(fields["to"])
        current = fields["current"].fill_null(False).to_numpy(zero_copy_only=False)
        ended = end != NO_DAY
        wrong_end: Mask = ended & (current | (end > test_day))
        return (start > test_day) | wrong_end | _reversed(start, end_at_most)

    def _birth(self, fields: dict[str, Any]) -> Mask:
        first, last = self._days_of(fields["date_of_birth"])
        age = numbers(fields["age"], -1)
        both = (first != NO_DAY) & (age >= 0)
        youngest_fits = self._assessed - last < (age + 1) * DAYS_A_YEAR - SLACK_DAYS
        oldest_fits = self._test_day - first > age * DAYS_A_YEAR + SLACK_DAYS
        wrong: Mask = (first > self._test_day) | (both & ~(youngest_fits & oldest_fits))
        return wrong

    def _days_of(self, column: Any) -> tuple[Days, Days]:
        """The first and last day that each date of a column may mean; NO_DAY for one not known."""
        if column.null_count == len(column):
            none = np.full(len(column), NO_DAY, np.int32)
            return none, none
        # One that cannot be read is found out with the other values of its column.
        first, last = (np.append(days, np.int32(NO_DAY)) for days in days_meant(column.dictionary))
        places = numbers(column.indices, -1)
        return first[places], last[places]


def _reversed(start: Days, end_at_most: Days) -> Mask:
    wrong: Mask = (start != NO_DAY) & (end_at_most != NO_DAY) & (start > end_at_most)
    return wrong


def _grown_child_under_age(fields: dict[str, Any]) -> Mask:
    relations = [*fields["relation"].dictionary.to_pylist(), None]
    grown = np.array([each == "adult_child" for each in relations])
    under_age = ~fields["adult"].fill_null(True).to_numpy(zero_copy_only=False)
    both: Mask = grown[numbers(fields["relation"].indices, -1)] & under_age
    return both
