"""Does the order turn on who the client is? Ranks before and after one protected characteristic changes.

A gate may say why an option moves (a house for women, a flat with steps), or a wish that the client
has stated. Anything else that moves one is a fault of the policy, and the report names it.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from itertools import chain
from typing import Any, Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from casework.answers import Asked
from casework.options import ranked_of
from engine.matching import MatchingPolicy, Option, Ranking
from engine.profile import AreaIndex
from engine.setting import Setting

# What a score may turn on, and by what that is explained; the law there is what the connection gate reads.
_SCORED_BY = {"wishes": "wish", "legal_strength": "gate"}


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Try(_Form):
    """One other way for the client to be: fields by their path, None for left out."""

    says: str
    set: dict[str, Any]


class Characteristic(_Form):
    """A protected characteristic, its section of the Equality Act 2010, and what is tried of it."""

    characteristic: str
    law: str
    tries: tuple[Try, ...]


class Reason(NamedTuple):
    """Why an option moved: by a gate, a stated wish, because others moved past it, or by nothing that may."""

    by: Literal["gate", "wish", "others", "unexplained"]
    what: str
    because: str


class Move(NamedTuple):
    """An option that changed its place; a rank is None where it is closed, or not there to be looked at."""

    option: Option
    before: int | None
    after: int | None
    reasons: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        """The move in plain data."""
        return {
            "option": self.option.id,
            "name": self.option.accommodation.name,
            "before": self.before,
            "after": self.after,
            "reasons": [reason._asdict() for reason in self.reasons],
        }


def characteristics() -> tuple[Characteristic, ...]:
    """What is tried, as `rules/practice/fairness.yaml` has it."""
    text = (files("rules") / "practice" / "fairness.yaml").read_bytes()
    rows = yaml.load(text, Loader=yaml.CSafeLoader)["characteristics"]
    return tuple(Characteristic.model_validate(row) for row in rows)


def fairness(data: object, setting: Setting, areas: AreaIndex, asked: Asked) -> dict[str, Any]:
    """Which options move where one characteristic of the client changes, each with its reasons.

    The second engine is left out on both sides: it withholds verdicts, and does not move options.
    Raises InputError where the profile cannot be read.
    """
    alone = replace(setting, production=None, policies=tuple(map(_telling_all, setting.policies)))
    before = _ranking(data, alone, areas, asked)
    told = [_told(row, data, before, alone, areas, asked) for row in characteristics()]
    unexplained = sum(len(trial["unexplained"]) for row in told for trial in row["tries"])
    return {"because": _in_words(unexplained), "unexplained": unexplained, "characteristics": told}


def _telling_all(policy: MatchingPolicy) -> MatchingPolicy:
    """The same policy, with every closed option listed, so that each says which gate closes it."""
    return policy.model_copy(update={"closed_elsewhere_listed": sys.maxsize})


def _ranking(data: object, setting: Setting, areas: AreaIndex, asked: Asked) -> Ranking:
    return ranked_of(data, setting, areas, asked)[2]


def _told(
    row: Characteristic, data: object, before: Ranking, setting: Setting, areas: AreaIndex, asked: Asked
) -> dict[str, Any]:
    tries = []
    for trial in row.tries:
        other = with_fields(data, trial.set)
        if other == data:
            continue  # the client is so already
        after = _ranking(other, setting, areas, asked)
        moved = list(moves(before, after))
        astray = [move.option.id for move in moves_astray(moved)]
        told = [move.to_dict() for move in moved]
        tries.append({"says": trial.says, "moved": told, "unexplained": astray})
    return {"characteristic": row.characteristic, "law": row.law, "tries": tries}


def _in_words(unexplained: int) -> str:
    if not unexplained:
        return "Whatever moves does so by a gate or by what the client has asked for; each says why."
    return "Something moves that no gate and no stated wish explains. That is a fault: report it."


def with_fields(data: object, fields: Mapping[str, Any]) -> Any:
    """The same profile with some fields set, each by its path; one that is None is left out."""
    for path, value in fields.items():
        data = _with(data, path, value)
    return data


def _with(data: object, path: str, value: Any) -> Any:
    name, _, rest = path.partition(".")
    copy = dict(data) if isinstance(data, Mapping) else {}
    if rest and not (value is None and name not in copy):
        copy[name] = _with(copy.get(name), rest, value)
    elif not rest and value is None:
        copy.pop(name, None)
    elif not rest:
        copy[name] = value
    return copy


def moves_astray(moved: list[Move]) -> Iterator[Move]:
    """Those of some moves that no gate and no stated wish explains."""
    return (move for move in moved if any(reason.by == "unexplained" for reason in move.reasons))


def moves(before: Ranking, after: Ranking) -> Iterator[Move]:
    """The options whose place is another, each with its reasons; by rank before, then by rank after."""
    was = {option.id: option for option in chain(before.options, before.closed)}
    now = {option.id: option for option in chain(after.options, after.closed)}
    own = {key: tuple(_reasons(was.get(key), now.get(key))) for key in {**was, **now}}
    for key in {**was, **now}:
        old, new = was.get(key), now.get(key)
        ranks = (old.rank if old else None, new.rank if new else None)
        if ranks[0] != ranks[1]:
            others = [each for each, reasons in own.items() if reasons and each != key]
            option = new or old
            assert option is not None
            yield Move(option, *ranks, own[key] or _by_others(others))


def _by_others(others: list[str]) -> tuple[Reason, ...]:
    if not others:
        return (Reason("unexplained", "order", "Nothing about this option or any other has changed."),)
    return (Reason("others", "order", "It stands as it did; other options moved past it or away."),)


def _reasons(old: Option | None, new: Option | None) -> Iterator[Reason]:
    """Why an option itself stands otherwise than before; nothing where it stands as it did."""
    if _stands(old) == _stands(new):
        return
    if old is None or new is None:
        yield _looked_at(new or old, new is not None)
        return
    for was, now in zip(old.gates, new.gates, strict=True):
        if was.verdict != now.verdict:
            yield Reason("gate", now.gate, f"Was {was.verdict}, is {now.verdict}: {now.because}")
    for mine, other in zip(old.parts, new.parts, strict=False):
        if mine.value != other.value:
            by: Any = _SCORED_BY.get(other.criterion, "unexplained")
            yield Reason(by, "connection" if by == "gate" else other.criterion, other.because)


def _stands(option: Option | None) -> tuple[int, float] | None:
    """Where an option stands by itself; None where it is closed or not there."""
    return (option.step, option.total) if option is not None and option.rank is not None else None


def _looked_at(option: Option | None, now: bool) -> Reason:
    """What a connection may open (an application, a tenancy) is looked at only where none is ruled out."""
    anyway = option is None or (option.accommodation.service is not None and not option.connection["needed"])
    if anyway:
        return Reason("unexplained", "candidates", "It is looked at in one case and not in the other.")
    ruled = "is no longer ruled out" if now else "is ruled out"
    return Reason("gate", "connection", f"A local connection there {ruled}.")
