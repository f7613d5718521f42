"""The results of a policy test as text: who gains, who loses, why, and how far the record agrees."""

from collections.abc import Iterator
from pathlib import Path

from cli.text.layout import Paragraph, Span, heading, labelled, listed, para
from policy_lab.intervals import Interval
from policy_lab.results import Count, EqualityRow, Family, Flow, Moved, Results, Split

MOST_FLOWS, MOST_RULES = 8, 10
HELD_BACK = "(held back)"
_CHANCE = "chance explains"  # how a group that stands out is spoken of


def policy_test_text(results: Results, report: Path | None) -> Iterator[Paragraph]:
    """The answer, then where the rest of it is."""
    yield para(Span("What the change does to historic cases", "strong"))
    yield from _asked(results)
    changed = [family for family in results.families if family.changed]
    for family in changed:
        yield from _family(family)
    if not changed:
        yield from heading("Nothing changes")
        yield para("No verdict of any case changes, nor the rule that decides it.", indent=2)
    yield from _rules(results)
    yield from _agreement(results)
    yield from _read_with(results, report)


def _asked(results: Results) -> Iterator[Paragraph]:
    cases, method = results.cases, results.method
    years = f" of {cases.decided_from} to {cases.decided_to}" if cases.decided_from else ""
    yield para(f"{cases.decided:,} cases{years} from {listed(cases.files)}, under {method.proposed_as}.")
    if cases.quarantined:
        yield para(
            Span(f"{cases.quarantined:,} of {cases.read:,} cases read were left out as faulty.", "alarm")
        )
    for because, count in cases.not_decided:
        yield para(Span(f"About {_count(count)} were not decided: {because}.", "open"))
    yield from heading("The change")
    for change in method.changes:
        said = f"{change.was or 'nothing'} becomes {change.becomes or 'nothing'}"
        yield para(f"{change.rule}: {change.parameter} {said}".replace("  ", " "), indent=2, hang=2)
    if not method.changes:
        yield para("The packs say the same.", indent=2)


def _family(family: Family) -> Iterator[Paragraph]:
    yield from heading(family.called, "" if family.unit == "case" else "counted by case and area below")
    yield para(_headline(family.cases), indent=2)
    moved = _without_nothing(family.open_cases)
    if moved:
        yield para(Span(f"Of the open cases {moved}: they would need notice.", "open"), indent=2)
    flows = sorted((flow for flow in family.flows if flow.reason != "same"), key=_by_size)
    for flow in flows[:MOST_FLOWS]:
        yield labelled(_count(flow.count).rjust(11), _flow(flow))
    for split in family.splits:
        if split.by == "region":
            yield from _regions(split)
    yield from _equality(family)


def _headline(moved: Moved) -> str:
    if moved.gained is None or moved.lost is None or moved.total is None:
        return "Too few cases change for their number to be published."
    of = f"of {moved.total:,} cases"
    return f"{moved.gained:,} gain and {moved.lost:,} lose, {of} ({_share(moved.gained, moved.total)} gain)."


def _without_nothing(moved: Moved) -> str:
    said = [f"{count:,} {word}" for count, word in ((moved.gained, "gain"), (moved.lost, "lose")) if count]
    return listed(said)


def _flow(flow: Flow) -> str:
    if flow.reason == "other":
        return f"stay {_words(flow.was)}, by another rule"
    return f"{_words(flow.was)} to {_words(flow.becomes)}"


def _by_size(flow: Flow) -> tuple[int, str, str]:
    return -(flow.count or 0), flow.was, flow.becomes


def _regions(split: Split) -> Iterator[Paragraph]:
    yield para("By region, the share of cases that gain (and the 95% interval):", indent=2)
    for group in split.groups:
        yield labelled(_cut(group.name), _rate(group.gained), f" of {_count(group.cases)}")


def _equality(family: Family) -> Iterator[Paragraph]:
    rows = [row for row in family.equality if _CHANCE in row.says_gained or _CHANCE in row.says_lost]
    if not family.equality:
        return
    yield para("Groups that share a protected characteristic (Equality Act 2010 s.149):", indent=2)
    for row in rows:
        yield para(f"{row.characteristic}, {row.group}: {_stands_out(row)}.", indent=4, hang=2)
    if not rows:
        yield para("No group gains or loses at another rate than chance could explain.", indent=4, hang=2)


def _stands_out(row: EqualityRow) -> str:
    said = []
    for word, rate, ratio, says in (
        ("gains", row.gained, row.ratio_gained, row.says_gained),
        ("loses", row.lost, row.ratio_lost, row.says_lost),
    ):
        if _CHANCE in says:
            times = f", {ratio:.2f} times everyone else's" if ratio is not None else ""
            said.append(f"{word} at {_rate(rate)}{times}, {says}")
    return "; ".join(said)


def _rules(results: Results) -> Iterator[Paragraph]:
    if not results.rules:
        return
    to = results.method.rounded_to
    yield from heading("Why", f"findings that change, to the nearest {to}")
    for rule in results.rules[:MOST_RULES]:
        change = f"{rule.rule}: {_words(rule.was)} to {_words(rule.becomes)}"
        yield labelled(f"{rule.about:,}".rjust(11), change)


def _agreement(results: Results) -> Iterator[Paragraph]:
    if not any(family.agreement for family in results.families):
        return
    yield from heading("Agreement with what was decided")
    for family in results.families:
        for each in family.agreement:
            rate = f"{_rate(each.rate)} agree" if each.rate else "none of them settled"
            settled = each.compared - each.open
            yield para(
                f"{family.called}, {each.under}: {rate}, of {settled:,} that the rules settle; "
                f"{each.open:,} are left to the officer or to what is not known.",
                indent=2, hang=2,
            )  # fmt: skip


def _read_with(results: Results, report: Path | None) -> Iterator[Paragraph]:
    yield from heading("Read with this")
    least = results.method.least_shown
    held = f"Counts from 1 to {least - 1} are held back, with others that would give them away."
    yield para("- ", held, indent=2, hang=2)
    if results.not_recorded:
        names = listed([_words(name) for name in results.not_recorded], "and")
        yield para("- ", f"The cases do not record {names}.", indent=2, hang=2)
    yield para(
        "- ", "The rules decide what follows from the record; people decided the cases.", indent=2, hang=2
    )
    if report:
        where = f"The report is in {report}. What is in its folder not-for-publication names single cases."
    else:
        where = "With --report DIR all tables, the page and the lists of single cases are written."
    yield para("- ", where, indent=2, hang=2)


def _words(word: str) -> str:
    return word.replace("_", " ")


def _count(count: Count) -> str:
    return HELD_BACK if count is None else f"{count:,}"


def _share(part: int, of: int) -> str:
    return f"{100 * part / of:.2f}%" if of else "none"


def _rate(rate: Interval | None) -> str:
    if rate is None:
        return HELD_BACK
    return f"{100 * rate.rate:.2f}% ({100 * rate.low:.2f} to {100 * rate.high:.2f})"


def _cut(name: str) -> str:
    return name if len(name) <= 17 else name[:16] + "."
