"""Where invented clients have lived: the stays of each, newest first, told with more or less doubt."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from policy_lab.synthetic.clients import HERE, NOWHERE, OUTSIDE_EU, UK, Clients
from policy_lab.synthetic.columns import (
    NOT_KNOWN,
    dates,
    group,
    listed,
    words,
    yes_no,
)
from policy_lab.synthetic.draws import Mask, Numbers

MOST_STAYS = 6
LONGEST_STAY = 9000  # days
SETTLED_NIGHTS = 420  # a connection here is made by at least so many nights before sleeping rough
# How long a stay of each kind lasts, in days, and what a client may have to show for it.
KINDS: dict[str, tuple[float, str | None]] = {
    "rough_sleeping": (60, "outreach_contact_record"),
    "private_tenancy": (700, "tenancy_agreement"),
    "social_tenancy": (1300, "tenancy_agreement"),
    "family_home": (2600, None),
    "lodging": (300, None),
    "friends": (150, None),
    "sofa": (80, None),
    "hostel": (220, "hostel_letter"),
    "supported_housing": (400, "hostel_letter"),
    "temporary_homeless": (300, "council_letter"),
    "night_shelter": (40, "hostel_letter"),
    "hospital": (40, "hospital_letter"),
    "squat": (120, None),
    "prison": (240, "prison_letter"),
    "asylum_s95": (380, "asylum_support_letter"),
}
_NAMES = tuple(KINDS)
_DOCUMENTS = tuple(dict.fromkeys(document for _, document in KINDS.values() if document))
_SETTLED = ("private_tenancy", "social_tenancy", "family_home", "lodging")
_NOT_OF_CHOICE = ("prison", "hospital")


@dataclass(frozen=True)
class Stays:
    """The stays of some clients, one row a client and one column a stay, newest first; `told` says which."""

    told: Mask
    area: Numbers
    kind: Numbers
    start: Numbers
    end: Numbers

    @property
    def rough_since(self) -> Numbers:
        """The day since when each sleeps rough here."""
        return self.start[:, 0]


def stays_of(clients: Clients) -> Stays:
    """A history for each client that makes the connection that they have."""
    count = len(clients)
    assumed = clients.setting.calibration.assumptions
    many = 1 + clients.draws.one_of(count, assumed["stays"])
    kind, area = _kinds(clients), _areas(clients)
    means = np.array([mean for mean, _ in KINDS.values()])
    length = clients.draws.days(means[kind].ravel()).reshape(kind.shape).clip(max=LONGEST_STAY)
    here = clients.connection == HERE
    # Longer than half a year on the street would itself connect with this area.
    length[:, 0] = np.where(here, length[:, 0], np.minimum(length[:, 0], 150))
    length[:, 1] = np.where(here, np.maximum(length[:, 1], SETTLED_NIGHTS), length[:, 1])
    many = np.where(here, np.maximum(many, 2), many)
    gap = clients.draws.days(np.full(kind.size, 40.0)).reshape(kind.shape)
    gap *= clients.draws.happens(kind.size, 0.4).reshape(kind.shape)
    gap[:, 0] = 0
    back = np.cumsum(length + gap, axis=1)
    start = clients.day[:, None] - back
    end = start + length
    grown = clients.day - 366 * np.maximum(clients.age - 15, 1)  # what came before is their parents' story
    told = (np.arange(MOST_STAYS) < many[:, None]) & ((start > grown[:, None]) | (np.arange(MOST_STAYS) < 2))
    return Stays(told, area, kind, start, end)


def _kinds(clients: Clients) -> Numbers:
    shape = (len(clients), MOST_STAYS)
    weights = clients.setting.calibration.assumptions["basis"]
    numbers = np.array([_NAMES.index(name) for name in weights])
    kind = numbers[clients.draws.one_of(shape[0] * shape[1], weights)].reshape(shape)
    settled = np.array([_NAMES.index(name) for name in _SETTLED])
    chosen = settled[clients.draws.whole(0, len(settled) - 1, shape[0])]
    kind[:, 1] = np.where(clients.connection == NOWHERE, kind[:, 1], chosen)
    inside = clients.prison & clients.draws.happens(shape[0], 0.4)
    kind[:, 2] = np.where(inside, _NAMES.index("prison"), kind[:, 2])
    asylum = (clients.nationality == OUTSIDE_EU) & clients.draws.happens(shape[0], 0.5)
    kind[:, 3] = np.where(asylum, _NAMES.index("asylum_s95"), kind[:, 3])
    kind[:, 0] = _NAMES.index("rough_sleeping")
    return kind


def _areas(clients: Clients) -> Numbers:
    """Mostly where the connection is; now and then somewhere else, abroad, or where nobody knows any more."""
    count, abroad = len(clients), clients.setting.abroad
    shape = (count, MOST_STAYS)
    anywhere = clients.draws.whole(0, abroad - 1, count * MOST_STAYS).reshape(shape)
    base = np.where(clients.connection == HERE, clients.applying_to, clients.home)
    at_base = clients.draws.happens(count * MOST_STAYS, 0.7).reshape(shape)
    at_base &= (clients.connection != NOWHERE)[:, None]
    area = np.where(at_base, base[:, None], anywhere)
    area[:, 1] = np.where(clients.connection == NOWHERE, anywhere[:, 1], base)
    foreign = (clients.nationality != UK)[:, None] & (np.arange(MOST_STAYS) >= 3)
    foreign |= ((clients.connection == NOWHERE) & clients.draws.happens(count, 0.5))[:, None] & (
        np.arange(MOST_STAYS) > 0
    )
    area = np.where(foreign, abroad, area)
    forgotten = clients.draws.happens(count * MOST_STAYS, 0.03).reshape(shape)
    forgotten[:, :2] = False
    area = np.where(forgotten, NOT_KNOWN, area)
    area[:, 0] = clients.applying_to
    return area


def history_columns(clients: Clients, stays: Stays) -> dict[str, Any]:
    """The stays as the case tells them."""
    told, draws = stays.told, clients.draws
    count = int(told.sum())
    first = np.broadcast_to(np.arange(MOST_STAYS) == 0, told.shape)[told]
    kind, area = stays.kind[told], stays.area[told]
    forms = draws.one_of(2 * count, clients.setting.calibration.assumptions["dates"])
    remembered = ~first & ~draws.happens(count, clients.share("end_not_known"))
    of_choice = ~np.isin(kind, [_NAMES.index(name) for name in _NOT_OF_CHOICE])
    rows = {
        "area": words(clients.setting.places, area),
        "from": dates(stays.start[told], forms[:count]),
        "to": dates(stays.end[told], forms[count:], remembered),
        "current": yes_no(first, first),
        "basis": words(_NAMES, kind),
        "own_choice": yes_no(of_choice, draws.happens(count, 0.5)),
        "evidence": _evidence(clients, kind),
    }
    complete = ~draws.happens(len(clients), clients.share("lists_not_complete"))
    return {
        "housing_history": listed(told.sum(axis=1), group(rows)),
        "housing_history_complete": yes_no(complete, ~complete),
    }


def _evidence(clients: Clients, kind: Numbers) -> Any:
    places = {document: place for place, document in enumerate(_DOCUMENTS)}
    of_kind = np.array(
        [NOT_KNOWN if document is None else places[document] for _, document in KINDS.values()]
    )
    document = of_kind[kind]
    held = (document != NOT_KNOWN) & clients.draws.happens(len(kind), 0.35)
    asked = held | clients.draws.happens(len(kind), 0.6)
    return listed(held.astype(np.int64), words(_DOCUMENTS, document[held]), asked)
