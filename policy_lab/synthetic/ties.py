"""What ties invented clients to areas beside where they lived, and what keeps them from some."""

from typing import Any

import numpy as np

from policy_lab.synthetic.clients import HERE, NOWHERE, Clients
from policy_lab.synthetic.columns import (
    FORMS,
    NOT_KNOWN,
    dates,
    exact_dates,
    group,
    listed,
    one_each,
    whole_numbers,
    words,
    yes_no,
)
from policy_lab.synthetic.draws import Mask, Numbers
from policy_lab.synthetic.histories import Stays

_YEAR = FORMS.index("year")
_JOBS = ("employed", "self_employed", "agency", "zero_hours")
_RELATIONS = ("mother", "father", "brother", "sister", "adult_child", "aunt", "cousin")
_RISKS = (
    "domestic_abuse",
    "violence",
    "threat",
    "drug_debt",
    "gang",
    "hate_crime",
    "exploitation",
    "relapse",
)
_WHY_NOT = ("The person has moved away.", "The debt is settled.")
_CIRCUMSTANCES = ("medical_treatment", "specialist_support", "education", "child_contact", "leaving_custody")
_OFFERS = ("housing_options_presentation", "assessment_appointment", "supported_housing", "private_rented")


def tie_columns(clients: Clients, stays: Stays) -> dict[str, Any]:
    """Work, family and other circumstances; harm feared, orders in force, earlier applications, an offer."""
    return {
        "employment": _employment(clients),
        "family": _family(clients),
        "special_circumstances": _circumstances(clients),
        "risks": _risks(clients),
        "restrictions": _restrictions(clients),
        "restrictions_known": yes_no(np.ones(len(clients), np.bool_), clients.settled()),
        "prior_applications": _applications(clients, stays),
        "sso": _offer(clients),
    }


def _asked(clients: Clients) -> Mask:
    return ~clients.draws.happens(len(clients), clients.share("lists_not_asked"))


def _employment(clients: Clients) -> Any:
    count, draws, asked = len(clients), clients.draws, _asked(clients)
    works = asked & draws.happens(count, clients.share("job")) & (clients.connection != NOWHERE)
    here = (clients.connection == HERE) | draws.happens(count, 0.2)
    begun = clients.day - draws.days(np.full(count, 300.0)).clip(max=9000)
    still = draws.happens(count, 0.7)
    left = begun + ((clients.day - begun) * draws.shares(count)).astype(np.int64)
    casual = draws.happens(count, 0.2)
    confirmed = draws.happens(count, 0.5)
    jobs = {
        "area": words(clients.setting.places, np.where(here, clients.applying_to, clients.home)),
        "from": dates(begun, draws.one_of(count, clients.setting.calibration.assumptions["dates"])),
        "to": exact_dates(left, ~still),
        "current": yes_no(still, still),
        "kind": words(_JOBS, draws.one_of(count, dict(zip(_JOBS, (50, 15, 15, 20), strict=True)))),
        "casual": yes_no(casual, clients.settled()),
        "hours_per_week": whole_numbers(draws.whole(4, 40, count), clients.settled()),
        "employer_confirmed": yes_no(confirmed, clients.settled()),
    }
    return one_each(works, group(jobs), asked)


def _family(clients: Clients) -> Any:
    draws, asked = clients.draws, _asked(clients)
    weights = clients.setting.calibration.assumptions["relatives"]
    lengths = np.where(asked, draws.one_of(len(clients), weights), 0)
    whose = np.repeat(np.arange(len(clients)), lengths)
    count = len(whose)
    at_home = draws.happens(count, 0.7) & (clients.connection[whose] != HERE)
    area = np.where(at_home, clients.home[whose], draws.whole(0, clients.setting.abroad, count))
    here = (clients.connection[whose] == HERE) & draws.happens(count, 0.6)
    area = np.where(here, clients.applying_to[whose], area)
    since = clients.day[whose] - draws.days(np.full(count, 5000.0)).clip(max=20_000)
    wishes = draws.happens(count, 0.6)
    known = ~draws.happens(count, clients.share("answer_not_known"))
    relatives = {
        "relation": words(_RELATIONS, draws.whole(0, len(_RELATIONS) - 1, count)),
        "area": words(clients.setting.places, area),
        "resident_since": dates(since, np.full(count, _YEAR), draws.happens(count, 0.8)),
        "adult": yes_no(np.ones(count, np.bool_)),
        "wishes_to_be_near": yes_no(wishes, known),
    }
    return listed(lengths, group(relatives), asked)


def _circumstances(clients: Clients) -> Any:
    count, draws, asked = len(clients), clients.draws, _asked(clients)
    present = asked & draws.happens(count, clients.share("circumstance"))
    only = draws.happens(count, 0.3)
    circumstances = {
        "area": words(clients.setting.places, clients.home),
        "kind": words(_CIRCUMSTANCES, draws.whole(0, len(_CIRCUMSTANCES) - 1, count)),
        "only_available_there": yes_no(only, clients.settled()),
    }
    return one_each(present, group(circumstances), asked)


def _risks(clients: Clients) -> Any:
    count, draws, asked = len(clients), clients.draws, _asked(clients)
    feared = asked & draws.happens(count, clients.share("risk"))
    probable = draws.happens(count, 0.6)
    settled = clients.settled()
    why_not = np.where(settled & ~probable, draws.whole(0, len(_WHY_NOT) - 1, count), NOT_KNOWN)
    known_place = draws.happens(count, 0.95)
    can_reach, occurred, reported = (draws.happens(count, share) for share in (0.5, 0.7, 0.3))
    risks = {
        "area": words(clients.setting.places, np.where(known_place, clients.home, NOT_KNOWN)),
        "kind": words(_RISKS, draws.whole(0, len(_RISKS) - 1, count)),
        "threatened": words(("client",), np.zeros(count, np.int64)),
        "occurred_there": yes_no(occurred, clients.settled()),
        "probable_on_return": yes_no(probable, settled),
        "person_can_reach": yes_no(can_reach, clients.settled()),
        "reported_to_police": yes_no(reported, clients.settled()),
        "reason": words(_WHY_NOT, why_not),
    }
    return one_each(feared, group(risks), asked)


def _restrictions(clients: Clients) -> Any:
    count, draws, asked = len(clients), clients.draws, _asked(clients)
    in_force = asked & draws.happens(count, clients.share("restriction"))
    effects = ("barred", "permission_needed", "notify")
    ones = np.ones(count, np.int64)
    restrictions = {
        "kind": words(("licence_condition", "exclusion_zone"), draws.whole(0, 1, count)),
        "areas": listed(ones, words(clients.setting.places, clients.home)),
        "effect": words(effects, draws.whole(0, 2, count)),
        "until": exact_dates(clients.day + draws.whole(-200, 400, count), clients.settled()),
    }
    return one_each(in_force, group(restrictions), asked)


def _applications(clients: Clients, stays: Stays) -> Any:
    count, draws, asked = len(clients), clients.draws, _asked(clients)
    made = asked & draws.happens(count, clients.share("earlier_application"))
    day: Numbers = stays.start[:, 0] - draws.whole(10, 900, count)
    accepted = draws.happens(count, 0.3)
    applications = {
        "authority": words(clients.setting.places, clients.home),
        "date": exact_dates(day),
        "duty_accepted": yes_no(accepted, clients.settled()),
    }
    return one_each(made, group(applications), asked)


def _offer(clients: Clients) -> Any:
    count, draws = len(clients), clients.draws
    statuses = ("made", "declined", "accepted")
    offer = {
        "area": words(clients.setting.places, clients.home),
        "offer": words(_OFFERS, draws.whole(0, len(_OFFERS) - 1, count)),
        "made_on": exact_dates(clients.day - draws.whole(1, 60, count)),
        "status": words(statuses, draws.whole(0, 2, count)),
    }
    return group(offer, (clients.connection != HERE) & draws.happens(count, 0.5))
