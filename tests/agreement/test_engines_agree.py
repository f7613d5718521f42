"""Two engines on whole cases: they agree, and where they do not, nobody's word stands."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from casework.setting import load_setting
from engine.assess import decide
from engine.decided import Decided
from engine.packs import Law, NoLawError, law_on
from engine.production.batch import Findings, Key, Subject
from engine.production.bounds import World
from engine.production.compile import ProductionRule, compile_rules
from engine.production.fence import Prepared, ProductionWorker, Unavailable, available
from engine.profile import read_profile
from engine.second import Production, production_rules
from engine.setting import Setting
from services_directory.areas import load_areas
from tests.profiles import Json, with_gaps

pytestmark = pytest.mark.skipif(not available(), reason="durable-rules is not installed here")


@cache
def worker() -> ProductionWorker:
    return ProductionWorker()


@cache
def alone() -> Setting:
    return load_setting()


def setting(production: Production) -> Setting:
    return replace(alone(), production=production)


def decided(data: Json, production: Production) -> Decided:
    return decide(read_profile(data, load_areas()).profile, setting(production))


def without_notes(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: without_notes(item) for key, item in value.items() if key != "note"}
    return [without_notes(item) for item in value] if isinstance(value, list) else value


def test_they_agree_on_every_decided_case(shared: Path) -> None:
    tried = 0
    for path in sorted((shared / "cases" / "profiles").glob("*.json")):
        for number, profile in enumerate(json.loads(path.read_text("utf-8"))["profiles"]):
            try:
                verification = decided(without_notes(profile), worker()).verification
            except NoLawError:
                continue
            tried += 1
            assert verification.agree is True, (path.name, number, verification)
    assert tried >= 80


@given(with_gaps())
@settings(max_examples=40)
def test_they_agree_on_generated_profiles(profiles: tuple[Json, Json]) -> None:
    for profile in profiles:
        assert decided(profile, worker()).verification.agree is True


@pytest.mark.slow
@given(with_gaps())
@settings(max_examples=20_000)
def test_they_agree_on_very_many_generated_profiles(profiles: tuple[Json, Json]) -> None:
    for profile in profiles:
        assert decided(profile, worker()).verification.agree is True


def laws() -> Iterator[Law]:
    """The law of the day before and of every change that a shipped pack holds, by either date of a case."""
    packs = load_setting().packs
    changes = {
        day
        for pack in packs
        for rule in pack.rules
        for day in (
            rule.period.start,
            *(first for parameter in rule.parameters.values() for first, _value in parameter.values),
        )
    }
    for pack in packs:
        if pack.jurisdiction is None:
            continue
        for nation in {each.nation for each in pack.decides}:
            for day in sorted(changes):
                for application in (day - 1, day):
                    try:
                        yield law_on(packs, nation, day, application)
                    except NoLawError:
                        continue


def test_the_rules_of_every_dated_edge_fit_the_production_engine() -> None:
    """One rule that is too wide would take the second opinion from every case of its days."""
    for law in {law.key: law for law in laws()}.values():
        assert compile_rules(production_rules(law)).definition


class Tampered:
    """The real engine with one of its answers changed on the way: a wrong finding."""

    def __init__(self, rule: str, verdicts: frozenset[str]) -> None:
        self._rule, self._verdicts = rule, verdicts
        self.differed: list[str] = []

    def prepared(
        self, rules_key: str, rules: Sequence[ProductionRule], subjects: Sequence[Subject]
    ) -> Prepared | Unavailable:
        return worker().prepared(rules_key, rules, subjects)

    @contextmanager
    def asking(self, prepared: Prepared | Unavailable) -> Iterator[Callable[[], Findings | Unavailable]]:
        with worker().asking(prepared) as answer:
            yield lambda: self._changed(answer())

    def differs(self, rules: object) -> None:
        self.differed += list(rules)  # type: ignore[call-overload]

    def _changed(self, answers: Findings | Unavailable) -> Findings | Unavailable:
        assert not isinstance(answers, Unavailable)
        return TamperedFindings(answers, self._rule, self._verdicts)


class TamperedFindings(Findings):
    """What the engine answered, but for one rule."""

    def __init__(self, honest: Findings, rule: str, verdicts: frozenset[str]) -> None:
        self._honest, self._rule, self._verdicts = honest, rule, verdicts

    def __getitem__(self, asked: tuple[str, Key, World]) -> frozenset[str]:
        return self._verdicts if asked[0] == self._rule else self._honest[asked]

    def comes_to(self, rule: str, key: Key, verdict: str) -> bool:
        return (
            self._verdicts == {verdict} if rule == self._rule else self._honest.comes_to(rule, key, verdict)
        )


CASE = {
    "schema": "safe-connections/profile/1",
    "ref": "invented",
    "assessment_date": "2024-06-01",
    "applying_to": "tower-hamlets",
    "household": [],
    "housing_history": [
        {"area": "leeds", "from": "2019-01-01", "to": "2023-09-01", "basis": "private_tenancy"},
        {"area": "tower-hamlets", "from": "2024-03-01", "current": True, "basis": "rough_sleeping"},
    ],
    "employment": [],
    "family": [],
    "special_circumstances": [],
    "risks": [{"area": "leeds", "kind": "drug_debt", "probable_on_return": True}],
    "restrictions": [],
    "restrictions_known": True,
}
LEEDS = "E08000035"


def test_a_wrong_finding_withholds_the_verdict_warns_and_is_counted() -> None:
    rule = "eng.local_connection.residence.three_of_five_years"
    assert decided(CASE, worker()).local[LEEDS].block.verdict == "presumed_met"
    engine = Tampered(rule, frozenset({"not_met"}))
    doubted = decided(CASE, engine)
    assert doubted.local[LEEDS].block.verdict == "undetermined"
    assert doubted.verification.agree is False
    assert doubted.verification.differences == (rule,)
    assert engine.differed == [rule]


def test_no_later_step_rests_on_a_finding_in_doubt() -> None:
    """Prevention is for those who are not homeless yet: in doubt as soon as homelessness is."""
    told = {**CASE, "homelessness": {"homeless": True, "street_homeless": True}}
    engine = Tampered("eng.homelessness.no_accommodation", frozenset({"not_met"}))
    assert prevention(decided(told, worker())) == "not_met"
    assert prevention(decided(told, engine)) == "undetermined"
    assert engine.differed == ["eng.homelessness.no_accommodation"]


def prevention(found: Decided) -> str:
    return next(row.block.verdict for row in found.duties if row.duty == "prevention")


def test_a_danger_that_only_one_engine_sees_leaves_no_area_clear() -> None:
    rule = "prac.safety.violence"
    engine = Tampered(rule, frozenset({"excluded"}))
    told = {**CASE, "risks": [{"area": "leeds", "kind": "relapse"}]}
    assert decided(told, worker()).safety[LEEDS].block.verdict == "caution"
    assert decided(told, engine).safety[LEEDS].block.verdict == "undetermined"


def test_without_the_second_engine_the_answer_says_so() -> None:
    with ProductionWorker(("false",)) as broken:
        alone = decided(CASE, broken)
    assert alone.verification.engines == ("evaluate",)
    assert alone.verification.agree is None
    assert alone.safety[LEEDS].block.verdict == "excluded"
    assert alone.local[LEEDS].block.verdict == "presumed_met"
