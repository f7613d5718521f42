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
    assert "is no place to live and no firm appointment (ticket to the area)" in said
    assert "WHAT WOULD MAKE IT SOUND the shortest way 1. Offer a named place to live in Leeds" in said
    assert "BETTER OPTIONS ranked above the offer 1. Kittiwake House Newham" in said
    assert "Better: It lasts a year or two and leads to study and work." in said
    assert "This is not legal advice." in said
    assert max(map(len, done.text.splitlines())) <= 80


def test_a_check_reads_in_the_order_in_which_a_caseworker_works() -> None:
    said = quick_run("check-sso", AARIZ).text
    order = ("VERDICT", "SPEAKS FOR IT", "IN LAW", "WHAT WOULD MAKE IT SOUND", "BETTER OPTIONS", "TO ARRANGE")
    places = [said.index(head) for head in order]
    assert places == sorted(places)


def test_what_nothing_can_mend_is_said_with_what_to_offer_instead() -> None:
    profile = AARIZ.read_text().replace(
        "risks: []", "risks: [{area: leeds, kind: gang, probable_on_return: true}]"
    )
    said = words(quick_run("check-sso", "-", stdin=profile.encode()).text)
    assert "VERDICT UNSAFE. The area offered is not safe for the client." in said
    assert "Nothing that can be arranged" in said
    assert "Offer instead: Kittiwake House Newham (invented)." in said
    assert "TO ARRANGE" not in said


def test_an_offer_can_be_checked_as_on_another_day_and_by_another_nations_law() -> None:
    asked = ("check-sso", AARIZ, "--as-of", "2019-06-03", "--jurisdiction", "england", "--format", "json")
    told = json.loads(quick_run(*asked).out)
    assert (told["assessed_on"], told["law"]["jurisdiction"]) == ("2019-06-03", "england")
    wrong = quick_run("check-sso", AARIZ, "--as-of", "soon")
    assert (wrong.code, "`--as-of`: is not a day." in wrong.err) == (2, True)


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
