"""How far a long stream has come, said where somebody watches."""

import time
from types import TracebackType
from typing import TextIO

EVERY_S = 0.5


class Progress:
    """Counts answers, and says so on a terminal twice a second; nothing where there is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._shown = stream, stream.isatty()
        self._answered = self._refused = 0
        self._said_at = time.monotonic()

    def step(self, refused: bool) -> None:
        """One line more."""
        self._refused += refused
        self._answered += not refused
        if self._shown and time.monotonic() - self._said_at >= EVERY_S:
            self._said_at = time.monotonic()
            self._say()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._say("\n")

    def _say(self, end: str = "") -> None:
        self._stream.write(f"\r{self._answered:,} answered, {self._refused:,} refused{end}")
        self._stream.flush()
