"""The mapping file: what a team's own tables, columns and words are called in the contract."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.problems import Fault, InputError
from engine.profile.near import near_matches
from engine.reading import read_document


class TableMapping(BaseModel):
    """One table: its file, its columns and words by their names in the contract, and what is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    file: str | None = None
    columns: Mapping[str, str] = {}
    words: Mapping[str, Mapping[str, str | bool]] = {}
    leave_out: list[str] = []


class CaseTables(BaseModel):
    """A mapping file; without one, every file and column has the name that it has in the contract."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    schema_: Literal["safe-connections/case-tables/1"] = Field(
        "safe-connections/case-tables/1", alias="schema"
    )
    dates: Literal["year-month-day", "day/month/year"] = "year-month-day"
    tables: Mapping[str, TableMapping] = {}

    def of(self, table: str) -> TableMapping:
        """What is said of one table."""
        return self.tables.get(table, TableMapping())


def read_mapping(path: Path | None, tables: Collection[str]) -> CaseTables:
    """What a mapping file says of some tables; by default, names as in the contract. Raises InputError."""
    if path is None:
        return CaseTables()
    try:
        data = read_document(path.read_bytes(), name=path.name)
    except OSError as fault:
        why = f"cannot be opened: {fault.strerror}."
        raise InputError("The mapping file cannot be read.", [Fault((path.name,), why)], 400) from None
    try:
        found = CaseTables.model_validate(data)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_input=False, include_context=False)
        faults = [Fault(mistake["loc"], f"{mistake['msg'].lower()}.") for mistake in mistakes]
    else:
        others = [name for name in found.tables if name not in tables]
        faults = [Fault(("tables", name), "no such table.", near_matches(name, tables)) for name in others]
        if not faults:
            return found
    raise InputError("The mapping file cannot be read.", faults)
