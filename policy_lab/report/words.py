"""The words in which reports say verdicts, counts and rates."""

from collections.abc import Sequence

from policy_lab.intervals import Interval

HELD_BACK = "–"
_LEAST_SAID = 0.01  # of a hundred
VERDICTS = {
    "met": "met",
    "presumed_met": "presumed met",
    "officer_judgement": "for the officer",
    "undetermined": "not known yet",
    "presumed_not_met": "presumed not met",
    "not_met": "not met",
    "clear": "clear",
    "caution": "caution",
    "excluded": "excluded",
    "silent": "nothing",
}
"""From strongest to weakest, within those of law and within those of safety."""
STANDS = {"for": "stands for", "open": "is open", "against": "stands against"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
SPLITS = {
    "area": "Area",
    "region": "Region",
    "year": "Year",
    "quarter": "Quarter",
    "month": "Month",
}


def plain(word: object) -> str:
    """A word of the contract as people write it: `priority_need` is priority need."""
    return str(word).replace("_", " ")


def sentence(word: object) -> str:
    """The same with a capital letter first."""
    words = plain(word)
    return words[:1].upper() + words[1:]


def verdict(word: str) -> str:
    """A verdict in plain words."""
    return VERDICTS.get(word, plain(word))


def month(iso: str) -> str:
    """A month in words: 2016-05 is May 2016; what is no month stands as it is."""
    year, _, number = iso.partition("-")
    return f"{_MONTHS[int(number) - 1]} {year}" if number.isdigit() and 1 <= int(number) <= 12 else iso


def count(number: int | None) -> str:
    """A count, or a dash where it is held back."""
    return HELD_BACK if number is None else f"{number:,}"


def of_100(rate: float) -> str:
    """A rate as so many of a hundred; nought and a hundred only where they are just that."""
    share = 100 * rate
    rest = min(share, 100 - share)
    if rest == 0:
        return f"{share:.0f}"
    if rest < _LEAST_SAID:
        return f"under {_LEAST_SAID}" if share < 50 else f"over {100 - _LEAST_SAID}"
    if rest < 1:
        return f"{share:.2f}"
    return f"{share:.1f}" if share < 10 else f"{share:.0f}"


def interval(rate: Interval | None) -> str:
    """A rate with its interval, of a hundred; a dash where it is held back."""
    if rate is None:
        return HELD_BACK
    return f"{of_100(rate.rate)} ({of_100(rate.low)} to {of_100(rate.high)})"


def group(name: str) -> str:
    """A group as people call it; a yes or no that was recorded is no `true` or `false`."""
    return {"true": "yes", "false": "no"}.get(name, plain(name))


def ratio(number: float | None) -> str:
    """How many times as often; a dash where that cannot be told."""
    return HELD_BACK if number is None else f"{number:.2f}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Several names as a sentence lists them."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def several(number: int, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{number:,} {one if number == 1 else many}"
