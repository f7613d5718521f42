"""The check of a Single Service Offer as text: the verdict, what stands against it, what would be better."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.text.closing import closing
from cli.text.findings import in_full
from cli.text.layout import Paragraph, Span, heading, para
from cli.text.next_steps import questions_text
from cli.text.options import option_text
from cli.text.words import area_name, day, sentence, verdict


def sso_text(answer: Mapping[str, Any], full: bool = False) -> Iterator[Paragraph]:
    """Whether the offer is supportable, safe and the best there is."""
    offer = answer["offer"]
    yield para(Span(f"Single Service Offer to {answer['profile_ref'] or 'a client'}", "strong"))
    what = sentence(offer["type"]) if offer["type"] else "An offer of an unknown kind"
    yield para(f"{what} in {area_name(offer['area'])}, on {day(answer['assessed_on'])}.")
    yield from heading("Verdict")
    yield para(verdict(answer["verdict"]), ". ", answer["because"], indent=2)
    yield from _findings("Concerns", answer["concerns"], full)
    yield from _list("What would make it sound", answer["to_make_it_sound"])
    yield from _findings("Sound as it is", answer["sound"], full)
    yield from _list("Still to arrange", answer["to_arrange"])
    if answer["better_options"]:
        yield from heading("Better options", "ranked above the offer")
        for option in answer["better_options"]:
            yield from option_text(option, full)
            if option["better_because"]:
                yield para("Better: ", " ".join(option["better_because"]), indent=6, hang=8)
    yield from questions_text(answer["questions"], full)
    yield from closing(answer)


def _findings(title: str, findings: list[Mapping[str, Any]], full: bool) -> Iterator[Paragraph]:
    if not findings:
        return
    yield from heading(title)
    if full:
        yield from in_full(findings, 2)
        return
    for finding in findings:
        yield para("- ", verdict(finding["verdict"]), f": {finding['because']}", indent=2, hang=2)


def _list(title: str, texts: list[str]) -> Iterator[Paragraph]:
    if texts:
        yield from heading(title)
        yield from (para("- ", text, indent=2, hang=2) for text in dict.fromkeys(texts))
