"""The vocabulary says what rules may read, and every profile yields just that: no more, no less."""

from itertools import chain
from typing import Any

import pytest

from engine.facts.case import measures_of
from engine.known import Amount, Nights, OneOf, Value, YesNo
from engine.packs.words import words_of
from engine.vocabulary import KINDS
from tests.all_facts import ASKED, BARE, groups, law

TYPES = {"yes_no": YesNo, "amount": Amount, "one_of": OneOf, "nights": Nights}


def values(kind: str, data: dict[str, Any]) -> list[dict[str, Value]]:
    return [dict(subject.facts) for group in groups(data) if group.kind == kind for subject in group.subjects]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_fact_of_the_vocabulary_is_read_and_no_other(kind: str) -> None:
    measured = {measure.name for measure in measures_of(law(), kind)}
    found = values(kind, ASKED)
    assert found
    for facts in found:
        assert facts.keys() - measured == KINDS[kind].facts.keys()
        for name, spec in KINDS[kind].facts.items():
            assert isinstance(facts[name], TYPES[spec.type]), name


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_always_known_is_known_of_a_profile_that_says_nothing(kind: str) -> None:
    for facts in chain(values(kind, BARE), values(kind, ASKED)):
        for name, spec in KINDS[kind].facts.items():
            if spec.always_known:
                assert not facts[name].missing, name


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_not_known_could_be_any_word_that_a_rule_may_name(kind: str) -> None:
    for facts in values(kind, ASKED):
        for name, value in facts.items():
            words = words_of(kind, name)
            if isinstance(value, OneOf) and value.missing and words is not None and name != "need_drugs":
                assert value.options == words, name


def test_every_choice_of_the_vocabulary_has_its_words() -> None:
    without = {
        (kind, name)
        for kind, spec in KINDS.items()
        for name, fact in spec.facts.items()
        if fact.type == "one_of" and words_of(kind, name) is None
    }
    # What is offered is the directory's to name, and a stage of referral the packs'.
    assert without == {("offer", "offer"), ("target", "stage")}
