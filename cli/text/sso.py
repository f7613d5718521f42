"""The check of an offer as text: the verdict, why, what would mend it, what is better, what is left."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.text.closing import closing
from cli.text.findings import in_full
from cli.text.layout import Paragraph, Span, heading, listed, para
from cli.text.next_steps import questions_text
from cli.text.words import (
    ROUTES,
    area_name,
    brief_verdict,
    day,
    document_words,
    duty_words,
    plain,
    sentence,
    verdict,
)

Answer = Mapping[str, Any]

_HOLDS = frozenset({"met", "presumed_met"})
_OPEN = frozenset({"officer_judgement", "undetermined"})


def sso_text(answer: Answer, full: bool = False) -> Iterator[Paragraph]:
    """Whether the offer is supportable, safe and the best there is, and what to do next."""
    yield from _offer(answer)
    yield from heading("Verdict")
    yield para(verdict(answer["verdict"]), ". ", answer["because"], indent=2)
    yield from _why(answer, full)
    yield from _mending(answer)
    yield from _better(answer)
    yield from _arranging(answer)
    yield from questions_text(answer["questions"], full)
    yield from closing(answer)


def _offer(answer: Answer) -> Iterator[Paragraph]:
    offer = answer["offer"]
    yield para(Span(f"Single Service Offer to {answer['profile_ref'] or 'a client'}", "strong"))
    what = sentence(offer["type"]) if offer["type"] else "An offer of an unknown kind"
    told = answer["client_said"]
    said = f" {sentence(told['status'])}" if told["status"] else ""
    reason = f", saying: {told['reason']}" if told["reason"] else ""
    yield para(
        f"{what}, {area_name(offer['area'])}, as on {day(answer['assessed_on'])}.",
        f"{said}{reason}." if said else "",
    )


def _why(answer: Answer, full: bool) -> Iterator[Paragraph]:
    """What the verdict does not say already: what else is open, what speaks for the offer, and the law."""
    if full:
        yield from heading("Every finding")
        yield from in_full([*answer["concerns"], *answer["sound"]], 2)
    said = answer["because"]
    weighed = set(answer["to_weigh"])
    still = [each["because"] for each in answer["concerns"] if each["because"] not in weighed]
    sound = [each["because"] for each in answer["sound"]]
    yield from _list("Open as well", [text for text in still if text not in said])
    yield from _list("Speaks for it", [text for text in sound if text not in said])
    if answer["legal_footing"]:
        yield from _law(answer["legal_footing"], answer["evidence_gaps"])


def _law(footing: Mapping[str, Any], gaps: Sequence[Mapping[str, Any]]) -> Iterator[Paragraph]:
    name, connection = area_name(footing["area"]), footing["connection"]
    yield from heading("In law", f"applying to the council in {name}")
    ground = f", {plain(connection['ground'])}" if connection["ground"] else ""
    shown = connection["on_evidence"]
    documents = () if shown == connection["verdict"] else ("; on the documents held: ", brief_verdict(shown))
    yield para(
        f"- Local connection{ground}: ", verdict(connection["verdict"]), *documents, ".", indent=2, hang=2
    )
    for gap in gaps:
        papers = listed([document_words(each) for each in gap["documents"]], "or")
        yield para(f"- Would show it ({plain(gap['ground'])}): {papers}.", indent=2, hang=2)
    yield para(f"- {footing['could_be_sent_away']['because']}", indent=2, hang=2)
    for opening, verdicts in (("Owed there", _HOLDS), ("May be owed there", _OPEN)):
        duties = [duty_words(row["duty"]) for row in footing["duties"] if row["verdict"] in verdicts]
        if duties:
            yield para(f"- {opening}: {listed(duties)}.", indent=2, hang=2)


def _mending(answer: Answer) -> Iterator[Paragraph]:
    steps, beyond = answer["to_make_it_sound"], answer["cannot_be_made_sound"]
    if not (steps or beyond):
        return
    yield from heading("What would make it sound", "" if beyond else "the shortest way")
    if beyond:
        yield para(f"Nothing that can be arranged. {_instead(answer)}", indent=2)
    for number, step in enumerate(steps, 1):
        yield para(f"{str(number) + '.':<4}", step["step"], indent=2, hang=4)
        lifts = listed(list(dict.fromkeys(each["title"].lower() for each in step["lifts"])))
        yield para(Span(f"For: {lifts}.", "faint"), indent=6)


def _instead(answer: Answer) -> str:
    """What to offer in place of an offer that nothing can mend."""
    if answer["better_options"]:
        return f"Offer instead: {_title(answer['better_options'][0])}."
    if answer["options_to_settle"]:
        return f"Look first at: {_title(answer['options_to_settle'][0])}."
    return "No other option is known yet: go on looking with the client."


def _better(answer: Answer) -> Iterator[Paragraph]:
    yield from heading("Better options", "ranked above the offer")
    if not answer["better_options"]:
        yield para("None is open yet.", indent=2)
    for number, option in enumerate(answer["better_options"], 1):
        yield from _option(number, option, "Better: ", option["better_because"])
    if answer["options_to_settle"]:
        yield from heading("Could be better", "once this is settled")
        said: dict[str, None] = {}
        for number, option in enumerate(answer["options_to_settle"], 1):
            new = [text for text in option["settle_first"] if text not in said]
            above = ["What is said above."] if len(new) < len(option["settle_first"]) else []
            yield from _option(number, option, "Settle first: ", [*new, *above])
            said |= dict.fromkeys(new)
    yield para(answer["staying"], indent=2)


def _option(number: int, option: Mapping[str, Any], label: str, texts: Sequence[str]) -> Iterator[Paragraph]:
    route = sentence(ROUTES.get(option["route"], option["route"]))
    asks = " No local connection needed." if option["connection"]["needed"] is False else ""
    yield para(
        f"{str(number) + '.':<4}", Span(_title(option), "strong"), f". {route}.{asks}", indent=2, hang=4
    )
    if texts:
        yield para(Span(label), " ".join(texts), indent=6, hang=2)


def _title(option: Mapping[str, Any]) -> str:
    name, area = option["accommodation"]["name"], area_name(option["area"])
    return name if area in name else f"{name}, {area}"


def _arranging(answer: Answer) -> Iterator[Paragraph]:
    yield from _list("To weigh first", answer["to_weigh"])
    if answer["to_arrange"]:
        yield from heading("To arrange", "before the client goes")
    yield from (para(f"- {each['do']}", indent=2, hang=2) for each in answer["to_arrange"])


def _list(title: str, texts: Sequence[str]) -> Iterator[Paragraph]:
    if texts:
        yield from heading(title)
        yield from (para("- ", text, indent=2, hang=2) for text in dict.fromkeys(texts))
