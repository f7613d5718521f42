"""The form in which a rule is written: what a pack's YAML must say, and nothing else."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

CaseDate = Literal["test_day", "application_date"]
Force = Literal["statute", "case_law", "guideline", "practice"]
Certainty = Literal["verified", "secondary", "memory"]
Tighten = Literal["up", "down", "more", "fewer"]
Unit = Literal["days", "nights", "calendar_months", "years", "hours", "words", "number"]


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PeriodText(_Text):
    """From when to when; `to` is the first day no longer in force."""

    from_: date = Field(alias="from")
    to: date | None = None


class InForceText(PeriodText):
    """The same, and by which date of the case."""

    by: CaseDate = "test_day"


class ParameterText(_Text):
    """A value through time; a dated null ends it."""

    unit: Unit
    values: dict[date, int | list[str] | None]
    by: CaseDate | None = None
    note: str = ""
    tighten: Tighten | None = None  # the way in which an overlay may change it; none: no overlay may


class GivenText(_Text):
    """A measure with its arguments, the short name used in conditions, and the number it is held against."""

    measure: str
    arguments: dict[str, str | int] = Field(default_factory=dict)
    as_: str | None = Field(default=None, alias="as")
    needed: str | None = None


class SettleText(_Text):
    """The step that would settle what no answer of the client can."""

    fact: str
    ask: str


class RowText(_Text):
    """One line of the decision list: the first whose condition holds gives the verdict."""

    when: str | None = None
    is_: str | None = Field(default=None, alias="is")
    otherwise: str | None = None
    settle: SettleText | None = None


class FactorText(_Text):
    """Something for the officer to weigh, said where its condition may hold."""

    say: str
    when: str | None = None


class CiteText(_Text):
    """Where the rule comes from, and the day on which it was read."""

    source: str
    url: str = ""
    read_on: date


class AppliesInText(_Text):
    """The authorities that a rule is only for, or not for (official codes)."""

    only: list[str] = Field(default_factory=list)
    except_: list[str] = Field(default_factory=list, alias="except")


class RuleText(_Text):
    """A rule as written."""

    rule: Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z0-9_]+){2,4}$")]
    title: str
    about: str
    whose: Literal["client", "anyone"] = "client"
    ground: str | None = None
    force: Force
    certainty: Certainty
    law: list[str] = Field(default_factory=list)
    in_force: InForceText
    applies_in: AppliesInText | None = None
    parameters: dict[str, ParameterText | Literal["shared"]] = Field(default_factory=dict)
    given: dict[str, GivenText] = Field(default_factory=dict)
    verdict: list[RowText]
    none: str | None = None
    factors: list[FactorText] = Field(default_factory=list)
    gained: str | None = None
    cites: list[CiteText]
    evidence: list[str] = Field(default_factory=list)
    plain: dict[str, str]
    to_client: dict[str, str] = Field(default_factory=dict)


class ForNationText(_Text):
    """A nation whose cases the pack decides, and when."""

    nation: Literal["england", "wales", "scotland", "northern_ireland"]
    from_: date = Field(alias="from")
    to: date | None = None


DatedValues = Annotated[dict[date, int | list[str]], Field(min_length=1)]


class OverlayText(_Text):
    """The head of an overlay: the policy of one authority, or of those who serve it, from day to day."""

    overlay: Literal[True]
    pack: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    title: str
    version: str
    authority: str
    in_force: PeriodText
    parameters: dict[str, ParameterText] = Field(default_factory=dict)
    tighten: dict[str, dict[str, DatedValues]] = Field(default_factory=dict)  # by rule, by parameter


class PackText(_Text):
    """The head of a pack (`pack.yaml`). One without a jurisdiction goes beside those that have one."""

    pack: str
    code: str
    title: str
    version: str
    jurisdiction: Literal["england", "wales", "scotland", "northern_ireland"] | None = None
    decides: list[ForNationText]
    parameters: dict[str, ParameterText] = Field(default_factory=dict)
    changes: dict[date, str] = Field(default_factory=dict)
    prospective: dict[str, str] = Field(default_factory=dict)  # made and not in force: no rule says it yet
