"""So many answers are worked out at once, so many may wait, and who comes after is asked to come again."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class BusyError(Exception):
    """As many are waiting for an answer as may wait."""


class Turns:
    """A few threads, and the room to wait for one of them.

    `at_once` is small on purpose: an answer is nearly all computing, and Python computes one at a time.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._room = at_once + waiting
        self._inside = 0

    async def take(self, work: Callable[[], Result]) -> Result:
        """Do some work when its turn comes. Raises BusyError at once where there is no room to wait."""
        if self._inside >= self._room:
            raise BusyError
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1

    @property
    def inside(self) -> int:
        """How many are being answered or wait."""
        return self._inside

    def close(self) -> None:
        """Finish what has begun, and take no more."""
        self._threads.shutdown()
