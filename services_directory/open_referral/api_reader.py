"""Reads a whole directory from an Open Referral API: page by page, politely, and resumably.

One connection, one request at a time. What was answered is kept in a state file as it comes, so that a
run that was cut short goes on where it stopped. What an API says of its own pages is checked, since a
directory with holes would send people past open doors.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote, urlsplit

import httpx2

from services_directory.open_referral.documents import (
    KINDS,
    Given,
    Record,
    is_details,
    parsed,
    records_in,
    refuse_other_versions,
)
from services_directory.open_referral.problems import Json, OpenReferralError, RecordFault, unusable
from services_directory.open_referral.standard import HSDS, HSDS_3_1, ORUK

_LATER = "What was read so far is kept: the same command goes on from there."
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses after which asking again may help
_LARGEST_ANSWER = 64 * 2**20  # bytes
_MOST_PAGES = 100_000
_BASE = "Give the base address, to which /services is added."
_LISTS = ("services", "organizations", "taxonomies", "taxonomy_terms")  # not every API has them all
_NESTED = ("services", "organizations")  # lists of which hold less than each record by itself


@dataclass(frozen=True, slots=True)
class Manners:
    """How an API is asked. `sleep` waits some seconds; `now` gives a time in seconds that only grows."""

    sleep: Callable[[float], None]
    now: Callable[[], float]
    agent: str = "safe-connections"
    delay_s: float = 0.0  # between requests
    timeout_s: float = 30.0  # for one answer, from its first byte to its last
    attempts: int = 4
    longest_wait_s: float = 120.0  # that an API may ask for
    per_page: int = 100


@dataclass(slots=True)
class _Asked:
    """A conversation with one API: what it answered before, and how it is asked."""

    base: str
    client: httpx2.Client
    manners: Manners
    tell: Callable[[str], None]
    state: TextIO | None
    answered: dict[str, Any] = field(default_factory=dict)
    requests: int = 0


def read_api(base: str, manners: Manners, state: Path | None, tell: Callable[[str], None]) -> Given:
    """Every record that an API holds, and what it tells of itself.

    `state` is a file in which answers are kept on the way, to be removed when the import is done.
    Raises: OpenReferralError where the address is none, the API stalls, fails again and again, answers
    a web page or another version, or contradicts itself about its pages.
    """
    base = _address(base)
    with _conversation(base, manners, state, tell) as asked:
        details = _details(asked)
        given = Given([], [], details)
        question = {"full": "true"} if _takes_full(details) else {}
        for name in _LISTS:
            try:
                records = list(_listed(asked, name, question if name in _NESTED else {}))
            except _NotThereError:
                if name == "services":
                    raise unusable(f"{base}/services", "there is nothing here (status 404).", _BASE) from None
                why = f"this API has no /{name}; what its services say themselves is all there is."
                given.notes.append(RecordFault(f"{base}/{name}", "", (), why))
                continue
            for number, record in enumerate(records, 1):
                given.records.append(_in_full(asked, name, record) if name in _NESTED else record)
                asked.tell(f"{name}: {number:,} of {len(records):,} in full")
        return given


def profile_of(details: Json) -> str:
    """The profile of the standard that an API says it follows; the United Kingdom's where it does not say."""
    said = f"{details.get('version', '')} {details.get('profile', '')}".casefold()
    if "uk" in said or "version" not in details:
        return ORUK
    return HSDS_3_1 if str(details["version"]).startswith("3.1") else HSDS


class PagesError(OpenReferralError):
    """An API that contradicts itself about its pages."""


class _NotThereError(Exception):
    """There is nothing at a path (404)."""


def _address(base: str) -> str:
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise unusable(base, "this is no base address of an API, such as https://example.org/openreferral.")
    return base.rstrip("/")


@contextmanager
def _conversation(
    base: str, manners: Manners, state: Path | None, tell: Callable[[str], None]
) -> Iterator[_Asked]:
    headers = {"User-Agent": manners.agent, "Accept": "application/json"}
    limits = httpx2.Limits(max_connections=1, max_keepalive_connections=1)
    client = httpx2.Client(
        headers=headers, timeout=manners.timeout_s, limits=limits, follow_redirects=True, trust_env=True
    )
    with client:
        asked = _Asked(base, client, manners, tell, None)
        if state is None:
            yield asked
            return
        asked.answered = _answered_before(state, base)
        with state.open("a", encoding="utf-8") as file:
            asked.state = file
            try:
                yield asked
            except PagesError:
                file.truncate(0)  # what was kept is part of what does not add up
                raise


def _answered_before(state: Path, base: str) -> dict[str, Any]:
    """What the state file of an earlier run holds; a last line that was cut short counts for nothing."""
    answered: dict[str, Any] = {}
    whole = b""
    for line in state.read_bytes().splitlines(keepends=True) if state.exists() else ():
        try:
            kept = json.loads(line)
            if kept["base"] == base and line.endswith(b"\n"):
                answered[kept["path"]] = kept["answer"]
                whole += line
        except (ValueError, KeyError, TypeError):
            break
    state.write_bytes(whole)
    return answered


def _details(asked: _Asked) -> Json:
    """What an API tells of itself at its base; not every one does."""
    try:
        details = _answer(asked, "/", {})
    except (_NotThereError, OpenReferralError) as error:
        if isinstance(error, OpenReferralError) and error.faults[0].do == _LATER:
            raise
        return {}  # whether it is an API at all, its services will show
    if not isinstance(details, dict) or not is_details(details):
        return {}
    refuse_other_versions(details, f"{asked.base}/")
    return details


def _takes_full(details: Json) -> bool:
    """HSDS has the question `full`; Open Referral UK has not, and an API may refuse what it does not know."""
    return profile_of(details) != ORUK or bool(details.get("full"))


def _listed(asked: _Asked, name: str, question: dict[str, str]) -> Iterator[Record]:
    """Every record of one list, page by page. Raises OpenReferralError where the pages do not add up."""
    seen: dict[str, int] = {}
    total, pages, number, got = 0, 1, 1, 0
    while number <= pages:
        sized = {**question, "page": str(number), "per_page": str(asked.manners.per_page)}
        try:
            page = _answer(asked, f"/{name}", sized)
        except _NotThereError:
            if number == 1:
                raise
            raise _lie(asked, name, number, f"page {number:,} of {pages:,} is not there.") from None
        source = f"{asked.base}/{name}?page={number}"
        records = list(records_in(page, source, KINDS[name]))
        said = _counts(page, source)
        if number == 1:
            total, pages = said
        elif said != (total, pages):
            now = f"{said[0]:,} on {said[1]:,}"
            why = f"it began with {total:,} records on {pages:,} pages, and now says {now}."
            raise _lie(asked, name, number, why)
        again = [record for record in records if seen.setdefault(record.id, number) != number]
        if records and len(again) == len(records):
            raise _lie(asked, name, number, f"it repeats what page {seen[records[0].id]:,} held.")
        if not records and number < pages:
            raise _lie(asked, name, number, f"page {number:,} of {pages:,} is empty.")
        got += len(records)
        asked.tell(f"{name}: page {number:,} of {pages:,}, {got:,} of {total:,} records")
        yield from records
        number += 1
    if got != total:
        raise _lie(asked, name, number - 1, f"it says that it holds {total:,} records, and gave {got:,}.")


def _counts(page: Any, source: str) -> tuple[int, int]:
    """How many records and pages a page says that there are. A bare list is the one page that there is."""
    if isinstance(page, list):
        return len(page), 1
    counts = page.get("total_items"), page.get("total_pages")
    for name, count in zip(("total_items", "total_pages"), counts, strict=True):
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= _MOST_PAGES * 1_000:
            raise unusable(source, "a page needs to say how many there are in all.", place=(name,))
    if counts[1] > _MOST_PAGES:
        raise unusable(source, f"more than {_MOST_PAGES:,} pages are not read.", place=("total_pages",))
    return counts


def _lie(asked: _Asked, name: str, page: int, why: str) -> PagesError:
    place = f"{asked.base}/{name}?page={page}"
    do = "The pages do not add up, so the directory would have holes: try again, or tell the publisher."
    return PagesError("The directory cannot be read.", [RecordFault(place, "", (), why, (), do)])


def _in_full(asked: _Asked, name: str, record: Record) -> Record:
    """A record with all that stands inside it: lists hold one-to-one fields alone, by the standard."""
    if any(isinstance(value, list) for value in record.json.values()) or not record.id:
        return record
    path = f"/{name}/{quote(record.id, safe='')}"
    try:
        full = _answer(asked, path, {})
    except _NotThereError:
        if name != "services":
            return record  # Open Referral UK does not ask for it
        why = "the list has this service, but it is not there by itself."
        raise OpenReferralError("The directory cannot be read.", [record.fault(why)]) from None
    source = asked.base + path
    if not isinstance(full, dict) or full.get("id") != record.id:
        raise unusable(source, "this is not the record that was asked for.", place=("id",))
    return record._replace(source=source, place=(), json=full)


def _answer(asked: _Asked, path: str, question: dict[str, str]) -> Any:
    """What the API answers to one request, now or in an earlier run."""
    query = "&".join(f"{name}={value}" for name, value in question.items())
    key = f"{path}?{query}" if query else path
    if key in asked.answered:
        return asked.answered[key]
    answer = parsed(_bytes(asked, f"{asked.base}{key}"), f"{asked.base}{key}")
    if asked.state is not None:
        kept = {"base": asked.base, "path": key, "answer": answer}
        asked.state.write(json.dumps(kept, separators=(",", ":")) + "\n")
        asked.state.flush()
    return answer


def _bytes(asked: _Asked, url: str) -> bytes:
    """The body of an answer; a failure that may pass is tried again, each time after a longer wait."""
    manners, why, wait = asked.manners, "", 0.0
    for attempt in range(manners.attempts):
        if asked.requests:
            manners.sleep(max(manners.delay_s, wait))
        asked.requests += 1
        wait = float(2**attempt)
        try:
            with asked.client.stream("GET", url) as response:
                status = response.status_code
                if status in _AGAIN:
                    asked_for = _asked_to_wait(response)
                    if asked_for is not None and asked_for > manners.longest_wait_s:
                        raise unusable(url, f"it asks to wait {asked_for:,.0f} s (status {status}).", _LATER)
                    wait, why = asked_for if asked_for is not None else wait, f"it answers status {status}"
                    continue
                if status in (404, 410):
                    raise _NotThereError
                if status != 200:
                    raise unusable(url, f"it answers status {status}.")
                return _body(response, url, manners)
        except httpx2.TimeoutException:
            why = f"it did not answer within {manners.timeout_s:g} s"
        except httpx2.InvalidURL:
            raise unusable(url, "this is no address that can be asked.") from None
        except httpx2.HTTPError as error:
            why = f"the connection failed ({type(error).__name__})"
    raise unusable(url, f"{why}, {manners.attempts} times over.", _LATER)


def _body(response: httpx2.Response, url: str, manners: Manners) -> bytes:
    """The whole body, within the time for one answer even where it comes a byte at a time."""
    begun, body = manners.now(), bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > _LARGEST_ANSWER:
            raise unusable(url, f"the answer is larger than {_LARGEST_ANSWER // 2**20} MB.")
        if manners.now() - begun > manners.timeout_s:
            raise httpx2.ReadTimeout("the answer took too long")
    return bytes(body)


def _asked_to_wait(response: httpx2.Response) -> float | None:
    """The seconds of a `Retry-After`, which may be a number or a date; None where there is none."""
    said = response.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        until, sent = parsedate_to_datetime(said), parsedate_to_datetime(response.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, (until - sent).total_seconds())
