"""What is wrong with packs by themselves: rows that nobody reaches, contradictions, days without law."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.analysis.solve import Model, model_of, opposite
from engine.dates import iso
from engine.mutation.meaning import days_of, epochs
from engine.packs.law import BoundRule, bound
from engine.packs.model import FOREVER, Pack, Rule


@dataclass(frozen=True, slots=True)
class Weakness:
    """Something of a pack that cannot be meant: where, what, and why."""

    file: str
    rule: str
    why: str

    def sentence(self) -> str:
        """It in one line."""
        return f"{self.file}: {self.rule}: {self.why}"


def weaknesses(packs: Sequence[Pack]) -> Iterator[Weakness]:
    """Everything that a solver finds wrong with some packs, over every case with all facts known."""
    for pack in packs:
        for rule in pack.rules:
            yield from dead_rows(rule)
        yield from uncovered_days(pack)
    yield from contradictions(packs)


def dead_rows(rule: Rule) -> Iterator[Weakness]:
    """Rows that no facts reach on any day, and rows before the last that always hold."""
    on_days = [bound(rule, days_of(*days)) for days in epochs(rule)]
    models = [(model_of([on]), on) for on in on_days]
    for index, row in enumerate(rule.rows):
        place = f"from {iso(rule.period.start)}, row {index + 1}"
        said = row.when.text if row.when else "otherwise"
        if not any(_reached(model, on, index) for model, on in models):
            yield Weakness(rule.file, rule.id, f"{place} is never reached: {said}")
        elif row.when and all(_always(model, on, index) for model, on in models):
            yield Weakness(rule.file, rule.id, f"{place} always holds, so no row below it counts: {said}")


def _reached(model: Model, on: BoundRule, index: int) -> bool:
    earlier = [opposite(model.condition(0, row.condition)) for row in on.rows[:index]]
    return model.can_be(model.condition(0, on.rows[index].condition), *earlier)


def _always(model: Model, on: BoundRule, index: int) -> bool:
    return not model.can_be(opposite(model.condition(0, on.rows[index].condition)))


def contradictions(packs: Iterable[Pack]) -> Iterator[Weakness]:
    """Rules that claim the same thing and, for the same facts on the same day, settle it in opposite ways.

    Two rules claim the same thing where they are of one family and one ground (or category), about one kind
    of subject, and read the very same facts. Alternatives look at different facts (six of twelve months,
    three of five years), so that one failing says nothing against the other. Only law contradicts: `met`
    against `not_met`; what a guideline presumes an officer may depart from.
    Packs of two jurisdictions never decide one case.
    """
    rules = [(pack.jurisdiction, rule) for pack in packs for rule in pack.rules]
    for (here, one), (there, other) in combinations(rules, 2):
        together = here == there or None in (here, there)
        if together and one.id != other.id and _same_claim(one, other):
            for days in epochs(one, other):
                if _stand(one, other, days) and _contradict(
                    *(bound(r, days_of(*days)) for r in (one, other))
                ):
                    why = (
                        f"from {iso(days[0])} says met where {other.id} says not_met, or the other way about"
                    )
                    yield Weakness(one.file, one.id, why)
                    break


def _same_claim(one: Rule, other: Rule) -> bool:
    return _claim(one) == _claim(other) and _facts(one) == _facts(other)


def _claim(rule: Rule) -> tuple[str, str, str]:
    return rule.family, rule.ground or rule.id.split(".")[2], rule.about


def _facts(rule: Rule) -> frozenset[str]:
    names: Mapping[str, str] = {given.alias: given.name for given in rule.given}
    read = (name for row in rule.rows if row.when for name in row.when.names)
    return frozenset(names.get(name, name) for name in read if name not in rule.parameters)


def _stand(one: Rule, other: Rule, days: tuple[int, int]) -> bool:
    dates = days_of(*days)
    return all(rule.period.holds(dates[rule.period.by]) for rule in (one, other)) and (
        not one.only_in or not other.only_in or bool(one.only_in & other.only_in)
    )


def _contradict(one: BoundRule, other: BoundRule) -> bool:
    if "met" not in one.scale or "met" not in other.scale:
        return False
    model = model_of([one, other])
    met, not_met = (one.scale.verdicts.index(verdict) for verdict in ("met", "not_met"))
    first, second = model.verdict(0), model.verdict(1)
    return model.can_be(first == met, second == not_met) or model.can_be(first == not_met, second == met)


def uncovered_days(pack: Pack) -> Iterator[Weakness]:
    """Days on which a ground or category has no rule any more, though no change of law is named for them."""
    named = {day for day, _text in pack.changes}
    periods: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in pack.rules:
        periods.setdefault(_claim(rule), []).append(rule)
    for (family, ground, _about), rules in periods.items():
        for rule in rules:
            end = rule.period.end
            goes_on = any(other.period.start <= end < other.period.end for other in rules)
            if end < FOREVER and end not in named and not goes_on:
                why = f"nothing of {family} on {ground} follows it from {iso(end)}, a day"
                yield Weakness(rule.file, rule.id, f"{why} for which pack.yaml names no change")
