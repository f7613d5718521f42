"""The whole decision over a batch of cases: the verdicts of `engine.assess.decide`, in columns.

A pure function of the batch, the packs and the country. It has no clock and no state, so whatever spreads
batches over processes or machines can run it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any

import polars as pl
import pyarrow as pa

from engine.columnar.by_row import facts_by_row
from engine.columnar.country import Country
from engine.columnar.decisions import Decisions, Told
from engine.columnar.differing import differing
from engine.columnar.encode import encode
from engine.columnar.facts import facts_of
from engine.columnar.facts.homes import cases_deciding
from engine.columnar.frames import Frames, Measures, bits_of, joined, words_in_order
from engine.columnar.judged import Judged, laws_rulings
from engine.columnar.laws import Docket, Refused, docket, nation_called, no_one_nation
from engine.columnar.ranked import MOST_RULES
from engine.columnar.rules import NotInColumnsError, measures_read
from engine.columnar.schema import to_plain
from engine.columnar.tables import Tables
from engine.columnar.verdicts import Verdicts, verdicts_of
from engine.facts.case import case_of
from engine.named import areas_named
from engine.packs.law import BoundMeasure, law_on
from engine.packs.model import Pack
from engine.problems import InputError
from engine.profile import Profile, read_profile


def decide(
    batch: pa.RecordBatch, packs: Sequence[Pack], country: Country, *,
    jurisdiction: str | None = None, evidence: bool = False, findings: bool = False,
) -> Decisions:  # fmt: skip
    """Decide a batch of cases under some packs.

    `batch` is in the form of `engine.columnar.schema`. `jurisdiction` is the nation whose law decides; by
    default that of the authority applied to. `evidence` adds what the documents held show, `findings` every
    finding of every rule. Raises NotInColumnsError for a rule that columns cannot decide, NoLawError where
    no nation is called as `jurisdiction` says.
    """
    return decide_under(
        batch, (packs,), country, jurisdiction=jurisdiction, evidence=evidence, findings=findings
    )[0]


def decide_under(
    batch: pa.RecordBatch, pack_sets: Sequence[Sequence[Pack]], country: Country, *,
    jurisdiction: str | None = None, evidence: bool = False, findings: bool = False,
) -> tuple[Decisions, ...]:  # fmt: skip
    """Decide a batch under several sets of packs, as `decide` does under one.

    What the sets share is done once: the facts, every rule that says the same, every block of such rules.
    """
    if jurisdiction is not None and jurisdiction not in words_in_order("target", "nation"):
        law_on([pack for packs in pack_sets for pack in packs], jurisdiction, 0, 0)  # says what is held
    tables = encode(batch, country)
    by_column = cases_deciding(tables, country, jurisdiction).select(_DECIDING)
    unruled = by_column.filter(pl.col("nation").is_null())["case"]
    profiles, unread = _profiles(batch, [*tables.by_row, *unruled], country)
    by_row, refused = _deciding(profiles, country, jurisdiction)
    held = docket(pl.concat([by_column.drop_nulls("nation"), by_row]).sort("case"), pack_sets)
    measures = _measures(held)
    parts = [facts_of(_without(tables, unruled), measures, country, jurisdiction)]
    if by_row.height:
        parts.append(_facts_by_row(profiles, by_row, measures, country))
    unread += [Refused(each.case, f"`{each.column}` cannot be read") for each in tables.refused]
    once = {each.case: each for each in reversed([*unread, *refused])}
    return decided(joined(parts), held, country, [*once.values()], evidence=evidence, findings=findings)


def decide_by_row(
    profiles: Mapping[int, Profile], pack_sets: Sequence[Sequence[Pack]], country: Country, *,
    jurisdiction: str | None = None, evidence: bool = False, findings: bool = False,
) -> tuple[Decisions, ...]:  # fmt: skip
    """The same for profiles (by the numbers of their cases), with the evaluator's own facts."""
    cases, refused = _deciding(profiles, country, jurisdiction)
    held = docket(cases, pack_sets)
    frames = _facts_by_row(profiles, cases, _measures(held), country)
    return decided(frames, held, country, refused, evidence=evidence, findings=findings)


def decided(
    frames: Frames, held: Docket, country: Country, refused: Sequence[Refused] = (), *,
    evidence: bool = False, findings: bool = False,
) -> tuple[Decisions, ...]:  # fmt: skip
    """What the law of each set of packs says of the facts. `refused` are cases that no set can decide."""
    assert frames.cases["case"].equals(held.cells["case"])
    cells = held.cells["cell"].to_numpy()
    judged = Judged(frames, country, cells, evidence=evidence)
    rulings = [laws_rulings(laws) for laws in held.laws]
    if len(held.names.rules) > MOST_RULES:
        raise NotInColumnsError(
            f"{len(held.names.rules)} rules are more than the {MOST_RULES} that can be ranked"
        )
    found = []
    first: Verdicts | None = None
    for laws, under, without_law in zip(held.laws, rulings, held.refused, strict=True):
        verdicts = verdicts_of(judged, under, held.names.places)
        first = first or verdicts
        told = Told(judged, verdicts, laws, cells, held.names)
        every = tuple(sorted((*refused, *without_law), key=lambda each: each.case))
        found.append(
            Decisions(
                told.cases(), told.areas(), told.targets(), told.findings() if findings else None, every,
                partial(differing, judged, first, verdicts),
            )
        )  # fmt: skip
    return tuple(found)


_DECIDING = ("case", "nation", "test_day", "application_day")


def _measures(held: Docket) -> Measures:
    """Every measure that some law of some case reads, once each."""
    asked: dict[str, dict[str, BoundMeasure]] = {}
    for law in {id(law): law for laws in held.laws for law in laws.values()}.values():
        for kind, _name, column in measures_read(law):
            asked.setdefault(kind, {})[column.name] = column
    return {kind: tuple(measures.values()) for kind, measures in asked.items()}


def _profiles(
    batch: pa.RecordBatch, cases: Sequence[int], country: Country
) -> tuple[dict[int, Profile], list[Refused]]:
    """Some cases of a batch as profiles; what was offered is left out, as no rule here reads it."""
    found: dict[int, Profile] = {}
    refused = []
    for case, data in zip(cases, to_plain(batch.take(pa.array(cases, pa.int64()))), strict=True):
        if isinstance(data.get("sso"), dict):
            data["sso"] = {name: value for name, value in data["sso"].items() if name != "offer"}
        try:
            found[case] = read_profile(data, country.index).profile
        except InputError as fault:
            refused.append(Refused(case, f"`{fault.faults[0].dotted}` cannot be read"))
    return found, refused


def _deciding(
    profiles: Mapping[int, Profile], country: Country, jurisdiction: str | None
) -> tuple[pl.DataFrame, list[Refused]]:
    """The nation whose law decides each case, with its days; and the cases of which it is not known."""
    rows: list[tuple[int, int, int, int]] = []
    refused: list[Refused] = []
    for number, profile in sorted(profiles.items()):
        nations = {jurisdiction} if jurisdiction else _nations_named(profile, country)
        if len(nations) != 1:
            refused.append(Refused(number, no_one_nation(nations)))
            continue
        case = case_of(profile, str)
        rows.append((number, bits_of("target", "nation", nations), case.test_day, case.application_day))
    schema = {
        "case": pl.UInt32(),
        "nation": pl.UInt32(),
        "test_day": pl.Int32(),
        "application_day": pl.Int32(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row"), refused


def _nations_named(profile: Profile, country: Country) -> set[str]:
    named = areas_named(profile)
    if profile.applying_to in named:
        named = (profile.applying_to,)
    return {country.nations[country.number[area]] for area in named}


def _facts_by_row(
    profiles: Mapping[int, Profile], cases: pl.DataFrame, measures: Measures, country: Country
) -> Frames:
    nations = {case: nation_called(nation) for case, nation in cases.select("case", "nation").iter_rows()}
    return facts_by_row({case: profiles[case] for case in nations}, nations, measures, country)


def _without(tables: Tables, cases: pl.Series) -> Tables:
    if not cases.len():
        return tables
    frames: dict[str, Any] = {
        field.name: frame.filter(~pl.col("case").is_in(cases.implode()))
        for field in fields(Tables)
        if isinstance(frame := getattr(tables, field.name), pl.DataFrame)
    }
    return replace(tables, **frames)
