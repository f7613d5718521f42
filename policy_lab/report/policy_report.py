"""The report of a policy test."""

from pathlib import Path

from policy_lab.report.headline import headline
from policy_lab.report.page import page, write_page
from policy_lab.report.sections import families_shown, thresholds_shown
from policy_lab.results import Results
from services_directory.areas import load_areas

REPORT = "report.html"


def write_report(results: Results, folder: Path) -> Path:
    """Write the report into a folder that is there, and say where. Raises InputError where it cannot be."""
    text = page(
        "policy_test.html",
        results=results,
        headline=headline(results),
        families=families_shown(results, load_areas()),
        unchanged=[family.called for family in results.families if not family.changed],
        thresholds=thresholds_shown(results),
        agreements=[family for family in results.families if family.agreement],
    )
    return write_page(folder / REPORT, text)
