"""What an authority is said to have decided on invented cases: the law, with errors at a stated rate.

The verdicts come from the columnar engine under the packs of the day. Where the law leaves a case to the
officer, or a fact is not known, the officer is taken to have decided one way or the other, each as often.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from engine.columnar.country import Country
from engine.columnar.decide import decide
from engine.packs.model import Pack
from engine.verdicts import AT_LEAST_PRESUMED_MET, AT_MOST_PRESUMED_NOT_MET
from policy_lab.cases.conformed import conformed
from policy_lab.synthetic.clients import Clients
from policy_lab.synthetic.columns import NOT_KNOWN, exact_dates, group, listed, words, yes_no
from policy_lab.synthetic.draws import Draws, Mask, Numbers

_VERDICTS = ("not_met", "met")
_GROUNDS = (
    "normal_residence", "employment", "family_associations", "special_circumstances", "asylum_dispersal",
    "care_leaver", "looked_after_child",
)  # fmt: skip
_REFERRED = 0.4  # how often a power to refer is used


class Authorities:
    """How invented cases are decided: by which packs, and how often wrongly."""

    def __init__(self, packs: Sequence[Pack], country: Country, errors: float) -> None:
        self._packs, self._country, self._errors = packs, country, errors

    def decision_column(self, clients: Clients, batch: pa.RecordBatch) -> Any:
        """The decision recorded on each case of a batch."""
        said = decide(conformed(batch), self._packs, self._country)
        draws = clients.draws
        cases = pl.DataFrame({"case": np.arange(len(clients), dtype=np.uint32)}).join(
            said.cases, on="case", how="left", maintain_order="left"
        )
        need = self._decided(_words_of(cases["priority_need"]), draws)
        connections = self._connections(clients, said.areas)
        possible = said.targets.filter(pl.col("verdict").cast(pl.String) == "officer_judgement")[
            "case"
        ].unique()
        may_refer = np.isin(np.arange(len(clients)), possible.to_numpy())
        referred = may_refer & draws.happens(len(clients), _REFERRED)
        return group(
            {
                "decided_on": exact_dates(clients.day),
                "local_connection": connections,
                "priority_need": words(_VERDICTS, need),
                "referral": words(_VERDICTS, referred.astype(np.int64)),
                **_what_came_of_it(clients, referred),
            }
        )

    def _decided(self, verdicts: list[str | None], draws: Draws) -> Numbers:
        """Met or not, as an officer decided; NOT_KNOWN where no law is held."""
        count = len(verdicts)
        met = np.array([verdict in AT_LEAST_PRESUMED_MET for verdict in verdicts], np.bool_)
        not_met = np.array([verdict in AT_MOST_PRESUMED_NOT_MET for verdict in verdicts], np.bool_)
        held = np.array([verdict is not None for verdict in verdicts], np.bool_)
        either_way, wrong = draws.happens(count, 0.5), draws.happens(count, self._errors)
        decided = np.where(met | not_met, met ^ wrong, either_way)
        return np.where(held, decided.astype(np.int64), NOT_KNOWN)

    def _connections(self, clients: Clients, areas: pl.DataFrame) -> Any:
        """The area applied to, and the one where the client has lived before."""
        case = areas["case"].to_numpy()
        area = areas["area"].to_numpy()
        looked_at: Mask = (area == clients.applying_to[case]) | (area == clients.home[case])
        looked_at &= areas["connection"].is_not_null().to_numpy()
        kept = areas.filter(pl.Series(looked_at))
        verdicts = self._decided(_words_of(kept["connection"]), clients.draws)
        grounds = np.array([_ground(word) for word in _words_of(kept["ground"])], np.int64)
        lengths = np.bincount(kept["case"].to_numpy(), minlength=len(clients))
        decided = {
            "area": words(clients.setting.codes, kept["area"].to_numpy().astype(np.int64)),
            "verdict": words(_VERDICTS, verdicts),
            "ground": words(_GROUNDS, np.where(verdicts == 1, grounds, NOT_KNOWN)),
        }
        return listed(lengths.astype(np.int64), group(decided))


def _words_of(column: pl.Series) -> list[str | None]:
    return column.cast(pl.String).to_list()


def _ground(word: str | None) -> int:
    return _GROUNDS.index(word) if word in _GROUNDS else 0


def _what_came_of_it(clients: Clients, referred: Mask) -> dict[str, Any]:
    """How each case ended, and whether a reconnection held for three months."""
    count, draws = len(clients), clients.draws
    weights = clients.setting.calibration.assumptions["outcome"]
    names = tuple(weights)
    outcome = np.where(referred, names.index("reconnected"), draws.one_of(count, weights))
    reconnected = outcome == names.index("reconnected")
    held = draws.happens(count, clients.share("sustained"))
    return {
        "outcome": words(names, outcome),
        "reconnected_on": exact_dates(clients.day + draws.whole(1, 60, count), reconnected),
        "reconnected_to": words(clients.setting.codes, np.where(reconnected, clients.home, NOT_KNOWN)),
        "sustained_three_months": yes_no(held, reconnected),
    }
