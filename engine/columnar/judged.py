"""What every rule finds in a batch of cases, each worked out once, whichever pack or law asks for it."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.columnar.conditions import Columns, Flags, flags_of
from engine.columnar.country import Country
from engine.columnar.frames import ELSEWHERE, HOME_OF, NO_AREA, Frames
from engine.columnar.lists import Hanging, found_in_list, found_of_each, starts_of
from engine.columnar.rules import CASE, Cells, Found, Stated, found_by, stated_rules
from engine.facts import subjects as words
from engine.packs.law import Law

LATER = frozenset({CASE, "target"})
"""Kinds that are judged by verdicts already reached."""

Places: TypeAlias = NDArray[np.intp]  # row numbers of another frame, or of the cases
T = TypeVar("T")


class Ruling(NamedTuple):
    """A rule, and the groups of cases that it is law for."""

    rule: Stated
    cells: Cells


@dataclass(frozen=True, slots=True)
class Context:
    """Facts that are verdicts themselves, and what they were reached by."""

    columns: Columns
    reached_by: Hashable


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of a kind belong: the row of each one's case, its area and its person."""

    case: Places
    area: NDArray[np.int32]
    person: NDArray[np.int16]


class Judged:
    """The findings of one batch of cases.

    `cells` is the number of the group that each case belongs to, by the rows of `frames.cases`.
    """

    def __init__(self, frames: Frames, country: Country, cells: NDArray[np.int32], *, evidence: bool) -> None:
        self.frames, self.evidence = frames, evidence
        self._country, self._cells = country, cells.astype(np.intp)
        self._every_cell = frozenset(np.unique(cells).tolist())
        self._known: dict[Hashable, object] = {}
        cases = frames.cases.get_column("case").to_numpy()
        self._row_of_case = np.zeros(int(cases[-1]) + 1 if cases.size else 0, np.intp)
        self._row_of_case[cases] = np.arange(cases.size)

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What is worked out once and then kept for as long as the batch."""
        if key not in self._known:
            self._known[key] = work()
        found: T = self._known[key]  # type: ignore[assignment]  # each key is of one sort of work
        return found

    def rows(self, kind: str) -> Rows:
        """Where the rows of a kind belong."""
        kind = "client" if kind == CASE else kind
        frame = self.frames.subjects[kind]
        return self.once(
            ("rows", kind),
            lambda: Rows(
                self._row_of_case[frame.get_column("case").to_numpy()],
                frame.get_column("area").to_numpy(),
                frame.get_column("person").to_numpy(),
            ),
        )

    @property
    def connects(self) -> Flags:
        """Which rows of `area_safety` are of areas that connect."""
        connects = self.frames.subjects["area_safety"].get_column("connects")
        return self.once("connects", lambda: flags_of(connects, unknown=False))

    def found(self, ruling: Ruling, context: Context | None = None) -> Found:
        """What a rule finds, on the rows of `Stated.rows_of`; `context` is read by rules of later steps."""
        context = context if ruling.rule.kind in LATER else None
        key = ("found", ruling, context and context.reached_by)
        return self.once(key, lambda: self._found(ruling, context))

    def area_rows(self, kind: str) -> Places:
        """The row of `area_safety` for each row of a kind; those of no area belong to `ELSEWHERE`."""
        return self.once(("areas", kind), lambda: self._area_rows(kind))

    def is_every(self, cells: Iterable[int]) -> bool:
        """Whether some cells are all that there are."""
        return self._every_cell.issubset(cells)

    def within(self, cells: Cells, kind: str = CASE) -> Flags:
        """Where the case of a row is of one of some cells."""
        return self.once(("within", kind, cells), lambda: self._within(cells, kind))

    def _found(self, ruling: Ruling, context: Context | None) -> Found:
        rule = ruling.rule
        if context is not None:
            found = found_by(rule, context.columns, evidence=self.evidence)
        elif rule.kind not in HOME_OF:
            found = found_by(rule, self._columns(rule.kind), evidence=self.evidence)
        elif rule.none is None:
            found = found_of_each(rule, self._hanging(rule.kind), evidence=self.evidence)
        else:
            found = found_in_list(rule, self._hanging(rule.kind), evidence=self.evidence)
        for flags in self._limits(ruling):
            found = found.where(flags)
        return found

    def _columns(self, kind: str) -> Columns:
        return self.once(("columns", kind), lambda: Columns(kind, self.frames.subjects[kind]))

    def _hanging(self, kind: str) -> Hanging:
        listed, home = self.frames.subjects[kind], self.frames.subjects[HOME_OF[kind]]
        return self.once(("hanging", kind), lambda: Hanging(kind, listed, home))

    def _limits(self, ruling: Ruling) -> Sequence[Flags]:
        """Where the rule is for the case, the area and the person, as far as it is not for all of them."""
        rule, cells = ruling
        rows, limits = self.rows(rule.rows_of), []
        if not self.is_every(cells):
            limits.append(self.within(cells, rule.rows_of))
        if rule.of_client_only and rule.rows_of in {"person_in_area", "job", "relative", "circumstance"}:
            limits.append(rows.person == 0)
        for codes, inside in ((rule.only_in, True), (rule.except_in, False)):
            if codes:
                limits.append(self._among(rule.rows_of, codes, inside))
        return limits

    def _within(self, cells: Cells, kind: str) -> Flags:
        chosen = np.zeros(int(self._cells.max(initial=-1)) + 1, np.bool_)
        chosen[list(cells & self._every_cell)] = True
        if kind in {CASE, "client"}:  # whose rows are those of the cases
            return chosen[self._cells]
        of_rows = self.once(("cells", kind), lambda: self._cells[self.rows(kind).case])
        return chosen[of_rows]

    def _among(self, kind: str, codes: frozenset[str], inside: bool) -> Flags:
        """Where the area of a row is (or, not `inside`, is not) one of some."""
        numbers = {**self._country.number, words.ELSEWHERE: ELSEWHERE}
        chosen = np.full(len(self._country.codes) - ELSEWHERE, not inside)  # from ELSEWHERE, the least, on
        chosen[[numbers[code] - ELSEWHERE for code in codes if code in numbers]] = inside
        return self.once(("among", kind, codes, inside), lambda: chosen[self.rows(kind).area - ELSEWHERE])

    def _area_rows(self, kind: str) -> Places:
        if kind == "area_safety":
            return np.arange(self.frames.subjects[kind].height)
        safety = self.rows("area_safety")
        if kind == "client":
            return np.flatnonzero(safety.area == ELSEWHERE)
        connects = self.connects
        if kind == "person_in_area":  # sorted by area and person, the client first
            found: Places = np.flatnonzero(connects)[np.cumsum(self.rows(kind).person == 0) - 1]
            return found
        if kind == "target":
            here = self.frames.cases.get_column("applying_to").to_numpy()[safety.case]
            other = (safety.area != ELSEWHERE) & (safety.area != here) & (here != NO_AREA)
            return np.asarray(np.flatnonzero(connects & other))
        group: Places = self.frames.subjects[kind].get_column("group").to_numpy()
        return self.area_rows(HOME_OF[kind])[group]


def laws_rulings(laws: Mapping[int, Law]) -> tuple[Ruling, ...]:
    """Each rule that is said in the law of some cells, with all of these, in the order of the laws.

    Raises NotInColumnsError.
    """
    return _rulings(tuple(laws.items()))


@lru_cache(maxsize=64)  # batch after batch holds cases of the same laws
def _rulings(laws: tuple[tuple[int, Law], ...]) -> tuple[Ruling, ...]:
    where: dict[Stated, set[int]] = {}
    for cell, law in laws:
        for rule in stated_rules(law):
            where.setdefault(rule, set()).add(cell)
    return tuple(Ruling(rule, frozenset(cells)) for rule, cells in where.items())


__all__ = ["Context", "Judged", "Places", "Rows", "Ruling", "laws_rulings", "starts_of"]
