"""The policy lab on Ray and on Spark, each with two workers of this machine: the same bytes."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from cli.policy_test import policy_test
from policy_lab.cases import Quarantine
from policy_lab.proposal import Proposal, read_proposal
from policy_lab.replay.local import Step, replay
from policy_lab.replay.unfinished import Unfinished
from policy_lab.spread.on_ray import replay_on_ray
from policy_lab.spread.on_spark import replay_on_spark
from policy_lab.synthetic import Wanted, synthesise

pytestmark = [
    pytest.mark.scale,
    # Of the engines, not of ours: they leave sockets and files to the end of the process.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning:ray", "ignore::DeprecationWarning:ray"),
]

PROPOSED = Path(__file__).resolve().parents[2] / "examples" / "packs" / "family-three-years"
CASES = 210_000  # three pieces
TICKS_AT_WORK = 2 * os.sysconf("SC_CLK_TCK")  # of the processor: more than a worker takes to start

Title = Callable[[str], bool]


def ray_at_work(title: str) -> bool:
    return title.startswith("ray::") and "Map" in title


def spark_at_work(title: str) -> bool:
    return "pyspark.daemon" in title


ENGINES = [
    pytest.param(replay_on_ray, ray_at_work, id="ray"),
    pytest.param(replay_on_spark, spark_at_work, id="spark"),
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("cases") / "cases.parquet"
    synthesise(Wanted(CASES, seed=1, first_year=2010, last_year=2024, errors=0.08), file)
    return file


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return read_proposal(PROPOSED)


@pytest.fixture(scope="module")
def expected(cases: Path, proposal: Proposal) -> pl.DataFrame:
    with Quarantine(None) as quarantine:
        return replay(cases, proposal, quarantine)[0]


@pytest.fixture(scope="module")
def local_report(cases: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return report_on("local", cases, tmp_path_factory.mktemp("local"))


def report_on(engine: str, cases: Path, folder: Path) -> dict[str, bytes]:
    """Every file of a report that the program writes, by its path."""
    app = typer.Typer()
    app.command()(policy_test)
    asked = [str(cases), "--proposed", str(PROPOSED), "--report", str(folder)]
    run = CliRunner().invoke(app, [*asked, "--on", engine, "--workers", "2"])
    assert run.exit_code == 0, run.output
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("engine", ["ray", "spark"])
def test_the_report_is_the_same_byte_for_byte(
    engine: str, cases: Path, local_report: dict[str, bytes], tmp_path: Path
) -> None:
    assert len(local_report) > 3
    found = report_on(engine, cases, tmp_path / "report")
    assert found.keys() == local_report.keys()
    assert [name for name, written in found.items() if written != local_report[name]] == []


@pytest.mark.parametrize(("replay_on", "at_work"), ENGINES)
def test_a_worker_that_is_killed_changes_nothing(
    replay_on: Callable[..., tuple[pl.DataFrame, object]],
    at_work: Title,
    cases: Path,
    proposal: Proposal,
    expected: pl.DataFrame,
) -> None:
    with Quarantine(None) as quarantine, one_killed(at_work) as killed:
        found, _ = replay_on(cases, proposal, quarantine, workers=2)
    assert len(killed) == 1
    assert found.equals(expected)


@pytest.mark.parametrize(("replay_on", "at_work"), ENGINES)
def test_batches_that_are_worked_out_are_not_worked_out_again(
    replay_on: Callable[..., tuple[pl.DataFrame, object]],
    at_work: Title,  # noqa: ARG001 (of the engine)
    cases: Path,
    proposal: Proposal,
    expected: pl.DataFrame,
    tmp_path: Path,
) -> None:
    kept, steps = Unfinished(tmp_path / "unfinished"), list[Step]()
    with Quarantine(None) as quarantine:
        replay(cases, proposal, quarantine, kept=kept)
    (kept.folder / "000001.arrow").unlink()
    with Quarantine(None) as quarantine:
        found, _ = replay_on(cases, proposal, quarantine, workers=2, kept=kept, done=steps.append)
    assert found.equals(expected)
    assert steps == [Step(CASES, 1.0)]
    assert sorted(each.name for each in kept.folder.iterdir()) == [f"{n:06}.arrow" for n in range(3)]


@contextmanager
def one_killed(at_work: Title) -> Iterator[list[int]]:
    """Kills the first worker process of ours that is seen at work; which one it was."""
    killed: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            for process in ours_at_work(at_work):
                os.kill(process, signal.SIGKILL)
                killed.append(process)
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield killed
    finally:
        over.set()
        watcher.join()


def ours_at_work(at_work: Title) -> list[int]:
    """The processes that descend from this one, are called as a worker is, and have worked for a while."""
    told = {int(each.name): each for each in Path("/proc").iterdir() if each.name.isdigit()}
    stats = {process: stat_of(path) for process, path in told.items()}
    ours = {os.getpid()}
    while more := {process for process, (parent, _) in stats.items() if parent in ours} - ours:
        ours |= more
    return [
        process
        for process in sorted(ours)
        if stats[process][1] > TICKS_AT_WORK and at_work(title_of(told[process]))
    ]


def stat_of(process: Path) -> tuple[int, int]:
    """The parent of a process, and how long it has used the processor; noughts where it is gone."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0
    return int(fields[1]), int(fields[11]) + int(fields[12])


def title_of(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
