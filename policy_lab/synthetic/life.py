"""What outreach has seen of invented clients, what they need of a home, and what they want."""

from typing import Any

import numpy as np

from policy_lab.synthetic.clients import HERE, Clients
from policy_lab.synthetic.columns import (
    FORMS,
    dates,
    exact_dates,
    group,
    listed,
    whole_numbers,
    words,
    yes_no,
)
from policy_lab.synthetic.draws import Mask, Numbers
from policy_lab.synthetic.histories import Stays


def life_columns(clients: Clients, stays: Stays) -> dict[str, Any]:
    """Rough sleeping as recorded, homelessness, needs of a home, wishes, consent."""
    return {
        "homelessness": _homelessness(clients),
        "rough_sleeping": _rough_sleeping(clients, stays),
        "housing_needs": _housing_needs(clients),
        "wishes": _wishes(clients),
        "consent": _consent(clients),
    }


def _homelessness(clients: Clients) -> Any:
    yes = np.ones(len(clients), np.bool_)
    intentional = clients.draws.happens(len(clients), 0.05)
    return group(
        {
            "homeless": yes_no(yes),
            "street_homeless": yes_no(yes, clients.settled()),
            "intentional": yes_no(intentional, ~clients.draws.happens(len(clients), 0.4)),
        }
    )


def _rough_sleeping(clients: Clients, stays: Stays) -> Any:
    count, draws = len(clients), clients.draws
    figures = clients.setting.calibration.figures
    often = clients.times_seen > 10
    by_figures = np.array([int(band.split("-")[0]) for band in figures["years_seen_above_ten"]])
    years = np.where(often, by_figures[draws.one_of(count, figures["years_seen_above_ten"])], 1)
    first = np.minimum(stays.rough_since, clients.day - 366 * (years - 1) - 1)
    last = clients.day - draws.whole(0, 20, count).clip(max=clients.day - first - 1)
    return group(
        {
            "contacts": whole_numbers(clients.times_seen),
            "years_seen": whole_numbers(years),
            "first_seen": dates(first, np.full(count, FORMS.index("month"))),
            "last_seen": exact_dates(last),
        }
    )


def _housing_needs(clients: Clients) -> Any:
    answers = {"wheelchair": 0.03, "couple": 0.06, "pets": 0.05, "single_sex": 0.03}
    drawn = {name: clients.draws.happens(len(clients), share) for name, share in answers.items()}
    return group({name: yes_no(answer, clients.settled()) for name, answer in drawn.items()})


def _wishes(clients: Clients) -> Any:
    count, draws = len(clients), clients.draws
    elsewhere = clients.connection != HERE
    wants_home = elsewhere & draws.happens(count, 0.4)
    asked = draws.happens(count, 0.8)
    agrees = draws.happens(count, 0.6)
    wanted = words(clients.setting.codes, clients.home[wants_home & asked])
    return group(
        {
            "areas_wanted": listed(_ones(wants_home & asked), wanted, asked),
            "agrees_to_reconnection": yes_no(agrees | wants_home, clients.settled()),
        }
    )


def _ones(where: Mask) -> Numbers:
    return where.astype(np.int64)


def _consent(clients: Clients) -> Any:
    given = clients.draws.happens(len(clients), 0.9)
    return group({"share_with_agencies": yes_no(given), "recorded_on": exact_dates(clients.day)})
