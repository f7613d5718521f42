"""Whatever befalls durable-rules, a live case gets an answer in time: findings, or why there are none."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.conditions import All, AtLeast, Is
from engine.known import Amount, Value, YesNo
from engine.production import fence
from engine.production.batch import NO_FINDINGS, Subject
from engine.production.compile import ProductionRule
from engine.production.fence import WORKER, Counts, ProductionWorker, Unavailable, available
from tests.agreement.decision_lists import reference

HERE = Path(__file__).resolve().parent
OTHERWISE = All(())
RULES = [
    ProductionRule("nights", "area", ((AtLeast("nights", 183), "met"), (OTHERWISE, "not_met"))),
    ProductionRule("wishes", "area", ((Is("wishes", False), "not_met"), (OTHERWISE, "met"))),
]
CRASHED = Unavailable("durable-rules crashed")
LATE = Unavailable("durable-rules did not answer in time")
GARBLED = Unavailable("durable-rules gave an answer that cannot be right")

installed = pytest.mark.skipif(not available(), reason="durable-rules is not installed for this Python")


def case(name: str = "client", nights: int = 183) -> list[Subject]:
    known: dict[str, Value] = {"nights": Amount(nights, nights), "wishes": YesNo(False)}
    return [Subject(name, "area", known)]


def rules_with(days_needed: int) -> list[ProductionRule]:
    rows = ((AtLeast("nights", days_needed), "met"), (OTHERWISE, "not_met"))
    return [ProductionRule("nights", "area", rows)]


def faulty(fault: str, place: Path) -> ProductionWorker:
    return ProductionWorker([sys.executable, str(HERE / "faulty_worker.py"), fault, str(place)])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "place"


@pytest.fixture
def sound() -> Iterator[ProductionWorker]:
    with ProductionWorker() as worker:
        yield worker


def test_where_it_is_not_installed_it_says_so_and_starts_nothing(tmp_path: Path) -> None:
    program = tmp_path / "bare.py"
    program.write_text(
        f"import sys; sys.path.insert(0, {str(HERE.parents[1])!r})\n"
        "from engine.production.fence import WORKER, Counts, ProductionWorker, Unavailable, available\n"
        "assert not available()\n"
        "with ProductionWorker(['/nowhere/at/all']) as worker:\n"
        "    worker.start()\n"
        "    worker.prepare('k', [])\n"
        "    assert worker.run('k', [], []) == Unavailable('durable-rules is not installed')\n"
        "    assert worker.counts == Counts(0, 0, 0, 0, 0)\n"
    )
    without_packages = [sys.executable, "-S", str(program)]
    done = subprocess.run(without_packages, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@installed
class TestASoundWorker:
    def test_it_answers(self, sound: ProductionWorker) -> None:
        sound.start()
        sound.prepare("k", RULES)
        assert sound.run("k", RULES, case()) == reference(RULES, case())
        assert sound.run("k", RULES, []) == NO_FINDINGS
        assert sound.run("k", RULES, [Subject("x", "another kind", {})]) == NO_FINDINGS
        assert sound.counts == Counts(answered=3, crashes=0, timeouts=0, garbled=0, differences=0)

    def test_each_date_has_its_own_rules(self, sound: ProductionWorker) -> None:
        """More rulesets than it keeps, each asked again after it was let go of."""
        for days_needed in (*range(170, 190), *range(170, 190)):
            rules = rules_with(days_needed)
            assert sound.run(f"{days_needed}", rules, case(nights=180)) == reference(rules, case(nights=180))

    def test_the_process_does_not_grow_with_the_rulesets_that_it_has_had(
        self, sound: ProductionWorker
    ) -> None:
        for n in range(60):
            rules = [ProductionRule(f"{rule}", "area", rules_with(n)[0].rows) for rule in range(40)]
            assert not isinstance(sound.run(f"{n}", rules, case(), timeout_s=10), Unavailable)
            if n == 20:
                before = resident_kb(sound)
        assert resident_kb(sound) - before < 2_000

    def test_what_is_done_meanwhile_costs_no_time_of_the_answers(self, sound: ProductionWorker) -> None:
        assert sound.run("k", RULES, case()) == reference(RULES, case())
        with sound.asking(sound.prepared("k", RULES, case()), timeout_s=0.5) as answer:
            time.sleep(0.7)
            assert answer() == reference(RULES, case())

    def test_it_works_on_the_next_question_before_the_last_answer_was_heard(
        self, sound: ProductionWorker
    ) -> None:
        first, second = case("first", 183), case("second", 182)
        with (
            sound.asking(sound.prepared("k", RULES, first)) as answer,
            sound.asking(sound.prepared("other rules", rules_with(182), second)) as next_answer,
        ):
            assert answer() == reference(RULES, first)
            assert next_answer() == reference(rules_with(182), second)
        assert sound.counts == Counts(answered=2, crashes=0, timeouts=0, garbled=0, differences=0)

    def test_a_question_without_facts_does_not_cost_the_next_its_answer(
        self, sound: ProductionWorker
    ) -> None:
        with (
            sound.asking(sound.prepared("k", RULES, [])) as answer,
            sound.asking(sound.prepared("k", RULES, case())) as next_answer,
        ):
            assert answer() == NO_FINDINGS
            assert next_answer() == reference(RULES, case())
        with sound.asking(sound.prepared("k", RULES, [])):
            pass
        assert sound.run("k", RULES, case()) == reference(RULES, case())

    def test_a_case_left_before_its_answer_harms_no_other(self, sound: ProductionWorker) -> None:
        with (
            sound.asking(sound.prepared("k", RULES, case(nights=200))),
            sound.asking(sound.prepared("k", RULES, case(nights=201))),
        ):
            pass
        assert sound.run("k", RULES, case(nights=1)) == reference(RULES, case(nights=1))

    def test_a_case_that_cannot_be_put_harms_none_that_is_being_answered(
        self, sound: ProductionWorker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_arguments: object) -> None:
            raise RuntimeError("what the client said")

        with sound.asking(sound.prepared("k", RULES, case())) as answer:
            monkeypatch.setattr(fence, "batch_of", broken)
            refused = sound.prepared("k", RULES, case())
            assert refused == Unavailable("the case could not be put to durable-rules")
            assert answer() == reference(RULES, case())
        with sound.asking(refused) as answer:
            assert answer() == refused

    def test_threads_take_turns(self, sound: ProductionWorker) -> None:
        def ask(n: int) -> bool:
            rules = rules_with(170 + n % 3)
            subjects = case(f"client {n}", 171)
            return sound.run(f"{n % 3}", rules, subjects, timeout_s=20) == reference(rules, subjects)

        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(ask, range(200)))
        assert sound.counts.answered == 200

    def test_a_rule_that_cannot_be_asked_is_named_and_harms_nobody(self, sound: ProductionWorker) -> None:
        endless = [ProductionRule("endless", "area", ())]
        answer = sound.run("endless", endless, case())
        assert isinstance(answer, Unavailable)
        assert "`endless` has no last row" in answer.reason
        assert sound.run("k", RULES, case()) == reference(RULES, case())
        assert sound.counts.crashes == 0

    def test_closed_it_starts_again_when_asked_again(self, sound: ProductionWorker) -> None:
        sound.run("k", RULES, case())
        sound.close()
        assert sound.run("k", RULES, case()) == reference(RULES, case())

    def test_differences_are_counted_and_logged_by_rule_alone(
        self, sound: ProductionWorker, caplog: pytest.LogCaptureFixture
    ) -> None:
        sound.differs(["wishes", "nights", "wishes"])
        assert sound.counts.differences == 2
        assert caplog.messages == [
            "the engines differ on rule nights",
            "the engines differ on rule wishes",
        ]


@installed
class TestABrokenWorker:
    @pytest.mark.parametrize("fault", ["kill", "segfault", "half", "raise", "durable"])
    def test_a_crash_costs_one_second_opinion(self, fault: str, place: Path) -> None:
        with faulty(fault, place) as worker:
            assert worker.run("k", RULES, case(), timeout_s=10) == CRASHED
            assert worker.run("k", RULES, case(), timeout_s=10) == reference(RULES, case())
            assert worker.counts == Counts(answered=1, crashes=1, timeouts=0, garbled=0, differences=0)

    @pytest.mark.parametrize("fault", ["long", "bytes", "words", "blank", "twice", "silent", "invented"])
    def test_an_answer_that_cannot_be_right_is_not_believed(self, fault: str, place: Path) -> None:
        with faulty(fault, place) as worker:
            assert worker.run("k", RULES, case(), timeout_s=10) == GARBLED
            assert worker.run("k", RULES, case(), timeout_s=10) == reference(RULES, case())
            assert worker.counts == Counts(answered=1, crashes=0, timeouts=0, garbled=1, differences=0)

    @pytest.mark.parametrize(
        ("fault", "why", "counts"),
        [
            ("kill", CRASHED, Counts(2, 1, 0, 0, 0)),
            ("words", GARBLED, Counts(2, 0, 0, 1, 0)),
            ("silent", GARBLED, Counts(2, 0, 0, 1, 0)),
            ("hang", LATE, Counts(2, 0, 1, 0, 0)),
        ],
    )
    def test_a_fault_on_one_question_leaves_the_next_of_the_case_unanswered_at_once(
        self, fault: str, why: Unavailable, counts: Counts, place: Path
    ) -> None:
        with faulty(fault, place) as worker:
            worker.run("k", RULES, [], timeout_s=10)
            prepared = worker.prepared("k", RULES, case())
            began = time.monotonic()
            with (
                worker.asking(prepared, timeout_s=0.5) as answer,
                worker.asking(prepared, timeout_s=0.5) as next_answer,
            ):
                assert answer() == why
                assert next_answer() == why
            assert time.monotonic() - began < 2
            assert worker.run("k", RULES, case(), timeout_s=10) == reference(RULES, case())
            assert worker.counts == counts

    def test_a_hang_is_cut_short(self, place: Path) -> None:
        with faulty("hang", place) as worker:
            worker.run("k", RULES, [], timeout_s=10)
            began = time.monotonic()
            assert worker.run("k", RULES, case(), timeout_s=0.5) == LATE
            assert time.monotonic() - began < 2
            assert worker.run("k", RULES, case(), timeout_s=10) == reference(RULES, case())
            assert worker.counts.timeouts == 1
        assert ended(int(place.read_text()))

    def test_a_worker_that_does_not_listen_is_not_waited_for(self, place: Path) -> None:
        """More is said than the socket holds, so that saying it would already wait for ever."""
        subjects = [
            Subject(f"{n}", "area", {"nights": Amount(n, n), "wishes": YesNo(None)}) for n in range(20_000)
        ]
        with faulty("deaf", place) as worker:
            worker.prepare("k", RULES)
            written(place)
            time.sleep(0.1)
            began = time.monotonic()
            assert worker.run("k", RULES, subjects, timeout_s=1) == LATE
            assert time.monotonic() - began < 3

    def test_killed_from_outside_in_the_middle_of_a_case(self, place: Path) -> None:
        with faulty("hang", place) as worker:

            def kill_it() -> None:
                os.kill(int(written(place)), 9)

            killer = threading.Thread(target=kill_it)
            killer.start()
            assert worker.run("k", RULES, case(), timeout_s=20) == CRASHED
            killer.join()
            assert worker.run("k", RULES, case(), timeout_s=10) == reference(RULES, case())

    def test_a_wrong_finding_of_the_right_shape_is_left_to_the_comparison(self, place: Path) -> None:
        with faulty("wrong", place) as worker:
            answer = worker.run("k", RULES, case(), timeout_s=10)
        assert not isinstance(answer, Unavailable)
        expected = reference(RULES, case())
        assert {key[0] for key in expected if answer[key] != expected[key]} == {"wishes"}

    def test_others_do_not_wait_for_a_case_that_hangs(self, place: Path) -> None:
        with faulty("hang", place) as worker:
            first = threading.Thread(target=worker.run, args=("k", RULES, case(), 1.5))
            first.start()
            written(place)
            assert worker.run("k", RULES, case(), timeout_s=0.1) == Unavailable(
                "durable-rules is busy with other cases"
            )
            first.join()

    def test_one_that_never_works_is_left_alone_for_longer_and_longer(self, place: Path) -> None:
        with faulty("stillborn", place) as worker:
            answers = [worker.run("k", RULES, case(), timeout_s=10) for _ in range(6)]
            assert answers[:2] == [CRASHED, CRASHED]
            assert {str(answer) for answer in answers[2:]} == {
                str(Unavailable("durable-rules has failed several times and is left alone for a while"))
            }
            time.sleep(0.6)
            assert worker.run("k", RULES, case(), timeout_s=10) == CRASHED
            assert place.read_text() == "xxx"

    def test_a_program_that_is_not_there(self) -> None:
        with ProductionWorker(["/nowhere/at/all"]) as worker:
            worker.start()
            assert worker.run("k", RULES, case()) == CRASHED

    def test_one_that_cannot_load_durable_rules_is_not_asked_again(self) -> None:
        program, *options = WORKER
        with ProductionWorker([program, "-S", *options]) as worker:  # without what was installed
            reason = Unavailable("durable-rules is installed, but this Python cannot load it")
            assert worker.run("k", RULES, case(), timeout_s=10) == reason
            assert worker.run("k", RULES, case(), timeout_s=10) == reason
            assert worker.counts == Counts(0, 0, 0, 0, 0)

    @pytest.mark.parametrize("fault", ["raise", "durable", "silent", "kill"])
    def test_nothing_of_the_case_is_in_the_reason_or_the_log(
        self, fault: str, place: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        with faulty(fault, place) as worker:
            answer = worker.run("k", RULES, case("the client's mother", 4321), timeout_s=10)
        said = f"{answer} {caplog.text}"
        assert "durable-rules" in said
        assert "mother" not in said
        assert "4321" not in said
        assert "what the client said" not in said


@installed
class TestTheWorkersOwnLife:
    def test_it_ends_when_its_owner_is_killed(self, tmp_path: Path) -> None:
        program = tmp_path / "owner.py"
        program.write_text(
            f"import sys; sys.path.insert(0, {str(HERE.parents[1])!r})\n"
            "import os\n"
            "from tests.agreement.test_fence import RULES, case, ProductionWorker\n"
            "worker = ProductionWorker()\n"
            "worker.run('k', RULES, case())\n"
            "print(worker._dialogue._process.pid, flush=True)\n"
            "os.kill(os.getpid(), 9)\n"
        )
        owner = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False)
        assert owner.returncode == -9, owner.stderr
        assert ended(int(owner.stdout))

    def test_a_forked_process_starts_its_own(self, tmp_path: Path) -> None:
        program = tmp_path / "owner.py"
        program.write_text(
            f"import sys; sys.path.insert(0, {str(HERE.parents[1])!r})\n"
            "import os\n"
            "from tests.agreement.test_fence import RULES, case, ProductionWorker, reference\n"
            "with ProductionWorker() as worker:\n"
            "    ask = lambda: worker.run('k', RULES, case()) == reference(RULES, case())\n"
            "    assert ask()\n"
            "    child = os.fork()\n"
            "    sound = [ask() for _ in range(20)]\n"
            "    if child == 0:\n"
            "        os._exit(0 if all(sound) else 1)\n"
            "    assert os.waitpid(child, 0)[1] == 0\n"
            "    assert all(sound) and ask()\n"
        )
        done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def resident_kb(worker: ProductionWorker) -> int:
    assert worker._dialogue is not None
    statm = Path(f"/proc/{worker._dialogue._process.pid}/statm")
    if not statm.exists():
        pytest.skip("the memory of a process is read from /proc")
    return int(statm.read_text().split()[1]) * 4


def written(place: Path) -> str:
    """What a faulty worker has written, waiting for it."""
    for _ in range(1000):
        if place.exists() and (text := place.read_text()):
            return text
        time.sleep(0.01)
    raise AssertionError("the worker never got as far as its fault")


def ended(process: int) -> bool:
    for _ in range(500):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False
