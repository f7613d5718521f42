"""One batch of cases under both packs: a pure function from an Arrow batch to an Arrow batch of counts.

It has no clock and no state, so whatever spreads batches over processes or machines can run it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pyarrow as pa

from engine.columnar.decide import decide_under
from engine.columnar.decisions import Decisions
from engine.columnar.schema import CODED_SCHEMA, to_plain
from policy_lab.cases.conformed import conformed
from policy_lab.figures import figures
from policy_lab.proposal import Proposal, whole_country
from policy_lab.replay.families import Compared, compared
from policy_lab.replay.groups import Grouping, groupings, is_open
from policy_lab.replay.partial import Row, partial_of
from policy_lab.replay.recorded import held_against, recorded_verdicts, references, rows_among
from policy_lab.replay.thresholds import nights

_GAINED, _LOST = ("gained", "lost")


def replayed(batch: pa.RecordBatch, proposal: Proposal) -> pa.RecordBatch:
    """What a batch of sound cases comes to, in the columns of `policy_lab.replay.partial.PARTIAL`.

    `batch` is in the form of `engine.columnar.schema`. Raises NotInColumnsError for a rule that columns
    cannot decide.
    """
    if not batch.schema.equals(CODED_SCHEMA):
        batch = conformed(batch)
    proposal = _met(proposal)
    packs = (proposal.baseline, proposal.proposed)
    found = decide_under(batch, packs, whole_country(), jurisdiction=proposal.jurisdiction)
    before, after = _of_both(found)
    families = list(compared(before, after))
    return partial_of(
        (
            *_counted(batch, before, found, families),
            *_recorded(batch, before, after),
            *nights(before, proposal.baseline),
            *(Row("rule", "", *change) for change in found[1].differing().iter_rows()),
            *_examples(batch, families),
        )
    )


_proposals: dict[str, Proposal] = {}


def _met(proposal: Proposal) -> Proposal:
    """The first proposal like it that this process met, since what is made of packs is kept by the packs."""
    return _proposals.setdefault(proposal.digest, proposal)


def _of_both(found: Sequence[Decisions]) -> tuple[Decisions, Decisions]:
    """The decisions on the cases that both sets of packs decide."""
    before, after = found
    if before.cases["case"].equals(after.cases["case"]):
        return before, after
    both = before.cases["case"].filter(before.cases["case"].is_in(after.cases["case"].implode()))
    one, other = (
        replace(
            each,
            cases=each.cases.filter(pl.col("case").is_in(both.implode())),
            areas=each.areas.filter(pl.col("case").is_in(both.implode())),
            targets=each.targets.filter(pl.col("case").is_in(both.implode())),
        )
        for each in (before, after)
    )
    return one, other


def _counted(
    batch: pa.RecordBatch, before: Decisions, found: Sequence[Decisions], families: Sequence[Compared]
) -> Iterator[Row]:
    """How many cases are decided, in which groups, and which of these gain and lose in each family."""
    decided = before.cases["case"].to_numpy()
    yield Row("cases", how_many=decided.size)
    refused = {each.case: each.because for each in (*found[1].refused, *found[0].refused)}
    for because, count in Counter(refused.values()).items():
        yield Row("not_decided", first=because, how_many=count)
    splits = groupings(batch, whole_country())
    for split in splits:
        yield from split.cases(decided)
    for family in families:
        yield from family.flows()
        if family.touched:
            yield from _moved(batch, family, splits)


def _moved(batch: pa.RecordBatch, family: Compared, splits: Sequence[Grouping]) -> Iterator[Row]:
    ways = dict(zip((_GAINED, _LOST), family.moves(), strict=True))
    for split in splits:
        for way, cases in ways.items():
            yield from split.moved(family.family, way, cases)
    open_ = is_open(batch)
    noticed = sorted((int(case), way) for way, cases in ways.items() for case in cases[open_[cases]])
    yield Row("notices", how_many=len(noticed))
    listed = noticed[: figures().listed_at_most]
    for ref, (_case, way) in zip(references(batch, [case for case, _ in listed]), listed, strict=True):
        yield Row("notice", family.family, ref, way)


def _recorded(batch: pa.RecordBatch, before: Decisions, after: Decisions) -> Iterator[Row]:
    country, most, in_all = whole_country(), figures().listed_at_most, 0
    for recorded in recorded_verdicts(batch, country):
        rows = rows_among(recorded, before)
        held = held_against(recorded, rows, before)
        yield from held.agreement("baseline")
        yield from held_against(recorded, rows, after).agreement("proposed")
        differ = held.differing()
        yield from held.disagreements(batch, country, differ[:most])
        in_all += differ.size
    yield Row("disagreements", how_many=in_all)


def _examples(batch: pa.RecordBatch, families: Sequence[Compared]) -> Iterator[Row]:
    """The first case of each flow of changed verdicts, whole; what could tell who it is goes out later."""
    codes = (*whole_country().codes, "")
    for family in families:
        units = family.changed()
        pairs = family.was[units].astype(np.int64) * len(family.words) + family.becomes[units]
        for first in units[np.unique(pairs, return_index=True)[1]]:
            (case,) = to_plain(batch.slice(int(family.case[first]), 1))
            flow = (family.words[family.was[first]], family.words[family.becomes[first]])
            text = json.dumps(case, ensure_ascii=False, sort_keys=True)
            yield Row("example", family.family, *flow, codes[family.area[first]], text=text)
