"""The services directory as text: what was read and left aside, what is held, and one service."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.text.layout import Paragraph, Span, heading, labelled, para
from cli.text.words import day, plain
from services_directory.open_referral.standard import profiles

Answer = Mapping[str, Any]
MOST = 20  # rows of one kind; JSON has them all


def report_text(told: Answer) -> Iterator[Paragraph]:
    """A report on records that were read: kept, dropped, left aside, and what prose may mean."""
    counts = ", ".join(f"{count:,} {plain(name)}" for name, count in told["records"].items()) or "no record"
    title = profiles()[told["profile"]].title
    yield para(Span(f"{counts}, sound by {title}.", "strong"))
    unfit = len(told["services"]) - told["options"]
    yield para(f"{_services(told['options'])} can be an option; {unfit:,} cannot, and stay as they are.")
    for title, name in (("Dropped", "dropped"), ("What is wrong", "faults"), ("Worth a note", "notes")):
        if told[name]:
            yield from heading(title, f"{len(told[name]):,}")
            yield from _rows(told[name], _place)
    if told["left_aside"]:
        yield from heading("Left aside", "no gate reads these; they stay as they are, for people")
        for row in told["left_aside"][:MOST]:
            yield labelled(_services(row["services"]), f"{plain(row['field'])}: {row['why']}")
    suggested = [each for each in told["services"] if each["suggestions"]]
    if suggested:
        yield from heading("What prose may mean", f"{_services(len(suggested))}; ask, then state it")
        for each in suggested[:MOST]:
            yield para(Span(each["name"], "strong"), indent=2)
            yield from (_suggestion(one) for one in each["suggestions"])
        if len(suggested) > MOST:
            yield para(f"And {len(suggested) - MOST:,} services more (--format json has them all).", indent=2)
    if where := told["stored"]:
        yield from heading("Kept")
        yield para(f"In {where['folder']}. Answer by it with --directory {where['folder']}", indent=2)


def summary_text(told: Answer) -> Iterator[Paragraph]:
    """What a directory holds, in figures."""
    yield para(
        Span(f"{told['services']:,} services of {told['providers']:,} providers", "strong"),
        f" in {told['areas']:,} areas; {told['invented']:,} are invented.",
    )
    yield para(f"{told['areas_without_a_service']:,} areas are served by none.")
    yield from heading("Types")
    for name, count in told["types"].items():
        yield labelled(f"{count:,}", plain(name))
    yield from heading("Not stated", "gates that stay unknown")
    for name, count in told["not_stated"].items():
        yield labelled(_services(count), plain(name))
    yield from heading("Last confirmed", f"as of {day(told['as_of'])}")
    for group, steps in told["confirmed"].items():
        said = ", ".join(f"{count:,} {_step(step)}" for step, count in steps.items())
        yield labelled(plain(group), said)


def service_text(told: Answer) -> Iterator[Paragraph]:
    """One service: what it states, what it leaves open, who confirmed it, what its prose may mean."""
    record = told["record"] or {}
    if not told["option"]:
        yield para(Span(str(record["name"]), "strong"))
        yield para("It is kept, but can be no option.")
    else:
        states = told["states"]
        yield para(Span(states["name"], "strong"), f"  {told['id']}")
        yield para(f"{plain(states['type'])}, {told['area']['name']}; run by {told['provider']['name']}.")
        yield from heading("It states")
        for name, value in states.items():
            if name not in ("id", "name", "type", "area", "confirmed", "invented"):
                yield labelled(plain(name), _value(value))
        if told["not_stated"]:
            yield labelled("not stated", ", ".join(map(plain, told["not_stated"])), style="open")
        yield from heading("Confirmed")
        for group, said in told["confirmed"].items():
            yield labelled(
                plain(group), f"{day(said['day'])} ({said['days_ago']:,} days ago), by {said['by']}"
            )
    if told["left_aside"]:
        yield from heading("Left aside", "no gate reads these")
        for left in told["left_aside"]:
            text = f" ({left['text']})" if left["text"] else ""
            yield para(f"- {plain(left['field'])}: {left['why']}{text}", indent=2, hang=2)
    if told["suggestions"]:
        yield from heading("What its prose may mean", "ask, then state it")
        yield from map(_suggestion, told["suggestions"])


def _rows(rows: Sequence[Answer], place: Any) -> Iterator[Paragraph]:
    for row in rows[:MOST]:
        yield para(f"- {place(row)}", indent=2, hang=2)
    if len(rows) > MOST:
        yield para(f"And {len(rows) - MOST:,} more (--format json has them all).", indent=2)


def _place(row: Answer) -> str:
    where = " ".join(part for part in (row["source"], row["pointer"]) if part)
    said = f": {row['detail']}" if row.get("detail") else ""
    return f"{where} ({row['record']}){said}" if row["record"] else f"{where}{said}"


def _suggestion(one: Answer) -> Paragraph:
    return para(
        f"- {plain(one['field'])}: {_value(one['value'])}, {one['sure']}: “{one['words']}”", indent=4, hang=2
    )


def _value(value: Any) -> str:
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case dict():
            return ", ".join(f"{plain(str(name))}: {_value(item)}" for name, item in value.items())
        case list() | tuple():
            return ", ".join("no limit" if item is None else _value(item) for item in value)
    return plain(str(value))


def _services(count: int) -> str:
    return f"{count:,} {'service' if count == 1 else 'services'}"


def _step(step: str) -> str:
    return {"later": "after that day", "older": "longer ago", "never": "never"}.get(
        step, f"up to {step} days ago"
    )
