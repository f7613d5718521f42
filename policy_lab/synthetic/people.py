"""What invented cases tell of the client, of those who live with them, and of what makes them vulnerable."""

from typing import Any

import numpy as np
import pyarrow as pa

from policy_lab.synthetic.clients import EU, FEMALE, MALE, NEEDS, OUTSIDE_EU, UK, Clients
from policy_lab.synthetic.columns import (
    FORMS,
    NOT_KNOWN,
    dates,
    group,
    listed,
    whole_numbers,
    words,
    yes_no,
)
from policy_lab.synthetic.draws import Mask

_GENDERS = ("male", "female")
_LEVELS = ("none", "low", "medium", "high")
# What follows for public funds: which statuses have recourse to them, which have none.
_FUNDED = ("british_citizen", "settled_status", "indefinite_leave", "refugee")
_UNFUNDED = ("limited_leave_no_public_funds", "asylum_seeker", "no_leave")


def person_columns(clients: Clients) -> dict[str, Any]:
    """The client: age or birth, gender, status, care, service."""
    count, draws = len(clients), clients.draws
    told = draws.one_of(count, clients.setting.calibration.assumptions["birth"])
    forms = np.array([FORMS.index("day"), FORMS.index("year"), FORMS.index("about_year"), 0])[told]
    by_age = told == 3
    birth = clients.day - (clients.age * 365.2425).astype(np.int64) - draws.whole(1, 364, count)
    cared = draws.happens(count, clients.share("looked_after"))
    served = draws.happens(count, clients.setting.calibration.figures["armed_forces"]["served"] / 100)
    fields = {
        "date_of_birth": dates(birth, forms, clients.age_known & ~by_age),
        "age": whole_numbers(clients.age, clients.age_known & by_age),
        "gender": words(_GENDERS, clients.gender),
        "immigration": _immigration(clients),
        "care": _care(clients, cared),
        "armed_forces": group({"served": yes_no(served, clients.settled())}),
    }
    return {"person": group(fields)}


def _immigration(clients: Clients) -> Any:
    assumed = clients.setting.calibration.assumptions
    count, draws = len(clients), clients.draws
    settled = clients.day >= assumed["settled_status_from"].toordinal()
    kinds = [
        (clients.nationality == UK, "uk"),
        ((clients.nationality == EU) & ~settled, "eu_before"),
        ((clients.nationality == EU) & settled, "eu_after"),
        (clients.nationality == OUTSIDE_EU, "outside_eu"),
    ]
    vocabulary = tuple(dict.fromkeys(name for _, kind in kinds for name in assumed["status"][kind]))
    status = np.full(count, NOT_KNOWN)
    for where, kind in kinds:
        numbers = np.array([vocabulary.index(name) for name in assumed["status"][kind]])
        status = np.where(where, numbers[draws.one_of(count, assumed["status"][kind])], status)
    funded, unfunded = (
        np.isin(status, [vocabulary.index(name) for name in names]) for names in (_FUNDED, _UNFUNDED)
    )
    resident = ~draws.happens(count, 0.05)
    return group(
        {
            "status": words(vocabulary, status),
            "recourse_to_public_funds": yes_no(funded, funded | unfunded),
            "habitually_resident": yes_no(resident, funded & clients.settled()),
        }
    )


def _care(clients: Clients, cared: Mask) -> Any:
    count = len(clients)
    at_sixteen = cared & clients.draws.happens(count, 0.6)
    owed = np.where(at_sixteen & (clients.age < 25), clients.home, len(clients.setting.codes))
    return group(
        {
            "looked_after": yes_no(cared, clients.settled()),
            "between_16_and_18": yes_no(at_sixteen, clients.settled()),
            "leaving_care_duty_owed_by": words(
                (*clients.setting.codes, "none"), np.where(clients.settled(), owed, NOT_KNOWN)
            ),
        },
        clients.draws.happens(count, 0.6),
    )


def household_column(clients: Clients) -> Any:
    """Partners and children who would live with the client; mostly nobody."""
    count, draws = len(clients), clients.draws
    kind = draws.one_of(count, clients.setting.calibration.assumptions["household"])
    asked = ~draws.happens(count, clients.share("lists_not_asked"))
    lengths = np.where(asked, kind, 0)  # nobody, a partner, a partner and a child
    order = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    child = order == 1
    partners_age = np.repeat(clients.age, lengths) + draws.whole(-5, 5, len(order))
    age = np.where(child, draws.whole(0, 15, len(order)), partners_age.clip(min=16))
    pregnant = ~child & draws.happens(len(order), 0.05)
    members = {
        "relation": words(("partner", "child"), child.astype(np.int64)),
        "age": whole_numbers(age),
        "pregnant": yes_no(pregnant, ~child),
        "dependent": yes_no(child),
        "lives_with_client": words(
            ("true", "shared"), (child & draws.happens(len(order), 0.1)).astype(np.int64)
        ),
        "housing_history": listed(
            np.zeros(len(order), np.int64), group({"area": words((), np.empty(0, np.int64))})
        ),
    }
    return listed(lengths, group(members), asked)


def support_columns(clients: Clients) -> dict[str, Any]:
    """What support the client needs, and what makes them vulnerable."""
    levels = {need: _levels(clients, has) for need, has in zip(NEEDS, clients.needs, strict=True)}
    drugs = clients.needs[NEEDS.index("drugs")]
    prescribed = drugs & clients.draws.happens(len(clients), 0.3)
    levels["substitute_prescribing"] = words(
        ("false", "true"), np.where(drugs & clients.settled(), prescribed, NOT_KNOWN)
    )
    return {"support_needs": group(levels), "vulnerability": _vulnerability(clients)}


def _levels(clients: Clients, has: Mask) -> Any:
    level = np.where(has, clients.draws.whole(1, 3, len(clients)), 0)
    return words(_LEVELS, np.where(clients.assessed, level, NOT_KNOWN))


def _vulnerability(clients: Clients) -> Any:
    count, draws = len(clients), clients.draws
    shares = clients.setting.calibration.assumptions["domestic_abuse"]
    female = clients.gender == FEMALE
    abused = draws.happens(count, np.where(female, shares["female"], shares["male"]))
    ill = clients.needs[NEEDS.index("mental_health")]
    substances = clients.needs[NEEDS.index("alcohol")] | clients.needs[NEEDS.index("drugs")]
    pregnant = female & (clients.age < 45) & draws.happens(count, 0.03)
    answers = {
        "pregnant": (pregnant, clients.gender != NOT_KNOWN),
        "old_age": (clients.age >= 65, clients.age_known),
        "mental_illness": (ill, clients.settled()),
        "physical_disability": (draws.happens(count, 0.12), clients.settled()),
        "physical_illness": (draws.happens(count, 0.25), clients.settled()),
        "learning_disability": (draws.happens(count, 0.05), clients.settled()),
        "substance_dependence": (substances & draws.happens(count, 0.6), clients.settled()),
        "domestic_abuse_victim": (abused, clients.settled()),
        "homeless_because_of_domestic_abuse": (abused & draws.happens(count, 0.4), clients.settled()),
        "fled_violence": (draws.happens(count, 0.06), clients.settled()),
        "served_custody": (clients.prison, clients.settled()),
        "emergency_disaster": (np.zeros(count, np.bool_), clients.settled()),
    }
    return group({name: yes_no(answer, known) for name, (answer, known) in answers.items()})


def characteristics_column(clients: Clients) -> Any:
    """The characteristics protected by the Equality Act 2010 that outreach records."""
    disabled = clients.needs[NEEDS.index("mental_health")] & clients.draws.happens(len(clients), 0.6)
    groups = [
        ("sex", np.where(clients.gender == MALE, 0, np.where(clients.gender == FEMALE, 1, NOT_KNOWN))),
        (
            "age",
            np.where(
                clients.age_known, 2 + np.searchsorted([26, 36, 56], clients.age, side="right"), NOT_KNOWN
            ),
        ),
        ("race", np.where(clients.nationality == NOT_KNOWN, NOT_KNOWN, 6 + clients.nationality)),
        ("disability", np.where(clients.settled(), 9 + disabled, NOT_KNOWN)),
    ]
    names = tuple(name for name, _ in groups)
    known = np.array([places != NOT_KNOWN for _, places in groups]).T
    values = np.array([places for _, places in groups]).T[known]
    name = np.broadcast_to(np.arange(len(groups)), known.shape)[known]
    pairs = group({"name": words(names, name), "value": words(_GROUPS, values)})
    return listed(known.sum(axis=1), pairs)


_GROUPS = (
    *("male", "female"),
    *("16-25", "26-35", "36-55", "56 and over"),
    *("UK national", "EU national", "national of another country"),
    *("false", "true"),
)


def reference_column(count: int, seed: int, first: int) -> Any:
    """References that say of every case that it is invented."""
    return pa.array([f"invented-{seed}-{number:08}" for number in range(first, first + count)])
