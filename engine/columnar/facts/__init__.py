"""The facts of a batch of cases, in columns: what `engine.facts` says of each, worked out for all at once."""

from engine.columnar.country import Country
from engine.columnar.facts.client import client
from engine.columnar.facts.dangers import area_safety, restrictions, risks
from engine.columnar.facts.homes import areas_judged, cases_deciding, people_in_areas
from engine.columnar.facts.household import household_members
from engine.columnar.facts.places import places
from engine.columnar.facts.target import targets
from engine.columnar.facts.ties import ties
from engine.columnar.frames import Frames, Measures
from engine.columnar.tables import Tables


def facts_of(tables: Tables, measures: Measures, country: Country, jurisdiction: str | None = None) -> Frames:
    """Every fact of the cases that go by column, with the measures asked for.

    `jurisdiction` is the nation whose law decides; by default that of the authority applied to.
    """
    cases = cases_deciding(tables, country, jurisdiction)
    homes = people_in_areas(tables)  # case, area, person
    judged = areas_judged(tables)
    return Frames(
        cases,
        {
            "client": client(tables),
            "household_member": household_members(tables),
            # The same rows in the same order, with their facts.
            "person_in_area": places(tables, homes, cases, measures.get("person_in_area", ()), country),
            **{
                kind: ties(tables, kind, homes, measures.get(kind, ()))
                for kind in ("job", "relative", "circumstance")
            },
            "area_safety": area_safety(tables, judged),
            "risk": risks(tables, judged),
            "restriction": restrictions(tables, judged),
            "target": targets(tables, country, measures.get("target", ())),
        },
    )
