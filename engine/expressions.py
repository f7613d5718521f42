"""The small language in which a rule states its conditions.

    days >= days_needed - near_miss
    kind in [zero_hours, agency] or hours_per_week < few_hours
    not current

Names are facts or dated parameters; nothing else can be said, and nothing is ever executed: the
text is read with Python's own parser and only the forms above are accepted.
"""

import ast
from collections.abc import Callable, Mapping
from typing import TypeAlias

from engine.conditions import All, Any, AtLeast, Below, Condition, In, Is, negated

Parameter: TypeAlias = int | frozenset[str]

# How a comparison with a whole number reads in the two forms that the engines know.
_COMPARISONS: dict[type[ast.cmpop], Callable[[str, int], Condition]] = {
    ast.GtE: AtLeast,
    ast.Gt: lambda fact, number: AtLeast(fact, number + 1),
    ast.Lt: Below,
    ast.LtE: lambda fact, number: Below(fact, number + 1),
}


class ExpressionError(ValueError):
    """A condition that the language does not have; the message says which part."""


class Expression:
    """A condition as written, before its parameters have the values of a date."""

    __slots__ = ("_tree", "names", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self._tree = ast.parse(text.strip(), mode="eval").body
        except SyntaxError as fault:
            raise ExpressionError(f"cannot read `{text}`: {fault.msg}") from None
        self.names = frozenset(_subjects(self._tree))

    def bound(self, facts: Mapping[str, str], parameters: Mapping[str, Parameter]) -> Condition:
        """The condition with fact names resolved and parameters replaced by their values.

        `facts` maps each name usable here to the fact's full name. Raises ExpressionError for a
        name that is neither, and for any form outside the language.
        """
        return _condition(self._tree, facts, parameters)


def _subjects(tree: ast.expr) -> list[str]:
    """The names that a condition reads; words inside [...] or after == are not names."""
    match tree:
        case ast.BoolOp(values=parts):
            return [name for part in parts for name in _subjects(part)]
        case ast.UnaryOp(operand=part):
            return _subjects(part)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()]):
            return _subjects(left)
        case ast.Compare(left=left, comparators=[right]):
            return _subjects(left) + ([] if isinstance(right, ast.List) else _subjects(right))
        case ast.BinOp(left=left, right=right):
            return _subjects(left) + _subjects(right)
        case ast.Name(id=name):
            return [name]
        case ast.Constant(value=int()):
            return []
    raise ExpressionError(f"`{ast.unparse(tree)}` is not part of the rule language")


def _condition(tree: ast.expr, facts: Mapping[str, str], parameters: Mapping[str, Parameter]) -> Condition:
    match tree:
        case ast.BoolOp(op=operator, values=values):
            parts = tuple(_condition(value, facts, parameters) for value in values)
            return All(parts) if isinstance(operator, ast.And) else Any(parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return negated(_condition(operand, facts, parameters))
        case ast.Name(id=name):
            return Is(_fact(name, facts), True)
        case ast.Compare(left=ast.Name(id=name), ops=[operator], comparators=[right]) if isinstance(
            number := parameters.get(name), int
        ):
            return _settled(number, operator, _number(right, parameters), name)
        case ast.Compare(left=ast.Name(id=name), ops=[operator], comparators=[right]):
            return _comparison(_fact(name, facts), operator, right, parameters)
    raise ExpressionError(f"`{ast.unparse(tree)}` is not a condition of the rule language")


def _comparison(
    fact: str, operator: ast.cmpop, right: ast.expr, parameters: Mapping[str, Parameter]
) -> Condition:
    make = _COMPARISONS.get(type(operator))
    if make is not None:
        return make(fact, _number(right, parameters))
    if isinstance(operator, ast.Eq | ast.NotEq):
        if not isinstance(right, ast.Name):
            raise ExpressionError(f"`{ast.unparse(right)}` is not a word")
        return In(fact, frozenset({right.id}), isinstance(operator, ast.Eq))
    if isinstance(operator, ast.In | ast.NotIn):
        return In(fact, _words(right, parameters), isinstance(operator, ast.In))
    raise ExpressionError(f"`{fact}` is compared in a way that the rule language does not have")


def _settled(left: int, operator: ast.cmpop, right: int, name: str) -> Condition:
    """A dated parameter held against a number: always so, or never, on the case's dates."""
    match operator:
        case ast.GtE():
            holds = left >= right
        case ast.Lt():
            holds = left < right
        case _:
            raise ExpressionError(f"the parameter `{name}` is compared with >= or < only")
    return All(()) if holds else Any(())


def _fact(name: str, facts: Mapping[str, str]) -> str:
    if name not in facts:
        raise ExpressionError(f"unknown fact `{name}`")
    return facts[name]


def _number(tree: ast.expr, parameters: Mapping[str, Parameter]) -> int:
    match tree:
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id=name):
            value = parameters.get(name)
            if isinstance(value, int):
                return value
            raise ExpressionError(f"`{name}` is not a number of this rule's parameters")
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as operator, right=right):
            a, b = _number(left, parameters), _number(right, parameters)
            return a + b if isinstance(operator, ast.Add) else a - b
    raise ExpressionError(f"`{ast.unparse(tree)}` is not a number")


def _words(tree: ast.expr, parameters: Mapping[str, Parameter]) -> frozenset[str]:
    match tree:
        case ast.List(elts=elements) if all(isinstance(element, ast.Name) for element in elements):
            return frozenset(element.id for element in elements if isinstance(element, ast.Name))
        case ast.Name(id=name):
            value = parameters.get(name)
            if isinstance(value, frozenset):
                return value
            raise ExpressionError(f"`{name}` is not a list of words of this rule's parameters")
    raise ExpressionError(f"`{ast.unparse(tree)}` is not a list of words")
