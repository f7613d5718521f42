"""How many whole assessments a second one core gives, and what JSON, options and the second engine add."""

from collections.abc import Mapping
from dataclasses import replace

from benchmarks.cases import reading
from benchmarks.timing import Step
from casework.answers import canonical
from engine.assess import assess, decide
from engine.evaluate import findings
from engine.facts.case import Case, measures_of
from engine.facts.places import Dwelt, place_group
from engine.named import areas_of_connection
from engine.packs import Law
from engine.second import Production
from engine.sentences import Wording
from engine.setting import Setting

ASSESS = "our evaluator, a full assessment, options not looked for"
NIGHTS = "our evaluator, the nights question alone, with proof"


def steps_of(setting: Setting, production: Production | None) -> Mapping[str, Step]:
    """What is measured of ours. A full assessment's options are ranked once beforehand, where not said."""
    told = reading(setting)
    profile = told.profile
    ranking = decide(profile, setting).ranking(setting)

    def assessed(by: Setting) -> Step:
        return lambda: decide(profile, by).assessment(by, told, ranking)

    steps: dict[str, Step] = {
        ASSESS: assessed(setting),
        "  the same, as canonical JSON": lambda: canonical(
            decide(profile, setting).assessment(setting, told, ranking).to_dict()
        ),
        "  the same, with options, no JSON": lambda: assess(told, setting),
        "  the same, with options, as canonical JSON": lambda: canonical(assess(told, setting).to_dict()),
    }
    if production is not None:
        both = replace(setting, production=production)
        verification = decide(profile, both).verification
        if not verification.agree:
            raise RuntimeError(f"the second engine did not confirm the case: {verification}")
        steps["  the same, second engine beside, no options or JSON"] = assessed(both)
    return {**steps, NIGHTS: _nights(setting)}


def nights_of(setting: Setting) -> dict[str, dict[str, int]]:
    """The nights in each area that the evaluator counted: by fact and then by area."""
    decided = decide(reading(setting).profile, setting)
    counted: dict[str, dict[str, int]] = {}
    for area, row in decided.local.items():
        for finding in row.block.findings:
            for name, value in finding.to_dict()["facts"].items():
                if name.startswith("residence_days_in_last_") and area in areas_of_connection(
                    decided.case.profile
                ):
                    counted.setdefault(name, {})[area] = value["at_least"]
    return counted


def _nights(setting: Setting) -> Step:
    """Six of twelve months and three of five years in each area, from the stays, with sentences."""
    decided = decide(reading(setting).profile, setting)
    case, wording = decided.case, decided.wording
    rules = tuple(rule for rule in decided.law.about["person_in_area"] if ".residence." in rule.rule.id)
    law = replace(decided.law, about={"person_in_area": rules})
    areas = areas_of_connection(case.profile)
    return lambda: _of_areas(case, law, wording, areas)


def _of_areas(case: Case, law: Law, wording: Wording, areas: tuple[str, ...]) -> object:
    dwelt, measures = Dwelt(case.people[0], case.test_day), measures_of(law, "person_in_area")
    return list(findings(law, [place_group(case, dwelt, area, measures) for area in areas], wording))
