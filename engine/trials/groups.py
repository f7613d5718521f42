"""What a trial's rule judges: groups of facts as an assessment reads them, of the kind that it is about."""

from collections.abc import Iterable, Mapping

from engine.facts.case import (
    TIES,
    Case,
    case_group,
    connection_groups,
    measures_of,
    person_groups,
    safety_groups,
)
from engine.facts.offer import Offer, offer_group
from engine.facts.subjects import Group
from engine.facts.target import authority_of, target_group
from engine.packs.law import Law
from engine.packs.words import words_of
from engine.profile.words import SSO_OFFERS
from engine.verdicts import UNDETERMINED
from engine.vocabulary import KINDS

CONNECTION = frozenset({"person_in_area", *TIES})
SAFETY = frozenset({"risk", "restriction", "area_safety"})
# To the area judged the client is referred or moved from another; all other trials apply to it itself.
OF_ANOTHER = frozenset({"target", "offer"})
OF_AN_AREA = CONNECTION | SAFETY | {"target"}
_NATIONS = frozenset({"from_nation", "nation"})  # known from the areas, not given


class CannotTryError(Exception):
    """A case that cannot be tried; the message says why."""


def groups_for(
    case: Case, law: Law, kind: str, area: str | None, verdicts: Mapping[str, str]
) -> Iterable[Group]:
    """The groups of one kind (and of its kin) for an area. Verdicts that are not given are undetermined.

    Raises CannotTryError for a verdict that rules about such a kind do not read.
    """
    said = _verdicts(kind, verdicts)
    if area is not None and kind in CONNECTION:
        return connection_groups(case, law, [area])
    if area is not None and kind in SAFETY:
        return safety_groups(case, [area])
    if area is not None and kind == "target":
        if case.applying_to is None or "stage" not in said:
            raise CannotTryError("a referral is from `applying_to`, at the `stage` given under `verdicts`")
        return [target_group(authority_of(case, area, measures_of(law, kind)), said, said)]
    if kind == "offer":
        offered = case.profile.sso.offer if case.profile.sso else None
        return [offer_group(case, Offer(area, offered), said, SSO_OFFERS)]
    return [case_group(case, said, said)] if kind == "case" else person_groups(case)


def _verdicts(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    """The verdicts given, and undetermined for those that are not; what is no verdict is not made up."""
    facts = KINDS[kind].facts.items() if kind in {"case", *OF_ANOTHER} else ()
    known = {name for name, spec in facts if spec.always_known and spec.type == "one_of"}
    if not given.keys() <= known:
        strange, usual = (", ".join(sorted(names)) for names in (given.keys() - known, known))
        raise CannotTryError(f"`verdicts`: {strange}; verdicts of a {kind}: {usual or 'none'}")
    open_verdicts = (name for name in sorted(known) if UNDETERMINED in (words_of(kind, name) or ()))
    return dict.fromkeys(open_verdicts, UNDETERMINED) | dict(given)
