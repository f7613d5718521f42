"""An answer is plain data, and has one byte form: that of standard JSON, whoever writes it."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from math import inf, isfinite, nan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.answers import Asked, assessment, canonical
from casework.options import options_answer
from casework.setting import load_setting
from casework.sso import sso_check
from engine.matching import read_policies
from engine.problems import InputError
from engine.reading import read_document
from engine.setting import Setting
from services_directory.areas import Areas, load_areas
from tests.doors import POLICY_FILE
from tests.program import AARIZ, HOUSE, MARK

AREAS = load_areas()
# Numbers that Python writes without an exponent; others may be written otherwise, and are the same numbers.
FIGURES = st.just(0.0) | st.floats(1e-4, 1e15) | st.floats(-1e15, -1e-4)


def plain(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    """Plain data with such numbers in it."""
    leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text() | numbers
    return st.recursive(leaves, lambda held: st.lists(held) | st.dictionaries(st.text(), held), max_leaves=8)


@given(plain(FIGURES))
def test_the_byte_form_is_standard_json_on_one_line(answer: Any) -> None:
    written = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    assert canonical(answer) == f"{written}\n".encode()


@given(plain(st.floats(allow_nan=False, allow_infinity=False)))
def test_what_is_read_back_is_what_was_answered(answer: Any) -> None:
    assert json.loads(canonical(answer)) == answer


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_a_number_that_is_none_never_goes_out(number: float) -> None:
    assert json.loads(canonical({"total": number, "parts": [number]})) == {"total": None, "parts": [None]}


@pytest.mark.parametrize("odd", [{1, 2}, date(2026, 1, 2), Asked(), {1: "one"}, b"bytes"], ids=repr)
def test_what_is_no_plain_data_is_refused(odd: object) -> None:
    with pytest.raises(TypeError):
        canonical({"held": odd})


@pytest.mark.parametrize("figure", [".nan", ".inf", "-.inf"])
def test_no_policy_weighs_by_a_number_that_is_none(figure: str) -> None:
    text = POLICY_FILE.read_text("utf-8")
    distance = next(line for line in text.splitlines() if line.startswith("far_away_km:"))
    with pytest.raises(InputError):
        read_policies(text.replace(distance, f"far_away_km: {figure}"), POLICY_FILE.name)


def of_sso(data: object, setting: Setting, areas: Areas, asked: Asked) -> dict[str, Any]:
    return sso_check(data, setting, areas, "leeds", "hostel", asked)


@pytest.mark.parametrize(
    "profile", [MARK, AARIZ, HOUSE / "api" / "web" / "example.yaml"], ids=lambda path: path.stem
)
@pytest.mark.parametrize("ask", [assessment, options_answer, of_sso])
def test_every_answer_is_plain_data_with_finite_numbers(
    ask: Callable[..., dict[str, Any]], profile: Path
) -> None:
    data = read_document(profile.read_bytes(), name="The profile")
    odd = {type(each) for each in leaves_of(ask(data, load_setting(), AREAS, Asked())) if not is_plain(each)}
    assert odd == set()


def leaves_of(answer: object) -> Iterator[object]:
    """Whatever an answer holds that is no list and no group of fields by name."""
    if type(answer) is dict:
        for name, held in answer.items():
            assert type(name) is str
            yield from leaves_of(held)
    elif type(answer) in (list, tuple):
        for held in answer:  # type: ignore[attr-defined]  # the line above says so
            yield from leaves_of(held)
    else:
        yield answer


def is_plain(leaf: object) -> bool:
    """Whether JSON has this kind of value."""
    return leaf is None or type(leaf) in (str, int, bool) or (type(leaf) is float and isfinite(leaf))
