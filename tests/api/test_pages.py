"""The pages, as a caseworker meets them."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.web.view import assessment_page
from tests.api.test_answers import EXAMPLE
from tests.program import AARIZ, MARK

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ATTACK = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """A page as read: its text, its headings, its fields with their labels, where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"input", "link", "meta", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def said(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.text))

    def having(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in tags]


def got(client: TestClient, path: str, status: int = 200) -> Page:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    return sound(answer.text)


def sent(client: TestClient, path: str, status: int = 200, **fields: str | bytes) -> Page:
    answer = client.post(path, files={name: (None, value) for name, value in fields.items()}, headers=PAGE)
    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    return sound(answer.text)


def sound(html: str) -> Page:
    """A page whose tags close, that runs no script, fetches nothing from elsewhere, and labels its fields."""
    page = Page(html)
    assert page.open == []
    assert page.having("script", "iframe", "style", "object") == []
    assert all((each.get("href") or "").startswith("/static/") for each in page.having("link"))
    assert all(name.startswith("on") is False for _, attributes in page.tags for name in attributes)
    labelled = {each["for"] for each in page.having("label")}
    fields = [each for each in page.having("input", "select", "textarea") if each.get("type") != "hidden"]
    assert {each.get("id") for each in fields if "hidden" not in each} <= labelled
    names = [each["id"] for _, each in page.tags if "id" in each]
    assert len(names) == len(set(names))
    targets = {
        (each.get("href") or "")[1:] for each in page.having("a") if (each.get("href") or "").startswith("#")
    }
    assert targets <= set(names)
    (language,) = page.having("html")
    assert language["lang"] == "en-GB"
    return page


def typed(page: Page) -> str:
    """What stands in the field for the profile."""
    html = "".join(page.text)
    return html[html.index("schema:") :] if "schema:" in html else html


def test_the_start_says_what_it_is_and_what_it_is_not(client: TestClient) -> None:
    said = got(client, "/").said
    assert "no decision" in said
    assert "Nothing you send is stored" in said


def test_a_program_at_the_start_is_told_where_to_find_what(client: TestClient) -> None:
    answer = client.get("/", headers={"Accept": "application/json"})
    assert answer.json()["openapi_url"].endswith("/openapi.json")
    assert answer.headers["vary"] == "Accept"


def test_the_example_is_loaded_and_can_be_assessed(client: TestClient) -> None:
    assert "area: medway" in typed(got(client, "/?example=true"))
    said = sent(client, "/assessment", profile=EXAMPLE.read_text()).said
    assert "Assessment of example" in said
    assert said.index("Not safe") < said.index("Leeds: presumed met (an officer may depart)")


@pytest.mark.parametrize("profile", [MARK, AARIZ, EXAMPLE], ids=lambda path: path.stem)
def test_the_page_shows_every_verdict_of_the_answer(client: TestClient, profile: Any) -> None:
    content = profile.read_bytes()
    answer = client.post("/v1/assessments", content=content, headers={"Content-Type": "text/yaml"}).json()
    said = sent(client, "/assessment", profile=content).said
    shown = assessment_page(answer)
    for row in [*answer["safety"], *answer["local_connection"]]:
        assert row["area"]["name"] in said
    assert sum(len(block.names) for block in shown.safety) == len(answer["safety"])
    assert sum(len(block.names) for block in shown.connection) == len(answer["local_connection"])
    assert [option.rank for option in shown.options] == [option["rank"] for option in answer["options"]]
    for option in answer["options"]:
        assert option["accommodation"]["name"] in said
    for option in answer["closed_options"]:
        assert option["because"] in said
    for question in answer["questions"]:
        assert question["ask"] in said


def test_an_excluded_area_is_never_shown_beside_one_that_is_safe(client: TestClient) -> None:
    answer = client.post(
        "/v1/assessments", content=EXAMPLE.read_bytes(), headers={"Content-Type": "text/yaml"}
    ).json()
    shown = assessment_page(answer)
    (block,) = [block for block in shown.safety if "Medway" in block.names]
    assert (block.names, block.verdict.words) == (("Medway",), "Excluded: not safe")
    assert shown.safety[0] is block
    (connection,) = [block for block in shown.connection if "Medway" in block.names]
    assert connection.danger == block.verdict
    assert {target.names for target in shown.targets if target.danger == block.verdict} == {"Medway"}
    assert shown.closed[0].by_danger


def test_what_is_not_known_to_be_safe_says_so_wherever_it_is_named(client: TestClient) -> None:
    profile = EXAMPLE.read_text().replace("probable_on_return: true", "probable_on_return: unknown")
    answer = client.post("/v1/assessments", content=profile, headers={"Content-Type": "text/yaml"}).json()
    (connection,) = [block for block in assessment_page(answer).connection if "Medway" in block.names]
    assert connection.danger is not None
    assert connection.danger.words == "Safety not known yet"


def test_a_danger_that_no_document_shows_is_not_made_small(client: TestClient) -> None:
    answer = client.post(
        "/v1/assessments", content=EXAMPLE.read_bytes(), headers={"Content-Type": "text/yaml"}
    ).json()
    (row,) = [row for row in answer["safety"] if row["verdict"] == "excluded"]
    assert row["on_evidence"] == "undetermined"
    assert assessment_page(answer).safety[0].on_documents is None


def test_engines_that_differ_are_said_at_the_top(client: TestClient) -> None:
    answer = client.post(
        "/v1/assessments", content=MARK.read_bytes(), headers={"Content-Type": "text/yaml"}
    ).json()
    assert assessment_page(answer).closing.alert == ""
    answer["verification"] |= {"agree": False}
    assert "withheld" in assessment_page(answer).closing.alert
    answer["verification"] |= {"agree": None, "because": "durable-rules crashed"}
    assert "nothing checked it (durable-rules crashed)" in assessment_page(answer).closing.alert


def test_what_is_wrong_stands_beside_the_form_and_nothing_typed_is_lost(client: TestClient) -> None:
    profile = EXAMPLE.read_text().replace("area: medway", "area: meddway")
    page = sent(client, "/assessment", 422, profile=profile, as_of="2026-04-01", jurisdiction="england")
    assert "housing_history.0.area" in page.said
    assert "Near match: medway" in page.said
    assert profile in "".join(page.text)
    values = {each.get("name"): each.get("value") for each in page.having("input")}
    assert values["as_of"] == "2026-04-01"
    assert [each["value"] for each in page.having("option") if "selected" in each] == ["england"]


@pytest.mark.parametrize("written", ["", "  ", "\n\nleading: lines", "ref: [", "as typed: é “”"])
def test_whatever_was_typed_is_shown_again_as_it_was(client: TestClient, written: str) -> None:
    answer = client.post("/assessment", files={"profile": (None, written.encode())}, headers=PAGE)
    assert answer.status_code in {400, 422}
    (field,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, flags=re.DOTALL)
    assert field == written


def test_a_file_goes_before_what_was_typed_and_is_shown_in_its_place(client: TestClient) -> None:
    def upload(content: bytes) -> Any:
        return client.post(
            "/assessment",
            files={"profile": (None, b"ref: typed"), "upload": ("client.yaml", content)},
            headers=PAGE,
        )

    assert "Assessment of mark" in upload(MARK.read_bytes()).text
    assert "ref: from a file" in upload(b"ref: from a file").text
    wrong = upload("ref: café".encode("utf-16"))
    assert "UTF-16" in wrong.text
    assert "ref: typed" in wrong.text
    assert (
        "Assessment of mark"
        in client.post(
            "/assessment", files={"profile": (None, MARK.read_bytes()), "upload": ("", b"")}, headers=PAGE
        ).text
    )


def test_a_form_that_is_too_large_or_none_is_refused(client: TestClient) -> None:
    assert (
        client.post("/assessment", files={"profile": (None, b"x" * 5_000_000)}, headers=PAGE).status_code
        == 413
    )
    too_long = client.post("/assessment", files={"profile": (None, b"x" * 2_100_000)}, headers=PAGE)
    assert too_long.status_code == 413
    assert "2,000,000 bytes" in too_long.text
    assert client.post("/assessment", data={"profile": "x"}, headers=PAGE).status_code == 415
    headers = {"Content-Type": "multipart/form-data", **PAGE}
    assert client.post("/assessment", content=b"--", headers=headers).status_code == 400


def test_what_a_client_said_is_text_and_never_markup(client: TestClient) -> None:
    profile = {
        "schema": "safe-connections/profile/1",
        "ref": ATTACK,
        "note": f"</textarea>{ATTACK}",
        "assessment_date": "2026-03-02",
        "applying_to": "tower-hamlets",
        "special_circumstances": [{"area": "leeds", "kind": "other", "detail": ATTACK}],
        "wishes": {"areas_refused": [{"area": "leeds", "reason": ATTACK}]},
        "sso": {"area": "leeds", "offer": "other", "reason": ATTACK},
    }
    written = json.dumps(profile)
    for path in ("/assessment", "/sso-check", "/"):
        page = sent(client, path, profile=written)
        assert page.having("img") == []
        assert written in "".join(page.text)
    page = sent(
        client, "/assessment", 422, profile=written.replace("leeds", ATTACK.replace('"', "")), area=ATTACK
    )
    assert page.having("img") == []
    assert got(client, f"/rules?q={ATTACK}").having("img") == []
    assert got(client, f"/areas?q={ATTACK}").having("img") == []
    assert got(client, f"/areas/{ATTACK.replace('/', '')}", 404).having("img") == []


def test_the_profile_goes_along_from_page_to_page(client: TestClient) -> None:
    written = EXAMPLE.read_text()
    assessed = sent(client, "/assessment", profile=written, as_of="2026-03-05")
    checked = sent(client, "/sso-check", profile=written, area="medway", offer="private_rented")
    again = sent(client, "/", profile=written, as_of="2026-03-05")
    for page in (assessed, checked, again):
        assert written in "".join(page.text)
    assert "2026-03-05" in {each.get("value") for each in again.having("input")}


def test_an_unsafe_offer_is_loud(client: TestClient) -> None:
    page = sent(client, "/sso-check", profile=EXAMPLE.read_text(), area="medway", offer="private_rented")
    assert "Private renting in Medway" in page.said
    assert "Unsafe" in page.said
    assert any("alarm" in (each.get("class") or "") for each in page.having("strong"))
    wrong = sent(client, "/sso-check", 422, profile=EXAMPLE.read_text(), area="meddway")
    assert "Near match: medway" in wrong.said
    assert "meddway" in {each.get("value") for each in wrong.having("input")}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/rules", "Lived here for 6 of the last 12 months"),
        ("/rules?family=safety&q=abuse", "Safety"),
        ("/rules?q=nothing-like-it", "No rule is like that"),
        ("/rules/eng.local_connection.residence.six_of_twelve_months", "183"),
        ("/areas", "Tower Hamlets"),
        ("/areas?q=Kent&nation=", "Kent is a county"),
        ("/areas?q=brihgton", "Near match"),
        ("/areas/alnwick", "became part of Northumberland"),
        ("/docs", "special_circumstances_complete"),
    ],
)
def test_each_page_renders(client: TestClient, path: str, words: str) -> None:
    assert words in got(client, path).said


def test_every_rule_has_a_page(client: TestClient) -> None:
    for name in {rule["rule"] for rule in client.get("/v1/rules").json()["rules"]}:
        assert name in got(client, f"/rules/{name}").said


@pytest.mark.parametrize(
    "path", ["/nothing", "/rules/eng.nothing", "/areas/kent", "/rules?family=none", "/rules?as_of=then"]
)
def test_a_page_that_is_none_says_so_to_people(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code in {404, 422}
    sound(answer.text)


def test_a_typed_page_may_be_gone_back_to_and_an_answer_is_not_kept(client: TestClient) -> None:
    assert client.get("/", headers=PAGE).headers["cache-control"] == "no-cache"
    answer = client.post("/assessment", files={"profile": (None, MARK.read_bytes())}, headers=PAGE)
    assert answer.headers["cache-control"] == "no-store"
