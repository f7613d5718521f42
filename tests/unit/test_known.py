"""Not known is never no, and never yes: an answer is given only where every way it could turn out agrees."""

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.known import Amount, Nights, OneOf, Truth, all_of, any_of, negation

TRUTHS: tuple[Truth, ...] = (True, False, None)
LISTS = [truths for length in range(4) for truths in product(TRUTHS, repeat=length)]


def ways_it_could_turn_out(truths: Iterable[Truth]) -> Iterator[tuple[bool, ...]]:
    return product(*((True, False) if truth is None else (truth,) for truth in truths))


def settled(answers: Iterable[bool]) -> Truth:
    """What all the answers say, or not known where they differ."""
    said = set(answers)
    return said.pop() if len(said) == 1 else None


@pytest.mark.parametrize("truths", LISTS)
@pytest.mark.parametrize(("combine", "plainly"), [(all_of, all), (any_of, any)])
def test_and_and_or_say_what_every_way_it_could_turn_out_says(
    truths: tuple[Truth, ...],
    combine: Callable[[Iterable[Truth]], Truth],
    plainly: Callable[[Iterable[bool]], bool],
) -> None:
    assert combine(truths) is settled(plainly(way) for way in ways_it_could_turn_out(truths))


@pytest.mark.parametrize(("truth", "opposite"), [(True, False), (False, True), (None, None)])
def test_the_opposite_of_what_is_not_known_is_not_known(truth: Truth, opposite: Truth) -> None:
    assert negation(truth) is opposite


@pytest.mark.parametrize("truths", LISTS)
def test_not_all_is_any_not(truths: tuple[Truth, ...]) -> None:
    assert negation(all_of(truths)) is any_of(negation(truth) for truth in truths)
    assert negation(any_of(truths)) is all_of(negation(truth) for truth in truths)


@pytest.mark.parametrize("truths", [truths for truths in LISTS if None in truths])
def test_learning_one_thing_never_reverses_what_was_settled(truths: tuple[Truth, ...]) -> None:
    place = truths.index(None)
    for combine in (all_of, any_of):
        before = combine(truths)
        for learnt in (True, False):
            after = combine((*truths[:place], learnt, *truths[place + 1 :]))
            assert before is None or after is before


amounts = st.builds(
    lambda least, more: Amount(least, None if more is None else least + more),
    st.integers(0, 6),
    st.none() | st.integers(0, 6),
)


@given(amounts, st.integers(0, 14))
def test_an_amount_is_compared_for_every_number_that_it_could_be(amount: Amount, line: int) -> None:
    most = 20 if amount.at_most is None else amount.at_most
    could_be = range(amount.at_least, most + 1)
    assert amount.is_at_least(line) is settled(number >= line for number in could_be)
    assert amount.is_below(line) is settled(number < line for number in could_be)


def test_an_amount_without_a_most_is_never_surely_below() -> None:
    assert Amount(0, None).is_below(10_000) is None


words = st.frozensets(st.sampled_from(["hostel", "prison", "refuge", "squat"]))


@given(words.filter(bool), words)
def test_a_choice_is_judged_for_every_word_that_it_could_be(
    options: frozenset[str], wanted: frozenset[str]
) -> None:
    assert OneOf(options).is_in(wanted) is settled(option in wanted for option in options)


def test_nights_name_what_would_narrow_either_count_once() -> None:
    nights = Nights(Amount(0, 9, ("a.from", "b.to")), Amount(0, 12, ("b.to", "refuge.from")))
    assert nights.missing == ("a.from", "b.to", "refuge.from")
