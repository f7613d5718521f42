"""Invented cases, batch after batch: people, histories, ties, needs, and what was decided on each."""

from collections.abc import Iterator

import pyarrow as pa

from engine.profile.words import SCHEMA
from policy_lab.synthetic.clients import Clients, Setting, clients
from policy_lab.synthetic.columns import always, exact_dates, words
from policy_lab.synthetic.decisions import Authorities
from policy_lab.synthetic.draws import Draws
from policy_lab.synthetic.histories import history_columns, stays_of
from policy_lab.synthetic.life import life_columns
from policy_lab.synthetic.people import (
    characteristics_column,
    household_column,
    person_columns,
    reference_column,
    support_columns,
)
from policy_lab.synthetic.ties import tie_columns

CASES_AT_ONCE = 100_000


def invented_cases(
    setting: Setting, authorities: Authorities, count: int, seed: int
) -> Iterator[pa.RecordBatch]:
    """So many invented cases in batches; the same ones for the same seed."""
    for part, first in enumerate(range(0, count, CASES_AT_ONCE)):
        drawn = clients(setting, Draws(seed, part), min(CASES_AT_ONCE, count - first))
        profiles = _profiles(drawn, seed, first + 1)
        decisions = authorities.decision_column(drawn, profiles)
        yield profiles.append_column("decision", decisions)


def _profiles(drawn: Clients, seed: int, first: int) -> pa.RecordBatch:
    count, stays = len(drawn), stays_of(drawn)
    applied = drawn.day - drawn.draws.whole(0, 56, count)
    return pa.RecordBatch.from_pydict(
        {
            "schema": always(SCHEMA, count),
            "ref": reference_column(count, seed, first),
            "assessment_date": exact_dates(drawn.day),
            "application_date": exact_dates(applied),
            "applying_to": words(drawn.setting.codes, drawn.applying_to),
            **person_columns(drawn),
            "household": household_column(drawn),
            **history_columns(drawn, stays),
            **tie_columns(drawn, stays),
            **support_columns(drawn),
            **life_columns(drawn, stays),
            "protected_characteristics": characteristics_column(drawn),
        }
    )
