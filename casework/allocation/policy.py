"""The practice policy of allocation: the caseload limit, hard rules and costs, dated, and data only."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from casework.policies import DatedPolicy, Form, policy_on

Points: TypeAlias = Annotated[int, Field(ge=0)]
# A client's fact that a rule may read, and a worker's; each value of a rule is one that the fact may have.
ClientFact: TypeAlias = Literal["gender", "history_of_domestic_abuse", "risk_to_workers"]
WorkerFact: TypeAlias = Literal["gender"]
Values: TypeAlias = tuple[bool | str, ...]


class Limit(Form):
    """A figure and the reason for it."""

    value: Annotated[int, Field(ge=1)]
    because: str


class HardRule(Form):
    """A rule that is never broken: for which clients, and which workers may take them, or how many."""

    rule: str
    client: dict[ClientFact, Values]
    worker: dict[WorkerFact, Values] = Field(default_factory=dict)
    workers: Literal[1, 2] = 1
    says: str
    because: str
    ask: dict[ClientFact, str]
    missing: str

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.worker and self.workers == 1:
            raise ValueError(f"{self.rule} asks for nothing of a worker")
        if self.ask.keys() != self.client.keys():
            raise ValueError(f"{self.rule} must say how each of its facts is asked about")
        return self


class Cost(Form):
    """What a shortcoming costs, and why."""

    points: Points
    because: str


class NeedCost(Form):
    """What a need that is no specialty of the worker costs, by how high it is, and why."""

    none: Points
    low: Points
    medium: Points
    high: Points
    because: str


class Costs(Form):
    """Every cost."""

    need_without_specialty: NeedCost
    group_without_specialty: Cost
    language_not_spoken: Cost
    change_of_worker: Cost
    each_case_held: Cost
    each_joint_visit_held: Cost


class AllocationPolicy(DatedPolicy):
    """One dated policy, as `rules/practice/allocation.yaml` writes it."""

    caseload_limit: Limit
    hard: tuple[HardRule, ...]
    costs: Costs


def allocation_policy_on(day: int) -> AllocationPolicy:
    """The policy in force on a day (ordinal). Raises LookupError where there is none."""
    return policy_on(AllocationPolicy, "allocation.yaml", day)
