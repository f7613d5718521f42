"""The way in: records that were given → sound by the standard and among themselves → what they state."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from services_directory.areas import Areas
from services_directory.open_referral.criteria import Stated, prose_of, provider_stated, stated
from services_directory.open_referral.documents import (
    KINDS,
    Given,
    Record,
    note_on_page,
    parsed,
    parsed_lines,
    records_in,
)
from services_directory.open_referral.links import linked, with_those_within
from services_directory.open_referral.own_fields import Left
from services_directory.open_referral.problems import Json, OpenReferralError, RecordFault, unusable
from services_directory.open_referral.standard import Profile, mistakes
from services_directory.open_referral.vocabulary import criteria
from services_directory.open_referral.writing import records_of
from services_directory.services import Directory, DirectoryError, lines_of, read_files

_JSON, _LINES, _OURS = (".json",), (".jsonl", ".ndjson"), (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Checked:
    """Records after a look at each and at all together.

    `records` are sound, each once; `dropped` those that are not, whose reasons are among `faults`.
    `notes` tell what nobody need mend: copies that say less, parents that were not given.
    """

    records: tuple[Record, ...]
    dropped: tuple[Record, ...]
    faults: tuple[RecordFault, ...]
    notes: tuple[RecordFault, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A service record, and what was left aside of it: prose for people, which no gate reads."""

    id: str
    name: str
    option: bool
    left: tuple[Left, ...]
    prose: str
    states: frozenset[str] = frozenset()  # fields that gates can read


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import holds: records as given, by list, and the services that can be options.

    `providers` are in the form of a directory file, one with its services; `told` is in order of ids.
    """

    records: Mapping[str, tuple[Json, ...]]
    providers: tuple[Json, ...]
    told: tuple[Told, ...]

    @property
    def options(self) -> int:
        """How many services can be options."""
        return sum(len(provider["services"]) for provider in self.providers)


def given_in(paths: Iterable[Path], areas: Areas) -> Given:
    """The records of files, and of the files in folders: JSON, JSON Lines, or our own directory form (YAML).

    Raises: OpenReferralError for a file that cannot be opened or read at all, with every such file.
    """
    faults: list[RecordFault] = []
    given = Given([], [])
    for path in _files(paths, faults):
        try:
            within = _given_in_file(path, areas)
        except OpenReferralError as error:
            faults += error.faults
        else:
            given.records.extend(within.records)
            given.notes.extend(within.notes)
    if faults:
        raise OpenReferralError("The directory cannot be read.", faults)
    return given


def check(given: Given, profile: Profile) -> Checked:
    """Look at every record by the standard, then at all together; what falls may leave others dangling."""
    faults: list[RecordFault] = []
    for record in given.records:
        for wrong in mistakes(profile, record.kind, record.json):
            place = (*record.place, *wrong.place)
            faults.append(RecordFault(record.source, record.named, place, *wrong[1:]))
    faults += linked(given.records, criteria()).faults
    sound, dropped = _parted(given.records, faults)
    while True:
        result = linked(sound, criteria())
        known = set(faults)
        faults += (fault for fault in result.faults if fault not in known)
        sound, fallen = _parted(result.records, result.faults)
        dropped += fallen
        if not fallen:
            return Checked(tuple(sound), tuple(dropped), tuple(faults), (*given.notes, *result.notes))


def imported(
    records: Sequence[Record], areas: Areas, beside: Mapping[str, Json] = MappingProxyType({})
) -> Imported:
    """What sound records hold and state; the same whatever their order.

    `beside` is what somebody else states of services, by their identifiers in the records.
    """
    every = list(with_those_within(records))
    organizations = {record.id: record.json for record in reversed(every) if record.kind == "organization"}
    terms = {record.id: record.json for record in every if record.kind == "taxonomy_term"}
    providers: dict[str, Json] = {}
    told = []
    for record in _services(every):
        said = stated(record.json, terms, areas, beside.get(record.id, {}))
        told.append(_told(record.json, said))
        if said.service is not None:
            runs = record.json.get("organization")
            runs = runs or organizations.get(str(record.json.get("organization_id")))
            provider = provider_stated(record.json, runs)
            providers.setdefault(provider["id"], {**provider, "services": []})["services"].append(
                said.service
            )
    lists: dict[str, list[Json]] = defaultdict(list)
    for record in sorted(records, key=lambda record: record.id):
        lists[record.kind].append(record.json)
    return Imported(
        {name: tuple(lists[kind]) for name, kind in KINDS.items()},
        tuple(providers[key] for key in sorted(providers)),
        tuple(told),
    )


def held_as(directory: Directory, areas: Areas) -> Imported:
    """A directory of our own as an import of its records would hold it."""
    records = {name: tuple(rows) for name, rows in records_of(directory, areas).items()}
    return Imported(records, tuple(map(json.loads, lines_of(directory))), ())


def left_aside(told: Iterable[Told]) -> Counter[tuple[str, str]]:
    """How many services leave a field aside for a reason."""
    return Counter(pair for each in told for pair in {(left.field, left.why) for left in each.left})


def _told(record: Json, said: Stated) -> Told:
    states = frozenset(said.service or ())
    return Told(said.id, record["name"], said.service is not None, said.left, prose_of(record), states)


def _services(every: Iterable[Record]) -> list[Record]:
    """Each service once, the fullest that was given, in order of ids."""
    fullest: dict[str, Record] = {}
    for record in every:
        if record.kind == "service" and {"id", "name"} <= record.json.keys():
            known = fullest.get(record.id)
            if known is None or len(record.json) > len(known.json):
                fullest[record.id] = record
    return [fullest[key] for key in sorted(fullest)]


def _parted(records: Sequence[Record], faults: Iterable[RecordFault]) -> tuple[list[Record], list[Record]]:
    """Records without a fault, and those with one that is not harmless, in it or in what stands inside it."""
    places: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for fault in faults:
        if not fault.harmless:
            places[fault.source] |= {fault.place[:depth] for depth in range(len(fault.place) + 1)}
    sound: list[Record] = []
    fallen: list[Record] = []
    for record in records:
        (fallen if record.place in places[record.source] else sound).append(record)
    return sound, fallen


def _files(paths: Iterable[Path], faults: list[RecordFault]) -> Iterator[Path]:
    forms = (*_JSON, *_LINES, *_OURS)
    for path in paths:
        if path.is_dir():
            found = sorted(
                each for each in path.rglob("*") if each.suffix.casefold() in forms and each.is_file()
            )
            if not found:
                why = "this folder holds no directory file."
                faults.append(RecordFault(str(path), "", (), why, (), f"One ends in {', '.join(forms)}."))
            yield from found
        elif not path.exists():
            faults.append(RecordFault(str(path), "", (), "there is no such file or folder."))
        else:
            yield path


def _given_in_file(path: Path, areas: Areas) -> Given:
    suffix, source = path.suffix.casefold(), str(path)
    if suffix in _OURS:
        return Given(list(_our_own(path, areas)), [])
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unusable(source, f"it cannot be opened: {error.strerror}.") from None
    if suffix in _LINES:
        return Given(list(parsed_lines(raw, source)), [])
    data = parsed(raw, source)
    return Given(list(records_in(data, source)), note_on_page(data, source))


def _our_own(path: Path, areas: Areas) -> Iterator[Record]:
    """The records of a directory in our own form."""
    try:
        directory = read_files([path], areas)
    except DirectoryError as error:
        found = [RecordFault(fault.place, "", (), fault.why, fault.near, fault.do) for fault in error.faults]
        raise OpenReferralError("The directory cannot be read.", found) from None
    for name, records in records_of(directory, areas).items():
        yield from (
            Record(KINDS[name], str(path), (name, number), each) for number, each in enumerate(records)
        )
