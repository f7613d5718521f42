"""What a word that was not recognised may have meant, and whether it may be quoted in a fault."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

_NAME = re.compile(r"[\w-]{1,40}", re.ASCII)


def looks_like_a_name(text: str) -> bool:
    """Whether a text is short and plain enough to be the name of a field, an area or a word.

    Anything else may tell of a client's life, which stands in no fault.
    """
    return bool(_NAME.fullmatch(text))


def near_matches(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Up to three words that are much like a text, likeliest first; none for one that is no name."""
    if not looks_like_a_name(text):
        return ()
    return tuple(get_close_matches(text.lower().replace("-", "_"), sorted(words), n=3, cutoff=0.7))
