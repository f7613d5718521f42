"""A process of our own making at the other end of a socket: started, spoken to in time, and ended.

Nothing here waits for ever: each word is sent and received by a deadline on the monotonic clock, and a
process is ended without being asked. It inherits our socket as its standard input and nothing else of
ours, and hears by it when this process ends, however that ends.
"""

import os
import socket
import subprocess
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress

LONGEST = 64 * 1024 * 1024
TIME_TO_DIE_S = 5.0


class GarbledError(Exception):
    """What came back cannot be an answer."""


class WorkerProcess:
    """A running worker. What `command` starts must speak as `worker` says.

    Raises: OSError where it cannot be started.
    """

    def __init__(self, command: Sequence[str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = subprocess.Popen(
                    command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,  # a traceback could quote a fact
                    start_new_session=True,  # Ctrl-C in a terminal is for this process alone
                )
            except BaseException:
                ours.close()
                raise
        self.owner = os.getpid()
        self.pid = process.pid
        self._socket = ours
        self.end = weakref.finalize(self, _end, process, ours)

    def send(self, text: str, deadline: float) -> None:
        """Say something. Raises: TimeoutError; OSError where the other side is gone."""
        message = text.encode()
        self._socket.settimeout(_left(deadline))
        self._socket.sendall(len(message).to_bytes(4, "big") + message)

    def receive(self, deadline: float) -> str:
        """Hear an answer. Raises as `send` does; EOFError where the other side is gone; GarbledError."""
        length = int.from_bytes(self._read(4, deadline), "big")
        if length > LONGEST:
            raise GarbledError
        try:
            return self._read(length, deadline).decode()
        except UnicodeDecodeError:
            raise GarbledError from None

    def _read(self, length: int, deadline: float) -> bytes:
        received = bytearray()
        while len(received) < length:
            self._socket.settimeout(_left(deadline))
            part = self._socket.recv(length - len(received))
            if not part:
                raise EOFError
            received += part
        return bytes(received)


def moment(seconds_from_now: float = 0.0) -> float:
    """A moment on the monotonic clock, which deadlines are given in."""
    return time.monotonic() + seconds_from_now


def _left(deadline: float) -> float:
    left = deadline - moment()
    if left <= 0:
        raise TimeoutError
    return left


def _end(process: "subprocess.Popen[bytes]", ours: socket.socket) -> None:
    ours.close()
    process.kill()  # in a forked copy of the owner this does nothing: it is no child of that one
    with suppress(subprocess.TimeoutExpired):
        process.wait(TIME_TO_DIE_S)
