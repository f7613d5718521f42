"""Who gains and who loses, by area, by time and by protected characteristic, as it may be published."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from policy_lab.intervals import Interval, may_be_chance, wilson
from policy_lab.results import EqualityRow, Group, Moved, Split
from policy_lab.suppression import PublishedRow, Row, published

NOT_RECORDED = "not recorded"
HELD_BACK = Moved(None, None, None)
TOO_FEW, NOBODY_AT_ALL, CHANCE = "too few to say", "nobody does", "could be chance"
HIGHER, LOWER = "higher than chance explains", "lower than chance explains"


class Counts(NamedTuple):
    """How many cases of a group gain, lose and stay level."""

    gained: int
    lost: int
    level: int

    def __add__(self, other: object) -> "Counts":
        assert isinstance(other, Counts)
        return Counts(self.gained + other.gained, self.lost + other.lost, self.level + other.level)


NOBODY = Counts(0, 0, 0)
Tally: TypeAlias = Mapping[str, Counts]


class Level(NamedTuple):
    """One of several tables that stand under each other: what it splits by, what its groups are called."""

    by: str
    group_of: Callable[[str], str]  # of the finest group's key, the key of this table's group
    called: Callable[[str], str]


def total_of(tally: Tally) -> Counts:
    """All groups together."""
    return sum(tally.values(), NOBODY)


def nested(tally: Tally, levels: Sequence[Level], least_shown: int) -> Iterator[Split]:
    """The tables of one split, coarsest first, from what each of its finest groups counts."""
    tables = []
    above: Level | None = None
    for level in levels:
        counts: dict[str, Counts] = {}
        under: dict[str, str | None] = {}
        for key, count in tally.items():
            group = level.group_of(key)
            counts[group] = counts.get(group, NOBODY) + count
            under[group] = above.group_of(key) if above else None
        tables.append([Row(group, counts[group], under[group]) for group in sorted(counts)])
        above = level
    shown, _total = published(tables, least_shown)
    for level, rows in zip(levels, shown, strict=True):
        yield Split(level.by, tuple(_group(row, level.called) for row in _in_order(rows, level.called)))


def characteristic(name: str, tally: Tally, least_shown: int) -> tuple[Split, tuple[EqualityRow, ...]]:
    """The split by a protected characteristic, and its rows of the equality-impact table."""
    (split,) = nested(tally, [Level(name, str, str)], least_shown)
    everyone = moved_of(total_of(tally), least_shown)
    return split, tuple(_equality(name, group, everyone) for group in split.groups)


def moved_of(counts: Counts, least_shown: int) -> Moved:
    """A total, held back where one of its counts is small."""
    _rows, shown = published([[Row("everyone", counts)]], least_shown)
    return Moved(*counts) if shown else HELD_BACK


def _in_order(rows: Iterable[PublishedRow], called: Callable[[str], str]) -> list[PublishedRow]:
    return sorted(rows, key=lambda row: (row.key == NOT_RECORDED, called(row.key)))


def _group(row: PublishedRow, called: Callable[[str], str]) -> Group:
    name = called(row.key)
    if row.counts is None:
        return Group(name, row.key, row.under, None, HELD_BACK, None, None)
    gained, lost, level = row.counts
    cases = gained + lost + level
    return Group(
        name, row.key, row.under, cases, Moved(gained, lost, level), _rate(gained, cases), _rate(lost, cases)
    )


def _rate(hits: int, of: int) -> Interval | None:
    return wilson(hits, of) if of else None


def _equality(name: str, group: Group, everyone: Moved) -> EqualityRow:
    gained = _against(group, everyone, group.moved.gained, everyone.gained)
    lost = _against(group, everyone, group.moved.lost, everyone.lost)
    return EqualityRow(
        name, group.name, group.cases, group.moved, group.gained, group.lost,
        gained.ratio, lost.ratio, gained.says, lost.says,
    )  # fmt: skip


class _Against(NamedTuple):
    ratio: float | None
    says: str


def _against(group: Group, everyone: Moved, hits: int | None, of_everyone: int | None) -> _Against:
    """A group's rate against that of everyone else, which whoever has the total can work out in any case."""
    total = everyone.total
    if hits is None or of_everyone is None or group.cases is None or total is None or total == group.cases:
        return _Against(None, TOO_FEW)
    others = wilson(of_everyone - hits, total - group.cases)
    if of_everyone == 0:
        return _Against(None, NOBODY_AT_ALL)
    own = _rate(hits, group.cases)
    if own is None:
        return _Against(None, TOO_FEW)
    ratio = own.rate / others.rate if others.rate else None
    if may_be_chance(own, others):
        return _Against(ratio, CHANCE)
    return _Against(ratio, HIGHER if own.rate > others.rate else LOWER)
