"""How the API answers: at one connection and at many, with every body compared and memory watched.

Starts the real server on loopback, asks over HTTP with the standard library, and stops it.
"""

import http.client
import json
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.cases import profile
from benchmarks.shell import HOUSE, PROGRAM

PATH, JSON = "/v1/assessments", {"Content-Type": "application/json"}
BODY = json.dumps(profile()).encode()
CONNECTIONS = 32
WARM = 20


class Load(NamedTuple):
    """What some connections saw: how long each answer took, and how many were right or something else."""

    seconds: list[float]
    outcomes: Counter[str]
    lasted: float


class Server(NamedTuple):
    """A server of ours that listens."""

    process: subprocess.Popen[str]
    host: str
    port: int

    def connect(self) -> http.client.HTTPConnection:
        """A new connection."""
        return http.client.HTTPConnection(self.host, self.port, timeout=30)

    def memory_mb(self) -> dict[str, float]:
        """The memory that the server and the processes it started hold, on Linux."""
        own = Path(f"/proc/{self.process.pid}")
        if not own.exists():
            return {}
        children = own.joinpath("task", own.name, "children").read_text().split()
        held = {"server": own, **{f"worker {n + 1}": own.parent / child for n, child in enumerate(children)}}
        return {name: int((each / "statm").read_text().split()[1]) * 4 / 1024 for name, each in held.items()}


@contextmanager
def serving() -> Iterator[Server]:
    """The real server at a free port, for as long as it is measured."""
    command = [str(PROGRAM), "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = urlsplit(next(word for word in process.stdout.readline().split() if "://" in word))
            assert address.hostname is not None
            assert address.port is not None
            yield Server(process, address.hostname, address.port)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def ask(connection: http.client.HTTPConnection) -> tuple[int, bytes]:
    """One assessment: the status and the body."""
    connection.request("POST", PATH, BODY, JSON)
    response = connection.getresponse()
    return response.status, response.read()


def load(server: Server, expected: bytes, connections: int, seconds: float) -> Load:
    """Ask over so many connections at once, each as fast as it is answered, for so many seconds."""
    began = time.monotonic()

    def client(_number: int) -> tuple[list[float], Counter[str]]:
        taken: list[float] = []
        outcomes: Counter[str] = Counter()
        connection = server.connect()
        while time.monotonic() < began + seconds:
            asked = time.perf_counter()
            try:
                status, body = ask(connection)
            except (OSError, http.client.HTTPException) as fault:
                outcomes[f"error: {type(fault).__name__}"] += 1
                connection.close()
                continue
            taken.append(time.perf_counter() - asked)
            outcomes["right" if body == expected else f"WRONG BODY (status {status})"] += 1
        connection.close()
        return taken, outcomes

    with ThreadPoolExecutor(connections) as clients:
        seen = list(clients.map(client, range(connections)))
    outcomes = sum((outcomes for _taken, outcomes in seen), Counter[str]())
    return Load([each for taken, _outcomes in seen for each in taken], outcomes, time.monotonic() - began)


def measure(expected: bytes, seconds: float) -> bool:
    """Print what the connections saw; whether every answer was right. `expected` is its one byte form."""
    with serving() as server:
        _warmed(server)
        one = load(server, expected, 1, min(seconds, 10))
        before = server.memory_mb()
        many = load(server, expected, CONNECTIONS, seconds)
        after = server.memory_mb()
    print(f"\nThe API, POST {PATH}, {len(BODY):,} bytes in and {len(expected):,} out, asked from here")
    for connections, found in ((1, one), (CONNECTIONS, many)):
        cuts = statistics.quantiles(found.seconds, n=20)
        print(
            f"{connections:3} connections for {found.lasted:.0f} s: p50 {1000 * cuts[9]:.1f} ms, "
            f"p95 {1000 * cuts[18]:.1f} ms, {len(found.seconds) / found.lasted:.0f} a second; "
            + ", ".join(f"{count:,} {what}" for what, count in found.outcomes.items())
        )
    for name, held in before.items():
        print(f"  memory of the {name}: {held:.1f} MB before, {after.get(name, 0):.1f} MB after")
    return set(one.outcomes) | set(many.outcomes) == {"right"}


def _warmed(server: Server) -> None:
    deadline, asked = time.monotonic() + 30, 0
    while asked < WARM:
        try:
            connection = server.connect()
            ask(connection)
            connection.close()
            asked += 1
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
