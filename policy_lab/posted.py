"""A policy test of a few cases and changes as plain data: what the API is asked."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from casework.setting import shipped_packs
from engine.analysis.proposal import Changed
from engine.packs import PackError
from engine.problems import Fault, InputError
from policy_lab.proposal import Proposal, changed_packs, proposal_of

CALLED = "the proposed changes"
_CHANGES = TypeAdapter(list[Changed])


def posted_proposal(changes: object, jurisdiction: str | None) -> Proposal:
    """The shipped packs with changes made, each `{rule, parameters: {name: {values: {day: value}}}}`.

    Raises: InputError with every refusal.
    """
    if not isinstance(changes, list) or not changes:
        raise _unfit([Fault(("changes",), "is needed: a list of changed parameters of rules.")])
    try:
        wanted = _CHANGES.validate_python(changes)
        packs = shipped_packs()
        return proposal_of(CALLED, packs, changed_packs(packs, wanted, CALLED), jurisdiction)
    except ValidationError as refusal:
        errors = refusal.errors(include_url=False, include_input=False)
        raise _unfit([Fault(("changes", *each["loc"]), f"{each['msg']}.") for each in errors]) from None
    except PackError as refusal:
        raise _unfit([Fault(("changes",), fault.sentence()) for fault in refusal.faults]) from None


def posted_results(cases: Sequence[object], changes: object, jurisdiction: str | None) -> dict[str, Any]:
    """The results for some cases, and those that were left out as faulty, by their places.

    Raises: InputError where the changes are unfit.
    """
    # The lab's libraries take a second to load, which whoever only checks the changes should not wait for.
    from policy_lab.answer import CasesRead, results_of  # noqa: PLC0415
    from policy_lab.cases.one_by_one import Told, read_one_by_one  # noqa: PLC0415
    from policy_lab.cases.references import References  # noqa: PLC0415
    from policy_lab.cases.sound import soundness  # noqa: PLC0415
    from policy_lab.figures import figures  # noqa: PLC0415
    from policy_lab.published_files import plain  # noqa: PLC0415
    from policy_lab.replay.batch import replayed  # noqa: PLC0415
    from policy_lab.replay.partial import added  # noqa: PLC0415

    proposal = posted_proposal(changes, jurisdiction)
    told = (Told(number, case, 1.0) for number, case in enumerate(cases, start=1))
    (batch,) = read_one_by_one("cases", told, soundness(), len(cases))
    batch = References().once_each(batch, "cases")
    counted = added([replayed(batch.cases, proposal)], figures().listed_at_most)
    results, _lists = results_of(counted, proposal, CasesRead(("cases",), len(cases), len(batch.quarantined)))
    left_out = [{**each.record(), "row": each.row - 1} for each in batch.quarantined]
    return {**plain(results), "left_out": left_out}


def _unfit(faults: Sequence[Fault]) -> InputError:
    return InputError("The policy test cannot be made.", faults)
