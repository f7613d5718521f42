"""The monitoring tables, counted from the facts of the cases."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import polars as pl

from policy_lab.monitoring.facts import NEEDS
from policy_lab.monitoring.model import COLUMNS, TOTAL, Counted, Row, Table, What, Whom, Work
from policy_lab.monitoring.policy import Band, MonitoringPolicy

NOT_KNOWN = "not_known"
_NOT_RECORDED = (NOT_KNOWN, "Not recorded")
_YES_NO = (("true", "Yes"), ("false", "No"))
_WORK: tuple[What, What] = ("events", "direct_contacts")
Group: TypeAlias = tuple[str, str]


class _Asked(NamedTuple):
    """A table that is wanted: its name, the fact that it goes by, its letter, its title and its groups."""

    name: str
    by: str
    figure: str
    title: str
    groups: Sequence[Group]


def tables_of(facts: pl.DataFrame, policy: MonitoringPolicy) -> tuple[Table, ...]:
    """Every table, in the order of the report."""
    clients = facts.with_columns(
        band=_band(policy.contacts.bands), years=_text("years"), prison=_text("prison"),
        presentation=_text("presentation"),
    )  # fmt: skip
    back = clients.filter(pl.col("reconnected").fill_null(value=False))
    needs, years = _need_groups(clients["needs"]), _numbers(clients["years"], "year")
    months, kinds = _as_written(back["month"]), _as_written(back["accommodation"])
    of_clients = (
        _Asked("support_needs", "needs", "c", "Support needs", needs),
        _Asked("contacts", "band", "d", "Contacts with outreach before", _band_groups(clients, policy)),
        _Asked("years_seen", "years", "e", "Years seen sleeping rough", years),
        _Asked("prison", "prison", "", "Served time in prison", _YES_NO),
    )
    of_reconnections = (
        _Asked("month", "month", "f", "Month of reconnection", months),
        _Asked("presentation", "presentation", "", "Presentation at Housing Options", _YES_NO),
        _Asked("accommodation", "accommodation", "", "Accommodation reached", kinds),
    )
    place = _Asked("place", "accommodation", "", "Where accommodation was reached", kinds)
    return (
        *(_table(clients, each, "reconnected") for each in of_clients),
        *(_table(back, each, "sustained") for each in of_reconnections),
        _table(back, place, "place"),
    )


def work_of(facts: pl.DataFrame) -> tuple[Work, ...]:
    """Events and direct contacts, of all clients and of those who were reconnected."""
    back = facts.filter(pl.col("reconnected").fill_null(value=False))
    return tuple(
        each
        for what in _WORK
        for each in (_work(what, "all", facts[what]), _work(what, "reconnected", back[what]))
    )


def _work(what: What, whom: Whom, column: pl.Series) -> Work:
    told = column.drop_nulls()
    return Work(what, whom, told.len(), int(told.sum()), _number(told.min()), _number(told.max()))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _table(frame: pl.DataFrame, asked: _Asked, counted: Counted) -> Table:
    found = frame.group_by(pl.col(asked.by).fill_null(NOT_KNOWN).alias("group")).agg(_three(counted))
    counts = {group: (first, second, third) for group, first, second, third in found.iter_rows()}
    every = [*asked.groups, _NOT_RECORDED] if NOT_KNOWN in counts else asked.groups
    rows = tuple(Row(key, called, counts.get(key, (0, 0, 0))) for key, called in every)
    total = frame.select(_three(counted)).row(0)
    whole = Row(TOTAL, "All", (total[0], total[1], total[2]))
    return Table(asked.name, asked.by, asked.figure, asked.title, counted, rows, whole)


def _three(counted: Counted) -> list[pl.Expr]:
    """The three columns of a table as sums over its cases."""
    first, second, _ = COLUMNS[counted]
    if counted == "place":
        is_first, is_second = pl.col("place") == first, pl.col("place") == second
    else:
        is_first, is_second = pl.col(counted), ~pl.col(counted)
    known = [each.fill_null(value=False).sum().cast(pl.Int64) for each in (is_first, is_second)]
    names = COLUMNS[counted]
    rest = pl.len().cast(pl.Int64) - known[0] - known[1]
    return [each.alias(name) for each, name in zip((*known, rest), names, strict=True)]


def _text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String)


def _band(bands: Iterable[Band]) -> pl.Expr:
    found = pl.lit(None, pl.String)
    for band in bands:
        most = pl.lit(value=True) if band.most is None else pl.col("contacts") <= band.most
        found = pl.when((pl.col("contacts") >= band.least) & most).then(pl.lit(_key(band))).otherwise(found)
    return found


def _key(band: Band) -> str:
    return f"{band.least}-{band.most}" if band.most is not None else f"{band.least}+"


def _band_groups(clients: pl.DataFrame, policy: MonitoringPolicy) -> list[Group]:
    held = set(clients["band"].drop_nulls())
    bands = policy.contacts.bands
    return [(_key(each), each.called) for each in bands if not each.only_if_any or _key(each) in held]


def _need_groups(needs: pl.Series) -> list[Group]:
    """Combinations of needs, those of most kinds first; in the report's own order among equals."""
    held = set(needs.drop_nulls())
    return [(key, _need_words(key)) for key in sorted(held, key=lambda key: (-_kinds(key), key))]


def _kinds(key: str) -> int:
    return 0 if key == "none" else key.count("+") + 1


def _need_words(key: str) -> str:
    names = [need.replace("_", " ") for need in NEEDS if need in key.split("+")]
    if not names:
        return "None of these"
    words = names[0] + " only" if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return words[0].upper() + words[1:]


def _numbers(numbers: pl.Series, unit: str) -> list[Group]:
    held = sorted(int(each) for each in numbers.drop_nulls().unique())
    return [(str(each), f"{each} {unit}{'' if each == 1 else 's'}") for each in held]


def _as_written(words: pl.Series) -> list[Group]:
    return [(each, _plain(each)) for each in sorted(words.drop_nulls().unique())]


def _plain(word: str) -> str:
    words = word.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
