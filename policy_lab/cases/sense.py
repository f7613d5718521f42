"""Whether the parts of a case can all be true together, for a whole batch at once.

The contradictions of `engine.profile.sense`, from columns. Where a condition turns on a birthday or on how
many distinct areas there are, whatever comes near it is doubtful here, and worked out exactly by itself.
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.dates import parse_edtf
from engine.profile.models import Person, Profile, Relative
from engine.profile.needs import RoughSleeping
from engine.profile.parts import Part, Spell
from engine.profile.sense import MOST_AREAS, MOST_MEMBERS
from policy_lab.cases.seen import Seen

Mask: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int64]

NO_DAY = -1
# With fewer things listed no case names too many areas: a dozen single fields name one each, and a county
# that owes a duty covers two dozen districts at most.
FEW_ITEMS = MOST_AREAS - 60
DAYS_A_YEAR, SLACK_DAYS = 365.2425, 3


def numbers(array: Any, null: int) -> Numbers:
    """Whole numbers as numpy has them, with one that stands for null."""
    filled = array.fill_null(null) if array.null_count else array
    found: Numbers = filled.to_numpy(zero_copy_only=False).astype(np.int64)
    return found


class Sense:
    """What is found out about one batch: which cases are doubtful, and how many things each lists."""

    def __init__(self, batch: pa.RecordBatch, days: Seen) -> None:
        self._days = days
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

    def _spell(self, fields: dict[str, Any], test_day: Numbers) -> Mask:
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

    def _days_of(self, column: Any) -> tuple[Numbers, Numbers]:
        """The first and last day that each date of a column may mean; NO_DAY for one not known."""
        if column.null_count == len(column):
            none = np.full(len(column), NO_DAY, np.int64)
            return none, none
        distinct = np.append(self._days.of(column.dictionary), [[NO_DAY, NO_DAY]], axis=0)
        places = numbers(column.indices, -1)
        return distinct[places, 0], distinct[places, 1]


def days_of(text: str) -> tuple[int, int]:
    """The first and last day that a date may mean; NO_DAY for one that cannot be read."""
    try:
        date = parse_edtf(text)
    except ValueError:  # found out with the other values of its column
        return NO_DAY, NO_DAY
    return date.first, date.last


def _reversed(start: Numbers, end_at_most: Numbers) -> Mask:
    wrong: Mask = (start != NO_DAY) & (end_at_most != NO_DAY) & (start > end_at_most)
    return wrong


def _grown_child_under_age(fields: dict[str, Any]) -> Mask:
    relations = [*fields["relation"].dictionary.to_pylist(), None]
    grown = np.array([each == "adult_child" for each in relations])
    under_age = ~fields["adult"].fill_null(True).to_numpy(zero_copy_only=False)
    both: Mask = grown[numbers(fields["relation"].indices, -1)] & under_age
    return both
