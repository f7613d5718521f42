"""Tries the examples beside the rules; says which fail, and what they leave unproven.

python -m cli.trials rules/england rules/practice
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from engine.packs import PackError, load_pack
from engine.questions import load_questions
from engine.trials import coverage, run_trials
from engine.wording import wording_of
from services_directory.areas import load_areas


def main(folders: Sequence[str]) -> int:
    """Try the packs in some folders; 0 where every trial passes and nothing is left unproven."""
    areas = load_areas()
    questions = load_questions(Path(__file__).resolve().parents[1] / "rules" / "questions.yaml")
    sound = True
    for folder in map(Path, folders):
        try:
            pack = load_pack(folder)
        except PackError as refusal:
            print(f"{folder} is refused:\n{refusal}")
            sound = False
            continue
        report = run_trials(
            [pack],
            folder,
            areas,
            lambda code: areas[code].nation,
            lambda case: wording_of(case, lambda code: areas[code].name if code else "any area", questions),
        )
        covered = coverage([pack], report)
        for result in (*report.fails, *report.errs):
            print("\n".join(result.lines()))
        for each in covered.unproven:
            print(f"UNPROVEN {each.sentence()}")
        passed, failed, erred = len(report.passes), len(report.fails), len(report.errs)
        print(f"{folder}: {passed} pass, {failed} fail, {erred} err, {len(covered.unproven)} unproven")
        sound = sound and covered.complete and passed == len(report.results)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
