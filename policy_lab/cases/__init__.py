"""Historic cases: read from JSON Lines, Parquet or CSV tables, in batches, with every fault by its place."""

from policy_lab.cases.batch import USUAL_SIZE, CaseBatch, Quarantined
from policy_lab.cases.quarantine import Quarantine
from policy_lab.cases.reading import read_cases
from policy_lab.cases.writing import in_place_of, write_cases

__all__ = ["USUAL_SIZE", "CaseBatch", "Quarantine", "Quarantined", "in_place_of", "read_cases", "write_cases"]
