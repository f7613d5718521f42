"""How names of places are compared, and what a mistyped one may have meant."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

ALIKE = 0.75  # difflib's ratio from which two spellings are near
WORSE = 0.1  # a match this much further off than the best is left out
LONGEST_NAME = 60  # a longer text is a pasted paragraph, not a place
SHORTEST_PART = 4
MOST_SHARED = 3  # a part that more names share (north, forest) says too little
SUGGESTED = 3


def key_of(text: str) -> str:
    """The form in which names are compared, which is that of a slug.

    Case, accents, spaces and punctuation do not matter; where one word ends does.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text)
    words = re.sub(r"['.\u2019\u0300-\u036f]", "", plain.casefold()).replace("&", " and ")
    return "-".join(re.findall(r"[^\W_]+", words))


def near_matches(wanted: str, slugs: Iterable[str]) -> tuple[str, ...]:
    """The slugs that a mistyped or shortened name may have meant, likeliest first, three at most.

    `wanted` is a key. A part of a name counts, so `brighton` is near `brighton-and-hove`. A text
    with a digit is a code or a postcode: no other code is ever suggested for it, since a code
    one digit away is a different council.
    """
    if len(wanted) > LONGEST_NAME or any(char.isdigit() for char in wanted):
        return ()
    pieces = _pieces_of(slugs)
    likeness: dict[str, float] = {}
    for part in _parts_of(wanted):
        for piece, ratio in _alike(part, pieces):
            for slug in pieces[piece]:
                likeness[slug] = max(ratio, likeness.get(slug, 0.0))
    best = max(likeness.values(), default=0.0)
    close = [slug for slug, ratio in likeness.items() if ratio > best - WORSE]
    close.sort(key=lambda slug: (-likeness[slug], -_ratio(slug, wanted), slug))
    return tuple(close[:SUGGESTED])


def _parts_of(name: str) -> set[str]:
    """The whole name and the words of it that are long enough to tell something."""
    return {name, *(word for word in name.split("-") if len(word) >= SHORTEST_PART)}


def _pieces_of(slugs: Iterable[str]) -> dict[str, set[str]]:
    """Each telling part of a name, with the slugs that it may stand for."""
    pieces = defaultdict(set)
    for slug in slugs:
        for part in _parts_of(slug):
            pieces[part].add(slug)
    return {part: owners for part, owners in pieces.items() if len(owners) <= MOST_SHARED}


def _alike(part: str, pieces: Mapping[str, set[str]]) -> Iterable[tuple[str, float]]:
    """The pieces spelt nearly like one part, with how alike they are."""
    matcher = SequenceMatcher(b=part, autojunk=False)
    for piece in pieces:
        matcher.set_seq1(piece)
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
            ratio = matcher.ratio()
            if ratio >= ALIKE:
                yield piece, ratio


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(a=a, b=b, autojunk=False).ratio()
