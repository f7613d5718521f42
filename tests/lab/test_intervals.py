"""Rates with their intervals, held against a reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from policy_lab.intervals import Interval, may_be_chance, wilson

pytestmark = pytest.mark.lab


@given(st.data(), st.integers(1, 10_000), st.sampled_from([0.8, 0.95, 0.99]))
def test_an_interval_is_that_of_the_reference(data: st.DataObject, of: int, confidence: float) -> None:
    hits = data.draw(st.integers(0, of))
    theirs = binomtest(hits, of).proportion_ci(confidence, method="wilson")

    ours = wilson(hits, of, confidence)

    assert ours.rate == hits / of
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(("hits", "of"), [(0, 0), (3, 2), (-1, 4)])
def test_a_rate_of_nothing_is_refused(hits: int, of: int) -> None:
    with pytest.raises(ValueError, match="a rate needs cases"):
        wilson(hits, of)


def test_two_rates_may_be_one_where_their_intervals_meet() -> None:
    few, many, far = wilson(2, 10), wilson(400, 1000), wilson(800, 1000)

    assert may_be_chance(few, many)
    assert not may_be_chance(many, far)
    assert may_be_chance(Interval(0.1, 0.0, 0.2), Interval(0.3, 0.2, 0.4))
