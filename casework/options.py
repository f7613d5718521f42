"""The ranked candidate safe connections of an assessment, by themselves."""

from collections.abc import Mapping
from typing import Any

SCHEMA = "safe-connections/options/1"
_KEPT = ("profile_ref", "assessed_on", "options", "closed_options", "questions", "verification", "warnings")


def options_of(answer: Mapping[str, Any], limit: int | None = None) -> dict[str, Any]:
    """The options of an assessment with what is closed, what to ask, and how far they can be relied on."""
    alone = {"schema": SCHEMA, **{name: answer[name] for name in _KEPT}}
    return with_first_options(alone, limit)


def with_first_options(answer: dict[str, Any], limit: int | None) -> dict[str, Any]:
    """An answer with its first options alone; staying is listed wherever it ranks."""
    if limit is None:
        return answer
    kept = [each for each in answer["options"] if each["rank"] <= limit or each["route"] == "stay"]
    return {**answer, "options": kept}
