"""The columnar engine and the evaluator on 200,000 generated profiles: whole, with gaps, and odd ones."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.agreement.in_columns import assert_agree
from tests.agreement.odd_cases import Odd
from tests.profiles import Json, with_gaps

SHARDS, PAIRS, ODD = 8, 6_250, 12_500  # each shard 25,000 profiles: half of them pairs with and without gaps
AT_ONCE = 500  # what fails is told with its case, so batches may be as large as is quick

pytestmark = [pytest.mark.agreement, pytest.mark.slow]


def in_batches(cases: Iterator[Json]) -> int:
    """Decide cases both ways as they come, some hundreds in a batch; how many there were."""
    held: list[Json] = []
    tried = 0
    for case in cases:
        held.append(case)
        if len(held) == AT_ONCE:
            assert_agree(held)
            tried, held = tried + len(held), []
    assert_agree(held)
    return tried + len(held)


def drawn(shard: int) -> list[Json]:
    found: list[Json] = []

    @seed(shard)
    @settings(
        max_examples=PAIRS,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(with_gaps())
    def keep(profiles: tuple[Json, Json]) -> None:
        found.extend(profiles)

    keep()
    return found


@pytest.mark.parametrize("shard", range(SHARDS))
def test_generated_profiles_are_decided_alike(shard: int) -> None:
    assert in_batches(iter(drawn(shard))) >= 2 * PAIRS


@pytest.mark.parametrize("shard", range(SHARDS))
def test_odd_profiles_are_decided_alike(shard: int) -> None:
    odd = Odd(1000 + shard)
    assert in_batches(odd.case() for _ in range(ODD)) == ODD
