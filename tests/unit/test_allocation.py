"""Clients go to caseworkers within hard rules and caseloads, with reasons, and the same way every time."""

import json
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from casework.allocation import allocation
from casework.allocation.forms import CLIENTS, WORKERS, read_clients, read_workers
from casework.allocation.matching import cheapest
from casework.allocation.policy import allocation_policy_on
from cli.allocate import allocate
from engine.problems import InputError

pytestmark = pytest.mark.unit

Json: TypeAlias = dict[str, Any]
DAY = date(2026, 3, 31)
CALM: Json = {"risk_to_workers": False, "history_of_domestic_abuse": False, "gender": "male"}


def clients(*rows: Json) -> Json:
    return {"schema": CLIENTS, "clients": [{"ref": f"c{place}", **row} for place, row in enumerate(rows, 1)]}


def workers(*rows: Json) -> Json:
    return {
        "schema": WORKERS,
        "workers": [{"ref": f"w{place}", "caseload": 0, **row} for place, row in enumerate(rows, 1)],
    }


def plan(waiting: Json, team: Json) -> dict[str, str | None]:
    """Who goes to whom; None for a client who is left out."""
    told = allocation(waiting, team, DAY)
    leads = {row["client"]: row["worker"] for row in told["matches"]}
    return leads | {row["client"]: None for row in told["unallocated"]}


def test_a_client_goes_to_the_worker_who_knows_the_need() -> None:
    needy = {**CALM, "support_needs": {"drugs": "high"}}
    assert plan(clients(needy), workers({}, {"specialties": ["drugs"], "caseload": 7})) == {"c1": "w2"}


def test_a_client_goes_back_to_the_worker_they_know_unless_a_need_outweighs_it() -> None:
    known = {**CALM, "earlier_worker": "w2"}
    assert plan(clients(known), workers({}, {"caseload": 9})) == {"c1": "w2"}
    needy = {**known, "support_needs": {"drugs": "high", "alcohol": "medium"}}
    assert plan(clients(needy), workers({"specialties": ["drugs", "alcohol"]}, {})) == {"c1": "w1"}


def test_a_client_goes_to_the_worker_who_speaks_their_language() -> None:
    arabic = {**CALM, "languages_needed": ["arabic"]}
    told = allocation(clients(arabic), workers({}, {"languages": ["arabic"]}), DAY)
    assert told["matches"][0]["worker"] == "w2"
    assert "Speaks arabic." in told["matches"][0]["because"]
    without = allocation(clients(arabic), workers({}), DAY)["matches"][0]
    assert without["not_met"] == ["An interpreter is needed: arabic."]


def test_twelve_is_the_limit_and_one_more_client_waits() -> None:
    told = allocation(clients(CALM, CALM), workers({"caseload": 11}), DAY)
    assert [row["client"] for row in told["matches"]] == ["c1"]
    (left,) = told["unallocated"]
    assert left["because"] == ["Whoever may take the client is full, or took one who waited longer: w1."]
    assert told["workers"][0]["caseload_after"] == told["workers"][0]["caseload_limit"] == 12


def test_a_workers_own_limit_stands_in_place_of_the_usual_one_and_a_higher_one_is_said() -> None:
    assert plan(clients(CALM), workers({"caseload": 6, "caseload_limit": 6})) == {"c1": None}
    told = allocation(clients(CALM), workers({"caseload": 12, "caseload_limit": 14}), DAY)
    assert told["matches"]
    assert told["warnings"][0] == "w1's own limit of 14 is above the usual 12."


def test_nobody_is_given_to_a_worker_whose_caseload_is_not_known() -> None:
    told = allocation(clients(CALM), workers({"caseload": "unknown"}), DAY)
    assert told["unallocated"][0]["would_help"][0] == "Say how many clients they hold: w1."
    assert told["workers"][0]["caseload_after"] is None


@pytest.mark.parametrize(
    ("client", "worker", "takes"),
    [
        ({"gender": "female", "history_of_domestic_abuse": True}, {"gender": "female"}, True),
        ({"gender": "female", "history_of_domestic_abuse": True}, {"gender": "male"}, False),
        ({"gender": "female", "history_of_domestic_abuse": True}, {}, False),  # the worker's is not known
        ({"gender": "female"}, {"gender": "male"}, False),  # nobody has asked
        ({"history_of_domestic_abuse": True}, {"gender": "male"}, False),
        ({}, {"gender": "male"}, False),
        ({"gender": "female", "history_of_domestic_abuse": False}, {"gender": "male"}, True),
        ({"gender": "male", "history_of_domestic_abuse": True}, {"gender": "male"}, True),
    ],
)
def test_a_woman_with_a_history_of_abuse_goes_to_a_woman_and_what_is_not_known_counts_as_so(
    client: Json, worker: Json, takes: bool
) -> None:
    found = plan(clients({"risk_to_workers": False, **client}), workers(worker))
    assert found == {"c1": "w1" if takes else None}


def test_where_there_may_be_a_risk_two_go_and_the_case_counts_once() -> None:
    for risk in (True, "unknown"):
        told = allocation(clients({**CALM, "risk_to_workers": risk}), workers({}, {}), DAY)
        assert (told["matches"][0]["worker"], told["matches"][0]["second_worker"]) == ("w1", "w2")
        assert [row["caseload_after"] for row in told["workers"]] == [1, 0]
    (left,) = allocation(clients({**CALM, "risk_to_workers": True}), workers({}), DAY)["unallocated"]
    assert left["because"] == [
        "Where there is a risk to workers, two go together. "
        "There is no second worker who may take the client too."
    ]


def test_the_second_worker_keeps_the_hard_rules_too() -> None:
    client = {"gender": "female", "history_of_domestic_abuse": True, "risk_to_workers": True}
    assert plan(clients(client), workers({"gender": "female"}, {"gender": "male"})) == {"c1": None}
    told = allocation(
        clients(client), workers({"gender": "male"}, {"gender": "female"}, {"gender": "female"}), DAY
    )
    (match,) = told["matches"]
    assert {match["worker"], match["second_worker"]} == {"w2", "w3"}


def test_a_client_is_never_given_to_a_worker_they_must_not_have() -> None:
    told = allocation(clients({**CALM, "not_with": ["w1"]}), workers({}), DAY)
    assert told["unallocated"][0]["because"] == ["Not to be given to: w1."]


def test_one_left_out_for_want_of_an_answer_is_told_which_would_help() -> None:
    (left,) = allocation(clients({}), workers({"gender": "male"}), DAY)["unallocated"]
    assert left["would_help"] == [
        "Ask how the client describes their gender.",
        "Ask, alone and in private, whether the client has a history of domestic abuse.",
        "Assess the risk to workers with the referrer, the police or probation.",
    ]
    (unsure,) = allocation(clients({**CALM, "gender": "female"} | {"history_of_domestic_abuse": True}),
                           workers({}), DAY)["unallocated"]  # fmt: skip
    assert unsure["would_help"] == ["Ask w1: gender."]


def test_of_clients_who_cannot_all_go_the_longest_waiting_go_first_whatever_they_cost() -> None:
    hard = {**CALM, "support_needs": {"drugs": "high", "alcohol": "high"}, "referred_on": "2026-01-01"}
    easy = {**CALM, "referred_on": "2026-02-01"}
    assert plan(clients(CALM, easy, hard), workers({"caseload": 11})) == {"c1": None, "c2": None, "c3": "w1"}


def test_as_many_as_possible_go_even_where_the_longest_waiting_could_take_the_only_place() -> None:
    picky = {**CALM, "not_with": ["w2"], "referred_on": "2026-02-01"}
    free = {**CALM, "referred_on": "2026-01-01", "earlier_worker": "w1"}
    team = workers({"caseload": 11}, {"caseload": 11})
    assert plan(clients(free, picky), team) == {"c1": "w2", "c2": "w1"}


def test_level_plans_are_told_apart_by_reference_and_it_is_said() -> None:
    told = allocation(clients(CALM, CALM), workers({}, {}), DAY)
    assert [(row["client"], row["worker"]) for row in told["matches"]] == [("c1", "w1"), ("c2", "w2")]
    assert "told apart by reference alone" in told["ties"]


def test_caseloads_are_evened_out_where_nothing_else_decides() -> None:
    assert plan(clients(CALM, CALM), workers({"caseload": 5}, {"caseload": 2})) == {"c1": "w2", "c2": "w2"}


def test_nobody_waiting_and_nobody_to_take_them_are_answers_too() -> None:
    assert allocation(clients(), workers({}), DAY)["matches"] == []
    (left,) = allocation(clients(CALM), workers(), DAY)["unallocated"]
    assert left["because"] == ["There is no caseworker."]


def test_the_policy_has_a_reason_and_a_source_for_every_figure_and_the_limit_is_twelve() -> None:
    policy = allocation_policy_on(DAY.toordinal())
    assert (policy.caseload_limit.value, bool(policy.caseload_limit.because)) == (12, True)
    assert all(getattr(policy.costs, name).because for name in type(policy.costs).model_fields)
    assert all(rule.because for rule in policy.hard)
    assert policy.cites
    with pytest.raises(InputError):
        allocation(clients(), workers(), date(1990, 1, 1))


@pytest.mark.parametrize(
    ("waiting", "team", "faults"),
    [
        ([], workers(), {""}),
        ({"schema": CLIENTS}, workers(), {"clients"}),
        ({"schema": "x", "clients": []}, {"schema": WORKERS, "workers": 3}, {"schema", "workers"}),
        (clients({"gender": "woman"}), workers({"caseload": -1}), {"clients.0.gender", "workers.0.caseload"}),
        (clients({"ref": "Jo Smith"}), workers({"caseload": 2.5}), {"clients.0.ref", "workers.0.caseload"}),
        (clients({"risk_to_workers": "no"}), workers(), {"clients.0.risk_to_workers"}),
        (clients({"support_needs": {"drugs": "hihg"}}), workers(), {"clients.0.support_needs.drugs"}),
        (clients({"support_needs": {"drug": "high"}}), workers(), {"clients.0.support_needs"}),
        (clients({"referred_on": "soon"}), workers(), {"clients.0.referred_on"}),
        (clients({"genders": "male"}), workers(), {"clients.0.genders"}),
        (clients(), workers({"specialties": ["drug"]}), {"workers.0.specialties"}),
        (clients({"ref": "a"}, {"ref": "a"}), workers(), {"clients"}),
        ({"schema": CLIENTS, "clients": ["c1"]}, workers(), {"clients.0"}),
        (clients(), {"workers": []}, {"schema"}),
    ],
)  # fmt: skip
def test_bad_input_is_named_by_its_place_in_both_files_at_once(
    waiting: Any, team: Any, faults: set[str]
) -> None:
    with pytest.raises(InputError) as refused:
        allocation(waiting, team, DAY)
    assert {fault.dotted for fault in refused.value.faults} == faults


def test_a_word_much_like_one_that_is_known_is_offered() -> None:
    with pytest.raises(InputError) as refused:
        allocation(clients(), workers({"specialties": ["mental_helth"]}), DAY)
    assert refused.value.faults[0].near[0] == "mental_health"


REFS = st.sampled_from(["w1", "w2", "w3", "w4"])
YES_NO = st.sampled_from([True, False, "unknown"])
GENDERS = st.sampled_from(["female", "male", "non_binary", "unknown"])
NEEDS = st.dictionaries(st.sampled_from(["drugs", "alcohol"]), st.sampled_from(["none", "low", "high"]))
CLIENT = st.fixed_dictionaries(
    {"gender": GENDERS, "history_of_domestic_abuse": YES_NO, "risk_to_workers": YES_NO},
    optional={
        "support_needs": NEEDS,
        "languages_needed": st.just(["arabic"]),
        "earlier_worker": REFS,
        "not_with": st.lists(REFS, max_size=2, unique=True),
        "referred_on": st.sampled_from(["2026-01-01", "2026-02-01"]),
    },
)
WORKER = st.fixed_dictionaries(
    {"gender": GENDERS, "caseload": st.sampled_from([0, 10, 11, 12, 14, "unknown"])},
    optional={
        "specialties": st.lists(st.sampled_from(["drugs", "alcohol"]), unique=True),
        "languages": st.just(["arabic"]),
        "caseload_limit": st.integers(0, 13),
    },
)
WAITING = st.lists(CLIENT, max_size=5).map(lambda rows: clients(*rows))
TEAM = st.lists(WORKER, max_size=4).map(lambda rows: workers(*rows))


@settings(max_examples=150)
@given(WAITING, TEAM)
def test_no_caseload_is_exceeded_and_no_hard_rule_broken(waiting: Json, team: Json) -> None:
    told = allocation(waiting, team, DAY)
    people = {each.ref: each for each in read_clients(waiting)}
    staff = {each.ref: each for each in read_workers(team)}
    for row in told["workers"]:
        if row["clients"]:
            assert row["caseload_after"] <= row["caseload_limit"]
    for match in told["matches"]:
        client = people[match["client"]]
        going = [staff[match["worker"]], *([staff[match["second_worker"]]] if match["second_worker"] else [])]
        assert client.risk_to_workers is False or len({each.ref for each in going}) == 2
        for worker in going:
            assert worker.ref not in client.not_with
            surely_not = client.gender in {"male", "non_binary"} or client.history_of_domestic_abuse is False
            assert surely_not or worker.gender == "female"
    told_of = [row["client"] for row in (*told["matches"], *told["unallocated"])]
    assert sorted(told_of) == sorted(people)
    assert all(row["because"] for row in told["unallocated"])


@settings(max_examples=100)
@given(WAITING, TEAM, st.randoms(use_true_random=False))
def test_the_order_of_the_files_never_matters(waiting: Json, team: Json, random: Any) -> None:
    told = allocation(waiting, team, DAY)
    random.shuffle(waiting["clients"])
    random.shuffle(team["workers"])
    assert allocation(waiting, team, DAY) == told


@settings(max_examples=100)
@given(WAITING, TEAM, WORKER)
def test_another_worker_never_leaves_more_clients_out(waiting: Json, team: Json, another: Json) -> None:
    before = allocation(waiting, team, DAY)["unallocated"]
    more = {**team, "workers": [*team["workers"], {"ref": "w0", **another}]}
    assert len(allocation(waiting, more, DAY)["unallocated"]) <= len(before)


POINTS = st.dictionaries(st.sampled_from(["w1", "w2", "w3"]), st.integers(0, 4), max_size=3)


@settings(max_examples=150)
@given(
    st.lists(POINTS, max_size=4),
    st.fixed_dictionaries({worker: st.integers(0, 2) for worker in ("w1", "w2", "w3")}),
    st.fixed_dictionaries({worker: st.integers(0, 3) for worker in ("w1", "w2", "w3")}),
    st.randoms(use_true_random=False),
)
def test_the_plan_is_the_best_of_all_plans(
    rows: list[dict[str, int]], room: dict[str, int], held: dict[str, int], random: Any
) -> None:
    choices = {f"c{place}": row for place, row in enumerate(rows)}
    waiting = sorted(choices)
    random.shuffle(waiting)

    def worth(chosen: tuple[str | None, ...]) -> tuple[Any, ...] | None:
        of = dict(zip(sorted(choices), chosen, strict=True))
        taken = {worker: [c for c, w in of.items() if w == worker] for worker in room}
        if any(len(taken[worker]) > room[worker] for worker in room):
            return None
        points = sum(choices[client][worker] for client, worker in of.items() if worker)
        load = sum(held[w] + place for w, some in taken.items() for place in range(len(some)))
        left = [client for client in waiting if of[client] is None]
        return len(left), [client in left for client in waiting], points + load, [w or "w9" for w in chosen]

    plans = product(*([*sorted(choices[client]), None] for client in sorted(choices)))
    best = min((worth(chosen), chosen) for chosen in plans if worth(chosen) is not None)[1]
    found = cheapest(choices, room, held, 1, waiting)
    assert tuple(found.get(client) for client in sorted(choices)) == best


def run(tmp_path: Path, waiting: str, team: str, *options: str) -> Any:
    (tmp_path / "clients.yaml").write_text(waiting)
    (tmp_path / "workers.yaml").write_text(team)
    app = typer.Typer()
    app.command()(allocate)
    files = [str(tmp_path / name) for name in ("clients.yaml", "workers.yaml")]
    return CliRunner().invoke(app, [*files, "--as-of", "2026-03-31", *options])


def test_the_command_says_who_goes_to_whom_and_why_and_who_is_left_out(tmp_path: Path) -> None:
    done = run(tmp_path, json.dumps(clients(CALM, {})), json.dumps(workers({"gender": "male"})))
    said = " ".join(done.stdout.split())
    assert (done.exit_code, done.stderr) == (0, "")
    assert "NOT ALLOCATED 1 c2. A woman with a history of domestic abuse is allocated to a woman." in said
    assert "ALLOCATED 1 c1 to w1. Because: Held 0 of 12 clients before." in said
    assert "w1: 1 of 12." in said
    told = json.loads(
        run(tmp_path, json.dumps(clients(CALM)), json.dumps(workers({})), "--format", "json").stdout
    )
    assert (told["schema"], told["allocated_on"]) == ("safe-connections/allocation/1", "2026-03-31")


def test_the_command_names_what_is_wrong_and_quotes_nothing_of_a_life(tmp_path: Path) -> None:
    done = run(tmp_path, json.dumps(clients({"gender": "fled her husband"})), "workers: [")
    assert done.exit_code == 2
    assert "husband" not in done.stderr
    done = run(tmp_path, json.dumps(clients({"gender": "femal"})), json.dumps(workers()))
    assert "`clients.0.gender`: no such word. Near match: `female`." in done.stderr
