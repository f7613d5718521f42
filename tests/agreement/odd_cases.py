"""Cases that no life holds: anything the contract can say, drawn at random, and some odd ones by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Literal, get_args, get_origin

from engine.columnar.schema import CASE, Group, Items, Shape, Value
from engine.dates import add_months
from engine.problems import InputError
from engine.profile import read_profile
from engine.profile.words import AREA_FIELDS, DATE_FIELDS
from services_directory.areas import load_areas
from tests.profiles import AREAS, TEST_DAYS, Json

FIRST_AREA = "hartlepool"  # its number is 0
ODD_AREAS = (*AREAS, *AREAS, FIRST_AREA, "cardiff", "glasgow-city", "wycombe", "unknown", "outside-uk")
LEFT_OUT = frozenset({"decision", "protected_characteristics", "rough_sleeping", "consent", "note", "ref"})
RARE = frozenset({"lasted", "sequence", "possible_areas"})


class Odd:
    """Draws cases in which anything may be said or left out, and half of the dates are only roughly known."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.day = self.random.choice(TEST_DAYS)

    def case(self) -> Json:
        """A case that can be read: what contradicts itself is left out until nothing does."""
        self.day = self.random.choice(TEST_DAYS)
        told: Json = self.group(CASE)
        told |= {"schema": "safe-connections/profile/1", "assessment_date": self.day.isoformat()}
        if self.random.random() < 0.8:  # else it may not be known whose law decides
            told["applying_to"] = self.random.choice((*AREAS, FIRST_AREA))
        for _ in range(20):
            try:
                read_profile(told, load_areas())
            except InputError as error:
                for fault in error.faults:
                    leave_out(told, fault.path)
            else:
                return told
        raise AssertionError("it still contradicts itself")

    def group(self, group: Group) -> Json:
        likely = self.random.choice((0.2, 0.6, 0.95))
        return {
            name: self.field(name, shape)
            for name, shape in group.fields.items()
            if name not in LEFT_OUT and self.random.random() < (0.03 if name in RARE else likely)
        }

    def field(self, name: str, shape: Shape) -> Json:
        if isinstance(shape, Group):
            return self.group(shape)
        if isinstance(shape, Items):
            return [self.field(name, shape.of) for _ in range(self.random.choice((0, 0, 1, 1, 2, 3)))]
        return self.value(name, shape)

    def value(self, name: str, value: Value) -> Json:
        draw = self.random
        if name in SPECIAL:
            return draw.choice(SPECIAL[name])
        if name in AREA_FIELDS:
            return draw.choice(ODD_AREAS)
        if name in EXACT_DAYS:
            return (self.day + timedelta(days=draw.randint(-40, 40))).isoformat()
        if name in DATE_FIELDS:
            return self.date(name)
        words = [word for word in words_of(value.annotation) if isinstance(word, bool | str)]
        if words:
            return draw.choice(words)
        if str(value.column) == "bool":
            return draw.choice((True, False, None, "unknown"))
        return (
            draw.randint(0, 60)
            if str(value.column) == "int32"
            else draw.choice(("", "a text"))
            if str(value.column) == "string"
            else 10.5
        )

    def date(self, name: str) -> str:
        draw = self.random
        back = draw.choice((40, 400, 4000)) if name != "date_of_birth" else 25_000
        day = self.day - timedelta(days=draw.randint(-20 if name in {"until", "to"} else 0, back))
        if name in ANNIVERSARIES:
            years = add_months(self.day.toordinal(), -12 * draw.choice((0, 1, 2, 3, 5)))
            day = date.fromordinal(years + draw.choice((-1, 0, 0, 1, draw.randint(-40, 40))))
        elif draw.random() < 0.1:
            day = date(day.year - day.year % 4, 2, 29)
        exact, month, year = day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]
        later = (day + timedelta(days=draw.randint(0, 90))).isoformat()
        rough = (
            month,
            year,
            f"{exact}~",
            f"{month}~",
            f"{year}%",
            f"{exact}?",
            f"{exact}/{later}",
            "unknown",
        )
        return draw.choice((*(exact,) * len(rough), *rough))


SPECIAL: Mapping[str, Sequence[Json]] = {
    "leaving_care_duty_owed_by": ("none", "leeds", "essex", "wycombe", "unknown"),
    "threatened_within_days": (0, 56, 90, {"at_least": 10, "at_most": 60}, {"at_least": 20}, {"at_most": 5}),
    "lasted": ("P3M", "P1Y~", {"at_least": "P1M"}),
    "offer": ("ticket_to_area", "other"),
    "capacity_in_doubt": (True, False, "unknown"),
    "trafficking_indicators": (True, False, "unknown"),
    "age": (0, 15, 17, 18, 30, 64, 90),
}
# Dates from which the law counts years to the very day.
ANNIVERSARIES = frozenset({"date", "placed_from", "private_offer_accepted_on", "resident_since"})
EXACT_DAYS = frozenset({"application_date", "review_date"})


def words_of(annotation: Any) -> list[Any]:
    """The words of a Literal, wherever in an annotation it stands."""
    if get_origin(annotation) is Literal:
        return [word for arg in get_args(annotation) for word in (words_of(arg) or [arg])]
    return [word for arg in get_args(annotation) for word in words_of(arg)]


def leave_out(case: Json, path: Sequence[str | int]) -> None:
    """Leave out the field that a fault names; for an item of a list, the whole list."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    holder = case
    for part in path[:-1]:
        holder = holder[part]
    holder.pop(path[-1], None)


NONE_OF_THESE: Json = {
    "housing_history": [], "employment": [], "family": [], "special_circumstances": [], "risks": [],
}  # fmt: skip
BY_HAND: Mapping[str, Json] = {
    "nothing is known": {},
    "nothing was found where all was asked": {
        **NONE_OF_THESE, "household": [], "restrictions": [], "prior_applications": [],
        "housing_needs": {"convictions": [], "exclusions": [], "arrears": []},
        "wishes": {"areas_wanted": [], "children_in": []},
    },
    "every list is only half known": {
        **{f"{name}_complete": False for name in NONE_OF_THESE}, **NONE_OF_THESE,
        "household": [{"relation": "partner", "risks": [], "risks_complete": False}],
        "household_complete": False, "restrictions": [], "restrictions_complete": False,
        "prior_applications": [], "prior_applications_complete": False,
    },
    "a job is held, was held, ended on the very day, may have ended": {
        "employment": [
            {"area": "leeds", "current": True}, {"area": "leeds", "current": False},
            {"area": "leeds", "to": "2026-03-31"}, {"area": "leeds", "to": "2026-03"}, {"area": "leeds"},
            {"area": "leeds", "employer_confirmed": True, "to": "2026-03-30"},
        ]
    },
    "someone of the household is pregnant": {
        "vulnerability": {"pregnant": False},
        "household": [{"relation": "partner", "pregnant": True}, {"relation": "child"}],
    },
    "nobody asked whether the partner is pregnant": {
        "vulnerability": {"pregnant": False}, "household": [{"relation": "partner"}, {"relation": "brother"}],
    },
    "a partner is said not to be pregnant": {
        "vulnerability": {"pregnant": False}, "household": [{"relation": "partner", "pregnant": False}],
    },
    "nobody asks whether a brother is pregnant": {
        "vulnerability": {"pregnant": False}, "household": [{"relation": "brother"}],
    },
    "a brother, of whom nobody asks it, is said not to be pregnant": {
        "vulnerability": {"pregnant": False}, "household": [{"relation": "brother", "pregnant": False}],
    },
    "two findings of the authority contradict each other, a third comes too late": {
        "homelessness": {"intentional": True, "homeless": True},
        "accepted": [
            {"by": "leeds", "on": "2026-01-01", "homeless": True, "intentional": False, "eligible": True},
            {"by": "leeds", "homeless": False, "eligible": True},
            {"by": "leeds", "on": "2026-04", "priority_need": True},
            {"by": "leeds", "on": "2026-03-31", "relief_duty": True},
            {"by": "leeds", "on": "2026-03-20/2026-04-02", "prevention_duty": True},
            {"by": "rutland", "main_duty": True}, {"main_duty": True},
        ],
    },
    "the authority found what the client says": {
        "homelessness": {"homeless": True, "intentional": False},
        "accepted": [{"by": "leeds", "homeless": True, "intentional": False}],
    },
    "restrictions without areas, with an unknown one, and to live in one place": {
        "restrictions": [
            {"kind": "bail", "effect": "barred"}, {"areas": ["rutland", "unknown"], "until": "2026-03"},
            {"kind": "residence_requirement", "areas": ["rutland"], "until": "2026-03-31"},
            {"kind": "mappa", "areas": ["rutland", "rutland"], "until": "2026-03-30", "evidence": ["order"]},
            {"areas": ["outside-uk"]}, {"kind": "licence_condition", "areas": ["outside-uk"]},
        ]
    },
    "exclusions that ended, may have ended, and of one provider": {
        "housing_needs": {
            "exclusions": [
                {"area": "leeds", "until": "2026-03-30"}, {"area": "rutland", "until": "2026-03"},
                {"provider": "A shelter"}, {"provider": "A shelter", "area": "tower-hamlets"},
            ],
            "arrears": [{"area": "outside-uk"}, {"area": "rutland", "amount": 50}],
            "convictions": [{"kind": "theft"}, {}],
        }
    },
    "an exclusion from services nobody knows where": {"housing_needs": {"exclusions": [{}], "arrears": [{}]}},
    "a stay in prison shows custody": {"housing_history": [{"area": "leeds", "basis": "remand"}]},
    "custody is denied in spite of a stay in prison": {
        "housing_history": [{"area": "leeds", "basis": "prison"}], "vulnerability": {"served_custody": False},
    },
    "a partner's stay in prison is not the client's": {
        "household": [{"relation": "partner", "housing_history": [{"area": "leeds", "basis": "prison"}]}]
    },
    "only the year of birth is known": {"person": {"date_of_birth": "2008"}},
    "born on 29 February": {"person": {"date_of_birth": "2008-02-29", "evidence": ["birth_certificate"]}},
    "born on 29 February, on the day before the birthday": {
        "person": {"date_of_birth": "2008-02-29"}, "assessment_date": "2026-02-27",
    },
    "born on 29 February, on the birthday of such a year": {
        "person": {"date_of_birth": "2008-02-29"}, "assessment_date": "2026-02-28",
    },
    "only the age is known, at a review": {"person": {"age": 17}, "review_date": "2026-04-30"},
    "children whose age is told, is not, and who are grown up": {
        "household": [
            {"relation": "child", "age": 19}, {"relation": "child"}, {"relation": "adult_child"}, {},
            {"lives_with_client": "shared", "immigration": {"recourse_to_public_funds": False}},
            {"lives_with_client": True, "immigration": {"status": "refugee"}, "evidence": ["passport"]},
        ]
    },
    "leaving-care duties are owed by a county, for all its districts": {
        "person": {"care": {"leaving_care_duty_owed_by": "essex", "evidence": ["pathway_plan"]}}
    },
    "placements show that the client was looked after": {
        "person": {"care": {"placements": [{"area": "leeds"}]}}
    },
    "children live in another area": {"wishes": {"children_in": ["rutland", "unknown"]}},
    "children live nobody knows where": {"wishes": {"children_in": ["unknown"]}},
    "risks to a member of the household, somewhere, and abroad": {
        "risks": [], "household": [{"risks": [{"area": "rutland"}, {}, {"area": "outside-uk"}]}],
    },
    "earlier applications there, here, nobody knows where": {
        "application_date": "2026-03-30",
        "prior_applications": [
            {"authority": "rutland", "placed_in": "leeds", "placed_from": "2021-03-30"},
            {"authority": "brighton-and-hove", "placed_in": "rutland", "evidence": ["letter"]},
            {"authority": "leeds", "placed_in": "leeds"}, {"authority": "brighton-and-hove", "date": "2020"},
            {"placed_in": "rutland", "private_offer_accepted_on": "2024-03-30"},
            {"authority": "tower-hamlets", "private_offer_accepted_on": "2024-03"},
        ],
    },
    "an offer was accepted on the very day, or about it": {
        "prior_applications": [
            {"authority": "rutland", "private_offer_accepted_on": "2026-03-31"},
            {"authority": "tower-hamlets", "private_offer_accepted_on": "2026-03-31/2026-04-02"},
            {"authority": "brighton-and-hove", "private_offer_accepted_on": "2026-04-01"},
        ],
    },
    "relatives came years ago to the day, or about it": {
        "family": [
            {"area": "leeds", "resident_since": f"{year}-03-{since}"}
            for year in (2021, 2023, 2025)
            for since in ("30", "31", f"31/{year}-06", f"30/{year}-03-31", f"30/{year}-04-01")
        ],
    },
    "levels of need told as yes and no": {
        "support_needs": {"drugs": True, "alcohol": False, "mental_health": "high"},
        "vulnerability": {"evidence": ["letter"]},
    },
    "days until homeless": {
        "homelessness": {"threatened_within_days": {"at_least": 10}, "evidence": ["notice"]}
    },
}  # fmt: skip
