"""A condition of a rule, changed in one small way: a comparison, a connective, a number, a word, a part."""

import ast
from collections.abc import Callable, Iterator, Sequence

Universe = Callable[[str], frozenset[str] | None]
"""The words that a fact may be; None where they are not known."""

# `>=` for `>` moves a line by one; `>=` for `<` turns it round.
_OTHER_WAYS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


def changed_conditions(text: str, words_of: Universe) -> Iterator[str]:
    """Every condition that differs from this one by one small change."""
    return (ast.unparse(tree) for tree in _changed(ast.parse(text.strip(), mode="eval").body, words_of))


def _changed(tree: ast.expr, words_of: Universe) -> Iterator[ast.expr]:
    match tree:
        case ast.BoolOp(op=joined, values=parts):
            yield ast.BoolOp(ast.Or() if isinstance(joined, ast.And) else ast.And(), parts)
            for index, part in enumerate(parts):
                rest = [*parts[:index], *parts[index + 1 :]]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(joined, rest)
                for other in _changed(part, words_of):
                    yield ast.BoolOp(joined, [*parts[:index], other, *parts[index + 1 :]])
        case ast.UnaryOp(op=ast.Not(), operand=part):
            yield part
            if not isinstance(part, ast.Name):  # `not not x` is the same change again
                yield from (ast.UnaryOp(ast.Not(), other) for other in _changed(part, words_of))
        case ast.Name():
            yield ast.UnaryOp(ast.Not(), tree)
        case ast.Compare(left=left, ops=[way], comparators=[right]):
            for other_way in _OTHER_WAYS[type(way)]:
                yield ast.Compare(left, [other_way()], [right])
            among = words_of(left.id) if isinstance(left, ast.Name) else None
            for other in _changed_sides(right, among):
                yield ast.Compare(left, [way], [other])


def _changed_sides(tree: ast.expr, among: frozenset[str] | None) -> Iterator[ast.expr]:
    match tree:
        case ast.Constant(value=int() as number):
            yield from (ast.Constant(number + step) for step in (-1, 1))
        case ast.BinOp(left=left, op=sign, right=right):
            yield ast.BinOp(left, ast.Sub() if isinstance(sign, ast.Add) else ast.Add(), right)
            yield from (ast.BinOp(left, sign, other) for other in _changed_sides(right, None))
        case ast.List(elts=listed):
            words = [each.id for each in listed if isinstance(each, ast.Name)]
            for other in changed_words(words, among):
                yield ast.List([ast.Name(word) for word in other])


def changed_words(words: Sequence[str], among: frozenset[str] | None) -> Iterator[list[str]]:
    """The list without each of its words, and with one word more where it is known what words there are."""
    for word in words:
        yield [each for each in words if each != word]
    more = sorted((among or frozenset()) - set(words))
    if more:
        yield [*words, more[0]]
