"""A worker that goes wrong, for real and in one way: `faulty_worker.py FAULT PLACE`.

It is the project's own worker but for its fault, which it shows from the first case on (the second
batch of facts: the first is the probe). Where PLACE names a file that is already there, it is sound:
a fault happens once. It writes its process number there as it goes wrong.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.production import worker

FAULT, PLACE = sys.argv[1], Path(sys.argv[2])


def segfault() -> None:
    ctypes.string_at(0)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fall_deaf() -> None:
    PLACE.write_text(str(os.getpid()))
    os.kill(os.getpid(), signal.SIGSTOP)


def hang() -> None:
    time.sleep(60)


def raise_something() -> None:
    raise KeyError("what the client said")


def end_in_the_middle_of_a_word() -> None:
    os.write(0, b"\0\0\1\0done\n0.se")
    os._exit(0)


def speak(words: bytes) -> Callable[[], None]:
    return lambda: (os.write(0, len(words).to_bytes(4, "big") + words), None)[1]


FAULTS: dict[str, Callable[[], None]] = {
    "segfault": segfault,
    "kill": kill,
    "hang": hang,
    "raise": raise_something,
    "half": end_in_the_middle_of_a_word,
    "long": lambda: (os.write(0, b"\xff\xff\xff\xff"), None)[1],
    "bytes": speak(b"\xff\xfe\x80"),
    "words": speak(b"done\nall is well"),
    "blank": speak(b""),
    "twice": speak(b"done\n0.seen 0\n0.seen 0"),
}


class FaultyNetwork(worker.Network):
    batches = 0

    def fire(self, facts: str) -> dict[str, int]:
        FaultyNetwork.batches += 1
        if FAULT == "deaf" and self.batches == 1:
            threading.Timer(0.1, fall_deaf).start()
        if self.batches == 1 or PLACE.exists():
            return super().fire(facts)
        PLACE.write_text(str(os.getpid()))
        if FAULT == "durable":
            return super().fire('[{"id":"0","kind":999}]')
        if FAULT in FAULTS:
            FAULTS[FAULT]()
        fired = super().fire(facts)
        if FAULT == "silent":
            return {}
        if FAULT == "wrong":  # nothing at all about the second rule
            return {name: seen for name, seen in fired.items() if name in {"0.seen", "0.0", "0.1"}}
        if FAULT == "invented":
            return fired | {"0.seen": fired["0.seen"] | 1 << 77}
        return fired


if FAULT == "stillborn":
    with PLACE.open("a") as births:
        births.write("x")
    sys.exit(3)
with patch.object(worker, "Network", FaultyNetwork):
    sys.exit(worker.main())
