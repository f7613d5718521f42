"""What the columnar engine compiles to machine code: loops over whole files that no column form says well."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def compiled(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """The function as machine code, made at its first call and kept for the next process.

    It is kept beside the module; where that cannot be written, in the user's own cache folder; and where
    neither can be, it is made anew by every process. It is made anew too when its file changes; what it takes
    from another file (a constant, the fields of a tuple) is not watched. Threads may run it side by side.
    """
    try:
        made = njit(cache=True, nogil=True)(function)
    except (
        RuntimeError
    ):  # there is nowhere to keep it: a program installed for reading, a user without a home
        made = njit(nogil=True)(function)
    return cast(Callable[Arguments, Answer], made)
