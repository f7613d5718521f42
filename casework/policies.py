"""Practice policies of casework: dated YAML in `rules/practice`, one policy a document."""

from datetime import date
from functools import cache
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from casework.setting import rules_folder

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Form(BaseModel):
    """A part of a policy: nothing is left over, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class InForce(Form):
    """The days for which a policy stands; `to` is the first day no longer in force."""

    first: date = Field(alias="from")
    to: date | None


class Cite(Form):
    """Where a policy comes from, and the day on which that was read."""

    source: str
    read_on: date


class DatedPolicy(Form):
    """What every policy says of itself."""

    policy: str
    title: str
    in_force: InForce
    cites: tuple[Cite, ...] = Field(min_length=1)


PolicyForm = TypeVar("PolicyForm", bound=DatedPolicy)


def policy_on(form: type[PolicyForm], file: str, day: int) -> PolicyForm:
    """The policy of a file that is in force on a day (ordinal).

    Raises LookupError where there is none (the nearest one is never taken), and ValueError where the
    file is not in its form.
    """
    on = date.fromordinal(day)
    for policy in _policies(form, file):
        assert isinstance(policy, form)
        if policy.in_force.first <= on and (policy.in_force.to is None or on < policy.in_force.to):
            return policy
    raise LookupError(f"no policy of {file} is in force on {on}")


@cache
def _policies(form: type[DatedPolicy], file: str) -> tuple[DatedPolicy, ...]:
    text = (rules_folder() / "practice" / file).read_text("utf-8")
    return tuple(form.model_validate(each) for each in yaml.load_all(text, Loader=_LOADER))
