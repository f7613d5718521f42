"""Records as the standard's pages hold them: some at a time, whole or with their one-to-one fields alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from services_directory.open_referral.problems import Json

_LARGEST_LIST = 10**9


def page_of(records: Sequence[Json], number: int = 1, per_page: int = _LARGEST_LIST) -> Json:
    """A page of records, numbered from 1; one beyond the last is empty, and so is page 1 of nothing."""
    pages = max(1, -(-len(records) // per_page))
    contents = list(records[(number - 1) * per_page : number * per_page])
    return {
        "total_items": len(records),
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def one_to_one(record: Mapping[str, Any]) -> Json:
    """A record without the lists in it, nor those in the objects in it, as lists of the standard have it."""
    return {
        name: one_to_one(value) if isinstance(value, dict) else value
        for name, value in record.items()
        if not isinstance(value, list)
    }
