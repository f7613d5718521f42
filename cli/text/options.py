"""Ranked options as text: where, by which way in, why there, what is still open; and what is closed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cli.text.closing import closing
from cli.text.findings import anywhere
from cli.text.layout import Paragraph, Span, Style, Words, heading, listed, para
from cli.text.next_steps import questions_text
from cli.text.ranking import order_text, readiness_text, title
from cli.text.words import ROUTES, area_name, brief_verdict, day, plain, sentence

Option = Mapping[str, Any]

MOST_OPEN = 5
MOST_CLOSED = 6  # reasons
MOST_ALIKE = 4  # options closed for the same reason
BEST_PARTS = 2  # of a score, said as the reason
_SAFETY_GATES = frozenset({"safety", "restriction"})
# The steps of the ladder on which options are ranked.
STEPS = ("Open now", "Open once more is known", "Not to be proposed until safety is settled")


def options_alone_text(answer: Mapping[str, Any], full: bool, most: int) -> Iterator[Paragraph]:
    """The options by themselves, with what to ask and whose decision it is."""
    yield para(Span(f"Safe connections for {answer['profile_ref'] or 'a client'}", "strong"))
    yield para(f"On {day(answer['assessed_on'])}.")
    yield from options_text(answer, full, most)
    yield from order_text(answer)
    yield from questions_text(answer["questions"], full)
    yield from closing(answer)


def options_text(answer: Mapping[str, Any], full: bool, most: int = MOST_OPEN) -> Iterator[Paragraph]:
    """The options of an assessment, best first, then what is closed and why."""
    options, closed = answer["options"], answer["closed_options"]
    yield from heading("Options", "best first")
    if not options:
        yield para("None. Settle what is open below, or look for services that are not listed.", indent=2)
    shown = options if full else [each for each in options if each["rank"] <= most]
    step, said = -1, set[str]()
    ready = answer.get("readiness", {})  # told with the options alone
    to_prepare = next((option["id"] for option in shown if ready.get(option["id"])), None)
    for option in shown:
        if _step(option) != step:
            step = _step(option)
            yield para(Span(STEPS[step], "alarm" if step == len(STEPS) - 1 else "strong"), indent=2)
        yield from option_text(option, full, said)
        if ready and (full or option["id"] == to_prepare):
            yield from readiness_text(ready[option["id"]], full, indent=6)
    yield from _rest(options[len(shown) :])
    yield from _closed(closed, full)


def _step(option: Option) -> int:
    unknown = {gate["gate"] for gate in option["gates"] if gate["verdict"] == "unknown"}
    return 2 if unknown & _SAFETY_GATES else 1 if unknown else 0


def option_text(option: Option, full: bool = False, said: set[str] | None = None) -> Iterator[Paragraph]:
    """One ranked option; `said` holds what other options already said to be open, which is not repeated."""
    inner = 6
    yield para(Span(f"{option['rank']}.".ljust(4)), Span(_title(option), "strong"), indent=2, hang=4)
    score = option["score"]
    level = f" Score {score['total']:.2f}{' so far' if score['provisional'] else ''}."
    route = sentence(ROUTES.get(option["route"], option["route"]))
    yield para(f"{route}. ", *_connection(option["connection"]), ".", level, indent=inner)
    reasons = _reasons(score)
    if reasons:
        yield para("Why: ", " ".join(reasons), indent=inner, hang=5)
    yield from _open_gates(option, inner, set() if said is None else said)
    if option["why_not_higher"]:
        yield para(Span(f"Not higher: {option['why_not_higher']}", "faint"), indent=inner, hang=2)
    if full:
        yield from _in_full(option, inner)


def _open_gates(option: Option, indent: int, said: set[str]) -> Iterator[Paragraph]:
    repeated = []
    for gate in option["gates"]:
        if gate["verdict"] != "unknown":
            continue
        what = anywhere(area_name(option["area"]), gate["because"])
        if what in said:
            repeated.append(plain(gate["gate"]))
        else:
            said.add(what)
            yield para(
                Span(f"To settle, {plain(gate['gate'])}: ", "open"), gate["because"], indent=indent, hang=2
            )
    if repeated:
        yield para(Span(f"To settle as above: {listed(repeated)}.", "open"), indent=indent, hang=2)


def _title(option: Option) -> str:
    return title(option["accommodation"]["name"], option["area"])


def _connection(connection: Mapping[str, Any]) -> tuple[Words, ...]:
    if connection["needed"] is False:
        return ("No local connection needed",)
    opening = (
        "Local connection needed: " if connection["needed"] else "It does not say whether it needs one: "
    )
    settled = connection["verdict"] != "undetermined" and connection["ground"]
    ground = f", {plain(connection['ground'])}" if settled else ""
    return (opening, brief_verdict(connection["verdict"]), ground)


def _reasons(score: Mapping[str, Any]) -> list[str]:
    """What speaks most for an option."""
    parts = sorted(score["parts"], key=lambda part: -part["weight"] * part["value"])
    return list(dict.fromkeys(part["because"] for part in parts[:BEST_PARTS] if part["value"] > 0))


def _in_full(option: Option, indent: int) -> Iterator[Paragraph]:
    for gate in option["gates"]:
        said = f"{gate['because']} {gate.get('ask', '')}".rstrip()
        yield para(f"- {plain(gate['gate'])} {gate['verdict']}: {said}", indent=indent, hang=2)
    for part in option["score"]["parts"]:
        weighed = f"{part['value']:.2f} × {part['weight']:.2f}"
        yield para(f"- {plain(part['criterion'])} {weighed}: {part['because']}", indent=indent, hang=2)
    yield para(Span(option["id"], "faint"), indent=indent)


def _rest(options: Sequence[Option]) -> Iterator[Paragraph]:
    if options:
        names = [_title(option) for option in options[:MOST_OPEN]]
        if len(options) > MOST_OPEN:
            names.append(f"{len(options) - MOST_OPEN:,} more (all: --full)")
        yield para(Span(f"Then: {'; '.join(names)}.", "faint"), indent=2, hang=6)


def _closed(closed: Sequence[Option], full: bool) -> Iterator[Paragraph]:
    """What is closed, alike ones together; what danger or an order closes is never left out."""
    if not closed:
        return
    groups: dict[str, list[Option]] = {}
    for option in sorted(closed, key=_weight):
        groups.setdefault(_main_reason(option), []).append(option)
    kept = [
        (because, options)
        for place, (because, options) in enumerate(groups.items())
        if full or place < MOST_CLOSED or _by_safety(options)
    ]
    yield para(Span(f"Closed ({len(closed):,})", "strong"), indent=2)
    for because, options in kept:
        style: Style = "alarm" if _by_safety(options) else ""
        names = list(dict.fromkeys(_title(option) for option in options))
        if not (full or style) and len(names) > MOST_ALIKE:
            names[MOST_ALIKE:] = [f"{len(names) - MOST_ALIKE} more"]
        yield para("- ", Span(f"{'; '.join(names)}: ", style), because, indent=4, hang=2)
    more = len(closed) - sum(len(options) for _, options in kept)
    if more:
        yield para(Span(f"and {more:,} more (all: --full)", "faint"), indent=4)


def _main_reason(option: Option) -> str:
    """Why an option is closed: where there is danger or a refusal, nothing else needs saying."""
    for gates in (_SAFETY_GATES, {"consent"}):
        if gates & set(option["closed_by"]):
            shut = [gate for gate in option["gates"] if gate["gate"] in gates and gate["verdict"] == "closed"]
            return " ".join(gate["because"] for gate in shut)
    return str(option["because"])


def _weight(option: Option) -> tuple[bool, bool, bool]:
    """Danger first, then what the client refused, then what is no single service."""
    by = set(option["closed_by"])
    return not by & _SAFETY_GATES, "consent" not in by, option["accommodation"]["service"] is not None


def _by_safety(options: Iterable[Option]) -> bool:
    return any(_SAFETY_GATES & set(option["closed_by"]) for option in options)
