"""The practice policy by which an offer is checked beyond its rules: dated, and data only."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from casework.policies import DatedPolicy, Form, policy_on
from engine.profile import Profile

# What makes a thing needed: a yes, one of some words, an item on a list, a need of any level.
Expected: TypeAlias = Literal[True, "some", "any_level"] | frozenset[str]
RestsOn: TypeAlias = Literal["safety", "local_connection", "eligibility", "gates"]


class Arrange(Form):
    """Something left to arrange and why; `where` says for which clients, none for all."""

    do: str
    because: str
    where: dict[str, Expected] = Field(default_factory=dict)

    def may_be_needed_by(self, profile: Profile) -> bool:
        """Whether it is for this client. What nobody asked about is not listed: it is asked elsewhere."""
        return not self.where or any(_is(profile, path, each) for path, each in self.where.items())


class SsoPolicy(DatedPolicy):
    """One dated policy, as `rules/practice/sso.yaml` writes it."""

    most_better: Annotated[int, Field(ge=1)]
    most_to_settle: Annotated[int, Field(ge=0)]
    must_answer: frozenset[str] = Field(min_length=1)
    presented: Mapping[str, str]
    judged_apart: frozenset[str]
    judged_apart_where_presented: frozenset[str]
    rests_on: Mapping[str, RestsOn]
    gates: Mapping[str, str]
    no_place: str
    steps: Mapping[str, str]
    to_arrange: tuple[Arrange, ...]


def sso_policy_on(day: int) -> SsoPolicy:
    """The policy in force on a test day (ordinal). Raises LookupError where there is none."""
    return policy_on(SsoPolicy, "sso.yaml", day)


def _is(profile: Profile, path: str, expected: Expected) -> bool:
    said: Any = profile
    for name in path.split("."):
        said = None if said is None else getattr(said, name)
    if expected == "some":
        return bool(said)
    if expected == "any_level":
        return said not in {None, False, "none"}
    return said is True if expected is True else said in expected
