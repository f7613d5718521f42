"""Facts written back as the scrap of a profile that has them, one small builder for each kind of subject."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.analysis.compare import Difference
from engine.analysis.domains import ANYTHING_ELSE
from engine.analysis.stays import Fields, with_stays
from engine.dates import add_months, iso
from engine.facts.offer import NEEDS
from engine.packs.model import Rule
from engine.profile.needs import Vulnerability

Values = Mapping[str, Any]

_VULNERABILITY = frozenset(Vulnerability.model_fields)
_IMMIGRATION = {
    "immigration_status": "status",
    "public_funds": "recourse_to_public_funds",
    "habitually_resident": "habitually_resident",
    "right_to_reside": "right_to_reside",
    "eea_worker": "eea_worker",
}
_CARE = {
    "looked_after": "looked_after",
    "looked_after_between_16_and_18": "between_16_and_18",
    "should_have_been_looked_after": "should_have_been_looked_after",
    "section_20_duty_owed": "section_20_duty_owed",
    "in_education": "in_education",
}
_HOMELESSNESS = {
    "homeless": "homeless",
    "street_homeless": "street_homeless",
    "said_to_sleep_rough": "street_homeless",
    "intentional": "intentional",
    "threatened_within_days": "threatened_within_days",
}
_A_PLACE = "hostel"
_LIVES: Mapping[str, bool | str] = {"yes": True, "no": False, "shared": "shared"}


def fields_of(difference: Difference, home: str, areas: Mapping[str, str]) -> Fields:
    """The fields of a profile, as a trial writes them, that has the facts of a difference.

    `home` is the nation whose law is asked about; `areas` gives an authority for each nation, `elsewhere`
    another of that nation.
    """
    rule, test_day = difference.rule, difference.days[0]
    values: Values = difference.facts.values if difference.facts else {}
    nation = values.get("nation", home)
    area = _area(rule, str(nation), areas)
    if not values.get("moves_the_client", True):
        areas = {**areas, home: area}
    fields: Fields = {"applying_to": areas[str(values.get("from_nation", home))]}
    areas = {**areas, "here": area, "from": fields["applying_to"]}
    if rule.about not in _ANYWHERE and values.get("area_named", True):
        fields["area"] = area
    if difference.facts is None:
        return {**fields, "household": [], _LISTS[rule.about]: []}
    built = _BUILDERS[rule.about](values, difference.days, areas)
    if rule.about == "person_in_area":
        built = with_stays(built, difference, areas["elsewhere"])
    if difference.days[1] != test_day and "age" in values and "age" in built.get("person", {}):
        built["person"] = _born(built["person"], values, difference.days)
    return {**fields, **built}


_ANYWHERE = frozenset({"client", "case", "household_member"})
_LISTS = {"job": "employment", "relative": "family", "circumstance": "special_circumstances",
          "household_member": "household", "risk": "risks", "restriction": "restrictions"}  # fmt: skip


def _area(rule: Rule, nation: str, areas: Mapping[str, str]) -> str:
    if rule.only_in:
        return min(rule.only_in)
    elsewhere = rule.about == "offer" or areas[nation] in rule.except_in
    return areas["elsewhere"] if elsewhere else areas[nation]


def _chosen(values: Values, names: Mapping[str, str]) -> Fields:
    return {names[name]: value for name, value in values.items() if name in names}


def _born(person: Fields, values: Values, days: tuple[int, int]) -> Fields:
    """A person with a date of birth that gives their age on both days: a birthday today, or tomorrow."""
    rest = {name: value for name, value in person.items() if name != "age"}
    today = add_months(days[0], -12 * values["age"])
    tomorrow = add_months(days[0], -12 * (values["age"] + 1)) + 1
    when_applying = values.get("age_when_applying")
    born = next((day for day in (tomorrow, today) if when_applying in (None, _years(day, days[1]))), today)
    return {**rest, "date_of_birth": iso(born)}


def _years(born: int, day: int) -> int:
    return max(years for years in range(121) if years == 0 or add_months(born, 12 * years) <= day)


def _client(values: Values, _days: object, areas: Mapping[str, str]) -> Fields:
    person: Fields = {}
    if "age" in values or "age_when_applying" in values:
        person["age"] = values.get("age", values.get("age_when_applying"))
    for name, block in (("immigration", _chosen(values, _IMMIGRATION)), ("care", _chosen(values, _CARE))):
        if block:
            person[name] = block
    if "served_in_armed_forces" in values:
        person["armed_forces"] = {"served": values["served_in_armed_forces"]}
    fields: Fields = {
        "person": person,
        "homelessness": _chosen(values, _HOMELESSNESS),
        "vulnerability": {name: value for name, value in values.items() if name in _VULNERABILITY},
        "support_needs": {name[5:]: value for name, value in values.items() if name.startswith("need_")},
    }
    if "told_of_dependent_children" in values:
        fields["vulnerability"]["dependent_children"] = values["told_of_dependent_children"]
    if "others_in_household" in values:
        fields["household"] = [{"relation": "father"}] if values["others_in_household"] else []
    elif "pregnant" in values:
        fields["household"] = []
    fields = {name: block for name, block in fields.items() if block or name == "household"}
    return fields | _accepted(values, areas["from"])


def _accepted(values: Values, by: str) -> Fields:
    found = {
        name.partition("_")[2]: value
        for name, value in values.items()
        if name.startswith("accepted_") or (name.startswith("found_") and value)
    }
    return {"accepted": [{"by": by, **found}]} if found else {}


def _case(values: Values, days: object, areas: Mapping[str, str]) -> Fields:
    verdicts = {n: v for n, v in values.items() if n in {"homelessness", "eligibility", "priority_need"}}
    rest = {name: value for name, value in values.items() if name not in verdicts}
    return _client(rest, days, areas) | {"verdicts": verdicts}


def _person_in_area(values: Values, days: tuple[int, int], areas: Mapping[str, str]) -> Fields:
    person: Fields = {"age": values["age"]} if "age" in values else {}
    care: Fields = {}
    if "leaving_care_duty_owed_here" in values:
        care["leaving_care_duty_owed_by"] = areas["here"] if values["leaving_care_duty_owed_here"] else "none"
    if "months_in_care" in values:
        born = add_months(days[0], -12 * values.get("age", values["age_when_placed_in_care"] + 5))
        begun = add_months(born, 12 * values["age_when_placed_in_care"])
        end = min(add_months(begun, values["months_in_care"]), days[0])
        person = {"date_of_birth": iso(born)}
        care |= {
            "looked_after": True,
            "placements": [{"from": iso(begun), "to": iso(end), "section_22a": True}],
        }
        if begun >= end:
            care = {"looked_after": True, "placements": []}
    if care:
        person["care"] = care
    fields: Fields = {"person": person} if person else {}
    if "wishes_to_live_here" in values:
        fields["wishes"] = {"areas_wanted": [areas["here"]] if values["wishes_to_live_here"] else []}
    return fields


def _job(values: Values, _days: object, _areas: object) -> Fields:
    return {"employment": [dict(values)]}


def _relative(values: Values, days: tuple[int, int], _areas: object) -> Fields:
    said = {name: value for name, value in values.items() if not name.startswith("months_")}
    now, then = values.get("months_resident"), values.get("months_resident_when_applying")
    if now is not None or then is not None:
        # Lived there since the earlier of the two days that the months lead back to.
        since = add_months(days[0], -now) if now is not None else add_months(days[1], -(then or 0))
        said["resident_since"] = iso(since)
    return {"family": [said]}


def _circumstance(values: Values, _days: object, _areas: object) -> Fields:
    return {"special_circumstances": [dict(values)]}


def _household_member(values: Values, _days: object, _areas: object) -> Fields:
    member: Fields = {n: v for n, v in values.items() if n in {"age", "relation", "dependent"}}
    if "lives_with_client" in values:
        member["lives_with_client"] = _LIVES[values["lives_with_client"]]
    immigration: Fields = {}
    if values.get("immigration_status", "not_said") != "not_said":
        immigration["status"] = values["immigration_status"]
    if values.get("no_public_funds"):
        immigration["recourse_to_public_funds"] = False
    fields: Fields = {"household": [{**member, **({"immigration": immigration} if immigration else {})}]}
    if values.get("client_immigration_status", "not_said") != "not_said":
        fields["person"] = {"immigration": {"status": values["client_immigration_status"]}}
    return fields


def _risk(values: Values, _days: object, _areas: object) -> Fields:
    said = {name: value for name, value in values.items() if name != "reason_given"}
    if values.get("reason_given"):
        said["reason"] = "why it should not happen again"
    return {"risks": [said], "household": []}


def _restriction(values: Values, days: tuple[int, int], areas: Mapping[str, str]) -> Fields:
    said: Fields = {name: value for name, value in values.items() if name in {"kind", "effect"}}
    if "in_force" in values:
        said["until"] = iso(days[0] + 30 if values["in_force"] else days[0] - 1)
    if not values.get("names_the_area", True):
        said["areas"] = [areas["elsewhere"]]
    return {"restrictions": [said]}


def _area_safety(values: Values, _days: object, areas: Mapping[str, str]) -> Fields:
    fields: Fields = {"person": {"age": values["age"]}} if "age" in values else {}
    fields["vulnerability"] = {name: value for name, value in values.items() if name in _VULNERABILITY}
    if values.get("risks_asked", True):
        fields |= {"risks": [], "household": []}
    if values.get("restrictions_asked", True):
        fields["restrictions"] = []
    fields["restrictions_known"] = values.get("restrictions_known", True)
    needs: Fields = {}
    if "sexual_or_violent_conviction" in values:
        needs["convictions"] = [{"kind": "violent"}] if values["sexual_or_violent_conviction"] else []
    for fact, name in (("excluded_from_services_there", "exclusions"), ("arrears_there", "arrears")):
        if values.get(fact):
            needs[name] = [{"area": areas["here"]}]
    if needs:
        fields["housing_needs"] = needs
    if values.get("children_elsewhere"):
        fields |= {"applying_to": areas["elsewhere"], "wishes": {"children_in": [areas["elsewhere"]]}}
    return fields


_TARGET_VERDICTS = frozenset(
    {"stage", "connection_here", "connection_there", "domestic_abuse_bar", "violence_bar"}
)


def _target(values: Values, days: tuple[int, int], areas: Mapping[str, str]) -> Fields:
    verdicts = {"stage": "main"} | {n: v for n, v in values.items() if n in _TARGET_VERDICTS}
    prior: Fields = {"authority": areas["here"]}
    if "months_since_private_offer" in values:
        prior["private_offer_accepted_on"] = iso(add_months(days[1], -values["months_since_private_offer"]))
    if "placed_here_by_that_authority" in values:
        prior["placed_in"] = areas["from"] if values["placed_here_by_that_authority"] else areas["elsewhere"]
    if "months_since_placement" in values:
        prior["placed_from"] = iso(add_months(days[1], -values["months_since_placement"]))
    told = values.get("applied_there_before", len(prior) > 1)
    return {"verdicts": verdicts, "prior_applications": [prior] if told else []}


_OFFER_VERDICTS = frozenset({"safety", "connection", "eligibility", "sent_elsewhere", "doors", "room"})


def _offer(values: Values, _days: object, areas: Mapping[str, str]) -> Fields:
    verdicts = {n: v for n, v in values.items() if n in _OFFER_VERDICTS}
    fields: Fields = {"verdicts": verdicts, "sso": {}}
    if "offer" in values:
        fields["sso"]["offer"] = _A_PLACE if values["offer"] == ANYTHING_ELSE else values["offer"]
    if values.get("in_writing"):
        fields["sso"]["evidence"] = ["written_offer"]
    if "refused" in values:
        fields["sso"]["status"] = "declined" if values["refused"] else "proposed"
        fields["wishes"] = {"areas_refused": []}
    if "agrees" in values:
        fields["wishes"] = {**fields.get("wishes", {}), "agrees_to_reconnection": values["agrees"]}
    if values.get("duty_accepted_here"):
        fields["accepted"] = [{"by": areas["from"], "main_duty": True}]
    if values.get("told_of_abuse"):
        fields["vulnerability"] = {"domestic_abuse_victim": True}
    if values.get("told_of_treatment_here"):
        fields["special_circumstances"] = [{"area": areas["from"], "kind": "medical_treatment"}]
    if "high_need" in values:
        fields["support_needs"] = dict.fromkeys(NEEDS, "none") | (
            {"drugs": "high"} if values["high_need"] else {}
        )
    if "consents_to_sharing" in values:
        fields["consent"] = {"share_with_agencies": values["consents_to_sharing"]}
    return fields


_BUILDERS: Mapping[str, Callable[[Values, tuple[int, int], Mapping[str, str]], Fields]] = {
    "client": _client,
    "case": _case,
    "person_in_area": _person_in_area,
    "job": _job,
    "relative": _relative,
    "circumstance": _circumstance,
    "household_member": _household_member,
    "risk": _risk,
    "restriction": _restriction,
    "area_safety": _area_safety,
    "target": _target,
    "offer": _offer,
}
