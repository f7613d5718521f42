"""OpenFisca (numpy): whole months lived in an area, every case and area at once, given month by month."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import numpy as np

from benchmarks.lab_nights import Histories, key_of
from benchmarks.peers.openfisca_months import Lived, months_counted
from benchmarks.residence import MONTHS, TEST_MONTH
from benchmarks.timing import Step
from engine.columnar.nights import COUNTS, Counted

LEAVES_OUT = (
    "leaves out: nights (whole months alone), what is not known, what documents support, stays that only may"
    " count; and on months given, the stays"
)
_AS_A_RULE = 0.95  # months and nights differ near a threshold, and nowhere else


def steps_of(histories: Histories, found: Counted) -> Mapping[str, Step]:
    """The months counted, as given and from the stays.

    Raises RuntimeError where they seldom give the answer that the nights give.
    """
    on_months = months_counted(_lived(histories), TEST_MONTH, len(histories.asked.area))
    enough = (found.least[0] >= 183) | (found.least[1] >= 1096)
    if np.mean(on_months() == enough) < _AS_A_RULE:
        raise RuntimeError("OpenFisca finds otherwise than ours for more cases than months account for")
    return {
        "openfisca-core, on months given: yes or no": on_months,
        "openfisca-core, the months first made of the stays": partial(_from_stays, histories),
    }


def _from_stays(histories: Histories) -> Lived:
    return months_counted(_lived(histories), TEST_MONTH, len(histories.asked.area))()


def _lived(histories: Histories) -> dict[date, Lived]:
    """Which people lived in which areas for certain on the first day of each month."""
    stays, counting, asked = histories
    person = np.repeat(np.arange(len(stays.test_day)), np.diff(stays.begins))
    left = np.where(stays.current, stays.test_day[person], stays.to_first)
    pair = np.searchsorted(key_of(asked.person, asked.area), key_of(person, stays.area))
    certain = (counting == COUNTS) & (stays.area >= 0)
    months = {}
    for first in MONTHS:
        there = certain & (stays.from_last <= first.toordinal()) & (first.toordinal() < left)
        months[first] = np.zeros(len(asked.area), np.bool_)
        months[first][pair[there]] = True
    return months
