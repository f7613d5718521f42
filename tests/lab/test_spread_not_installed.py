"""Where Ray or Spark is not installed, the lab says which words install it, and nothing else happens."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from engine.problems import InputError
from policy_lab.cases import Quarantine
from policy_lab.proposal import proposal_of
from policy_lab.spread.on_ray import replay_on_ray
from policy_lab.spread.on_spark import replay_on_spark

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(
    ("replay_on", "module", "extra"), [(replay_on_ray, "ray", "ray"), (replay_on_spark, "pyspark", "spark")]
)
def test_an_engine_that_is_not_installed_is_named_with_its_extra(
    replay_on: Callable[..., Any], module: str, extra: str, tmp_path: Path
) -> None:
    if find_spec(module):
        pytest.skip(f"{module} is installed here")
    with Quarantine(None) as quarantine, pytest.raises(InputError) as refusal:
        replay_on(tmp_path / "none.parquet", proposal_of("none", (), ()), quarantine)
    (fault,) = refusal.value.faults
    assert fault.dotted == "--on"
    assert f"safe-connections[lab,{extra}]" in str(fault.do)
