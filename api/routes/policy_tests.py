"""`POST /v1/policy-tests`: what a change of rules does to some cases, as a job to ask about later."""

from functools import cache
from importlib.util import find_spec
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.body import profile_of
from api.jobs import Jobs
from api.openapi import answers, answers_later
from casework.answers import canonical, must_be_a_nation
from engine.problems import Fault, InputError
from engine.profile.near import looks_like_a_name
from engine.reading import read_document
from policy_lab.posted import posted_proposal, posted_results

router = APIRouter(tags=["policy tests"])
_FIELDS = ("cases", "changes", "jurisdiction")
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Up to 1,000 cases and the changed parameters. For more: the command `policy-test`.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["cases", "changes"],
                    "properties": {
                        "cases": {"type": "array", "items": {"$ref": "#/components/schemas/Profile"}},
                        "changes": {"type": "array", "items": {"$ref": "#/components/schemas/ChangedRule"}},
                        "jurisdiction": {"type": ["string", "null"]},
                    },
                }
            }
        },
    }
}


@cache
def jobs() -> Jobs:
    """The jobs of this process."""
    return Jobs()


@router.post("/v1/policy-tests", status_code=202, openapi_extra=_BODY, responses=answers_later("Job"))
async def start(request: Request) -> Response:
    """Test a change on historic cases: who gains, who loses, and why. Answers at once where to ask."""
    posted = read_document(await profile_of(request), name="The policy test")
    cases, changes, jurisdiction = _asked(posted)
    posted_proposal(changes, jurisdiction)  # what is wrong with it is said at once
    job = jobs().put(posted_results, cases, changes, jurisdiction)
    where = f"/v1/policy-tests/{job.id}"
    return Response(canonical(job.told()), 202, {"Location": where}, "application/json")


@router.get("/v1/policy-tests/{key}", responses=answers("Job"))
async def state(key: Annotated[str, Path(description="The identifier of the job.")]) -> Response:
    """How far a policy test is (queued, running, done, failed), and what it found."""
    job = jobs().get(key)
    if job is None:
        why = "there is no policy test of this identifier, or newer ones have taken its place."
        raise InputError("No such policy test.", [Fault((), why)], 404)
    return Response(canonical(job.told()), media_type="application/json")


def _asked(posted: object) -> tuple[list[object], object, str | None]:
    if not all(map(find_spec, ("polars", "pyarrow", "numba"))):
        why = "this service runs without the policy lab."
        raise InputError("This cannot be asked.", [Fault((), why)], 404)
    if not isinstance(posted, dict):
        raise InputError("The policy test cannot be read.", [Fault((), "a group of fields is needed.")])
    faults = [_not_asked(str(name)) for name in posted if name not in _FIELDS]
    cases, jurisdiction = posted.get("cases"), posted.get("jurisdiction")
    if not isinstance(cases, list) or not cases:
        faults.append(Fault(("cases",), "is needed: a list of cases."))
    if faults:
        raise InputError("The policy test cannot be read.", faults)
    must_be_a_nation(jurisdiction if isinstance(jurisdiction, str | None) else "")
    assert isinstance(cases, list)
    return cases, posted.get("changes"), jurisdiction


def _not_asked(name: str) -> Fault:
    return Fault((name,) if looks_like_a_name(name) else (), "is no field of a policy test.", _FIELDS)
