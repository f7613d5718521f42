"""How long an import takes: `python -m benchmarks.directory_import [RECORDS]`, 10,000 services by default.

The records are the shipped services over and over under new identifiers, each with all that stands inside
it, in one file; the time is from the file to the store on the disk, validation and report included.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from services_directory.areas import load_areas
from services_directory.open_referral.criteria import OUR_ID
from services_directory.open_referral.importing import check, given_in, imported
from services_directory.open_referral.pages import page_of
from services_directory.open_referral.report import report
from services_directory.open_referral.standard import HSDS_3_1, profiles
from services_directory.open_referral.vocabulary import identifier
from services_directory.store import load_store, replace_store, shipped_records


def services(many: int) -> list[dict[str, Any]]:
    """So many service records, no two of one identifier."""
    shipped = shipped_records()["services"]
    found = []
    for number in range(many):
        like = shipped[number % len(shipped)]
        key = identifier("benchmark", str(number))
        attributes = [{**each, "link_id": key} for each in like["attributes"]]
        record = {**like, "id": key, "name": f"{like['name']} {number}", "attributes": attributes}
        found.append({name: said for name, said in record.items() if name != OUR_ID})
    return found


def main(arguments: list[str]) -> int:
    """Print how long each step took, and how much memory the whole did."""
    many = int(arguments[0]) if arguments else 10_000
    areas = load_areas()
    with tempfile.TemporaryDirectory() as folder:
        source, store = Path(folder) / "services.json", Path(folder) / "store"
        source.write_text(json.dumps(page_of(services(many))), encoding="utf-8")
        print(f"{many:,} services, {source.stat().st_size / 1e6:,.0f} MB of JSON")
        print(f"{'seconds':40} {'wall':>6} {'processor':>10}")
        began, used = time.perf_counter(), time.process_time()
        with _timed("read"):
            given = given_in([source], areas)
        with _timed("validate, and look at all together"):
            checked = check(given, profiles()[HSDS_3_1])
        with _timed("read the criteria"):
            held = imported(checked.records, areas)
        with _timed("keep"):
            replace_store(store, held, profile=HSDS_3_1, sources=[source.name], on=date(2026, 11, 22))
        with _timed("report, with suggestions from prose"):
            told = report([source.name], HSDS_3_1, checked, held, None)
        whole, of_it = time.perf_counter() - began, time.process_time() - used
        print(f"{'in all':40} {whole:6.2f} {of_it:10.2f}   {told['options']:,} options")
        with _timed("load the store for answers"):
            load_store(store)
    print(f"most memory at any time: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB")
    return 0 if told["options"] == many and not checked.faults else 1


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began, used = time.perf_counter(), time.process_time()
    yield
    print(f"{what:40} {time.perf_counter() - began:6.2f} {time.process_time() - used:10.2f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
