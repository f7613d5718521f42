"""Who the invented clients are: when and where they are met, and what is known of each."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from engine.profile.words import OUTSIDE_UK
from policy_lab.synthetic.calibration import Calibration, bounds
from policy_lab.synthetic.columns import NOT_KNOWN
from policy_lab.synthetic.draws import Draws, Mask, Numbers

HERE, ELSEWHERE, NOWHERE = range(3)  # where the client has a local connection, as the case is made
MALE, FEMALE = range(2)
UK, EU, OUTSIDE_EU = range(3)
NEEDS = ("alcohol", "drugs", "mental_health")


@dataclass(frozen=True)
class Setting:
    """What all cases are made from. `places` are the GSS codes in order, then abroad."""

    calibration: Calibration
    codes: tuple[str, ...]
    first_year: int
    last_year: int

    @property
    def places(self) -> tuple[str, ...]:
        """Every place that a stay may name."""
        return (*self.codes, OUTSIDE_UK)

    @property
    def abroad(self) -> int:
        """The number of `outside-uk` among the places."""
        return len(self.codes)


@dataclass(frozen=True)
class Clients:
    """Some invented clients, a number or a yes/no for each. Days are ordinals, areas numbers of places.

    `home` is where a client has lived before: the place of their connection where that is elsewhere.
    `needs` says what support each needs, in the order of NEEDS; where not `assessed` nobody knows.
    """

    setting: Setting
    draws: Draws
    day: Numbers
    applying_to: Numbers
    home: Numbers
    connection: Numbers
    gender: Numbers
    nationality: Numbers
    age: Numbers
    age_known: Mask
    times_seen: Numbers
    needs: tuple[Mask, ...]
    assessed: Mask
    prison: Mask

    def __len__(self) -> int:
        return len(self.day)

    def share(self, name: str) -> float:
        """An assumption that is a share."""
        return float(self.setting.calibration.assumptions[name])

    def settled(self) -> Mask:
        """For some yes/no question, in which cases the answer is known."""
        return ~self.draws.happens(len(self), self.share("answer_not_known"))


def clients(setting: Setting, draws: Draws, count: int) -> Clients:
    """So many clients, drawn by the published figures."""
    figures = setting.calibration.figures
    day = _days(setting, draws, count)
    rough = setting.calibration.sleeping_rough
    number = {code: place for place, code in enumerate(setting.codes)}
    sleeping = np.array([number[code] for code in rough])
    applying_to = sleeping[draws.one_of(count, rough)]
    nationality = _or_not_known(draws.one_of(count, figures["nationality"]), 3)
    connection = np.where(
        nationality == UK,
        draws.one_of(count, figures["connection_of_uk_nationals"]),
        draws.one_of(count, setting.calibration.assumptions["connection_of_others"]),
    )
    seen = draws.one_of(count, figures["times_seen"])
    above_ten = seen == len(figures["times_seen"]) - 1
    age, age_known = _ages(setting, draws, count)
    needs, assessed = _needs(setting, draws, above_ten)
    return Clients(
        setting, draws, day, applying_to, _homes(setting, draws, applying_to, sleeping), connection,
        _or_not_known(draws.one_of(count, figures["gender"]), 2), nationality, age, age_known,
        _times_seen(setting, draws, seen, above_ten), needs, assessed, _prison(setting, draws, above_ten),
    )  # fmt: skip


def _or_not_known(places: Numbers, not_known: int) -> Numbers:
    return np.where(places == not_known, NOT_KNOWN, places)


def _days(setting: Setting, draws: Draws, count: int) -> Numbers:
    years = range(setting.first_year, setting.last_year + 1)
    by_year = {str(year): setting.calibration.people_in(year) for year in years}
    starts = np.array([date(year, 1, 1).toordinal() for year in (*years, setting.last_year + 1)])
    year = draws.one_of(count, by_year)
    return draws.whole(starts[year], starts[year + 1] - 1, count)


def _homes(setting: Setting, draws: Draws, applying_to: Numbers, sleeping: Numbers) -> Numbers:
    """Where each has lived before: half by how many sleep rough there, half anywhere in the country."""
    count = len(applying_to)
    by_figures = sleeping[draws.one_of(count, setting.calibration.sleeping_rough)]
    anywhere = draws.whole(0, len(setting.codes) - 1, count)
    home = np.where(draws.happens(count, 0.5), by_figures, anywhere)
    return np.where(home == applying_to, (home + 1) % len(setting.codes), home)


def _ages(setting: Setting, draws: Draws, count: int) -> tuple[Numbers, Mask]:
    figures = setting.calibration.figures
    bands = draws.one_of(count, figures["age"])
    older = draws.one_of(count, figures["age_from_26"])
    names = list(figures["age"])
    ranges = [bounds(name) for name in (*names[:2], *figures["age_from_26"])]
    band = np.where(bands >= 2, 2 + older, bands)
    least, most = np.array(ranges).T
    return draws.whole(least[band], most[band], count), bands != names.index("not_known")


def _times_seen(setting: Setting, draws: Draws, seen: Numbers, above_ten: Mask) -> Numbers:
    figures = setting.calibration.figures
    few = np.array([bounds(band) for band in list(figures["times_seen"])[:-1]])
    many = np.array([bounds(band) for band in figures["times_seen_above_ten"]])
    band = draws.one_of(len(seen), figures["times_seen_above_ten"])
    least, most = np.where(above_ten[:, None], many[band], few[np.where(above_ten, 0, seen)]).T
    return draws.whole(least, most, len(seen))


def _needs(setting: Setting, draws: Draws, above_ten: Mask) -> tuple[tuple[Mask, ...], Mask]:
    figures = setting.calibration.figures
    together = list(figures["needs_above_ten"])
    drawn = draws.one_of(len(above_ten), figures["needs_above_ten"])
    needs = []
    for need in NEEDS:
        with_many = np.array([need in each.split("+") for each in together])[drawn]
        by_itself = draws.happens(len(above_ten), figures["needs"][need] / 100)
        needs.append(np.where(above_ten, with_many, by_itself))
    return tuple(needs), ~(above_ten & (drawn == together.index("not_known")))


def _prison(setting: Setting, draws: Draws, above_ten: Mask) -> Mask:
    """Those who have been in prison: as the clients of the project where seen often, and as all over all."""
    figures = setting.calibration.figures
    often = figures["times_seen"]["more than ten"] / 100
    share, of_many = (figures["prison"][name] / 100 for name in ("all", "above_ten"))
    of_few = (share - often * of_many) / (1 - often)
    return draws.happens(len(above_ten), np.where(above_ten, of_many, of_few))
