"""The same cases decided by the evaluator and in columns, and all that the two say side by side."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeAlias

import polars as pl

from casework.setting import load_setting
from engine.assess import decide
from engine.assessment import Block
from engine.columnar.country import Country, country_of
from engine.columnar.decide import decide as decide_in_columns
from engine.columnar.decisions import Decisions
from engine.columnar.frames import ELSEWHERE
from engine.columnar.schema import to_arrow
from engine.decided import Decided
from engine.evaluate import findings
from engine.facts.case import safety_groups
from engine.facts.subjects import ELSEWHERE as ANY_OTHER
from engine.findings import Finding
from engine.packs import NoLawError, Pack
from engine.profile import Profile, read_profile
from engine.referral import BARS
from engine.setting import Setting
from services_directory.areas import load_areas
from tests.profiles import Json

Said: TypeAlias = dict[str, Any]


@cache
def setting() -> Setting:
    return load_setting()


@cache
def country() -> Country:
    areas = load_areas()
    return country_of((area.code for area in areas), setting().nation_of, areas)


# --- as the evaluator says it ---


def by_evaluator(profile: Profile, packs: Sequence[Pack] | None = None) -> Said | str:
    """Everything that the evaluator says of a profile; or why it has no law for it."""
    under = setting() if packs is None else replace(setting(), packs=tuple(packs))
    try:
        decided = decide(profile, under)
    except NoLawError as why:
        return str(why)
    said: Said = {"law": decided.law.key, "nowhere": decided.nowhere}
    for name, block in decided.blocks.items():
        said[name] = block_said(block)
    for duty in decided.duties:
        said[f"duty {duty.duty}"] = block_said(duty.block)
    for area, row in decided.local.items():
        first = row.block.findings[0] if row.block.findings else None
        ground, person = (first.rule.rule.ground, first.person) if first else (None, None)
        said[f"connection {area}"] = (*block_said(row.block), ground, person)
    for area, row in decided.safety.items():
        said[f"safety {area}"] = block_said(row.block)
    for stage in decided.referral.stages:
        if stage.finding:
            said[f"stage {stage.stage}"] = (stage.finding.verdict, stage.finding.id)
    said["targets"] = sorted(
        (each.area, each.stage, each.limb, each.conditions, each.verdict) for each in decided.referral.to
    )
    said["findings"] = frozenset(map(finding_said, findings_of(decided)))
    return said


def block_said(block: Block) -> tuple[str, str, str | None]:
    return block.verdict, block.on_evidence, block.findings[0].id if block.findings else None


def findings_of(decided: Decided) -> Iterator[Finding]:
    for block in (*decided.blocks.values(), *(duty.block for duty in decided.duties)):
        yield from block.findings
    for row in (*decided.local.values(), *decided.safety.values()):
        yield from row.block.findings
    yield from (stage.finding for stage in decided.referral.stages if stage.finding)
    for target in decided.referral.to:
        yield from (each for each in target.findings if each.rule.rule.about == "target")
    # The statutory bars stand in no block of their own.
    groups = safety_groups(decided.case, tuple(decided.safety))
    for finding in findings(decided.law, groups, decided.wording):
        if finding.id.rpartition(".")[2] in BARS:
            yield finding


def finding_said(finding: Finding) -> tuple[Any, ...]:
    *_rest, item = finding.judged.split("/") if finding.judged.count("/") == 3 else ("", "")
    return finding.id, finding.area or "", finding.person, item, finding.verdict, finding.on_evidence


# --- as the columns say it ---


def by_columns(decisions: Decisions, packs: Sequence[Pack] | None = None) -> dict[int, Said | str]:
    """Everything that the columns say of each case, in the same words."""
    lists = {rule.id: rule.about for pack in packs or setting().packs for rule in pack.rules}
    said: dict[int, Said] = {}
    for row in decisions.cases.iter_rows(named=True):
        nowhere = row["no_local_connection_anywhere"]
        of_case = said[row["case"]] = {
            "law": row["law"],
            "nowhere": "unknown" if nowhere is None else nowhere,
        }
        for name in ("homelessness", "eligibility", "priority_need"):
            of_case[name] = _block(row, name)
        for name in row:
            if name.startswith("duty_") and f"{name}_rule" in row and row[name] is not None:
                of_case["duty " + name.removeprefix("duty_")] = _block(row, name)
            if name.startswith("stage_") and f"{name}_rule" in row and row[name] is not None:
                of_case["stage " + name.removeprefix("stage_")] = (row[name], row[f"{name}_rule"])
        of_case["targets"] = []
    for row in decisions.areas.iter_rows(named=True):
        of_case, area = said[row["case"]], _area(row["area"])
        if row["connection"] is not None:
            of_case[f"connection {area}"] = (
                *_block(row, "connection"),
                row["ground"],
                _person(row["person"]),
            )
        of_case[f"safety {area}"] = _block(row, "safety")
    for row in decisions.targets.sort("area", "stage", "limb").iter_rows(named=True):
        told = (_area(row["area"]), row["stage"], row["limb"], row["conditions"], row["verdict"])
        said[row["case"]]["targets"].append(told)
    for of_case in said.values():
        of_case["targets"].sort()
    assert decisions.findings is not None
    for case, found in _findings(decisions.findings, said, lists).items():
        said[case]["findings"] = frozenset(found)
    return {**said, **{each.case: each.because for each in decisions.refused}}


def _block(row: Mapping[str, Any], name: str) -> tuple[str, str, str | None]:
    return row[name], row[f"{name}_on_evidence"], row[f"{name}_rule"]


def _findings(
    frame: pl.DataFrame, said: Mapping[int, Said], lists: Mapping[str, str]
) -> dict[int, list[tuple[Any, ...]]]:
    """The findings that an assessment shows: of a target's, those where some limb is spoken of."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        area, person, item = _area(row["area"]), _person(row["person"]), ""
        if row["stage"] is not None:
            if not any((area, row["stage"]) == each[:2] for each in said[row["case"]]["targets"]):
                continue
            item = row["stage"]
        elif row["item"] is not None:
            item = _path(lists[row["rule"]], row["owner"], row["item"])
        found[row["case"]].append((row["rule"], area, person, item, row["verdict"], row["on_evidence"]))
    return {case: found[case] for case in said}


_LISTS = {"job": "employment", "relative": "family", "circumstance": "special_circumstances", "risk": "risks",
          "restriction": "restrictions", "household_member": "household"}  # fmt: skip


def _path(kind: str, owner: int, item: int) -> str:
    prefix = f"household.{owner - 1}." if owner else ""
    return f"{prefix}{_LISTS[kind]}.{item}"


def _area(number: int) -> str:
    if number == ELSEWHERE:
        return ANY_OTHER
    return country().codes[number] if number >= 0 else ""


def _person(number: int | None) -> str | None:
    if number is None:
        return None
    return "client" if number == 0 else f"household.{number - 1}"


def differences(ours: Said | str, theirs: Said | str) -> list[str]:
    """What the two say otherwise, in words."""
    if isinstance(ours, str) or isinstance(theirs, str):
        return [] if ours == theirs else [f"evaluator: {ours}", f"columns: {theirs}"]
    found = []
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name), theirs.get(name)
        if isinstance(one, frozenset) and isinstance(other, frozenset):
            found += [f"only the evaluator: {each}" for each in sorted(one - other, key=str)]
            found += [f"only the columns: {each}" for each in sorted(other - one, key=str)]
        elif one != other:
            found.append(f"{name}: evaluator {one}, columns {other}")
    return found


def read(data: Json) -> Profile:
    return read_profile(data, country().index).profile


def assert_agree(cases: Sequence[Json]) -> None:
    """Decide some cases both ways, as they are written, and hold everything that is said side by side."""
    packs = setting().packs
    decisions = decide_in_columns(to_arrow(cases), packs, country(), evidence=True, findings=True)
    columns = by_columns(decisions)
    assert sorted(columns) == list(range(len(cases)))
    for number, case in enumerate(cases):
        found = differences(by_evaluator(read(case)), columns[number])
        assert not found, "\n".join([*found, str(case)])
