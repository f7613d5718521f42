"""What the order of options rests on, as text: how firm, what it turns on, one against another, fairness."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.text.layout import Paragraph, Span, Style, heading, listed, para
from cli.text.words import area_name, plain, sentence

MOST_OPENINGS = 4
MOST_NAMED = 3
MOST_MOVES = 6
_READY: Mapping[str, tuple[str, Style]] = {
    "weigh_first": ("Weigh first", "alarm"),
    "open": ("Still to do", "open"),
    "done": ("Done", "good"),
    "not_needed": ("Not needed", "faint"),
}


def order_text(answer: Mapping[str, Any]) -> Iterator[Paragraph]:
    """How firm the first place is, ties, and what to settle so that more opens."""
    if not answer["stability"]:
        return
    names = _names(answer)
    yield from heading("How firm this order is")
    yield para(answer["stability"]["because"], indent=2)
    for tie in answer["ties"]:
        said = " and ".join(names.get(each, each) for each in tie["options"])
        by = f"broken by {plain(tie['broken_by'])}" if tie["broken_by"] else "broken by their ids alone"
        yield para(f"Level: {said}; {by}.", indent=2, hang=2)
    turns = answer["sensitivity"]
    if turns["first_place_settled"]:
        yield para("Nothing that is still unknown could put another option first.", indent=2)
        return
    for opening in turns["openings"][:MOST_OPENINGS]:
        yield para(*_opening(opening), indent=2, hang=2)


def _opening(opening: Mapping[str, Any]) -> Iterator[Span]:
    yield Span(f"- {sentence(opening['gate'])}: ", "open")
    yield Span(f"{opening['ask']} ")
    if opening["opens"]:
        yield Span(f"Settled well, this alone opens {_some(opening['opens'], opening['in_all']['opens'])}. ")
    if opening["with_more"]:
        first = "It also helps" if opening["opens"] else "Together with other answers it opens"
        yield Span(f"{first} {_some(opening['with_more'], opening['in_all']['with_more'])}. ", "faint")
    firsts = [each for each in opening["opens"] if each["id"] in opening["could_be_first"]]
    if firsts:
        yield Span(f"{_some(firsts, len(firsts), 'or')} could then come first.")


def readiness_text(items: Sequence[Mapping[str, Any]], full: bool, indent: int) -> Iterator[Paragraph]:
    """What is done and what is open before the client could go; what is not needed only in full."""
    for state, (label, style) in _READY.items():
        said = [each for each in items if each["state"] == state]
        if not said or (state == "not_needed" and not full):
            continue
        if state == "weigh_first" or full:
            for each in said:
                yield para(Span(f"{label}: ", style), each["because"], indent=indent, hang=2)
        else:
            words = listed([plain(each["item"]) for each in said])
            yield para(Span(f"{label}: ", style), f"{words}.", indent=indent, hang=2)


def comparison_text(told: Mapping[str, Any]) -> Iterator[Paragraph]:
    """Why one option stands above another."""
    for each in told["options"]:
        by = listed([plain(gate) for gate in each["closed_by"]])
        stands = f"place {each['rank']}" if each["rank"] else f"closed by {by}"
        yield para(Span(title(each["name"], each["area"]), "strong"), f": {stands}.", hang=2)
    yield para(told["because"])


def title(name: str, area: Mapping[str, Any]) -> str:
    """What an option is called, with its area where the name does not hold that."""
    return name if area_name(area) in name else f"{name}, {area_name(area)}"


def fairness_text(told: Mapping[str, Any]) -> Iterator[Paragraph]:
    """What moves where one protected characteristic changes, and by what."""
    yield from heading("Fairness", "one protected characteristic changed at a time, all else as it is")
    yield para(Span(told["because"], "alarm" if told["unexplained"] else "good"), indent=2)
    for row in told["characteristics"]:
        yield para(
            Span(sentence(row["characteristic"]), "strong"), f" (Equality Act 2010 {row['law']})", indent=2
        )
        for trial in row["tries"]:
            yield from _trial(trial)
        if not row["tries"]:
            yield para("The client is so already; nothing else to try.", indent=4)


def _trial(trial: Mapping[str, Any]) -> Iterator[Paragraph]:
    themselves = [move for move in trial["moved"] if any(each["by"] != "others" for each in move["reasons"])]
    if not trial["moved"]:
        yield para(f"- {trial['says']}: nothing moves.", indent=4, hang=2)
        return
    others = len(trial["moved"]) - len(themselves)
    beside = f" {others:,} more only make room." if others else ""
    yield para(f"- {trial['says']}: {len(themselves):,} change their own standing.{beside}", indent=4, hang=2)
    for move in themselves[:MOST_MOVES]:
        yield para(f"{move['name']}, {_step(move)}: ", *_reasons(move), indent=8, hang=2)
    if len(themselves) > MOST_MOVES:
        yield para(Span(f"and {len(themselves) - MOST_MOVES:,} more (all: --format json)", "faint"), indent=8)


def _step(move: Mapping[str, Any]) -> str:
    return f"{_place(move['before'])} to {_place(move['after'])}"


def _place(rank: int | None) -> str:
    return f"place {rank}" if rank else "closed"


def _reasons(move: Mapping[str, Any]) -> Iterator[Span]:
    for reason in move["reasons"]:
        unexplained = reason["by"] == "unexplained"
        by = "NO GATE AND NO WISH SAYS WHY" if unexplained else f"{reason['by']}, {plain(reason['what'])}"
        yield Span(f"{by}. {reason['because']} ", "alarm" if unexplained else "")


def _names(answer: Mapping[str, Any]) -> dict[str, str]:
    return {each["id"]: each["accommodation"]["name"] for each in answer["options"]}


def _some(options: Sequence[Mapping[str, str]], in_all: int, last: str = "and") -> str:
    """The first few by name, and how many more."""
    names = [each["name"] for each in options[:MOST_NAMED]]
    rest = in_all - len(names)
    return listed([*names, f"{rest:,} more"] if rest else names, last)
