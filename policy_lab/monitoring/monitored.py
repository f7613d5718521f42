"""From a case file to what monitoring found."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from engine.problems import Fault, InputError
from policy_lab.cases import Quarantine, read_cases
from policy_lab.monitoring.facts import every_fact
from policy_lab.monitoring.model import Monitoring
from policy_lab.monitoring.policy import monitoring_policy
from policy_lab.monitoring.tables import tables_of, work_of
from services_directory.areas import load_areas


def monitored(
    cases: Path, quarantine: Path | None = None, step: Callable[[float], None] | None = None
) -> Monitoring:
    """The tables of a file of historic cases, or of a folder of CSV tables, with every count shown.

    `quarantine` is where to write which cases were left out and why; `step` is told how far through the file
    the reading is, from 0 to 1. Raises InputError where the file cannot be read, or no case in it is sound.
    """
    policy, read = monitoring_policy(), 0
    with Quarantine(quarantine) as left_out:

        def sound() -> Iterator[pa.RecordBatch]:
            nonlocal read
            for batch in read_cases(cases):
                left_out.add(batch.quarantined)
                read += len(batch.cases)
                yield batch.cases
                if step:
                    step(batch.share)

        facts = every_fact(sound(), load_areas(), policy)
    if not read:
        why = "no case in it can be used; `safe-connections cases import` writes down why."
        raise InputError(f"{cases.name} cannot be used.", [Fault((), why)])
    return Monitoring(
        file=cases.name,
        cases=read,
        quarantined=left_out.cases,
        faults=tuple(left_out.faults.most_common()),
        held_back_below=0,
        tables=tables_of(facts, policy),
        work=work_of(facts),
        read_with=policy.read_with,
    )
