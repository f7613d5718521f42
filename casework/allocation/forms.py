"""The two files of an allocation: clients who wait for a caseworker, and the caseworkers of a team."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from engine.problems import Fault, InputError
from engine.profile.near import near_matches
from services_directory.services.taxonomy import taxonomy


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


CLIENTS, WORKERS = "safe-connections/clients/1", "safe-connections/workers/1"

Gender: TypeAlias = Literal["female", "male", "non_binary"]
Level: TypeAlias = Literal["none", "low", "medium", "high"]
Ref: TypeAlias = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\w.-]+$")]
Word: TypeAlias = Annotated[str, Field(min_length=1, max_length=80)]
Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=1000, strict=True)]
Person = TypeVar("Person", "WaitingClient", "Caseworker")

_WANTED = {
    "bool_type": "yes or no is needed: `true`, `false` or `unknown`.",
    "missing": "is needed.",
    "extra_forbidden": "no such field here.",
    "int_type": "a whole number is needed.",
    "greater_than_equal": "a number of at least 0 is needed.",
    "less_than_equal": "a number of at most 1,000 is needed.",
    "model_type": "a group of fields is needed.",
    "tuple_type": "a list is needed; `[]` says asked and none.",
    "string_pattern_mismatch": "a reference is needed: letters, digits, `.`, `_`, `-`; never a real name.",
}


class _Form(BaseModel):
    """A group of fields; one that is absent, null or `unknown` is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_not_known(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        return {name: value for name, value in data.items() if value is not None and value != "unknown"}


class WaitingClient(_Form):
    """A client to be allocated. The facts are those of the profile, as the referrer knows them."""

    called: ClassVar[str] = "clients"

    ref: Ref
    gender: Gender | None = None
    history_of_domestic_abuse: Annotated[bool, Field(strict=True)] | None = None
    risk_to_workers: Annotated[bool, Field(strict=True)] | None = None
    support_needs: dict[Word, Level] | None = None
    client_groups: tuple[Word, ...] | None = None
    languages_needed: tuple[Word, ...] | None = None
    earlier_worker: Ref | None = None
    not_with: tuple[Ref, ...] = ()
    referred_on: Day | None = None
    note: str | None = None


class Caseworker(_Form):
    """A caseworker of the team, with the clients held already. Nobody is known by name here."""

    called: ClassVar[str] = "workers"

    ref: Ref
    gender: Gender | None = None
    specialties: tuple[Word, ...] = ()
    languages: tuple[Word, ...] = ()
    caseload: Count | None = None
    caseload_limit: Count | None = None
    note: str | None = None


def read_clients(data: object) -> tuple[WaitingClient, ...]:
    """The clients of a file, in the order of their references. Raises InputError with every fault."""
    return _read(data, WaitingClient, CLIENTS)


def read_workers(data: object) -> tuple[Caseworker, ...]:
    """The caseworkers of a file, in the order of their references. Raises InputError with every fault."""
    return _read(data, Caseworker, WORKERS)


def needs_and_groups() -> frozenset[str]:
    """What a client may need and a worker may know well: support needs and client groups."""
    terms = taxonomy()
    return frozenset(terms["support_needs"]) | frozenset(terms["client_groups"])


def _read(data: object, form: type[Person], schema: str) -> tuple[Person, ...]:
    faults: list[Fault] = []
    rows = _rows(data, form.called, schema, faults)
    found: list[Person] = []
    for place, row in enumerate(rows):
        try:
            found.append(form.model_validate(row))
        except ValidationError as error:
            faults.extend(_faults(error, (form.called, place), form))
        else:
            faults.extend(_unknown_words(found[-1], (form.called, place)))
    faults.extend(_repeated(found, form.called))
    if faults:
        raise InputError(f"The {form.called} cannot be read.", faults)
    return tuple(sorted(found, key=lambda each: each.ref))


def _rows(data: object, called: str, schema: str, faults: list[Fault]) -> list[Any]:
    if not isinstance(data, dict):
        do = f"Write `schema: {schema}` and `{called}: [...]`."
        raise InputError(f"The {called} cannot be read.", [Fault((), "a group of fields is needed.", (), do)])
    if data.get("schema") != schema:
        faults.append(Fault(("schema",), "this schema is not known.", (), f"Write `schema: {schema}`."))
    for name in sorted(map(str, data.keys() - {"schema", called, "note"})):
        faults.append(Fault((name,), "no such field here.", near_matches(name, (called, "schema"))))
    rows = data.get(called)
    if isinstance(rows, list):
        return rows
    faults.append(Fault((called,), "a list is needed; `[]` says that there are none."))
    return []


def _faults(error: ValidationError, at: tuple[str | int, ...], form: type[_Form]) -> Iterator[Fault]:
    for mistake in error.errors(include_url=False):
        path, kind = (*at, *mistake["loc"]), mistake["type"]
        if kind == "literal_error":
            words = [word.strip("' ") for word in mistake["ctx"]["expected"].replace(" or ", ", ").split(",")]
            near = near_matches(str(mistake["input"]), words)
            yield Fault(path, "no such word.", near, f"One of: {', '.join(words)}, unknown.")
        elif kind == "extra_forbidden":
            yield Fault(path, _WANTED[kind], near_matches(str(path[-1]), form.model_fields))
        elif kind == "value_error":
            yield Fault(path, "is not a day.", (), "Write it as in 2017-01-20.")
        else:
            yield Fault(path, _WANTED.get(kind, "not what is wanted here."))


def _unknown_words(person: WaitingClient | Caseworker, at: tuple[str | int, ...]) -> Iterator[Fault]:
    terms = taxonomy()
    needs, groups = terms["support_needs"], terms["client_groups"]
    lists: list[tuple[str, Iterable[str], Iterable[str]]]
    if isinstance(person, WaitingClient):
        lists = [
            ("support_needs", person.support_needs or (), needs),
            ("client_groups", person.client_groups or (), groups),
        ]
    else:
        lists = [("specialties", person.specialties, needs_and_groups())]
    for name, said, known in lists:
        for word in sorted(set(said) - set(known)):
            yield Fault((*at, name), "holds a word that is not known.", near_matches(word, known))


def _repeated(found: Iterable[Person], called: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for each in found:
        if each.ref in seen:
            yield Fault((called,), f"the reference `{each.ref}` stands twice.", (), "Give each one its own.")
        seen.add(each.ref)
