"""The second engine beside a command: started first, so that it gets ready while the rest is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from engine.production.fence import ProductionWorker


class Engines(StrEnum):
    """Which engines decide."""

    both = "both"
    evaluate = "evaluate"


@contextmanager
def second_engine(engines: Engines) -> Iterator[ProductionWorker | None]:
    """The production engine in its own process for as long as a command runs; None where it is not asked."""
    if engines is Engines.evaluate:
        yield None
        return
    with ProductionWorker() as worker:
        worker.start()
        yield worker
