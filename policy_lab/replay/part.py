"""A part of a file of cases, as whoever decides it is given it, and what it comes to."""

from functools import cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from policy_lab.cases.columns import Checks
from policy_lab.cases.conformed import trimmed
from policy_lab.cases.parquet import Stretch, read_stretch
from policy_lab.cases.references import Digests, digests_of
from policy_lab.cases.sound import soundness
from policy_lab.proposal import Proposal
from policy_lab.replay.batch import replayed

Given: TypeAlias = Stretch | pa.RecordBatch
"""A stretch that is still to be read and checked, or cases of which that is done."""
_NO_DIGESTS: Digests = np.empty(0, np.uint64)


class Counted(NamedTuple):
    """What a part comes to: how many cases are sound, and their partial table, where it was asked for.

    Of a stretch also the references of these cases, which others may have too; and the cases that need a
    closer look, with their rows.
    """

    cases: int
    partial: pa.RecordBatch | None = None
    references: Digests = _NO_DIGESTS
    doubtful: tuple[tuple[int, Any], ...] = ()


def counted(given: Given, proposal: Proposal, *, counts: bool) -> Counted:
    """What a part comes to; without `counts` no case is decided. Raises BrokenParquetError."""
    if isinstance(given, pa.RecordBatch):
        return Counted(len(given), replayed(given, proposal) if counts else None)
    looked = read_stretch(given, checks())
    partial = replayed(looked.cases, proposal) if counts and len(looked.cases) else None
    return Counted(len(looked.cases), partial, digests_of(looked.cases), looked.doubtful)


def as_sent(given: Given) -> Given:
    """The same as it is best sent to another process."""
    return trimmed(given) if isinstance(given, pa.RecordBatch) else given


@cache
def checks() -> Checks:
    """The checks, which remember what this process found of each distinct value."""
    return Checks(soundness())
