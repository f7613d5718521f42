"""The process that owns durable-rules: it builds rulesets and says what fires, and knows nothing else.

It talks over one socket, given to it as its standard input, to the process that started it, and ends
when that one does. It is run as a file by itself and imports little, so that it is ready soon.

A message is its length in four bytes, most significant first, and then text. The first line of a
request is `build KEY`, `fire KEY` or `drop KEY`, the rest its JSON. An answer starts with `done` (and
for `fire` has a line for each statement that fired: its name, then its facts as bits, in hexadecimal:
bit n stands for fact n), with `failed` and why, after which the process ends, or with `unusable` and
why: no other would do better.

durable-rules is driven through its own C module, not through its `Host`: the host's two timer threads
walk a table that is stale once a session was deleted, and may take firings away from the thread that
asserted (decision 0005). Here is one thread, one session, and an error is an error.
"""

import os
import resource
import sys

try:
    import durable_rules_engine as durable  # type: ignore[import-not-found]  # a C module without types
except ImportError:  # not installed, or for Python 3.13 and later: built, but not to be loaded
    durable = None

ASSERTED = 0
UNUSABLE = "durable-rules cannot be loaded"


class DurableError(Exception):
    """durable-rules failed; what it holds is not to be relied on any more."""


class Network:
    """One ruleset, built as durable-rules' network, and asked about one batch of facts after another."""

    def __init__(self, name: str, definition: str) -> None:
        if durable is None:
            raise DurableError(UNUSABLE)
        self._handle = durable.create_ruleset(name, definition)

    def fire(self, facts: str) -> dict[str, int]:
        """What fires where a batch of facts (a JSON array) is asserted: facts as bits, by statement.

        The session is deleted afterwards, so that nothing of a case stays behind.
        Raises: DurableError, or durable-rules' own error; the network must then be thrown away.
        """
        outcome, session = durable.assert_facts(self._handle, facts)
        if outcome != ASSERTED:
            raise DurableError(f"durable-rules did not take a fact: outcome {outcome}")
        started = durable.start_action_for_state(self._handle, session)
        fired: dict[str, int] = {}
        firing = started[1] if started else None
        while firing:
            name, numbers = _read(firing)
            fired[name] = _with(fired.get(name, 0), numbers)
            firing = durable.complete_and_start_action(self._handle, session)
        durable.delete_state(self._handle, None)
        return fired

    def close(self) -> None:
        """Give the network's memory back."""
        durable.delete_ruleset(self._handle)


def _read(firing: str) -> tuple[str, list[str]]:
    """`{"NAME":[{"m":{"id":"7",...}},...]}`: cut by hand, as the facts repeat all their fields."""
    name, found, facts = firing[2:].partition('":')
    if not found:
        raise DurableError("durable-rules fired something that cannot be read")
    return name, [fact.partition('"')[0] for fact in facts.split('{"id":"')[1:]]


def _with(fired: int, numbers: list[str]) -> int:
    for number in numbers:
        fact = 1 << int(number)
        if fired & fact:
            raise DurableError("durable-rules fired twice for one fact")
        fired |= fact
    return fired


def _answer(networks: dict[str, Network], request: str) -> str:
    verb, _, rest = request.partition(" ")
    key, _, text = rest.partition("\n")
    if verb == "build":
        networks[key] = Network(key, text)
    elif verb == "fire":
        fired = networks[key].fire(text)
        return "\n".join(["done", *[f"{name} {facts:x}" for name, facts in fired.items()]])
    elif verb == "drop":
        networks.pop(key).close()
    else:
        raise DurableError("a request that is none")
    return "done"


def _receive(length: int) -> bytes | None:
    received = b""
    while len(received) < length:
        part = os.read(0, length - len(received))
        if not part:
            return None
        received += part
    return received


def _send(text: str) -> None:
    message = text.encode()
    message = len(message).to_bytes(4, "big") + message
    while message:
        message = message[os.write(0, message) :]


def main() -> int:
    """Answer requests until the other side is gone."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would leave facts of a case on a disk
    networks: dict[str, Network] = {}
    while (length := _receive(4)) is not None:
        request = _receive(int.from_bytes(length, "big"))
        if request is None:
            return 0
        if durable is None:
            _send(f"unusable {UNUSABLE}")
            continue
        try:
            answer = _answer(networks, request.decode())
        except Exception as fault:
            # Only the kind of fault and durable-rules' number for it: a fact must not be told on.
            _send(f"failed {type(fault).__name__}{_number(fault)}")
            return 1
        _send(answer)
    return 0


def _number(fault: Exception) -> str:
    number = str(fault).rpartition("error code: ")[2]
    return f" {number}" if number.isdecimal() else ""


if __name__ == "__main__":
    sys.exit(main())
