"""Trials: the examples that stand beside each rule and prove it, case by case and edge by edge.

From the command line: `safe-connections rules test` and `safe-connections rules coverage`.
"""

from engine.trials.coverage import CoverageReport, Unproven, coverage
from engine.trials.run import TrialReport, TrialResult, run_trials

__all__ = ["CoverageReport", "TrialReport", "TrialResult", "Unproven", "coverage", "run_trials"]
