"""Request bodies: never more of one is read than a profile may hold."""

import re
from email.message import Message

from starlette.requests import Request

from engine.problems import Fault, InputError
from engine.reading import LARGEST_DOCUMENT

JSON_AND_YAML = (
    "application/json",
    "application/yaml",
    "text/yaml",
    "application/x-yaml",
    "text/x-yaml",
)
FORM = ("multipart/form-data",)
# A page sends a profile twice where one was typed and another is chosen as a file.
LARGEST_FORM = 2 * LARGEST_DOCUMENT + 50_000
_NAME = re.compile(rb'^content-disposition:[^\r\n]*;\s*name="([^"\r\n]*)"', re.IGNORECASE | re.MULTILINE)


async def profile_of(request: Request) -> bytes:
    """The bytes of a profile in JSON or YAML; of one too large, just enough to be seen to be so.

    Raises: InputError, status 415, for a body of another type.
    """
    _refuse_other_types(request, JSON_AND_YAML)
    return await _read(request, LARGEST_DOCUMENT + 1)


async def form_of(request: Request) -> dict[str, bytes]:
    """The fields of a web form, and what is in the files chosen; nothing is put on a disk.

    Raises: InputError, status 413 for a form that is too large, 415 for a body that is no form.
    """
    content = _refuse_other_types(request, FORM)
    body = await _read(request, LARGEST_FORM + 1)
    if len(body) > LARGEST_FORM:
        why = f"what was sent is larger than {LARGEST_FORM:,} bytes."
        raise InputError("The form cannot be read.", [Fault((), why)], 413)
    return _fields(body, str(content.get_boundary("")).encode())


async def _read(request: Request, most: int) -> bytes:
    """At most so many bytes of a body; the rest is never taken in."""
    taken = bytearray()
    async for part in request.stream():
        taken += part[: most - len(taken)]
        if len(taken) >= most:
            break
    return bytes(taken)


def _refuse_other_types(request: Request, wanted: tuple[str, ...]) -> Message:
    """The type of a body that is one of those wanted."""
    content = Message()
    content["content-type"] = request.headers.get("content-type", "none")
    encoded = request.headers.get("content-encoding", "identity").lower() != "identity"
    if encoded or content.get_content_type() not in wanted:
        why = "a compressed body is not read." if encoded else "a body of this type is not read."
        do = "Send it as it is." if encoded else "Say what it is in the header Content-Type."
        raise InputError("The request cannot be read.", [Fault((), why, wanted, do)], 415)
    return content


def _fields(body: bytes, boundary: bytes) -> dict[str, bytes]:
    """The parts of a multipart/form-data body (RFC 7578) by their names; the first of a name counts."""
    fields: dict[str, bytes] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:] if boundary else ():
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name:
            fields.setdefault(name[1].decode("ascii", "replace"), content)
    return fields
