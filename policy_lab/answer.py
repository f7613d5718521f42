"""From the sum of all batches to what may be published: every table suppressed, rates and words beside it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import polars as pl

from policy_lab.agreement import UNDER, agreement_of, rounded
from policy_lab.examples import Candidate, examples_of
from policy_lab.figures import figures
from policy_lab.flows import Counted, FlowKey, Reason, flows_of
from policy_lab.intervals import CONFIDENCE
from policy_lab.proposal import Proposal, differences
from policy_lab.replay.groups import AREA, FROM_PROFILE, MONTH, OPEN, RECORDED
from policy_lab.replay.stands import ORDER
from policy_lab.replay.thresholds import lines_of
from policy_lab.results import (
    Agreement,
    CaseLists,
    Cases,
    Disagreement,
    EqualityRow,
    Family,
    Method,
    Moved,
    Nights,
    Notice,
    PackUsed,
    Results,
    RuleChange,
    Split,
    Stands,
    Threshold,
)
from policy_lab.splits import (
    HELD_BACK,
    NOBODY,
    NOT_RECORDED,
    Level,
    characteristic,
    moved_of,
    nested,
)
from policy_lab.suppression import Row, published
from policy_lab.total import CasesRead, Sum
from services_directory.areas import load_areas

__all__ = ["SPLITS", "CasesRead", "results_of"]

SPLITS = ("region", "area", "year", "quarter", "month", "characteristic")
PER_AREA = frozenset({"local_connection", "safety", "referral"})
CHARACTERISTICS = (
    "age", "disability", "gender_reassignment", "marriage_and_civil_partnership", "pregnancy_and_maternity",
    "race", "religion_or_belief", "sex", "sexual_orientation",
)  # fmt: skip
"""Equality Act 2010 s.4."""
ALSO_CALLED = {
    "gender": "sex", "age_band": "age", "age_group": "age", "disabled": "disability", "ethnicity": "race",
    "nationality": "race", "pregnancy": "pregnancy_and_maternity", "maternity": "pregnancy_and_maternity",
    "religion": "religion_or_belief", "belief": "religion_or_belief", "sexuality": "sexual_orientation",
    "marriage": "marriage_and_civil_partnership", "trans": "gender_reassignment",
}  # fmt: skip
CALLED = {"safety": "safety of an area", "referral": "conditions for a referral elsewhere"}
DUTY, STAGE = "duty_", "referral_"


def results_of(
    counted: pl.DataFrame, proposal: Proposal, read: CasesRead, by: frozenset[str] = frozenset(SPLITS)
) -> tuple[Results, CaseLists]:
    """What the sum of all batches says, as it may be published; and the lists for the authority's own use.

    `by` are those of `SPLITS` that are asked for.
    """
    total, set_by = Sum(counted), figures()
    named = dict.fromkeys(each.family for each in total.of("flow"))
    characteristics = _characteristics(total)
    families = tuple(_family(total, name, characteristics, by) for name in _in_order(named))
    shown = [(family.name, flow) for family in families for flow in family.flows]
    candidates = [
        Candidate(each.family, each.first, each.second, each.third, each.text) for each in total.of("example")
    ]
    recorded = tuple(characteristics)
    results = Results(
        method=_method(proposal),
        cases=_cases(total, read),
        families=families,
        rules=tuple(_rules(total, proposal)),
        thresholds=tuple(_thresholds(total, proposal)),
        examples=examples_of(candidates, shown, proposal, set_by.examples_at_most),
        characteristics=recorded,
        not_recorded=tuple(name for name in CHARACTERISTICS if name not in recorded),
    )
    return results, _lists(total)


def _in_order(names: Mapping[str, Any]) -> list[str]:
    first = ("homelessness", "eligibility", "priority_need", "local_connection", "safety")
    return sorted(names, key=lambda name: (first.index(name) if name in first else len(first), name))


def _method(proposal: Proposal) -> Method:
    used = [
        tuple(PackUsed(pack.name, pack.version, pack.sha256) for pack in packs)
        for packs in (proposal.baseline, proposal.proposed)
    ]
    return Method(
        proposed_as=proposal.called,
        baseline=used[0],
        proposed=used[1],
        changes=differences(proposal.baseline, proposal.proposed),
        jurisdiction=proposal.jurisdiction,
        least_shown=figures().least_shown,
        rounded_to=figures().rounded_to,
        confidence=CONFIDENCE,
    )


def _cases(total: Sum, read: CasesRead) -> Cases:
    years = sorted(int(month[:4]) for month in total.groups.get(MONTH, {}))
    not_decided = [
        (each.first, rounded(each.count, figures().rounded_to)) for each in total.of("not_decided")
    ]
    return Cases(
        files=read.files,
        read=read.read,
        quarantined=read.quarantined,
        decided=total.one("cases"),
        not_decided=tuple(not_decided),
        decided_from=years[0] if years else None,
        decided_to=years[-1] if years else None,
    )


def _family(total: Sum, name: str, characteristics: Mapping[str, str], by: frozenset[str]) -> Family:
    least = figures().least_shown
    counted = {
        FlowKey(each.first, each.second, _REASONS[each.third]): Counted(each.count, each.cases)
        for each in total.of("flow")
        if each.family == name
    }
    flows = flows_of(counted, least)
    changed = any(flow.reason != "same" for flow in counted)
    splits, equality = _splits(total, name, characteristics, by) if changed else ((), ())
    return Family(
        name=name,
        called=_called(name),
        unit="case and area" if name in PER_AREA else "case",
        changed=changed,
        moved=flows.moved,
        ways=flows.ways,
        flows=flows.flows,
        cases=moved_of(total.everyone(name), least),
        splits=splits,
        equality=equality,
        open_cases=_open_cases(total, name),
        agreement=tuple(_agreement(total, name)),
    )


def _called(name: str) -> str:
    if name.startswith(DUTY):
        return f"duty: {name.removeprefix(DUTY).replace('_', ' ')}"
    if name.startswith(STAGE):
        return f"referral at the stage: {name.removeprefix(STAGE).replace('_', ' ')}"
    return CALLED.get(name, name.replace("_", " "))


def _splits(
    total: Sum, name: str, characteristics: Mapping[str, str], by: frozenset[str]
) -> tuple[tuple[Split, ...], tuple[EqualityRow, ...]]:
    """Every split, of which those that are asked for are kept: leaving one out gives nothing away."""
    least = figures().least_shown
    found = [
        *nested(total.tally(name, AREA), _PLACES, least),
        *nested(total.tally(name, MONTH), _TIMES, least),
    ]
    equality: list[EqualityRow] = []
    kept = [split for split in found if split.by in by]
    if "characteristic" in by:
        for called, split_by in characteristics.items():
            split, rows = characteristic(called, total.tally(name, split_by), least)
            kept.append(split)
            equality += rows
    return tuple(kept), tuple(equality)


def _region_of(area: str) -> str:
    return NOT_RECORDED if area == NOT_RECORDED else load_areas()[area].region


def _area_called(area: str) -> str:
    return NOT_RECORDED if area == NOT_RECORDED else load_areas()[area].name


def _quarter_of(month: str) -> str:
    return NOT_RECORDED if month == NOT_RECORDED else f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def _year_of(month: str) -> str:
    return NOT_RECORDED if month == NOT_RECORDED else month[:4]


_PLACES = (Level("region", _region_of, str), Level("area", str, _area_called))
_TIMES = (Level("year", _year_of, str), Level("quarter", _quarter_of, str), Level("month", str, str))
_REASONS: Mapping[str, Reason] = {"same": "same", "other": "other", "changed": "changed"}


def _characteristics(total: Sum) -> dict[str, str]:
    """The splits by a characteristic, by its name: what is recorded apart, else what profiles tell."""
    found: dict[str, str] = {}
    for source in (RECORDED, FROM_PROFILE):
        for by in sorted(total.groups):
            name = by.removeprefix(source)
            name = ALSO_CALLED.get(name.casefold().replace(" ", "_"), name)
            if by.startswith(source):
                found.setdefault(name, by)
    return dict(sorted(found.items()))


def _open_cases(total: Sum, name: str) -> Moved:
    """Who gains and loses among the cases without an outcome yet."""
    tally = total.tally(name, OPEN)
    rows = [Row(key, tally.get(key, NOBODY)) for key in ("open", "closed")]
    (((row, _closed),), shown) = published([rows], figures().least_shown)
    return HELD_BACK if row.counts is None or not shown else Moved(*row.counts)


def _agreement(total: Sum, name: str) -> Iterator[Agreement]:
    for under in UNDER:
        counts = {
            (_STANDS[each.second], _STANDS[each.third]): each.count
            for each in total.of("agreement")
            if each.family == name and each.first == under
        }
        if counts:
            yield agreement_of(under, counts, figures().rounded_to)


_STANDS: Mapping[str, Stands] = {each: each for each in ORDER}


def _rules(total: Sum, proposal: Proposal) -> Iterator[RuleChange]:
    rules = {
        rule.id: rule
        for packs in (proposal.baseline, proposal.proposed)
        for pack in packs
        for rule in pack.rules
    }
    for each in sorted(total.of("rule"), key=lambda each: (-each.count, each.first, each.second, each.third)):
        about = rounded(each.count, figures().rounded_to)
        if about:
            rule = rules[each.first]
            yield RuleChange(each.first, rule.title, rule.family, each.second, each.third, about)


def _thresholds(total: Sum, proposal: Proposal) -> Iterator[Threshold]:
    was, becomes = lines_of(proposal.baseline), lines_of(proposal.proposed)
    for measure, line in was.items():
        counts: dict[int, Counter[str]] = {}
        for each in total.of("nights"):
            if each.first == measure:
                counts.setdefault(int(each.second), Counter())[each.third] += each.count
        if counts:
            now = becomes.get(measure)
            yield Threshold(
                line.rule, line.title, measure, line.needed, now.needed if now else None, line.near_miss,
                tuple(_bins(counts, line.bins)),
            )  # fmt: skip


def _bins(counts: Mapping[int, Counter[str]], begin: Sequence[int]) -> Iterator[Nights]:
    nobody = Counter[str]()
    rows = [
        Row(str(first), tuple(counts.get(first, nobody)[each] for each in ("surely", "astride")))
        for first in begin
    ]
    ((shown,), _total) = published([rows], figures().least_shown)
    for row, below in zip(shown, [*begin[1:], begin[-1] + figures().nights_in_a_bin], strict=True):
        surely, astride = row.counts or (None, None)
        yield Nights(int(row.key), below, surely, astride)


def _lists(total: Sum) -> CaseLists:
    most = figures().listed_at_most
    disagreements = [
        Disagreement(each.first, each.family, each.second, *each.third.split(">"))
        for each in total.of("disagreement")
    ]
    notices = [Notice(each.first, each.family, _MOVES[each.second]) for each in total.of("notice")]
    return CaseLists(
        tuple(disagreements[:most]), total.one("disagreements"), tuple(notices[:most]), total.one("notices")
    )


_MOVES: Mapping[str, Literal["gained", "lost"]] = {"gained": "gained", "lost": "lost"}
