"""Which caseworker takes which client: within caseloads and hard rules, with reasons."""

from casework.allocation.allocate import allocation
from casework.allocation.answer import SCHEMA

__all__ = ["SCHEMA", "allocation"]
