"""The replay on Ray Data: on the cluster that `RAY_ADDRESS` names, or on workers of this machine."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pyarrow as pa

from engine.problems import Fault, InputError
from policy_lab.cases import Quarantine
from policy_lab.proposal import Proposal
from policy_lab.replay.unfinished import Unfinished
from policy_lab.spread.pieces import COUNTED, Counting, Done, Round, replay_in_pieces
from policy_lab.total import CasesRead


def replay_on_ray(
    source: Path, proposal: Proposal, quarantine: Quarantine, *, mapping: Path | None = None,
    workers: int = 2, kept: Unfinished | None = None, done: Done = lambda _step: None,
) -> tuple[pl.DataFrame, CasesRead]:  # fmt: skip
    """The sum of all batches of a file of cases, and what was read of it, decided by so many workers.

    A worker that dies has its piece done by another. `kept` is as for `policy_lab.replay.local.replay`; on
    a cluster its folder has to be on a disk that all of it shares. Raises: InputError as there, and where
    Ray is not installed.
    """
    if not find_spec("ray"):
        why = "Ray is not installed."
        do = "Install it with: pip install 'safe-connections[lab,ray]'"
        raise InputError("This cannot be run on Ray.", [Fault(("--on",), why, do=do)])
    with _cluster(workers):
        return replay_in_pieces(
            source, proposal, quarantine, _round_of(workers),
            mapping=mapping, workers=workers, kept=kept, done=done,
        )  # fmt: skip


def _round_of(workers: int) -> Round:
    import ray  # noqa: PLC0415 (an extra that few install)

    def run(counting: Counting, paths: pa.Table) -> pa.Table:
        # A block for each piece: Ray hands them out one by one, and those of a lost worker again.
        pieces = ray.data.from_arrow([paths.slice(row, 1) for row in range(len(paths))])
        at_once = min(workers, len(paths))
        done = pieces.map_batches(counting, batch_size=None, batch_format="pyarrow", concurrency=at_once)
        found = done.iter_batches(batch_size=None, batch_format="pyarrow")
        return pa.concat_tables([each.cast(COUNTED) for each in found])

    return run


@contextmanager
def _cluster(workers: int) -> Iterator[None]:
    """Ray for as long as it is needed; one that already runs in this process is used and left running."""
    # It would otherwise report that it is in use to its makers.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray  # noqa: PLC0415 (an extra that few install)

    if ray.is_initialized():
        yield
        return
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    if os.environ.get("RAY_ADDRESS"):
        ray.init(**quiet)
    else:
        ray.init(num_cpus=workers, include_dashboard=False, _node_ip_address="127.0.0.1", **quiet)
    try:
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        yield
    finally:
        ray.shutdown()
