"""`GET /v1/rules` and `/v1/rules/{rule}`: what each rule says, since when, and why."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.answering import answered
from api.asked import day_asked
from api.openapi import answers
from api.service import service_of
from casework.rulebook import rule_shown, rules_list
from engine.packs import Pack
from engine.problems import Fault, InputError
from engine.profile.near import near_matches

router = APIRouter(tags=["rules and places"])
Day = Annotated[str | None, Query(description="Only what is in force on this day.", examples=["2017-01-20"])]


@router.get("/v1/rules", responses=answers("Rules"))
async def list_rules(
    request: Request,
    q: Annotated[str, Query(description="Only rules with this in name, title or ground.")] = "",
    family: Annotated[str | None, Query(description="Only this family, such as `safety`.")] = None,
    pack: Annotated[str | None, Query(description="Only this pack, such as `england`.")] = None,
    as_of: Day = None,
) -> Response:
    """Every rule by its name: title, in force, how well its source was checked."""
    packs = service_of(request).setting.packs
    return answered(rules_found(packs, q, family, pack, day_asked(as_of)))


@router.get("/v1/rules/{rule}", responses=answers("Rule"))
async def show_rule(
    request: Request,
    rule: Annotated[str, Path(examples=["eng.local_connection.residence.six_of_twelve_months"])],
    as_of: Day = None,
) -> Response:
    """One rule in each of its versions: values through time, decision list, sentences, sources."""
    return answered(rule_shown(service_of(request).setting.packs, rule, day_asked(as_of)))


def rules_found(
    packs: Sequence[Pack], find: str, family: str | None, pack: str | None, as_of: date | None
) -> dict[str, Any]:
    """The list of rules, less those of other packs and those not in force on the day.

    Raises: InputError, status 404, for a family or a pack that there is not.
    """
    names = tuple(each.name for each in packs)
    if pack is not None and pack not in names:
        near = near_matches(pack, names) or names
        raise InputError("This cannot be asked.", [Fault(("pack",), "no such pack of rules.", near)], 404)
    found = rules_list([each for each in packs if pack in (None, each.name)], find, family)
    if as_of is None:
        return found
    day = as_of.isoformat()
    rows = [
        row
        for row in found["rules"]
        if row["in_force"]["from"] <= day < (row["in_force"]["to"] or "9999-12-31")
    ]
    return {**found, "rules": rows}
