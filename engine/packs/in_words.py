"""A rule's conditions as people say them; what they mean is in `engine.expressions`."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from engine.packs.model import DatedParameter, Rule

_COMPARED: dict[type[ast.cmpop], str] = {
    ast.GtE: "is at least",
    ast.Gt: "is more than",
    ast.Lt: "is below",
    ast.LtE: "is at most",
    ast.Eq: "is",
    ast.NotEq: "is not",
}


def rule_in_words(rule: Rule, condition: str, day: int | None = None) -> str:
    """A rule's condition in words: `days >= days_needed` is "days is at least days needed".

    On a day (ordinal), each number of the rule stands beside its name.
    """
    numbers = {} if day is None else {name: each.on(day) for name, each in rule.parameters.items()}
    values = {name: value for name, value in numbers.items() if isinstance(value, int)}
    return _Words(values, _switches(rule)).of(ast.parse(condition.strip(), mode="eval").body)


def is_switch(parameter: DatedParameter) -> bool:
    """Whether a parameter says yes (1) or no (0) through time, such as whether guidance was out."""
    return parameter.unit == "number" and all(value in {0, 1, None} for _day, value in parameter.values)


def _switches(rule: Rule) -> frozenset[str]:
    return frozenset(name for name, each in rule.parameters.items() if is_switch(each))


@dataclass(frozen=True, slots=True)
class _Words:
    values: Mapping[str, int]
    switches: frozenset[str]

    def of(self, tree: ast.expr) -> str:
        match tree:
            case ast.BoolOp(op=operator, values=parts):
                word = " and " if isinstance(operator, ast.And) else " or "
                return word.join(self._part(part) for part in parts)
            case ast.UnaryOp(operand=operand):
                return f"not {self._part(operand)}"
            case ast.Compare(left=ast.Name(id=name), ops=[operator]) if name in self.switches:
                return _plain(name) if isinstance(operator, ast.GtE) else f"not {_plain(name)}"
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as operator], comparators=[right]):
                return f"{self.of(left)} {_choice(right, isinstance(operator, ast.In))}"
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as operator], comparators=[right]):
                return f"{self.of(left)} {_COMPARED[type(operator)]} {_quoted(right)}"
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return f"{self.of(left)} {_COMPARED[type(operator)]} {self.of(right)}"
            case ast.BinOp(left=left, op=operator, right=right):
                word = "plus" if isinstance(operator, ast.Add) else "less"
                return f"{self.of(left)} {word} {self.of(right)}"
            case ast.Name(id=name):
                return f"{_plain(name)} ({self.values[name]:,})" if name in self.values else _plain(name)
        return ast.unparse(tree)

    def _part(self, tree: ast.expr) -> str:
        """A part of an all, an any or a not: in brackets where it is itself an all or an any."""
        return f"({self.of(tree)})" if isinstance(tree, ast.BoolOp) else self.of(tree)


def _choice(tree: ast.expr, among: bool) -> str:
    """Whether a word is among some, or in a list that a parameter holds."""
    if not isinstance(tree, ast.List):
        return f"is {'' if among else 'not '}in the list {_quoted(tree)}"
    words = [_quoted(element) for element in tree.elts]
    either, last = ("", "or") if among or len(words) == 1 else ("neither ", "nor")
    said = f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
    return f"is {either}{said}" if among or len(words) > 1 else f"is not {said}"


def _quoted(tree: ast.expr) -> str:
    """A word in quotation marks: "not met" is a verdict, and no denial."""
    return f'"{_plain(ast.unparse(tree))}"'


def _plain(name: str) -> str:
    return name.replace("_", " ")
