"""What an immutable value works out of itself once, and keeps."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Owner = TypeVar("Owner")
Result = TypeVar("Result")


class Kept(Generic[Owner, Result]):
    """A property that is worked out when it is first asked for, as by `functools.cached_property`.

    Before Python 3.12 that one takes a lock at every first asking, which is a large part of what a small
    property costs. A value made of one case needs none: worked out twice, it would be the same.
    """

    def __init__(self, work_out: Callable[[Owner], Result]) -> None:
        self._work_out = work_out
        self.__doc__ = work_out.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Owner, _owner: type | None = None) -> Result:
        """The value, which from now on stands in the instance itself and is found there first."""
        kept: dict[str, Any] = instance.__dict__
        found = kept[self._name] = self._work_out(instance)
        return found
