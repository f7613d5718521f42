"""What is wrong with an input as a problem object (RFC 9457): one shape for the command line and the API."""

from typing import Any

from engine.problems import Fault, InputError

SCHEMA = "safe-connections/problem/1"
BAD_INPUT = "urn:safe-connections:problem:bad-input"
OWN_FAULT = "urn:safe-connections:problem:own-fault"


def problem_of(error: InputError) -> dict[str, Any]:
    """An input that cannot be used, each fault by JSON Pointer; nothing of a client's life is in it."""
    first, more = error.faults[0].sentence() if error.faults else error.title, len(error.faults) - 1
    return {
        "schema": SCHEMA,
        "type": BAD_INPUT,
        "title": error.title,
        "status": error.status,
        "detail": f"{first} And {more:,} more under `errors`." if more > 0 else first,
        "errors": [_told(fault) for fault in error.faults],
    }


def own_fault() -> dict[str, Any]:
    """A fault of the program itself, which tells nothing of what it was working on."""
    return {
        "schema": SCHEMA,
        "type": OWN_FAULT,
        "title": "The program failed.",
        "status": 500,
        "detail": "This is a fault of the program, not of the input. Nothing was answered; please report it.",
        "errors": [],
    }


def _told(fault: Fault) -> dict[str, Any]:
    return {
        "pointer": fault.pointer,
        "path": fault.dotted,
        "detail": fault.why,
        "near": list(fault.near),
        "do": fault.do,
    }
