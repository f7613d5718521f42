"""Rules as text: all of them by family, or one with all that it says."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from cli.text.layout import BLANK, Paragraph, Span, heading, labelled, listed, para
from cli.text.ledger import certainty_words
from cli.text.words import CERTAINTY, brief_verdict, day, document_words, plain, sentence, verdict

Row = Mapping[str, Any]

CASE_DATES = {"test_day": "the day judged", "application_date": "the day of application"}
TIGHTEN = {
    "up": "to a higher figure",
    "down": "to a lower figure",
    "more": "to more words",
    "fewer": "to fewer words",
}


def rules_text(rows: Sequence[Row]) -> Iterator[Paragraph]:
    """Every rule by family: name, title, in force, how well its source was checked."""
    by_family = sorted(rows, key=lambda row: str(row["family"]))
    for family, of_family in groupby(by_family, key=lambda row: str(row["family"])):
        held = list(of_family)
        yield from heading(plain(family), f"{len(held)} {'rule' if len(held) == 1 else 'rules'}")
        for row in held:
            yield para(Span(row["rule"], "strong"), indent=2)
            yield para(
                f"{row['title']}. {sentence(row['force'])}, {in_force(row)}; {CERTAINTY[row['certainty']]}.",
                indent=6,
            )
    yield BLANK
    yield para(f"{len(rows):,} rules." if rows else "No rule matches.")


def in_force(row: Row) -> str:
    """From when to when a rule is in force."""
    first, end = row["in_force"]["from"], row["in_force"]["to"]
    return f"in force from {day(first)}" + (f" up to {day(end)}" if end else "")


def rule_text(rule: Row, trials: Sequence[tuple[str, str]]) -> Iterator[Paragraph]:
    """A rule in its versions; `trials` are the cases beside it: the name and the verdict expected."""
    yield para(Span(rule["rule"], "strong"))
    for version in rule["versions"]:
        yield from _version(version)
    if trials:
        yield from heading("Tried by", f"{len(trials)} cases beside it")
        yield from (
            para(f"- {name}: ", brief_verdict(expected), indent=2, hang=2) for name, expected in trials
        )


def _version(version: Row) -> Iterator[Paragraph]:
    yield from heading(version["title"])
    by = CASE_DATES[version["in_force"]["by"]]
    yield para(f"{sentence(in_force(version))}, by {by}. {sentence(version['force'])}.", indent=2)
    yield para(
        f"{sentence(CERTAINTY[version['certainty']])}. In {version['pack']}/{version['file']}.", indent=2
    )
    for label, codes in (("Only in", version["only_in"]), ("Not in", version["except_in"])):
        if codes:
            yield para(f"{label} {listed(codes)}.", indent=2)
    yield from _facts(version)
    yield from _decision(version)
    yield from _sentences(version)
    yield from heading("Sources")
    for cite in version["cites"]:
        yield para(f"- {cite['source']} {cite['url']} (read {day(cite['read_on'])})", indent=2, hang=2)
    if version["points"]:
        yield from heading("Restates", "how far each point of the law was checked")
    for point in version["points"]:
        checked = Span(f"  {certainty_words(point['certainty'])}", "faint")
        yield para(f"- {point['id']}: {point['title']}", checked, indent=2, hang=2)


def _facts(version: Row) -> Iterator[Paragraph]:
    if version["parameters"]:
        yield from heading("Values through time")
    for parameter in version["parameters"]:
        yield para(Span(parameter["name"], "strong"), f" ({plain(parameter['unit'])})", indent=2)
        for first, value in parameter["values"].items():
            said = "ends" if value is None else listed(value) if isinstance(value, list) else f"{value:,}"
            yield para(f"from {day(first)}: {plain(said)}", indent=6, hang=2)
        if parameter["note"]:
            yield para(Span(parameter["note"], "faint"), indent=6)
        if parameter["tighten"]:
            yield para(f"An overlay may change it: {TIGHTEN[parameter['tighten']]} only.", indent=6)
    if version["given"]:
        yield from heading("Measured")
    for given in version["given"]:
        arguments = ", ".join(f"{name}: {value}" for name, value in given["arguments"].items())
        needed = f", held against {given['needed']}" if given["needed"] else ""
        yield para(f"{given['fact']} is {plain(given['measure'])} ({arguments}){needed}", indent=2, hang=2)


def _decision(version: Row) -> Iterator[Paragraph]:
    if version["reads"]:
        yield from heading("Reads")
    for fact, says in version["reads"].items():
        yield para(f"- {plain(fact)}: {says}", indent=2, hang=2)
    yield from heading("In words")
    for row in version["verdict"]:
        condition = f"if {row['in_words']}" if row["when"] else "otherwise"
        yield para(f"- {condition}: ", verdict(row["is"]), indent=2, hang=2)
    yield from heading("Decided by", "the first line that holds")
    for row in version["verdict"]:
        condition = f"if {row['when']}" if row["when"] else "otherwise"
        yield para(f"- {condition}: ", verdict(row["is"]), indent=2, hang=2)
        if row["settle"]:
            yield para(f"settled by: {row['settle']['ask']}", indent=6)
    if version["none"]:
        yield para("- where none is listed: ", verdict(version["none"]), indent=2, hang=2)
    if version["factors"]:
        yield from heading("To weigh")
    for factor in version["factors"]:
        when = f" (if {factor['in_words']})" if factor["when"] else ""
        yield para(f"- {factor['say']}{when}", indent=2, hang=2)


def _sentences(version: Row) -> Iterator[Paragraph]:
    yield from heading("Says")
    for word, text in version["plain"].items():
        yield labelled(brief_verdict(word).text, text)
    yield from heading("Says to the client")
    for word, text in version["to_client"].items():
        yield labelled(brief_verdict(word).text, text)
    if version["evidence"]:
        yield para(
            f"Shown by {listed([document_words(each) for each in version['evidence']], 'or')}.", indent=2
        )
