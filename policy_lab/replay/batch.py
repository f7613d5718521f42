"""One batch of cases under both packs: a pure function from an Arrow batch to an Arrow batch of counts.

It has no clock and no state, so whatever spreads batches over processes or machines can run it.
"""

import json
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
from policy_lab.replay.partial import count_row, partial_of, rows_of
from policy_lab.replay.recorded import held_against, recorded_verdicts, references
from policy_lab.replay.thresholds import nights

_GAINED, _LOST = ("gained", "lost")
_RULE = {"rule": "first", "was": "second", "becomes": "third"}


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
            rows_of("nights", nights(before, proposal.baseline)),
            rows_of("rule", found[1].differing().rename(_RULE)),
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
) -> Iterator[pl.DataFrame]:
    """How many cases are decided, in which groups, and which of these gain and lose in each family."""
    decided = before.cases["case"].to_numpy().astype(np.int64)
    yield count_row("cases", decided.size)
    refused = {each.case: each.because for each in (*found[1].refused, *found[0].refused)}
    reasons = pl.DataFrame({"first": list(refused.values())}, schema={"first": pl.String()})
    yield rows_of("not_decided", reasons.group_by("first").agg(count=pl.len()))
    splits = groupings(batch, whole_country())
    nobody = np.zeros(decided.size, np.int64)
    for split in splits:
        yield rows_of("group", split.counts(decided, ("",), nobody))
    for family in families:
        yield rows_of("flow", family.flows())
        if family.touched.any():
            yield from _moved(batch, family, splits)


def _moved(batch: pa.RecordBatch, family: Compared, splits: Sequence[Grouping]) -> Iterator[pl.DataFrame]:
    gained, lost = family.moves()
    cases, way = np.concatenate([gained, lost]), np.repeat([0, 1], [gained.size, lost.size])
    named = pl.lit(family.family).alias("family")
    for split in splits:
        yield rows_of("moved", split.counts(cases, (_GAINED, _LOST), way).with_columns(named))
    of_open = is_open(batch)[cases]
    in_order = np.argsort(cases[of_open], kind="stable")[: figures().listed_at_most]
    listed = pl.DataFrame(
        {
            "first": references(batch, cases[of_open][in_order]),
            "second": np.asarray([_GAINED, _LOST])[way[of_open][in_order]],
        },
        schema={"first": pl.String(), "second": pl.String()},
    )
    yield rows_of("notice", listed.with_columns(named))
    yield count_row("notices", int(of_open.sum()))


def _recorded(batch: pa.RecordBatch, before: Decisions, after: Decisions) -> Iterator[pl.DataFrame]:
    country, most, in_all = whole_country(), figures().listed_at_most, 0
    for recorded in recorded_verdicts(batch, country):
        held = held_against(recorded, before)
        yield rows_of("agreement", held.agreement("baseline"))
        yield rows_of("agreement", held_against(recorded, after).agreement("proposed"))
        differ, count = held.disagreements(batch, country, most)
        yield rows_of("disagreement", differ)
        in_all += count
    yield count_row("disagreements", in_all)


def _examples(batch: pa.RecordBatch, families: Sequence[Compared]) -> Iterator[pl.DataFrame]:
    """The first case of each flow of changed verdicts, whole; what could tell who it is goes out later."""
    codes = (*whole_country().codes, "")
    rows = []
    for family in families:
        units = np.flatnonzero(family.reason == 2)
        pairs = family.was[units].astype(np.int64) * len(family.words) + family.becomes[units]
        for first in units[np.unique(pairs, return_index=True)[1]]:
            (case,) = to_plain(batch.slice(int(family.case[first]), 1))
            rows.append(
                {
                    "family": family.family,
                    "first": family.words[family.was[first]],
                    "second": family.words[family.becomes[first]],
                    "third": codes[family.area[first]],
                    "text": json.dumps(case, ensure_ascii=False, sort_keys=True),
                }
            )
    if rows:
        yield rows_of("example", pl.DataFrame(rows))
