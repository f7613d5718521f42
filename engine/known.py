"""Arithmetic of not knowing: yes/no, amounts and choices that may be only partly known.

A value carries what is certain about it (its bounds) and `missing`, the profile paths that would
narrow it. A truth is `True`, `False` or `None` (not known), combined by Kleene's strong logic, so
that an answer given here holds for every way in which the unknown could turn out.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

Truth: TypeAlias = bool | None
Paths: TypeAlias = tuple[str, ...]


def negation(a: Truth) -> Truth:
    """Kleene's not: what is not known stays not known."""
    return None if a is None else not a


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: one false settles it, whatever is not known."""
    known = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            known = False
    return True if known else None


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's or: one true settles it, whatever is not known."""
    known = True
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            known = False
    return False if known else None


class YesNo(NamedTuple):
    """A yes/no fact. `value` is None where it is not known."""

    value: Truth
    missing: Paths = ()


class Amount(NamedTuple):
    """A whole number known to lie in `at_least … at_most`; no upper bound is None."""

    at_least: int
    at_most: int | None
    missing: Paths = ()

    def is_at_least(self, needed: int) -> Truth:
        """Whether the amount reaches `needed`, for every number it could be."""
        if self.at_least >= needed:
            return True
        return False if self.at_most is not None and self.at_most < needed else None

    def is_below(self, limit: int) -> Truth:
        """Whether the amount stays under `limit`, for every number it could be."""
        return negation(self.is_at_least(limit))


class OneOf(NamedTuple):
    """A choice known to be among `options` (never empty)."""

    options: frozenset[str]
    missing: Paths = ()

    def is_in(self, wanted: frozenset[str]) -> Truth:
        """Whether the choice is one of `wanted`, for every option that it could be."""
        if self.options <= wanted:
            return True
        return False if self.options.isdisjoint(wanted) else None


class Nights(NamedTuple):
    """Nights lived in an area: without and with the stays that an officer may count.

    `surely` leaves out every stay that only may count (a refuge, a hospital); `if_counted` takes
    them all in. The unknown facts widen each of the two by themselves.
    """

    surely: Amount
    if_counted: Amount
    may_count: Paths = ()

    @property
    def missing(self) -> Paths:
        """The paths that would narrow either count."""
        return tuple(dict.fromkeys(self.surely.missing + self.if_counted.missing))


Value: TypeAlias = YesNo | Amount | OneOf | Nights
