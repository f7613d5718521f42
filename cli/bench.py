"""What cases beside the rules are tried with: the areas, and how findings are put into words."""

from casework.setting import rules_folder
from engine.mutation.tried import Bench
from engine.questions import load_questions
from engine.wording import wording_of
from services_directory.areas import Areas, load_areas


def bench_of(areas: Areas | None = None) -> Bench:
    """The bench with the program's own areas and words."""
    known = areas or load_areas()
    questions = load_questions(rules_folder() / "questions.yaml")
    return Bench(
        known,
        lambda code: known[code].nation,
        lambda case: wording_of(case, lambda code: known[code].name if code else "any area", questions),
    )
