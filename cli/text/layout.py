"""Paragraphs of styled words, wrapped to a width: what every text answer is laid out with."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

Style: TypeAlias = Literal["", "strong", "alarm", "good", "open", "faint"]
Words: TypeAlias = "str | Span"

LABEL = 18  # columns, the longest label and a space
NARROWEST, WIDEST = 40, 110  # columns; longer lines are hard to read
_CODES: dict[Style, str] = {"": "", "strong": "1", "alarm": "1;31", "good": "32", "open": "33", "faint": "2"}
# A control character could move the cursor or recolour a verdict: texts of a profile are not trusted.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


class Span(NamedTuple):
    """Some words in one style."""

    text: str
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that wrap: the first line is indented by `indent` columns, the rest by `indent + hang`."""

    spans: tuple[Span, ...]
    indent: int = 0
    hang: int = 0


BLANK = Paragraph(())


def para(*words: Words, indent: int = 0, hang: int = 0) -> Paragraph:
    """A paragraph of plain or styled words, which are joined as they stand."""
    return Paragraph(tuple(Span(each) if isinstance(each, str) else each for each in words), indent, hang)


def heading(title: str, beside: str = "") -> tuple[Paragraph, Paragraph]:
    """The head of a section, with a blank line above it."""
    return BLANK, para(Span(title.upper(), "strong"), Span(f"  {beside}" if beside else "", "faint"))


def labelled(label: str, *words: Words, style: Style = "") -> Paragraph:
    """A label and what belongs to it, which hangs beside it."""
    return para(Span(label.ljust(LABEL - 1) + " ", style), *words, indent=2, hang=LABEL)


def listed(names: Sequence[str], last: str = "and") -> str:
    """Several names as a sentence lists them."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def rendered(paragraphs: Iterable[Paragraph], width: int, colour: bool) -> str:
    """The text of some paragraphs, wrapped to a width in columns, in colour or plain."""
    columns = max(NARROWEST, min(width, WIDEST))
    lines = [line for paragraph in paragraphs for line in _lines(paragraph, columns, colour)]
    return "\n".join(lines).strip("\n") + "\n"


def _lines(paragraph: Paragraph, width: int, colour: bool) -> Iterator[str]:
    line: list[Span] = []
    room = width - paragraph.indent
    indent = paragraph.indent
    for word in _words(paragraph.spans):
        if line and _length(word) > room:
            yield _line(line, indent, colour)
            indent = paragraph.indent + paragraph.hang
            line, room = [Span(word[0].text.lstrip(), word[0].style), *word[1:]], width - indent
            room -= _length(line)
        else:
            line += word
            room -= _length(word)
    yield _line(line, indent, colour)


def _length(spans: Iterable[Span]) -> int:
    return sum(len(span.text) for span in spans)


def _words(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """Words with the spaces before them; one may be made of several spans."""
    word: list[Span] = []
    for text, style in spans:
        for piece in re.findall(r" *[^ ]+| +", _CONTROL.sub(" ", text)):
            if piece.startswith(" ") and word:
                yield word
                word = []
            word.append(Span(piece, style))
    if word:
        yield word


def _line(line: Sequence[Span], indent: int, colour: bool) -> str:
    runs = (
        Span("".join(text for text, _ in run), style) for style, run in groupby(line, lambda span: span.style)
    )
    said = "".join(_styled(run, colour) for run in runs)
    return (" " * indent + said).rstrip() if said.strip() else ""


def _styled(span: Span, colour: bool) -> str:
    code = _CODES[span.style]
    if not (colour and code and span.text.strip()):
        return span.text
    text = span.text.lstrip(" ")
    return " " * (len(span.text) - len(text)) + f"\x1b[{code}m{text}\x1b[0m"
