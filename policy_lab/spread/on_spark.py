"""The replay on Spark: under the master that `PYSPARK_SUBMIT_ARGS` names, or on workers of this machine."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from engine.problems import Fault, InputError
from policy_lab.cases import Quarantine
from policy_lab.proposal import Proposal
from policy_lab.replay.unfinished import Unfinished
from policy_lab.spread.pieces import COUNTED, Counting, Done, Round, replay_in_pieces
from policy_lab.total import CasesRead

TRIES = 4  # of a piece whose worker died, as many as Spark gives it on a cluster


def replay_on_spark(
    source: Path, proposal: Proposal, quarantine: Quarantine, *, mapping: Path | None = None,
    workers: int = 2, kept: Unfinished | None = None, done: Done = lambda _step: None,
) -> tuple[pl.DataFrame, CasesRead]:  # fmt: skip
    """The sum of all batches of a file of cases, and what was read of it, decided by so many workers.

    A worker that dies has its piece done by another. `kept` is as for `policy_lab.replay.local.replay`; on
    a cluster its folder has to be on a disk that all of it shares. Raises: InputError as there, and where
    Spark, or the Java that it needs, is not installed.
    """
    if not find_spec("pyspark"):
        why = "Spark is not installed."
        do = "Install it with: pip install 'safe-connections[lab,spark]'; it also needs Java 17."
        raise InputError("This cannot be run on Spark.", [Fault(("--on",), why, do=do)])
    with _session(workers) as session:
        return replay_in_pieces(
            source, proposal, quarantine, _round_on(session),
            mapping=mapping, workers=workers, kept=kept, done=done,
        )  # fmt: skip


def _round_on(session: Any) -> Round:
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 (an extra that few install)

    def run(counting: Counting, paths: pa.Table) -> pa.Table:
        def each(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                yield from counting(paths.take(batch.column("id"))).to_batches()

        # A partition for each piece: Spark hands them out one by one, and those of a lost worker again.
        pieces = session.range(0, len(paths), 1, len(paths))
        with _no_word_of_pandas():
            found: pa.Table = pieces.mapInArrow(each, from_arrow_schema(COUNTED)).toArrow()
        return found.cast(COUNTED)

    return run


@contextmanager
def _session(workers: int) -> Iterator[Any]:
    """Spark for as long as it is needed; one that already runs in this process is used and left running."""
    # Workers are to be the Python of this program, with what is installed for it.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415 (an extra that few install)
    from pyspark.sql import SparkSession  # noqa: PLC0415

    running = SparkSession.getActiveSession()
    if running:
        yield running
        return
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    builder = SparkSession.builder.appName("safe-connections").config(map=quiet)
    if "--master" not in os.environ.get("PYSPARK_SUBMIT_ARGS", ""):
        here = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        builder = builder.master(f"local[{workers},{TRIES}]").config(map=here)
    try:
        with _no_word_of_pandas():
            session = builder.getOrCreate()
    except PySparkRuntimeError:
        do = "Spark needs Java 17 or later, found through JAVA_HOME or the PATH."
        raise InputError("Spark does not start.", [Fault(("--on",), "Java cannot be run.", do=do)]) from None
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def _no_word_of_pandas() -> Iterator[None]:
    """Spark warns of a version of pandas, which nothing here uses."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
        yield
