"""A case that shows a difference: facts that a solver found, as a profile that is then judged for real."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.analysis.compare import Difference
from engine.analysis.profiles import fields_of
from engine.dates import iso
from engine.mutation.tried import Bench, Tried
from engine.packs.model import Rule
from engine.problems import InputError
from engine.trials.text import ExpectText
from engine.verdicts import SILENT

_NOTHING_EXPECTED = ExpectText(verdict=SILENT)


Rules = Sequence[Rule]


@dataclass(frozen=True, slots=True)
class Witness:
    """A case as a trial writes it, and what the rule finds of it under each pack (`silent`: nothing)."""

    rule: Rule
    fields: Mapping[str, Any]
    verdicts: tuple[str, str]

    @property
    def reproduces(self) -> bool:
        """Whether the evaluator, too, decides the case differently."""
        return self.verdicts[0] != self.verdicts[1]

    def document(self) -> dict[str, Any]:
        """The case in the form of the trials that stand beside the rules, with both verdicts."""
        first, second = self.verdicts
        return {"tests": self.rule.id, "case": dict(self.fields), "verdict": first, "against": second}


def witness_of(
    difference: Difference, home: str, rules: tuple[Rules, Rules], bench: Bench, areas: Mapping[str, str]
) -> Witness | None:
    """The case of a difference, judged by both sets of rules; None where no profile can be written for it.

    `home` is the nation whose law is asked about; `areas` gives an authority (by code) for each nation,
    and one more, `elsewhere`.
    """
    test_day, application_day = difference.days
    fields: dict[str, Any] = {"assessment_date": iso(test_day)}
    if application_day != test_day:
        fields["application_date"] = iso(application_day)
    fields |= fields_of(difference, home, areas)
    try:
        tried = bench.tried(difference.rule, fields, _NOTHING_EXPECTED)
    except InputError:
        return None
    return Witness(difference.rule, fields, (_verdict(tried, rules[0]), _verdict(tried, rules[1])))


def _verdict(tried: Tried, rules: Rules) -> str:
    finding = tried.finding([each for each in rules if each.id == tried.rule])
    return finding.verdict if finding else SILENT


def first_witness(
    differences: Iterator[Difference],
    home: str,
    rules: tuple[Rules, Rules],
    bench: Bench,
    areas: Mapping[str, str],
) -> tuple[Witness | None, Sequence[Difference]]:
    """The first witness that the evaluator bears out, and the differences passed over on the way."""
    passed: list[Difference] = []
    for difference in differences:
        found = witness_of(difference, home, rules, bench, areas)
        if found is not None and found.reproduces:
            return found, passed
        passed.append(difference)
    return None, passed
