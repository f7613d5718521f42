"""Whatever is not known can be asked about, and what to ask next is found from what could change."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from engine.evaluate import findings
from engine.findings import Finding
from engine.matching import Ranking
from engine.matching.model import Accommodation, Gate
from engine.matching.options import Option
from engine.profile import Profile, read_profile
from engine.questions import Change, Question, load_questions, questions_for
from engine.wording import wording_of
from services_directory.areas import load_areas
from tests.all_facts import ASKED, BARE, HERE, RULES, case, groups, law

TEXTS = load_questions(RULES / "questions.yaml")
NOBODY_WAITS = Ranking((), ())


def name(code: str | None) -> str:
    areas = load_areas()
    return areas[code].name if code is not None and code in areas else "an area not named"


def described(code: str) -> dict[str, str]:
    return {"code": code, "name": name(code)}


def profile(data: dict[str, Any]) -> Profile:
    return read_profile(data, load_areas()).profile


def found(data: dict[str, Any]) -> list[Finding]:
    of = case(data)
    return list(findings(law(), groups(data), wording_of(of, name, TEXTS)))


def asked(data: dict[str, Any], ranking: Ranking = NOBODY_WAITS) -> list[Question]:
    here = [each for each in found(data) if each.area in (HERE, None)]
    return list(questions_for(profile(data), here, TEXTS, described, ranking))


def missing_paths(data: dict[str, Any]) -> set[str]:
    """Every path that a fact of the profile says is missing, on account or on evidence."""
    lists = {group.list_path for group in groups(data) if group.list_path}
    places = {f"{path}.0.area" for path in lists - {"household"}}
    facts = (
        value
        for group in groups(data)
        for subject in group.subjects
        for value in (*subject.facts.values(), *subject.on_evidence.values())
    )
    return lists | places | {path for value in facts for path in value.missing}


@pytest.mark.parametrize("data", [BARE, ASKED, {**BARE, "household": [{"relation": "mother"}]}])
def test_every_path_that_a_fact_may_miss_has_its_words(data: dict[str, Any]) -> None:
    paths = missing_paths(data)
    assert len(paths) > 30
    assert sorted(path for path in paths if TEXTS.of(path) is None) == []
    for path in paths:
        for words in (TEXTS.ask(path, profile(data), name), TEXTS.label(path, profile(data), name)):
            assert not re.search(r"[{}_]|\.\d", words), words


def fields(model: type[BaseModel]) -> Iterator[str]:
    """Every path of a profile, as the questions write it."""
    for field_name, field in model.model_fields.items():
        path = field.alias or field_name
        yield path
        for inner, many in _models(field.annotation, False):
            if many:
                yield f"{path}.*"
            yield from (f"{path}.*.{deeper}" if many else f"{path}.{deeper}" for deeper in fields(inner))


def _models(annotation: object, many: bool) -> Iterator[tuple[type[BaseModel], bool]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, many
    for part in get_args(annotation):
        yield from _models(part, many or getattr(annotation, "__origin__", None) is tuple)


def test_every_question_is_about_a_field_of_the_profile() -> None:
    known = set(fields(Profile))
    # A list of one person has no evidence of its own, but that of its items; see the nights lived in an area.
    assert TEXTS.by_pattern.keys() - known == {"housing_history.evidence", "restrictions.*.area"}


def test_a_question_names_the_place_the_thing_and_the_person() -> None:
    data = {
        **BARE,
        "housing_history": [{"area": "leeds", "basis": "sofa"}, {"area": "outside-uk"}, {}],
        "household": [
            {"relation": "mother", "family": [{"relation": "aunt", "possible_areas": ["leeds", "medway"]}]}
        ],
        "risks": [{"area": "leeds", "kind": "drug_debt"}, {"area": "leeds", "kind": "other"}],
        "restrictions": [{"kind": "mappa", "areas": ["leeds"]}],
    }
    said = profile(data)
    expected = {
        "housing_history.0.to": "When did the client stop living or sleeping in Leeds (sofa), or is it",
        "housing_history.1.from": "When did the client start living or sleeping in a place outside the UK",
        "housing_history.2.basis": "What kind of place was it in a place not known yet",
        "household.0.family.0.wishes_to_be_near": "Does the client's mother want to live near the aunt in",
        "household.0.family.0.area": "In which town or borough does the aunt live?",
        "household.0.age": "How old is the client's mother?",
        "risks.0.person_can_reach": "Could those who would harm the client find or reach them in Leeds?",
        "risks.1.reason": "Why should the danger not happen again in Leeds?",
        "restrictions.0.until": "Until when is the MAPPA plan in force?",
    }
    for path, words in expected.items():
        assert TEXTS.ask(path, said, name).startswith(words)


def test_a_path_without_words_is_still_asked_about() -> None:
    assert TEXTS.ask("ref", profile(BARE), name) == "What is `ref`?"
    assert TEXTS.label("ref", profile(BARE), name) == "`ref`"
    assert TEXTS.ease("ref") == 3


SAFE = {
    **BARE,
    "applying_to": "hackney",
    "household": [],
    "risks": [],
    "restrictions": [],
    "restrictions_known": True,
}


def safety_questions(data: dict[str, Any]) -> dict[str, Question]:
    return {
        question.path: question
        for question in asked(data)
        if any(".safety." in change.rule for change in question.could_change)
    }


def test_nothing_is_asked_where_nothing_is_open() -> None:
    assert safety_questions(SAFE) == {}


def test_a_question_says_what_it_could_change_and_into_what() -> None:
    risky = {**SAFE, "risks": [{"area": "leeds", "kind": "domestic_abuse", "probable_on_return": False}]}
    questions = safety_questions(risky)
    assert questions.keys() == {"risks.0.person_can_reach", "risks.0.reason"}
    question = questions["risks.0.reason"]
    assert question.ask == (
        "Why should the domestic abuse not happen again in Leeds? "
        "Write down the reason, in the words of the client or of the police."
    )
    closed_or_not = Change(described(HERE), "prac.safety.abuse", ("excluded", "caution"))
    assert closed_or_not in question.could_change
    assert {
        "area": {"code": HERE, "name": "Leeds"},
        "rule": "prac.safety.abuse",
        "to": ["excluded", "caution"],
    } in written(question)["could_change"]


def written(question: Question) -> Any:
    assert list(question.to_dict()) == ["path", "ask", "could_change"]
    return question.to_dict()


def test_where_no_answer_of_the_client_settles_it_the_step_is_asked_for() -> None:
    in_doubt = {**SAFE, "vulnerability": {"capacity_in_doubt": True}}
    (question,) = safety_questions(in_doubt).values()
    assert question.path == "vulnerability.capacity_in_doubt"
    assert question.ask.startswith("Arrange a mental capacity assessment")
    assert [change.to for change in question.could_change] == [("clear",)]
    licence = {"kind": "licence_condition", "areas": ["leeds"], "effect": "permission_needed"}
    waiting = {**SAFE, "restrictions": [{**licence, "until": "2027-01-01"}]}
    (question,) = safety_questions(waiting).values()
    assert question.path == "restrictions.0.effect"
    assert question.ask.endswith("written agreement to a move to Leeds.")


def test_a_list_not_asked_about_is_one_question_for_all_that_turns_on_it() -> None:
    questions = asked({**SAFE, "risks": None})
    (question,) = [each for each in questions if each.ask == TEXTS.ask("risks", profile(BARE), name)]
    rules = {change.rule for change in question.could_change}
    assert {"prac.safety.risks_asked", "eng.referral.violence_bar"} <= rules


def test_what_more_turns_on_comes_first_then_what_is_easier_then_the_path() -> None:
    questions = asked(BARE)
    keys = [(-len(question.could_change), TEXTS.ease(question.path), question.path) for question in questions]
    assert keys == sorted(keys)
    assert len({(question.path, question.ask) for question in questions}) == len(questions)
    assert asked(BARE) == questions


def test_an_option_that_waits_at_a_gate_brings_its_question_forward() -> None:
    data = {**BARE, "risks": [{"area": "leeds", "kind": "gang", "probable_on_return": False}]}
    gate = Gate("safety", "unknown", "Not known.")
    bed = Accommodation(None, "Staying", "rough_sleeping")
    waits = Option("stay", described(HERE), bed, "stay", {}, (gate,))
    elsewhere = replace(waits, area=described("E09000012"))

    def place(ranking: Ranking) -> int:
        return [question.path for question in asked(data, ranking)].index("risks.0.reason")

    assert place(Ranking((waits,) * 50, ())) < place(NOBODY_WAITS)
    assert place(Ranking((elsewhere,) * 50, ())) == place(NOBODY_WAITS)
    assert place(Ranking((), (waits,) * 50)) == place(NOBODY_WAITS)
