"""Tells the facts of subjects as bounds: the whole numbers that the statements of a bundle compare."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from engine.known import Amount, Nights, OneOf, Truth, Value, YesNo
from engine.production.compile import FURTHEST, Bundle, CompiledRules, Field, ProductionError

World: TypeAlias = Literal[0, 1]  # 0: no stay that only may count is counted; 1: all of them are

Reader: TypeAlias = Callable[[Value | None], tuple[int, ...]]
"""The bounds of a fact, or of one that is not known. Raises ProductionError for one of the wrong sort."""

_Bounds: TypeAlias = tuple[tuple[int, ...], Callable[[Any], tuple[int, ...]]]
"""The bounds of a fact that is not known, and what gives them of one of its sort."""


class Form(NamedTuple):
    """How the facts of a bundle are told: which, where the bounds of each stand, and which are amounts.

    `not_known` is the number of the bundle, and then the bounds of a subject of which nothing is known.
    """

    names: tuple[str, ...]
    readers: tuple[tuple[slice, Reader], ...]
    not_known: tuple[int, ...]
    amounts: tuple[str, ...]


@lru_cache(maxsize=16)
def forms(compiled: CompiledRules) -> Mapping[str, tuple[Form, ...]]:
    """The forms of the bundles about each kind of subject.

    Raises: ProductionError where a bundle compares a fact as two sorts of fact.
    """
    kinds = dict.fromkeys(bundle.kind for bundle in compiled.bundles)
    return {
        kind: tuple(_form(bundle) for bundle in compiled.bundles if bundle.kind == kind) for kind in kinds
    }


def _form(bundle: Bundle) -> Form:
    fields: dict[str, list[Field]] = {}
    for field in bundle.fields:  # which stand in the order of their facts
        fields.setdefault(field.fact, []).append(field)
    readers, not_known = [], [bundle.number]
    for name, asked in fields.items():
        read = _reader(name, asked)
        readers.append((slice(len(not_known), len(not_known) + len(asked)), read))
        not_known += read(None)
    amounts = tuple(name for name, asked in fields.items() if _SORTS[asked[0].bound] is Amount)
    return Form(tuple(fields), tuple(readers), tuple(not_known), amounts)


class Teller:
    """Puts the facts of one subject after another, in one world, into the bounds of a bundle.

    What is the same object as in the subject before has the same bounds: between areas, stages and
    standards of proof few facts differ.
    """

    def __init__(self, form: Form, world: World) -> None:
        self._world, self._form = world, form
        self._told: Sequence[Value | None] = (None,) * len(form.names)
        self._bounds = list(form.not_known)

    def bounds(self, facts: Mapping[str, Value]) -> tuple[int, ...]:
        """The number of the bundle, and then the bounds in the order of its fields."""
        values, bounds = [*map(facts.get, self._form.names)], self._bounds
        for value, before, (places, read) in zip(values, self._told, self._form.readers, strict=True):
            if value is not before:
                bounds[places] = read(_in_world(value, self._world) if type(value) is Nights else value)
        self._told = values
        return tuple(bounds)


def may_count(amounts: Iterable[str], facts: Mapping[str, Value]) -> bool:
    """Whether the two worlds differ: there are nights that only may count."""
    for name in amounts:
        value = facts.get(name)
        if type(value) is Nights and value.if_counted is not value.surely:
            return True
    return False


def _in_world(nights: Nights, world: World) -> Amount:
    return nights.if_counted if world else nights.surely


def _reader(name: str, fields: Sequence[Field]) -> Reader:
    """How durable-rules is told the bounds of a fact: whole numbers, also where it is not known."""
    sorts = {_SORTS[field.bound] for field in fields}
    if len(sorts) > 1:
        raise ProductionError(f"the fact `{name}` is compared as more than one sort of fact")
    (sort,) = sorts
    not_known, bounds_of = _BOUNDS[sort](fields)

    def read(value: Value | None) -> tuple[int, ...]:
        if type(value) is sort:
            return bounds_of(value)
        if value is None:
            return not_known
        raise ProductionError(f"the fact `{name}` is not of the sort that a rule compares it as")

    return read


def _of_yes_no(_fields: Sequence[Field]) -> _Bounds:
    told: Mapping[Truth, tuple[int, ...]] = {False: (0,), None: (1,), True: (2,)}
    return told[None], lambda fact: told[fact.value]


def _of_choice(fields: Sequence[Field]) -> _Bounds:
    @lru_cache(maxsize=256)
    def among(options: frozenset[str]) -> tuple[int, ...]:
        return tuple([_among(options, field.words) for field in fields])

    return (1,) * len(fields), lambda fact: among(fact.options)


def _among(options: frozenset[str], words: frozenset[str]) -> int:
    return 2 if options <= words else 0 if options.isdisjoint(words) else 1


def _of_amount(fields: Sequence[Field]) -> _Bounds:
    least = [field.bound == "at_least" for field in fields]

    def reach(fact: Amount) -> tuple[int, ...]:
        most = FURTHEST if fact.at_most is None else _within_reach(fact.at_most)
        return tuple([_within_reach(fact.at_least) if each else most for each in least])

    return tuple([-FURTHEST if each else FURTHEST for each in least]), reach


def _within_reach(bound: int) -> int:
    return bound if -FURTHEST < bound < FURTHEST else FURTHEST if bound > 0 else -FURTHEST


_SORTS: Mapping[str, type[Value]] = {"at_least": Amount, "at_most": Amount, "holds": YesNo, "among": OneOf}
_BOUNDS: Mapping[type[Value], Callable[[Sequence[Field]], _Bounds]] = {
    YesNo: _of_yes_no,
    OneOf: _of_choice,
    Amount: _of_amount,
}
