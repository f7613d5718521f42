"""What is wrong with records of Open Referral: which record, where in it, why, and what to do."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

Json: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[str | int, ...]


class RecordFault(NamedTuple):
    """One mistake in one record.

    `source` is a file or an address, `place` leads there from its top. `harmless` marks what the standard
    refuses although the rest of the record can be read: a field that is null, a text not of its form.
    """

    source: str
    record: str  # such as `service 4a447cba-…`, or nothing where no record is meant
    place: Place
    why: str
    near: tuple[str, ...] = ()
    do: str = ""
    harmless: bool = False

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer (RFC 6901)."""
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self.place)

    def sentence(self) -> str:
        """The fault in one line."""
        where = " ".join(part for part in (self.source, self.pointer) if part)
        near = f" Near match: {', '.join(f'`{word}`' for word in self.near)}." if self.near else ""
        named = f"{self.record}: " if self.record else ""
        return f"`{where}`: {named}{self.why}{near}{' ' + self.do if self.do else ''}"


class OpenReferralError(Exception):
    """Records that cannot be used, with every fault that was found in them."""

    def __init__(self, title: str, faults: Iterable[RecordFault]) -> None:
        self.title = title
        self.faults = tuple(faults)
        super().__init__("\n".join([title, *(fault.sentence() for fault in self.faults)]))


def unusable(source: str, why: str, do: str = "", place: Place = ()) -> OpenReferralError:
    """A source in which nothing further can be looked at."""
    return OpenReferralError("The directory cannot be read.", [RecordFault(source, "", place, why, (), do)])
