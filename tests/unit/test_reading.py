"""Reading JSON, YAML and JSON Lines: what is read as what, what is refused, and where it stands."""

import io
import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems import InputError
from engine.reading import LARGEST_DOCUMENT, read_document, read_lines, read_stream
from engine.reading.plain import LONGEST_LIST


def read(text: str) -> object:
    return read_document(text.encode(), name="mark.yaml")


def refused(raw: str | bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read_document(raw.encode() if isinstance(raw, str) else raw, name="mark.yaml")
    return caught.value


def sentences(raw: str | bytes) -> list[str]:
    return [fault.sentence() for fault in refused(raw).faults]


# --- what is read as what


@pytest.mark.parametrize("text", ['{"area": "leeds", "from": 2014}', "area: leeds\nfrom: 2014\n"])
def test_json_and_yaml_say_the_same(text: str) -> None:
    assert read(text) == {"area": "leeds", "from": 2014}


def test_a_document_that_begins_with_a_brace_or_bracket_is_json() -> None:
    assert read(' \n[1, {"a": null}]') == [1, {"a": None}]


def test_a_byte_order_mark_of_utf_8_is_passed_over() -> None:
    assert read_document(b'\xef\xbb\xbf{"a": 1}', name="x") == {"a": 1}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # what YAML 1.1 would have turned into something else
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("Off", "Off"), ("y", "y"), ("NO", "NO"),
        ("1:30", "1:30"), ("2017-01-20", "2017-01-20"), ("2016-12", "2016-12"), ("0o17", "0o17"),
        ("0x1F", "0x1F"), ("1_000", "1_000"), ("2014~", "2014~"), ("=", "="), ("P7M", "P7M"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("tRue", "tRue"),
        ("null", None), ("~", None), ("", None), ("Null", None), ("none", "none"),
        ("2014", 2014), ("-3", -3), ("007", 7), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0),
        ("'2014'", "2014"), ('"true"', "true"), ("''", ""), ("|\n  two\n  lines", "two\nlines"),
    ],
)  # fmt: skip
def test_yaml_scalars_follow_the_core_schema_of_yaml_1_2(written: str, meant: object) -> None:
    found = read(f"value: {written}")
    assert found == {"value": meant}
    assert isinstance(found, dict)
    assert type(found["value"]) is type(meant)


def test_names_of_fields_are_always_text() -> None:
    assert read("no: 1\n2014: 2\ntrue: 3\n~: 4\n") == {"no": 1, "2014": 2, "true": 3, "~": 4}


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(codec="ascii", min_codepoint=32), max_size=6), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc", max_size=3), PLAIN, max_size=4))
def test_what_was_written_as_json_is_read_back(data: dict[str, object]) -> None:
    assert read_document(json.dumps(data).encode(), name="x") == data


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else(raw: bytes) -> None:
    with suppress(InputError):  # any other error fails the test
        read_document(raw, name="x")


@given(st.text("{}[]:,-?&*!|>#%@\"'<~ \n\tab01.", max_size=40))
def test_any_punctuation_is_read_or_refused_and_nothing_else(text: str) -> None:
    with suppress(InputError):
        read(text)


# --- what is refused


@pytest.mark.parametrize("raw", ["", " \n ", "# only a comment\n", "---\n", "~", "\ufeff"])
def test_an_empty_document_is_said_to_be_empty(raw: str) -> None:
    assert sentences(raw) == ["the document is empty."]
    assert refused(raw).status == 400


def test_the_title_names_the_document() -> None:
    assert refused("").title == "mark.yaml cannot be read."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_and_utf_32_are_named(encoding: str) -> None:
    assert sentences('{"a": "é"}'.encode(encoding)) == [
        "the document is in UTF-16 or UTF-32. Save it as UTF-8."
    ]


def test_latin_1_is_named_with_its_line() -> None:
    assert sentences("a: 1\nb: é\n".encode("latin-1")) == [
        "line 2 is not UTF-8; it may be in Latin-1 or Windows-1252. Save it as UTF-8."
    ]


def test_a_nul_is_refused_wherever_it_stands() -> None:
    assert "NUL" in sentences(b"area: le\x00eds")[0]
    assert sentences(r'{"a": "\u0000"}') == ["`a`: holds a NUL character."]
    assert sentences(r'a: "\0"') == ["`a`: holds a NUL character."]


def test_half_of_a_character_is_refused() -> None:
    assert sentences(r'{"a": "\ud800"}') == ["`a`: holds half of a character."]
    assert sentences(r'{"a": {"\udc00": 1}}') == ["`a`: has a field whose name is no text."]


def test_every_repeated_field_is_named_by_its_path() -> None:
    assert sentences('{"a": 1, "a": 1, "b": [{"c": 1, "c": {"d": 1, "d": 2}}]}') == [
        "`a`: is given more than once.",
        "`b.0.c`: is given more than once.",
    ]
    assert sentences("a: 1\na: 1\nb:\n- {c: 1, c: 2}\n") == [
        "`a`: is given more than once.",
        "`b.0.c`: is given more than once.",
    ]


@pytest.mark.parametrize(
    "text", ['{"a": [NaN, Infinity, -Infinity, 1e999]}', "a: [.nan, .inf, -.Inf, 1e999]"]
)
def test_numbers_that_are_none_are_refused(text: str) -> None:
    assert sentences(text) == [f"`a.{index}`: is no finite number." for index in range(4)]


@pytest.mark.parametrize("text", ['{"a": %s}', "a: %s"])
def test_numbers_of_very_many_figures_are_refused(text: str) -> None:
    assert sentences(text % ("9" * 10_000)) == ["`a`: is a number of more than 18 figures."]


def test_what_plain_yaml_does_not_need_is_refused_all_at_once() -> None:
    assert sentences("a: &x 1\nb: *x\nc: !!str 3\nd: {<<: 1}\ne: &y {f: 1}\n") == [
        "`a`: has a YAML anchor (`&`), which is not read; leave it out.",
        "`b`: is a YAML alias (`*`), which is not read; write the value out.",
        "`c`: has a YAML tag (`!`), which is not read; leave it out.",
        "`d.(another name)`: is a YAML merge (`<<`), which is not read; write the fields out.",
        "`e`: has a YAML anchor (`&`), which is not read; leave it out.",
    ]


def test_a_tag_that_would_run_something_is_only_a_tag() -> None:
    assert "YAML tag" in sentences("a: !!python/object/apply:os.getcwd []")[0]


def test_an_alias_bomb_is_refused() -> None:
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)
    )
    assert all("YAML" in sentence for sentence in sentences(bomb))


def test_several_documents_are_refused() -> None:
    assert sentences("a: 1\n---\nb: 2\n") == ["2 YAML documents are given in one; only one is read."]


@pytest.mark.parametrize(
    "text", ["a: 1\n? [b]\n: 2\n", "a: 1\n? {b: 1}\n: 2\n", "a: 1\n*b : 2\n", "a: 1\n!c b: 2\n"]
)
def test_the_name_of_a_field_is_plain_text(text: str) -> None:
    assert sentences(text) == ["line 2: the name of a field is plain text."]


def test_bad_json_is_named_with_its_line_and_column() -> None:
    error = refused('{"a": 1,\n "b": }')
    assert error.faults[0].why.startswith("line 2, column 7: this is not JSON")
    assert error.status == 400


def test_bad_yaml_is_named_with_its_line_and_column() -> None:
    error = refused("a: 1\nb: [1\nc: 2\n")
    assert error.faults[0].why.startswith("line 3, column 2: this is not YAML")
    assert error.status == 400


def test_a_control_character_is_refused() -> None:
    assert "control character" in sentences("a: \x01")[0]


def test_a_name_that_is_no_plain_name_is_not_repeated() -> None:
    assert sentences('{"seen with a friend": 1, "seen with a friend": 2}') == [
        "`(another name)`: is given more than once."
    ]


# --- limits


class Endless(io.BytesIO):
    """A file that never ends, and counts what was read of it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Give as many bytes as are asked for."""
        assert size is not None, "never read without a limit"
        assert size > 0, "never read without a limit"
        self.taken += size
        return b"x" * size


def test_a_document_too_large_is_refused_without_reading_it_whole() -> None:
    stream = Endless()
    with pytest.raises(InputError) as caught:
        read_stream(stream, name="big.json")
    assert caught.value.status == 413
    assert stream.taken == LARGEST_DOCUMENT + 1


def test_a_document_at_the_limit_is_read() -> None:
    start = b'{"a": 1'
    assert read_document(start + b" " * (LARGEST_DOCUMENT - len(start) - 1) + b"}", name="x") == {"a": 1}


def test_thirty_levels_are_read_and_one_more_is_not() -> None:
    for level in ("a: ", ""):
        levels = 29 if level else 30
        read(level + "[" * levels + "]" * levels)
        assert sentences(level + "[" * (levels + 1) + "]" * (levels + 1))[0].endswith(
            "nested more than 30 deep."
        )


@pytest.mark.parametrize(
    ("start", "level"), [("", "["), ("", '{"a":'), ("a: ", "["), ("a: ", "{b: "), ("", "- "), ("", "? ")]
)
def test_a_very_deep_document_is_refused_quickly(start: str, level: str) -> None:
    before = time.perf_counter()
    assert len(sentences(start + level * 300_000)) == 1
    assert time.perf_counter() - before < 2


def test_a_long_list_is_refused_with_its_count() -> None:
    read(json.dumps({"risks": [0] * LONGEST_LIST}))
    wanted = ["`risks`: 10,000 items given; up to 1,000 are read."]
    assert sentences(json.dumps({"risks": [{"area": "leeds"}] * 10_000})) == wanted
    assert sentences("risks:\n" + "- {area: leeds}\n" * 10_000) == wanted


def test_a_list_of_very_many_values_is_refused_with_a_count() -> None:
    stays = "housing_history:\n" + "- {area: leeds, from: 2014, to: 2015, basis: other}\n" * 20_000
    error = refused(stays)
    assert [fault.sentence() for fault in error.faults] == [
        "`housing_history`: more than 10,000 items given; up to 1,000 are read.",
        "the document holds more than 50,000 values.",
    ]
    assert error.status == 413


def test_very_many_values_are_refused() -> None:
    lists = json.dumps({f"a{index}": [0] * 900 for index in range(60)})
    assert sentences(lists) == ["the document holds more than 50,000 values."]
    assert refused(lists).status == 413


@pytest.mark.parametrize("text", ['{"note": "%s"}', "note: %s"])
def test_a_long_text_is_refused(text: str) -> None:
    read(text % ("x" * 20_000))
    assert sentences(text % ("x" * 20_001)) == ["`note`: is longer than 20,000 characters."]


def test_no_more_than_fifty_faults_are_listed() -> None:
    faults = sentences(json.dumps({"a": 0}).replace("0", "[" + ", ".join(["NaN"] * 60) + "]"))
    assert len(faults) == 51
    assert faults[-1] == "and 10 more faults."


# --- JSON Lines


def lines(raw: bytes) -> list[tuple[int, object]]:
    return list(read_lines(io.BytesIO(raw), name="cases.jsonl"))


def test_each_line_is_read_by_itself_with_its_number() -> None:
    assert lines(b'\xef\xbb\xbf{"a": 1}\n\n{"a": 2}\r\n{"a": 3}') == [
        (1, {"a": 1}),
        (3, {"a": 2}),
        (4, {"a": 3}),
    ]


def test_a_bad_line_gives_an_error_in_its_place_and_the_rest_go_on() -> None:
    first, second, third = lines(b'{"a": 1}\n{"a": 1, "a": 2}\n{"a": 3}\n')
    assert (first, third) == ((1, {"a": 1}), (3, {"a": 3}))
    number, error = second
    assert number == 2
    assert isinstance(error, InputError)
    assert error.title == "cases.jsonl, line 2 cannot be read."
    assert error.faults[0].sentence() == "`a`: is given more than once."


def test_a_line_is_json_and_never_yaml() -> None:
    ((_, error),) = lines(b"area: leeds\n")
    assert isinstance(error, InputError)
    assert error.faults[0].why.startswith("column 1: this is not JSON")


def test_a_line_too_long_is_passed_over_without_being_held() -> None:
    number_of_chunks = []

    class Counted(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            number_of_chunks.append(size)
            return super().readline(size)

    stream = Counted(b'"' + b"x" * (3 * LARGEST_DOCUMENT) + b'"\n{"a": 2}\n')
    (one, error), two = read_lines(stream, name="x")
    assert one == 1
    assert isinstance(error, InputError)
    assert error.status == 413
    assert two == (2, {"a": 2})
    assert set(number_of_chunks) == {LARGEST_DOCUMENT + 1}


def test_lines_are_read_one_at_a_time() -> None:
    stream = io.BytesIO(b'{"a": 1}\n' * 1000)
    reader = read_lines(stream, name="x")
    assert next(reader) == (1, {"a": 1})
    assert stream.tell() == len(b'{"a": 1}\n')


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_any_lines_give_data_or_an_error_each(raw: list[bytes]) -> None:
    for number, found in read_lines(io.BytesIO(b"\n".join(raw)), name="x"):
        assert number >= 1
        assert not isinstance(found, InputError) or found.faults
