"""What is compared: the packs that decide today, and the same packs as somebody proposes to change them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from casework.setting import shipped_packs
from engine.analysis.proposal import Changed, overlaid, read_changes
from engine.columnar.country import Country, country_of
from engine.packs import Pack, PackError, load_pack
from engine.packs.diff import Edited, between_packs
from engine.packs.model import Contents
from engine.problems import Fault, InputError
from policy_lab.results import Change
from services_directory.areas import load_areas

HEAD = "pack.yaml"
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, eq=False)
class Proposal:
    """Two sets of packs, and whose law decides (None for each case's own).

    `called` is how whoever asked names the proposal. `digest` stands for everything that a verdict depends
    on: two proposals with the same digest decide alike. It can be sent to another process or machine.
    """

    called: str
    baseline: tuple[Pack, ...]
    proposed: tuple[Pack, ...]
    jurisdiction: str | None

    @property
    def digest(self) -> str:
        """The digest of both sets of packs and of whose law decides."""
        said = [self.jurisdiction or ""]
        for packs in (self.baseline, self.proposed):
            said += [f"{pack.code} {pack.sha256}" for pack in packs]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def read_proposal(proposed: Path, baseline: Path | None = None, jurisdiction: str | None = None) -> Proposal:
    """The proposal in a pack's folder, or in a file or folder of changed parameters.

    A pack stands in place of the one of the same code; changes are made to the packs that hold their rules.
    Raises: InputError, with every refusal, where one of them is unfit.
    """
    today = _packs_with(shipped_packs(), baseline) if baseline else shipped_packs()
    return proposal_of(proposed.name, today, _packs_with(today, proposed), jurisdiction)


def proposal_of(
    called: str, baseline: Sequence[Pack], proposed: Sequence[Pack], jurisdiction: str | None = None
) -> Proposal:
    """A proposal from packs; their rules are read now. Raises PackError where they are unfit."""
    was, becomes = (tuple(pack.opened() for pack in packs) for packs in (baseline, proposed))
    return Proposal(called, was, becomes, jurisdiction)


@cache
def whole_country() -> Country:
    """Every area that a case may name."""
    areas = load_areas()
    return country_of((area.code for area in areas), lambda code: areas[code].nation, areas)


def changed_packs(packs: Sequence[Pack], changes: Iterable[Changed], file: str) -> tuple[Pack, ...]:
    """The packs with changes made, each to the pack whose rules it names. Raises PackError."""
    by_code: dict[str, list[Changed]] = {}
    codes = {pack.code for pack in packs}
    for each in changes:
        code = each.rule.partition(".")[0]
        # A rule of no pack is refused by the first, with the names that it does have.
        by_code.setdefault(code if code in codes else packs[0].code, []).append(each)
    return tuple(_changed(pack, by_code.get(pack.code, ()), file) for pack in packs)


def differences(baseline: Sequence[Pack], proposed: Sequence[Pack]) -> tuple[Change, ...]:
    """What the proposal says that the baseline does not, rule by rule."""
    now = {pack.code: pack for pack in proposed}
    pairs = [(pack, now[pack.code]) for pack in baseline if now[pack.code] is not pack]
    found: list[Change] = []
    for was, becomes in pairs:
        diff = between_packs(was, becomes)
        found += [Change(rule.id, rule.title, "", "", "a new rule") for rule in diff.begins]
        found += [Change(rule.id, rule.title, "", "a rule", "") for rule in diff.ends]
        for rule in diff.changed:
            for change in rule.changes:
                name = change.name if change.part == "value" else ""
                if isinstance(change, Edited):
                    said = ", ".join(change.removed), ", ".join(change.added)
                else:
                    said = _said(change.was, change.unit), _said(change.now, change.unit)
                found.append(Change(rule.now.id, rule.now.title, name or change.part, *said))
    return tuple(found)


def _said(value: str | int | None, unit: str) -> str:
    return "" if value is None else f"{value} {unit}".strip()


def _packs_with(packs: Sequence[Pack], given: Path) -> tuple[Pack, ...]:
    try:
        if (given / HEAD).exists():
            pack = load_pack(given)
            return (*(each for each in packs if each.code != pack.code), pack)
        files = _files(given)
        changes = [(file, read_changes(file)) for file in files]
        for file, each in changes:
            if not each:
                raise _unfit(given, [Fault((file.name,), "proposes no change.")])
            packs = changed_packs(packs, each, file.name)
        return tuple(packs)
    except PackError as refusal:
        raise _unfit(given, [Fault((), fault.sentence()) for fault in refusal.faults]) from None


def _files(given: Path) -> list[Path]:
    """The files of changes that are meant by a path."""
    if given.is_dir():
        found = sorted(each for each in given.iterdir() if each.suffix in ENDINGS)
        if found:
            return found
        why = f"holds neither a pack (`{HEAD}`) nor a YAML file of changed parameters."
    elif given.is_file():
        return [given]
    else:
        why = "there is no such file or folder."
    raise InputError("The proposal cannot be read.", [Fault((str(given),), why)], 400)


def _unfit(given: Path, faults: Iterable[Fault]) -> InputError:
    return InputError(f"The rule pack in {given} is refused.", faults)


def _changed(pack: Pack, changes: Sequence[Changed], file: str) -> Pack:
    if not changes:
        return pack
    rules = overlaid(pack, changes, file)
    said = "\n".join([pack.sha256, *(each.model_dump_json() for each in changes)])
    contents = Contents(rules, hashlib.sha256(said.encode()).hexdigest())
    return replace(pack, read=partial(_held, contents), version=f"{pack.version} with {file}")


def _held(contents: Contents) -> Contents:
    return contents
