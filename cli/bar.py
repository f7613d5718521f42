"""A bar that says how far a long piece of work has come, where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn


@contextmanager
def bar(
    doing: str, *columns: ProgressColumn, total: float = 1.0, **shown: Any
) -> Iterator[Callable[..., None]]:
    """Shows `doing`, how much of `total` is done, each of `columns`, and the time left, on standard error.

    What is given takes whatever there is to say: `completed` or `advance`, and what a column shows, which
    begins with `shown`.
    """
    console = Console(file=sys.stderr)
    every = (TextColumn(doing), BarColumn(), *columns, TimeRemainingColumn())
    with Progress(*every, console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        yield partial(progress.update, progress.add_task(doing, total=total, **shown))
