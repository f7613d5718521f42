"""The practice policy by which options are weighed: weights, tables and figures, dated, and data only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import isclose
from typing import Annotated, Any, Literal, Self, TypeAlias, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from engine.problems import Fault, InputError

Criterion: TypeAlias = Literal[
    "wishes",
    "support_match",
    "sustainability",
    "family_and_support",
    "legal_strength",
    "health_continuity",
    "distance",
]
Route: TypeAlias = Literal[
    "housing_options_part7",
    "direct_referral",
    "private_rented",
    "family_or_friends",
    "specialist_treatment",
    "interim_bridge",
    "stay",
]
# What must be in place, or be weighed, before a client moves.
ReadyItem: TypeAlias = Literal[
    "consent",
    "safety",
    "place",
    "services_told",
    "scripts",
    "health",
    "benefits_and_identification",
    "travel",
    "legal_position",
    "outcome_told",
    "follow_up",
    "presentation_pack",
    "support_in_temporary_accommodation",
    "duty_accepted_elsewhere",
    "children",
    "under_age",
    "abuse_or_trafficking",
    "treatment_here",
]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
# What makes somebody belong to a group: a yes, one of some words, an item on a list, a need of any level.
Expected: TypeAlias = Literal[True, "some", "any_level"] | frozenset[str]

# Weakest to strongest; `undetermined` must count as little as the weakest.
LATTICE = ("not_met", "presumed_not_met", "officer_judgement", "presumed_met", "met")


class _Form(BaseModel):
    # Every number of a score is made of these, so that none can come out as NaN or infinite.
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Weight(_Form):
    """How much a criterion counts, since which day that is so, why, and how to speak of it.

    `better` says that one option does better by it, `called` is its name inside a sentence.
    """

    weight: Share
    better: str
    called: str
    set_on: date
    because: str


class Firmness(_Form):
    """How to say that less than a share of all weight has to move before another option is first."""

    below: Annotated[float, Field(gt=0)]
    says: str


class ReadyWords(_Form):
    """One thing to see to before a move: the practice rule that asks for it, and how it may stand."""

    rule: str
    done: str = ""
    open: str = ""
    not_needed: str = ""
    weigh_first: str = ""


class TypeRow(_Form):
    """A kind of accommodation: how it is reached, how likely it is to last and why, and for whom."""

    route: Route
    sustainability: Share
    because: str
    for_under_18: bool = False


class Lasting(_Form):
    """For how many days a group of criteria holds once confirmed, since when that is so, and why."""

    days: Annotated[int, Field(gt=0)]
    set_on: date
    because: str


class WishValues(_Form):
    """What an option is worth to the client's own wishes."""

    area_wanted: Share
    near_family_wished: Share
    not_wished: Share


class FamilyValues(_Form):
    """What family and help in an area are worth."""

    children: Share
    family_wished: Share
    support: Share
    none: Share


class HealthValues(_Form):
    """How little a move breaks off treatment."""

    nothing_to_carry_over: Share
    same_area: Share
    treatment_there: Share
    next_area: Share
    elsewhere: Share


class SupportValues(_Form):
    """How much support stands behind an option that is no service."""

    housing_options_part7: Share
    family_or_friends: Share
    private_rented: Share
    stay: Share


class Cap(_Form):
    """The most that a criterion can be worth, and why."""

    value: Share
    because: str


class Values(_Form):
    """The tables that turn what is known into a value from 0 to 1."""

    wishes: WishValues
    support_without_a_service: SupportValues
    staying_at_most: dict[Criterion, Cap]
    family_and_support: FamilyValues
    legal_strength: dict[str, Share]
    health_continuity: HealthValues


class CautionRow(_Form):
    """A figure of practice that is said beside the options and never scored."""

    fact: str
    at_least: int
    says: str


class Cite(_Form):
    """Where the policy comes from, and the day on which that was read."""

    source: str
    url: str = ""
    read_on: date


class InForce(_Form):
    """The test days for which a policy stands; `to` is the first day no longer in force."""

    first: date = Field(alias="from")
    to: date | None


class MatchingPolicy(_Form):
    """One dated policy, as `rules/practice/matching.yaml` writes it."""

    policy: str
    title: str
    in_force: InForce
    cites: tuple[Cite, ...] = Field(min_length=1)
    weights: dict[Criterion, Weight]
    values: Values
    firmness: tuple[Firmness, ...]
    far_away_km: Annotated[float, Field(gt=0)]
    types: dict[str, TypeRow]
    adult_from: int
    vacancies_last_days: int
    criteria_last: dict[str, Lasting]
    types_that_ask_about_arrears: frozenset[str]
    closed_elsewhere_listed: Annotated[int, Field(ge=0)]
    options_listed: Annotated[int, Field(gt=0)]
    genders: dict[str, str]
    routes_at_hand: frozenset[str]
    levels: tuple[str, ...]
    needs: dict[str, str]
    convictions_with_restrictions: frozenset[str]
    needs_for_treatment: frozenset[str]
    support_circumstances: frozenset[str]
    children_circumstances: frozenset[str]
    treatment_circumstances: frozenset[str]
    needs_with_treatment: tuple[str, ...]
    client_groups: dict[str, dict[str, Expected]]
    cautions: tuple[CautionRow, ...]
    readiness: dict[ReadyItem, ReadyWords]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if missing := sorted(set(get_args(Criterion)) - set(self.weights)):
            raise ValueError(f"no weight for {', '.join(missing)}")
        if not isclose(sum(row.weight for row in self.weights.values()), 1):
            raise ValueError("the weights must add up to 1")
        if missing := sorted(set(get_args(ReadyItem)) - set(self.readiness)):
            raise ValueError(f"no words on readiness for {', '.join(missing)}")
        steps = [row.below for row in self.firmness]
        if steps != sorted(set(steps)) or not steps or steps[-1] <= 1:
            raise ValueError("firmness must rise, and its last row hold for any share")
        _check_rising("legal_strength", self.values.legal_strength)
        return self

    def holds(self, day: int) -> bool:
        """Whether the policy is in force on a test day (ordinal)."""
        last = self.in_force.to
        return self.in_force.first.toordinal() <= day and (last is None or day < last.toordinal())


def _check_rising(name: str, table: Mapping[str, float]) -> None:
    """A stronger verdict must never count for less, and an open question for no more than a no."""
    if table.keys() != {*LATTICE, "undetermined"}:
        raise ValueError(f"{name} must have a value for each verdict")
    values = [table[verdict] for verdict in LATTICE]
    if values != sorted(values) or table["undetermined"] != values[0]:
        raise ValueError(
            f"{name}: a stronger verdict counts for less, or an open question for more than a no"
        )


def read_policies(text: str, name: str) -> tuple[MatchingPolicy, ...]:
    """Every policy of a YAML file, one a document, in order of their dates.

    Raises: InputError with every fault, each by document and field.
    """
    try:
        documents: list[Any] = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise InputError(f"{name} cannot be read.", [Fault((), " ".join(str(error).split()))], 400) from None
    policies: list[MatchingPolicy] = []
    faults: list[Fault] = []
    for number, document in enumerate(documents):
        try:
            policies.append(MatchingPolicy.model_validate(document))
        except ValidationError as error:
            faults.extend(Fault((number, *fault["loc"]), fault["msg"]) for fault in error.errors())
    policies.sort(key=lambda policy: policy.in_force.first)
    faults.extend(_gaps(policies))
    if faults:
        raise InputError(f"{name} is not fit to weigh options by.", faults)
    return tuple(policies)


def _gaps(policies: Sequence[MatchingPolicy]) -> Iterable[Fault]:
    for earlier, later in pairwise(policies):
        if earlier.in_force.to != later.in_force.first:
            why = f"the policy before ends on {earlier.in_force.to}; the days must meet."
            yield Fault(("in_force", str(later.in_force.first)), why)


def policy_on(policies: Iterable[MatchingPolicy], day: int) -> MatchingPolicy:
    """The policy in force on a test day (ordinal).

    Raises: InputError where there is none; the nearest one is never taken.
    """
    for policy in policies:
        if policy.holds(day):
            return policy
    why = f"no policy for weighing options is in force on {date.fromordinal(day)}."
    raise InputError("Options cannot be weighed.", [Fault(("assessment_date",), why)])
