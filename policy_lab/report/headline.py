"""The findings in words: who gains, who loses, how many, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass

from policy_lab.intervals import Interval, wilson
from policy_lab.report.words import group, interval, listed, of_100, plain, ratio, sentence, several
from policy_lab.results import EqualityRow, Family, Moved, Results
from policy_lab.splits import HIGHER, LOWER, NOT_RECORDED

_MOST_GROUPS = 6  # named in the headline; the table has them all


@dataclass(frozen=True, slots=True)
class Finding:
    """What comes of the change in a family: the main thing first, then how sure it is and for whom."""

    lead: str
    more: tuple[str, ...] = ()


def headline(results: Results) -> tuple[Finding, ...]:
    """What a reader takes into a meeting."""
    changed = [family for family in results.families if family.changed]
    if not changed:
        cases = several(results.cases.decided, "case", "cases")
        return (Finding(f"Nothing changes in any of the {cases} that were decided."),)
    return tuple(
        Finding(
            moved_said(family),
            tuple(
                filter(
                    None,
                    (meaning_said(family), sure_said(family), *_groups_said(family), notice_said(family)),
                )
            ),
        )
        for family in changed
    )


def meaning_said(family: Family) -> str:
    """What a gain means where it may not be good for the client."""
    if not family.name.startswith("referral"):
        return ""
    return "A gain here means that the council could refer the client elsewhere, perhaps against their wish."


def moved_said(family: Family) -> str:
    """How many cases gain and lose in a family."""
    cases = family.cases
    if cases.gained is None or cases.lost is None or cases.total is None:
        return f"{sentence(family.called)}: some cases change, so few that their number is held back."
    if not (cases.gained or cases.lost):
        what = "verdicts or their reasons change, but no case gains or loses"
        return f"{sentence(family.called)}: {what}, of {several(cases.total, 'case', 'cases')}."
    lose = "loses" if cases.lost == 1 else "lose"
    gain = "gains" if cases.gained == 1 else "gain"
    none = "none" if cases.gained else "None"
    gains = f"{cases.gained:,} {gain}" if cases.gained else f"none {gain}"
    loses = f"{cases.lost:,} {lose}" if cases.lost else f"{none} {lose}"
    return f"{sentence(family.called)}: of {several(cases.total, 'case', 'cases')}, {gains} and {loses}."


def rates_of(moved: Moved) -> tuple[Interval | None, Interval | None]:
    """The rates of gaining and of losing, where they may be told."""
    if moved.gained is None or moved.lost is None or not moved.total:
        return None, None
    return wilson(moved.gained, moved.total), wilson(moved.lost, moved.total)


def sure_said(family: Family) -> str:
    """How far the rates of these cases tell those of cases to come."""
    rates = zip(("gain", "lose"), rates_of(family.cases), strict=True)
    parts = [
        f"between {of_100(rate.low)} and {of_100(rate.high)} of 100 {way}"
        for way, rate in rates
        if rate is not None and rate.rate
    ]
    return (
        f"The counts are exact for these cases. If cases to come are like them, {listed(parts)}."
        if parts
        else ""
    )


def _groups_said(family: Family) -> Iterator[str]:
    """The groups that share a protected characteristic and gain or lose more or less often than others."""
    recorded = [row for row in family.equality if row.group != NOT_RECORDED]
    alike = []
    for way, verb in (("gained", "gain"), ("lost", "lose")):
        known = [row for row in recorded if getattr(row, way) is not None]
        if not getattr(family.cases, way) or not known:
            continue
        apart = [row for row in known if getattr(row, f"says_{way}") in {HIGHER, LOWER}]
        if not apart:
            alike.append(verb)
            continue
        named = [f"{plain(row.characteristic)}: {group(row.group)} ({_times(row, way)})" for row in apart]
        more = f", and {len(named) - _MOST_GROUPS:,} more in the table" if len(named) > _MOST_GROUPS else ""
        shown = "; ".join(named[:_MOST_GROUPS])
        yield f"More or less often than chance explains, these groups {verb}: {shown}{more}."
    if alike:
        yield (
            f"No group that shares a protected characteristic is seen to {listed(alike, 'or')} more or less "
            "often than everyone else, beyond what chance explains."
        )


def _times(row: EqualityRow, way: str) -> str:
    times: float | None = getattr(row, f"ratio_{way}")
    own: Interval | None = getattr(row, way)
    return f"{interval(own)} of 100" if times is None else f"{ratio(times)} times as often as everyone else"


def notice_said(family: Family) -> str:
    """How many open cases would need notice."""
    still = family.open_cases
    if still.gained is None or still.lost is None:
        return "Some cases are still open and would change, so few that their number is held back."
    if not (still.gained or still.lost):
        return ""
    gain, lose = _or_none(still.gained), _or_none(still.lost)
    return f"Of the cases still open, {gain} would gain and {lose} would lose: they would need notice."


def _or_none(number: int) -> str:
    return f"{number:,}" if number else "none"
