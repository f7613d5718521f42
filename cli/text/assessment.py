"""An assessment as text: verdicts first, then why, what to ask next and what to bring.

The four families of verdicts stand side by side and are never added up.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.text.closing import closing
from cli.text.findings import (
    Finding,
    Row,
    alike,
    deciding,
    for_officer,
    ground_words,
    horizon_words,
    in_full,
    on_documents,
)
from cli.text.layout import Paragraph, Span, heading, labelled, listed, para
from cli.text.next_steps import documents_text, questions_text
from cli.text.options import options_text
from cli.text.pathways import pathways_text
from cli.text.safety import safety_text
from cli.text.words import brief_verdict, day, duty_words, nation_words, plain, sentence, verdict

Answer = Mapping[str, Any]

DUTY_WORDS = {
    "met": "Owed now",
    "presumed_met": "Presumed owed",
    "officer_judgement": "For the officer",
    "undetermined": "Not known yet",
    "presumed_not_met": "Presumed not owed",
    "not_met": "Not owed now",
}
STATUS = (("Homeless", "homelessness"), ("Eligible", "eligibility"), ("Priority need", "priority_need"))
MOST_ALSO = 5  # tests named beside the one that decides


def assessment_text(answer: Answer, full: bool = False) -> Iterator[Paragraph]:
    """The whole assessment; with `full`, every finding with its facts and sources."""
    yield from _headline(answer)
    yield from safety_text(answer["safety"], full)
    yield from _connection(answer, full)
    yield from _referral(answer, full)
    yield from pathways_text(answer, full)
    yield from _status(answer, full)
    yield from options_text(answer, full)
    yield from questions_text(answer["questions"], full)
    yield from documents_text(answer)
    yield from closing(answer)


def _headline(answer: Answer) -> Iterator[Paragraph]:
    law = answer["law"]
    nation, judged = nation_words(law["jurisdiction"]), answer["assessed_on"]
    applied = law["application_date"]
    applying = "made on the same day" if applied == judged else f"of {day(applied)}"
    yield para(Span(f"Assessment of {answer['profile_ref'] or 'a client'}, {day(judged)}", "strong"))
    yield para(f"By the law of {nation} in force on that day, for an application {applying}.")


def _connection(answer: Answer, full: bool) -> Iterator[Paragraph]:
    yield from heading("Local connection", "strongest first")
    rows = answer["local_connection"]
    if not rows:
        yield para("No area is named yet.", indent=2)
    for names, row, said in alike(rows, _connection_said, apart=full):
        held = (Span(listed(names), "strong"), ": ", verdict(row["verdict"]), *on_documents(row))
        yield para(*held, indent=2, hang=2)
        if not full or not deciding(row):
            yield from (para(each, indent=4, hang=2) for each in said)
        if full:
            yield from in_full(row["findings"], 4)
    if answer["no_local_connection_anywhere"] is True:
        yield para("There is no local connection anywhere.", indent=2)


def _connection_said(row: Row) -> list[str]:
    """The best ground and its one sentence; when that would change; what else stands level with it."""
    found, officers = deciding(row), for_officer(row)
    if not found:
        asked = "Who else would live with the client was not asked; one of them may have a connection."
        weighed = [f"For the officer already: {each['because']}" for each in officers]
        return (
            [asked, *weighed]
            if row["verdict"] == "undetermined"
            else ["No ground of connection has been told."]
        )
    best = found[0]
    officers = [each for each in officers if each["ground"] != best["ground"]]
    weigh = (
        f"For the officer already: {listed([plain(each['ground']) for each in officers])}."
        if officers
        else ""
    )
    said = (f"{ground_words(best)}: {best['because']}", horizon_words(best), _level(found), weigh)
    return [each for each in said if each]


def _level(found: list[Finding]) -> str:
    """The other grounds that stand level with the best."""
    best, *others = found
    own = dict.fromkeys(each["ground"] for each in others if each["person"] == best["person"])
    named = [plain(ground) for ground in own if ground != best["ground"]]
    if any(each["person"] != best["person"] for each in others):
        named.append("grounds through others of the household")
    return f"Also {brief_verdict(best['verdict']).text}: {listed(named)}." if named else ""


def _referral(answer: Answer, full: bool) -> Iterator[Paragraph]:
    referral = answer["referral"]
    if referral["from"] is None:
        return
    yield from heading("Referral", "to another authority; a power, never a must")
    stage = f"{sentence(referral['stage'])} stage: " if referral["stage"] else ""
    yield para(stage, referral["because"], indent=2, hang=2)
    yield from _targets(referral["to"])
    for row in referral["to"] if full else ():
        yield para(f"{row['area']['name']}, {row['stage']} stage:", indent=2)
        yield from in_full(row["findings"], 4)


def _targets(rows: list[Row]) -> Iterator[Paragraph]:
    """Where the case might be referred: areas alike at the same stages are told together."""
    stages: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        target = (row["area"]["name"], row["limb"], row["conditions"], row["verdict"])
        stages.setdefault(target, []).append(row["stage"])
    areas: dict[tuple[str, ...], list[str]] = {}
    for (name, *same), at_stages in stages.items():
        areas.setdefault((listed(at_stages), *same), []).append(name)
    for (at_stage, limb, conditions, word), names in areas.items():
        by = f" ({at_stage} stage, by {plain(limb)}): conditions "
        whether = f"; referring is {brief_verdict(word).text}" if word != conditions else ""
        yield para(Span(listed(names), "strong"), by, verdict(conditions), f"{whether}.", indent=2, hang=2)


def _status(answer: Answer, full: bool) -> Iterator[Paragraph]:
    yield from heading("Status and duties")
    for label, family in STATUS:
        block = answer[family]
        verdicts = (verdict(block["verdict"]), *on_documents(block), ".")
        yield labelled(label, *verdicts, *_why(block))
        if full:
            yield from in_full(block["findings"], 4)
    for word, owed in DUTY_WORDS.items():
        duties = [duty_words(duty["duty"]) for duty in answer["duties"] if duty["verdict"] == word]
        if duties:
            yield labelled(owed, sentence(listed(duties)), ".", style=verdict(word).style)
    for duty in answer["duties"] if full else ():
        yield from in_full(duty["findings"], 4)


def _why(block: Row) -> Iterator[str]:
    """The sentence that decides, and what else stands level with it; for a no, only that."""
    found = deciding(block)
    yield from (f" For the officer already: {each['because']}" for each in for_officer(block))
    if found:
        yield f" {found[0]['because']}"
    also = list(dict.fromkeys(each["title"] for each in found[1:]))
    if also and block["verdict"] not in {"not_met", "presumed_not_met"}:
        more = [f"{len(also) - MOST_ALSO} more"] if len(also) > MOST_ALSO else []
        yield f" So too: {'; '.join([*also[:MOST_ALSO], *more])}."
