"""An outreach worker checks a Single Service Offer, and looks for something better."""

import json

from tests.program import AARIZ, MARK, quick_run, run


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_ticket_to_leeds_is_no_offer_and_something_better_is_named() -> None:
    done = run("check-sso", AARIZ)
    said = words(done.text)
    assert (done.code, done.err) == (0, "")
    assert "VERDICT not supportable. The offer cannot be supported as it stands." in said
    assert "A ticket to area is not an offer of accommodation or of a firm appointment in Leeds." in said
    assert "BETTER OPTIONS ranked above the offer 1. Kittiwake House Newham" in said
    assert "This is not legal advice." in said
    assert max(map(len, done.text.splitlines())) <= 80


def test_the_check_is_answered_in_json() -> None:
    told = json.loads(quick_run("check-sso", AARIZ, "--format", "json").out)
    assert (told["schema"], told["verdict"]) == ("safe-connections/sso-check/1", "not_supportable")
    assert told["offer"]["area"]["slug"] == "leeds"
    assert [each["rule"] for each in told["concerns"] if each["verdict"] == "presumed_not_met"]


def test_another_offer_can_be_tried_and_a_wrong_one_is_refused_by_name() -> None:
    asked = ("check-sso", MARK, "--area", "lewisham", "--format", "json", "--offer")
    told = json.loads(quick_run(*asked, "supported_housing").out)
    assert told["offer"] == {
        "area": {"code": "E09000023", "name": "Lewisham", "slug": "lewisham"},
        "type": "supported_housing",
    }
    done = quick_run(*asked, "suported_housing")
    assert done.code == 2
    (fault,) = json.loads(done.err)["errors"]
    assert (fault["path"], fault["near"][0]) == ("sso.offer", "supported_housing")


def test_options_stand_alone_in_their_order_with_what_is_closed() -> None:
    told = json.loads(quick_run("options", AARIZ, "--format", "json", "--limit", "2").out)
    whole = json.loads(quick_run("assess", AARIZ, "--format", "json").out)
    assert told["schema"] == "safe-connections/options/1"
    stay = [option for option in whole["options"][2:] if option["route"] == "stay"]
    assert told["options"] == whole["options"][:2] + stay
    assert told["closed_options"] == whole["closed_options"]


def test_options_say_where_by_which_way_and_why() -> None:
    said = words(quick_run("options", AARIZ).text)
    assert "1. Kittiwake House Newham (invented) Direct referral. No local connection needed. Score" in said
    assert "Not higher: Kittiwake House Newham (invented)" in said
    assert "Closed (" in said
    assert "This is not legal advice." in said
