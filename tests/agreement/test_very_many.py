"""The invariants and the two engines on 200,000 generated profiles: half of them whole, half with gaps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from engine.production.fence import Answer, Prepared, ProductionWorker, Unavailable, available
from engine.verdicts import UNDETERMINED
from tests.agreement.test_engines_agree import decided
from tests.profiles import Json, with_gaps
from tests.unit.test_invariants import safety, side, verdicts

SHARDS, PAIRS = 8, 12_500

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not available(), reason="durable-rules is not installed here"),
]


class Unhurried(ProductionWorker):
    """The worker as it is, but given time: on a machine that is busy with this, late is not wrong."""

    @contextmanager
    def asking(
        self, prepared: Prepared | Unavailable, timeout_s: float = 120.0
    ) -> Iterator[Callable[[], Answer]]:
        with super().asking(prepared, timeout_s) as answer:
            yield answer


@cache
def worker() -> Unhurried:
    return Unhurried()


def check(gaps: Json, whole: Json) -> None:
    before, after = decided(gaps, worker()), decided(whole, worker())
    assert before.verification.agree is True, before.verification
    assert after.verification.agree is True, after.verification
    filled = dict(verdicts(after))
    for about, verdict in verdicts(before):
        if verdict == UNDETERMINED or about not in filled:
            continue
        assert side(filled[about]) == side(verdict), about
        if verdict in {"met", "not_met"}:
            assert filled[about] == verdict, about
    for area in after.safety:
        known, less = safety(after, area), safety(before, area)
        assert less in {known, UNDETERMINED}, area


@pytest.mark.parametrize("shard", range(SHARDS))
def test_nothing_is_reversed_and_the_engines_agree(shard: int) -> None:
    @seed(shard)
    @settings(
        max_examples=PAIRS,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(with_gaps())
    def over_many(profiles: tuple[Json, Json]) -> None:
        check(*profiles)

    over_many()
