"""Answers as the pages show them. What is decided is in the answer: here it is only sorted and worded."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from api.web.findings import (
    Documents,
    ShownBlock,
    alike,
    block,
    deciding,
    documents,
    ground_words,
    horizon_words,
    unread_sources,
)
from api.web.options import Closed, ShownOption, closed, option
from api.web.words import DANGERS, DUTIES, DUTY_NAMES, Verdict, day, listed, once, plain, sentence, verdict

Json: TypeAlias = Mapping[str, Any]

SAFETY_ORDER = ("excluded", "undetermined", "caution", "clear")
STATUS = (("Homeless", "homelessness"), ("Eligible", "eligibility"), ("Priority need", "priority_need"))
MOST_AREAS = 3  # named at once
_OF = {"safety": "of", "local_connection": "with"}


@dataclass(frozen=True, slots=True)
class Glance:
    """One line of the summary at the top, with the section that it leads to."""

    label: str
    section: str
    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with what its answer could change."""

    ask: str
    changes: str
    path: str


@dataclass(frozen=True, slots=True)
class Target:
    """Authorities to which the case might be referred on the same terms."""

    names: str
    terms: str
    conditions: Verdict
    verdict: Verdict | None
    danger: Verdict | None


@dataclass(frozen=True, slots=True)
class Closing:
    """What is to be read with an answer, and how it was checked."""

    warnings: tuple[str, ...]
    checked: str
    alert: str
    rules: str


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """A whole assessment, section by section."""

    of: str
    on: str
    law: str
    glance: tuple[Glance, ...]
    safety: tuple[ShownBlock, ...]
    connection: tuple[ShownBlock, ...]
    nowhere: bool
    status: tuple[tuple[str, ShownBlock], ...]
    duties: tuple[tuple[Verdict, tuple[tuple[str, ShownBlock], ...]], ...]
    referral: str
    stage: str
    targets: tuple[Target, ...]
    questions: tuple[ShownQuestion, ...]
    documents: tuple[Documents, ...]
    options: tuple[ShownOption, ...]
    closed: tuple[Closed, ...]
    closing: Closing
    areas: tuple[str, ...]


def assessment_page(answer: Json) -> AssessmentPage:
    """An assessment (contract section 3) as its page shows it."""
    law, applied = answer["law"], answer["law"].get("application_date")
    return AssessmentPage(
        of=answer["profile_ref"] or "a client",
        on=day(answer["assessed_on"]),
        law=f"the law of {plain(law['jurisdiction']).title()} in force that day"
        + (f", for an application of {day(applied)}" if applied and applied != answer["assessed_on"] else ""),
        glance=tuple(_glance(answer)),
        safety=tuple(_safety(answer["safety"])),
        connection=tuple(alike(answer["local_connection"], _connection_said, _danger_in(answer))),
        nowhere=answer["no_local_connection_anywhere"] is True,
        status=tuple((label, block(answer[name], _status_said(answer[name]))) for label, name in STATUS),
        duties=tuple(_duties(answer["duties"])),
        referral=_name(answer, answer["referral"]["from"]),
        stage=_stage(answer["referral"]),
        targets=tuple(_targets(answer["referral"]["to"], _danger_in(answer))),
        questions=tuple(map(question, answer["questions"])),
        documents=tuple(documents(answer)),
        options=tuple(map(option, answer["options"])),
        closed=tuple(closed(answer["closed_options"])),
        closing=closing(answer),
        areas=tuple(row["area"]["name"] for row in answer["safety"]),
    )


def _glance(answer: Json) -> Iterator[Glance]:
    excluded = _areas_with(answer["safety"], "excluded")
    if excluded:
        yield Glance("Not safe", "safety", _few(excluded, "areas", len(excluded)), "alarm")
    open_ones = _areas_with(answer["safety"], "undetermined")
    if open_ones:
        yield Glance("Safety not known yet", "safety", _few(open_ones, "areas"), "open")
    if not excluded and not open_ones:
        careful = _areas_with(answer["safety"], "caution")
        words = f"with care: {_few(careful, 'areas')}" if careful else "nothing known speaks against an area"
        yield Glance("Safety", "safety", words)
    connection = [
        f"{row['area']['name']}: {verdict(row['verdict']).words}"
        + (", but not safe" if row["area"]["name"] in excluded else "")
        for row in answer["local_connection"][:MOST_AREAS]
    ]
    yield Glance("Local connection", "connection", "; ".join(connection) or "no area is named yet")
    for label, name in STATUS:
        yield Glance(label, "status", verdict(answer[name]["verdict"]).words)
    first = answer["questions"][0]["ask"] if answer["questions"] else "nothing that would change a verdict"
    yield Glance("Ask first", "ask", first)
    best = [f"{option(each).title}" for each in answer["options"][:1]]
    yield Glance("First option", "options", best[0] if best else "none is open")


def _areas_with(rows: Iterable[Json], word: str) -> list[str]:
    return [row["area"]["name"] for row in rows if row["verdict"] == word]


def _few(names: Sequence[str], what: str, most: int = MOST_AREAS) -> str:
    more = len(names) - most
    return listed([*names[:most], f"{more:,} other {what}"] if more > 0 else names)


def _safety(rows: Sequence[Json]) -> Iterator[ShownBlock]:
    for word in SAFETY_ORDER:
        yield from alike((row for row in rows if row["verdict"] == word), _dangers)


def _dangers(row: Json) -> list[str]:
    """Why an area is not clear: every reason, as none outweighs another."""
    if row["verdict"] == "clear":
        return ["Asked about, and nothing known speaks against it."]
    return [found["because"] for found in deciding(row)]


def _danger_in(answer: Json) -> Callable[[Json], Verdict | None]:
    """What to say of an area that is not known to be safe wherever else it is named."""
    words = {row["area"]["code"]: row["verdict"] for row in answer["safety"]}
    return lambda row: DANGERS.get(words.get(row["area"]["code"], ""))


def _connection_said(row: Json) -> list[str]:
    """The best ground and its one sentence; what may still change it."""
    found, weighed = deciding(row), _for_officer(row)
    if not found:
        if row["verdict"] == "undetermined":
            asked = "Who else would live with the client was not asked; one of them may have a connection."
            return [asked, *weighed]
        return ["No ground of connection has been told."]
    best = found[0]
    also = once(ground_words(each).lower() for each in found[1:] if each["ground"] != best["ground"])
    return once(
        [
            f"{ground_words(best)}: {best['because']}",
            horizon_words(best),
            f"Also {verdict(row['verdict']).words}: {listed(also)}." if also else "",
            *weighed,
        ]
    )


def _for_officer(row: Json) -> list[str]:
    """What an officer can weigh already, although an open question keeps the verdict from being theirs."""
    if row["verdict"] != "undetermined":
        return []
    return [
        f"For the officer already: {each['because']}"
        for each in row["findings"]
        if each["verdict"] == "officer_judgement"
    ]


def _status_said(row: Json) -> list[str]:
    found = deciding(row)
    also = once(each["title"] for each in found[1:])
    settled = row["verdict"] in {"not_met", "presumed_not_met"}
    said = [
        found[0]["because"] if found else "",
        f"So too: {'; '.join(also)}." if also and not settled else "",
    ]
    return once([*_for_officer(row), *said])


def _duties(rows: Sequence[Json]) -> Iterator[tuple[Verdict, tuple[tuple[str, ShownBlock], ...]]]:
    for word, shown in DUTIES.items():
        same = [row for row in rows if row["verdict"] == word]
        if same:
            yield (
                shown,
                tuple(
                    (DUTY_NAMES.get(row["duty"], sentence(row["duty"])), block(row, _status_said(row)))
                    for row in same
                ),
            )


def _name(answer: Json, code: str | None) -> str:
    rows = [*answer["local_connection"], *answer["safety"]]
    return next((str(row["area"]["name"]) for row in rows if row["area"]["code"] == code), code or "")


def _stage(referral: Json) -> str:
    stage = f"{sentence(referral['stage'])} stage. " if referral["stage"] else ""
    return f"{stage}{referral.get('because') or ''}"


def _targets(rows: Iterable[Json], danger_in: Callable[[Json], Verdict | None]) -> Iterator[Target]:
    groups: dict[tuple[str, str, str, str, Verdict | None], list[str]] = {}
    for row in rows:
        key = (row.get("stage") or "", row["limb"], row["conditions"], row["verdict"], danger_in(row))
        groups.setdefault(key, []).append(row["area"]["name"])
    for (stage, limb, conditions, word, danger), names in groups.items():
        terms = f"{stage} stage, by {plain(limb)}" if stage else f"by {plain(limb)}"
        apart = verdict(word) if word != conditions else None
        yield Target(listed(names), terms, verdict(conditions), apart, danger)


def question(told: Json) -> ShownQuestion:
    """A question, with the families of verdicts that its answer could change and their areas."""
    families: dict[str, list[str]] = {}
    for change in told["could_change"]:
        areas = families.setdefault(change["rule"].split(".")[1], [])
        areas += [change["area"]["name"]] if change["area"] else []
    said = (
        f"{plain(family)} {_OF.get(family, 'in')} {_few(once(areas), 'areas')}" if areas else plain(family)
        for family, areas in families.items()
    )
    return ShownQuestion(told["ask"], listed(list(said)), told["path"])


def closing(answer: Json) -> Closing:
    """Warnings, the engines and whether they agreed, the rules that decided."""
    warnings, unread, checked = list(answer["warnings"]), unread_sources(answer), answer["verification"]
    if unread:
        warnings.append(
            f"Nobody has read the sources of these rules yet; check them first: {listed(unread)}."
        )
    alert = ""
    if checked["agree"] is False:
        alert = "Two rule engines differ on this case. What they differ on is withheld as not known yet."
    elif checked["agree"] is None:
        alert = (
            f"Only one rule engine decided this; nothing checked it ({checked['because'] or 'not asked'})."
        )
    packs = answer.get("law", {}).get("packs", ())
    return Closing(
        tuple(warnings),
        alert or f"Two rule engines ({listed(checked['engines'])}) agree on every finding.",
        alert,
        ", ".join(f"{pack['name']} {pack['version']}" for pack in packs),
    )
