"""Nobody can be told from the results of a policy test, nor worked out from all of its tables together."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from policy_lab.answer import CasesRead, results_of
from policy_lab.figures import figures
from policy_lab.flows import Counted, FlowKey, flows_of
from policy_lab.proposal import Proposal, read_proposal
from policy_lab.results import Family, Moved
from services_directory.areas import load_areas
from tests.profiles import Json
from tests.program import HOUSE

pytestmark = pytest.mark.lab

AREAS = load_areas()


@cache
def three_years() -> Proposal:
    return read_proposal(HOUSE / "examples" / "packs" / "family-three-years")


SEXES, TOWNS, MONTHS = ("female", "male"), ("E09000030", "E09000012", "E08000035"), ("2015-01", "2015-02")
FLOWS = {"gained": ("not_met", "met"), "lost": ("met", "not_met"), "level": ("met", "met")}
CELLS = list(product(TOWNS, MONTHS, SEXES, FLOWS))


def tallied(cells: dict[tuple[str, ...], int]) -> pl.DataFrame:
    """What batches of such cases would come to, for a duty."""
    rows: list[Json] = []

    def put(what: str, first: str, second: str, third: str, count: int, family: str = "") -> None:
        if count:
            rows.append(
                {"what": what, "family": family, "first": first, "second": second, "third": third,
                 "count": count, "cases": count, "text": ""}
            )  # fmt: skip

    put("cases", "", "", "", sum(cells.values()))
    for place, by in enumerate(("area", "month", "recorded:sex", "everyone")):
        groups = sorted({cell[place] for cell in CELLS}) if by != "everyone" else [""]
        for group in groups:
            here = [cell for cell in CELLS if by == "everyone" or cell[place] == group]
            put("group", by, group, "", sum(cells[cell] for cell in here))
            for way in ("gained", "lost"):
                moved = sum(cells[cell] for cell in here if cell[3] == way)
                put("moved", by, group, way, moved, "duty_main")
    for way, (was, becomes) in FLOWS.items():
        reason = "same" if was == becomes else "changed"
        put("flow", was, becomes, reason, sum(cells[c] for c in CELLS if c[3] == way), "duty_main")
    columns = ["what", "family", "first", "second", "third", "count", "cases", "text"]
    return pl.DataFrame(rows, schema_overrides={"count": pl.Int64(), "cases": pl.Int64()}).select(columns)


class Reader:
    """Somebody who has all that is published of one family, and tries to find what is held back."""

    def __init__(self, family: Family) -> None:
        self.known: list[tuple[list[int], int]] = []
        self.hidden: list[tuple[list[int], str]] = []
        for split in family.splits:
            for group in split.groups:
                self._read(group.moved, self._cells(split.by, group.code))
        self._read(family.moved, range(len(CELLS)))
        self._read(family.cases, range(len(CELLS)))
        self._read(family.open_cases, [])

    def _read(self, moved: Moved, cells: Iterable[int]) -> None:
        held = list(cells)
        for way in FLOWS:
            of_way = [cell for cell in held if CELLS[cell][3] == way]
            count = getattr(moved, way)
            if count is not None:
                self.known.append((of_way, count))
            elif of_way:
                self.hidden.append((of_way, way))

    def _cells(self, by: str, code: str) -> list[int]:
        said: Mapping[str, Callable[[tuple[str, ...]], str]] = {
            "region": lambda cell: AREAS[cell[0]].region,
            "area": lambda cell: cell[0],
            "year": lambda cell: cell[1][:4],
            "quarter": lambda cell: f"{cell[1][:4]}-Q1",
            "month": lambda cell: cell[1],
            "sex": lambda cell: cell[2],
        }
        return [number for number, cell in enumerate(CELLS) if said[by](cell) == code]

    def range_of(self, cells: list[int]) -> tuple[float, float]:
        """The least and the most that a count can be, for all that is published together."""
        goal = np.zeros(len(CELLS))
        goal[cells] = 1
        a = np.zeros((len(self.known), len(CELLS)))
        for row, (of, _count) in enumerate(self.known):
            a[row, of] = 1
        equal = {"A_eq": a, "b_eq": [count for _of, count in self.known]} if self.known else {}
        ends = [linprog(sign * goal, bounds=(0, None), **equal) for sign in (1, -1)]
        assert ends[0].status == 0
        return float(ends[0].fun), float("inf") if ends[1].status == 3 else -float(ends[1].fun)


small_tables = st.fixed_dictionaries(
    {cell: st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 40)) for cell in CELLS}
).filter(lambda cells: any(cells.values()))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(small_tables)
def test_no_small_count_can_be_worked_out_from_everything_that_is_published(
    cells: dict[tuple[str, ...], int],
) -> None:
    results, _lists = results_of(tallied(cells), three_years(), CasesRead(("c",), sum(cells.values()), 0))
    family = results.family("duty_main")
    reader = Reader(family)
    for of, _way in reader.hidden:
        true = sum(cells[CELLS[cell]] for cell in of)
        if 0 < true < figures().least_shown:
            least, most = reader.range_of(of)
            assert most - least >= figures().least_shown - 0.001


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(small_tables)
def test_no_count_from_one_to_four_is_published_nor_a_rate_of_one(cells: dict[tuple[str, ...], int]) -> None:
    results, _lists = results_of(tallied(cells), three_years(), CasesRead(("c",), sum(cells.values()), 0))
    family = results.family("duty_main")
    shown = [family.moved, family.cases, family.open_cases]
    for group in (group for split in family.splits for group in split.groups):
        shown.append(group.moved)
        assert (group.cases is None) == (group.moved.gained is None)
        assert (group.gained is None) == (not group.cases)
    for row in family.equality:
        assert (row.gained is None) == (not row.cases)
        assert row.ratio_gained is None or row.cases
    counts = [getattr(moved, way) for moved in shown for way in FLOWS]
    counts += [flow.count for flow in family.flows] + [way.count for way in family.ways]
    assert not [count for count in counts if count is not None and 0 < count < figures().least_shown]


def test_a_flow_of_many_areas_of_few_cases_is_held_back() -> None:
    counted = {
        FlowKey("not_met", "met", "changed"): Counted(9, 3),
        FlowKey("not_met", "not_met", "same"): Counted(400, 100),
        FlowKey("met", "met", "same"): Counted(70, 20),
    }
    found = flows_of(counted, figures().least_shown)
    shown = {(flow.was, flow.becomes): flow.count for flow in found.flows}
    assert shown["not_met", "met"] is None
    assert found.moved.gained is None
    assert found.moved.level is None  # the total would give the other away
