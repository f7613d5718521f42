"""How facts, people and what is still to be found out are put into words."""

import pytest

from engine.known import Amount, Nights, OneOf, Value, YesNo
from engine.profile import read_profile
from engine.questions import load_questions
from engine.wording import missing_words, person_words, value_words
from services_directory.areas import load_areas
from tests.all_facts import BARE, RULES

TEXTS = load_questions(RULES / "questions.yaml")
PROFILE = read_profile(
    {
        **BARE,
        "housing_history": [{"area": "leeds"}, {"area": "medway"}, {"area": "hackney"}],
        "household": [{"relation": "mother"}, {"relation": "step_parent"}, {"relation": "other"}, {}],
    },
    load_areas(),
).profile


def name(code: str | None) -> str:
    return load_areas()[code].name if code else "the area"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (YesNo(True), "yes"),
        (YesNo(False), "no"),
        (YesNo(None, ("x",)), "not known"),
        (OneOf(frozenset({"zero_hours"})), "zero hours"),
        (OneOf(frozenset({"agency", "employed"})), "not known"),
        (Amount(1187, 1187), "1,187"),
        (Amount(610, 1187), "between 610 and 1,187"),
        (Amount(8, None), "at least 8"),
        (Amount(0, None), "an unknown number of"),
        (Nights(Amount(10, 12), Amount(20, 30)), "between 10 and 30"),
        (Nights(Amount(10, 10), Amount(10, 10)), "10"),
    ],
)
def test_a_fact_is_said_with_all_that_it_may_be(value: Value, words: str) -> None:
    assert value_words(value) == words


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("client", "the client"),
        ("household.0", "the client's mother"),
        ("household.1", "the client's step parent"),
        ("household.2", "someone of the client's household"),
        ("household.3", "someone of the client's household"),
    ],
)
def test_a_person_is_named_by_the_relation_to_the_client(person: str, words: str) -> None:
    assert person_words(PROFILE, person) == words


TO = "housing_history.{}.to"


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ((), "nothing more"),
        ((TO.format(0),), "when the stay in Leeds ended"),
        ((TO.format(0), TO.format(1)), "when the stay in Leeds ended and when the stay in Medway ended"),
        (
            (TO.format(0), TO.format(1), TO.format(0), "person.age"),
            "when the stay in Leeds ended, when the stay in Medway ended, and how old the client is",
        ),
        (("household.0.age",), "how old the client's mother is"),
        (("household.1.risks",), "whether the client's step parent would be in danger anywhere"),
        (
            (TO.format(0), TO.format(1), TO.format(2), "person.age", "family", "employment"),
            "when the stay in Leeds ended, when the stay in Medway ended, when the stay in Hackney ended, "
            "how old the client is, and 2 more",
        ),
    ],
)
def test_what_a_finding_turns_on_is_listed_each_thing_once(paths: tuple[str, ...], words: str) -> None:
    assert missing_words(paths, PROFILE, name, TEXTS) == words
