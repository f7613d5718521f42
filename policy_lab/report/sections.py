"""What the report shows of each family and threshold: pictures with the tables behind them."""

from dataclasses import dataclass

from policy_lab.report.drawing import Picture
from policy_lab.report.flow_chart import flow_chart, flows_said
from policy_lab.report.headline import meaning_said, moved_said, notice_said, sure_said
from policy_lab.report.nights_chart import bins_listed, nights_chart, nights_said
from policy_lab.report.rate_charts import map_chart, rates_chart
from policy_lab.report.words import SPLITS
from policy_lab.results import Family, Flow, Group, Nights, Results, Split, Threshold
from services_directory.areas import Areas

MOST_AREAS = 30  # rows in the table of areas; the files beside the report have them all
_REASONS, _TIMES = ("changed", "other", "same"), frozenset({"year", "quarter", "month"})
MOST_TIMES, MOST_ROWS = 80, 24  # points on the line of time, and rows of a table of times


@dataclass(frozen=True, slots=True)
class SplitShown:
    """A split with its picture, and the rows of its table; `left_out` are those that are not listed."""

    called: str
    split: Split
    picture: Picture | None
    rows: tuple[Group, ...]
    left_out: int

    @property
    def all_held_back(self) -> bool:
        """Whether no row of the table may be shown."""
        return all(group.cases is None for group in self.rows)


@dataclass(frozen=True, slots=True)
class FamilyShown:
    """A family that changes: what it comes to in words, its flows, its splits.

    `characteristics` are pictures alone: the table of the equality impact has their figures.
    """

    family: Family
    says: tuple[str, ...]
    flows: Picture | None
    flow_rows: tuple[Flow, ...]
    flows_said: str
    splits: tuple[SplitShown, ...]
    characteristics: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ThresholdShown:
    """A line that a rule draws, with who sits near it; `rows` are the bins nearest to it."""

    threshold: Threshold
    picture: Picture | None
    says: str
    rows: tuple[Nights, ...]


def families_shown(results: Results, areas: Areas) -> tuple[FamilyShown, ...]:
    """Each family that changes, in the order of an assessment."""
    changed = [family for family in results.families if family.changed]
    return tuple(_family(family, f"family-{number}", areas) for number, family in enumerate(changed, 1))


def thresholds_shown(results: Results) -> tuple[ThresholdShown, ...]:
    """Each line, those that move first."""
    moving = sorted(results.thresholds, key=lambda each: each.needed_baseline == each.needed_proposed)
    return tuple(
        ThresholdShown(each, nights_chart(each, f"nights-{number}"), nights_said(each), bins_listed(each))
        for number, each in enumerate(moving, 1)
    )


def _family(family: Family, name: str, areas: Areas) -> FamilyShown:
    says = (moved_said(family), meaning_said(family), sure_said(family), notice_said(family))
    # A split may be called anything, so that its picture goes by its place.
    told = [
        (split, f"{name}-{place}")
        for place, split in enumerate(family.splits, 1)
        if split.groups and not _too_fine(split)
    ]
    pictures = [rates_chart(family, split, each) for split, each in told if split.by not in SPLITS]
    splits = [_split(family, split, each, areas) for split, each in told if split.by in SPLITS]
    return FamilyShown(
        family,
        tuple(filter(None, says)),
        flow_chart(family, f"{name}-flow"),
        tuple(sorted(family.flows, key=lambda flow: (_REASONS.index(flow.reason), -(flow.count or 0)))),
        flows_said(family),
        tuple(split for split in splits if split.picture or split.rows),
        tuple(picture for picture in pictures if picture),
    )


def _too_fine(split: Split) -> bool:
    """Whether a split goes by times of which there are too many to read."""
    return split.by in _TIMES and len(split.groups) > MOST_TIMES


def _split(family: Family, split: Split, name: str, areas: Areas) -> SplitShown:
    called = SPLITS[split.by]
    if split.by != "area":
        rows = () if split.by in _TIMES and len(split.groups) > MOST_ROWS else split.groups
        shown = rates_chart(family, split, name)
        return SplitShown(called, split, shown, rows, len(split.groups) - len(rows))
    changing = sorted(
        (group for group in split.groups if _changed(group)), key=lambda group: -_changed(group)
    )
    rows = tuple(sorted(changing[:MOST_AREAS], key=lambda group: group.name))
    return SplitShown(
        called, split, map_chart(family, split, areas, name), rows, len(split.groups) - len(rows)
    )


def _changed(group: Group) -> int:
    return (group.moved.gained or 0) + (group.moved.lost or 0)
