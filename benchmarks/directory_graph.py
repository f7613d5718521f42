"""A country of services: loading it, ranking options in it, and walking it as a graph, beside other graphs.

    python -m benchmarks.directory_graph [--tiny]

--tiny  500 and 1,000 services instead of 10,000 and 50,000: does it run?

The graph questions are put to our indexes, to our networkx graph, to plain dictionaries and to rustworkx
where that is installed (`make bench` has an environment with it), all over the same edges, in one run.
"""

import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from benchmarks.timing import ROUND_S, ROUNDS, Step, side_by_side, table
from casework.setting import load_setting
from engine.assess import decide
from engine.profile import Profile, read_profile
from engine.reading import read_document
from engine.setting import Setting
from services_directory.areas import load_areas
from services_directory.services import accommodation_types, lines_of, read_files
from services_directory.services.graph import ServicesGraph
from services_directory.services.network import Node
from services_directory.synthesise import mix, synthesise_directory

HOUSE = Path(__file__).resolve().parents[1]
OURS = "our indexes"
Question = Callable[[str], Iterable[str]]  # from an area to the ids of services


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    if arguments[:1] == ["--load"]:
        _print_load(Path(arguments[1]))
        return 0
    if set(arguments) - {"--tiny"}:
        print(__doc__, file=sys.stderr)
        return 2
    tiny = "--tiny" in arguments
    sizes = (500, 1_000) if tiny else (10_000, 50_000)
    setting = load_setting()
    graphs = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            file = Path(folder) / f"{size}.jsonl"
            file.write_text("".join(lines_of(synthesise_directory(size, 1))), encoding="utf-8")
            measure_load(size, file)
            graphs.append(ServicesGraph(read_files([file]), load_areas()))
    # As a service that stays up should: no collection of rubbish walks through the directory again.
    gc.freeze()
    for graph in graphs:
        measure_ranking(graph, replace(setting, services=graph), rounds=1 if tiny else ROUNDS)
    measure_questions(graphs[0], rounds=1 if tiny else ROUNDS, round_s=0 if tiny else ROUND_S)
    return 0


def measure_load(size: int, file: Path) -> None:
    """Print how long a new process takes to load a directory from its file, and its memory then."""
    command = [sys.executable, "-m", "benchmarks.directory_graph", "--load", str(file)]
    told = subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, text=True, timeout=300)
    taken = json.loads(told.stdout)
    parts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in taken["seconds"].items())
    total = sum(taken["seconds"].values())
    print(f"{size:7,} services: loaded in {total:.2f} s ({parts}), {taken['megabytes']:.0f} MB in all")


def _print_load(file: Path) -> None:
    times = [time.perf_counter()]
    directory = read_files([file])
    times.append(time.perf_counter())
    graph = ServicesGraph(directory, load_areas())
    times.append(time.perf_counter())
    edges = graph.graph.number_of_edges()
    times.append(time.perf_counter())
    taken = [end - start for start, end in pairwise(times)]
    seconds = dict(zip(("read", "indexes", f"networkx with {edges:,} edges"), taken, strict=True))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


def measure_ranking(graph: ServicesGraph, setting: Setting, rounds: int) -> None:
    """Print how long ranked options take, from a profile that was read to the options as plain data.

    Time on the clock, and the processor's time, which a busy machine changes less.
    """
    for name in ("mark", "aariz"):
        profile = _profile(name)
        first, _ = _taken(profile, setting)
        clock, processor = zip(*(_taken(profile, setting) for _ in range(rounds)), strict=True)
        ranking = decide(profile, setting).ranking(setting)
        print(
            f"{len(graph.directory.services):7,} services, {name:6}: ranked options p50"
            f" {1e3 * statistics.median(clock):6.1f} ms (processor {1e3 * statistics.median(processor):.1f}),"
            f" best {1e3 * min(clock):.1f}, the first time {1e3 * first:.0f}; {ranking.ranked:,} ranked,"
            f" {len(ranking.options)} told; closed {len(ranking.closed)} told,"
            f" {sum(ranking.closed_elsewhere.values()):,} counted"
        )


def _taken(profile: Profile, setting: Setting) -> tuple[float, float]:
    """Seconds of the clock and of the processor for the ranked options of a profile."""
    clock, processor = time.perf_counter(), time.process_time()
    decide(profile, setting).ranking(setting).to_dict()
    return time.perf_counter() - clock, time.process_time() - processor


def _profile(name: str) -> Profile:
    """An example profile on the day of the invented country."""
    text = (HOUSE / "examples" / f"{name}.yaml").read_bytes()
    data = read_document(text, name=name)
    assert isinstance(data, dict)
    today = mix()["day"].isoformat()
    changed = {**data, "assessment_date": today, "application_date": today}
    return read_profile(changed, load_areas(), accommodation_types()).profile


def measure_questions(graph: ServicesGraph, rounds: int, round_s: float) -> None:
    """Print how long the graph questions of the search take, over every area, beside other graphs.

    Raises: RuntimeError where one of them finds other services than we do.
    """
    areas = [area.code for area in graph.areas]
    ways = {
        OURS: _by_index(graph),
        "networkx": _by_networkx(graph),
        "plain dictionaries": _by_dictionary(graph),
    }
    try:
        ways["rustworkx"] = _by_rustworkx(graph)
    except ImportError:
        print("rustworkx: not installed here; `make bench` has an environment with it")
    for number, said in enumerate(
        ("who asks for a connection here", "who serves this area and those beside it")
    ):
        steps: dict[str, Step] = {}
        for name, questions in ways.items():
            ask = questions[number]
            if any(sorted(ask(area)) != sorted(ways[OURS][number](area)) for area in areas):
                raise RuntimeError(f"{name} finds other services than we do: {said}")
            steps[name] = lambda ask=ask: [list(ask(area)) for area in areas]  # type: ignore[misc]  # bound at once
        print(f"\n{said}, all {len(areas)} areas, {len(graph.directory.services):,} services")
        print(table(side_by_side(steps, rounds, round_s), OURS))


def _by_index(graph: ServicesGraph) -> tuple[Question, Question]:
    def asking(area: str) -> Iterable[str]:
        return [one.id for one in graph.asking_connection_in(area)]

    def around(area: str) -> Iterable[str]:
        return {one.id for each in (area, *graph.neighbours(area)) for one in graph.serving(each)}

    return asking, around


def _by_networkx(graph: ServicesGraph) -> tuple[Question, Question]:
    edges = graph.graph

    def into(area: str, name: str) -> set[str]:
        return {start[1] for start, _, said in edges.in_edges(("area", area), keys=True) if said == name}

    def around(area: str) -> Iterable[str]:
        beside = [
            end[1] for _, end, said in edges.out_edges(("area", area), keys=True) if said == "neighbours"
        ]
        return set().union(*(into(each, "serves") for each in (area, *beside)))

    return lambda area: into(area, "needs_connection"), around


def _by_dictionary(graph: ServicesGraph) -> tuple[Question, Question]:
    into: dict[tuple[str, Node], list[str]] = defaultdict(list)
    beside: dict[str, list[str]] = defaultdict(list)
    for start, end, name in graph.graph.edges(keys=True):
        into[name, end].append(start[1])
        if name == "neighbours":
            beside[start[1]].append(end[1])

    def around(area: str) -> Iterable[str]:
        return {one for each in (area, *beside[area]) for one in into["serves", ("area", each)]}

    return lambda area: into["needs_connection", ("area", area)], around


def _by_rustworkx(graph: ServicesGraph) -> tuple[Question, Question]:
    import rustworkx  # noqa: PLC0415 (not in every environment)

    edges = rustworkx.PyDiGraph(multigraph=True)
    at = {node: edges.add_node(node) for node in graph.graph}
    edges.add_edges_from([(at[start], at[end], name) for start, end, name in graph.graph.edges(keys=True)])

    def into(area: str, name: str) -> set[str]:
        return {edges[start][1] for start, _, said in edges.in_edges(at["area", area]) if said == name}

    def around(area: str) -> Iterable[str]:
        beside = [edges[end][1] for _, end, said in edges.out_edges(at["area", area]) if said == "neighbours"]
        return set().union(*(into(each, "serves") for each in (area, *beside)))

    return lambda area: into(area, "needs_connection"), around


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
