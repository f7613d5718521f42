"""A directory read from an API that stalls, fails half-way, lies about its pages or answers web pages."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner, Result

from cli.directory import directory
from services_directory.open_referral.api_reader import Manners, profile_of, read_api
from services_directory.open_referral.documents import Given
from services_directory.open_referral.pages import one_to_one, page_of
from services_directory.open_referral.problems import OpenReferralError
from services_directory.store import load_records

Answer = tuple[int, dict[str, str], bytes]
DETAILS = {"version": "HSDS-UK-3.0", "profile": "https://example.org/", "openapi_url": "https://example.org/"}


def service(number: int) -> dict[str, Any]:
    key = f"{number:08d}-d857-441c-9679-408f346de14b"
    area = {"id": key, "extent": "E09000012", "extent_type": "gss"}
    return {"id": key, "name": f"Harbour {number}", "status": "active", "service_areas": [area]}


@dataclass
class Api:
    """An Open Referral API of the test's own: seven services, three a page unless asked otherwise."""

    services: list[dict[str, Any]] = field(default_factory=lambda: [service(n) for n in range(7)])
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    # What goes wrong, by the path with its query and how often it was asked before; None where nothing does.
    spoil: Callable[[str, int], Answer | None] = lambda _path, _before: None

    def answer(self, path: str) -> Answer:
        before = self.asked.count(path)
        self.asked.append(path)
        return self.spoil(path, before) or self.right(path)

    def right(self, path: str) -> Answer:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/":
            return as_json(DETAILS)
        if parts.path == "/services":
            lean = [one_to_one(each) for each in self.services]
            return as_json(page_of(lean, int(query["page"]), int(query["per_page"])))
        found = [each for each in self.services if parts.path == f"/services/{each['id']}"]
        return as_json(found[0]) if found else (404, {}, b"{}")


def as_json(data: object) -> Answer:
    return 200, {"Content-Type": "application/json"}, json.dumps(data).encode()


@pytest.fixture
def api() -> Iterator[tuple[Api, str]]:
    held = Api()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that http.server asks for
            held.agents.add(self.headers["User-Agent"])
            status, headers, body = held.answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            try:
                self.end_headers()
                drop = 20 if "X-Drip" in headers else len(body) or 1
                for start in range(0, len(body), drop):
                    self.wfile.write(body[start : start + drop])
                    time.sleep(0.05 if "X-Drip" in headers else 0)
            except OSError:
                return  # whoever asked has gone

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield held, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@dataclass
class Reading:
    """Reads the API in pages of three, and notes how long it would have waited."""

    waited: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __call__(self, base: str, state: Path | None = None, **manners: Any) -> Given:
        usual = {"timeout_s": 5.0, "attempts": 3, "per_page": 3, "agent": "test/1"}
        return read_api(
            base, Manners(self.waited.append, time.monotonic, **{**usual, **manners}), state, self.told.append
        )

    def refusal(self, base: str, state: Path | None = None, **manners: Any) -> str:
        with pytest.raises(OpenReferralError) as error:
            self(base, state, **manners)
        return str(error.value)


@pytest.fixture
def reading() -> Reading:
    return Reading()


def only_on(path: str, answer: Answer, times: int = 1_000) -> Callable[[str, int], Answer | None]:
    return lambda asked, before: answer if asked == path and before < times else None


SECOND = "/services?page=2&per_page=3"


def test_every_service_is_read_in_full_and_in_order(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api
    given = reading(base)
    assert [record.json for record in given.records] == held.services
    assert given.details == DETAILS
    assert profile_of(DETAILS) == "oruk-3.0"
    assert {note.why for note in given.notes} == {
        f"this API has no /{name}; what its services say themselves is all there is."
        for name in ("organizations", "taxonomies", "taxonomy_terms")
    }
    assert "services: page 2 of 3, 6 of 7 records" in reading.told


def test_it_says_who_asks_and_waits_between_requests(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api
    reading(base, delay_s=0.25)
    assert held.agents == {"test/1"}
    assert reading.waited == [0.25] * (len(held.asked) - 1)


def test_services_that_come_in_full_are_not_asked_for_again(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api
    held.spoil = lambda path, _: as_json(page_of(held.services)) if path.startswith("/services?") else None
    assert len(reading(base).records) == 7
    assert not [path for path in held.asked if path.startswith("/services/")]


def test_an_hsds_api_is_asked_for_full_records(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api
    held.spoil = only_on("/", as_json({**DETAILS, "version": "3.1", "profile": "https://example.org/"}))
    details = reading(base).details
    assert details is not None
    assert profile_of(details) == "hsds-3.1"
    assert "/services?full=true&page=1&per_page=3" in held.asked


def test_an_api_without_a_word_about_itself_is_read_too(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api
    held.spoil = only_on("/", (200, {"Content-Type": "text/html"}, b"<html>Welcome</html>"))
    assert len(reading(base).records) == 7


def test_a_failure_that_passes_is_asked_again_after_longer_and_longer_waits(
    api: tuple[Api, str], reading: Reading
) -> None:
    held, base = api
    held.spoil = only_on(SECOND, (500, {}, b""), times=2)
    assert len(reading(base).records) == 7
    assert [wait for wait in reading.waited if wait] == [1.0, 2.0]


def test_it_waits_as_long_as_it_is_asked_to(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api
    held.spoil = only_on(SECOND, (429, {"Retry-After": "17"}, b""), times=1)
    assert len(reading(base).records) == 7
    assert max(reading.waited) == 17.0


def test_a_date_to_wait_for_is_understood(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api
    until = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 40))
    held.spoil = only_on(SECOND, (503, {"Retry-After": until}, b""), times=1)
    reading(base)
    assert 30 <= max(reading.waited) <= 45


def test_a_wait_that_is_too_long_ends_the_run(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api
    held.spoil = only_on(SECOND, (429, {"Retry-After": "86400"}, b""))
    assert "it asks to wait 86,400 s (status 429)" in reading.refusal(base)


def test_a_run_that_failed_half_way_goes_on_where_it_stopped(
    api: tuple[Api, str], reading: Reading, tmp_path: Path
) -> None:
    held, base = api
    state = tmp_path / "state"
    late = f"/services/{held.services[4]['id']}"
    held.spoil = only_on(late, (500, {}, b""))
    told = reading.refusal(base, state)
    assert f"{base}{late}`: it answers status 500, 3 times over. What was read so far is kept" in told
    held.spoil, held.asked = (lambda _path, _before: None), []
    assert [record.json for record in reading(base, state).records] == held.services
    assert held.asked[:3] == [f"/services/{each['id']}" for each in held.services[4:]]


def test_a_state_file_that_was_cut_short_or_is_of_another_api_does_no_harm(
    api: tuple[Api, str], reading: Reading, tmp_path: Path
) -> None:
    held, base = api
    state = tmp_path / "state"
    reading(base, state)
    lines = state.read_text().splitlines(keepends=True)
    other = json.dumps({"base": "http://other", "path": "/", "answer": {}}) + "\n"
    state.write_text(other + "".join(lines[:3]) + lines[3][:20])
    held.asked = []
    assert [record.json for record in reading(base, state).records] == held.services
    assert len(held.asked) == len(lines) - 3 + 3  # and the three lists that there are not


def test_an_api_that_stalls_is_given_up(api: tuple[Api, str], reading: Reading) -> None:
    held, base = api

    def stall(path: str, _before: int) -> Answer | None:
        if path == SECOND:
            time.sleep(0.5)
        return None

    held.spoil = stall
    told = reading.refusal(base, timeout_s=0.1, attempts=2)
    assert f"{base}{SECOND}`: it did not answer within 0.1 s, 2 times over." in told


def test_an_answer_that_comes_a_drop_at_a_time_is_given_up_too(
    api: tuple[Api, str], reading: Reading
) -> None:
    held, base = api
    held.spoil = only_on(SECOND, (200, {"X-Drip": "yes"}, b" " * 400))
    assert "it did not answer within 0.3 s" in reading.refusal(base, timeout_s=0.3, attempts=1)


def lying(**wrong: Any) -> Answer:
    return as_json({**page_of([one_to_one(service(n)) for n in range(7)], 2, 3), **wrong})


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (SECOND, lying(total_items=9), "it began with 7 records on 3 pages, and now says 9 on 3."),
        (SECOND, lying(total_pages=4), "it began with 7 records on 3 pages, and now says 7 on 4."),
        (SECOND, lying(contents=[]), "page 2 of 3 is empty."),
        (SECOND, lying(contents=[one_to_one(service(n)) for n in range(3)]), "it repeats what page 1 held."),
        (SECOND, lying(contents=[one_to_one(service(3))]), "it says that it holds 7 records, and gave 5."),
        (SECOND, (404, {}, b""), "page 2 of 3 is not there."),
    ],
)  # fmt: skip
def test_pages_that_do_not_add_up_are_named_and_what_was_kept_is_forgotten(
    path: str, answer: Answer, said: str, api: tuple[Api, str], reading: Reading, tmp_path: Path
) -> None:
    held, base = api
    held.spoil = only_on(path, answer)
    told = reading.refusal(base, tmp_path / "state")
    assert said in told
    assert "so the directory would have holes" in told
    assert (tmp_path / "state").read_bytes() == b""


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (SECOND, (200, {}, b"<!doctype html><p>Down for repairs"), "this is a web page, not JSON."),
        (SECOND, (200, {}, b'{"contents": [{"id":'), "this is not JSON"),
        (SECOND, (200, {}, b'{"content": [], "totalPages": 1}'), "an older version of the standard"),
        (SECOND, as_json({"contents": [], "total_pages": "3"}), "a page needs to say how many there are"),
        (SECOND, as_json({"error": "no"}), "needs to say how many"),
        (SECOND, (403, {}, b""), "it answers status 403."),
        ("/", as_json({**DETAILS, "version": "HSDS-UK-1.0"}), "/version`: this version of the"),
        ("/services?page=1&per_page=3", (404, {}, b""), "there is nothing here (status 404)."),
        (f"/services/{service(4)['id']}", as_json(service(5)), "this is not the record that was asked for."),
        (f"/services/{service(4)['id']}", (404, {}, b""), "but it is not there by itself."),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_is_named_by_its_address(
    path: str, answer: Answer, said: str, api: tuple[Api, str], reading: Reading
) -> None:
    held, base = api
    held.spoil = only_on(path, answer)
    told = reading.refusal(base)
    assert said in told
    assert base in told


@pytest.mark.parametrize(
    "base", ["ftp://example.org", "http://", "example.org/api", "http://example.org/?a=b"]
)
def test_what_is_no_base_address_is_refused_before_anybody_is_asked(base: str, reading: Reading) -> None:
    assert "this is no base address of an API" in reading.refusal(base)


def test_nobody_at_the_address_is_told(reading: Reading) -> None:
    told = reading.refusal("http://127.0.0.1:9/openreferral")
    assert "the connection failed (ConnectError), 3 times over." in told


def import_from(base: str, into: Path) -> Result:
    asked = ["import", base, "--into", str(into), "--per-page", "3", "--delay", "0", "--timeout", "5"]
    return CliRunner().invoke(directory, asked)


def test_an_import_that_failed_leaves_the_directory_and_goes_on_when_repeated(
    api: tuple[Api, str], tmp_path: Path
) -> None:
    held, base = api
    kept, part = tmp_path / "kept", tmp_path / "kept.part"
    assert import_from(base, kept).exit_code == 0
    assert not part.exists()
    before = (kept / "store.json").read_bytes()
    held.services.append(service(7))
    late = f"/services/{held.services[7]['id']}"
    held.spoil, held.asked = only_on(late, (403, {}, b"")), []
    failed = import_from(base, kept)
    assert failed.exit_code == 2
    assert f"{late}: it answers status 403." in failed.output
    assert (kept / "store.json").read_bytes() == before
    held.spoil, held.asked = (lambda _path, _before: None), []
    assert import_from(base, kept).exit_code == 0
    assert held.asked[0] == late
    assert not part.exists()
    assert len(load_records(kept)["services"]) == 8


def test_answers_of_the_day_before_are_not_gone_on_from(api: tuple[Api, str], tmp_path: Path) -> None:
    held, base = api
    part = tmp_path / "kept.part"
    part.write_text(
        json.dumps({"base": base, "path": "/", "answer": {"version": "1.0", "profile": "x"}}) + "\n"
    )
    os.utime(part, (time.time() - 100_000,) * 2)
    assert import_from(base, tmp_path / "kept").exit_code == 0
    assert held.asked[0] == "/"
