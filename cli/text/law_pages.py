"""The law as Markdown pages: one for each family of each pack, an index, the changes by date, the ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cli.text.layout import listed
from cli.text.ledger import certainty_words
from cli.text.rules import CASE_DATES, TIGHTEN, in_force
from cli.text.words import CERTAINTY, day, document_words, plain, sentence, verdict_words
from engine.packs.diff import PackDiff
from engine.packs.ledger import Entry, Ledger
from engine.verdicts import SILENT

Version = Mapping[str, Any]

NOTICE = "<!-- Written from the rule packs by `make docs`; change a rule, not this page. -->"


@dataclass(frozen=True, slots=True)
class PackPages:
    """A pack as its pages show it: versions of rules in order, what it says of each day, what changed."""

    name: str
    title: str
    version: str
    nations: tuple[tuple[str, str], ...]
    rules: tuple[Version, ...]
    said: Mapping[str, str]
    changes: Mapping[str, PackDiff]

    @property
    def families(self) -> Iterator[tuple[str, Sequence[Version]]]:
        """The versions of each family, by its name."""
        for family, of_family in groupby(self.rules, key=lambda version: str(version["family"])):
            yield family, list(of_family)


def law_pages(packs: Sequence[PackPages], ledger: Ledger) -> dict[str, str]:
    """Every page by its path; the same packs give the same pages."""
    where = {
        str(version["rule"]): f"{pack.name}/{family}.md#{anchor(str(version['rule']))}"
        for pack in packs
        for family, versions in pack.families
        for version in versions
    }
    pages = {
        "README.md": _page(_index(packs)),
        "changes.md": _page(_changes(packs, where)),
        "ledger.md": _page(_ledger(ledger.entries, where)),
    }
    for pack in packs:
        for family, versions in pack.families:
            pages[f"{pack.name}/{family}.md"] = _page(_family(pack, family, versions))
    return pages


def anchor(rule: str) -> str:
    """Where a rule stands on its page."""
    return rule.replace(".", "-").replace("_", "-")


def _page(lines: Iterable[str]) -> str:
    return "\n".join([NOTICE, "", *lines]).rstrip() + "\n"


def _index(packs: Sequence[PackPages]) -> Iterator[str]:
    yield "# The law as the packs hold it"
    yield ""
    yield "What each rule says, since when, on what source, and how far the source was checked. A rule"
    yield "decides what its facts settle; what the law leaves to an officer stays with the officer."
    yield ""
    yield "- [Changes by date](changes.md)"
    yield "- [Ledger: every point of the law, and the rules that decide it or why none does](ledger.md)"
    for pack in packs:
        yield from ("", f"## {pack.title}", "")
        spans = [f"{sentence(nation)} from {day(first)}" for nation, first in pack.nations]
        yield f"Pack `{pack.name}`, version {pack.version}. Decides cases of {listed(spans)}."
        for family, versions in pack.families:
            yield from ("", f"### [{sentence(family)}]({pack.name}/{family}.md)", "")
            titles = {version["rule"]: version["title"] for version in versions}
            for rule, title in titles.items():
                yield f"- [{title}]({pack.name}/{family}.md#{anchor(rule)}) `{rule}`"


def _family(pack: PackPages, family: str, versions: Sequence[Version]) -> Iterator[str]:
    yield f"# {sentence(family)}: {pack.title}"
    yield ""
    yield "[All of the law](../README.md) · [Changes by date](../changes.md) · [Ledger](../ledger.md)"
    for rule, of_rule in groupby(versions, key=lambda version: str(version["rule"])):
        yield from ("", f'<a id="{anchor(rule)}"></a>')
        for version in of_rule:
            yield from _version(version)


def _version(version: Version) -> Iterator[str]:
    yield from ("", f"## {version['title']}", "", f"`{version['rule']}`", "")
    by = CASE_DATES[version["in_force"]["by"]]
    ground = f", on the ground of {plain(version['ground'])}" if version["ground"] else ""
    force = f"{sentence(version['force'])}{ground}; {CERTAINTY[version['certainty']]}"
    yield f"{sentence(in_force(version))}, by {by}. {force}."
    for label, codes in (("Only in", version["only_in"]), ("Not in", version["except_in"])):
        if codes:
            yield f"{label} {listed(codes)}."
    yield from _values(version["parameters"])
    yield from _list("Reads", (f"*{plain(fact)}*: {says}" for fact, says in version["reads"].items()))
    yield from _decision(version)
    yield from _list("To weigh", (_factor(factor) for factor in version["factors"]))
    yield from _list("Says", (f"{_verdict(word)}: {text}" for word, text in version["plain"].items()))
    yield from _list(
        "Says to the client", (f"{_verdict(word)}: {text}" for word, text in version["to_client"].items())
    )
    yield from _list("Shown by", map(document_words, version["evidence"]))
    yield from _list("Sources", map(_source, version["cites"]))
    yield from _list(
        "Restates",
        (f"[{each['id']}](../ledger.md#{each['id'].lower()}): {each['title']}" for each in version["points"]),
    )


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"- {item}" for item in items]
    if lines:
        yield from ("", f"**{title}**", "", *lines)


def _values(parameters: Sequence[Version]) -> Iterator[str]:
    if not parameters:
        return
    yield from (
        "",
        "**Values through time**",
        "",
        "| value | unit | from | is |",
        "| --- | --- | --- | --- |",
    )
    for parameter in parameters:
        for first, value in parameter["values"].items():
            said = (
                "ends" if value is None else plain(listed(value)) if isinstance(value, list) else f"{value:,}"
            )
            yield f"| {plain(parameter['name'])} | {plain(parameter['unit'])} | {day(first)} | {said} |"
    notes = [f"{sentence(each['name'])}: {each['note']}" for each in parameters if each["note"]]
    notes += [
        f"{sentence(each['name'])}: an overlay may change it, {TIGHTEN[each['tighten']]} only."
        for each in parameters
        if each["tighten"]
    ]
    if notes:
        yield from ("", *(f"- {note}" for note in notes))


def _decision(version: Version) -> Iterator[str]:
    yield from ("", "**Decided by the first line that holds**", "")
    for number, row in enumerate(version["verdict"], 1):
        condition = f"If {row['in_words']}" if row["when"] else "Otherwise"
        settle = f" To settle it: {row['settle']['ask']}" if row["settle"] else ""
        yield f"{number}. {condition}: **{_verdict(row['is'])}**.{settle}"
    if version["none"]:
        yield from ("", f"Where none is listed: **{_verdict(version['none'])}**.")


def _factor(factor: Version) -> str:
    return f"{factor['say']} (if {factor['in_words']})" if factor["when"] else str(factor["say"])


def _verdict(word: str) -> str:
    return "says nothing" if word == SILENT else verdict_words(word).partition(" (")[0]


def _source(cite: Version) -> str:
    source = f"[{cite['source']}]({cite['url']})" if cite["url"] else cite["source"]
    return f"{source}, read {day(cite['read_on'])}"


def _changes(packs: Sequence[PackPages], where: Mapping[str, str]) -> Iterator[str]:
    yield from ("# Changes by date", "", "[All of the law](README.md) · [Ledger](ledger.md)")
    days = sorted({each for pack in packs for each in (*pack.said, *pack.changes)})
    for on in days:
        yield from ("", f"## {day(on)}")
        for pack in packs:
            said, changed = pack.said.get(on), pack.changes.get(on)
            if said or changed:
                yield from ("", f"**{pack.title}.** {said or ''}".rstrip(), "")
                yield from _changed(changed, where)


def _changed(changed: PackDiff | None, where: Mapping[str, str]) -> Iterator[str]:
    if changed is None:
        return
    for word, rules in (("Begins", changed.begins), ("Ends", changed.ends)):
        yield from (f"- {word}: [{rule.title}]({where[rule.id]})" for rule in rules)
    yield from (f"- Changes: [{each.now.title}]({where[each.now.id]})" for each in changed.changed)


def _ledger(entries: Sequence[Entry], where: Mapping[str, str]) -> Iterator[str]:
    yield from ("# Ledger: every point of the law", "")
    yield "[All of the law](README.md) · [Changes by date](changes.md)"
    yield ""
    decided = sum(bool(entry.rules) for entry in entries)
    yield f"{len(entries):,} points: {decided:,} decided by rules, {len(entries) - decided:,} by none."
    for part, of_part in groupby(entries, key=lambda entry: entry.point.part):
        yield from (
            "",
            f"## {part}",
            "",
            "| point | what it says | checked | rules, or why none |",
            "| --- | --- | --- | --- |",
        )
        for entry in of_part:
            point = entry.point
            rules = "<br>".join(f"[{rule}]({where[rule]})" for rule in entry.rules) or point.why
            mark = f'<a id="{point.id.lower()}"></a>{point.id}'
            yield f"| {mark} | {point.title} | {certainty_words(point.certainty)} | {rules} |"
