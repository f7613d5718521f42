"""Since 2002 the same life meets one law on every day, and only a change of law moves its verdicts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

import pytest

from casework.setting import load_setting
from engine.assess import decide
from engine.decided import Decided
from engine.findings import Finding
from engine.packs import Pack, Rule, law_on
from engine.packs.diff import days_of_change
from engine.packs.model import FOREVER
from engine.profile import read_profile
from engine.setting import Setting
from engine.verdicts import SAFETY
from services_directory.areas import load_areas
from tests.panel import PLACES, Member, panel

Case: TypeAlias = tuple[str, int]  # one of the case's dates, and a day (ordinal)

FIRST = date(2002, 1, 1)
ALWAYS_SPEAK = frozenset(
    {"homelessness", "eligibility", "priority_need", "duties", "local_connection", "safety"}
)


@cache
def setting() -> Setting:
    return load_setting()


# --- the days ---


@cache
def changes() -> tuple[int, ...]:
    """Every day on which a pack says something new, or begins or ceases to decide a nation."""
    days = {day for pack in setting().packs for day in (*days_of_change(pack), *said_on(pack))}
    return tuple(sorted(day for day in days if FIRST.toordinal() < day < date.today().toordinal()))


def said_on(pack: Pack) -> Iterator[int]:
    for each in pack.decides:
        yield from (each.period.start, each.period.end)
    yield from (day for day, _text in pack.changes)


def quarters() -> Iterator[int]:
    for year in range(FIRST.year, date.today().year + 1):
        for month in (1, 4, 7, 10):
            if (day := date(year, month, 1)) <= date.today():
                yield day.toordinal()


def sweep(lag: int, steps: Sequence[int]) -> list[date]:
    """The days of a sweep: some steps, and each change as the test and the application day meet it."""
    days = {*steps, *(day + late + eve for day in changes() for late in {0, lag} for eve in (-1, 0))}
    return [date.fromordinal(day) for day in sorted(days) if FIRST.toordinal() <= day]


# --- what must hold ---


@cache
def days_of_rules() -> dict[str, frozenset[Case]]:
    """For each rule the days on which it says something new, each by the case's date that it goes by."""
    found: dict[str, set[Case]] = {}
    for pack in setting().packs:
        nations = {("application_date", day) for each in pack.decides for day in
                   (each.period.start, each.period.end) if day < FOREVER}  # fmt: skip
        for rule in pack.rules:
            found.setdefault(rule.id, set()).update(nations, of_rule(rule))
    return {name: frozenset(days) for name, days in found.items()}


def of_rule(rule: Rule) -> Iterator[Case]:
    yield from ((rule.period.by, day) for day in (rule.period.start, rule.period.end))
    for parameter in rule.parameters.values():
        yield from ((parameter.by, day) for day, _value in parameter.values)


def findings_of(decided: Decided) -> list[Finding]:
    blocks = [*decided.blocks.values(), *(duty.block for duty in decided.duties)]
    blocks += [row.block for row in (*decided.local.values(), *decided.safety.values())]
    found = [finding for block in blocks for finding in block.findings]
    found += [stage.finding for stage in decided.referral.stages if stage.finding]
    found += [finding for target in decided.referral.to for finding in target.findings]
    return list({id(finding): finding for finding in found}.values())  # targets share that of their stage


def decided_on(member: Member, day: date) -> Decided:
    return decide(read_profile(member.on(day), load_areas()).profile, setting())


def check_complete(decided: Decided) -> None:
    """No family that must speak is dumb, and no rule speaks twice of one thing."""
    for family, block in decided.blocks.items():
        assert block.findings, family
    assert {"take_application", "interim_accommodation", "advice"} <= {duty.duty for duty in decided.duties}
    for area, row in decided.local.items():
        assert row.block.findings, area
    assert all(row.block.verdict in SAFETY for row in decided.safety.values())
    # Northern Ireland has one authority, and so no stage at which it refers.
    assert bool(decided.referral.stages) == (decided.law.jurisdiction != "northern_ireland")
    said = Counter(each.key for each in findings_of(decided))
    assert [key for key, times in said.items() if times > 1] == []


def check_explained(member: Member, was: tuple[date, Decided], now: tuple[date, Decided]) -> None:
    """A finding that changed is of a rule that changed, or reads the verdicts of others and some rule did."""
    (first, before_), (last, after) = was, now
    old, new = ({each.key: each for each in findings_of(decided)} for decided in (before_, after))
    for key in old.keys() | new.keys():
        one, other = old.get(key), new.get(key)
        if one and other and (one.verdict, one.on_evidence) == (other.verdict, other.on_evidence):
            continue
        rule = (one or other).rule.rule  # type: ignore[union-attr]
        reads_others = rule.about in {"case", "target"}
        law = (
            {name for each in days_of_rules().values() for name in each}
            if reads_others
            else days_of_rules()[rule.id]
        )
        assert any(holds(case, member.lag, first, last) for case in law), (
            f"{rule.id} of {key[1]} went from {one and one.verdict} to {other and other.verdict} "
            f"between {first} and {last}, and no law did (member {member.seed})"
        )


def holds(case: Case, lag: int, first: date, last: date) -> bool:
    by, day = case
    late = lag if by == "application_date" else 0
    return first.toordinal() < day + late <= last.toordinal()


def swept(members: Sequence[Member], steps: Sequence[int]) -> int:
    """Decide each member on each day of the sweep, and check every day and every step."""
    decisions = 0
    for member in members:
        last: tuple[date, Decided] | None = None
        for day in sweep(member.lag, steps):
            now = (day, decided_on(member, day))
            check_complete(now[1])
            if last:
                check_explained(member, last, now)
            last, decisions = now, decisions + 1
    return decisions


@pytest.mark.parametrize("nation", PLACES)
def test_on_every_day_each_family_has_rules_and_no_rule_two_versions(nation: str) -> None:
    for day in [FIRST.toordinal(), *quarters(), *(day + eve for day in changes() for eve in (-1, 0))]:
        law = law_on(setting().packs, nation, day, day)
        names = Counter(bound.rule.id for bound in law.rules)
        assert [name for name, times in names.items() if times > 1] == []
        assert {bound.rule.family for bound in law.rules} >= ALWAYS_SPEAK, date.fromordinal(day)


def test_a_few_lives_meet_every_change_of_law_and_nothing_else_moves_them() -> None:
    assert swept(panel(10), []) >= 10 * 2 * len(changes())


def test_a_verdict_that_moves_without_a_law_is_noticed() -> None:
    quiet = date(2013, 6, 4)
    someone = next(each for each in panel(50) if each.nation == "england" and each.on(quiet).get("risks"))
    safer = read_profile({**someone.on(quiet), "risks": []}, load_areas()).profile
    eve = quiet - timedelta(days=1)
    was, now = (eve, decided_on(someone, eve)), (quiet, decide(safer, setting()))
    with pytest.raises(AssertionError, match="and no law did"):
        check_explained(someone, was, now)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_two_hundred_lives_through_every_quarter_and_every_change(part: int) -> None:
    members = panel(200)[part::8]
    assert swept(members, list(quarters())) >= len(members) * len(list(quarters()))
