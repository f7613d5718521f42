"""The answer: blocks of findings with their verdicts, in the words and order of the contract."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.findings import Finding

SCHEMA = "safe-connections/assessment/1"


class Block(NamedTuple):
    """A family's verdict with the findings that it comes from, strongest first."""

    verdict: str
    on_evidence: str
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        """The block as the contract writes it."""
        return {
            "verdict": self.verdict,
            "on_evidence": self.on_evidence,
            "findings": [finding.to_dict() for finding in self.findings],
        }


class AreaBlock(NamedTuple):
    """The same for one area."""

    area: str
    block: Block

    def to_dict(self, area: Callable[[str], dict[str, str]]) -> dict[str, Any]:
        """The row as the contract writes it."""
        return {"area": area(self.area), **self.block.to_dict()}


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty, and whether it is owed now."""

    duty: str
    block: Block

    def to_dict(self) -> dict[str, Any]:
        """The row as the contract writes it."""
        return {"duty": self.duty, **self.block.to_dict()}


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage at which the law allows a referral: open, closed or not known, and why."""

    stage: str
    available: bool | str
    because: str
    finding: Finding | None

    def to_dict(self) -> dict[str, Any]:
        """The stage as the answer writes it."""
        return {"stage": self.stage, "available": self.available, "because": self.because}


@dataclass(frozen=True, slots=True)
class Target:
    """An authority to which the case might be referred, at one stage and by one limb."""

    area: str
    stage: str
    limb: str
    conditions: str
    verdict: str
    findings: tuple[Finding, ...]

    def to_dict(self, area: Callable[[str], dict[str, str]]) -> dict[str, Any]:
        """The row as the contract writes it."""
        return {
            "area": area(self.area),
            "stage": self.stage,
            "limb": self.limb,
            "conditions": self.conditions,
            "verdict": self.verdict,
            "findings": [finding.to_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Referral:
    """Whether the authority applied to may refer the case, and where."""

    source: str | None
    stages: tuple[Stage, ...]
    to: tuple[Target, ...]

    @property
    def open_stage(self) -> Stage | None:
        """The stage that stands first: open before not known before closed."""
        order: dict[bool | str, int] = {True: 0, "unknown": 1, False: 2}
        return min(self.stages, key=lambda stage: order[stage.available], default=None)

    def to_dict(self, area: Callable[[str], dict[str, str]]) -> dict[str, Any]:
        """The block as the contract writes it."""
        first = self.open_stage
        return {
            "from": self.source,
            "stage": first.stage if first else None,
            "available": first.available if first else False,
            "because": first.because if first else "The law of this day and nation gives no power to refer.",
            "stages": [stage.to_dict() for stage in self.stages],
            "to": [target.to_dict(area) for target in self.to],
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """Which engines decided, and whether they agreed; `agree` is None where only one ran."""

    engines: tuple[str, ...]
    agree: bool | None
    differences: tuple[str, ...]
    because: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The block as the contract writes it."""
        return {
            "engines": list(self.engines),
            "agree": self.agree,
            "differences": list(self.differences),
            "because": self.because,
        }


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that follows from a profile under the law of its day."""

    profile_ref: str | None
    assessed_on: str
    law: Mapping[str, Any]
    homelessness: Block
    eligibility: Block
    priority_need: Block
    duties: tuple[Duty, ...]
    local_connection: tuple[AreaBlock, ...]
    no_local_connection_anywhere: bool | str
    safety: tuple[AreaBlock, ...]
    referral: Referral
    questions: tuple[Any, ...]
    options: tuple[Any, ...]
    closed_options: tuple[Any, ...]
    verification: Verification
    warnings: tuple[str, ...]
    area: Callable[[str], dict[str, str]]
    pathways: tuple[Any, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The assessment as the contract writes it (section 3)."""
        return {
            "schema": SCHEMA,
            "profile_ref": self.profile_ref,
            "assessed_on": self.assessed_on,
            "law": dict(self.law),
            "homelessness": self.homelessness.to_dict(),
            "eligibility": self.eligibility.to_dict(),
            "priority_need": self.priority_need.to_dict(),
            "duties": [duty.to_dict() for duty in self.duties],
            "local_connection": [row.to_dict(self.area) for row in self.local_connection],
            "no_local_connection_anywhere": self.no_local_connection_anywhere,
            "safety": [*_safety_rows(self.safety, self.area)],
            "referral": self.referral.to_dict(self.area),
            **({"pathways": [each.to_dict(self.area) for each in self.pathways]} if self.pathways else {}),
            "questions": [question.to_dict() for question in self.questions],
            "options": [option.to_dict() for option in self.options],
            "closed_options": [option.to_dict() for option in self.closed_options],
            "verification": self.verification.to_dict(),
            "warnings": list(self.warnings),
        }


def _safety_rows(
    rows: Iterable[AreaBlock], area: Callable[[str], dict[str, str]]
) -> Iterator[dict[str, Any]]:
    """The rows as the contract writes them.

    Areas that the profile does not name share what was found of any of them: it is put together once, but
    for the words to the client, which name the area.
    """
    told: dict[int, dict[str, Any]] = {}
    for row in rows:
        block = row.block
        if id(block) not in told:
            told[id(block)] = block.to_dict()
        findings = [
            said if finding.area == row.area else {**said, "for_client": finding.to_client_of(row.area)}
            for said, finding in zip(told[id(block)]["findings"], block.findings, strict=True)
        ]
        yield {"area": area(row.area), **told[id(block)], "findings": findings}
