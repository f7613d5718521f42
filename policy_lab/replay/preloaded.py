"""Loads what every worker needs, in the process that workers are forked from; importing it does so.

Nothing is computed by polars here: a process that has let it cannot be forked any more.
"""

import gc
from importlib import import_module

import pyarrow as pa


def _load() -> None:
    gc.disable()  # nearly all that is made here stays, and would be looked through in vain
    import_module("policy_lab.replay.part")
    import_module("policy_lab.proposal").whole_country()
    # The first compiled loop that is called brings in what all of them rest on.
    import_module("engine.columnar.day_texts").whole_dates(pa.array(["2014-06-03"]))
    gc.freeze()
    gc.enable()


_load()
