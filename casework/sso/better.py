"""What is better than an offer: the options ranked above it, and what makes each better, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.sso.offered import Offered
from casework.sso.policy import SsoPolicy
from engine.findings import Finding
from engine.matching import Option, Part, Ranking

STAYING = (
    "Staying in the area stays possible while something sound is looked for. Turning this offer down takes "
    "away no right: it changes nothing about a homelessness application."
)
ALL_OPEN = "Everything that it asks for is met."
MOST_REASONS = 2  # by which another option does better, said where nothing stands against the offer


@dataclass(frozen=True, slots=True)
class Better:
    """Options above the offer: those that are open, and those that still have something to settle."""

    open: tuple[Option, ...]
    to_settle: tuple[Option, ...]


def better_than(ranking: Ranking, offered: Offered, policy: SsoPolicy) -> Better:
    """The options ranked above the one offered, or all of them where it is closed or is none of them.

    Staying on the street is no better option, and is left out: it is said apart that it stays possible.
    """
    above = [option for option in ranking.options if option.route != "stay"]
    ids = [option.id for option in above]
    if offered.option is not None and offered.option.id in ids:
        above = above[: ids.index(offered.option.id)]
    return Better(
        tuple(option for option in above if not option.unknown_gates)[: policy.most_better],
        tuple(option for option in above if option.unknown_gates)[: policy.most_to_settle],
    )


def better_told(
    option: Option, offered: Offered, against: Sequence[Finding], policy: SsoPolicy
) -> dict[str, Any]:
    """An option above the offer as the answer writes it, with what makes it better in plain sentences."""
    said = [*_where_the_offer_fails(option, against, policy)] or [*_by_criterion(option, offered)]
    said = said or [ALL_OPEN]
    return {**option.to_dict(), "better_because": list(dict.fromkeys(said))}


def to_settle_told(option: Option) -> dict[str, Any]:
    """An option above the offer of which something is open, with what to settle first."""
    steps = (gate.ask or gate.because for gate in option.gates if gate.verdict == "unknown")
    return {**option.to_dict(), "settle_first": list(dict.fromkeys(steps))}


def _where_the_offer_fails(option: Option, against: Sequence[Finding], policy: SsoPolicy) -> Iterator[str]:
    failing = {policy.gates.get(finding.id) for finding in against}
    if any(finding.id == policy.no_place for finding in against):
        yield from (part.because for name, part in _parts(option).items() if name == "sustainability")
    yield from (gate.because for gate in option.gates if gate.gate in failing and gate.verdict == "open")


def _by_criterion(option: Option, offered: Offered) -> Iterator[str]:
    """By what it does better than the option offered, the weightiest first."""
    before = _parts(offered.option)
    gains = [
        (part.weight * (part.value - (before[name].value if name in before else 0.0)), part.because)
        for name, part in _parts(option).items()
    ]
    gains.sort(key=lambda gain: -gain[0])
    yield from (because for gain, because in gains[:MOST_REASONS] if gain > 0)


def _parts(option: Option | None) -> Mapping[str, Part]:
    return {part.criterion: part for part in option.score.parts} if option and option.score else {}
